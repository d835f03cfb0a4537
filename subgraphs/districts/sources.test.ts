// District libraries whose own systems answer for their copies: what is shown when these behave, are slow, dead or lie. Real servers.
import { isDeepStrictEqual } from 'node:util';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { reportHoldings, sayStillTrue } from '../../lib/items/publication.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import {
  type DistrictSystem,
  type Manner,
  manners,
  type SystemCopy,
  say,
  slow,
  startDistrictSystem,
} from '../../test/district-system.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { put } from '../../test/records.ts';
import { countStatements } from '../../test/statement-count.ts';
import { exchange } from './sources/exchange.ts';

const json = { 'content-type': 'application/json' };

let network: TestNetwork;
let system: DistrictSystem;

beforeAll(async () => {
  process.env['SHELFGRAPH_SOURCE_ALLOW'] = '127.0.0.1';
  network = await openTestNetwork({ jobs: false });
  system = await startDistrictSystem();
});
afterAll(async () => {
  delete process.env['SHELFGRAPH_SOURCE_ALLOW'];
  await network[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

const districts = (query: string, variables?: Record<string, unknown>, person: Parameters<typeof ask>[1] = service) =>
  ask(network.subgraphs.districts, person, query, variables);
const set = /* GraphQL */ `
  mutation ($input: SetAvailabilitySourceInput!) {
    setAvailabilitySource(input: $input) {
      library { id } kind url hasToken timeLimitMs freshSeconds concurrency statusTexts { text status }
    }
  }
`;
const setSource = async (input: Record<string, unknown>) => {
  const answer = await districts(set, { input: { library: 'NJ-JN', ...input } }, admin);
  expect(codes(answer)).toEqual([]);
  return answer.data.setAvailabilitySource;
};
/** Anew, so that nothing is remembered of the test before. */
const connect = (changes: Record<string, unknown> = {}) => setSource({ kind: 'HTTP', url: system.url, ...changes });
const source = async (library = 'NJ-JN') => {
  const answer = await districts(
    `{ availabilitySources {
      library { id } kind breaker lastAnswerAt lastError { reason message detail } p95Ms notUnderstood { text times }
    } }`,
    {},
    admin,
  );
  expect(codes(answer)).toEqual([]);
  return answer.data.availabilitySources.find((each: { library: { id: string } }) => each.library.id === library);
};

/** A title of the sample that has an ISBN, and what each library has of it by its rows. */
const book = { id: 'B000202', isbn: '' };
const copy = (barcode: string, changes: Partial<SystemCopy> = {}): SystemCopy => ({
  barcode,
  callNumber: `I247.5/${barcode}`,
  location: '汤山街道宁西分馆',
  status: '在架',
  ...changes,
});
const three = [
  copy('320', { branch: 'JN-P11' }),
  copy('32', { status: '借出', dueDate: '2026-12-01', branch: 'JN-P11' }),
  copy('9'),
];

beforeAll(async () => {
  const { data } = await ask(
    network.subgraphs.central,
    service,
    'query ($ids: [ID!]!) { bookRecords(ids: $ids, isbns: []) { isbn } }',
    {
      ids: [book.id],
    },
  );
  book.isbn = data.bookRecords[0].isbn;
});
beforeEach(() => {
  system.manner = manners.well;
  system.copies.clear();
  system.copies.set(book.isbn, three);
  system.questions.length = 0;
});

const nowFields = /* GraphQL */ `
  state reason message total available asOf
  items(first: $first, after: $after) {
    totalCount nodes { __typename id barcode callNumber status statusText location dueDate branch { id } book { id } library { id } }
    pageInfo { hasNextPage endCursor }
  }
`;
const nowQuery = /* GraphQL */ `
  query ($ids: [_Any!]!, $first: Int! = 20, $after: String) {
    entities: _entities(representations: $ids) { ... on DistrictHoldings { id now { ${nowFields} } } }
  }
`;
const nowOf = async (ids: string[], page: object = {}) => {
  const answer = await districts(nowQuery, { ids: ids.map((id) => ({ __typename: 'DistrictHoldings', id })), ...page });
  expect(codes(answer)).toEqual([]);
  return answer.data.entities.map(({ now }: { now: unknown }) => now);
};
const here = `NJ-JN|${book.id}`;
const now = async (page: object = {}) => (await nowOf([here], page))[0];
const unknown = (reason: string) => ({
  state: 'UNKNOWN',
  reason,
  total: null,
  available: null,
  items: { totalCount: 0 },
});

describe('the way to a library', () => {
  test('is set and read by administrators, without the token', async () => {
    const token = 'a-secret-of-the-library';
    const statusTexts = [{ text: '已上架', status: 'AVAILABLE' }];
    expect(await connect({ token, timeLimitMs: 300, statusTexts })).toEqual({
      library: { id: 'NJ-JN' },
      kind: 'HTTP',
      url: system.url,
      hasToken: true,
      timeLimitMs: 300,
      freshSeconds: 30,
      concurrency: 4,
      statusTexts,
    });
    await now();
    expect(system.questions[0]?.authorization).toBe(`Bearer ${token}`);
    expect(await connect()).toMatchObject({ hasToken: true, timeLimitMs: 800, statusTexts: [] });
    expect(await connect({ url: system.url.replace('127.0.0.1', 'localhost') }).catch(() => null)).toBeNull();
    expect(await connect({ token: '' })).toMatchObject({ hasToken: false });
    expect(JSON.stringify(await source())).not.toContain(token);
  });

  test('is for administrators only', async () => {
    for (const person of [clerk, librarian('NJ-JN'), service]) {
      expect(codes(await districts(set, { input: { library: 'NJ-JN', kind: 'DATABASE' } }, person))).toEqual([
        'FORBIDDEN',
      ]);
      expect(codes(await districts('{ availabilitySources { kind } }', {}, person))).toEqual(['FORBIDDEN']);
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
    const answer = await districts(
      set,
      { input: { library: 'NJ-JN', kind: 'HTTP', url: system.url, ...changes } },
      admin,
    );
    expect(codes(answer)).toEqual([code]);
    expect(answer.errors?.[0]?.message).toContain(why);
  });

  test('is not called any more when the operators no longer allow it', async () => {
    process.env['SHELFGRAPH_SOURCE_ALLOW'] = '';
    await rows(network.subgraphs.districts, 'update availability_source set changed_at = now()');
    expect(await now()).toMatchObject(unknown('UNREACHABLE'));
    expect(system.questions).toEqual([]);
    process.env['SHELFGRAPH_SOURCE_ALLOW'] = '127.0.0.1';
  });
});

describe('a system that behaves', () => {
  beforeEach(() => connect());

  test('is believed: its copies, in the order of their call numbers, as of when it said so', async () => {
    const begun = Date.now();
    const { items, asOf, ...word } = await now();
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
      book: { id: book.id },
      library: { id: 'NJ-JN' },
    });
    expect(system.questions.map(({ body }) => body)).toEqual([
      { version: 1, library: 'NJ-JN', books: [{ ref: '0', isbns: [book.isbn], records: [] }] },
    ]);
  });

  test('is paged', async () => {
    const { items } = await now({ first: 2 });
    expect(items.pageInfo.hasNextPage).toBe(true);
    const rest = await now({ first: 2, after: items.pageInfo.endCursor });
    expect(rest.items).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: false }, nodes: [{ barcode: '320' }] });
  });

  test('that has none says so: none is not unknown', async () => {
    system.copies.clear();
    expect(await now()).toMatchObject({ state: 'LIVE', total: 0, available: 0, items: { totalCount: 0, nodes: [] } });
  });

  test('is asked once about all books of a request, and once by many who ask at the same time', async () => {
    const books = Array.from({ length: 20 }, (_, number) => `NJ-JN|B000${210 + number}`);
    system.manner = slow(100);
    await Promise.all(Array.from({ length: 10 }, () => nowOf(books)));
    expect(system.questions.map(({ body }) => body.books?.length)).toEqual([20]);
  });

  test('is not asked again while its word is fresh, and then it is', async () => {
    await connect({ freshSeconds: 1 });
    const first = await now();
    expect((await now()).asOf).toBe(first.asOf);
    expect(system.questions).toHaveLength(1);
    await until('the word is old', async () => (await now()).asOf !== first.asOf, 5_000);
    expect(system.questions).toHaveLength(2);
  });

  test('that names another record of the same ISBN means another book', async () => {
    await rows(
      network.subgraphs.districts,
      `update item set record_id = 'NJ-JN:012003001' where library_id = 'NJ-JN' and book_id = ?`,
      [book.id],
    );
    const insert = `insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location, status)
      values ('NJ-JN:old', 'NJ-JN', 'old', ?, 'NJ-JN:012003001', 'I2/1', 'I2/1', 'JN-P11', '', 'AVAILABLE') on conflict do nothing`;
    await rows(network.subgraphs.districts, insert, [book.id]);
    system.copies.set(book.isbn, [copy('1', { record: '012003001' }), copy('2', { record: '012003002' }), copy('3')]);
    expect((await now()).items.nodes.map(({ barcode }: SystemCopy) => barcode)).toEqual(['1', '3']);
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
    const [word, former, none] = await nowOf(asked);
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
    system.copies.set(book.isbn, [copy('lone')]);
    const item = async (id: string) => {
      const answer = await districts(
        'query ($ids: [_Any!]!) { entities: _entities(representations: $ids) { ... on DistrictItem { id status book { id } } } }',
        { ids: [{ __typename: 'DistrictItem', id }] },
      );
      return answer.errors ? codes(answer) : answer.data.entities[0];
    };
    expect(await item('NJ-JN:lone')).toEqual({ id: 'NJ-JN:lone', status: 'AVAILABLE', book: null });
    expect(await item('NJ-JN:none')).toBeNull();
    system.copies.set(book.isbn, [copy('old', { status: '借出' })]);
    expect(await item('NJ-JN:old')).toEqual({ id: 'NJ-JN:old', status: 'ON_LOAN', book: { id: book.id } });
    await now();
    system.manner = manners.dead;
    expect(await item('NJ-JN:old')).toEqual({ id: 'NJ-JN:old', status: 'ON_LOAN', book: { id: book.id } });
    expect(await item('NJ-JN:lone')).toEqual(['SUBGRAPH_UNAVAILABLE']);
  });

  test('takes as many statements for 20 books as for one, and a library whose rows are here no more than before', async () => {
    const count = countStatements();
    const statements = async (ids: string[]) => {
      count.sent.length = 0;
      await nowOf(ids);
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
    await connect();
    system.copies.set(book.isbn, [copy('1'), copy('2', { status: '在库中' }), copy('3', { status: '在库中' })]);
    expect(await now()).toMatchObject({ state: 'LIVE', total: 3, available: 1 });
    expect(
      (await now()).items.nodes.map(({ status, statusText }: Record<string, unknown>) => [status, statusText]),
    ).toEqual([
      ['AVAILABLE', null],
      ['UNKNOWN', '在库中'],
      ['UNKNOWN', '在库中'],
    ]);
    expect((await source()).notUnderstood).toEqual([{ text: '在库中', times: 2 }]);
    await connect({ statusTexts: [{ text: '在库中', status: 'AVAILABLE' }] });
    expect(await now()).toMatchObject({ state: 'LIVE', total: 3, available: 3 });
    expect((await source()).notUnderstood).toEqual([]);
  });
});

const lies: [string, (answer: { books: Record<string, unknown>[]; [key: string]: unknown }) => unknown][] = [
  ['HTML', () => '<html>系统维护</html>'],
  ['nothing', () => ''],
  ['half an answer', (answer) => JSON.stringify(answer).slice(0, -40)],
  ['a list', (answer) => [answer]],
  ['null', () => 'null'],
  ['no books', () => ({ library: 'NJ-JN' })],
  ['no book of those asked', () => ({ library: 'NJ-JN', books: [] })],
  ['another library', (answer) => ({ ...answer, library: 'NJ-QH' })],
  ['a book twice', ({ books, ...answer }) => ({ ...answer, books: [...books, ...books] })],
  ['more books', ({ books, ...answer }) => ({ ...answer, books: [...books, { ...books[0], ref: '1' }] })],
  ['deep nonsense', () => '['.repeat(100_000)],
  ['10 MB', (answer) => ({ ...answer, padding: 'x'.repeat(10 * 1024 * 1024) })],
];
const wrongParts: [string, Record<string, unknown>][] = [
  ['a negative total', { total: -1 }],
  ['a total that is not the number of copies', { total: 4 }],
  ['no moment', { asOf: undefined }],
  ['a moment that is none', { asOf: 'yesterday' }],
  ['a moment to come', { asOf: '2099-01-01T00:00:00Z' }],
  ['copies that are none', { copies: 3 }],
  ['a copy that is none', { copies: [null], total: 1 }],
  ['a barcode twice', { copies: [copy('1'), copy('1')], total: 2 }],
  ["another library's copy", { copies: [copy('NJ-QH:1')], total: 1 }],
  ['a barcode that is a number', { copies: [{ ...copy('1'), barcode: 1 }], total: 1 }],
  ['a status that is missing', { copies: [{ ...copy('1'), status: undefined }], total: 1 }],
  ['a status that is an object', { copies: [{ ...copy('1'), status: { toString: 'AVAILABLE' } }], total: 1 }],
  ['a day that is none', { copies: [{ ...copy('1'), dueDate: '2026-02-30' }], total: 1 }],
  ['a text without an end', { copies: [{ ...copy('1'), location: '汤'.repeat(300) }], total: 1 }],
  ['a zero character', { copies: [{ ...copy('1'), callNumber: 'I2\0' }], total: 1 }],
];

describe('a system that lies', () => {
  beforeEach(() => connect());

  test.each(lies)('with %s is not believed', async (_, lie) => {
    system.manner = (response, answer) => say(response, lie(answer as never));
    expect(await now()).toMatchObject(unknown('BAD_ANSWER'));
    expect(await source()).toMatchObject({ breaker: 'CLOSED', lastError: { reason: 'BAD_ANSWER' } });
  });

  test.each(wrongParts)('about a book with %s is not believed about that one', async (_, part) => {
    system.manner = (response, answer) => {
      const [first, ...books] = answer['books'] as object[];
      say(response, { ...answer, books: [{ ...first, ...part }, ...books] });
    };
    const [one, other] = await nowOf([here, 'NJ-JN|B000203']);
    expect(one).toMatchObject(unknown('BAD_ANSWER'));
    expect(other).toMatchObject({ state: 'LIVE', total: 0 });
  });

  const refusals: [string, string, Manner][] = [
    ['a redirect', 'BAD_ANSWER', (response) => void response.writeHead(302, { location: system.url }).end()],
    ['another content type', 'BAD_ANSWER', manners.page],
    [
      'another encoding',
      'BAD_ANSWER',
      (response, answer) =>
        void response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' })
          .end(JSON.stringify(answer)),
    ],
    [
      'text that is not UTF-8',
      'BAD_ANSWER',
      (response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x7b, 0xff, 0x7d])),
    ],
    ['404', 'BAD_ANSWER', (response) => void response.writeHead(404).end()],
    ['500', 'UNREACHABLE', manners.broken],
    ['401', 'REFUSED', (response) => void response.writeHead(401).end()],
    ['429', 'REFUSED', (response) => void response.writeHead(429).end()],
    ['a cut connection', 'UNREACHABLE', manners.dead],
    ['what is no HTTP', 'UNREACHABLE', (response) => void response.socket?.end('SIP2 990\r\n')],
  ];
  test.each(refusals)('%s is %s', async (_, reason, manner) => {
    system.manner = manner;
    expect(await now()).toMatchObject(unknown(reason));
  });

  test('an old word is STALE', async () => {
    system.manner = (response, answer) => {
      const asOf = new Date(Date.now() - 120_000).toISOString();
      say(response, { ...answer, books: (answer['books'] as object[]).map((part) => ({ ...part, asOf })) });
    };
    expect(await now()).toMatchObject(unknown('STALE'));
  });

  test('bytes that trickle end at the limit', async () => {
    await connect({ timeLimitMs: 200 });
    let isClosed = false;
    system.manner = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(timer);
        isClosed = true;
      });
    };
    const begun = performance.now();
    expect(await now()).toMatchObject(unknown('TIMED_OUT'));
    expect(performance.now() - begun).toBeLessThan(600);
    await until('the connection is closed', async () => isClosed);
  });
});

describe('a system that fails', () => {
  const holdings = /* GraphQL */ `
    query ($id: ID!) { book(id: $id) { holdings { library { id } lastKnown { total } now { state reason total available } } } }
  `;
  const all = async () => {
    const { data, errors } = await network.query(holdings, { id: book.id });
    expect(errors).toBeUndefined();
    return Object.fromEntries(
      data.book.holdings.map(({ library, now: word }: { library: { id: string }; now: object }) => [library.id, word]),
    );
  };

  test.each([
    ['is slow', 'TIMED_OUT', slow(3_000)],
    ['says nothing', 'TIMED_OUT', manners.silent],
    ['is dead', 'UNREACHABLE', manners.dead],
    ['lies', 'BAD_ANSWER', manners.page],
  ] as const)('because it %s costs its own row, and no more time than its limit', async (_, reason, manner) => {
    await setSource({ kind: 'DATABASE' });
    const before = await all();
    await connect({ timeLimitMs: 300 });
    system.manner = manner;
    const begun = performance.now();
    const after = await all();
    expect(performance.now() - begun).toBeLessThan(300 + 700);
    expect(Object.keys(after)).toHaveLength(14);
    expect(after).toEqual({ ...before, 'NJ-JN': { state: 'UNKNOWN', reason, total: null, available: null } });
  });

  test('is left alone after three failures, and asked again when it may be back', async () => {
    await connect();
    for (const number of [251, 252, 253]) await nowOf([`NJ-JN|B000${number}`]);
    system.manner = manners.dead;
    for (let round = 0; round < 3; round += 1) expect(await now()).toMatchObject(unknown('UNREACHABLE'));
    const asked = system.questions.length;
    expect(await now()).toMatchObject({ ...unknown('BREAKER_OPEN'), message: expect.stringContaining('left alone') });
    expect(system.questions).toHaveLength(asked);
    expect(await source()).toMatchObject({
      breaker: 'OPEN',
      lastError: { reason: 'UNREACHABLE', message: expect.stringContaining('无法连接') },
    });
    system.manner = manners.well;
    await until('it is asked again', async () => (await now()).state === 'LIVE', 5_000);
    expect(await source()).toMatchObject({
      breaker: 'CLOSED',
      lastAnswerAt: expect.any(String),
      p95Ms: expect.any(Number),
    });
  });

  test('whose port is closed is UNREACHABLE, and live when it is open again', async () => {
    await connect();
    expect(await now()).toMatchObject({ state: 'LIVE' });
    await system.stop();
    expect((await nowOf(['NJ-JN|B000204']))[0]).toMatchObject(unknown('UNREACHABLE'));
    await system.start();
    expect((await nowOf(['NJ-JN|B000204']))[0]).toMatchObject({ state: 'LIVE' });
  });

  test('of which the catalogue does not say a number is not asked, and why is said', async () => {
    await connect();
    expect((await nowOf(['NJ-JN|B000013']))[0]).toMatchObject(unknown('NO_NUMBER'));
    network.silence('central');
    expect(await now()).toMatchObject({ state: 'LIVE' });
    network.silence(null);
  });
});

test('500 questions that fail leave nothing behind: no connection, no timer, no listener', async () => {
  const agent = new Agent({ connections: 4 });
  const half: Manner = (response, answer) =>
    void response.writeHead(200, { ...json, 'content-length': 9_999 }).write(JSON.stringify(answer));
  const failing = [manners.dead, manners.page, manners.silent, manners.broken, slow(60), half];
  const fail = async (count: number) => {
    const question = { agent, url: system.url, token: null, body: '{"library":"NJ-JN"}', timeLimitMs: 40 };
    for (let index = 0; index < count / 10; index += 1) {
      system.manner = failing[index % failing.length] as Manner;
      const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => exchange(question)));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    }
  };
  await fail(60);
  const before = process.getActiveResourcesInfo().length;
  await fail(500);
  await until('what was given up is closed', async () => (await system.connections()) <= 4);
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 4);
  await agent.close();
  await until('nobody is connected', async () => (await system.connections()) === 0);
});

describe('what others decide by', () => {
  const notHeld = showcaseId('notHeld');
  const counts = async () => {
    const { data } = await districts(
      'query ($id: ID!) { heldCounts(bookId: $id) { library held available reason } heldCountsOf(bookIds: [$id]) { bookId library held available reason } }',
      { id: notHeld },
    );
    expect(data.heldCountsOf).toEqual(data.heldCounts.map((count: object) => ({ bookId: notHeld, ...count })));
    return data.heldCounts;
  };
  let isbn = '';
  beforeAll(async () => {
    const [row] = await rows<{ isbn: string }>(network.subgraphs.central, 'select isbn from book where id = ?', [
      notHeld,
    ]);
    isbn = row?.isbn ?? '';
  });
  beforeEach(async () => {
    await connect();
    system.copies.set(isbn, [copy('71'), copy('72', { status: '借出' }), copy('73', { status: '丢失' })]);
  });
  const judged = async () => {
    const { data, errors } = await network.query(
      `query ($input: PurchaseEligibilityInput!) { purchaseEligibility(input: $input) {
        ... on PurchaseEligibility { eligible flags failures { code actual } } } }`,
      { input: { store: 'QINGCHUN', card: null, bookId: notHeld, listPrice: { fen: 58_00 } } },
      admin,
    );
    expect(errors).toBeUndefined();
    return data.purchaseEligibility;
  };

  test('counts its copies for the caps, and tells the catalogue', async () => {
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: 2, available: 1, reason: null }]);
    const known = () =>
      rows(
        network.subgraphs.central,
        `select total, available, held from known_holdings where book_id = ? and library_id = 'NJ-JN'`,
        [notHeld],
      );
    await until('the catalogue knows', async () =>
      isDeepStrictEqual(await known(), [{ total: 2, available: 1, held: 2 }]),
    );
  });

  test('a silent library is not one that has none: its last count stands in for a day, and then nobody knows', async () => {
    await counts();
    await connect({ timeLimitMs: 100 });
    system.manner = manners.silent;
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: null, available: null, reason: 'TIMED_OUT' }]);
    expect((await judged()).flags ?? []).not.toContain('HOLDINGS_UNKNOWN');
    const age = (hours: number) =>
      rows(
        network.subgraphs.central,
        `with known as (update known_holdings set as_of = now() - make_interval(hours => ?), held = 40 where library_id = 'NJ-JN' and book_id = ?)
         update library_report set as_of = now() - make_interval(hours => ?) where library_id = 'NJ-JN'`,
        [hours, notHeld, hours],
      );
    await age(1);
    expect(await judged()).toMatchObject({ eligible: false, failures: [{ code: 'CITY_COPY_CAP', actual: 41 }] });
    await age(25);
    expect(JSON.stringify(await judged())).toContain('HOLDINGS_UNKNOWN');
    await rows(network.subgraphs.central, `delete from known_holdings where library_id = 'NJ-JN' and book_id = ?`, [
      notHeld,
    ]);
  });

  test('what its system said is not said again by the rows here, neither now nor when they answer again', async () => {
    const { districts: owner, central } = network.subgraphs;
    const known = () =>
      rows(central, `select total from known_holdings where book_id = ? and library_id = 'NJ-JN'`, [notHeld]);
    const spoken = async () =>
      (await rows<{ library_id: string }>(central, 'select library_id from library_report where as_of > now()')).map(
        ({ library_id }) => library_id,
      );
    const ctx = () => {
      const base = owner.contextOf({ identity: service, requestId: 'test' });
      return Object.assign(base, { now: new Date(Date.now() + 60_000) }) as never;
    };
    system.copies.set(isbn, [copy('71'), copy('74'), copy('75')]);
    const reportNow = async () => {
      await rows(owner, `insert into holdings_change (library_id, book_id) values ('NJ-JN', ?)`, [notHeld]);
      await reportHoldings(ctx());
    };
    await counts();
    await until('the catalogue knows', async () => isDeepStrictEqual(await known(), [{ total: 3 }]));
    await reportNow();
    expect(await known()).toEqual([{ total: 3 }]);
    await sayStillTrue(ctx());
    expect(await spoken()).toContain('NJ-GC');
    await setSource({ kind: 'DATABASE' });
    await sayStillTrue(ctx());
    expect(await spoken()).not.toContain('NJ-JN');
    await reportNow();
    expect(await known()).toEqual([{ total: 0 }]);
  });

  test('a copy that this network bought is its own to lend, and counts once whoever tells of it', async () => {
    await connect();
    const insert = `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status, purchase_order_id, volume)
      values ('NJ-JN:71', 'NJ-JN', '71', ?, 'I2/1', 'I2/1', 'JN-P11', '', 'AVAILABLE', 'order-71', 1)`;
    await rows(network.subgraphs.districts, insert, [notHeld]);
    expect(await counts()).toEqual([{ library: 'NJ-JN', held: 1, available: 1, reason: null }]);
    expect((await nowOf([`NJ-JN|${notHeld}`]))[0]).toMatchObject({ state: 'LIVE', total: 2, available: 1 });
    const { data } = await districts('query ($id: ID!) { availableItems(bookId: $id) { itemId } }', { id: notHeld });
    expect(data.availableItems).toEqual([{ itemId: 'NJ-JN:71' }]);
  });

  test('a copy whose library lends it itself is not paged here', async () => {
    await rows(network.subgraphs.districts, `update item set status = 'AVAILABLE' where id = 'NJ-JN:old'`);
    const page = async (itemId: string, loanId: string, forQueue = false) =>
      (
        await districts(
          'mutation ($i: ID!, $l: ID!, $q: Boolean!) { pageItem(itemId: $i, loanId: $l, forQueue: $q) }',
          {
            i: itemId,
            l: loanId,
            q: forQueue,
          },
        )
      ).data.pageItem;
    expect(await page('NJ-JN:old', 'loan-1')).toBe(false);
    expect(await page('NJ-JN:old', 'loan-2', true)).toBe(false);
    expect(await page('NJ-JN:9', 'loan-3')).toBe(false);
    expect(await page('NJ-JN:71', 'loan-4')).toBe(true);
    await setSource({ kind: 'DATABASE' });
    expect(await page('NJ-JN:old', 'loan-5')).toBe(true);
    await districts('mutation { unpageItem(loanId: "loan-5") }');
  });

  test('the ways to a book name the branch where it stands, and do not send or keep what is not ours', async () => {
    system.copies.set(book.isbn, [copy('81', { branch: 'JN-P11' }), copy('82')]);
    const { data } = await districts(
      'query ($id: ID!) { branchCopiesOfBooks(bookIds: [$id]) { library branch available circulating dueDates elsewhere reason } }',
      { id: book.id },
    );
    const told = data.branchCopiesOfBooks.filter(({ library }: { library: string }) => library === 'NJ-JN');
    expect(told).toEqual([
      { library: 'NJ-JN', branch: 'JN-P11', available: 1, circulating: 1, dueDates: [], elsewhere: true, reason: null },
    ]);
    const ways = async () => {
      const answer = await network.query(
        `query ($id: ID!) { book(id: $id) { fulfilmentOptions { options { kind state branch { id } copies } sources { kind state reason } } } }`,
        { id: book.id },
      );
      expect(answer.errors).toBeUndefined();
      return answer.data.book.fulfilmentOptions;
    };
    const { options, sources } = await ways();
    expect(options).toContainEqual({ kind: 'ON_SHELF', state: 'POSSIBLE', branch: { id: 'JN-P11' }, copies: 1 });
    expect(sources).toContainEqual({ kind: 'DISTRICTS', state: 'LIVE', reason: null });
    await connect({ timeLimitMs: 100 });
    system.manner = manners.silent;
    expect((await ways()).sources).toContainEqual({ kind: 'DISTRICTS', state: 'UNKNOWN', reason: 'TIMEOUT' });
  });
});
