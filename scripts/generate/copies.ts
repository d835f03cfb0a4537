// Where the copies of a city are on its day.
import type { ItemStatus } from '../../lib/items/statuses.ts';
import { addDays } from '../../lib/shanghai.ts';
import { between, type Random } from './chance.ts';

/** A copy as a library's list has it. */
export interface GeneratedItem {
  barcode: string;
  recordId: string;
  callNumber: string;
  branchId: string;
  location: string;
  status: ItemStatus;
  /** `2026-11-20`; null unless it is lent. */
  dueDate: string | null;
}

/** Of a thousand copies; what needs a loan, a hold or an order of this network is none of these. */
const shares: readonly (readonly [ItemStatus, number])[] = [
  ['AVAILABLE', 780],
  ['ON_LOAN', 160],
  ['REFERENCE_ONLY', 30],
  ['IN_PROCESS', 8],
  ['DAMAGED', 5],
  ['MISSING', 8],
  ['LOST', 4],
  ['WITHDRAWN', 5],
];

const daysOfLoan = 30;
const longestOverdue = 1_100;

export function itemState(random: Random, day: string): Pick<GeneratedItem, 'status' | 'dueDate'> {
  let left = random() * 1_000;
  const [status] = shares.find(([, share]) => (left -= share) < 0) ?? ['AVAILABLE' as const];
  if (status !== 'ON_LOAN') return { status, dueDate: null };
  // One loan of eight is overdue, some by years.
  const isOverdue = random() < 0.125;
  const days = isOverdue ? -Math.ceil(random() ** 3 * longestOverdue) : between(random, 1, daysOfLoan);
  return { status, dueDate: addDays(day, days) };
}
