// When somebody who waits for a book can hope for a copy.
import type { BranchCopies } from '../../lib/items/manyBooks.ts';
import { addDays } from '../../lib/shanghai.ts';

/** How long each reader of a queue is thought to keep the book: the network's ordinary loan. */
const loanDays = 30;

export interface Waiting {
  /** Where copies of the book stand. */
  rows: readonly BranchCopies[];
  /** Readers who wait already. */
  waiting: number;
  today: string;
  /** Days in which a copy comes to where it is fetched. */
  transferDays: number;
}

export interface HoldOutlook {
  /** Copies that can be lent now or later. */
  copies: number;
  /** Null when nobody can say: there is no copy, or the one whose turn it is is long overdue or not out. */
  earliest: string | null;
  /** Whose copy it would be. */
  library: string | null;
}

/**
 * Copies on a shelf come today, those that are out on their due day, each then again after an ordinary loan; the reader gets the one
 * after those who wait. Of a copy that is overdue, on its way or in cataloguing nobody can say when it comes.
 */
export function holdOutlook({ rows, waiting, today, transferDays }: Waiting): HoldOutlook {
  const copies = rows.reduce((sum, { circulating }) => sum + circulating, 0);
  const free = rows
    .flatMap(({ library, available, dueDates }) => [
      ...Array.from({ length: available }, () => ({ library, day: today })),
      ...dueDates.filter((day) => day >= today).map((day) => ({ library, day })),
    ])
    .toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  const next = free[waiting % Math.max(free.length, 1)];
  if (!next) return { copies, earliest: null, library: rows[0]?.library ?? null };
  const rounds = Math.floor(waiting / free.length);
  return { copies, earliest: addDays(next.day, rounds * loanDays + transferDays), library: next.library };
}
