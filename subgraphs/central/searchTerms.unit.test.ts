// What finds a book, and what does not: lexemes of books against those of queries, without a database.
import { Converter, Locale } from 'opencc-js/t2cn';
import { describe, expect, test } from 'vitest';
import { CallerError } from '../../lib/errors.ts';
import { highlightsOf } from './highlights.ts';
import { queryOf } from './searchQueries.ts';
import { fold, numberOf, type Searchable, searchVectorOf } from './searchTerms.ts';

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
  expect(script).toMatch(/^[truefals&|()! ]+$/);
  // oxlint-disable-next-line no-new-func
  return Boolean(new Function(`return ${script}`)());
}
const found = (query: string, book = solitude) => {
  const { match, callNumber } = queryOf(query)!.exact;
  const numbers = (book.callNumbers ?? []).map(numberOf);
  return finds(book, match) && (callNumber === null || numbers.some((number) => number.startsWith(callNumber)));
};

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
    ['its last character', '独'],
    ['characters that are no words', '百 年 孤 独'],
    ['each syllable by itself', 'bai nian gu du'],
    ['characters and pinyin', '百年 gudu'],
    ['the beginning of its ISBN', '978754425'],
    ['the beginning of its ISBN, with hyphens', '978-7-5442'],
    ['the beginning of its ISBN-10', '75442'],
    ['a subject in pinyin', 'changpian'],
    ['a letter with which its title begins', 'b'],
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
    ['a letter that stands in it', 'n'],
    ['the beginning of a syllable', 'gudux'],
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
    const bySound = queryOf('百年孤读')!.bySound();
    expect(found('百年孤读')).toBe(false);
    expect(finds(solitude, bySound!.match)).toBe(true);
    expect(queryOf('bngd')!.bySound()).toBeNull();
  });
});

test('a title is found whole, though its words are single characters', () => {
  const book = { ...solitude, title: '老人与海' };
  for (const query of ['老人与海', '与海', '海', '老人 海', 'laorenyuhai', 'lryh']) {
    expect([query, found(query, book)]).toEqual([query, true]);
  }
  expect(found('老人与河', book)).toBe(false);
});

describe('one mistake', () => {
  const similar = (query: string, book = solitude) => finds(book, queryOf(query)!.similar()!.match);
  test.each([
    '百年孤毒',
    '白年孤独',
    '百年狐独',
    '百孤独',
    '百年的孤独',
    '百年独孤',
    '马尔克思',
  ])('in %s is forgiven', (query) => {
    expect(found(query)).toBe(false);
    expect(similar(query)).toBe(true);
  });
  test.each([
    'bainiangvdu',
    'bainiangdu',
    'bainianguduu',
    'bianiangudu',
    'bainianhudu',
    'bainiangudi',
  ])('in the pinyin %s is forgiven', (query) => {
    expect(found(query)).toBe(false);
    expect(similar(query)).toBe(true);
    expect(similar(query, { ...solitude, title: '老人与海' })).toBe(false);
  });
  test.each(['pyhton', 'pythn', 'pythonn', 'pithon', 'ptyhon'])('in %s is forgiven', (query) => {
    const book = { ...solitude, title: 'Python 编程：从入门到实践' };
    expect(found(query, book)).toBe(false);
    expect(similar(query, book)).toBe(true);
    expect(similar(query)).toBe(false);
  });
  test.each([
    '甲乙丙丁戊己庚辛壬癸'.repeat(20),
    '百'.repeat(200),
    'abcdefgh '.repeat(22),
    '甲乙丙丁 '.repeat(40),
  ])('of a query as long as it may be makes no query that takes long: %s', (query) => {
    const asked = queryOf(query)!;
    const ways = [asked.exact, asked.bySound(), asked.similar()];
    const lengths = ways.flatMap((way) => (way ? [way.match, ...way.grades].map(({ length }) => length) : []));
    expect(Math.max(...lengths)).toBeLessThan(100_000);
  });
  test('in pinyin is forgiven', () => {
    expect(found('bainiangvdu')).toBe(false);
    expect(similar('bainiangvdu')).toBe(true);
  });
  test.each(['战争与和平', '百年战争', '孤独'])('is not the difference to %s', (query) => {
    const other = { ...solitude, title: '红楼梦' };
    expect(finds(other, (queryOf(query)!.similar() ?? queryOf(query)!.exact).match)).toBe(false);
  });
  test.each(['三体', 'gd', 'I247.5', '9787544253994'])('cannot be told from another word in %s', (query) => {
    expect(queryOf(query)!.similar()).toBeNull();
  });
});

test('a title counts more than people, they more than subjects, those more than the publisher', () => {
  const weights = lexemes(solitude);
  expect(['孤独', '范晔', '小说', '南海'].map((lexeme) => weights.get(lexeme))).toEqual(['A', 'B', 'C', 'D']);
  expect(lexemes({ ...solitude, publisher: '孤独出版社' }).get('孤独')).toBe('A');
});

test('what means nothing asks for nothing; an ISBN that is wrong is told', () => {
  expect([' ', '，。', '——', '🙂'].map(queryOf)).toEqual([null, null, null, null]);
  expect(() => queryOf('978-7-5442-5399-5')).toThrow(CallerError);
});

test.each([`'`, `\\`, `a'b\\c`, `'); drop table book; --`, '&|!()<->:*'])('%s is text like any other', (query) => {
  const asked = queryOf(query)?.exact;
  expect(asked?.match ?? '').toMatch(/^(?:[()&| ]|'(?:[^'\\]|''|\\\\)*'(?::\*)?)*$/);
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
  ['百年孤独', ['gudu'], [[2, 4]]],
  ['百年孤独', ['gud'], [[2, 4]]],
  ['百年孤独', ['bngd'], [[0, 4]]],
  [
    '【样例】孤独 GD 与𠮷野家',
    ['gd'],
    [
      [4, 6],
      [7, 9],
    ],
  ],
  ['𠮷野家的百年', ['bai', 'nian'], [[5, 7]]],
  ['百年孤独', ['b'], []],
] as [string, string[], number[][]][])('in %s, %j are marked', (text, words, ranges) => {
  expect(highlightsOf(text, words)).toEqual(ranges);
});

test('every word of the dictionaries of traditional characters is folded as they say', () => {
  const simplified = Converter({ from: 't', to: 'cn' });
  const { normalizationChain, conversionChain } = Locale.configs.t2s;
  const dictionaries = [normalizationChain, conversionChain].flat(2) as string[];
  const words = dictionaries.flatMap((dictionary) => dictionary.split('|').map((entry) => entry.split(' ')[0] ?? ''));
  expect(words.length).toBeGreaterThan(4_000);
  const texts = words.map((word) => word.normalize('NFKC').toLowerCase());
  expect(texts.filter((text) => fold(text) !== simplified(text))).toEqual([]);
});
