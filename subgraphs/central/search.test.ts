// 检索 over a small catalogue of its own: what is found, in what order, how it divides, where it stands, and what is suggested.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statement } from '../../lib/statements.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { addCallNumbers, indexBook, indexBooks } from './bookIndex.ts';
import type { Context } from './context.ts';
import { countPopularity } from './popularity.ts';
import { searchBooks } from './search.ts';
import { type Described, searchVersion } from './searchColumns.ts';

interface Sample extends Described {
  id: string;
  format?: string;
  accessible?: string[];
  popularity?: number;
  callNumbers?: string[];
}

const catalogue: Sample[] = [
  {
    id: 'solitude',
    title: '百年孤独',
    responsibility: '（哥伦比亚）加西亚·马尔克斯著；范晔译',
    contributors: [{ name: '马尔克斯' }, { name: '范晔' }],
    subjects: ['长篇小说－哥伦比亚－现代'],
    publisher: '南海出版公司',
    year: 2011,
    classNumber: 'I775.45',
    isbns: ['9787544253994'],
    popularity: 40,
    callNumbers: ['I775.45/7'],
  },
  {
    id: 'solitude-braille',
    title: '百年孤独',
    publisher: '中国盲文出版社',
    year: 2015,
    classNumber: 'I775.45',
    accessible: ['BRAILLE'],
    popularity: 2,
  },
  { id: 'about-solitude', title: '百年孤独导读', year: 2019, classNumber: 'I775.074', popularity: 90 },
  { id: 'reading-solitude', title: '重读百年孤独', year: 2020, classNumber: 'I775.074', popularity: 95 },
  {
    id: 'solitude-subject',
    title: '魔幻现实主义研究',
    subjects: ['百年孤独－研究'],
    year: 2001,
    classNumber: 'I775.074',
    popularity: 99,
  },
  {
    id: 'keeper',
    title: '守护真人',
    responsibility: '陈忠实著',
    contributors: [{ name: '陈忠实' }],
    year: 1999,
    classNumber: 'I247.5',
    callNumbers: ['I247.5/328'],
    popularity: 3,
  },
  {
    id: 'white-deer',
    title: '白鹿原',
    responsibility: '陈忠实著',
    contributors: [{ name: '陈忠实' }],
    publisher: '人民文学出版社',
    year: 1993,
    classNumber: 'I247.57',
    callNumbers: ['I247.5/32012:1', 'I247.5/3280'],
    popularity: 60,
    accessible: ['AUDIO', 'LARGE_PRINT'],
  },
  {
    id: 'zizhi',
    title: '資治通鑑',
    responsibility: '司馬光編著',
    contributors: [{ name: '司馬光' }],
    publisher: '中華書局',
    year: 1956,
    classNumber: 'K204.3',
    popularity: 30,
  },
  { id: 'essays', title: '当代散文选', year: 1985, classNumber: 'I25', popularity: 8 },
  { id: 'novels', title: '当代小说选', year: 1984, classNumber: 'I247', popularity: 7 },
  {
    id: 'sea',
    title: '老人与海',
    responsibility: '海明威著',
    contributors: [{ name: '海明威' }],
    year: 2004,
    classNumber: 'I712.45',
    popularity: 20,
  },
  {
    id: 'python',
    title: 'Python 编程：从入门到实践',
    year: 2020,
    classNumber: 'TP311.561',
    isbns: ['9787115546081'],
    popularity: 70,
  },
  { id: 'c', title: 'C 语言程序设计', year: 2008, classNumber: 'TP312', popularity: 50 },
  { id: 'scattered', title: '大学与学生', year: 2000, classNumber: 'G64', popularity: 80 },
  { id: 'whole', title: '论大学生', year: 2000, classNumber: 'G645', popularity: 5 },
  {
    id: 'periodical',
    title: '当代',
    format: 'PERIODICAL',
    publisher: '人民文学出版社',
    classNumber: 'I2',
    popularity: 1,
  },
  { id: 'map', title: '南京市地图', format: 'MAP', year: 2021, classNumber: 'K992.6', popularity: 4 },
];

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await sql(
    'truncate book, book_index, book_call_number, book_key, bib_record, known_holdings, ranking_entry, book_alias',
  );
  await sql('delete from library_report');
  for (const book of catalogue) await add(book);
});
afterAll(() => network[Symbol.asyncDispose]());

const sql = (text: string, values: unknown[] = []) => rows(network.subgraphs.central, text, values);
const central = () => network.subgraphs.central.contextOf({ identity: { role: 'anonymous' }, requestId: 'test' });

async function add({ callNumbers = [], popularity = 0, ...book }: Sample) {
  await sql(
    `insert into book (id, title, responsibility, publisher, year, class_number, isbns, contributors, subjects, format, accessible)
     select id, title, responsibility, publisher, year, class_number, isbns, contributors, subjects, format, accessible
     from jsonb_populate_record(null::book, ?::jsonb)`,
    [
      JSON.stringify({
        isbns: [],
        contributors: [],
        subjects: [],
        format: 'BOOK',
        accessible: [],
        ...book,
        class_number: book.classNumber,
      }),
    ],
  );
  await indexBook(central().em, book.id);
  await sql('update book_index set popularity = ? where book_id = ?', [popularity, book.id]);
  await addCallNumbers(
    central().em,
    callNumbers.map((callNumber) => ({ bookId: book.id, callNumber })),
  );
}

const search = /* GraphQL */ `
  query ($query: String!, $filter: BookFilter, $sort: SearchSort! = RELEVANCE, $first: Int! = 100, $after: String) {
    searchBooks(query: $query, filter: $filter, sort: $sort, first: $first, after: $after) {
      totalCount matched total { count isExact } nodes { id } edges { cursor } pageInfo { hasNextPage endCursor }
    }
  }
`;

async function dataOf(query: string, variables: Record<string, unknown> = {}) {
  const answer = await ask(network.subgraphs.central, { role: 'anonymous' }, query, variables);
  expect(answer.errors?.map(({ message }) => message) ?? []).toEqual([]);
  return answer.data;
}
const found = async (query: string, more: Record<string, unknown> = {}) =>
  (await dataOf(search, { query, ...more })).searchBooks;
const ids = async (query: string, more: Record<string, unknown> = {}): Promise<string[]> =>
  (await found(query, more)).nodes.map(({ id }: { id: string }) => id);

describe('a book is found by', () => {
  test.each([
    ['title', '守护真人', 'keeper'],
    ['initials', 'shzr', 'keeper'],
    ['initials of a word in it', 'zr', 'keeper'],
    ['pinyin', 'shouhu', 'keeper'],
    ['pinyin, syllable by syllable', 'shou hu', 'keeper'],
    ['people', '陈忠实 守护', 'keeper'],
    ['initials of people', 'czs shouhu', 'keeper'],
    ['simplified for traditional', '资治通鉴', 'zizhi'],
    ['traditional', '資治通鑑', 'zizhi'],
    ['traditional for simplified', '馬爾克斯', 'solitude'],
    ['publisher', '中华书局', 'zizhi'],
    ['ISBN with hyphens', '978-7-5442-5399-4', 'solitude'],
    ['ISBN-10', '7-5442-5399-6', 'solitude'],
    ['the beginning of an ISBN', '97875442', 'solitude'],
    ['subject and title', '哥伦比亚 百年', 'solitude'],
    ['title and year', '百年孤独 2015', 'solitude-braille'],
    ['call number', 'I247.5/328', 'keeper'],
    ['call number with a blank and small letters', 'i247.5/32012:1', 'white-deer'],
    ['call number with a full-width slash', 'Ｉ247.5／32012', 'white-deer'],
    ['class and word', 'I247 白鹿', 'white-deer'],
    ['characters, pinyin and initials at once', '白鹿yuan czs', 'white-deer'],
    ['a word of one letter', 'c 程序', 'c'],
    ['single characters', '老人与海', 'sea'],
    ['English letters in any case', 'PYTHON', 'python'],
    ['full-width letters', 'Ｐｙｔｈｏｎ', 'python'],
  ])('%s: %s', async (_title, query, id) => {
    const { nodes, matched } = await found(query);
    expect(nodes.map((book: { id: string }) => book.id)).toContain(id);
    expect(matched).toBe('EXACT');
  });

  test('every word, or not', async () => {
    expect(await ids('陈忠实 人民文学')).toEqual(['white-deer']);
    expect(await ids('陈忠实 中华书局')).toEqual([]);
    expect(await ids('I247.5/3280')).toEqual(['white-deer']);
    expect((await ids('I247.5/328')).toSorted()).toEqual(['keeper', 'white-deer']);
    expect(await ids('I247.5/329')).toEqual([]);
  });
});

describe('the order', () => {
  test('is the whole title, its beginning, the title, the subject; equal ones by popularity', async () => {
    const order = ['solitude', 'solitude-braille', 'about-solitude', 'reading-solitude', 'solitude-subject'];
    expect(await ids('百年孤独')).toEqual(order);
    expect((await ids('bngd')).slice(0, 4)).toEqual(order.slice(0, 4));
    expect((await ids('bainiangudu')).slice(0, 4)).toEqual(order.slice(0, 4));
  });

  test('has whole words above scattered ones', async () => {
    expect(await ids('大学生')).toEqual(['whole', 'scattered']);
  });

  test('is what was asked for', async () => {
    expect(await ids('百年孤独', { sort: 'POPULAR' })).toEqual([
      'solitude-subject',
      'reading-solitude',
      'about-solitude',
      'solitude',
      'solitude-braille',
    ]);
    expect(await ids('百年孤独', { sort: 'NEWEST' })).toEqual([
      'reading-solitude',
      'about-solitude',
      'solitude-braille',
      'solitude',
      'solitude-subject',
    ]);
    expect(await ids('i', { sort: 'CALL_NUMBER' })).toEqual([]);
    // I2 < I247 < I247.5 < I247.57 < I25, and those of no class last.
    expect(await ids('I2', { sort: 'CALL_NUMBER' })).toEqual([
      'periodical',
      'novels',
      'keeper',
      'white-deer',
      'essays',
    ]);
  });
});

describe('a mistake', () => {
  test.each([
    ['百年孤读', 'SOUND', 'solitude'],
    ['百年孤毒', 'SOUND', 'solitude'],
    ['白露原', 'SOUND', 'white-deer'],
    ['百年孤狗', 'SIMILAR', 'solitude'],
    ['百孤独', 'SIMILAR', 'solitude'],
    ['马尔克思', 'SOUND', 'solitude'],
    ['马尔库斯', 'SIMILAR', 'solitude'],
    ['pyhton', 'SIMILAR', 'python'],
    ['bainiangvdu', 'SIMILAR', 'solitude'],
  ])('%s is told as %s', async (query, matched, id) => {
    const { nodes, ...answer } = await found(query);
    expect(answer.matched).toBe(matched);
    expect(nodes.map((book: { id: string }) => book.id)).toContain(id);
    expect(answer.totalCount).toBe(nodes.length);
  });

  test('is not looked for where a filter has left nothing', async () => {
    expect(await found('百年孤独', { filter: { formats: ['MAP'] } })).toMatchObject({
      matched: 'EXACT',
      totalCount: 0,
    });
    expect(await found('火星文明史纲要')).toMatchObject({ matched: 'EXACT', totalCount: 0, nodes: [] });
  });

  test('goes on by the same way on the next page', async () => {
    const all = await ids('百年孤读');
    const { edges } = await found('百年孤读', { first: 2 });
    await add({ id: 'new-solitude', title: '百年孤读', popularity: 1_000 });
    const next = await found('百年孤读', { after: edges[1].cursor });
    await sql(`delete from book where id = 'new-solitude'`);
    expect(next.nodes.map(({ id }: { id: string }) => id)).toEqual(all.slice(2));
    expect(next.matched).toBe('SOUND');
  });
});

test('pages show each book once while others come, go and grow popular', async () => {
  for (const sort of ['RELEVANCE', 'POPULAR', 'NEWEST', 'CALL_NUMBER']) {
    const whole = await ids('I', { sort }).then(() => ids('I2', { sort }));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Page = await found('I2', { sort, first: 2, after });
      seen.push(...page.nodes.map(({ id }: { id: string }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      await add({ id: `come-${seen.length}`, title: '来者', classNumber: 'I200', year: 2030, popularity: 1_000 });
      await sql('update book_index set popularity = popularity + 100 where book_id = ?', [seen[0]]);
    } while (after);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => !id.startsWith('come-'))).toEqual(whole);
    await sql(`delete from book where id like 'come-%'`);
    await sql('update book_index set popularity = popularity - 100 where popularity > 100');
  }
});

test('searches of one kind are planned once for each connection, whatever they look for', async () => {
  const context = central() as Context;
  const plans = await context.em.transactional(async (em) => {
    for (const query of ['百年孤独', '9787544253994', 'bngd', '陈忠实 白鹿', 'I2', '老人与海', 'python', '资治通鉴']) {
      for (const filter of [{ classes: ['I'] }, { years: [{ from: 1990 }], availableNow: true }, null]) {
        const { edges } = await searchBooks({ ...context, em }, { query, filter, sort: 'RELEVANCE', first: 1 });
        await searchBooks(
          { ...context, em },
          { query, filter, sort: 'RELEVANCE', first: 20, after: edges[0]?.cursor ?? null },
        );
      }
    }
    return statement<{ custom: number; generic: number }>(
      em,
      `/* plans */ select custom_plans::int as custom, generic_plans::int as generic from pg_prepared_statements
       where statement like $1 and generic_plans + custom_plans > 10`,
      ['/* searchBooks */%'],
    );
  });
  expect(plans).toHaveLength(2);
  for (const { custom, generic } of plans) {
    // The server begins with five of them to compare.
    expect(custom).toBeLessThanOrEqual(5);
    expect(generic).toBeGreaterThan(10);
  }
});

test('what a long book is found by is kept as it is, not packed', async () => {
  const subjects = Array.from({ length: 60 }, (_, index) => `长篇小说第${index}卷研究`);
  await add({ id: 'long', title: '百年孤独研究资料汇编全集', subjects, responsibility: '多人著'.repeat(20) });
  expect(
    await sql(
      `select pg_column_compression(search) as packed, pg_column_size(search) > 2000 as "isLong" from book_index where book_id = 'long'`,
    ),
  ).toEqual([{ packed: null, isLong: true }]);
  await sql(`delete from book where id = 'long'`);
});

test('what an index is made of stays with its call numbers', async () => {
  await sql(
    `update book_index set version = 0, search = '', class_sort = null where book_id in ('keeper', 'solitude')`,
  );
  expect(await ids('守护真人')).toEqual([]);
  await indexBooks(central());
  expect(await ids('守护真人')).toEqual(['keeper']);
  expect(await sql(`select version, class_sort from book_index where book_id = 'keeper'`)).toEqual([
    { version: searchVersion, class_sort: 'I247.5' },
  ]);
  expect(await ids('I247.5/328 守护')).toEqual(['keeper']);
  expect(await ids('I775.45/7 百年')).toEqual(['solitude']);
});

test('call numbers that are known are not written again, and only those of another class have a book indexed anew', async () => {
  const versions = () => sql(`select xmin::text from book_index where book_id in ('keeper', 'sea') order by book_id`);
  const numbersOf = (id: string) =>
    sql('select number, xmin::text from book_call_number where book_id = ? order by number', [id]);
  const before = await versions();
  const [known] = await numbersOf('keeper');
  const again = [
    { bookId: 'keeper', callNumber: 'I 247.5/328' },
    { bookId: 'keeper', callNumber: 'I247.5/9' },
    { bookId: 'keeper', callNumber: 'i247.5／9' },
    { bookId: 'nobody', callNumber: 'A1/1' },
  ];
  await addCallNumbers(central().em, again);
  expect(await versions()).toEqual(before);
  expect(await numbersOf('keeper')).toEqual([known, { number: 'i247.5/9', xmin: expect.any(String) }]);
  expect(await numbersOf('nobody')).toEqual([]);
  await addCallNumbers(central().em, [{ bookId: 'keeper', callNumber: 'K825.6/9' }]);
  expect(await versions()).not.toEqual(before);
  expect(await ids('K825.6')).toEqual(['keeper']);
  expect(await ids('K825.6/9')).toEqual(['keeper']);
  await sql(`delete from book_call_number where book_id = 'keeper' and number <> 'i247.5/328'`);
});

describe('a whole call number, or its beginning', () => {
  test('is looked for with words, filters and facets like words are', async () => {
    expect(await ids('I247.5/32')).toEqual(['white-deer', 'keeper']);
    expect(await ids('I247.5/32', { sort: 'CALL_NUMBER' })).toEqual(['keeper', 'white-deer']);
    expect(await ids('I247.5/32 真人')).toEqual(['keeper']);
    expect(await ids('守护 I247.5/32 I247.5')).toEqual(['keeper']);
    expect(await ids('I247.5/32', { filter: { accessible: ['AUDIO'] } })).toEqual(['white-deer']);
    expect(await ids('I247.5/329')).toEqual([]);
    expect(await ids('I247.5/32 百年')).toEqual([]);
    const { searchBooks } = await dataOf(
      '{ searchBooks(query: "I247.5/32") { total { count isExact } facets { formats { format count } libraries { count } } } }',
    );
    expect(searchBooks).toEqual({
      total: { count: 2, isExact: true },
      facets: { formats: [{ format: 'BOOK', count: 2 }], libraries: [] },
    });
  });

  test('with a word that is misspelt', async () => {
    expect(await found('I247.5/32 白路原')).toMatchObject({ matched: 'SOUND', nodes: [{ id: 'white-deer' }] });
    expect(await found('I247.5/32 白鹿厡')).toMatchObject({ nodes: [{ id: 'white-deer' }] });
  });

  test('goes on from a cursor, and of two the second is a class', async () => {
    const first = await found('I247.5/32', { first: 1 });
    expect(first).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } });
    expect(await ids('I247.5/32', { first: 1, after: first.pageInfo.endCursor })).toEqual(['keeper']);
    expect(await ids('I247.5/3280 I247.57/1')).toEqual(['white-deer']);
    expect(await ids('I247.5/3280 K2/1')).toEqual([]);
  });

  test('is found among very many', async () => {
    await sql(
      `insert into book_call_number (book_id, number) select 'x' || n, 'i247.5/4' || n from generate_series(1, 40000) as n`,
    );
    await addCallNumbers(central().em, [{ bookId: 'keeper', callNumber: 'I247.5/49' }]);
    expect(await found('I247.5/4')).toMatchObject({ totalCount: 1, nodes: [{ id: 'keeper' }] });
    await sql(`delete from book_call_number where number like 'i247.5/4%'`);
  });
});

test('what processes of the release before write is indexed too', async () => {
  await sql(`insert into book (id, title, search, year) values ('before', '前朝旧事', '''~kk29/1'':1B', 1999)`);
  await indexBooks(central());
  expect(await ids('前朝旧事')).toEqual(['before']);
  expect(await ids('K29/1')).toEqual(['before']);
  await sql(`update book set title = '邻里新闻', year = 2001, search = '''新闻'':1A' where id = 'before'`);
  await indexBooks(central());
  expect(await ids('邻里新闻', { filter: { years: [{ from: 2001 }] } })).toEqual(['before']);
  expect(await ids('前朝旧事')).toEqual([]);
  await sql(`delete from book where id = 'before'`);
  await sql(`delete from book_call_number where book_id = 'before'`);
  expect(await sql(`select from book_index where book_id = 'before'`)).toEqual([]);
});

test('a class that a description has just dropped is added by the next list, and a number of any length is kept', async () => {
  const long = `K9/${'架'.repeat(2_000)}`;
  const copies = [
    { bookId: 'map', callNumber: 'P28/1' },
    { bookId: 'map', callNumber: long },
  ];
  await addCallNumbers(central().em, copies);
  await sql(`update book_index set search = ts_delete(search, '~cp28') where book_id = 'map'`);
  expect(await ids('P28')).toEqual([]);
  await addCallNumbers(central().em, copies);
  expect(await ids('P28')).toEqual(['map']);
  expect(
    await sql(`select length(number) as length from book_call_number where book_id = 'map' order by number`),
  ).toEqual([{ length: 60 }, { length: 5 }]);
});

test('odd call numbers are kept like any other', async () => {
  await addCallNumbers(central().em, [
    { bookId: 'sea', callNumber: `I712/'4\\5` },
    { bookId: 'sea', callNumber: `'\\` },
    { bookId: 'sea', callNumber: ' ' },
  ]);
  expect(await sql(`select number from book_call_number where book_id = 'sea' order by number`)).toEqual([
    { number: `'\\` },
    { number: `i712/'4\\5` },
  ]);
  const [sea] = await sql(
    `select array(select lexeme from unnest(search) where lexeme like '~c%') as classes from book_index where book_id = 'sea'`,
  );
  expect(sea?.['classes']).toEqual([`~c'\\`, '~ci712.45']);
});

test('popularity is the copies that are held, and what the lists of this and the last year lent', async () => {
  const before = await sql('select book_id as id, popularity from book_index');
  await sql(`insert into known_holdings (book_id, library_id, total, available, held, as_of)
    values ('sea', 'NJ-JL', 3, 1, 3, now()), ('sea', 'NJ-JN', 4, 0, 4, now())`);
  await rows(
    network.subgraphs.lending,
    `insert into loan_tally (library, year, reader_type, book_id, loans)
    values ('NJ-JN', extract(year from now() at time zone 'Asia/Shanghai'), 'ADULT', 'sea', 5)`,
  );
  await countPopularity(
    network.subgraphs.central.contextOf({
      identity: { role: 'service', subgraph: 'central' },
      requestId: 'test',
    }) as never,
  );
  expect(await sql('select book_id, popularity from book_index where popularity > 0')).toEqual([
    { book_id: 'sea', popularity: 12 },
  ]);
  await sql('delete from known_holdings');
  for (const { id, popularity } of before)
    await sql('update book_index set popularity = ? where book_id = ?', [popularity, id]);
});

test.each([
  ['an empty query', { query: '' }, 'query'],
  ['marks', { query: '《》——！' }, 'query'],
  ['201 characters', { query: '书'.repeat(201) }, 'query'],
  ['a page of 0', { query: '百年', first: 0 }, 'first'],
  ['a page of 1000', { query: '百年', first: 1000 }, 'first'],
  ['no cursor', { query: '百年', after: 'x' }, 'after'],
  ['a negative year', { query: '百年', filter: { years: [{ from: -1 }] } }, 'filter.years'],
  ['years that run backwards', { query: '百年', filter: { years: [{ from: 2020, to: 2010 }] } }, 'filter.years'],
  ['a library that is none', { query: '百年', filter: { libraries: ['NJ-XX'] } }, 'filter.libraries'],
  ['a district that is none', { query: '百年', filter: { districts: ['浦东新区'] } }, 'filter.districts'],
  ['a class that is none', { query: '百年', filter: { classes: ['文学'] } }, 'filter.classes'],
  ['51 classes', { query: '百年', filter: { classes: Array(51).fill('I') } }, 'filter.classes'],
])('%s is refused, naming the argument', async (_title, variables, argument) => {
  const answer = await ask(network.subgraphs.central, { role: 'anonymous' }, search, variables);
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  expect(answer.errors?.[0]?.extensions?.['argument']).toBe(argument);
});

test('the cursor of another search is refused', async () => {
  const { edges } = await found('百年孤独', { first: 1 });
  const after = edges[0].cursor;
  for (const other of [
    { query: '当代' },
    { query: '百年孤独', sort: 'NEWEST' },
    { query: '百年孤独', filter: { classes: ['I'] } },
  ]) {
    const answer = await ask(network.subgraphs.central, { role: 'anonymous' }, search, { ...other, after });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toContain('another search');
  }
});

describe('highlights', () => {
  const query = /* GraphQL */ `
    query ($query: String!) {
      searchBooks(query: $query, first: 1) { edges { highlights { field text ranges { from to } } } }
    }
  `;
  const marked = async (text: string) => {
    const [edge] = (await dataOf(query, { query: text })).searchBooks.edges;
    return edge.highlights.map((each: { field: string; text: string; ranges: { from: number; to: number }[] }) => [
      each.field,
      ...each.ranges.map(({ from, to }) => each.text.slice(from, to)),
    ]);
  };
  test.each([
    [
      '孤独 马尔克斯',
      [
        ['TITLE', '孤独'],
        ['RESPONSIBILITY', '马尔克斯'],
      ],
    ],
    [
      'gudu meks',
      [
        ['TITLE', '孤独'],
        ['RESPONSIBILITY', '马尔克斯'],
      ],
    ],
    ['百年孤读', [['TITLE', '百年孤独']]],
    ['馬爾克斯', [['RESPONSIBILITY', '马尔克斯']]],
    ['资治通鉴', [['TITLE', '資治通鑑']]],
    ['9787544253994', []],
  ])('of %s', async (text, expected) => {
    expect(await marked(text)).toEqual(expected);
  });
});

describe('suggestions', () => {
  const query =
    'query ($prefix: String!, $first: Int! = 10) { suggest(prefix: $prefix, first: $first) { kind text book { id } ranges { from to } } }';
  const suggested = async (prefix: string, first = 10) => (await dataOf(query, { prefix, first })).suggest;
  const texts = async (prefix: string) => (await suggested(prefix)).map(({ text }: { text: string }) => text);

  test('are titles, people and subjects that begin with what was typed, then those that have it in them', async () => {
    expect(await suggested('百年孤')).toEqual([
      { kind: 'SUBJECT', text: '百年孤独－研究', book: null, ranges: [{ from: 0, to: 3 }] },
      { kind: 'TITLE', text: '百年孤独导读', book: { id: 'about-solitude' }, ranges: [{ from: 0, to: 3 }] },
      { kind: 'TITLE', text: '百年孤独', book: { id: 'solitude' }, ranges: [{ from: 0, to: 3 }] },
      { kind: 'TITLE', text: '重读百年孤独', book: { id: 'reading-solitude' }, ranges: [{ from: 2, to: 5 }] },
    ]);
  });

  test.each([
    ['b', '百年孤独'],
    ['c', 'C 语言程序设计'],
    ['c', '陈忠实'],
    ['海', '海明威'],
    ['海', '老人与海'],
    ['bain', '百年孤独'],
    ['bngd', '百年孤独'],
    ['czs', '陈忠实'],
    ['chenzhong', '陈忠实'],
    ['changpian', '长篇小说－哥伦比亚－现代'],
    ['司马', '司馬光'],
    ['pyt', 'Python 编程：从入门到实践'],
    ['百年 gu', '百年孤独'],
  ])('of %s have %s', async (prefix, text) => {
    expect(await texts(prefix)).toContain(text);
  });

  test('are none where nothing has it, and no more than asked', async () => {
    expect(await suggested('火星')).toEqual([]);
    expect(await suggested('d', 1)).toHaveLength(1);
    for (const variables of [
      { prefix: '' },
      { prefix: '，' },
      { prefix: '百', first: 0 },
      { prefix: '百', first: 1000 },
    ]) {
      expect(codes(await ask(network.subgraphs.central, { role: 'anonymous' }, query, variables))).toEqual([
        'BAD_USER_INPUT',
      ]);
    }
  });
});
