import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-sse';
import { afterEach, describe, expect, test } from 'vitest';
import type { Transport } from '../lib/transport.ts';
import { issueToken } from './auth/development.ts';
import type { GatewayOptions } from './server.ts';
import { createEvents, liveSupergraphSdl } from './test-events.ts';
import { answerFrom, type SubgraphName } from './test-graph.ts';
import { closeGateways, startGateway, testKeys } from './test-server.ts';

const clients: Client[] = [];
const requests: ClientRequest[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.dispose();
  for (const request of requests.splice(0)) request.destroy();
  await closeGateways();
});

async function startLive(
  replaced: Partial<Record<SubgraphName, Transport>> = {},
  options: Partial<GatewayOptions> = {},
) {
  const events = createEvents();
  const all = { central: events.central, ...replaced };
  const gateway = await startGateway(all, { supergraphSdl: liveSupergraphSdl, ...options });
  const url = `${gateway.origin}/graphql`;
  const client = createClient({ url, retryAttempts: 0 });
  clients.push(client);
  /** The whole stream as text. */
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  /** A stream that is read only as far as the test does. */
  const open = async (body: unknown, headers: Record<string, string> = {}): Promise<IncomingMessage> => {
    const accept = 'text/event-stream';
    const request = httpRequest(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
    });
    requests.push(request);
    request.on('error', () => {});
    request.end(JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response.on('error', () => {});
  };
  return { ...gateway, events, client, post, open };
}

const subscription = { query: 'subscription { bookChanged { title price } }' };

describe('as text/event-stream', () => {
  test('a subscription gives each event with the fields of other subgraphs, and completes with its source', async () => {
    const { client, events } = await startLive();
    const results = client.iterate(subscription);
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

  test('queries and mutations are one event, in the shape of the protocol, and say the request id', async () => {
    const { post } = await startLive();
    const { status, headers, text } = await post({ query: '{ book(id: 1) { price id } }' }, { 'x-request-id': 'r-1' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('x-request-id')).toBe('r-1');
    expect(text).toBe(':\n\nevent: next\ndata: {"data":{"book":{"price":70,"id":"1"}}}\n\nevent: complete\ndata:\n\n');
    expect((await post({ query: 'mutation { write(text: "x") }' })).text).toContain('{"data":{"write":["x"]}}');
  });

  test('are answered subscriptions of clients that take JSON too, and nothing else', async () => {
    const { post, open, events } = await startLive();
    const accept = 'application/graphql-response+json, application/json, text/event-stream';
    const query = await post({ query: '{ book(id: 1) { id } }' }, { accept });
    expect(query.headers.get('content-type')).toContain('json');
    const stream = await open(subscription, { accept });
    expect(stream.headers['content-type']).toContain('text/event-stream');
    await expect.poll(() => events.open).toBe(1);
  });

  test('what is wrong with the operation is told in the stream', async () => {
    const { post, sent } = await startLive();
    for (const [query, code] of [
      ['{ books {', 'GRAPHQL_PARSE_FAILED'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription ($n: Int!) { bookChanged(padding: $n) { id } }', 'BAD_USER_INPUT'],
    ]) {
      const { status, text } = await post({ query });
      expect(status).toBe(200);
      expect(text).toMatch(new RegExp(`event: next\ndata: {"errors":.*"code":"${code}".*\n\nevent: complete`));
    }
    expect(sent).toEqual([]);
  });

  test('what is wrong with the request is told by the status', async () => {
    const { origin, post } = await startLive();
    expect(await post({ operation: 'x' })).toMatchObject({ status: 400, text: expect.stringContaining('`query`') });
    expect((await post({ query: '{ books { id } }', variables: [] })).status).toBe(400);
    expect((await post([])).status).toBe(415);
    const bad = await post(subscription, { authorization: 'Bearer nonsense' });
    expect(bad).toMatchObject({ status: 401, text: expect.stringContaining('UNAUTHENTICATED') });
    expect(bad.text).not.toContain('data');
    const form = { method: 'POST', headers: { accept: 'text/event-stream', 'content-type': 'text/plain' }, body: '{}' };
    expect((await fetch(`${origin}/graphql`, form)).status).toBe(415);
  });
});

describe('a stream ends', () => {
  test('in the subgraph when its client leaves', async () => {
    const { client, open, events } = await startLive();
    const leave = client.subscribe(subscription, { next: () => {}, error: () => {}, complete: () => {} });
    await expect.poll(() => events.open).toBe(1);
    leave();
    await expect.poll(() => events.open).toBe(0);
    const stream = await open(subscription);
    await expect.poll(() => events.open).toBe(1);
    stream.destroy();
    await expect.poll(() => events.open).toBe(0);
  });

  test('when the caller’s token expires, after an event that says so', async () => {
    const { post, events } = await startLive();
    const person = { role: 'reader', subject: 'lan', card: '001' } as const;
    const token = await issueToken(testKeys.tokenPrivateKey, person, { ttl: 2 });
    const { text } = await post(subscription, { authorization: `Bearer ${token}` });
    expect(events.identities).toEqual([person]);
    expect(text).toMatch(
      /event: next\ndata: {"errors":\[{"message":"登录已过期，请重新登录后再打开。The token expired at .*"UNAUTHENTICATED".*\n\nevent: complete/,
    );
    await expect.poll(() => events.open).toBe(0);
  });

  test('with `complete` when the gateway closes, which finishes queries', async () => {
    const asked = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    const events = createEvents();
    const slow: Transport = async (request, call) => {
      asked.resolve();
      await mayAnswer.promise;
      return answerFrom('central', request, call);
    };
    const central = Object.assign(slow, { subscribe: events.central.subscribe });
    const { app, post } = await startLive({ central });
    const stream = post(subscription);
    const query = post({ query: '{ book(id: 1) { id } }' });
    await Promise.all([asked.promise, expect.poll(() => events.open).toBe(1)]);
    const closed = app.close();
    expect((await stream).text).toMatch(/event: complete\ndata:\n\n$/);
    mayAnswer.resolve();
    expect((await query).text).toContain('{"data":{"book":{"id":"1"}}}');
    await closed;
  });
});

test('a subgraph is asked for no more events than the client takes', async () => {
  const events = createEvents({ endless: 100_000 });
  const { open } = await startLive({ central: events.central });
  const stream = await open({ query: 'subscription { bookChanged { title } }' });
  let before = -1;
  while (before !== events.taken) {
    before = events.taken;
    await sleep(200);
  }
  expect(events.taken).toBeGreaterThan(0);
  expect(events.taken).toBeLessThan(200);
  const { taken } = events;
  stream.resume();
  await expect.poll(() => events.taken).toBeGreaterThan(taken + 100);
});

test('a connection without events shows that it lives', async () => {
  const { open } = await startLive({}, { keepAliveMs: 10 });
  const stream = await open(subscription);
  let text = '';
  stream.on('data', (chunk) => {
    text += String(chunk);
  });
  await expect.poll(() => text).toMatch(/^(:\n\n){3}/);
});
