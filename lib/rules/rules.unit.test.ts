import { describe, expect, test } from 'vitest';
import { checkRuleSet, type RuleSetInput } from './check.ts';
import { type Facts, judge } from './judge.ts';
import { type PurchaseRuleCode, type RuleScope, type RuleSet, rulesInForce } from './rules.ts';

const today = '2026-11-22';
const adult = { library: 'NJ-JL', channel: 'COUNTER', readerType: 'ADULT' } as const;

const rule = (code: string, others: object = {}) => ({ code, onFail: 'REFUSE' as const, ...others });
const days = (count: number) => Array.from({ length: count }, () => '2026-11-20');

let ids = 0;
const capped = (limit: number, scope: Partial<RuleScope & Pick<RuleSet, 'validFrom' | 'version'>> = {}): RuleSet => ({
  library: null,
  channel: null,
  readerType: null,
  validFrom: today,
  version: 1,
  ...scope,
  id: `set-${++ids}`,
  rules: [{ code: 'PRICE_CAP', onFail: 'REFUSE', limit }],
  terms: null,
});
const capOf = (sets: RuleSet[], day = today, scope: RuleScope = adult) =>
  rulesInForce(sets, { ...scope, day }).rules.get('PRICE_CAP')?.limit;

describe('the rules in force', () => {
  test('are the defaults where nobody has said otherwise', () => {
    expect(capOf([])).toBe(100_00);
    const { rules, terms, sets } = rulesInForce([], { ...adult, day: today });
    expect(rules.get('HOLDINGS_UNKNOWN')?.onFail).toBe('FLAG');
    expect(terms).toEqual({ loanDays: 30, renewals: 1, loanStart: 'ACCEPTANCE', loanStartDays: 0 });
    expect(sets).toEqual(['default', 'default-counter']);
    const online = rulesInForce([], { ...adult, channel: 'ONLINE', day: today });
    expect(online.rules.get('HOLDINGS_UNKNOWN')?.onFail).toBe('REVIEW');
    expect(online.terms.loanStart).toBe('SIGN_OFF');
  });

  test('begin on their day, not before', () => {
    const sets = [capped(80_00, { validFrom: '2026-12-01' })];
    expect(['2026-11-30', '2026-12-01', '2027-01-01'].map((day) => capOf(sets, day))).toEqual([100_00, 80_00, 80_00]);
  });

  test('of the same scope the later one counts, of the same day the higher version', () => {
    const sets = [
      capped(1, { validFrom: '2026-11-01', version: 9 }),
      capped(2, { validFrom: '2026-11-10', version: 2 }),
      capped(3, { validFrom: '2026-11-10', version: 3 }),
    ];
    expect(capOf(sets)).toBe(3);
    expect(capOf(sets.toReversed())).toBe(3);
  });

  test('of the more specific scope go before: library, then channel, then type of reader', () => {
    const network = capped(1);
    const byType = capped(2, { readerType: 'ADULT' });
    const byChannel = capped(3, { channel: 'COUNTER' });
    const byLibrary = capped(4, { library: 'NJ-JL' });
    const all = [byLibrary, network, byChannel, byType];
    expect(capOf(all)).toBe(4);
    expect(capOf([network, byType])).toBe(2);
    expect(capOf([byType, byChannel, network])).toBe(3);
    expect(capOf(all, today, { ...adult, library: 'NJ-JN', channel: 'ONLINE', readerType: 'CHILD' })).toBe(1);
    expect(capOf([byType], today, { ...adult, readerType: null })).toBe(100_00);
  });

  test("the network's new version of a scope leaves what it does not say as it was", () => {
    const online: RuleSet = { ...capped(50_00, { channel: 'ONLINE' }) };
    const { rules } = rulesInForce([online], { ...adult, channel: 'ONLINE', day: today });
    expect([rules.get('PRICE_CAP')?.limit, rules.get('CREDIT')?.values]).toEqual([50_00, ['EXCELLENT', 'GOOD']]);
    const forAll = capped(60_00);
    expect(rulesInForce([forAll], { ...adult, channel: 'ONLINE', day: today }).rules.get('CREDIT')?.values).toEqual([
      'EXCELLENT',
      'GOOD',
    ]);
  });
});

describe('a rule set that is handed in', () => {
  const check = (changes: Partial<RuleSetInput>) => () =>
    checkRuleSet({ validFrom: today, rules: [], ...changes }, today);

  test.each<[string, Partial<RuleSetInput>, RegExp]>([
    ['says nothing', {}, /says nothing/],
    ['begins yesterday', { validFrom: '2026-11-21', rules: [rule('HELD_AT_LIBRARY')] }, /begins today, 2026-11-22/],
    ['has a rule twice', { rules: [rule('HELD_AT_LIBRARY'), rule('HELD_AT_LIBRARY')] }, /stands twice/],
    [
      'has a rule that there is not',
      { rules: [rule('BARCODE_IN_USE')] },
      /cannot be set; rules of a set are PRICE_CAP/,
    ],
    ['lacks a limit', { rules: [rule('PRICE_CAP')] }, /"limit" is a number of FEN/],
    ['has a negative limit', { rules: [rule('COPY_CAP', { limit: -1 })] }, /0 or more/],
    ['has a limit too many', { rules: [rule('ALREADY_TAKEN', { limit: 1 })] }, /takes no "limit"/],
    ['lacks days', { rules: [rule('READER_RECENT', { limit: 2 })] }, /"days" is from 1 to 366/],
    ['has days too many', { rules: [rule('PRICE_CAP', { limit: 2, days: 3 })] }, /takes no "days"/],
    ['lacks values', { rules: [rule('EXCLUDED_CLASS')] }, /"values" are CLC classes/],
    [
      'has a class that is none',
      { rules: [rule('EXCLUDED_CLASS', { values: ['G624', '教材'] })] },
      /"教材": values are CLC/,
    ],
    [
      'has a class of a million digits',
      { rules: [rule('EXCLUDED_CLASS', { values: [`G${'6'.repeat(1_000_000)}`] })] },
      /"G6{19}": values are CLC/,
    ],
    [
      'has ten thousand classes',
      { rules: [rule('EXCLUDED_CLASS', { values: Array.from({ length: 10_000 }, () => 'G') })] },
      /200 at most; 10000 are given/,
    ],
    ['has a band that is none', { rules: [rule('CREDIT', { values: ['TOP'] })] }, /EXCELLENT, GOOD, FAIR, NONE/],
    ['switches the fund off', { rules: [rule('FUND_EMPTY', { onFail: 'OFF' })] }, /cannot be switched off/],
    ['lets contracts be reviewed', { rules: [rule('STORE_INACTIVE', { onFail: 'REVIEW' })] }, /can only refuse/],
    ['lends for 0 days', { terms: { loanDays: 0 } }, /terms.loanDays is from 1 to 366/],
    ['lacks the days of its start', { terms: { loanStart: 'DAYS_AFTER_SHIPPING' } }, /loanStartDays is needed/],
  ])('is refused when it %s', (_title, changes, message) => {
    expect(check(changes)).toThrow(message);
  });

  test('is refused with everything that is wrong at once', () => {
    const rules = [rule('PRICE_CAP'), rule('CREDIT', { values: ['TOP'] })];
    expect(check({ validFrom: '2020-01-01', rules })).toThrow(/validFrom.*PRICE_CAP.*CREDIT/s);
  });

  test('is the rules and terms that it says', () => {
    const input = { rules: [rule('PRICE_CAP', { limit: 80_00 }), rule('HELD_AT_LIBRARY', { onFail: 'OFF' })] };
    expect(checkRuleSet({ validFrom: today, ...input, terms: { loanDays: 60 } }, today)).toMatchObject({
      rules: [
        { code: 'PRICE_CAP', onFail: 'REFUSE', limit: 80_00 },
        { code: 'HELD_AT_LIBRARY', onFail: 'OFF' },
      ],
      terms: { loanDays: 60 },
    });
  });
});

/** What cities have published, as rule sets. */
const published: Record<string, RuleSetInput> = {
  荣成: {
    validFrom: today,
    rules: [
      { code: 'ORDER_ITEMS', onFail: 'REFUSE', limit: 5 },
      { code: 'PRICE_CAP', onFail: 'REFUSE', limit: 100_00 },
      { code: 'READER_YEARLY_SPEND', onFail: 'REFUSE', limit: 1_000_00 },
      // Fewer than 5 are held: with this one, 5 at most.
      { code: 'COPY_CAP', onFail: 'REFUSE', limit: 5 },
    ],
    terms: { loanDays: 60 },
  },
  常州: {
    validFrom: today,
    rules: [
      { code: 'READER_OUTSTANDING', onFail: 'REFUSE', limit: 3 },
      { code: 'PRICE_CAP', onFail: 'REFUSE', limit: 80_00 },
      { code: 'READER_YEARLY_SPEND', onFail: 'REFUSE', limit: 500_00 },
    ],
    terms: { loanDays: 30, renewals: 0 },
  },
  龙岗: {
    validFrom: today,
    rules: [{ code: 'READER_RECENT', onFail: 'REFUSE', limit: 2, days: 31 }],
    terms: { loanStart: 'DAYS_AFTER_SHIPPING', loanStartDays: 3 },
  },
  中山: {
    validFrom: today,
    rules: [
      { code: 'PRICE_CAP', onFail: 'REFUSE', limit: 150_00 },
      { code: 'READER_RECENT', onFail: 'REFUSE', limit: 60, days: 30 },
      { code: 'COPY_CAP', onFail: 'REFUSE', limit: 30 },
      { code: 'SET_WHOLE', onFail: 'REFUSE' },
    ],
  },
  杭州: { validFrom: today, rules: [{ code: 'COPY_CAP', onFail: 'REFUSE', limit: 5 }] },
};

describe('the rules that cities have published decide as they say', () => {
  const facts: Facts = {
    channel: 'COUNTER',
    day: today,
    listPriceFen: 90_00,
    items: 1,
    book: { year: 2026, classNumber: 'I247.5', format: 'BOOK', volumes: 1 },
    payer: 'NJ-JL',
    nextContract: null,
    netFen: 76_50,
    payerHeld: 0,
    payerSlots: 0,
    cityHeld: 0,
    citySlots: 0,
    payerAvailable: 0,
    countAgeHours: null,
    fundFreeFen: 10_000_00,
    inStock: true,
    reader: {
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
    },
  };
  const ofReader = (changes: object) => ({ reader: { ...facts.reader, ...changes } as Facts['reader'] });

  test.each<[string, string, Partial<Facts>, PurchaseRuleCode[]]>([
    ['荣成', '90 yuan', {}, []],
    ['荣成', 'a reader who has had 900 yuan', ofReader({ yearSpentFen: 900_00 }), []],
    ['荣成', 'a reader who has had 950 yuan', ofReader({ yearSpentFen: 950_00 }), ['READER_YEARLY_SPEND']],
    ['荣成', '4 held', { payerHeld: 4 }, []],
    ['荣成', '5 held', { payerHeld: 5 }, ['COPY_CAP']],
    ['荣成', 'a set of 5', { items: 5, book: { ...facts.book, volumes: 5 } }, []],
    ['荣成', 'a set of 6', { items: 6, book: { ...facts.book, volumes: 6 } }, ['ORDER_ITEMS', 'READER_OUTSTANDING']],
    ['常州', '90 yuan', {}, ['PRICE_CAP']],
    ['常州', '80 yuan and 2 not returned', { listPriceFen: 80_00, ...ofReader({ outstanding: 2 }) }, []],
    [
      '常州',
      '80 yuan and 3 not returned',
      { listPriceFen: 80_00, ...ofReader({ outstanding: 3 }) },
      ['READER_OUTSTANDING'],
    ],
    ['龙岗', 'the second within 31 days', ofReader({ recent: days(1) }), []],
    ['龙岗', 'the third within 31 days', ofReader({ recent: days(2) }), ['READER_RECENT']],
    ['中山', '150 yuan', { listPriceFen: 150_00 }, []],
    ['中山', '150.01 yuan', { listPriceFen: 150_01 }, ['PRICE_CAP']],
    ['中山', 'the 30th copy', { payerHeld: 29 }, []],
    ['中山', 'the 31st copy', { payerHeld: 30 }, ['COPY_CAP']],
    ['中山', 'the 60th within 30 days', ofReader({ recent: days(59) }), []],
    ['中山', 'the 61st within 30 days', ofReader({ recent: days(60) }), ['READER_RECENT']],
    ['中山', 'a volume of a set', { book: { ...facts.book, volumes: 4 } }, ['SET_WHOLE']],
    ['杭州', 'the 6th copy', { payerHeld: 2, payerSlots: 3 }, ['COPY_CAP']],
  ])('%s, %s', (city, _title, changes, expected) => {
    const set = { ...checkRuleSet({ library: 'NJ-JL', ...(published[city] as RuleSetInput) }, today), id: city };
    const { rules } = rulesInForce([set], { ...adult, day: today });
    expect(judge({ ...facts, ...changes }, rules.values()).failures.map(({ code }) => code)).toEqual(expected);
  });

  test('and lend for as long as they say', () => {
    const terms = Object.entries(published).map(([city, input]) => {
      const set = { ...checkRuleSet({ library: 'NJ-JL', ...input }, today), id: city };
      return [city, rulesInForce([set], { ...adult, day: today }).terms];
    });
    expect(Object.fromEntries(terms)).toMatchObject({
      荣成: { loanDays: 60, renewals: 1 },
      常州: { loanDays: 30, renewals: 0 },
      龙岗: { loanStart: 'DAYS_AFTER_SHIPPING', loanStartDays: 3 },
    });
  });
});
