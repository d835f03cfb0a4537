import { describe, expect, test } from 'vitest';
import { countOf, dayOfCell, fenOf, yearOfCell } from './values.ts';

describe('a price', () => {
  test.each([
    ['45.50', 4550],
    ['¥45.50', 4550],
    ['￥ 45.5', 4550],
    ['45.5元', 4550],
    ['CNY45.50', 4550],
    ['cny 45', 4500],
    ['RMB 1,280.00', 128000],
    ['０.０７', 7],
    ['19.990000', 1999],
    ['29.8元/册', 2980],
    ['100000', 10_000_000],
  ])('%j is %i fen', (text, fen) => {
    expect(fenOf('定价', text)).toBe(fen);
  });

  test.each([
    '',
    '免费',
    '$45.50',
    '45.505',
    '-45',
    '45,5',
    '4.5e3',
    '0',
    '0.00',
    '100000.01',
    '45.50-60.00',
    '1,2,3',
    'USD12',
    '٤٥',
  ])('%j is none', (text) => {
    expect(() => fenOf('定价', text)).toThrow(/"定价": ".*".*price/);
  });
});

describe('a day', () => {
  test.each([
    ['2026-11-22', '2026-11-22'],
    ['2026/11/22', '2026-11-22'],
    ['2026/1/2', '2026-01-02'],
    ['2026.1.2', '2026-01-02'],
    ['20261122', '2026-11-22'],
    ['2026年11月22日', '2026-11-22'],
    ['2026-11-22 00:00:00', '2026-11-22'],
    ['2026-11-22T23:59:59+08:00', '2026-11-22'],
    ['46348', '2026-11-22'],
    ['46348.0', '2026-11-22'],
    ['36526', '2000-01-01'],
  ])('%j is %s', (text, day) => {
    expect(dayOfCell('应还日期', text)).toBe(day);
  });

  test.each([
    '',
    '2026-02-30',
    '22/11/2026',
    '11-22-2026',
    '2026-13-01',
    '26-11-22',
    '下周',
    '0',
    '19999',
    '80001',
    '2026',
    '202611',
    '2026-11/22x',
  ])('%j is none', (text) => {
    expect(() => dayOfCell('应还日期', text)).toThrow(/year first: 2026-11-22/);
  });
});

test('a count is a whole number up to its limit', () => {
  expect(['0', '12', '12.0', '12 册', '1,000', '１２'].map((text) => countOf('库存', text, 1000))).toEqual([
    0, 12, 12, 12, 1000, 12,
  ]);
  for (const text of ['', '-1', '1.5', '1001', 'x', '一', '1e3']) {
    expect(() => countOf('库存', text, 1000), text).toThrow(/whole number from 0 to 1000/);
  }
});

test('a year is that of publication, however it is written', () => {
  expect(
    ['2008', '2008年', '2008.1', '[2008]', '2008-01-05', 'c1998', '200801'].map((text) => yearOfCell('年', text)),
  ).toEqual([2008, 2008, 2008, 2008, 2008, 1998, 2008]);
  for (const text of ['', '08', '9787', '二〇〇八', '20081', '1234']) {
    expect(() => yearOfCell('年', text), text).toThrow(/year of publication/);
  }
});
