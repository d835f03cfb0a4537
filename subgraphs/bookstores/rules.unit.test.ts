import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Facts, failuresOf, flagsOf, netFenOf } from './rules.ts';

const good: Facts = {
  channel: 'COUNTER',
  listPriceFen: 45_50,
  copies: 1,
  payer: 'NJ-JL',
  netFen: 38_68,
  payerHeld: 0,
  payerSlots: 0,
  cityHeld: 0,
  citySlots: 0,
  holdingsUnknown: false,
  fundFreeFen: 1_000_00,
  inStock: true,
  reader: [],
};
const failures = (changes: Partial<Facts>) => failuresOf({ ...good, ...changes });
const codes = (changes: Partial<Facts>) => failures(changes).map(({ code }) => code);

test('what meets every rule has no failure', () => {
  expect(failures({})).toEqual([]);
  expect(failures({ channel: 'ONLINE' })).toEqual([]);
});

test.each([
  [99_99, []],
  [100_00, []],
  [100_01, [{ code: 'PRICE_CAP', limit: 100_00, actual: 100_01 }]],
])('PRICE_CAP at a list price of %i fen', (listPriceFen, expected) => {
  expect(failures({ listPriceFen, netFen: 1 })).toEqual(expected);
});

test.each([
  [3, 0, []],
  [4, 0, []],
  [5, 0, [{ code: 'COPY_CAP', limit: 5, actual: 6 }]],
  [2, 2, []],
  [2, 3, [{ code: 'COPY_CAP', limit: 5, actual: 6 }]],
  [0, 5, [{ code: 'COPY_CAP', limit: 5, actual: 6 }]],
])('COPY_CAP with %i copies held by the payer and %i slots of it', (payerHeld, payerSlots, expected) => {
  expect(failures({ payerHeld, payerSlots, cityHeld: payerHeld, citySlots: payerSlots })).toEqual(expected);
});

test.each([
  [28, 0, []],
  [29, 0, []],
  [30, 0, [{ code: 'CITY_COPY_CAP', limit: 30, actual: 31 }]],
  [15, 14, []],
  [15, 15, [{ code: 'CITY_COPY_CAP', limit: 30, actual: 31 }]],
])('CITY_COPY_CAP with %i copies held in the city and %i slots of it', (cityHeld, citySlots, expected) => {
  expect(failures({ cityHeld, citySlots })).toEqual(expected);
});

test('the caps count every copy of a set', () => {
  expect(failures({ copies: 3, payerHeld: 2 })).toEqual([]);
  expect(failures({ copies: 3, payerHeld: 3 })).toEqual([{ code: 'COPY_CAP', limit: 5, actual: 6 }]);
});

test.each([
  [38_69, []],
  [38_68, []],
  [38_67, [{ code: 'FUND_EMPTY', limit: 38_67, actual: 38_68 }]],
  [0, [{ code: 'FUND_EMPTY', limit: 0, actual: 38_68 }]],
  [null, [{ code: 'FUND_EMPTY', limit: 0, actual: 38_68 }]],
])('FUND_EMPTY with %j fen free for a net price of 3868', (fundFreeFen, expected) => {
  expect(failures({ fundFreeFen })).toEqual(expected);
});

describe('what differs between the counter and online', () => {
  test('counts that are not known are flagged at the counter and fail online', () => {
    const facts: Facts = { ...good, holdingsUnknown: true };
    expect([codes(facts), flagsOf(facts)]).toEqual([[], ['HOLDINGS_UNKNOWN']]);
    const online: Facts = { ...facts, channel: 'ONLINE' };
    expect([codes(online), flagsOf(online)]).toEqual([['HOLDINGS_UNKNOWN'], []]);
  });

  test('a book that no store has cannot be ordered online, and the clerk has it in hand', () => {
    const nowhere = { inStock: false, payer: null, listPriceFen: null, netFen: null };
    expect(codes({ ...nowhere, channel: 'ONLINE' })).toEqual(['NOT_IN_STOCK']);
    expect(codes({ inStock: false })).toEqual([]);
  });
});

test('without a contract nobody pays: STORE_INACTIVE alone, neither the cap nor the fund of a payer', () => {
  expect(codes({ payer: null, netFen: null, payerHeld: 9, fundFreeFen: null })).toEqual(['STORE_INACTIVE']);
});

test('a fact that is not known fails no rule', () => {
  expect(failures({ listPriceFen: null, netFen: null })).toEqual([]);
});

test('all rules that fail are told, those about the reader as they were judged', () => {
  const reader = [{ code: 'LOAN_QUOTA', limit: 8, actual: 9 } as const, { code: 'CREDIT' } as const];
  expect(codes({ listPriceFen: 200_00, payerHeld: 5, cityHeld: 30, fundFreeFen: 0, reader })).toEqual([
    'PRICE_CAP',
    'COPY_CAP',
    'CITY_COPY_CAP',
    'LOAN_QUOTA',
    'CREDIT',
    'FUND_EMPTY',
  ]);
});

describe('the net price', () => {
  test.each([
    [45_50, 8_500, 38_68],
    [58_00, 8_500, 49_30],
    [1, 4_999, 0],
    [1, 5_000, 1],
    [3, 5_000, 2],
    [10, 8_449, 8],
    [10, 8_450, 8],
    [10, 8_500, 9],
    [100_00, 10_000, 100_00],
    [10_000_000, 9_999, 9_999_000],
  ])('of %i fen at %i basis points is %i, half up', (listPriceFen, rate, net) => {
    expect(netFenOf(listPriceFen, rate)).toBe(net);
  });

  test('is a whole number, at most half a fen from the exact one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 10_000 }), (price, rate) => {
        const net = netFenOf(price, rate);
        const difference = BigInt(net) * 10_000n - BigInt(price) * BigInt(rate);
        expect(Number.isInteger(net)).toBe(true);
        expect(difference > -5_000n && difference <= 5_000n).toBe(true);
      }),
    );
  });
});
