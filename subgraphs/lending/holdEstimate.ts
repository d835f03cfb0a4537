// When a reader can hope for a copy, by the due days of the copies and the place in the queue.
import { addDays } from '../../lib/shanghai.ts';

export interface Queue {
  /** From 1. */
  position: number;
  /** How many copies there are that can be lent now or later. */
  copies: number;
  /** Of those that are out. */
  dueDates: readonly string[];
  today: string;
}

/** How long each reader is thought to keep the book: the network's ordinary loan. */
const loanDays = 30;

/**
 * The day on which the copy comes back that is this reader's by the order of the queue. Copies come back on their due days, one
 * that is overdue or not out at all today; each is then lent to a reader of the queue for 30 days. Null when there are no copies.
 */
export function estimate({ position, copies, dueDates, today }: Queue): string | null {
  if (copies === 0) {
    return null;
  }
  const out = dueDates.map((day) => (day < today ? today : day)).toSorted();
  const free = [...Array.from({ length: Math.max(copies - out.length, 0) }, () => today), ...out];
  const round = Math.floor((position - 1) / free.length);
  return addDays(free[(position - 1) % free.length] ?? today, round * loanDays);
}
