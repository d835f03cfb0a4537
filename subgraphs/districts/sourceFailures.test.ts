// District libraries whose own systems are slow, dead or lie: what is shown, and that it costs their own rows alone.
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../test/ask.ts';
import { book, copy, here, openSources, type Sources, unknown } from '../../test/district-sources.ts';
import { type DistrictSystem, type Manner, manners, say, slow } from '../../test/district-system.ts';
import type { TestNetwork } from '../../test/network.ts';
import { exchange } from './sources/exchange.ts';

const json = { 'content-type': 'application/json' };

let network: TestNetwork;
let system: DistrictSystem;
let sources: Sources;
beforeAll(async () => {
  sources = await openSources();
  ({ network, system } = sources);
});
beforeEach(() => sources.reset());
afterAll(() => sources[Symbol.asyncDispose]());

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
  beforeEach(() => sources.connect());

  test.each(lies)('with %s is not believed', async (_, lie) => {
    system.manner = (response, answer) => say(response, lie(answer as never));
    expect(await sources.now()).toMatchObject(unknown('BAD_ANSWER'));
    expect(await sources.state()).toMatchObject({ breaker: 'CLOSED', lastError: { reason: 'BAD_ANSWER' } });
  });

  test.each(wrongParts)('about a book with %s is not believed about that one', async (_, part) => {
    system.manner = (response, answer) => {
      const [first, ...books] = answer['books'] as object[];
      say(response, { ...answer, books: [{ ...first, ...part }, ...books] });
    };
    const [one, other] = await sources.nowOf([here, 'NJ-JN|B000203']);
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
    expect(await sources.now()).toMatchObject(unknown(reason));
  });

  test('an old word is STALE', async () => {
    system.manner = (response, answer) => {
      const asOf = new Date(Date.now() - 120_000).toISOString();
      say(response, { ...answer, books: (answer['books'] as object[]).map((part) => ({ ...part, asOf })) });
    };
    expect(await sources.now()).toMatchObject(unknown('STALE'));
  });

  test('bytes that trickle end at the limit', async () => {
    await sources.connect({ timeLimitMs: 200 });
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
    expect(await sources.now()).toMatchObject(unknown('TIMED_OUT'));
    expect(performance.now() - begun).toBeLessThan(600);
    await until('the connection is closed', async () => isClosed);
  });
});

describe('a system that fails', () => {
  const holdings = /* GraphQL */ `
    query ($id: ID!) { book(id: $id) { holdings { library { id } lastKnown { total } now { state reason total available } } } }
  `;
  const all = async () => {
    const { data, errors } = await network.query(holdings, { id: book });
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
    await sources.set({ kind: 'DATABASE' });
    const before = await all();
    await sources.connect({ timeLimitMs: 300 });
    system.manner = manner;
    const begun = performance.now();
    const after = await all();
    expect(performance.now() - begun).toBeLessThan(300 + 700);
    expect(Object.keys(after)).toHaveLength(14);
    expect(after).toEqual({ ...before, 'NJ-JN': { state: 'UNKNOWN', reason, total: null, available: null } });
  });

  test('is left alone after three failures, and asked again when it may be back', async () => {
    await sources.connect();
    for (const number of [251, 252, 253]) await sources.nowOf([`NJ-JN|B000${number}`]);
    system.manner = manners.dead;
    for (let round = 0; round < 3; round += 1) expect(await sources.now()).toMatchObject(unknown('UNREACHABLE'));
    const asked = system.questions.length;
    expect(await sources.now()).toMatchObject({
      ...unknown('BREAKER_OPEN'),
      message: expect.stringContaining('left alone'),
    });
    expect(system.questions).toHaveLength(asked);
    expect(await sources.state()).toMatchObject({
      breaker: 'OPEN',
      lastError: { reason: 'UNREACHABLE', message: expect.stringContaining('无法连接') },
    });
    system.manner = manners.well;
    await until('it is asked again', async () => (await sources.now()).state === 'LIVE', 5_000);
    expect(await sources.state()).toMatchObject({
      breaker: 'CLOSED',
      lastAnswerAt: expect.any(String),
      p95Ms: expect.any(Number),
    });
  });

  test('whose port is closed is UNREACHABLE, and live when it is open again', async () => {
    await sources.connect();
    expect(await sources.now()).toMatchObject({ state: 'LIVE' });
    await system.stop();
    expect((await sources.nowOf(['NJ-JN|B000204']))[0]).toMatchObject(unknown('UNREACHABLE'));
    await system.start();
    expect((await sources.nowOf(['NJ-JN|B000204']))[0]).toMatchObject({ state: 'LIVE' });
  });

  test('of which the catalogue does not say a number is not asked, and why is said', async () => {
    await sources.connect();
    expect((await sources.nowOf(['NJ-JN|B000013']))[0]).toMatchObject(unknown('NO_NUMBER'));
    network.silence('central');
    expect(await sources.now()).toMatchObject(unknown('CATALOGUE_SILENT'));
    // A copy here names a record by which the library can be asked.
    await sources.keep('old', 'NJ-JN:012003001');
    expect(await sources.now()).toMatchObject({ state: 'LIVE' });
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
