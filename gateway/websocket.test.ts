import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, type ExecutionResult } from 'graphql-ws';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Transport } from '../lib/transport.ts';
import { issueToken } from './auth/development.ts';
import type { GatewayOptions } from './server.ts';
import { createEvents, liveSupergraphSdl } from './test-events.ts';
import { answerFrom, type SubgraphName } from './test-graph.ts';
import { closeGateways, startGateway, testKeys } from './test-server.ts';

const clients: Client[] = [];
const sockets: WebSocket[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  for (const socket of sockets.splice(0)) socket.terminate();
  await closeGateways();
});

/** Makes the engine itself fail. */
const defective: Transport = async () => ({
  data: {
    get books() {
      throw new Error('secret detail');
    },
  },
});

async function startLive(
  replaced: Partial<Record<SubgraphName, Transport>> = {},
  options: Partial<GatewayOptions> = {},
) {
  const events = createEvents();
  const gateway = await startGateway(
    { central: events.central, ...replaced },
    { supergraphSdl: liveSupergraphSdl, ...options },
  );
  return { ...gateway, events, url: gateway.origin.replace('http', 'ws').concat('/graphql') };
}

function connect(url: string, options: Partial<Parameters<typeof createClient>[0]> = {}): Client {
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true, ...options });
  clients.push(client);
  return client;
}

/** A client that obeys no protocol but the one of the frames. */
function rawSocket(url: string, protocol: string | null = 'graphql-transport-ws', options = {}): WebSocket {
  const socket = new WebSocket(url, protocol ? [protocol] : [], options);
  sockets.push(socket);
  return socket;
}

async function handshake(socket: WebSocket, payload?: Record<string, unknown>) {
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data)) as { type: string; payload: { requestId: string } };
}

async function endOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, String(reason)];
}

const first = async (client: Client, query: string): Promise<ExecutionResult> => {
  for await (const result of client.iterate({ query })) return result as ExecutionResult;
  throw new Error('no result');
};
const token = (ttl = 60) =>
  issueToken(testKeys.tokenPrivateKey, { role: 'reader', subject: 'lan', card: '001' }, { ttl });

describe('over WebSocket', () => {
  test('a subscription gives each event with the fields of other subgraphs, and completes with its source', async () => {
    const { url, events } = await startLive();
    const results = connect(url).iterate({ query: 'subscription { bookChanged { title price } }' });
    const next = results.next();
    await expect.poll(() => events.open).toBe(1);
    events.change('1');
    expect((await next).value).toEqual({ data: { bookChanged: { title: 'Book 1', price: 70 } } });
    events.change('2');
    expect((await results.next()).value).toEqual({ data: { bookChanged: { title: 'Book 2', price: 70 } } });
    events.end();
    expect((await results.next()).done).toBe(true);
    expect(events.open).toBe(0);
  });

  test('queries and mutations are answered too, fields in the order in which they were asked', async () => {
    const { url } = await startLive();
    const client = connect(url);
    const { data } = await first(client, '{ book(id: 1) { price id title } }');
    expect(JSON.stringify(data)).toBe('{"book":{"price":70,"id":"1","title":"Cloud"}}');
    expect(await first(client, 'mutation { write(text: "x") }')).toEqual({ data: { write: ['x'] } });
  });

  test('what is wrong with an operation is told as over HTTP, and nothing is asked of a subgraph', async () => {
    const { url, sent } = await startLive();
    const client = connect(url);
    const refusals: [string, string][] = [
      ['{ books {', 'GRAPHQL_PARSE_FAILED'],
      ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { bookChanged { id } other: bookChanged { id } }', 'GRAPHQL_VALIDATION_FAILED'],
      [`{ ${'a { '.repeat(21)} b ${'}'.repeat(22)}`, 'DEPTH_LIMIT'],
      [`{ ${'a '.repeat(10_001)} }`, 'TOKEN_LIMIT'],
      ['query A { books { id } } query B { books { id } }', 'OPERATION_RESOLUTION_FAILURE'],
    ];
    for (const [query, code] of refusals) {
      await expect(first(client, query)).rejects.toContainEqual(
        expect.objectContaining({ message: expect.any(String), extensions: expect.objectContaining({ code }) }),
      );
    }
    expect(await first(client, 'query ($id: ID!) { book(id: $id) { id } }')).toEqual({
      errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })],
    });
    expect(sent).toEqual([]);
  });

  test('a defect is masked and logged with the id of the request', async () => {
    const { url, logged } = await startLive({ central: defective });
    const socket = rawSocket(url);
    const { payload } = await handshake(socket);
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: '{ books { id } }' } }));
    const [data] = await once(socket, 'message');
    const requestId = `${payload.requestId}.1`;
    expect(JSON.parse(String(data))).toEqual({
      id: 'a',
      type: 'next',
      payload: {
        errors: [
          {
            message: `Something went wrong in the gateway; request id ${requestId}.`,
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
          },
        ],
      },
    });
    expect(logged.join()).toContain('secret detail');
    expect(logged.join()).toContain(requestId);
  });
});

describe('the caller of a connection', () => {
  test('is who the Authorization header or the connection’s parameters say, or nobody', async () => {
    const { url } = await startLive();
    const authorization = `Bearer ${await token()}`;
    const reader = JSON.stringify({ role: 'reader', subject: 'lan', card: '001' });
    class WithHeader extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers: { authorization } });
      }
    }
    const ask = (options = {}) => first(connect(url, options), '{ visitor }');
    expect(await ask({ connectionParams: { authorization } })).toEqual({ data: { visitor: reader } });
    expect(await ask({ connectionParams: { Authorization: authorization } })).toEqual({ data: { visitor: reader } });
    expect(await ask({ webSocketImpl: WithHeader })).toEqual({ data: { visitor: reader } });
    expect(await ask()).toEqual({ data: { visitor: '{"role":"anonymous"}' } });
  });

  test('has headers that go on to subgraphs, from the parameters too; cookies never, which any page could send', async () => {
    const { url, sent } = await startLive({}, { forwardedHeaders: ['x-tenant', 'x-device', 'cookie'] });
    const headers = { 'x-tenant': 'a', 'x-device': 'pos', cookie: 'session=1' };
    const socket = rawSocket(url, undefined, { headers });
    await handshake(socket, { 'X-Tenant': 'b', other: 1 });
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: '{ visitor }' } }));
    await once(socket, 'message');
    expect(sent[0]?.call.headers).toEqual({ 'x-tenant': 'b', 'x-device': 'pos' });
  });

  test('with a bad token is told so, and the connection closes with 4401', async () => {
    const { url } = await startLive();
    const socket = rawSocket(url);
    await once(socket, 'open');
    const ended = endOf(socket);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } }));
    expect(await ended).toEqual([4401, expect.stringContaining('The token cannot be read')]);
  });

  test('is heard no more when the token expires: 4403, and the subscription ends', async () => {
    const { url, events } = await startLive();
    const authorization = `Bearer ${await token(2)}`;
    const socket = rawSocket(url);
    await handshake(socket, { authorization });
    const ended = endOf(socket);
    const query = 'subscription { bookChanged { id } }';
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
    await expect.poll(() => events.open).toBe(1);
    expect(await ended).toEqual([
      4403,
      expect.stringMatching(/^登录已过期，请重新登录后再打开。The token expired at .*Z\. Open it with a new one\.$/),
    ]);
    await expect.poll(() => events.open).toBe(0);
  });
});

describe('a subscription ends in the subgraph', () => {
  const query = 'subscription { bookChanged { id } }';

  test('when its client completes it, and when its client is gone', async () => {
    const { url, events } = await startLive();
    const client = connect(url);
    const leave = client.subscribe({ query }, { next: () => {}, error: () => {}, complete: () => {} });
    await expect.poll(() => events.open).toBe(1);
    leave();
    await expect.poll(() => events.open).toBe(0);

    const socket = rawSocket(url);
    await handshake(socket);
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
    await expect.poll(() => events.open).toBe(1);
    socket.terminate();
    await expect.poll(() => events.open).toBe(0);
  });

  test('when its client has not answered for a while', async () => {
    const { url, events } = await startLive({}, { keepAliveMs: 20 });
    const living = rawSocket(url);
    await handshake(living);
    const dead = rawSocket(url, undefined, { autoPong: false });
    await handshake(dead);
    dead.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query } }));
    await expect.poll(() => events.open).toBe(1);
    expect((await endOf(dead))[0]).toBe(1006);
    await expect.poll(() => events.open).toBe(0);
    expect(living.readyState).toBe(WebSocket.OPEN);
  });

  test('and asks it for no more events than its client takes', async () => {
    const events = createEvents({ endless: 100_000 });
    const { url } = await startLive({ central: events.central });
    const socket = rawSocket(url);
    await handshake(socket);
    socket.pause();
    const endless = 'subscription { bookChanged { title } }';
    socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: endless } }));
    let before = -1;
    while (before !== events.taken) {
      before = events.taken;
      await sleep(200);
    }
    expect(events.taken).toBeGreaterThan(0);
    // What the buffers of both systems hold, and not a gigabyte.
    expect(events.taken).toBeLessThan(200);
    const taken = events.taken;
    socket.resume();
    await expect.poll(() => events.taken).toBeGreaterThan(taken + 100);
  });
});

test('from a client that does not read, nothing more is read', async () => {
  const { app, url } = await startLive();
  const socket = rawSocket(url);
  await handshake(socket);
  socket.pause();
  const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(100_000) } });
  for (let at = 0; at < 400; at += 1) socket.send(ping);
  await expect.poll(() => [...app.websocketServer.clients][0]?.isPaused, { timeout: 10_000 }).toBe(true);
  const [client] = app.websocketServer.clients;
  expect(client?.bufferedAmount).toBeLessThan(3 * 1024 * 1024);
  const answered = new Promise<void>((resolve) => {
    let answers = 0;
    socket.on('message', () => (answers += 1) === 400 && resolve());
  });
  socket.resume();
  await answered;
});

describe('a connection that breaks the rules is closed', () => {
  test.each([
    ['text that is no JSON', ['nonsense'], 4400],
    ['JSON that is no message', ['{"type":"dance"}'], 4400],
    ['a message that only servers send', ['{"type":"connection_ack"}'], 4400],
    [
      'an operation before the beginning',
      ['{"id":"a","type":"subscribe","payload":{"query":"{ books { id } }"}}'],
      4401,
    ],
    ['a second beginning', ['{"type":"connection_init"}', '{"type":"connection_init"}'], 4429],
    ['a message over 1 MiB', [`{"type":"ping","payload":{"x":"${'x'.repeat(1024 * 1024)}"}}`], 1009],
    ['bytes that are no text', [Buffer.from([0xff, 0xfe, 0x00])], 4400],
  ])('%s', async (_, messages, code) => {
    const { url, logged } = await startLive();
    const socket = rawSocket(url);
    await once(socket, 'open');
    const ended = endOf(socket);
    for (const message of messages) socket.send(message);
    expect((await ended)[0]).toBe(code);
    expect(logged).toEqual([]);
  });

  test('another protocol, another path', async () => {
    const { url } = await startLive();
    expect((await endOf(rawSocket(url, null)))[0]).toBe(4406);
    const elsewhere = rawSocket(url.replace('/graphql', '/elsewhere'));
    const [error] = await once(elsewhere, 'error');
    expect(String(error)).toContain('404');
  });

  test('the hundred and first operation at once is refused, the others go on', async () => {
    const { url, events } = await startLive();
    const socket = rawSocket(url);
    await handshake(socket);
    const messages: { id: string; type: string; payload: { extensions: { code: string } }[] }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    for (let at = 0; at < 101; at += 1) {
      const payload = { query: 'subscription { bookChanged { id } }' };
      socket.send(JSON.stringify({ id: String(at), type: 'subscribe', payload }));
    }
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]).toMatchObject({
      id: '100',
      type: 'error',
      payload: [{ extensions: { code: 'OPERATION_LIMIT' } }],
    });
    await expect.poll(() => events.open).toBe(100);
    events.change('1');
    await expect.poll(() => messages.length).toBe(101);
  });
});

describe('a gateway that closes', () => {
  test('finishes queries, ends subscriptions and says 1001', async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const events = createEvents();
    const slow: Transport = async (request, call) => {
      asked.resolve();
      await mayAnswer.promise;
      return answerFrom('central', request, call);
    };
    const { app, url } = await startLive({ central: Object.assign(slow, { subscribe: events.central.subscribe }) });
    const socket = rawSocket(url);
    await handshake(socket);
    const messages: { id: string; type: string }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const ended = endOf(socket);
    const subscription = { query: 'subscription { bookChanged { id } }' };
    socket.send(JSON.stringify({ id: 'stream', type: 'subscribe', payload: subscription }));
    socket.send(JSON.stringify({ id: 'query', type: 'subscribe', payload: { query: '{ books { id } }' } }));
    await asked.promise;
    const closed = app.close();
    mayAnswer.resolve();
    expect(await ended).toEqual([1001, 'The gateway is closing.']);
    await closed;
    expect(messages.map(({ id, type }) => `${id} ${type}`)).toEqual(['query next', 'query complete']);
    expect(events.open).toBe(0);
  });
});

test('a subscription goes on, on the supergraph on which it began, when another one is loaded', async () => {
  const { app, url, events } = await startLive();
  const results = connect(url).iterate({ query: 'subscription { bookChanged { title price } }' });
  const next = results.next();
  await expect.poll(() => events.open).toBe(1);
  await app.reload(async () => liveSupergraphSdl.replace('bookChanged', 'bookAltered'));
  events.change('1');
  expect((await next).value).toEqual({ data: { bookChanged: { title: 'Book 1', price: 70 } } });
  await expect(first(connect(url), 'subscription { bookChanged { id } }')).rejects.toHaveLength(1);
});
