// When a reader can hope for a copy, and where a kept copy stands when it is the next reader's.
import { expect, test } from 'vitest';
import { estimate } from './holdEstimate.ts';
import { statusForNext } from './holdQueue.ts';

const today = '2026-11-23';

test.each([
  ['a copy that is not out is there today', 1, 1, [], '2026-11-23'],
  ['the first gets the one that is due first', 1, 2, ['2026-12-20', '2026-12-01'], '2026-12-01'],
  ['the second gets the next', 2, 2, ['2026-12-20', '2026-12-01'], '2026-12-20'],
  ['one that is overdue for years can come today', 1, 2, ['2019-01-01', '2026-12-01'], '2026-11-23'],
  ['who comes after all copies waits for another loan', 3, 2, ['2026-12-20', '2026-12-01'], '2026-12-31'],
  ['and the next round for two', 5, 2, ['2026-12-20', '2026-12-01'], '2027-01-30'],
  ['copies that are on their way count as of today', 2, 3, ['2026-12-01'], '2026-11-23'],
])('%s', (_title, position, copies, dueDates, day) => {
  expect(estimate({ position, copies, dueDates, today })).toBe(day);
});

test('without a copy nobody can tell', () => {
  expect(estimate({ position: 1, copies: 0, dueDates: [], today })).toBeNull();
});

test.each([
  ['on the hold shelf of the right branch', 'ON_HOLD_SHELF', 'A', 'ON_HOLD_SHELF'],
  ['on the hold shelf of another, to be picked there', 'ON_HOLD_SHELF', 'B', 'PAGED'],
  ['on its shelf, still to be picked', 'PAGED', 'B', 'PAGED'],
  ['on its way, decided where it is scanned', 'IN_TRANSIT', 'B', 'IN_TRANSIT'],
] as const)('the next reader’s copy stands %s', (_title, status, pickup, next) => {
  expect(statusForNext(status, 'A', pickup)).toBe(next);
});
