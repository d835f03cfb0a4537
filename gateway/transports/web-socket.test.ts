// Subscriptions of a subgraph that serves them over WebSocket, as graphql-ws does.
import { buildSchema, GraphQLError } from 'graphql';
import { type Context, type ServerOptions } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createEnvelopeNonces, envelopeHeader, openEnvelope } from '../../lib/envelope.ts';
import { fixedKeys } from '../../lib/envelope-keys.ts';
import type { CallContext, SubgraphAnswer } from '../../lib/transport.ts';
import { type HttpTransportOptions, openHttpTransport } from './http.ts';
import { atEnd, call, closeAll, listen, take, until } from './test-subgraph.ts';

afterEach(closeAll);

const schema = buildSchema(
  'type Query { a: Int } type Subscription { number: Int silent: Int endless: String refused: Int }',
);
const silent = 'subscription { silent }';

/** A subgraph over WebSocket, with what it has seen. */
async function serve(options: Partial<ServerOptions> = {}) {
  const seen = { pulled: 0, returned: 0, parameters: [] as unknown[], sockets: [] as WebSocket[] };
  const { url, server } = await listen((_, response) => response.writeHead(404).end());
  async function* count(last: number, event: (number: number) => unknown) {
    try {
      for (let number = 1; number <= last; number++) {
        seen.pulled = number;
        yield event(number);
      }
    } finally {
      seen.returned++;
    }
  }
  const roots = {
    subscription: {
      number: () => count(2, (number) => ({ number })),
      endless: () => count(Number.POSITIVE_INFINITY, (number) => ({ endless: `${number} ${'x'.repeat(1_000)}` })),
      silent: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
      refused: () => {
        throw new GraphQLError('Only librarians see this.');
      },
    },
  };
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => seen.sockets.push(socket));
  const served = useServer(
    {
      schema,
      roots,
      onConnect: ({ connectionParams }: Context) => {
        seen.parameters.push(connectionParams);
      },
      ...(options as object),
    },
    sockets,
  );
  atEnd(async () => {
    for (const socket of seen.sockets) socket.terminate();
    await served.dispose();
  });
  return { url, seen };
}

function open(
  url: string,
  query: string,
  more: Partial<HttpTransportOptions & { call: CallContext; onOpen: () => void }> = {},
) {
  const { call: ownCall = call, onOpen, ...options } = more;
  const { send, close } = openHttpTransport({ subgraph: 'central', url, subscriptions: 'ws', ...options });
  atEnd(close);
  return send.subscribe?.({ query }, ownCall, onOpen)[Symbol.asyncIterator]() as AsyncIterableIterator<SubgraphAnswer>;
}

test('each event is an answer, and the socket ends with the subscription', async () => {
  const { url, seen } = await serve();
  expect(await take(open(url, 'subscription { number }'))).toEqual([{ data: { number: 1 } }, { data: { number: 2 } }]);
  await until(() => seen.sockets[0]?.readyState === 3);
});

test('the first message carries who asks: the forwarded headers, the request id, the envelope', async () => {
  const { url, seen } = await serve();
  const envelopeKeys = fixedKeys(new Uint8Array(32).fill(7));
  const query = 'subscription { number }';
  const identity = { role: 'admin', subject: 'mei' } as const;
  const headers = { 'accept-language': 'zh', host: 'forged' };
  await take(open(url, query, { envelopeKeys, call: { identity, requestId: 'r-9', headers } }));
  const [parameters] = seen.parameters as Record<string, string>[];
  expect(parameters).toEqual({
    'accept-language': 'zh',
    'x-request-id': 'r-9',
    [envelopeHeader]: expect.any(String),
  });
  const body = JSON.stringify({ query });
  const opened = openEnvelope(parameters?.[envelopeHeader], {
    target: 'central',
    body,
    keys: envelopeKeys,
    nonces: createEnvelopeNonces(),
    now: new Date(),
  });
  expect(opened).toEqual({ identity, requestId: 'r-9' });
});

test('a refusal is the only answer', async () => {
  const { url } = await serve();
  const answers = await take(open(url, 'subscription { refused }'));
  expect(answers).toMatchObject([{ errors: [{ message: 'Only librarians see this.' }] }]);
});

test('a consumer that returns, and a client that leaves, end the subscription at the subgraph', async () => {
  const { url, seen } = await serve();
  await take(open(url, 'subscription { endless }'), 3);
  await until(() => seen.returned === 1);
  const client = new AbortController();
  const isOpen = Promise.withResolvers<void>();
  const answers = take(open(url, silent, { call: { ...call, signal: client.signal }, onOpen: isOpen.resolve }));
  await isOpen.promise;
  client.abort(new Error('gone'));
  expect(await answers).toEqual([]);
  await until(() => seen.sockets.every((socket) => socket.readyState === 3));
});

test.each([
  ['that is cut', (socket: WebSocket) => socket.terminate()],
  ['that the subgraph closes in order: nothing is missed in silence', (socket: WebSocket) => socket.close(1000)],
  ['that the subgraph closes with an error', (socket: WebSocket) => socket.close(4500, 'Internal server error')],
])('a socket %s is a SubgraphError', async (_, close) => {
  const { url, seen } = await serve();
  const isOpen = Promise.withResolvers<void>();
  const next = open(url, silent, { onOpen: isOpen.resolve }).next();
  await isOpen.promise;
  close(seen.sockets[0] as WebSocket);
  await expect(next).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' });
  expect(seen.sockets).toHaveLength(1);
});

test('a subgraph that does not acknowledge in time is SUBGRAPH_TIMEOUT; a silent one is not', async () => {
  const slow = await serve({ onConnect: () => new Promise<void>(() => {}) });
  await expect(open(slow.url, silent, { timeLimitMs: 100 }).next()).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  await until(() => slow.seen.sockets[0]?.readyState === 3);
  const { url } = await serve();
  const events = open(url, silent, { timeLimitMs: 500 });
  const silence = new Promise((resolve) => setTimeout(resolve, 700, 'silence'));
  expect(await Promise.race([events.next(), silence])).toBe('silence');
  await events.return?.();
});

test('a subgraph that gives no sign of life breaks its stream; one that does may be silent', async () => {
  const { url, server } = await listen((_, response) => response.end());
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.once('message', () => socket.send('{"type":"connection_ack"}')));
  await expect(open(url, silent, { heartbeatMs: 30 }).next()).rejects.toMatchObject({
    code: 'SUBGRAPH_UNAVAILABLE',
    cause: { message: 'the socket has been silent for 30 ms' },
  });
  await until(() => sockets.clients.size === 0);
  const alive = await serve();
  const events = open(alive.url, silent, { heartbeatMs: 200 });
  const silence = new Promise((resolve) => setTimeout(resolve, 700, 'silence'));
  expect(await Promise.race([events.next(), silence])).toBe('silence');
  await events.return?.();
});

test('a subgraph that is not there, or speaks no WebSocket, is a SubgraphError', async () => {
  const { url } = await listen((_, response) => response.writeHead(404).end());
  for (const address of [url, 'http://127.0.0.1:9/graphql']) {
    await expect(open(address, silent).next()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  }
});

test('an event larger than the limit breaks the stream while it is read', async () => {
  const { url } = await serve();
  const events = open(url, 'subscription { endless }', { answerLimitBytes: 500 });
  await expect(events.next()).rejects.toMatchObject({
    code: 'SUBGRAPH_UNAVAILABLE',
    cause: { message: expect.stringMatching(/max payload/i) },
  });
});

test('a socket whose consumer does not come is not read: what waits is bounded, and nothing is lost', async () => {
  const { url, seen } = await serve();
  const events = open(url, 'subscription { endless }');
  await events.next();
  let waiting = -1;
  // The server itself reads ahead; what it could not send stays in its own buffers.
  while (waiting !== (seen.sockets[0]?.bufferedAmount ?? 0) || waiting === 0) {
    waiting = seen.sockets[0]?.bufferedAmount ?? 0;
    if (seen.pulled > 50_000) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(waiting).toBeGreaterThan(0);
  for (let number = 2; number < 100; number++) {
    expect((await events.next()).value?.data?.['endless']).toMatch(new RegExp(`^${number} `));
  }
  await events.return?.();
});
