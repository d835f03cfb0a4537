// Where a kept copy stands when it is the next reader's.
import { expect, test } from 'vitest';
import { statusForNext } from './holdQueue.ts';

test.each([
  ['on the hold shelf of the right branch', 'ON_HOLD_SHELF', 'A', 'ON_HOLD_SHELF'],
  ['on the hold shelf of another, to be picked there', 'ON_HOLD_SHELF', 'B', 'PAGED'],
  ['on its shelf, still to be picked', 'PAGED', 'B', 'PAGED'],
  ['on its way, decided where it is scanned', 'IN_TRANSIT', 'B', 'IN_TRANSIT'],
] as const)('the next reader’s copy stands %s', (_title, status, pickup, next) => {
  expect(statusForNext(status, 'A', pickup)).toBe(next);
});
