// The owner's side of a branch's work: copies of one status that are at the branch or are to come there, by call number.
import type { EntityManager } from '@mikro-orm/postgresql';
import { checkFirst, decodeCursor, type PageArguments } from '../pagination.ts';
import type { ItemStatus } from './statuses.ts';

/** A copy as it stands in a list. */
export interface ItemAtWork {
  itemId: string;
  callNumberSort: string;
  /** What it is kept or lent for. */
  claimId: string | null;
  dueDate: string | null;
}

export interface WorkQuestion extends PageArguments {
  branch: string;
  status: ItemStatus;
  /** Only those that were due before this day. */
  dueBefore?: string | null | undefined;
}

/** One more than `first` copies after a cursor, in the order of their call numbers, and how many there are in all. */
export async function itemsAtWork(
  em: EntityManager,
  { branch, status, dueBefore, first, after }: WorkQuestion,
): Promise<{ items: ItemAtWork[]; totalCount: number }> {
  checkFirst(first);
  const [sort, id] = decodeCursor(after, ['string', 'string']) ?? ['', ''];
  // What a courier has for a reader's loan is in the list of parcels.
  const those = `from item where coalesce(kept_at, branch_id) = ? and status = ?
    and status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN') and (?::date is null or due_date < ?::date)
    and (status <> 'IN_TRANSIT' or kept_at is not null or claim_id is null
         or (claim_id = purchase_order_id and catalogued))`;
  const values = [branch, status, dueBefore ?? null, dueBefore ?? null];
  const [items, [count]] = await Promise.all([
    em.execute<ItemAtWork[]>(
      `/* itemsAtWork */ select id as "itemId", call_number_sort as "callNumberSort", claim_id as "claimId",
         due_date::text as "dueDate" ${those}
         and (call_number_sort, id) > (?::text collate "C", ?) order by call_number_sort, id limit ?`,
      [...values, sort, id, first + 1],
    ),
    em.execute<{ count: number }[]>(`/* itemsAtWork */ select count(*)::int as count ${those}`, values),
  ]);
  return { items, totalCount: count?.count ?? 0 };
}
