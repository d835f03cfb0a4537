import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createEnvelopeNonces, envelopeHeader, openEnvelope } from '../../lib/envelope.ts';
import { fixedKeys } from '../../lib/envelope-keys.ts';
import type { Identity } from '../../lib/identity.ts';
import { type CallContext, type SubgraphRequest, type Transport, timeLimitHeader } from '../../lib/transport.ts';
import { answerFrom } from '../test-graph.ts';
import { type HttpTransportOptions, openHttpTransport } from './http.ts';
import { localTransport } from './local.ts';

const envelopeKeys = fixedKeys(randomBytes(32));
const nonces = createEnvelopeNonces();
const identity: Identity = { role: 'clerk', subject: 'mei', store: 'QINGCHUN' };
const call: CallContext = { identity, requestId: 'r-1' };
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A transport to a real HTTP server. */
async function over(
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
  options: Partial<HttpTransportOptions> = {},
): Promise<Transport> {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const { send, close } = openHttpTransport({ subgraph: 'central', url, envelopeKeys, ...options });
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await close();
  });
  return send;
}

/** Serves the test graph's central as a subgraph in another process would: to the bearer of an envelope only. */
async function serveCentral(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const header = request.headers[envelopeHeader];
  const opened = openEnvelope(String(header), { target: 'central', body, keys: envelopeKeys, nonces, now: new Date() });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(await answerFrom('central', JSON.parse(body), opened)));
}

const local = (execute: Transport, timeLimitMs?: number) =>
  localTransport('central', execute, timeLimitMs === undefined ? {} : { timeLimitMs });

describe.each([
  ['local', async () => local((request, context) => answerFrom('central', request, context))],
  ['HTTP', () => over(serveCentral)],
])('the %s transport', (_, open) => {
  test('gives the subgraph the caller’s identity and answers its data', async () => {
    const send = await open();
    const query = 'query ($id: ID!) { visitor book(id: $id) { title } }';
    const { data } = await send({ query, variables: { id: '1' } }, call);
    expect(JSON.parse(String(data?.['visitor']))).toEqual(identity);
    expect(data?.['book']).toMatchObject({ title: 'Cloud' });
  });

  test('answers the subgraph’s GraphQL errors', async () => {
    const send = await open();
    const { errors } = await send({ query: 'query ($id: ID!) { book(id: $id) { id } }' }, call);
    expect(errors?.[0]?.message).toContain('Variable "$id"');
  });

  test('does not ask for a client that has left', async () => {
    const send = await open();
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(send({ query: '{ books { id } }' }, { ...call, signal })).rejects.toThrow('gone');
  });
});

describe('over HTTP', () => {
  /** What the subgraph is sent. */
  async function sent(
    request: SubgraphRequest,
    options: Partial<HttpTransportOptions>,
    more: Partial<CallContext> = {},
  ) {
    const arrived = Promise.withResolvers<{ headers: IncomingMessage['headers']; body: string }>();
    const send = await over(async (incoming, response) => {
      arrived.resolve({ headers: incoming.headers, body: await text(incoming) });
      response.end('{"data":null}');
    }, options);
    await send(request, { ...call, ...more });
    return arrived.promise;
  }

  test('a silent connection is closed from here before a subgraph that goes would, however long that would keep it', async () => {
    const left = Promise.withResolvers<string>();
    const send = await over(
      (request, response) => {
        request.socket.once('end', () => left.resolve('closed by the gateway'));
        response.setHeader('content-type', 'application/json').setHeader('keep-alive', 'timeout=600');
        response.end('{"data":{}}');
      },
      { silentMs: 100 },
    );
    await send({ query: '{ a }' }, call);
    expect(await left.promise).toBe('closed by the gateway');
  });

  test('the text of a request is sent as it is', async () => {
    const { body } = await sent({ query: '{ books { id } }', text: '{"query" : "{ books { id } }"}' }, {});
    expect(body).toBe('{"query" : "{ books { id } }"}');
  });

  test('the subgraph learns the request id and how long it has', async () => {
    const { headers } = await sent({ query: '{ a }' }, { timeLimitMs: 1_234 });
    expect([headers['x-request-id'], headers[timeLimitHeader]]).toEqual(['r-1', '1234']);
    const late = await sent({ query: '{ a }' }, {}, { endsAt: performance.now() + 500 });
    expect(Number(late.headers[timeLimitHeader])).toBeLessThanOrEqual(500);
  });

  test('without a key there is no envelope, and a 401 that is a GraphQL answer is one', async () => {
    const { headers } = await sent({ query: '{ a }' }, { envelopeKeys: undefined });
    expect(headers).not.toHaveProperty(envelopeHeader);
    const send = await over((_, response) => response.writeHead(401).end('{"errors":[{"message":"who are you?"}]}'), {
      envelopeKeys: undefined,
    });
    expect((await send({ query: '{ a }' }, call)).errors?.[0]?.message).toBe('who are you?');
  });

  test('forwarded headers arrive; those of the connection and ours do not come from the client', async () => {
    const forwarded = {
      'accept-language': 'zh',
      authorization: 'Bearer a',
      'content-length': '1',
      'transfer-encoding': 'chunked',
      host: 'forged',
      connection: 'close',
      [envelopeHeader]: 'forged',
      'x-request-id': 'forged',
    };
    const { headers } = await sent({ query: '{ a }' }, { envelopeKeys: undefined }, { headers: forwarded });
    expect(headers).toMatchObject({ 'accept-language': 'zh', authorization: 'Bearer a', 'x-request-id': 'r-1' });
    expect(headers.host).toMatch(/^127\.0\.0\.1:/);
    expect(headers).not.toHaveProperty(envelopeHeader);
  });

  test('an answer larger than the limit is refused while it is read', async () => {
    const ended = Promise.withResolvers<void>();
    const send = await over(
      (request, response) => {
        request.socket.once('close', () => ended.resolve());
        // An answer without an end.
        const more = () => void (response.writable && response.write('x'.repeat(65_536), more));
        more();
      },
      { answerLimitBytes: 1_000_000 },
    );
    await expect(send({ query: '{ a }' }, call)).rejects.toMatchObject({
      ...unavailable,
      cause: { message: 'the answer is larger than 1000000 bytes' },
    });
    await ended.promise;
  });

  test('an answer in many pieces, cut inside of characters, is one', async () => {
    const title = '白鹿原'.repeat(50);
    const send = await over(async (_, response) => {
      for (const byte of Buffer.from(JSON.stringify({ data: { title } }))) response.write(Buffer.of(byte));
      response.end();
    });
    expect(await send({ query: '{ title }' }, call)).toEqual({ data: { title } });
  });

  test('who leaves or runs out of time while waiting for a connection is never sent', async () => {
    const bodies: string[] = [];
    const first = Promise.withResolvers<ServerResponse>();
    const send = await over(
      async (request, response) => {
        bodies.push(JSON.parse(await text(request)).query);
        if (bodies.length === 1) first.resolve(response);
        else response.end('{"data":null}');
      },
      { connections: 1 },
    );
    const running = send({ query: '{ a }' }, call);
    const response = await first.promise;
    const client = new AbortController();
    const left = send({ query: '{ b }' }, { ...call, signal: client.signal });
    const late = send({ query: '{ c }' }, { ...call, endsAt: performance.now() + 10 });
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(late).rejects.toMatchObject(timeout);
    response.end('{"data":null}');
    await running;
    await send({ query: '{ d }' }, call);
    expect(bodies).toEqual(['{ a }', '{ d }']);
  });
});

const never = () => new Promise<never>(() => {});
const timeout = { code: 'SUBGRAPH_TIMEOUT', subgraph: 'central', message: 'central did not answer in time.' };
const unavailable = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central', message: 'central cannot be reached.' };

describe('the time limit', () => {
  test.each([
    ['local', async () => local(never, 30)],
    ['HTTP, before the answer begins', () => over(never, { timeLimitMs: 30 })],
    ['HTTP, in the middle of it', () => over((_, response) => response.write('{"data":'), { timeLimitMs: 60 })],
  ])('ends a call: %s', async (_, open) => {
    const send = await open();
    await expect(send({ query: '{ books { id } }' }, call)).rejects.toMatchObject(timeout);
  });

  test('tells the subgraph in this process', async () => {
    const seen = Promise.withResolvers<AbortSignal | undefined>();
    const send = local((_request, { signal }) => {
      seen.resolve(signal);
      return never();
    }, 30);
    await expect(send({ query: '{ books { id } }' }, call)).rejects.toMatchObject(timeout);
    expect((await seen.promise)?.aborted).toBe(true);
  });
});

describe('a client that leaves', () => {
  test('ends the HTTP request to the subgraph, with its own reason', async () => {
    const arrived = Promise.withResolvers<IncomingMessage>();
    const send = await over((request) => arrived.resolve(request));
    const client = new AbortController();
    const sending = send({ query: '{ books { id } }' }, { ...call, signal: client.signal });
    const request = await arrived.promise;
    const ended = once(request.socket, 'close');
    client.abort(new Error('gone'));
    await expect(sending).rejects.toThrow('gone');
    await ended;
  });

  test('does not end what other clients wait for', async () => {
    const send = await over(serveCentral);
    const client = new AbortController();
    const left = send({ query: '{ books { id } }' }, { ...call, signal: client.signal });
    const stayed = send({ query: '{ books { id } }' }, call);
    client.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect((await stayed).data).toBeDefined();
  });
});

describe('what is no answer is a subgraph that cannot be reached, with the cause for the log', () => {
  const page = '<html>502 Bad Gateway</html>';
  test.each([
    [
      'a page',
      () => over((_, response) => response.writeHead(502, { 'content-type': 'text/html' }).end(page)),
      /502.*Bad Gateway/,
    ],
    ['JSON that is not GraphQL', () => over((_, response) => response.end('{"status":"ok"}')), /not a GraphQL answer/],
    ['errors that are none', () => over((_, response) => response.end('{"errors":[null]}')), /not a GraphQL answer/],
    ['a JSON list', () => over((_, response) => response.end('[1]')), /not a GraphQL answer/],
    ['a cut connection', () => over((request) => request.socket.destroy()), /other side closed|ECONNRESET/],
    [
      'an envelope refused',
      () => over((_, response) => response.writeHead(401).end('{"errors":[{"message":"forged"}]}')),
      /envelope was refused.*forged/,
    ],
    [
      'too large',
      () =>
        over((_, response) => response.end(JSON.stringify({ data: { a: 'x'.repeat(2000) } })), {
          answerLimitBytes: 1000,
        }),
      /larger than 1000 bytes/,
    ],
    [
      'a closed port',
      async () => openHttpTransport({ subgraph: 'central', url: 'http://127.0.0.1:9', envelopeKeys }).send,
      /ECONNREFUSED|bad port/,
    ],
    ['an error thrown in this process', async () => local(() => Promise.reject(new Error('a bug'))), /a bug/],
  ])('%s', async (_, open, cause) => {
    const send = await open();
    const error = await send({ query: '{ books { id } }' }, call).catch((error: unknown) => error);
    expect(error).toMatchObject({
      ...unavailable,
      cause: expect.objectContaining({ message: expect.stringMatching(cause) }),
    });
  });

  test('a GraphQL answer is one whatever its HTTP status', async () => {
    const send = await over((_, response) =>
      response.writeHead(400).end('{"errors":[{"message":"no","extensions":{"code":"BAD_USER_INPUT"}}]}'),
    );
    expect((await send({ query: '{ books { id } }' }, call)).errors?.[0]?.message).toBe('no');
  });
});
