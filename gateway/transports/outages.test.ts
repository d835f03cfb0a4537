import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { type SubgraphRequest, type Transport, timeLimitHeader } from '../../lib/transport.ts';
import { openHttpTransport } from './http.ts';
import { localTransport } from './local.ts';
import { type BreakerChange, guarded, type OutageOptions } from './outages.ts';
import { atEnd, call, closeAll, listen, until } from './test-subgraph.ts';

afterEach(closeAll);

const query = { query: '{ books { id } }' };
const answer = '{"data":{"books":[]}}';
const unavailable = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' };
const leftAlone = 'central is not asked for now: it has not answered the last requests. Try again in a few seconds.';

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A guarded transport to a server whose behaviour can be changed. */
async function open(handle: Handle, options: OutageOptions = {}) {
  const subgraph = { handle, requests: 0 };
  const { url } = await listen((request, response) => {
    subgraph.requests++;
    return subgraph.handle(request, response);
  });
  const timeLimitMs = options.timeLimitMs ?? 5_000;
  const http = openHttpTransport({ subgraph: 'central', url, timeLimitMs });
  atEnd(http.close);
  const changes: BreakerChange[] = [];
  const send = guarded('central', http.send, { onBreakerChange: (change) => changes.push(change), ...options });
  return { send, subgraph, changes, states: () => changes.map(({ state }) => state) };
}

const huge: Handle = (_, response) => response.end(`{"data":{"books":"${'x'.repeat(17 * 1024 * 1024)}"}}`);
const cut: Handle = ({ socket }) => socket.destroy();
const answering: Handle = (_, response) => response.end(answer);
const status =
  (code: number): Handle =>
  (_, response) =>
    response.writeHead(code).end('<html>');
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'answered',
    (error: Error) => error.message,
  );

const probeTime = () => new Promise((resolve) => setTimeout(resolve, 30));
const never: Transport = () => new Promise(() => {});

describe('what is a request’s own fault', () => {
  const broken = { ...call, headers: { 'x-tenant': '中\n' } };

  test.each<[string, Handle, typeof call]>([
    ['a body that the subgraph does not take', status(413), call],
    ['an answer larger than may be read', huge, call],
    ['a header that cannot be sent', answering, broken],
  ])('%s leaves the subgraph open to others', async (_title, handle, asking) => {
    const { send, subgraph, states } = await open(handle, { breaker: { minimumCalls: 2, calls: 4 } });
    for (let time = 0; time < 6; time += 1) expect(await codeOf(send(query, asking))).toMatch(/cannot be reached/);
    subgraph.handle = answering;
    expect(await codeOf(send(query, call))).toBe('answered');
    expect(states()).toEqual([]);
  });
});

describe('a request is sent once more', () => {
  test.each<[string, SubgraphRequest, Handle, number]>([
    ['a query whose connection is cut', query, cut, 2],
    ['a named query that a proxy answers with 502', { query: 'query Books { books { id } }' }, status(502), 2],
    ['a query that a proxy answers with 503', query, status(503), 2],
    ['a query that a proxy answers with 504', query, status(504), 2],
    ['not a query that gets a page with 500', query, status(500), 1],
    ['never a mutation', { query: 'mutation { write(text: "a") }' }, cut, 1],
    ['never a mutation, after 503', { query: 'mutation { write(text: "a") }' }, status(503), 1],
    ['never what is not evidently a query', { query: '# what?\nquery { books { id } }' }, cut, 1],
    [
      'never a document that has a mutation too',
      { query: 'query A { a } mutation B { b }', operationName: 'B' },
      cut,
      1,
    ],
  ])('%s', async (_, request, handle, times) => {
    const { send, subgraph } = await open(handle);
    await expect(send(request, call)).rejects.toMatchObject(unavailable);
    expect(subgraph.requests).toBe(times);
  });

  test('not when the subgraph says that it has too much to do, and that opens no breaker', async () => {
    const tooMuch = '{"errors":[{"message":"central has too many requests."}]}';
    const { send, subgraph, states } = await open((_, response) =>
      response.writeHead(503, { 'content-type': 'application/json' }).end(tooMuch),
    );
    for (let count = 1; count <= 8; count++) {
      await expect(send(query, call)).rejects.toMatchObject({ ...unavailable, isOverload: true });
      expect(subgraph.requests).toBe(count);
    }
    expect(states()).toEqual([]);
  });

  test('and its second answer counts', async () => {
    const { send, subgraph } = await open((request, response) =>
      subgraph.requests === 1 ? cut(request, response) : answering(request, response),
    );
    expect(await send(query, call)).toEqual(JSON.parse(answer));
  });

  test('within the time limit of both attempts together: the second is told what is left', async () => {
    const limits: number[] = [];
    const { send } = await open((request, response) => {
      limits.push(Number(request.headers[timeLimitHeader]));
      if (limits.length === 1) setTimeout(() => cut(request, response), 30);
      else answering(request, response);
    });
    await send(query, call);
    expect(limits).toEqual([5_000, expect.any(Number)]);
    expect(limits[1]).toBeLessThanOrEqual(4_975);
  });
});

describe('the breaker', () => {
  const breaker = { calls: 4, minimumCalls: 2, probeAfterMs: 20, probeAfterLimitMs: 20 };
  const mutation = { query: 'mutation { a }' };

  test('opens on failures, refuses at once and says why, and tells the log with the cause', async () => {
    const { send, subgraph, changes } = await open(cut, {
      breaker: { ...breaker, probeAfterMs: 10_000, probeAfterLimitMs: 10_000 },
    });
    await codeOf(send(mutation, call));
    await codeOf(send(mutation, call));
    await expect(send(mutation, call)).rejects.toMatchObject({
      ...unavailable,
      message: leftAlone,
      cause: unavailable,
    });
    expect(subgraph.requests).toBe(2);
    expect(changes).toMatchObject([{ subgraph: 'central', state: 'open', cause: unavailable }]);
  });

  test('half open lets one probe through; others are refused meanwhile, and a good answer closes it', async () => {
    const { send, subgraph, states } = await open(cut, { breaker });
    await codeOf(send(mutation, call));
    await codeOf(send(mutation, call));
    await probeTime();
    const arrived = Promise.withResolvers<ServerResponse>();
    subgraph.handle = (_, response) => arrived.resolve(response);
    const probe = send(query, call);
    const others = await Promise.all([codeOf(send(query, call)), codeOf(send(query, call))]);
    expect(others).toEqual([leftAlone, leftAlone]);
    (await arrived.promise).end(answer);
    expect(await probe).toEqual(JSON.parse(answer));
    expect(subgraph.requests).toBe(3);
    subgraph.handle = answering;
    expect(await send(query, call)).toEqual(JSON.parse(answer));
    expect(states()).toEqual(['open', 'half-open', 'closed']);
  });

  test('opens again when the probe fails', async () => {
    const { send, subgraph, states } = await open(cut, { breaker });
    await codeOf(send(mutation, call));
    await codeOf(send(mutation, call));
    await probeTime();
    await codeOf(send(mutation, call));
    expect(await codeOf(send(mutation, call))).toBe(leftAlone);
    expect(subgraph.requests).toBe(3);
    expect(states()).toEqual(['open', 'half-open', 'open']);
  });

  test('learns from a probe whose client has left', async () => {
    const { send, subgraph, states } = await open(cut, { breaker });
    await codeOf(send(mutation, call));
    await codeOf(send(mutation, call));
    await probeTime();
    const arrived = Promise.withResolvers<ServerResponse>();
    subgraph.handle = (_, response) => arrived.resolve(response);
    const client = new AbortController();
    const probe = codeOf(send(query, { ...call, signal: client.signal }));
    const response = await arrived.promise;
    client.abort(new Error('gone'));
    expect(await probe).toBe('gone');
    expect(states()).toEqual(['open', 'half-open']);
    response.destroy();
    await until(() => states().length === 3);
    expect(states()).toEqual(['open', 'half-open', 'open']);
  });

  test.each<[string, Handle, (send: Transport) => Promise<unknown>]>([
    [
      'GraphQL errors',
      (_, response) => response.writeHead(400).end('{"errors":[{"message":"no"}]}'),
      (send) => send(query, call),
    ],
    [
      'clients that leave',
      () => {},
      (send) => {
        const client = new AbortController();
        const sent = codeOf(send(query, { ...call, signal: client.signal }));
        setImmediate(() => client.abort(new Error('gone')));
        return sent;
      },
    ],
  ])('does not open for %s', async (_, handle, ask) => {
    const { send, states } = await open(handle, { breaker });
    for (let round = 0; round < 10; round++) await ask(send);
    expect(states()).toEqual([]);
  });

  test('opens for timeouts, also of a subgraph in this process', async () => {
    const changes: string[] = [];
    const send = guarded('central', localTransport('central', never, { timeLimitMs: 10 }), {
      breaker: { ...breaker, probeAfterMs: 10_000, probeAfterLimitMs: 10_000 },
      onBreakerChange: ({ state }) => changes.push(state),
    });
    for (let round = 0; round < 2; round++) await codeOf(send(query, call));
    expect(await codeOf(send(query, call))).toBe(leftAlone);
    expect(changes).toEqual(['open']);
  });
});

describe('the limit of requests at a time', () => {
  /** Holds requests until they are let go. */
  async function holding(options: OutageOptions) {
    const held: ServerResponse[] = [];
    const opened = await open((_, response) => held.push(response), options);
    return { ...opened, held, arrived: (count: number) => until(() => held.length === count) };
  }

  test('lets others wait for their turn, in the order of their coming', async () => {
    const bodies: string[] = [];
    const held: ServerResponse[] = [];
    const { send } = await open(
      async (request, response) => {
        bodies.push(JSON.parse(await text(request)).query);
        held.push(response);
      },
      { concurrency: 1 },
    );
    const sent = ['{ a }', '{ b }', '{ c }'].map((query) => send({ query }, call));
    for (const count of [1, 2, 3]) {
      await until(() => held.length === count);
      held[count - 1]?.end(answer);
      await sent[count - 1];
    }
    expect(bodies).toEqual(['{ a }', '{ b }', '{ c }']);
  });

  test('refuses when too many wait, and that opens no breaker', async () => {
    const { send, held, arrived, states, subgraph } = await holding({
      concurrency: 1,
      queueLimit: 1,
      breaker: { calls: 4, minimumCalls: 2 },
    });
    const first = send(query, call);
    const second = send(query, call);
    for (let round = 0; round < 5; round++) {
      await expect(send(query, call)).rejects.toMatchObject({
        ...unavailable,
        message: 'central has too many requests. Try again in a few seconds.',
      });
    }
    await arrived(1);
    held[0]?.end(answer);
    await arrived(2);
    held[1]?.end(answer);
    await Promise.all([first, second]);
    expect([subgraph.requests, states()]).toEqual([2, []]);
  });

  test('a client that leaves gives its place in the queue to another', async () => {
    const { send, held, arrived, subgraph } = await holding({ concurrency: 1, queueLimit: 1 });
    const first = send(query, call);
    const client = new AbortController();
    const left = codeOf(send(query, { ...call, signal: client.signal }));
    client.abort(new Error('gone'));
    expect(await left).toBe('gone');
    const third = send(query, call);
    await arrived(1);
    held[0]?.end(answer);
    await arrived(2);
    held[1]?.end(answer);
    await Promise.all([first, third]);
    expect(subgraph.requests).toBe(2);
  });

  test('whose turn does not come within the time limit gets SUBGRAPH_TIMEOUT and is never sent', async () => {
    const { send, held, arrived, subgraph } = await holding({ concurrency: 1 });
    const first = send(query, call);
    const second = send(query, { ...call, endsAt: performance.now() + 20 });
    await expect(second).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT', subgraph: 'central' });
    await arrived(1);
    held[0]?.end(answer);
    await first;
    expect(subgraph.requests).toBe(1);
  });
});
