// What a reminder says, in both languages.
import type { NoticeKind } from './noticeEntities.ts';

export interface NoticeContent {
  kind: NoticeKind;
  /** The due day, or the last day on the hold shelf. */
  day: string;
  /** Null where nobody could tell it. */
  title: string | null;
  /** The name of the branch where a hold is fetched, where it is known. */
  branch?: string | null;
}

/** The text of a reminder. */
export function noticeText({ kind, day, title, branch = null }: NoticeContent): { ZH: string; EN: string } {
  const [zh, en] = title === null ? ['您借阅或预约的图书', 'your book'] : [`《${title}》`, `"${title}"`];
  switch (kind) {
    case 'DUE_SOON':
      return {
        ZH: `${zh}将于 ${day} 到期，请按时归还或续借。`,
        EN: `${capital(en)} is due on ${day}: return or renew it by then.`,
      };
    case 'OVERDUE':
      return {
        ZH: `${zh}应于 ${day} 归还，现已逾期，请尽快归还。`,
        EN: `${capital(en)} was due on ${day} and is overdue: please return it.`,
      };
    case 'HOLD_READY':
      return {
        ZH: `${zh}已到${branch ?? '取书点'}，请于 ${day}（含当日）前取书。`,
        EN: `${capital(en)} waits for you${branch ? ` at ${branch}` : ''} until ${day}, that day included.`,
      };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
