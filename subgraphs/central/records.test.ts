// One book of many records: which records are one book, whatever their libraries write; and that the same again changes nothing.
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlOf, type MarcRecord } from '../../lib/marc/record.ts';
import { migrate } from '../../lib/orm.ts';
import { codes, rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { centralContext, cnmarc, marc21, prepared, put, type RecordText } from '../../test/records.ts';
import { countStatements } from '../../test/statement-count.ts';
import { recordsToExport } from './importReads.ts';
import { describing } from './lookAhead.ts';
import { putRecords } from './records.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const central = <Row = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
  rows<Row>(network.subgraphs.central, sql, values);
const bookOf = async (library: string, record: RecordText) => (await put(network, library, record))[0]!.bookId;
const book = async (id: string) =>
  (await central('select book.*, book_index.search from book join book_index on book_id = id where id = ?', [id]))[0]!;

const number = (record: MarcRecord) => controlOf(record, '001') ?? '';

let numbers = 0;
/** A title that no other test has. */
const fresh = (text: Partial<RecordText> = {}): RecordText => ({
  control: `c${++numbers}`,
  title: `${'甲乙丙丁戊己庚辛壬癸'[numbers % 10]}城旧事${'子丑寅卯辰巳午未申酉'[Math.floor(numbers / 10) % 10]}记`,
  by: '林海音著',
  publisher: '北京出版社',
  year: 1900 + numbers,
  ...text,
});
/** An ISBN-13 that no other test has. */
const isbn = () => {
  const body = `97870209${String(++numbers).padStart(4, '0')}`;
  const sum = Array.from(body, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
  return body + String((10 - (sum % 10)) % 10);
};

describe('records of several libraries', () => {
  test('are one book by ISBN, whatever else they write', async () => {
    const number = isbn();
    const made = await bookOf(
      'NJ-JN',
      fresh({
        isbn: number,
        title: '百年孤独',
        other: '诺贝尔文学奖作品',
        by: '（哥伦比亚）加西亚·马尔克斯著；范晔译',
      }),
    );
    expect(made).toMatch(/^B1\d{6}$/);
    const others: RecordText[] = [
      fresh({ isbn: number, title: '百年孤独：诺贝尔文学奖作品', by: '[哥伦]马尔克斯 著 ; 范晔 译' }),
      fresh({ isbn: `${number.slice(0, 3)}-${number.slice(3)} 平装`, title: '百年孤獨' }),
      fresh({ isbn: number, title: '百年孤独 诺贝尔文学奖作品' }),
      fresh({ isbn: [isbn(), number], title: '百年弧独', publisher: '南海出版公司' }),
    ];
    for (const [index, record] of others.entries()) {
      const [outcome] = await put(network, ['NJ-JL', 'NJ-XW', 'NJ-QH', 'NJ-GL'][index]!, record);
      expect(outcome).toMatchObject({ bookId: made, change: 'ADDED', matchedBy: 'ISBN' });
    }
  });

  test('are one book without an ISBN when title, people, publisher and year agree', async () => {
    const whole = fresh({
      title: '边城记事',
      other: '湘西散文',
      by: '沈从文著',
      publisher: '人民文学出版社',
      year: 1981,
    });
    const made = await bookOf('NJ-JN', whole);
    const others: RecordText[] = [
      { ...whole, control: 'd1', other: undefined!, by: '沈从文 编著', publisher: '北京：人民文学出版社有限责任公司' },
      { ...whole, control: 'd2', title: '邊城記事', by: '(现代) 沈從文', isbn: '9787020000001' },
      { ...whole, control: 'd3', isbn: isbn() },
    ];
    for (const record of others) {
      expect(await put(network, 'NJ-JL', record)).toMatchObject([{ bookId: made, matchedBy: 'DESCRIPTION' }]);
    }
    const different: RecordText[] = [
      { ...whole, control: 'd4', year: 1983 },
      { ...whole, control: 'd5', publisher: '江苏人民出版社' },
      { ...whole, control: 'd6', volume: '下册' },
      { ...whole, control: 'd7', by: '沈复著' },
      { ...whole, control: 'd8', other: '短篇小说集' },
      { ...whole, control: 'd9', isbn: isbn() },
      { ...whole, control: 'd10', edition: '第2版' },
    ];
    const books = await put(network, 'NJ-JL', ...different);
    expect(new Set([made, ...books.map(({ bookId }) => bookId)]).size).toBe(different.length + 1);
  });

  test('are one book when one is of a reprint, which has the same pages and another year, also of what an earlier release has kept', async () => {
    const first = fresh({ extent: '12, 259页' });
    const reprint = { ...first, year: Number(first.year) + 4 };
    const earlier = await bookOf('NJ-JN', first);
    await central(
      `update bib_record set keys = array(select key from unnest(keys) as key where key not like 'pages:%')`,
    );
    await central(`delete from book_key where key like 'pages:%'`);
    await central(`delete from migration where name like '%_keys_by_pages'`);
    await migrate(network.subgraphs.central.orm);
    expect(await put(network, 'NJ-JL', { ...reprint, extent: '259页' })).toMatchObject([
      { bookId: earlier, matchedBy: 'DESCRIPTION' },
    ]);
    const [{ unlike } = {}] = await central(
      `select count(*) as unlike from bib_record where not exists (select from book_key where book_id = bib_record.book_id and key like 'pages:%')
       and identity -> 'pages' <> 'null'`,
    );
    expect(Number(unlike)).toBe(0);
    const others = await put(
      network,
      'NJ-XW',
      { ...reprint, control: `${first.control}a`, publisher: '作家出版社' },
      { ...reprint, control: `${first.control}b`, edition: '第2版' },
      { ...reprint, control: `${first.control}c`, year: Number(first.year) + 5, extent: '260页' },
    );
    expect(new Set([earlier, ...others.map(({ bookId }) => bookId)]).size).toBe(4);
  });

  test('are two books where one ISBN stands on two titles, or on two volumes', async () => {
    const number = isbn();
    const first = await bookOf('NJ-JN', fresh({ isbn: number, title: '南京的桥' }));
    const other = await bookOf('NJ-JN', fresh({ isbn: number, title: '世界地理入门' }));
    const volume = await bookOf('NJ-JN', fresh({ isbn: number, title: '南京的桥', volume: '下' }));
    expect(new Set([first, other, volume]).size).toBe(3);
    expect(await bookOf('NJ-JL', fresh({ isbn: number, title: '世界地理入门' }))).toBe(other);
    expect(await bookOf('NJ-JL', fresh({ isbn: number, title: '南京的桥(下册)' }))).toBe(volume);
    expect(await bookOf('NJ-JL', fresh({ isbn: number, title: '南京的橋' }))).toBe(first);
  });

  test('are one book within one batch; of two with one control number the later one counts', async () => {
    const number = isbn();
    const title = fresh().title;
    const outcomes = await put(
      network,
      'NJ-JN',
      fresh({ control: 'twice', isbn: number, title: '写错了' }),
      fresh({ isbn: number, title }),
      fresh({ control: 'twice', isbn: number, title }),
    );
    expect(outcomes.map(({ number: at, change }) => [at, change])).toEqual([
      [1, 'UNCHANGED'],
      [2, 'ADDED'],
      [3, 'ADDED'],
    ]);
    expect(new Set(outcomes.map(({ bookId }) => bookId)).size).toBe(1);
    expect(await book(outcomes[0]!.bookId)).toMatchObject({ title, isbn: number });
  });

  test('make one book when two imports bring it at the same moment', async () => {
    const records = Array.from({ length: 20 }, () => fresh({ isbn: isbn() }));
    const outcomes = await Promise.all(
      ['NJ-JN', 'NJ-XW', 'NJ-QH', 'NJ-GL'].map((library) => put(network, library, ...records)),
    );
    for (const index of records.keys()) {
      expect(new Set(outcomes.map((batch) => batch[index]?.bookId)).size).toBe(1);
    }
  });

  test('in MARC 21 and CNMARC are one book', async () => {
    const text = fresh({ isbn: isbn(), other: '一个故事' });
    const made = await bookOf('NJ-JN', text);
    expect(await put(network, 'NJ-JL', marc21({ ...text, control: 'm21' }))).toMatchObject([{ bookId: made }]);
  });
});

describe('a book that the catalogue had before', () => {
  test('takes records by its ISBN and by its description, and keeps its id', async () => {
    const ranked = (
      await central<{ id: string; title: string; responsibility: string; publisher: string; year: number }>(
        'select book.* from book join ranking_entry on book_id = book.id where isbn is null and book.year is not null order by id limit 1',
      )
    )[0]!;
    const record = {
      ...fresh(),
      title: ranked.title,
      by: ranked.responsibility,
      publisher: ranked.publisher,
      year: ranked.year,
    };
    expect(await put(network, 'NJ-JN', record)).toMatchObject([{ bookId: ranked.id, matchedBy: 'DESCRIPTION' }]);
    expect(await bookOf('NJ-JN', fresh({ isbn: '753234519X', title: '三体钢笔字技法' }))).toBe(
      (await central(`select id from book where isbn = '9787532345199'`))[0]?.['id'],
    );
  });

  test('from a store is catalogued and described by its first record; what the record does not say stays', async () => {
    const number = isbn();
    const stub = `mutation ($input: StubInput!) { createStub(input: $input) { id catalogued } }`;
    const answer = await network.subgraphs.central.execute(
      {
        query: stub,
        variables: {
          input: { isbn: number, title: '新书一种', year: 2026, classNumber: 'I247.5', format: 'GIFT', volumes: 1 },
        },
      },
      { identity: { role: 'service', subgraph: 'bookstores' }, requestId: 'test' },
    );
    expect(codes(answer as never)).toEqual([]);
    const { id } = (answer.data as { createStub: { id: string } }).createStub;
    expect(await bookOf('NJ-JL', fresh({ isbn: number, title: '新书一种', other: '副题' }))).toBe(id);
    expect(await book(id)).toMatchObject({
      catalogued: true,
      other_title: '副题',
      class_number: 'I247.5',
      format: 'GIFT',
      isbns: [number],
    });
  });
});

describe('the description of a book', () => {
  test("is that of its fullest record, of equals the central library's, with all ISBNs", async () => {
    const [one, two] = [isbn(), isbn()];
    const { title } = fresh();
    const id = await bookOf('NJ-JN', fresh({ isbn: one, title }));
    await bookOf(
      'NJ-XW',
      fresh({ isbn: [two, one], title, subject: '小说', class: 'I247.5', copies: [['x1', 'I247.5/9']] }),
    );
    expect(await book(id)).toMatchObject({
      described_by: expect.stringMatching(/^NJ-XW:/),
      isbn: two,
      isbns: [two, one],
      subjects: ['小说'],
    });
    const same = fresh({ isbn: one, title: `${title}`, subject: '散文', class: 'I267', copies: [['x2', 'I267/3']] });
    await bookOf('NJ-JL', same);
    expect(await book(id)).toMatchObject({
      described_by: `NJ-JL:${same.control}`,
      isbn: one,
      isbns: [one, two],
      class_number: 'I267',
    });
    const found = async (query: string) =>
      (await central('select book_id as id from book_index where search @@ ?::tsquery order by id', [query])).map(
        (row) => row['id'],
      );
    expect(await found(`'~n${one}'`)).toEqual([id]);
    expect(await found(`'~n${two}'`)).toEqual([id]);
    expect(await found(`'~ci247.5' & '~ci267'`)).toEqual([id]);
    expect(await central('select number from book_call_number where book_id = ? order by number', [id])).toEqual([
      { number: 'i247.5/9' },
      { number: 'i267/3' },
    ]);
  });
});

describe('records that come again', () => {
  test('change nothing, and write nothing', async () => {
    const records = [fresh({ isbn: isbn() }), fresh(), { ...fresh(), control: undefined! }];
    const first = await put(network, 'NJ-JN', ...records);
    const sum = () => central('select md5(string_agg(bib_record::text, id order by id)) from bib_record');
    const before = await sum();
    const counter = countStatements();
    const again = await put(network, 'NJ-JN', ...records);
    counter.stop();
    expect(again).toEqual(first.map((outcome) => ({ ...outcome, change: 'UNCHANGED' })));
    expect(counter.sent.filter((text) => /insert|update|delete/i.test(text))).toEqual([]);
    expect(await sum()).toEqual(before);
  });

  test('changed, stay with their book, or go to the one that they now describe', async () => {
    const [one, two] = [fresh({ isbn: isbn() }), fresh({ isbn: isbn() })];
    const [first, second] = await put(network, 'NJ-JN', one, two);
    expect(await put(network, 'NJ-JN', { ...one, extent: '351页' })).toMatchObject([
      { bookId: first!.bookId, change: 'CHANGED' },
    ]);
    expect(await book(first!.bookId)).toMatchObject({ extent: '351页' });
    const moved = { ...two, control: one.control! };
    expect(await put(network, 'NJ-JN', moved)).toMatchObject([
      { bookId: second!.bookId, change: 'CHANGED', matchedBy: 'ISBN' },
    ]);
    // A book without records stays as it was described last, and takes the next record that fits.
    expect(await book(first!.bookId)).toMatchObject({ extent: '351页' });
    expect(await bookOf('NJ-XW', { ...one, control: 'back' })).toBe(first!.bookId);
    // Another book altogether is another book.
    const [other] = await put(network, 'NJ-XW', fresh({ control: 'back', title: '完全不同的书' }));
    expect(other!.bookId).not.toBe(first!.bookId);
  });

  test('of a book of several records, leave it when they no longer fit, with their ISBN', async () => {
    const [shared, own] = [isbn(), isbn()];
    const { title } = fresh();
    const id = await bookOf('NJ-JN', fresh({ isbn: shared, title }));
    const second = fresh({ isbn: [shared, own], title });
    expect(await bookOf('NJ-XW', second)).toBe(id);
    const left = await bookOf('NJ-XW', { ...second, isbn: own, title: '另外一本书' });
    expect(left).not.toBe(id);
    expect(await book(id)).toMatchObject({ isbns: [shared], described_by: expect.stringMatching(/^NJ-JN/) });
    expect(await central('select key from book_key where book_id = ? and key like ?', [id, 'isbn:%'])).toEqual([
      { key: `isbn:${shared}` },
    ]);
  });
});

describe('a batch', () => {
  test('takes a few statements, however many records are in it, new, added to books, changed and moved', async () => {
    const batch = Array.from({ length: 200 }, () => fresh({ isbn: isbn() }));
    const counter = countStatements();
    for (const records of [
      batch,
      batch.map((record, index) => ({ ...record, control: `again${index}`, extent: '300页' })),
      batch.map((record, index) => ({
        ...record,
        isbn: batch.at(index - 1)!.isbn!,
        title: batch.at(index - 1)!.title,
      })),
      batch.map((record, index) => (index % 2 === 0 ? record : fresh({ isbn: isbn() }))),
    ]) {
      counter.sent.length = 0;
      await put(network, 'NJ-JN', ...records);
      expect(counter.sent.length).toBeGreaterThan(8);
      expect(counter.sent.length).toBeLessThanOrEqual(16);
    }
    counter.stop();
  });

  test('has the cells made of those that describe a book, which are known ahead but for what only the titles tell', async () => {
    const [shared, other] = [isbn(), isbn()];
    const known = fresh({ isbn: shared, extent: '300页' });
    const own = fresh({ isbn: other });
    await put(network, 'NJ-JN', known);
    await put(network, 'NJ-XW', own);
    const texts = [
      // The same again; it describes its book.
      own,
      fresh({ isbn: shared, title: known.title }),
      fresh({ isbn: shared, title: known.title, extent: '300页', subject: '桥梁', class: 'U44' }),
      fresh({ isbn: isbn() }),
      fresh({ isbn: shared, title: '另一本书', by: '无名氏著' }),
    ];
    const whole = prepared(texts);
    const bare = whole.map((record) => ({ ...record, book: null }));
    const asked: number[][] = [];
    const ctx = centralContext(network);
    expect((await describing(ctx.em, 'NJ-XW', bare)).map((record) => record.number)).toEqual([3, 4]);
    const outcomes = await putRecords(ctx, 'NJ-XW', bare, {
      async describe(records) {
        asked.push(records.map((record) => record.number));
        for (const record of records) record.book = whole[record.number - 1]!.book;
      },
    });
    expect(asked).toEqual([[4, 5], [3]]);
    expect(outcomes.map(({ change }) => change)).toEqual(['UNCHANGED', 'ADDED', 'ADDED', 'ADDED', 'ADDED']);
    for (const at of [2, 3, 4]) {
      const { bookId, recordId } = outcomes[at]!;
      expect(await book(bookId)).toMatchObject({
        described_by: recordId,
        title: texts[at]!.title,
        search: expect.stringContaining(`'~n${texts[at]!.isbn as string}':1A`),
      });
    }
  });

  test('whose cells nobody makes is not written', async () => {
    const bare = prepared([fresh({ isbn: isbn() })]).map((record) => ({ ...record, book: null }));
    await expect(putRecords(centralContext(network), 'NJ-XW', bare)).rejects.toThrow('have no cells');
    expect(await central('select id from bib_record where id = ?', [`NJ-XW:${bare[0]!.control}`])).toEqual([]);
  });

  test('is refused for a library that is no member, and beyond 500 records', async () => {
    await expect(put(network, 'NJ-XX', fresh())).rejects.toThrow('NJ-XX');
    const many = prepared([fresh()]);
    await expect(
      putRecords(
        centralContext(network),
        'NJ-JN',
        Array.from({ length: 501 }, () => many[0]!),
      ),
    ).rejects.toThrow('500');
  });
});

describe('the records of a book', () => {
  interface RecordsPage {
    totalCount: number;
    nodes: { id: string; describes: boolean }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const page = '{ totalCount nodes { id describes } pageInfo { hasNextPage endCursor } }';
  const ask = (question: string, variables: Record<string, unknown> = {}) => network.query(question, variables);
  const pageOf = async (id: string, first: number, after: string | null = null): Promise<RecordsPage> => {
    const { data, errors } = await ask(
      `query ($id: ID!, $first: Int!, $after: String) { book(id: $id) { records(first: $first, after: $after) ${page} } }`,
      { id, first, after },
    );
    expect(errors).toBeUndefined();
    return data.book.records;
  };
  /** Books of 7 records each, of two libraries; the fullest one stands first. */
  const books = async (count: number): Promise<{ id: string; records: string[] }[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const record = fresh({ isbn: isbn() });
        const all = Array.from({ length: 7 }, (_, index) => ({ ...record, control: `${record.control}p${index}` }));
        const [made] = await put(network, 'NJ-XW', ...all.slice(0, 4), {
          ...all[4]!,
          extent: '200页',
          subject: '桥梁',
        });
        await put(network, 'NJ-JL', ...all.slice(5));
        const numbers = all.map(({ control }) => control);
        const records = [
          `NJ-XW:${numbers[4]}`,
          ...numbers.slice(5).map((each) => `NJ-JL:${each}`),
          ...numbers.slice(0, 4).map((each) => `NJ-XW:${each}`),
        ];
        return { id: made!.bookId, records };
      }),
    );

  test('come page by page, the one that describes it first, each once, though another one describes it meanwhile', async () => {
    const [book] = await books(1);
    const { id, records } = book!;
    expect((await pageOf(id, 20)).nodes.map((record) => record.id)).toEqual(records);
    const first = await pageOf(id, 3);
    expect(first).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: true } });
    await central('update book set described_by = ? where id = ?', [records[5], id]);
    const second = await pageOf(id, 3, first.pageInfo.endCursor);
    const last = await pageOf(id, 3, second.pageInfo.endCursor);
    expect([first, second, last].flatMap(({ nodes }) => nodes.map((record) => record.id))).toEqual(records);
    expect(second.nodes.map(({ describes }) => describes)).toEqual([false, false, true]);
    expect(last.pageInfo).toMatchObject({ hasNextPage: false });
    expect(await pageOf(id, 3, last.pageInfo.endCursor)).toMatchObject({ totalCount: 7, nodes: [] });
    expect((await pageOf(id, 1)).nodes).toEqual([{ id: records[5], describes: true }]);
  });

  test('are one statement for any number of books and pages', async () => {
    const made = await books(3);
    const asked = made.map(({ id }, index) => `b${index}: book(id: "${id}") { records(first: ${index + 1}) ${page} }`);
    const statementsOf = async (question: string) => {
      const counting = countStatements();
      const { data } = await ask(`{ ${question} }`);
      counting.stop();
      const told = Object.values(data as Record<string, { records: RecordsPage }>);
      expect(told.map(({ records }) => records.nodes.length)).toEqual(told.map((_, index) => index + 1));
      return counting.sent.filter((text) => text.includes('bib_record')).length;
    };
    expect([await statementsOf(asked[0]!), await statementsOf(asked.join(' '))]).toEqual([1, 1]);
  });

  test('are refused where the page or the cursor is none', async () => {
    const [book] = await books(1);
    const { errors } = await ask(
      `{ book(id: "${book!.id}") { a: records(first: 2) { totalCount } b: records(first: 101) { totalCount } } }`,
    );
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'BAD_USER_INPUT', coordinate: 'Book.records', argument: 'first', actual: 101, limit: 100 },
    ]);
    const none = await ask(`{ book(id: "${book!.id}") { records(after: "x") { totalCount } } }`);
    expect(none.errors?.[0]?.message).toMatch(/“after”不是本列表的游标.*not a cursor of this list/);
  });
});

test('an export gives back every record as it was imported, page after page', async () => {
  const records = Array.from({ length: 410 }, () => cnmarc(fresh({ copies: [['x', 'I247.5/1']] })));
  await put(network, 'NJ-PK', ...records);
  const ctx = centralContext(network, { role: 'librarian', subject: 'test', library: 'NJ-PK' });
  const exported: MarcRecord[] = [];
  let after: string | null = null;
  for (const size of [200, 200, 10, 0]) {
    const page = await recordsToExport(ctx, { library: 'NJ-PK', after, first: 200 });
    expect(page).toHaveLength(size);
    exported.push(...page.map(({ marc }) => JSON.parse(marc) as MarcRecord));
    after = page.at(-1)?.id ?? null;
  }
  expect(exported.map(number)).toEqual(records.map(number).toSorted());
  const again = new Map(exported.map((record) => [number(record), record]));
  expect(records.filter((record) => !isDeepStrictEqual(again.get(number(record)), record))).toEqual([]);
});
