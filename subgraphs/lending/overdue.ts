// When a loan is overdue: it is out, its due day has passed, and no courier had taken it along by then. What the reader says came
// back does not count while somebody looks for it.
import type { EntityManager } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import type { Loan } from './entities.ts';

/** SQL of whether a loan counts as overdue on a day, given as an SQL expression. */
export const overdueSql = (day: string): string =>
  `status = 'ACTIVE' and due_date < least(${day}, back_on) and claimed_returned_at is null`;

/** How many loans of a reader count as overdue on a day. */
export async function overdueLoans(em: EntityManager, readerId: string, day: string): Promise<number> {
  const [row] = await statement<{ count: number }>(
    em,
    `/* overdueLoans */ select count(*)::int as count from loan where reader_id = $1 and ${overdueSql('$2::date')}`,
    [readerId, day],
  );
  return row?.count ?? 0;
}

/** Whether a loan is overdue on a day. */
export function isOverdue({ status, dueDate, backOn }: Loan, day: string): boolean {
  return status === 'ACTIVE' && dueDate != null && dueDate < (backOn != null && backOn < day ? backOn : day);
}
