import { expect, test } from 'vitest';
import { itemStatuses } from './statuses.ts';
import { statusOfText, statusTexts } from './statusTexts.ts';

test('every text of the table means what it stands under, and no text stands under two', () => {
  const all = itemStatuses.flatMap((status) =>
    [...statusTexts[status].chinese, ...statusTexts[status].english, status].map((text) => ({ status, text })),
  );
  for (const { status, text } of all) {
    expect(statusOfText(text), text).toEqual({ status, text, understood: true, dueDate: null });
  }
});

test.each([
  [' 在　馆 ', 'AVAILABLE'],
  ['ON  SHELF', 'AVAILABLE'],
  ['on_loan', 'ON_LOAN'],
  ['in-process', 'IN_PROCESS'],
  ['锁定', 'UNKNOWN'],
])('%j is %s', (text, status) => {
  expect(statusOfText(text)).toMatchObject({ status, understood: true });
});

test.each([
  '',
  '  ',
  '特藏转移',
  'available?',
  '不可借',
  '在馆（特藏）',
  '3',
  'null',
  'constructor',
  '非在架',
  '在馆 借出',
])('%j is not understood, so it is not available', (text) => {
  expect(statusOfText(text)).toMatchObject({ status: 'UNKNOWN', understood: false, text: text.trim() || null });
});

test.each([
  ['借出-应还日期：2026-12-01', '2026-12-01'],
  ['借出(2026-12-01)', '2026-12-01'],
  ['Due 2024-10-13', '2024-10-13'],
  ['已借出，应还 2026-02-28', '2026-02-28'],
])('%j names its due day', (text, dueDate) => {
  expect(statusOfText(text)).toMatchObject({ status: 'ON_LOAN', understood: true, dueDate });
});

test('a day that is none is no part of the word', () => {
  expect(statusOfText('借出-应还日期：2026-02-30')).toMatchObject({ status: 'UNKNOWN', dueDate: null });
});

test('a text without end is cut, and costs no time', () => {
  const text = `借出${' -'.repeat(50_000)}x`;
  const started = performance.now();
  expect(statusOfText(text)).toMatchObject({ status: 'UNKNOWN', understood: false });
  expect(performance.now() - started).toBeLessThan(500);
});
