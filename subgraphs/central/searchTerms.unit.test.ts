// What finds a book, and what does not: lexemes of books against those of queries, without a database.
import { describe, expect, test } from 'vitest';
import { CallerError } from '../../lib/errors.ts';
import { fold, highlightsOf, type Searchable, searchTermsOf, searchVectorOf } from './searchTerms.ts';

const solitude: Searchable = {
  title: '百年孤独',
  responsibility: '（哥伦比亚）加西亚·马尔克斯著；范晔译',
  contributors: [{ name: '马尔克斯' }, { name: '范晔' }],
  subjects: ['长篇小说－哥伦比亚－现代'],
  publisher: '南海出版公司',
  classNumber: 'I775.45',
  isbns: ['9787544253994'],
  callNumbers: ['I775.45/7'],
};
const lexemes = (book: Searchable) =>
  new Map(
    Array.from(
      searchVectorOf(book).matchAll(/'((?:[^']|'')*)':1([ABCD])/g),
      ([, lexeme = '', weight = '']) => [lexeme, weight] as const,
    ),
  );

/** Whether a query of prefixes, words, `&`, `|` and brackets holds for some lexemes, as PostgreSQL would say. */
function finds(book: Searchable, tsquery: string): boolean {
  const known = [...lexemes(book).keys()];
  const script = tsquery
    .replace(/'((?:[^']|'')*)'(:\*)?/g, (_, lexeme: string, star?: string) =>
      String(known.some((each) => (star ? each.startsWith(lexeme) : each === lexeme))),
    )
    .replaceAll('&', '&&')
    .replaceAll('|', '||');
  // An expression of true, false, brackets and operators.
  expect(script).toMatch(/^[truefals&|() ]+$/);
  // oxlint-disable-next-line no-new-func
  return Boolean(new Function(`return ${script}`)());
}
const found = (query: string, book = solitude) => finds(book, searchTermsOf(query)!.tsquery);

describe('a book is found by', () => {
  test.each([
    ['its title', '百年孤独'],
    ['a part of it that is a word', '孤独'],
    ['a part of it that is none', '年孤'],
    ['its first character', '百'],
    ['title and people in one', '百年孤独马尔克斯'],
    ['words in any order', '马尔克斯 百年'],
    ['the translator', '范晔'],
    ['the publisher', '南海出版'],
    ['a subject', '长篇小说'],
    ['traditional characters', '百年孤獨'],
    ['full-width letters and blanks', '　百年，孤独'],
    ['pinyin', 'bainiangudu'],
    ['its beginning', 'bainian'],
    ['pinyin of a word in it', 'gudu'],
    ['the initials', 'bngd'],
    ['the initials of a word in it', 'gd'],
    ['the initials of a name', 'meks'],
    ['its ISBN, in any form', '978-7-5442-5399-4'],
    ['its ISBN-10', '7544253996'],
    ['its class', 'I775'],
    ['its whole class', 'i775.45'],
    ['the beginning of its call number', 'I775.45/7'],
  ])('%s: %s', (_title, query) => {
    expect(found(query)).toBe(true);
  });

  test.each([
    ['another title', '百年战争'],
    ['its characters in another order', '孤百'],
    ['other initials', 'gdbn'],
    ['another class', 'I247'],
    ['another call number', 'I775.45/8'],
    ['another book’s ISBN', '9787536692930'],
    ['one of two words', '百年 村上春树'],
  ])('%s: not', (_title, query) => {
    expect(found(query)).toBe(false);
  });

  test('a reading that depends on the word', () => {
    const book = { ...solitude, title: '重庆银行史' };
    expect(found('chongqing', book)).toBe(true);
    expect(found('cqyhs', book)).toBe(true);
    expect(found('zhongqing', book)).toBe(false);
  });

  test('its sound, where a character is wrong', () => {
    const { bySound } = searchTermsOf('百年孤读')!;
    expect(found('百年孤读')).toBe(false);
    expect(finds(solitude, bySound!)).toBe(true);
    expect(searchTermsOf('bngd')!.bySound).toBeNull();
  });
});

test('a title counts more than people, they more than subjects, those more than the publisher', () => {
  const weights = lexemes(solitude);
  expect(['孤独', '范晔', '小说', '南海'].map((lexeme) => weights.get(lexeme))).toEqual(['A', 'B', 'C', 'D']);
  expect(lexemes({ ...solitude, publisher: '孤独出版社' }).get('孤独')).toBe('A');
});

test('what means nothing asks for nothing; an ISBN that is wrong is told', () => {
  expect([' ', '，。', '——', '🙂'].map(searchTermsOf)).toEqual([null, null, null, null]);
  expect(() => searchTermsOf('978-7-5442-5399-5')).toThrow(CallerError);
});

test.each([`'`, `\\`, `a'b\\c`, `'); drop table book; --`, '&|!()<->:*'])('%s is text like any other', (query) => {
  const terms = searchTermsOf(query);
  expect(terms?.tsquery ?? '').toMatch(/^(?:[()&| ]|'(?:[^'\\]|''|\\\\)*'(?::\*)?)*$/);
  expect(searchVectorOf({ ...solitude, title: query })).toMatch(/^'/);
});

test('text is folded to one form', () => {
  expect(fold('資治通鑑 ＡＢＣ Ⅱ')).toBe('资治通鉴 abc ii');
});

test.each([
  ['百年孤独', ['孤独'], [[2, 4]]],
  ['百年孤獨', ['孤独'], [[2, 4]]],
  ['三体Ⅱ黑暗森林', ['ii', '黑暗'], [[2, 5]]],
  [
    'ABC abc',
    ['abc'],
    [
      [0, 3],
      [4, 7],
    ],
  ],
  ['百年百年', ['百年'], [[0, 4]]],
  ['百年孤独', [], []],
] as [string, string[], number[][]][])('in %s, %j are marked', (text, words, ranges) => {
  expect(highlightsOf(text, words)).toEqual(ranges);
});
