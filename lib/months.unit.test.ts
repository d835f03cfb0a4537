// Where a month ends, and which one comes next.
import { expect, test } from 'vitest';
import { addMonths, checkMonth, isMonth, monthOf } from './months.ts';

test.each([
  ['2026-10-31T15:59:59.999Z', '2026-10'],
  ['2026-10-31T16:00:00.000Z', '2026-11'],
  ['2026-12-31T15:59:59.999Z', '2026-12'],
  ['2026-12-31T16:00:00.000Z', '2027-01'],
  ['2028-02-29T15:59:59.999Z', '2028-02'],
  ['2028-02-29T16:00:00.000Z', '2028-03'],
])('%s is in %s', (moment, month) => {
  expect(monthOf(new Date(moment))).toBe(month);
});

test.each([
  ['2026-11', 1, '2026-12'],
  ['2026-12', 1, '2027-01'],
  ['2026-01', -1, '2025-12'],
  ['2026-11', -11, '2025-12'],
  ['2026-11', 0, '2026-11'],
])('%s and %i months is %s', (month, months, expected) => {
  expect(addMonths(month, months)).toBe(expected);
});

test.each(['2026-00', '2026-13', '0000-01', '2026-1', '202611', '2026-11-01', ''])('"%s" is no month', (text) => {
  expect(isMonth(text)).toBe(false);
  expect(() => checkMonth('from', text)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'from' }) }),
  );
});
