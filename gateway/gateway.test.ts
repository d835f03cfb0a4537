import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import { issueToken } from './auth/development.ts';
import { answerFrom } from './test-graph.ts';
import { closeGateways, startGateway, testKeys } from './test-server.ts';

const { tokenPrivateKey } = testKeys;

afterEach(closeGateways);

describe('over HTTP', () => {
  test('POST answers a federated operation', async () => {
    const { post } = await startGateway();
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
    const { origin } = await startGateway();
    const url = `${origin}/graphql?query=${encodeURIComponent('{ book(id: 1) { title } }')}`;
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toEqual({ data: { book: { title: 'Cloud' } } });
    expect((await fetch(url)).status).toBe(400);
    const mutation = url.replace(/query=.*/, `query=${encodeURIComponent('mutation { write(text: "x") }')}`);
    expect((await fetch(mutation, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(405);
  });

  test('the address alone leads a person to the page, and tells a program how to ask', async () => {
    const page = { pages: async (app: FastifyInstance) => void app.get('/', async () => 'the playground') };
    const { origin } = await startGateway({}, page);
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const person = await fetch(`${origin}/graphql`, { headers: { accept }, redirect: 'manual' });
    expect([person.status, person.headers.get('location')]).toEqual([302, '/']);
    const alone = await startGateway();
    for (const [url, headers] of [
      [origin, {}],
      [origin, { accept: 'application/json' }],
      [alone.origin, { accept }],
    ] as const) {
      const response = await fetch(`${url}/graphql`, { headers });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toContain('json');
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringMatching(/POST.*content-type/), extensions: { code: 'BAD_REQUEST' } }],
      });
    }
  });

  test('introspection works and /health answers', async () => {
    const { origin, post } = await startGateway();
    const { body } = await post({ query: '{ __schema { queryType { name } } }' });
    expect(body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    expect(await (await fetch(`${origin}/health`)).json()).toEqual({ status: 'ok' });
  });

  test('an operation kept from an earlier request is answered as the first time', async () => {
    const { post } = await startGateway();
    const bodies = [await post({ query: '{ books { id } }' }), await post({ query: '{ books { id } }' })];
    expect(bodies[1]?.body).toEqual(bodies[0]?.body);
  });

  test('the fetches made are told to whoever asks for them', async () => {
    const { post } = await startGateway();
    const { body } = await post({ query: '{ books { price } }' }, { 'x-shelfgraph-trace': '1' });
    const ms = expect.any(Number);
    expect(body.extensions).toEqual({
      tracing: {
        parseMs: ms,
        validateMs: ms,
        planMs: ms,
        executeMs: ms,
        fetches: [
          { id: 1, subgraph: 'central', kind: 'query', startMs: ms, ms },
          { id: 2, subgraph: 'bookstores', kind: 'entities', entities: 2, startMs: ms, ms },
        ],
      },
    });
    expect((await post({ query: '{ books { price } }' })).body.extensions).toBeUndefined();
  });

  test('the request id is the caller’s if it is sane, reaches the subgraphs and comes back', async () => {
    const { post, sent } = await startGateway();
    const given = await post({ query: '{ books { id } }' }, { 'x-request-id': 'pos-7:42' });
    expect(given.headers.get('x-request-id')).toBe('pos-7:42');
    expect(sent[0]?.call.requestId).toBe('pos-7:42');
    const insane = await post({ query: '{ books { id } }' }, { 'x-request-id': 'a b"\\' });
    expect(insane.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('identity', () => {
  test('of the token reaches the subgraph, and nobody is anonymous', async () => {
    const { post } = await startGateway();
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
    const { post, sent } = await startGateway();
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
            '登录已过期，请重新登录。The token expired at 2026-01-01T00:01:00.000Z. Get a new one: npm run token -- --role clerk --store QINGCHUN.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(sent).toEqual([]);
  });
});

describe('requests that are running', () => {
  test('are told when their client leaves', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const central: Transport = (_request, { signal }) => {
      asked.resolve(signal);
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const { origin, logged } = await startGateway({ central });
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
    const { app, post } = await startGateway({ central });
    const running = post({ query: '{ book(id: 1) { title price } }' });
    await asked.promise;
    const closed = app.close();
    mayAnswer.resolve();
    expect((await running).body).toEqual({ data: { book: { title: 'Cloud', price: 70 } } });
    // The client would keep the connection for 4 s.
    const answered = performance.now();
    await closed;
    expect(performance.now() - answered).toBeLessThan(2_000);
  });
});
