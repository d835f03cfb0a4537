// What an owner says of the copies of many books at once, in one statement: for whoever compares the ways to them.
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../statements.ts';
import { countsAsHeld, type HeldCount } from './holdings.ts';

/** Copies of one book that belong to one branch, of one library. */
export interface BranchCopies {
  bookId: string;
  library: string;
  branch: string;
  /** On the shelf, can be borrowed now. */
  available: number;
  /** Can be borrowed now or later: out, kept, on their way and in cataloguing ones included. */
  circulating: number;
  /** Due days of those that are out, the earliest first. */
  dueDates: string[];
}

/** Copies that nobody will borrow as things stand. */
const notCirculating = `('REFERENCE_ONLY', 'DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN', 'UNKNOWN')`;

/** Where the copies of books stand, and when those that are out are due; no row where there is none that can be lent. */
export function branchCopiesOfBooks(em: EntityManager, bookIds: readonly string[]): Promise<BranchCopies[]> {
  return statement(
    em,
    `/* branchCopiesOfBooks */
     select book_id as "bookId", library_id as library, branch_id as branch,
       (count(*) filter (where status = 'AVAILABLE'))::int as available, count(*)::int as circulating,
       coalesce(array_agg(due_date::text order by due_date) filter (where status = 'ON_LOAN'), '{}') as "dueDates"
     from item where book_id = any($1) and status not in ${notCirculating} group by 1, 2, 3 order by 1, 2, 3`,
    [bookIds],
  );
}

/** What each library has of each book, as `heldCounts` says of one; no row for a library that has nothing. */
export function heldCountsOf(
  em: EntityManager,
  bookIds: readonly string[],
): Promise<(HeldCount & { bookId: string })[]> {
  return statement(
    em,
    `/* heldCountsOf */
     select book_id as "bookId", library_id as library, (count(*) filter (where ${countsAsHeld}))::int as held,
       (count(*) filter (where status = 'AVAILABLE'))::int as available
     from item where book_id = any($1) group by 1, 2
     having count(*) filter (where status = 'AVAILABLE' or ${countsAsHeld}) > 0`,
    [bookIds],
  );
}
