import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf, isDay, yearOf } from './shanghai.ts';

test.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23'],
  ['2026-11-30T16:00:00Z', '2026-12-01'],
  ['2024-02-28T16:00:00Z', '2024-02-29'],
  ['2024-02-29T16:00:00Z', '2024-03-01'],
  ['2025-02-28T16:00:00Z', '2025-03-01'],
  ['2026-12-31T15:59:59Z', '2026-12-31'],
  ['2026-12-31T16:00:00Z', '2027-01-01'],
])('at %s it is %s in Shanghai', (moment, day) => {
  expect(dayOf(new Date(moment))).toBe(day);
});

test('the year begins at midnight in Shanghai, eight hours before the world clock', () => {
  expect(yearOf(new Date('2026-12-31T15:59:59Z'))).toBe(2026);
  expect(yearOf(new Date('2026-12-31T16:00:00Z'))).toBe(2027);
});

test.each([
  ['2026-11-22', 30, '2026-12-22'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2027-01-01', -1, '2026-12-31'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2025-02-28', 1, '2025-03-01'],
  ['2026-11-22', 0, '2026-11-22'],
  ['2020-01-01', 366, '2021-01-01'],
  ['0001-01-02', -366, '0001-01-01'],
  ['9999-12-01', 366, '9999-12-31'],
])('%s and %i days is %s', (day, days, result) => {
  expect(addDays(day, days)).toBe(result);
});

test('days added are taken away again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80_000 }), fc.integer({ min: -80_000, max: 80_000 }), (start, days) => {
      const day = addDays('1900-01-01', start);
      expect(isDay(day)).toBe(true);
      expect(addDays(addDays(day, days), -days)).toBe(day);
    }),
  );
});

test.each(['2026-11-22', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isDay(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '2026-02-30',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '0000-01-01',
  '2026-1-1',
  '20261122',
  '2026-11-22T00:00:00Z',
  ' 2026-11-22',
  '2026-11-22\n',
  '',
])('%j is none', (text) => {
  expect(isDay(text)).toBe(false);
});
