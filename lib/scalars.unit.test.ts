import { Kind } from 'graphql';
import { describe, expect, test } from 'vitest';
import { scalars } from './scalars.ts';

const { Date: day, DateTime: moment, LocalTime: time } = scalars;
const mistake = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });

test('a Date is a day, the same text inside and outside', () => {
  expect(day.parseValue('2026-11-22')).toBe('2026-11-22');
  expect(day.parseLiteral({ kind: Kind.STRING, value: '2024-02-29' })).toBe('2024-02-29');
  expect(day.serialize('2026-11-22')).toBe('2026-11-22');
});

test('a LocalTime is a time of day, the same text inside and outside', () => {
  expect(['00:00', '09:30', '23:59'].map((text) => time.parseValue(text))).toEqual(['00:00', '09:30', '23:59']);
  expect(time.serialize('14:00')).toBe('14:00');
});

test.each([
  ['2026-11-22T08:30:00Z', '2026-11-22T08:30:00.000Z'],
  ['2026-11-22T16:30:00+08:00', '2026-11-22T08:30:00.000Z'],
  ['2026-11-22T16:30+08:00', '2026-11-22T08:30:00.000Z'],
  ['2026-11-22T08:30:00.123456Z', '2026-11-22T08:30:00.123Z'],
  ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
])('the DateTime %s is a moment, written as %s', (text, written) => {
  const parsed = moment.parseValue(text);
  expect(parsed).toEqual(new Date(written));
  expect(moment.serialize(parsed)).toBe(written);
  expect(moment.serialize(text)).toBe(written);
});

describe('what is none is refused, saying how it is written', () => {
  test.each([
    '2026-02-30',
    '22.11.2026',
    '2026-11-22T00:00:00Z',
    '',
    20_261_122,
    null,
    true,
  ])('as a Date: %j', (value) => {
    expect(() => day.parseValue(value)).toThrow(mistake);
    expect(() => day.parseValue(value)).toThrow(/"2026-11-22"/);
  });

  test.each([
    '2026-11-22',
    '2026-11-22T08:30:00',
    '2026-11-22 08:30:00Z',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22T08:60:00Z',
    1_700_000_000,
  ])('as a DateTime: %j', (value) => {
    expect(() => moment.parseValue(value)).toThrow(mistake);
  });

  test.each(['24:00', '9:30', '09:60', '09:30:00', 930])('as a LocalTime: %j', (value) => {
    expect(() => time.parseValue(value)).toThrow(mistake);
  });

  test('also where it is written in the operation itself', () => {
    expect(() => day.parseLiteral({ kind: Kind.INT, value: '20261122' })).toThrow(mistake);
    expect(() => moment.parseLiteral({ kind: Kind.STRING, value: 'now' })).toThrow(mistake);
  });
});
