import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Failure, isRuleCode, ruleFailureResolvers, visibleFailures } from './failures.ts';
import type { Identity } from './identity.ts';
import { purchaseRuleCodes } from './rules/rules.ts';

const priceCap: Failure = { code: 'PRICE_CAP', limit: 100_00, actual: 128_00 };
const inactive: Failure = { code: 'STORE_INACTIVE' };
const quota: Failure = { code: 'LOAN_QUOTA', limit: 8, actual: 9 };
const overdue: Failure = { code: 'OVERDUE_BLOCK', limit: 0, actual: 2 };
const fundEmpty: Failure = { code: 'FUND_EMPTY', limit: 60_00, actual: 76_50 };
const all = [priceCap, inactive, quota, overdue, fundEmpty];
const payer = 'NJ-JY';

const masked = { code: 'READER_NOT_ELIGIBLE' };
const withoutAmounts = { code: 'FUND_EMPTY' };

const viewers: [string, Identity, object[]][] = [
  ['a clerk', { role: 'clerk', subject: 'c', store: 'QINGCHUN' }, [priceCap, inactive, masked, withoutAmounts]],
  ['nobody', { role: 'anonymous' }, [priceCap, inactive, masked, withoutAmounts]],
  ['the reader', { role: 'reader', subject: 'r', card: 'N1' }, [priceCap, inactive, quota, overdue, withoutAmounts]],
  ['a librarian of the payer', { role: 'librarian', subject: 'l', library: payer }, all],
  [
    'a librarian of another library',
    { role: 'librarian', subject: 'l', library: 'NJ-JL' },
    [priceCap, inactive, quota, overdue, withoutAmounts],
  ],
  ['an administrator', { role: 'admin', subject: 'a' }, all],
];

describe('of rules that failed', () => {
  test.each(viewers)('%s sees what concerns him', (_title, viewer, visible) => {
    expect(visibleFailures(all, viewer, payer)).toEqual(visible);
  });

  test('a librarian sees no amounts of an order that nobody pays', () => {
    const librarian: Identity = { role: 'librarian', subject: 'l', library: payer };
    expect(visibleFailures([fundEmpty], librarian, null)).toEqual([withoutAmounts]);
  });

  test('the mask of a reader has neither limit, value, unit nor a sentence about the reason', () => {
    const [only] = visibleFailures([quota, overdue], { role: 'clerk', subject: 'c', store: 'WENDU' }, payer);
    expect(only).toEqual(masked);
    expect(ruleFailureResolvers.unit(only!)).toBeNull();
    expect(ruleFailureResolvers.subject(only!)).toBe('READER');
    expect(ruleFailureResolvers.message(only!, { lang: 'ZH' })).not.toMatch(/逾期|已满|停用|\d/);
  });
});

describe('a failure is told', () => {
  test('of what was sold off line to the clerk in full: it is the store\u2019s', () => {
    const offline: Failure[] = [
      { code: 'OFFLINE_ALLOWANCE', limit: 20, actual: 21, review: true },
      { code: 'OFFLINE_PRICE_CAP', limit: 60_00, actual: 60_01, review: true },
      { code: 'OFFLINE_TOO_LATE', limit: 24, actual: 25, review: true },
    ];
    expect(visibleFailures(offline, { role: 'clerk', subject: 'c', store: 'WENDU' }, payer)).toEqual(offline);
    expect(offline.map(ruleFailureResolvers.unit)).toEqual(['COPIES', 'FEN', 'HOURS']);
    const words = offline.flatMap((each) =>
      (['ZH', 'EN'] as const).map((lang) => ruleFailureResolvers.message(each, { lang })),
    );
    expect(words).toEqual([
      expect.stringMatching(/21 册.*20 册/),
      expect.stringMatching(/21 copies.*allows 20\./),
      expect.stringMatching(/60\.01 元.*60\.00 元/),
      expect.stringMatching(/60\.01 CNY.*60\.00 CNY/),
      expect.stringMatching(/25 小时.*24 小时/),
      expect.stringMatching(/hour 25.*24 hours/),
    ]);
  });

  test('with amounts in yuan, in both languages', () => {
    expect(ruleFailureResolvers.message(priceCap, { lang: 'ZH' })).toBe('定价 128.00 元，超过 100.00 元的上限。');
    expect(ruleFailureResolvers.message(priceCap, { lang: 'EN' })).toBe(
      'The list price of 128.00 CNY is above the cap of 100.00 CNY.',
    );
    expect(ruleFailureResolvers.message({ code: 'PRICE_CAP', limit: 1, actual: 10_005 }, { lang: 'ZH' })).toBe(
      '定价 100.05 元，超过 0.01 元的上限。',
    );
  });

  test('with its unit where it has a number, 0 included', () => {
    expect(ruleFailureResolvers.unit(quota)).toBe('LOANS');
    expect(ruleFailureResolvers.unit(overdue)).toBe('LOANS');
    expect(ruleFailureResolvers.unit({ code: 'FUND_EMPTY', limit: 0, actual: 1 })).toBe('FEN');
    expect(ruleFailureResolvers.unit(inactive)).toBeNull();
  });
});

test('a code of a rule is one, another text is none', () => {
  expect(all.every(({ code }) => isRuleCode(code))).toBe(true);
  expect(['RELEASED', '', 'toString', '__proto__'].filter(isRuleCode)).toEqual([]);
});

test('the table for bookstores names every rule beside its subject', () => {
  const rowOf = { BOOK: 'the book', STORE: 'the store', READER: 'the reader', FUND: 'the fund' };
  const table = readFileSync(new URL('../docs/bookstores.md', import.meta.url), 'utf8').split('\n');
  for (const code of [...purchaseRuleCodes, 'BARCODE_IN_USE'] as const) {
    const row = table.find((line) => line.startsWith(`| ${rowOf[ruleFailureResolvers.subject({ code })]}`));
    expect(row).toContain(`\`${code}\``);
  }
});
