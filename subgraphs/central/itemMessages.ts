// What is said of a line of a list of copies that was not taken as it stands: what is wrong, and what would be right.
import type { PutItemReason } from './types.generated.ts';

const messages: Readonly<Record<PutItemReason, string>> = {
  CLAIMED:
    '本网络正在办理该册的借阅、预约、订单或赔偿，状态与书目以网络为准；索书号与馆藏地已采用。A loan, a hold, an order or a loss of this network has the copy: its status and book stay; call number and place were taken.',
  BOUGHT:
    '该册由“你选书，我买单”购入，状态与书目以网络为准；索书号与馆藏地已采用。The purchase programme bought the copy: its status and book stay; call number and place were taken.',
  RETURNED_SINCE: '清单制作之后该册已还回，状态未改。The copy came back after the list was made: its status stays.',
  NO_DUE_DATE:
    '借出而无应还日期：已记为状态不明、不可借；请补应还日期，如 2026-12-01。It is out without a due date: kept as UNKNOWN, which nobody can borrow; give the due date, 2026-12-01.',
  TWICE: '清单中该条码号已在前面出现，此行未采用。The list has this barcode before: this line was not taken.',
  STATUS_NOT_UNDERSTOOD:
    '状态“{text}”不在对照表中：已记为状态不明、不可借；请改用对照表中的词，或请管理员加入。The status "{text}" is not in the table: kept as UNKNOWN, which nobody can borrow; use a text of the table, or have it added.',
  NO_BOOK:
    '联合目录中没有 {wanted}：请先导入该书的书目记录，或核对编号。The catalogue does not know {wanted}: import its record first, or check the number.',
  SEVERAL_BOOKS:
    'ISBN {isbn} 有多种书目（{ids}）：请给出书目编号、控制号或题名。Several books carry the ISBN {isbn} ({ids}): give the book id, the record number or the title.',
  BAD_VALUE: '{why}',
  NO_BRANCH: '本馆没有分馆“{branch}”；现有：{branches}。The library has no branch "{branch}"; it has {branches}.',
};

/** @param values what stands for `{…}`, shortened */
export function messageOf(reason: PutItemReason, values: Readonly<Record<string, string>>): string {
  return messages[reason].replace(/\{(\w+)\}/g, (_, name: string) => (values[name] ?? '').slice(0, 300));
}
