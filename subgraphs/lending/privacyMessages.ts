// Why something of a history stays, in words for the reader.
import type { KeptReason } from './privacyEntities.ts';

export const keptMessages: Record<KeptReason, { ZH: string; EN: string }> = {
  OPEN: { ZH: '尚未结束，结束后可清除。', EN: 'It has not ended; erase it afterwards.' },
  LOSS_NOT_SETTLED: {
    ZH: '所借图书遗失或破损，尚未处理完毕。',
    EN: 'A copy is lost or damaged, and that is not settled.',
  },
  PARCEL_NOT_CLOSED: {
    ZH: '包裹尚未了结：签收 15 天后，或图书退回后了结。',
    EN: 'A parcel is not closed: it is 15 days after it has arrived, or when its copies are back.',
  },
  APPEAL_NOT_DECIDED: { ZH: '申诉尚未处理。', EN: 'An appeal is to be decided.' },
  LINE_DISPUTED: {
    ZH: '书店与图书馆对该笔结算有异议，正在核对。',
    EN: 'The bookstore and the library disagree on what it cost.',
  },
  BEING_ENTERED: { ZH: '刚刚结束，正在登记，请一分钟后再试。', EN: 'It is being entered: try again in a minute.' },
  CREDIT_COUNTS: { ZH: '信用记录在有效期内，到期自动删除。', EN: 'It counts for the credit until it expires.' },
  LIMITS_COUNT_IT: {
    ZH: '只保留加密摘要，用于“已借过”和年度限额规则，到期自动删除。',
    EN: 'Only keyed hashes are kept, for ALREADY_TAKEN and the limits of a year, until they expire.',
  },
  KEPT_BY_READER: { ZH: '由您自行保存，可随时删除。', EN: 'You keep it, and can remove it at any time.' },
};
