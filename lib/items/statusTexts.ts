// What the status texts of libraries' systems mean: the labels of the systems in use here, in Chinese and English, and the network's own
// names. A text that is not in the table is UNKNOWN: held, not available, and shown as it stands. To teach the network a text, add it.
import { isDay } from '../shanghai.ts';
import { type ItemStatus, itemStatuses } from './statuses.ts';

/**
 * Texts by what they mean, as their systems print them; letters, width and blanks do not count. Those under UNKNOWN are understood:
 * the copy cannot be borrowed, for a reason that no other status says.
 */
export const statusTexts: Readonly<Record<ItemStatus, { chinese: readonly string[]; english: readonly string[] }>> = {
  AVAILABLE: {
    chinese: ['在馆', '在架', '在架上', '可借', '可借阅', '可外借', '在库', '流通还回上架', '在館', '可借閱'],
    english: ['Available', 'On shelf', 'On the shelf', 'Checked in', 'Not checked out', 'In', 'In library', 'In stock'],
  },
  ON_LOAN: {
    chinese: ['借出', '已借出', '已借', '外借', '已外借', '借阅中', '外借中', '互借', '超期', '逾期', '续借'],
    english: ['On loan', 'Loaned', 'Checked out', 'Charged', 'Out', 'Borrowed', 'Due', 'Overdue', 'Renewed'],
  },
  ON_HOLD_SHELF: {
    chinese: ['预约', '预约架', '预约到书', '预约到馆', '预约保留', '已预约', '预借', '預約'],
    english: ['On hold shelf', 'On hold', 'Hold', 'Held', 'On holdshelf', 'Reserved', 'Awaiting pickup'],
  },
  PAGED: {
    chinese: ['待取', '待取书', '委托', '委托中', '配书中', '取书中'],
    english: ['Paged', 'Page', 'Requested', 'Request', 'Recalled'],
  },
  IN_TRANSIT: {
    chinese: ['在途', '运输中', '调拨中', '转运中', '流转中', '物流中'],
    english: ['In transit', 'Transit', 'In transfer'],
  },
  ON_ORDER: {
    chinese: ['订购', '订购中', '在订', '已订', '已订购', '预订', '采访'],
    english: ['On order', 'Ordered', 'In acquisition'],
  },
  IN_PROCESS: {
    chinese: [
      '编目',
      '编目中',
      '在编',
      '待编',
      '典藏',
      '典藏中',
      '加工',
      '加工中',
      '采编',
      '采编中',
      '验收',
      '已验收',
      '新书加工',
    ],
    english: ['In process', 'In processing', 'Cataloging', 'Cataloguing', 'Being catalogued', 'In cataloging'],
  },
  REFERENCE_ONLY: {
    chinese: [
      '阅览',
      '仅供阅览',
      '仅阅览',
      '馆内阅览',
      '只供阅览',
      '阅览室阅览',
      '限馆内阅览',
      '不外借',
      '不可外借',
      '非外借',
      '参考',
    ],
    english: [
      'Reference only',
      'Reference',
      'Library use only',
      'In library use only',
      'In-library use',
      'Non-circulating',
      'Not for loan',
      'Read here only',
    ],
  },
  DAMAGED: {
    chinese: ['破损', '污损', '残损', '损坏', '修补', '待修补', '修复中'],
    english: ['Damaged', 'In repair', 'Repair', 'Mending'],
  },
  MISSING: {
    chinese: ['去向不明', '查找', '查找中', '未找到', '寻架', '失踪', '不在架'],
    english: ['Missing', 'Search', 'On search', 'Trace', 'Claimed returned', 'Not on shelf'],
  },
  LOST: {
    chinese: ['丢失', '遗失', '已丢失', '遗失赔偿', '丢失赔偿', '丟失', '遺失'],
    english: ['Lost', 'Long overdue', 'Lost and paid', 'Assumed lost'],
  },
  WITHDRAWN: {
    chinese: ['剔除', '剔旧', '已剔除', '注销', '已注销', '报废', '交换', '赠送', '註銷'],
    english: ['Withdrawn', 'Discarded', 'Weeded', 'Deleted', 'Deaccessioned'],
  },
  UNKNOWN: {
    chinese: [
      '状态不明',
      '锁定',
      '已锁定',
      '下架',
      '已下架',
      '闭架',
      '装订',
      '装订中',
      '清点',
      '盘点',
      '封存',
      '停借',
      '暂停外借',
      '待上架',
    ],
    english: [
      'Unknown',
      'Locked',
      'Blocked',
      'Unavailable',
      'Not available',
      'At bindery',
      'Bindery',
      'Off shelf',
      'To be shelved',
    ],
  },
};

export interface StatusReading {
  status: ItemStatus;
  /** As it was written, without spaces around it, cut to 100 characters; null where nothing was. */
  text: string | null;
  /** False for a text that is not in the table. */
  understood: boolean;
  /** The day that the text names: `借出-应还日期：2026-12-01`. */
  dueDate: string | null;
}

const longestText = 100;

/** What a library's status text means. Nothing, or a text that is not in the table, is UNKNOWN. */
export function statusOfText(written: string): StatusReading {
  const text = written.trim();
  const { label, dueDate } = withoutDueDate(text);
  const status = byText.get(normalised(label));
  return {
    status: status ?? 'UNKNOWN',
    text: text === '' ? null : Array.from(text).slice(0, longestText).join(''),
    understood: status !== undefined,
    dueDate,
  };
}

/** Catalogues print the day behind the word. */
function withoutDueDate(text: string): { label: string; dueDate: string | null } {
  const match =
    /^(?<label>.{1,40}?)[\s\-—–,，;；(（]{0,9}(?:应还日期|应还|到期|due)?\s{0,9}[:：]?\s{0,9}(?<day>\d{4}-\d{2}-\d{2})[)）]?$/iu.exec(
      text,
    );
  const { label, day } = match?.groups ?? {};
  return label && day && isDay(day) ? { label, dueDate: day } : { label: text, dueDate: null };
}

function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-.。]+/g, '');
}

const byText: ReadonlyMap<string, ItemStatus> = new Map(
  itemStatuses.flatMap((status) =>
    [status, ...statusTexts[status].chinese, ...statusTexts[status].english].map(
      (text) => [normalised(text), status] as const,
    ),
  ),
);
