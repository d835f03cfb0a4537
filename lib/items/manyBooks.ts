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
  /** The library's own system told of them and lends them: they are not sent or kept from here. */
  elsewhere?: boolean | null;
  /** Why nothing is known of the library's copies of the book; the rest says nothing then. */
  reason?: string | null;
}

/** Copies that are sent and kept from here: not those of a library whose own system lends them, which stand on its shelves only. */
export const lentHere = (rows: readonly BranchCopies[]): BranchCopies[] =>
  rows.filter(({ elsewhere, reason }) => elsewhere !== true && reason == null);

const notCirculatingStatuses = ['REFERENCE_ONLY', 'DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN', 'UNKNOWN'];
/** Copies that nobody will borrow as things stand. */
const notCirculating = `('${notCirculatingStatuses.join("', '")}')`;

/** Whether somebody will borrow a copy of a status, now or later. */
export const isCirculating = (status: string): boolean => !notCirculatingStatuses.includes(status);

/** SQL of where the copies of the books in `$1` stand, as `BranchCopies`, of the rows that SQL tells. */
export const branchCopiesSql = (ours = 'true'): string =>
  `select book_id as "bookId", library_id as library, branch_id as branch,
     (count(*) filter (where status = 'AVAILABLE'))::int as available, count(*)::int as circulating,
     coalesce(array_agg(due_date::text order by due_date) filter (where status = 'ON_LOAN'), '{}') as "dueDates"
   from item where book_id = any($1) and ${ours} and status not in ${notCirculating} group by 1, 2, 3`;

/** Where the copies of books stand, and when those that are out are due; no row where there is none that can be lent. */
export function branchCopiesOfBooks(em: EntityManager, bookIds: readonly string[]): Promise<BranchCopies[]> {
  return statement(em, `/* branchCopiesOfBooks */ ${branchCopiesSql()} order by 1, 2, 3`, [bookIds]);
}

/** SQL of what each library has of each book in `$1`, as `heldCountsSql` of one. */
export const heldCountsOfSql = (ours = 'true'): string =>
  `select book_id as "bookId", library_id as library, (count(*) filter (where ${countsAsHeld}))::int as held,
     (count(*) filter (where status = 'AVAILABLE'))::int as available
   from item where book_id = any($1) and ${ours} group by 1, 2
   having count(*) filter (where status = 'AVAILABLE' or ${countsAsHeld}) > 0`;

/** What each library has of each book, as `heldCounts` says of one; no row for a library that has nothing. */
export function heldCountsOf(
  em: EntityManager,
  bookIds: readonly string[],
): Promise<(HeldCount & { bookId: string })[]> {
  return statement(em, `/* heldCountsOf */ ${heldCountsOfSql()}`, [bookIds]);
}
