// What the desk is told to do with a copy that came back.
import type { ItemReturn } from './entities.ts';

/** The sentence for one return, in both languages. */
export function returnMessage({ next, destination }: Pick<ItemReturn, 'next' | 'destination'>): {
  ZH: string;
  EN: string;
} {
  return messages[next === 'HOLD_FOR' && destination ? 'SEND_FOR' : (next ?? 'UNKNOWN')];
}

const messages = {
  SHELVE: { ZH: '已归还，请在本馆上架。', EN: 'Returned. Put it on the shelf here.' },
  SEND_TO: { ZH: '已归还，请送还所属分馆。', EN: 'Returned. Send it to the branch it belongs to.' },
  TO_CATALOGUING: { ZH: '已归还，请送编目部。', EN: 'Returned. Send it to cataloguing.' },
  HOLD_FOR: { ZH: '有读者预约，请放上预约架。', EN: 'A reader waits for it. Put it on the hold shelf.' },
  SEND_FOR: { ZH: '有读者预约，请送往取书分馆。', EN: 'A reader waits for it. Send it to the branch of pick-up.' },
  UNKNOWN: {
    ZH: '已归还。所属馆系统暂无响应，请先单独存放，稍后用同一单号查询去向。',
    EN: "Returned. The owner's system does not answer: put the copy aside and ask again with the same key.",
  },
};

/** A loan is decided in favour, the entries follow. */
export const decidedMessage = {
  ZH: '已为读者保留一册；登记稍后自动完成，请稍后用同一单号查询包裹。',
  EN: 'A copy is kept for the reader; the entries follow by themselves. Ask again with the same key for the parcel.',
};
