// Titles, volumes, names and publishers in the writings of fourteen libraries, and what of them is one book.
import { describe, expect, test } from 'vitest';
import { type Candidate, type Described, identityOf, keysOf, matchOf } from './bookIdentity.ts';
import { authorsOf, personForm, publishersOf } from './nameForms.ts';
import { editionForm, pagesOf, titleForm, volumeForm, volumesAlike } from './titleForms.ts';

describe('a volume', () => {
  test.each([
    '上册',
    '上',
    '上卷',
    '卷上',
    '卷一',
    '第1卷',
    '第一册',
    '第 1 卷',
    'v.1',
    'Vol. 1',
    'vol.1',
    '1',
    '一',
    '(一)',
    '[第1册]',
    'I',
    'Ⅰ',
    '第一部',
    '之一',
    'Book 1',
    'part I',
    '１',
    '上冊',
  ])('written %s is the first', (text) => expect(volumeForm(text)).toBe('1'));
  test.each([
    ['中册', 'mid'],
    ['下', 'last'],
    ['第十二卷', '12'],
    ['二十', '20'],
    ['第三卷 上', '3.1'],
    ['第二辑', '2'],
    ['第10册', '10'],
    ['小说卷', '小说卷'],
    ['Ⅲ', '3'],
  ])('written %s is %s', (text, expected) => expect(volumeForm(text)).toBe(expected));
  test.each([
    '全三册',
    '(全9册)',
    '上下册',
    '上、下册',
    '上中下册',
    '',
  ])('written %s is none: it is the whole set', (text) => expect(volumeForm(text)).toBeNull());
  test('written 下 is likely the second or the third, never the first or the middle one', () => {
    expect(['1', 'mid', '2', '3', '4', 'last', null].map((other) => volumesAlike('last', other))).toEqual([
      'DIFFERENT',
      'DIFFERENT',
      'LIKELY',
      'LIKELY',
      'DIFFERENT',
      'SAME',
      'UNKNOWN',
    ]); // prettier-ignore
    expect(volumesAlike('mid', '2')).toBe('SAME');
  });
});

const form = (
  title: string,
  otherTitle: string | null = null,
  volume: string | null = null,
  volumeTitle: string | null = null,
) => titleForm({ title, otherTitle, volume, volumeTitle });

describe('a title', () => {
  test.each([
    ['平凡的世界(上册)'],
    ['平凡的世界 上'],
    ['平凡的世界 上册'],
    ['平凡的世界.第一部'],
    ['平凡的世界 第1卷'],
    ['平凡的世界 v.1'],
    ['平凡的世界1'],
    ['平凡的世界（一）'],
    ['平凡的世界上册'],
    ['平凡的世界', '上册'],
    ['平凡的世界 上册', '上册'],
    ['平凡的世界', null, '第一部'],
    ['平凡的世界', null, '1'],
    ['《平凡的世界》', null, 'Vol.1'],
  ] as [
    string,
    string?,
    string?,
  ][])('written %s %s %s is the same volume of the same title', (title, other, volume) => {
    expect(form(title, other ?? null, volume ?? null)).toMatchObject({
      title: '平凡的世界',
      volume: '1',
      subtitle: null,
    });
  }); // prettier-ignore

  test.each([
    ['百年孤独：诺贝尔文学奖作品'],
    ['百年孤独 : 诺贝尔文学奖作品'],
    ['百年孤獨——諾貝爾文學獎作品'],
    ['百年孤独（诺贝尔文学奖作品）'],
    ['百年孤独[专著]', '诺贝尔文学奖作品'],
    ['百年孤独', '诺贝尔文学奖作品'],
  ] as [string, string?][])('written %s %s has the same other title', (title, other) => {
    expect(form(title, other ?? null)).toMatchObject({ title: '百年孤独', subtitle: '诺贝尔文学奖作品' });
  }); // prettier-ignore

  test.each([
    ['1984', '1984'],
    ['家', '家'],
    ['C++程序设计', 'cpp程序设计'],
    ['C#程序设计', 'csharp程序设计'],
    ['C程序设计', 'c程序设计'],
    ['英语二', '英语二'],
    ['(英汉对照)', '英汉对照'],
    ['【样例】夜话', '夜话'],
    ['海上', '海上'],
    ['?!', '?!'],
  ])('%s stays what it is', (title, proper) => expect(form(title)).toMatchObject({ title: proper, volume: null }));

  test('loses its edition, and what says that a set is whole', () => {
    expect(form('高等数学 第七版 下册')).toMatchObject({ title: '高等数学', edition: 7, volume: 'last' });
    expect(form('现代汉语(第6版)')).toMatchObject({ title: '现代汉语', edition: 6 });
    expect(form('史记(全九册)')).toMatchObject({ title: '史记', volume: null, subtitle: null });
    expect(form('史记 全9册')).toMatchObject({ title: '史记', volume: null });
    expect(form('史记', null, '全九册')).toMatchObject({ volume: null });
  });
});

test.each([
  ['余华著', ['余华']],
  ['余华 著', ['余华']],
  ['余华', ['余华']],
  ['(美)海明威著；吴劳译', ['海明威']],
  ['［日］东野圭吾 著 ; 刘姿君 译', ['东野圭吾']],
  ['（哥伦比亚）加西亚·马尔克斯著；范晔译', ['加西亚马尔克斯']],
  ['(清)曹雪芹, 高鹗著', ['曹雪芹', '高鹗']],
  ['【明】吴承恩', ['吴承恩']],
  ['王力主编', ['王力']],
  ['王力总主编', ['王力']],
  ['张三等编著', ['张三']],
  ['张三 ... [等]编著', ['张三']],
  ['魯迅著', ['鲁迅']],
  ['by J. K. Rowling ; illustrated by Mary', ['j k rowling']],
  ['李建文', ['李建文']],
  ['几米 文图', ['几米']],
  ['《南京》编写组编', ['南京编写组']],
  ['', []],
] as [string, string[]][])('%s is by %j', (statement, people) => expect(authorsOf(statement)).toEqual(people)); // prettier-ignore

test('a name is the same with nationality, brackets, dates, in either order', () => {
  expect(
    new Set(['马尔克斯', '馬爾克斯', '(哥伦)马尔克斯', '马尔克斯 (Marquez, Gabriel)', '马·尔克斯'].map(personForm)),
  ).toEqual(new Set(['马尔克斯']));
  expect(new Set(['J. K. Rowling', 'Rowling, J. K.', 'Rowling, J. K., 1965-'].map(personForm))).toEqual(
    new Set(['j k rowling']),
  );
});

test.each([
  ['人民文学出版社', ['人民文学']],
  ['北京：人民文学出版社', ['人民文学']],
  ['人民文學出版社', ['人民文学']],
  ['人民文学出版社有限责任公司', ['人民文学']],
  ['中信出版集团股份有限公司', ['中信']],
  ['中信出版社', ['中信']],
  ['中华书局', ['中华书局']],
  ['生活·读书·新知三联书店', ['生活读书新知三联书店']],
  ['文化发展出版社有限公司', ['文化发展']],
  ['Penguin Books Ltd.', ['penguin']],
  ['[南京] : 译林出版社', ['译林']],
  ['人民出版社, 人民文学出版社', ['人民', '人民文学']],
  ['', []],
] as [string, string[]][])('%s is the publisher %j', (publisher, forms) =>
  expect(publishersOf(publisher)).toEqual(forms)); // prettier-ignore

test('editions and pages are told in every writing', () => {
  expect(['第2版', '2版', '第二版', '2nd ed.', '初版', '修订版', null].map(editionForm)).toEqual([
    2,
    2,
    2,
    2,
    1,
    null,
    null,
  ]);
  expect(['351页', '12, 351页', '351 p.', '3册', null].map(pagesOf)).toEqual([351, 351, 351, null, null]);
});

const book = (text: Partial<Described>): Described => ({
  title: '围城',
  otherTitle: null,
  volume: null,
  volumeTitle: null,
  responsibility: '钱钟书著',
  contributors: [],
  publisher: '人民文学出版社',
  year: 1991,
  edition: null,
  extent: null,
  isbns: [],
  ...text,
}); // prettier-ignore
const candidate = (bookId: string, ...texts: Partial<Described>[]): Candidate => ({
  bookId,
  isbns: new Set(texts.flatMap(({ isbns = [] }) => isbns)),
  identities: texts.map((text) => identityOf(book(text))),
});
const isOne = (one: Partial<Described>, other: Partial<Described>) =>
  matchOf(identityOf(book(one)), [candidate('B', other)])?.by ?? null;
const [isbn, otherIsbn] = [{ isbns: ['9787020002207'] }, { isbns: ['9787020002214'] }];

describe('with a shared ISBN', () => {
  test.each([
    [{ title: '围城 汉英对照' }, {}],
    [{ title: '圍城' }, {}],
    [{ publisher: null, year: null, responsibility: null }, {}],
    [{ year: 2004 }, {}],
    [{ title: '呼啸山庄' }, { title: '呼哨山庄' }],
    [{ title: '城南旧事（插图本）' }, { title: '城南旧事' }],
    [
      { title: '史记', volume: '上', extent: '300页' },
      { title: '史记', extent: '300页' },
    ],
    [{ volume: '下册' }, { volume: '2' }],
    [{ isbns: ['9787020002207', '9787020009999'] }, {}],
    [
      { title: '莱问中国', extent: '300页' },
      { title: '百问中国', extent: '300页' },
    ],
    [
      { title: '漫地谈历史', extent: '300页' },
      { title: '漫谈历史', extent: '300页' },
    ],
  ] as [Partial<Described>, Partial<Described>][])('%j and %j are one book', (one, other) => {
    expect(isOne({ ...isbn, ...one }, { ...isbn, ...other })).toBe('ISBN');
    expect(isOne({ ...isbn, ...other }, { ...isbn, ...one })).toBe('ISBN');
  }); // prettier-ignore

  test.each([
    [{ title: '边城' }, {}],
    [{ volume: '上' }, { volume: '下' }],
    [{ volume: '上' }, {}],
    [{ title: '英语读本一' }, { title: '英语读本二' }],
    [{ title: '高等数学导论' }, { title: '初等数学导论' }],
    [{ title: '射雕英雄传' }, { title: '射雕英雄传续集' }],
    [
      { title: '中国通史', volumeTitle: '古代卷' },
      { title: '中国通史', volumeTitle: '近代卷' },
    ],
    [{ edition: '第1版' }, { edition: '第2版' }],
    [{ title: 'C程序设计' }, { title: 'C++程序设计' }],
    [{ title: '莱问中国' }, { title: '百问中国' }],
    [
      { title: '莱问中国', extent: '300页' },
      { title: '百问中国', extent: '301页' },
    ],
    [
      { title: '莱问中国', extent: '300页', year: 1992 },
      { title: '百问中国', extent: '300页' },
    ],
    [
      { title: '英语第一读本', extent: '300页' },
      { title: '英语第二读本', extent: '300页' },
    ],
    [
      { title: '高等数学导论', extent: '300页' },
      { title: '初等数学导论', extent: '300页' },
    ],
    [
      { title: '射雕英雄传续', extent: '300页' },
      { title: '射雕英雄传', extent: '300页' },
    ],
    [
      { title: '英语一读本', extent: '300页' },
      { title: '英语读本', extent: '300页' },
    ],
  ] as [Partial<Described>, Partial<Described>][])('%j and %j are two', (one, other) => {
    expect(isOne({ ...isbn, ...one }, { ...isbn, ...other })).not.toBe('ISBN');
    expect(isOne({ ...isbn, ...other }, { ...isbn, ...one })).not.toBe('ISBN');
  }); // prettier-ignore
});

describe('without an ISBN', () => {
  test.each([
    [{ otherTitle: '长篇小说' }, {}],
    [{ responsibility: '[现代] 錢鍾書 编著' }, { responsibility: '钱锺书著' }],
    [{ publisher: '北京：人民文学' }, {}],
    [{ edition: '第1版' }, {}],
    [isbn, {}],
    [{ publisher: null, title: '百年孤独' }, { title: '百年孤独' }],
    [{ responsibility: null, title: '百年孤独' }, { title: '百年孤独' }],
    [{ title: '三体 典藏版' }, { title: '三体' }],
    [{ title: '呼啸山庄' }, { title: '呼哨山庄' }],
    [{ responsibility: '马尔克斯著' }, { responsibility: '加西亚·马尔克斯' }],
    [{ publisher: '译文出版社' }, { publisher: '上海译文出版社' }],
    [{ volume: '上' }, { title: '围城(上册)' }],
    [{ year: 1998, extent: '359页' }, { extent: '12, 359页' }],
    [{ ...isbn, year: 1998, extent: '359页' }, { extent: '359页' }],
    [
      { title: '围城：长篇小说', year: 2001, extent: '359页' },
      { otherTitle: '长篇小说', extent: '359页' },
    ],
  ] as [Partial<Described>, Partial<Described>][])('%j and %j are one book', (one, other) => {
    expect(isOne(one, other)).toBe('DESCRIPTION');
    expect(isOne(other, one)).toBe('DESCRIPTION');
  }); // prettier-ignore

  test.each([
    [{ year: 1992 }, {}],
    [{ year: null }, { year: null }],
    [{ year: 1992, extent: '359页' }, { extent: '360页' }],
    [{ year: 2002, extent: '359页' }, { extent: '359页' }],
    [{ year: null, extent: '359页' }, { extent: '359页' }],
    [{ year: 1992, extent: '359页', publisher: '作家出版社' }, { extent: '359页' }],
    [{ year: 1992, extent: '359页', publisher: null }, { extent: '359页' }],
    [{ year: 1992, extent: '359页', edition: '第2版' }, { extent: '359页' }],
    [{ year: 1992, extent: '359页', volume: '2' }, { extent: '359页' }],
    [{ year: 1992, extent: '359页', otherTitle: '插图本' }, { extent: '359页' }],
    [
      { ...isbn, year: 1992, extent: '359页' },
      { ...otherIsbn, extent: '359页' },
    ],
    [{ publisher: '江苏人民出版社' }, { publisher: '人民出版社' }],
    [{ responsibility: '钱穆著' }, {}],
    [{ volume: '上' }, {}],
    [{ volume: '上' }, { volume: '下' }],
    [{ edition: '第2版' }, {}],
    [{ publisher: null }, {}],
    [{ responsibility: null, publisher: null }, {}],
    [isbn, otherIsbn],
    [{ title: '大学英语词汇' }, { title: '大学英语' }],
    [{ otherTitle: '小说卷' }, { otherTitle: '散文集' }],
    [{ responsibility: null, publisher: null, title: '唐诗三百首' }, { title: '唐诗三百首' }],
  ] as [Partial<Described>, Partial<Described>][])('%j and %j are two', (one, other) => {
    expect(isOne(one, other)).toBeNull();
    expect(isOne(other, one)).toBeNull();
  }); // prettier-ignore

  test('a record that fits several books is of the one that has no ISBN either, and of none where that does not tell', () => {
    const hard = candidate('B1', isbn);
    const soft = candidate('B2', otherIsbn);
    expect(matchOf(identityOf(book({})), [hard, soft])).toBeNull();
    expect(matchOf(identityOf(book({})), [hard, soft, candidate('B3', {})])?.bookId).toBe('B3');
    expect(matchOf(identityOf(book({})), [hard])?.bookId).toBe('B1');
  });

  test('a reprint is of the book of its own year before all others', () => {
    const [first, second] = [1991, 1995].map((year) => candidate(`B${year}`, { year, extent: '359页' })) as [
      Candidate,
      Candidate,
    ];
    const of = (year: number, candidates: Candidate[]) =>
      matchOf(identityOf(book({ year, extent: '359页' })), candidates)?.bookId ?? null;
    expect(of(1995, [first, second])).toBe('B1995');
    expect(of(1995, [first])).toBe('B1991');
    expect(of(1997, [first, second])).toBeNull();
  });

  test('a record with an other title is not let in by a record that has none, against one that has another', () => {
    expect(
      matchOf(identityOf(book({ otherTitle: '小说卷' })), [candidate('B', {}, { otherTitle: '散文集' })]),
    ).toBeNull();
  });
});

test('a volume that may be 下 is not let into a book of which another record says that it is another', () => {
  const third = candidate('B', { ...isbn, volume: '下' }, { ...isbn, volume: '3' });
  expect(matchOf(identityOf(book({ ...isbn, volume: 'v.2' })), [third])).toBeNull();
  expect(matchOf(identityOf(book({ ...isbn, volume: '第三册' })), [third])?.bookId).toBe('B');
  const second = candidate('B', { ...isbn, volume: '2' }, { ...isbn, volume: '中' });
  expect(matchOf(identityOf(book({ ...isbn, volume: '下' })), [second])).toBeNull();
});

test("a record whose ISBN is another title's is found by its description", () => {
  const wrong = candidate('B1', { ...isbn, title: '边城', responsibility: '沈从文著' });
  expect(matchOf(identityOf(book(isbn)), [wrong, candidate('B2', otherIsbn)])).toMatchObject({
    bookId: 'B2',
    by: 'DESCRIPTION',
  });
});

test('what agrees is told as people read it', () => {
  expect(matchOf(identityOf(book({ ...isbn, volume: '上册' })), [candidate('B', { ...isbn, volume: '1' })])).toEqual({
    bookId: 'B',
    by: 'ISBN',
    key: '9787020002207 v.1',
  });
  expect(matchOf(identityOf(book({})), [candidate('B', {})])?.key).toBe('围城 / 钱钟书 / 人民文学 / 1991');
  const reprint = identityOf(book({ year: 1998, extent: '359页' }));
  expect(matchOf(reprint, [candidate('B', { extent: '359页' })])?.key).toBe('围城 / 钱钟书 / 人民文学 / 359p');
});

test('whatever is one book has a key in common, and a key has its limit', () => {
  const keys = (text: Partial<Described>) => new Set(keysOf(identityOf(book(text))));
  const common = (one: Partial<Described>, other: Partial<Described>) =>
    [...keys(one)].filter((key) => keys(other).has(key));
  expect(common(isbn, { ...isbn, title: '别的', year: null })).toEqual(['isbn:9787020002207']);
  expect(common({ title: '呼啸山庄' }, { title: '呼哨山庄' })).toEqual(['by:钱钟书:人民文学:1991']);
  expect(common({ publisher: null, title: '三体 典藏版' }, { title: '三体' })).toEqual(['title:三体:1991']);
  expect(common({ year: 1998, extent: '359页' }, { extent: '359页' })).toEqual(['pages:围城:359']);
  expect([...keys({ title: '长'.repeat(5000) })].every((key) => key.length < 140)).toBe(true);
});
