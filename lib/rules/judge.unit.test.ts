import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excludesClass, type Facts, judge, judgeReader, netFenOf, type ReaderFacts } from './judge.ts';
import { defaultSets, type Rule, rulesInForce } from './rules.ts';

const reader: ReaderFacts = {
  openLoans: 0,
  ownQuota: 8,
  overdue: 0,
  suspended: false,
  creditOnly: false,
  band: 'GOOD',
  outstanding: 0,
  yearSpentFen: 0,
  taken: false,
  recent: [],
};
const good: Facts = {
  channel: 'COUNTER',
  day: '2026-11-22',
  listPriceFen: 45_50,
  items: 1,
  book: { year: 2026, classNumber: 'I247.5', format: 'BOOK', volumes: 1 },
  payer: 'NJ-JL',
  nextContract: null,
  netFen: 38_68,
  payerHeld: 0,
  payerSlots: 0,
  cityHeld: 0,
  citySlots: 0,
  payerAvailable: 0,
  countAgeHours: null,
  fundFreeFen: 1_000_00,
  inStock: true,
  reader,
};

const defaults = (channel: Facts['channel']) =>
  rulesInForce([], { library: 'NJ-JL', channel, readerType: 'ADULT', day: good.day }).rules.values();
const failures = (changes: Partial<Facts>, rules?: Rule[]) => {
  const facts = { ...good, ...changes };
  return judge(facts, rules ?? defaults(facts.channel)).failures;
};
const codes = (changes: Partial<Facts>) => failures(changes).map(({ code }) => code);
const ofReader = (changes: Partial<ReaderFacts>, others: Partial<Facts> = {}) =>
  failures({ ...others, reader: { ...reader, ...changes } });

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
  ['2026-11-22', 2024, []],
  ['2026-11-22', 2023, []],
  ['2026-11-22', 2022, [{ code: 'PUBLICATION_AGE', limit: 2023, actual: 2022 }]],
  ['2026-12-31', 2023, []],
  ['2027-01-01', 2023, [{ code: 'PUBLICATION_AGE', limit: 2024, actual: 2023 }]],
  ['2026-11-22', null, []],
])('PUBLICATION_AGE on %s of a book of %j', (day, year, expected) => {
  expect(failures({ day, book: { ...good.book, year } })).toEqual(expected);
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

test('a set is one copy to the caps, and as many loans as it has volumes', () => {
  const set = { items: 3, book: { ...good.book, volumes: 3 } };
  expect(failures({ ...set, payerHeld: 4 })).toEqual([]);
  expect(failures({ ...set, payerHeld: 5 })).toEqual([{ code: 'COPY_CAP', limit: 5, actual: 6 }]);
  expect(ofReader({ openLoans: 5 }, set)).toEqual([]);
  expect(ofReader({ openLoans: 6 }, set)).toEqual([{ code: 'LOAN_QUOTA', limit: 8, actual: 9 }]);
});

test.each([
  [1, 1, []],
  [3, 3, []],
  [3, 1, [{ code: 'SET_WHOLE', limit: 3, actual: 1 }]],
  [3, 2, [{ code: 'SET_WHOLE', limit: 3, actual: 2 }]],
  [1, 2, [{ code: 'SET_WHOLE', limit: 1, actual: 2 }]],
])('SET_WHOLE of %i volumes, %i ordered', (volumes, items, expected) => {
  expect(failures({ items, book: { ...good.book, volumes } })).toEqual(expected);
});

test.each([
  [0, []],
  [1, [{ code: 'HELD_AT_LIBRARY', limit: 0, actual: 1 }]],
  [null, []],
])('HELD_AT_LIBRARY with %j copies that can be borrowed', (payerAvailable, expected) => {
  expect(failures({ payerAvailable })).toEqual(expected);
});

test.each([
  ['G624', true],
  ['G624.23', true],
  ['G623', false],
  ['G634.303', true],
  ['Z3', true],
  ['Z32', true],
  ['Z2', false],
  ['Z256-61', false],
  ['H316-61', true],
  ['TP312-62', true],
  ['TP312-44', true],
  ['O13-44', true],
  ['I247.5', false],
  [null, false],
])('EXCLUDED_CLASS of %j: %j', (classNumber, isExcluded) => {
  expect(codes({ book: { ...good.book, classNumber } })).toEqual(isExcluded ? ['EXCLUDED_CLASS'] : []);
});

test('a list of classes names what is never excluded by a !', () => {
  expect(excludesClass(['Z', '!Z2'], 'Z228')).toBe(false);
  expect(excludesClass(['Z', '!Z2'], 'Z3')).toBe(true);
  expect(excludesClass([], 'Z3')).toBe(false);
});

test.each([
  ['BOOK', []],
  ['PERIODICAL', ['EXCLUDED_FORMAT']],
  ['MAP', ['EXCLUDED_FORMAT']],
  ['AUDIO_VISUAL', ['EXCLUDED_FORMAT']],
  ['POP_UP', ['EXCLUDED_FORMAT']],
  ['LOOSE_LEAF', ['EXCLUDED_FORMAT']],
  ['IMPORTED', ['EXCLUDED_FORMAT']],
  ['GIFT', ['EXCLUDED_FORMAT']],
] as const)('EXCLUDED_FORMAT of %s', (format, expected) => {
  expect(codes({ book: { ...good.book, format } })).toEqual(expected);
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

describe('about the reader', () => {
  test.each([
    [6, []],
    [7, []],
    [8, [{ code: 'LOAN_QUOTA', limit: 8, actual: 9 }]],
  ])('LOAN_QUOTA with %i loans', (openLoans, expected) => {
    expect(ofReader({ openLoans })).toEqual(expected);
  });

  test('the record of a reader can allow less than the rules, never more', () => {
    expect(ofReader({ openLoans: 3, ownQuota: 3 })).toEqual([{ code: 'LOAN_QUOTA', limit: 3, actual: 4 }]);
    expect(ofReader({ openLoans: 8, ownQuota: 20 })).toEqual([{ code: 'LOAN_QUOTA', limit: 8, actual: 9 }]);
  });

  test.each([
    [3, []],
    [4, []],
    [5, [{ code: 'READER_OUTSTANDING', limit: 5, actual: 6 }]],
  ])('READER_OUTSTANDING with %i not returned', (outstanding, expected) => {
    expect(ofReader({ outstanding })).toEqual(expected);
  });

  test.each([
    [454_49, []],
    [454_50, []],
    [454_51, [{ code: 'READER_YEARLY_SPEND', limit: 500_00, actual: 500_01, eligibleFrom: '2027-01-01' }]],
  ])('READER_YEARLY_SPEND with %i fen spent and a price of 4550', (yearSpentFen, expected) => {
    expect(ofReader({ yearSpentFen })).toEqual(expected);
  });

  const rule: Rule = { code: 'READER_RECENT', onFail: 'REFUSE', limit: 2, days: 31 };
  test.each([
    [['2026-11-01'], []],
    [['2026-10-22', '2026-11-01'], []],
    [['2026-10-23', '2026-11-01'], [{ code: 'READER_RECENT', limit: 2, actual: 3, eligibleFrom: '2026-11-23' }]],
    [
      ['2026-11-22', '2026-11-01', '2026-11-22'],
      [{ code: 'READER_RECENT', limit: 2, actual: 4, eligibleFrom: '2026-12-23' }],
    ],
  ])('READER_RECENT, 2 in 31 days, after purchases on %j', (recent, expected) => {
    expect(failures({ reader: { ...reader, recent } }, [rule])).toEqual(expected);
    // On the day that is named it passes, and on the one before it does not.
    for (const { eligibleFrom } of expected) {
      expect(failures({ day: eligibleFrom, reader: { ...reader, recent } }, [rule])).toEqual([]);
    }
  });

  test.each([
    [{ taken: true }, ['ALREADY_TAKEN']],
    [{ overdue: 1 }, ['OVERDUE_BLOCK']],
    [{ suspended: true }, ['CREDIT']],
    [{ creditOnly: true, band: 'FAIR' }, []],
    [{ band: 'NONE' }, []],
  ] as const)('at the counter of a reader with %j: %j', (changes, expected) => {
    expect(ofReader(changes).map(({ code }) => code)).toEqual(expected);
  });

  test.each([
    ['EXCELLENT', []],
    ['GOOD', []],
    ['FAIR', ['CREDIT']],
    ['NONE', ['CREDIT']],
  ] as const)('online, on credit alone, in the band %s: %j', (band, expected) => {
    expect(ofReader({ creditOnly: true, band }, { channel: 'ONLINE' }).map(({ code }) => code)).toEqual(expected);
    expect(ofReader({ creditOnly: false, band }, { channel: 'ONLINE' })).toEqual([]);
  });

  test('nothing fails where no reader is named, and lending judges nothing else', () => {
    expect(failures({ reader: null })).toEqual([]);
    const broke = { ...reader, taken: true, overdue: 2, openLoans: 8 };
    const judged = judgeReader(broke, { day: good.day, items: 1, listPriceFen: 200_00 }, defaults('COUNTER'));
    expect(judged.map(({ code }) => code)).toEqual(['LOAN_QUOTA', 'ALREADY_TAKEN', 'OVERDUE_BLOCK']);
  });
});

describe('what differs between the counter and online', () => {
  test.each([
    [null, [], [], []],
    [23.9, [], [], []],
    [24, [], [], []],
    [24.1, ['HOLDINGS_UNKNOWN'], [], ['HOLDINGS_UNKNOWN']],
    [Number.MAX_SAFE_INTEGER, ['HOLDINGS_UNKNOWN'], [], ['HOLDINGS_UNKNOWN']],
  ])('counts that are %j hours old are flagged at the counter and reviewed online', (countAgeHours, flags, counter, online) => {
    const atCounter = judge({ ...good, countAgeHours }, defaults('COUNTER'));
    expect([atCounter.flags, atCounter.failures, atCounter.verdict]).toEqual([flags, counter, 'PASS']);
    const facts: Facts = { ...good, countAgeHours, channel: 'ONLINE' };
    const judged = judge(facts, defaults('ONLINE'));
    expect(judged.failures.map(({ code }) => code)).toEqual(online);
    expect(judged.verdict).toBe(online.length > 0 ? 'REVIEW' : 'PASS');
  });

  test('a book that no store has cannot be ordered online, and the clerk has it in hand', () => {
    const nowhere = { inStock: false, payer: null, listPriceFen: null, netFen: null };
    expect(codes({ ...nowhere, channel: 'ONLINE' })).toEqual(['NOT_IN_STOCK']);
    expect(codes({ inStock: false })).toEqual([]);
  });

  test('where a reader waits, a rule that asks for a review refuses', () => {
    const rules: Rule[] = [{ code: 'PRICE_CAP', onFail: 'REVIEW', limit: 10_00 }];
    expect(judge(good, rules)).toMatchObject({ verdict: 'REFUSE', failures: [{ code: 'PRICE_CAP' }] });
    expect(judge({ ...good, channel: 'ONLINE' }, rules)).toMatchObject({
      verdict: 'REVIEW',
      failures: [{ code: 'PRICE_CAP', review: true }],
    });
  });
});

test('without a contract nobody pays: STORE_INACTIVE alone, with the day on which the next one begins', () => {
  const noPayer = { payer: null, netFen: null, payerHeld: 9, fundFreeFen: null };
  expect(codes(noPayer)).toEqual(['STORE_INACTIVE']);
  expect(failures({ ...noPayer, nextContract: '2026-12-01' })).toEqual([
    { code: 'STORE_INACTIVE', eligibleFrom: '2026-12-01' },
  ]);
});

test('a fact that is not known fails no rule', () => {
  expect(failures({ listPriceFen: null, netFen: null, payerAvailable: null })).toEqual([]);
});

test('all rules that fail are told, in one order', () => {
  const all = {
    listPriceFen: 200_00,
    payerHeld: 5,
    cityHeld: 30,
    fundFreeFen: 0,
    book: { year: 1999, classNumber: 'G624', format: 'MAP', volumes: 2 },
    payerAvailable: 1,
    reader: { ...reader, openLoans: 8, suspended: true, taken: true },
  } as const;
  expect(codes(all)).toEqual([
    'PRICE_CAP',
    'PUBLICATION_AGE',
    'COPY_CAP',
    'CITY_COPY_CAP',
    'HELD_AT_LIBRARY',
    'EXCLUDED_CLASS',
    'EXCLUDED_FORMAT',
    'SET_WHOLE',
    'LOAN_QUOTA',
    'ALREADY_TAKEN',
    'CREDIT',
    'FUND_EMPTY',
  ]);
});

test('every default rule can fail, and a rule that is OFF does not', () => {
  for (const { rules } of defaultSets) {
    for (const rule of rules) expect(judge(good, [{ ...rule, onFail: 'OFF' }]).verdict).toBe('PASS');
  }
  expect(failures({ listPriceFen: 900_00 }, [{ code: 'PRICE_CAP', onFail: 'OFF', limit: 1 }])).toEqual([]);
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
