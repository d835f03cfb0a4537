// District libraries whose own systems answer for their copies: how the way to one is set, and what is shown when it behaves.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codes, rows, service, until } from '../../test/ask.ts';
import { book, copy, openSources, type Sources, setSource, unknown } from '../../test/district-sources.ts';
import { type DistrictSystem, manners, type SystemCopy, slow } from '../../test/district-system.ts';
import { admin, clerk, librarian, type TestNetwork } from '../../test/network.ts';
import { put } from '../../test/records.ts';
import { countStatements } from '../../test/statement-count.ts';

let network: TestNetwork;
let system: DistrictSystem;
let sources: Sources;
beforeAll(async () => {
  sources = await openSources();
  ({ network, system } = sources);
});
beforeEach(() => sources.reset());
afterAll(() => sources[Symbol.asyncDispose]());

describe('the way to a library', () => {
  test('is set and read by administrators, without the token', async () => {
    const token = 'a-secret-of-the-library';
    const statusTexts = [{ text: '已上架', status: 'AVAILABLE' }];
    expect(await sources.connect({ token, timeLimitMs: 2_000, statusTexts })).toEqual({
      library: { id: 'NJ-JN' },
      kind: 'HTTP',
      url: system.url,
      hasToken: true,
      timeLimitMs: 2_000,
      freshSeconds: 30,
      concurrency: 4,
      statusTexts,
    });
    await sources.now();
    expect(system.questions[0]?.authorization).toBe(`Bearer ${token}`);
    expect(await sources.connect()).toMatchObject({ hasToken: true, timeLimitMs: 800, statusTexts: [] });
    expect(await sources.connect({ url: system.url.replace('127.0.0.1', 'localhost') }).catch(() => null)).toBeNull();
    expect(await sources.connect({ token: '' })).toMatchObject({ hasToken: false });
    expect(JSON.stringify(await sources.state())).not.toContain(token);
  });

  test('is for administrators only', async () => {
    for (const person of [clerk, librarian('NJ-JN'), service]) {
      expect(codes(await sources.ask(setSource, { input: { library: 'NJ-JN', kind: 'DATABASE' } }, person))).toEqual([
        'FORBIDDEN',
      ]);
      expect(codes(await sources.ask('{ availabilitySources { kind } }', {}, person))).toEqual(['FORBIDDEN']);
    }
  });

  test.each([
    [{ library: 'NJ-JL' }, 'NOT_FOUND', 'NJ-GC'],
    [{ url: null }, 'BAD_USER_INPUT', '"url" is where'],
    [{ url: 'ftp://127.0.0.1/' }, 'BAD_USER_INPUT', 'https://'],
    [{ url: 'http://8.8.8.8/' }, 'BAD_USER_INPUT', 'https://'],
    [{ url: 'https://10.1.2.3/' }, 'BAD_USER_INPUT', 'not public'],
    [{ url: 'https://169.254.169.254/latest' }, 'BAD_USER_INPUT', 'not public'],
    [{ url: 'https://[::1]/' }, 'BAD_USER_INPUT', 'not public'],
    [{ url: 'https://me:secret@8.8.8.8/' }, 'BAD_USER_INPUT', 'no user name'],
    [{ token: 'two words' }, 'BAD_USER_INPUT', '"token"'],
    [{ timeLimitMs: 49 }, 'BAD_USER_INPUT', '"timeLimitMs" is from 50 to 2000'],
    [{ freshSeconds: 301 }, 'BAD_USER_INPUT', '"freshSeconds" is from 1 to 300'],
    [{ concurrency: 0 }, 'BAD_USER_INPUT', '"concurrency" is from 1 to 16'],
    [{ statusTexts: [{ text: ' ', status: 'LOST' }] }, 'BAD_USER_INPUT', 'statusTexts.text'],
    [
      {
        statusTexts: [
          { text: 'in', status: 'LOST' },
          { text: 'ＩＮ', status: 'AVAILABLE' },
        ],
      },
      'BAD_USER_INPUT',
      'twice',
    ],
    [{ kind: 'DATABASE' }, 'BAD_USER_INPUT', '"url" belongs to the kind HTTP'],
  ])('%j is refused with %s: %s', async (changes, code, why) => {
    const answer = await sources.ask(
      setSource,
      { input: { library: 'NJ-JN', kind: 'HTTP', url: system.url, ...changes } },
      admin,
    );
    expect(codes(answer)).toEqual([code]);
    expect(answer.errors?.[0]?.message).toContain(why);
  });

  test('is not called any more when the operators no longer allow it', async () => {
    process.env['SHELFGRAPH_SOURCE_ALLOW'] = '';
    await rows(network.subgraphs.districts, 'update availability_source set changed_at = now()');
    expect(await sources.now()).toMatchObject(unknown('UNREACHABLE'));
    expect(system.questions).toEqual([]);
    process.env['SHELFGRAPH_SOURCE_ALLOW'] = '127.0.0.1';
  });
});

describe('a system that behaves', () => {
  beforeEach(() => sources.connect());

  test('is believed: its copies, in the order of their call numbers, as of when it said so', async () => {
    const begun = Date.now();
    const { items, asOf, ...word } = await sources.now();
    expect(word).toEqual({ state: 'LIVE', reason: null, message: null, total: 3, available: 2 });
    expect(Date.parse(asOf)).toBeGreaterThanOrEqual(begun);
    expect(items.totalCount).toBe(3);
    expect(items.nodes.map(({ barcode }: SystemCopy) => barcode)).toEqual(['9', '32', '320']);
    expect(items.nodes[1]).toEqual({
      __typename: 'DistrictItem',
      id: 'NJ-JN:32',
      barcode: '32',
      callNumber: 'I247.5/32',
      status: 'ON_LOAN',
      statusText: null,
      location: '汤山街道宁西分馆',
      dueDate: '2026-12-01',
      branch: { id: 'JN-P11' },
      book: { id: book },
      library: { id: 'NJ-JN' },
    });
    expect(system.questions.map(({ body }) => body)).toEqual([
      { version: 1, library: 'NJ-JN', books: [{ ref: '0', isbns: [sources.isbn], records: [] }] },
    ]);
  });

  test('is paged', async () => {
    const { items } = await sources.now({ first: 2 });
    expect(items.pageInfo.hasNextPage).toBe(true);
    const rest = await sources.now({ first: 2, after: items.pageInfo.endCursor });
    expect(rest.items).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: false }, nodes: [{ barcode: '320' }] });
  });

  test('that has none says so: none is not unknown', async () => {
    system.copies.clear();
    expect(await sources.now()).toMatchObject({
      state: 'LIVE',
      total: 0,
      available: 0,
      items: { totalCount: 0, nodes: [] },
    });
  });

  test('is asked once about all books of a request, and once by many who ask at the same time', async () => {
    const books = Array.from({ length: 20 }, (_, number) => `NJ-JN|B000${210 + number}`);
    system.manner = slow(100);
    await Promise.all(Array.from({ length: 10 }, () => sources.nowOf(books)));
    expect(system.questions.map(({ body }) => body.books?.length)).toEqual([20]);
  });

  test('is not asked again while its word is fresh, and then it is', async () => {
    await sources.connect({ freshSeconds: 1 });
    const first = await sources.now();
    expect((await sources.now()).asOf).toBe(first.asOf);
    expect(system.questions).toHaveLength(1);
    await until('the word is old', async () => (await sources.now()).asOf !== first.asOf, 5_000);
    expect(system.questions).toHaveLength(2);
  });

  test('that names another record of the same ISBN means another book', async () => {
    await rows(
      network.subgraphs.districts,
      `update item set record_id = 'NJ-JN:012003001' where library_id = 'NJ-JN' and book_id = ?`,
      [book],
    );
    await sources.keep('old', 'NJ-JN:012003001');
    system.copies.set(sources.isbn, [
      copy('1', { record: '012003001' }),
      copy('2', { record: '012003002' }),
      copy('3'),
    ]);
    expect((await sources.now()).items.nodes.map(({ barcode }: SystemCopy) => barcode)).toEqual(['1', '3']);
    expect(system.questions[0]?.body.books?.[0]?.records).toEqual(['012003001']);
  });

  test('is asked by the numbers of its records that the catalogue has, also of a book without an ISBN or under a former id', async () => {
    const text = { title: '汤山温泉旧闻录', by: '江宁区图书馆编', publisher: '南京出版社', year: 1987 };
    const [own] = await put(network, 'NJ-JN', { ...text, control: 'b:0120/7' });
    const [other] = await put(network, 'NJ-QH', { ...text, control: 'QH77' });
    const [unnumbered] = await put(network, 'NJ-JN', { ...text, title: '汤山温泉新闻录' });
    expect(other!.bookId).toBe(own!.bookId);
    await rows(network.subgraphs.central, 'insert into book_alias (id, book_id) values (?, ?)', [
      'B-former',
      own!.bookId,
    ]);
    await rows(
      network.subgraphs.districts,
      `insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location, status)
       values ('NJ-JN:unnumbered', 'NJ-JN', 'unnumbered', ?, ?, 'K9/1', 'K9/1', 'JN-P11', '', 'AVAILABLE')`,
      [unnumbered!.bookId, unnumbered!.recordId],
    );
    system.copies.set('b:0120/7', [copy('spring')]);
    const asked = [own!.bookId, 'B-former', unnumbered!.bookId].map((id) => `NJ-JN|${id}`);
    const [word, former, none] = await sources.nowOf(asked);
    expect(word).toMatchObject({ state: 'LIVE', total: 1, items: { nodes: [{ barcode: 'spring' }] } });
    expect(former).toMatchObject({ state: 'LIVE', total: 1 });
    expect(none).toMatchObject(unknown('NO_NUMBER'));
    expect(
      system.questions.flatMap(({ body }) => body.books ?? []).map(({ isbns, records }) => [isbns, records]),
    ).toEqual([
      [[], ['b:0120/7']],
      [[], ['b:0120/7']],
    ]);
  });

  test('tells of a copy by its barcode', async () => {
    system.copies.set(sources.isbn, [copy('lone')]);
    const item = async (id: string) => {
      const answer = await sources.ask(
        'query ($ids: [_Any!]!) { entities: _entities(representations: $ids) { ... on DistrictItem { id status book { id } } } }',
        { ids: [{ __typename: 'DistrictItem', id }] },
      );
      return answer.errors ? codes(answer) : answer.data.entities[0];
    };
    expect(await item('NJ-JN:lone')).toEqual({ id: 'NJ-JN:lone', status: 'AVAILABLE', book: null });
    expect(await item('NJ-JN:none')).toBeNull();
    system.copies.set(sources.isbn, [copy('old', { status: '借出' })]);
    expect(await item('NJ-JN:old')).toEqual({ id: 'NJ-JN:old', status: 'ON_LOAN', book: { id: book } });
    await sources.now();
    system.manner = manners.dead;
    expect(await item('NJ-JN:old')).toEqual({ id: 'NJ-JN:old', status: 'ON_LOAN', book: { id: book } });
    expect(await item('NJ-JN:lone')).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });

  test('takes as many statements for 20 books as for one, and a library whose rows are here no more than before', async () => {
    const count = countStatements();
    const statements = async (ids: string[]) => {
      count.sent.length = 0;
      await sources.nowOf(ids);
      return count.sent.filter((text) => !text.includes('recordHoldings')).length;
    };
    const books = Array.from({ length: 20 }, (_, number) => `NJ-JN|B000${240 + number}`);
    const one = await statements(['NJ-JN|B000239']);
    expect(await statements(books)).toBe(one);
    expect(one).toBeLessThanOrEqual(5);
    expect(await statements(['NJ-GC|B000239'])).toBe(3);
    count.stop();
  });
});

describe('a status text', () => {
  test('that nobody understands is no available copy, and administrators are told until somebody says what it means', async () => {
    await sources.connect();
    system.copies.set(sources.isbn, [copy('1'), copy('2', { status: '在库中' }), copy('3', { status: '在库中' })]);
    expect(await sources.now()).toMatchObject({ state: 'LIVE', total: 3, available: 1 });
    expect(
      (await sources.now()).items.nodes.map(({ status, statusText }: Record<string, unknown>) => [status, statusText]),
    ).toEqual([
      ['AVAILABLE', null],
      ['UNKNOWN', '在库中'],
      ['UNKNOWN', '在库中'],
    ]);
    expect((await sources.state()).notUnderstood).toEqual([{ text: '在库中', times: 2 }]);
    await sources.connect({ statusTexts: [{ text: '在库中', status: 'AVAILABLE' }] });
    expect(await sources.now()).toMatchObject({ state: 'LIVE', total: 3, available: 3 });
    expect((await sources.state()).notUnderstood).toEqual([]);
  });
});
