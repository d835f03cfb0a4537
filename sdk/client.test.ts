// The client against a real network: over HTTP, and over a line that is cut.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openLine } from '../reliability/line.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { until } from '../test/ask.ts';
import { clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../test/network.ts';
import { connect, HoldingsOperation, inBoth, isOffline, type SessionOptions, ShelfgraphError } from './index.ts';

let network: TestNetwork;
const stops: (() => PromiseLike<unknown>)[] = [];

beforeAll(async () => {
  network = await openTestNetwork();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => network[Symbol.asyncDispose]());

const isbn = '978-7-229-10060-5';
const client = (options: Partial<SessionOptions> = {}) => connect({ url: network.url, ...options });
/** A client whose line to the network can be cut. */
async function distant(options: Partial<SessionOptions> = {}) {
  const line = await openLine(Number(new URL(network.url).port));
  stops.push(() => line[Symbol.asyncDispose]());
  return { line, remote: client({ url: `http://127.0.0.1:${line.port}/graphql`, ...options }) };
}
/** A network that answers as it is told, once for each, and then no more. */
async function answering(answers: { status: number; headers?: Record<string, string>; body: string }[]) {
  const bodies: { query?: string; extensions: { persistedQuery: { sha256Hash: string } } }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    bodies.push(JSON.parse(body));
    const { status, headers, body: text } = answers[bodies.length - 1] ?? { status: 500, headers: {}, body: 'no more' };
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  stops.push(async () => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return { url, bodies };
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: ShelfgraphError) => error,
  );

test('a question is answered, typed, with the id that the logs have', async () => {
  const { data, errors, requestId } = await client().holdings({ isbn });
  expect(data.booksByIsbn?.map(({ title }) => title)).toEqual(['三体 典藏版', '三体']);
  expect(errors).toEqual([]);
  expect(requestId).toMatch(/./);
});

test('a registered operation is sent by its hash alone; a network that does not know it is sent the text', async () => {
  const good = JSON.stringify({ data: { booksByIsbn: [] } });
  const unknown = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
  const { url, bodies } = await answering([
    { status: 200, body: good },
    { status: 200, body: unknown },
    { status: 200, body: good },
  ]);
  await client({ url }).holdings({ isbn });
  await client({ url }).holdings({ isbn });
  expect(bodies.map(({ query }) => query)).toEqual([undefined, undefined, HoldingsOperation.text]);
  expect(bodies.map(({ extensions }) => extensions.persistedQuery.sha256Hash)).toEqual(
    Array.from({ length: 3 }, () => HoldingsOperation.sha256),
  );
});

test('each person has the own token; a function is asked for it each time', async () => {
  const { data } = await client({ token: () => network.token(reader('N2026000001')) }).me();
  expect(data.me?.reader?.card).toBe('N2026000001');
  const nobody = await client().me();
  expect(nobody.data.me?.role).toBe('ANONYMOUS');
  expect(await failure(client({ token: 'forged' }).me())).toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('what a silent service owns is null, and told beside the rest', async () => {
  network.silence('bookstores');
  const { data, errors } = await client().holdings({ isbn });
  network.silence(null);
  expect(data.booksByIsbn?.[0]).toMatchObject({ title: '三体 典藏版', offers: null });
  expect(errors[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'bookstores' });
});

test('what was not begun is sent again when it may be, a change too; not when that is long', async () => {
  const refusal = JSON.stringify({ errors: [{ message: 'too much', extensions: { code: 'RATE_LIMITED' } }] });
  const soon = { status: 429, headers: { 'retry-after': '0' }, body: refusal };
  const { url, bodies } = await answering([
    soon,
    { status: 200, body: '{"data":{"voidOrder":{"id":"1","status":"VOIDED"}}}' },
    { status: 429, headers: { 'retry-after': '60' }, body: refusal },
  ]);
  const { data } = await client({ url }).voidSale({ id: '1', reason: 'x' });
  expect(data.voidOrder.status).toBe('VOIDED');
  expect(await failure(client({ url }).voidSale({ id: '1', reason: 'x' }))).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfter: 60,
  });
  expect(bodies).toHaveLength(3);
});

test('a message is had in one language, line by line; what has no such form is whole in both', () => {
  expect(inBoth('没有证号为“N1”的读者。There is no reader with the card "N1": check it.')).toEqual([
    '没有证号为“N1”的读者。',
    'There is no reader with the card "N1": check it.',
  ]);
  expect(inBoth('现为 LENT。"VOID" is for 9 days.\n已满！Full.')).toEqual([
    '现为 LENT。\n已满！',
    '"VOID" is for 9 days.\nFull.',
  ]);
  for (const whole of ['No answer in time.', '已借完。', '《三体》由“N。”出版', '']) {
    expect(inBoth(whole)).toEqual([whole, whole]);
  }
});

test('a silent service is as good as no line; a mistake is not', () => {
  expect(isOffline(new ShelfgraphError('UNREACHABLE', ''))).toBe(true);
  expect(isOffline({ message: '', extensions: { code: 'SUBGRAPH_TIMEOUT' } })).toBe(true);
  for (const other of [new ShelfgraphError('UNAUTHENTICATED', ''), new Error('x'), { message: '' }, null, undefined]) {
    expect(isOffline(other)).toBe(false);
  }
});

test('what is no answer is said to be none', async () => {
  const { url } = await answering([{ status: 404, body: '<html>Not found</html>' }]);
  expect(await failure(client({ url }).holdings({ isbn }))).toMatchObject({
    code: 'BAD_ANSWER',
    message: expect.stringContaining('HTTP 404'),
  });
  expect(() => client({ url: 'localhost:4000/graphql' })).toThrow(
    /"localhost:4000\/graphql" is no address of a network/,
  );
  const page = { status: 502, body: '<html>Bad gateway</html>' };
  const proxy = await answering([page, page, { status: 200, body: '{"data":{"booksByIsbn":[]}}' }]);
  expect((await client(proxy).holdings({ isbn })).data.booksByIsbn).toEqual([]);
  expect(proxy.bodies).toHaveLength(3);
});

test('where nobody answers a question is asked three times, a change only when it names itself', async () => {
  const { line, remote } = await distant({ token: await network.token(clerk) });
  await line.set('cut');
  const begun = performance.now();
  expect(await failure(remote.voidSale({ id: '1', reason: 'x' }))).toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(/127\.0\.0\.1:\d+\/graphql 无应答。No answer from http.*ECONN/),
  });
  const once = performance.now() - begun;
  const asked = remote.holdings({ isbn });
  await line.set('good');
  expect((await asked).errors).toEqual([]);
  expect(once).toBeLessThan(400); // an attempt that follows begins half a second later
});

test('a change that names itself is made once, though the line was cut before the answer', async () => {
  const { line, remote } = await distant({ token: await network.token(clerk) });
  await line.set({ delayMs: 150 });
  const input = {
    idempotencyKey: 'SDK-CUT',
    store: 'QINGCHUN',
    card: sampleCard(40),
    bookId: 'B000101',
    listPrice: { fen: 45_50 },
  };
  const selling = remote.sell({ input });
  const orders = () =>
    network.query('{ stores { orders(first: 100) { totalCount } } }', {}, clerk).then(({ data }) => {
      const counts = data.stores.map(
        ({ orders }: { orders: { totalCount: number } | null }) => orders?.totalCount ?? 0,
      );
      return counts.reduce((sum: number, count: number) => sum + count, 0) as number;
    });
  const before = await orders();
  await until('the order is there', async () => (await orders()) > before);
  await line.set('cut');
  await line.set('good');
  expect((await selling).data.submitPurchaseLendOrder.__typename).toBe('PurchaseLendOrderLent');
  expect(await orders()).toBe(before + 1);
});

test('what happens is told as it happens, and after a lost connection from there on, each once', async () => {
  const { line, remote } = await distant({ token: await network.token(clerk) });
  const leave = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const { data } of remote.salesChanged({}, { signal: leave.signal })) {
      const { eventId, to } = data.purchaseLendOrderChanged;
      seen.push(`${eventId} ${to}`);
    }
  })();
  const here = client({ token: await network.token(clerk) });
  const sell = (key: string, card: number) =>
    here.sell({
      input: {
        idempotencyKey: key,
        store: 'QINGCHUN',
        card: sampleCard(card),
        bookId: 'B000102',
        listPrice: { fen: 58_00 },
      },
    });
  await until('it is subscribed', async () => line.open > 0);
  await sell('SDK-WATCH-1', 41);
  await until('the first is told', async () => seen.some((line) => line.endsWith('LENT')));
  await line.set('cut');
  await sell('SDK-WATCH-2', 42);
  await line.set('good');
  await until('the second is told', async () => seen.filter((line) => line.endsWith('LENT')).length === 2);
  leave.abort();
  await following;
  expect(new Set(seen).size).toBe(seen.length);
});

test('what cannot be subscribed to is an error', async () => {
  const events = client().salesChanged({});
  expect(await failure(events.next())).toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a librarian finds out where in the city a book stands', async () => {
  const { data } = await client({ token: await network.token(librarian('NJ-JL')) }).cityHoldings({ id: 'B000002' });
  const states = data.book?.holdings?.map((holdings) => ('now' in holdings ? holdings.now?.state : null));
  expect(states).toHaveLength(14);
  expect(new Set(states)).toEqual(new Set(['LIVE']));
});
