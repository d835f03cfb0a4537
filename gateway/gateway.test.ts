import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import { issueToken } from './identity.ts';
import { createGateway, type GatewayOptions } from './server.ts';
import { answerFrom, type SubgraphName, supergraphSdl, testTransports } from './test-graph.ts';

const { privateKey: tokenPrivateKey, publicKey: tokenPublicKey } = generateKeyPairSync('ed25519');
const open = new Set<FastifyInstance>();

afterEach(async () => {
  await Promise.all([...open].map((app) => app.close()));
  open.clear();
});

/** A gateway on a port of its own, with everything that its log says. */
async function start(replaced: Partial<Record<SubgraphName, Transport>> = {}, options: Partial<GatewayOptions> = {}) {
  const logged: string[] = [];
  const logger = pino(
    { level: 'warn' },
    new Writable({
      write(line, _encoding, done) {
        logged.push(String(line));
        done();
      },
    }),
  );
  const { transports, sent } = testTransports(replaced);
  const app = await createGateway({ supergraphSdl, transports, keys: { tokenPublicKey }, logger, ...options });
  open.add(app);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
  };
  return { app, origin, post, sent, logged };
}

const unreachable: Transport = async () => {
  throw new Error('ECONNREFUSED 10.0.0.7');
};

/** Makes the engine itself fail. */
const defective: Transport = async () => ({
  data: {
    get books() {
      throw new Error('secret detail');
    },
  },
});

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

describe('over HTTP', () => {
  test('POST answers a federated operation', async () => {
    const { post } = await start();
    const { status, headers, body } = await post({
      query: 'query One($id: ID!) { book(id: $id) { title price } }',
      variables: { id: '1' },
      operationName: 'One',
    });
    expect(status).toBe(200);
    expect(body).toEqual({ data: { book: { title: 'Cloud', price: 70 } } });
    expect(headers.get('content-type')).toContain('json');
  });

  test('GET answers queries, for callers that can be no cross-site form', async () => {
    const { origin } = await start();
    const url = `${origin}/graphql?query=${encodeURIComponent('{ book(id: 1) { title } }')}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toEqual({ data: { book: { title: 'Cloud' } } });
    expect((await fetch(url)).status).toBe(400);
    const mutation = url.replace(/query=.*/, `query=${encodeURIComponent('mutation { write(text: "x") }')}`);
    expect((await fetch(mutation, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(405);
  });

  test('introspection works and /health answers', async () => {
    const { origin, post } = await start();
    const { body } = await post({ query: '{ __schema { queryType { name } } }' });
    expect(body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: 'ok' });
  });

  test('an operation kept from an earlier request is answered as the first time', async () => {
    const { post } = await start();
    const bodies = [await post({ query: '{ books { id } }' }), await post({ query: '{ books { id } }' })];
    expect(bodies[1]?.body).toEqual(bodies[0]?.body);
  });

  test('the fetches made are told to whoever asks for them', async () => {
    const { post } = await start();
    const { body } = await post({ query: '{ books { price } }' }, { 'x-shelfgraph-trace': '1' });
    expect(body.extensions?.['fetches']).toEqual([
      { subgraph: 'central', kind: 'query', ms: expect.any(Number) },
      { subgraph: 'bookstores', kind: 'entities', entities: 2, ms: expect.any(Number) },
    ]);
    expect((await post({ query: '{ books { price } }' })).body.extensions).toBeUndefined();
  });

  test('the request id is the caller’s if it is sane, reaches the subgraphs and comes back', async () => {
    const { post, sent } = await start();
    const given = await post({ query: '{ books { id } }' }, { 'x-request-id': 'pos-7:42' });
    expect(given.headers.get('x-request-id')).toBe('pos-7:42');
    expect(sent[0]?.call.requestId).toBe('pos-7:42');
    const insane = await post({ query: '{ books { id } }' }, { 'x-request-id': 'a b"\\' });
    expect(insane.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('what cannot be answered is refused with one clear error', () => {
  const cases: [string, unknown, number, string, RegExp][] = [
    ['malformed JSON', '{"query":', 400, 'BAD_REQUEST', /cannot be read/],
    ['an empty body', '', 400, 'BAD_REQUEST', /cannot be read/],
    ['a body without a query', { operation: 'x' }, 400, 'BAD_REQUEST', /non-empty `query`/],
    ['a malformed query', { query: '{ books {' }, 400, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
    ['an unknown field', { query: '{ nothing }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /Cannot query field "nothing"/],
    ['an inaccessible field', { query: '{ books { shelfCode } }' }, 400, 'GRAPHQL_VALIDATION_FAILED', /shelfCode/],
    [
      'a variable that does not fit',
      { query: 'query ($id: ID!) { book(id: $id) { id } }', variables: { id: {} } },
      400,
      'BAD_USER_INPUT',
      /Variable "\$id" got invalid value/,
    ],
    [
      'an unknown operation',
      { query: '{ books { id } }', operationName: 'B' },
      400,
      'OPERATION_RESOLUTION_FAILURE',
      /"B"/,
    ],
    ['a body over 1 MB', { query: ' '.repeat(1024 * 1024) }, 413, 'PAYLOAD_TOO_LARGE', /larger than 1048576 bytes/],
    [
      'a query of too many tokens',
      { query: `{ ${'a '.repeat(10_001)} }` },
      400,
      'GRAPHQL_PARSE_FAILED',
      /10000 tokens/,
    ],
    [
      'a query nested too deep',
      { query: `{ ${'a { '.repeat(21)} b ${'}'.repeat(22)}` },
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /22 fields deep/,
    ],
    [
      'an alias that hides a type',
      { query: '{ books { __typename: id } }' },
      400,
      'GRAPHQL_VALIDATION_FAILED',
      /reserved/,
    ],
  ];
  test.each(cases)('%s', async (_, sentBody, status, code, message) => {
    const { post, sent } = await start();
    const { body, ...response } = await post(sentBody);
    expect(response.status).toBe(status);
    const error = body.errors?.find(({ extensions }) => extensions['code'] === code);
    expect(error?.message).toMatch(message);
    expect(body).not.toHaveProperty('data');
    expect(JSON.stringify(body)).not.toContain('node_modules');
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(sent).toEqual([]);
  });

  test('another content type, another method, another path', async () => {
    const { origin, post } = await start();
    expect((await post('<xml/>', { 'content-type': 'application/xml' })).status).toBe(415);
    expect((await fetch(`${origin}/graphql`, { method: 'DELETE' })).status).toBe(405);
    const nowhere = await fetch(`${origin}/graphiql`);
    expect(nowhere.status).toBe(404);
    expect(((await nowhere.json()) as Answer).errors?.[0]?.message).toContain('GraphQL is at /graphql');
  });

  test('more fetches than allowed', async () => {
    const { post, sent } = await start({}, { fetchLimit: 1 });
    const { body } = await post({ query: '{ books { price } }' });
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FETCH_LIMIT']);
    expect(body).not.toHaveProperty('data');
    expect(sent).toEqual([]);
  });
});

describe('identity', () => {
  test('of the token reaches the subgraph, and nobody is anonymous', async () => {
    const { post } = await start();
    const token = await issueToken(tokenPrivateKey, { role: 'reader', subject: 'lan', card: '001' }, { ttl: 60 });
    const signedIn = await post({ query: '{ visitor }' }, { authorization: `Bearer ${token}` });
    expect(JSON.parse(String(signedIn.body.data?.['visitor']))).toEqual({
      role: 'reader',
      subject: 'lan',
      card: '001',
    });
    const nobody = await post({ query: '{ visitor }' });
    expect(JSON.parse(String(nobody.body.data?.['visitor']))).toEqual({ role: 'anonymous' });
  });

  test('that is not good is 401 with nothing but the reason, also for what anonymous callers may read', async () => {
    const { post, sent } = await start();
    const expired = await issueToken(
      tokenPrivateKey,
      { role: 'clerk', subject: 'mei', store: 'QINGCHUN' },
      { ttl: 60, now: new Date('2026-01-01T00:00:00Z') },
    );
    const { status, headers, body } = await post({ query: '{ books { id } }' }, { authorization: `Bearer ${expired}` });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message:
            'The token expired at 2026-01-01T00:01:00.000Z. Get a new one: npm run token -- --role clerk --store QINGCHUN.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(sent).toEqual([]);
  });
});

describe('failures', () => {
  test('of a subgraph are logged with their cause; the client reads the name', async () => {
    const { post, logged } = await start({ bookstores: unreachable });
    const { status, body } = await post({ query: '{ books { title price } }' }, { 'x-request-id': 'r-9' });
    expect(status).toBe(200);
    expect(body.errors).toEqual([
      {
        message: 'bookstores cannot be reached.',
        path: ['books'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'bookstores' },
      },
    ]);
    expect(logged.join()).toMatch(/ECONNREFUSED 10\.0\.0\.7/);
    expect(logged.join()).toContain('r-9');
  });

  test('of the gateway itself are masked, and logged under the request id', async () => {
    const { post, logged } = await start({ central: defective });
    const { status, body } = await post({ query: '{ books { id } }' }, { 'x-request-id': 'r-1' });
    expect(status).toBe(500);
    expect(body).toEqual({
      errors: [
        {
          message: 'Something went wrong in the gateway; request id r-1.',
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
    expect(logged.join()).toContain('secret detail');
  });

  test('at creation: a subgraph without a transport is named', async () => {
    const { central: _, ...transports } = testTransports().transports;
    await expect(createGateway({ supergraphSdl, transports, keys: { tokenPublicKey } })).rejects.toThrow(
      'No transport for central.',
    );
  });
});

describe('requests that are running', () => {
  test('are told when their client leaves', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const central: Transport = (_request, { signal }) => {
      asked.resolve(signal);
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const { origin, logged } = await start({ central });
    const client = httpRequest(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    client.on('error', () => {});
    client.end(JSON.stringify({ query: '{ books { id } }' }));
    const signal = await asked.promise;
    expect(signal?.aborted).toBe(false);
    client.destroy();
    await once(signal as AbortSignal, 'abort');
    expect(logged).toEqual([]);
  });

  test('are finished before the gateway closes', async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const central: Transport = async (request, call) => {
      asked.resolve();
      await mayAnswer.promise;
      return answerFrom('central', request, call);
    };
    const { app, post } = await start({ central });
    const running = post({ query: '{ book(id: 1) { title price } }' });
    await asked.promise;
    const closed = app.close();
    mayAnswer.resolve();
    expect((await running).body).toEqual({ data: { book: { title: 'Cloud', price: 70 } } });
    await closed;
  });
});
