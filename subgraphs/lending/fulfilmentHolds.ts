// What a reader who waits for a book already has of it: a place in the queue, or a copy that is kept.
import type { EntityManager } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import type { KeptStatus } from './holdQueue.ts';

export interface OwnHold {
  bookId: string;
  /** Who waits before the reader; as many as wait at all, once a copy is kept. */
  ahead: number;
  /** The hold is not served before this day. */
  suspendedUntil: string | null;
  /** The copy that is kept; null while the reader waits. */
  itemId: string | null;
  status: KeptStatus | null;
  /** Where it stands, or is sent to. */
  branchId: string | null;
}

/** A reader's holds of these books that have not ended. */
export function ownHolds(em: EntityManager, readerId: string, bookIds: readonly string[]): Promise<OwnHold[]> {
  return statement(
    em,
    `/* ownHolds */
     select hold.book_id as "bookId", hold.suspended_until::text as "suspendedUntil", kept.item_id as "itemId", kept.status,
       kept.branch_id as "branchId",
       (select count(*) from hold as before where before.book_id = hold.book_id and before.number < hold.number
          and before.state in ('WAITING', 'SUSPENDED'))::int as ahead
     from hold left join kept_copy as kept on kept.hold_id = hold.id
     where hold.reader_id = $1 and hold.book_id = any($2) and hold.state not in ('FULFILLED', 'CANCELLED', 'EXPIRED')`,
    [readerId, bookIds],
  );
}
