// How much is under way at once, by every way in.
import { type Client, createClient } from 'graphql-ws';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Transport } from '../../lib/transport.ts';
import { issueToken } from '../auth/development.ts';
import { createEvents, liveSupergraphSdl } from '../test-events.ts';
import { answerFrom } from '../test-graph.ts';
import { type Answer, closeGateways, startGateway, testKeys } from '../test-server.ts';
import { clientOf, networkOf } from './clients.ts';
import { type RoleLimits, standardLimits } from './roles.ts';

const clients: Client[] = [];
const gates: (() => void)[] = [];
afterEach(async () => {
  for (const open of gates.splice(0)) open();
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  await closeGateways();
});

const few: RoleLimits = {
  ...standardLimits,
  anonymous: { ...standardLimits.anonymous, operations: 2, subscriptions: 2 },
  reader: { ...standardLimits.reader, operations: 2, subscriptions: 2 },
};

/** A gateway whose subgraph answers when it is let. */
async function startSlow(limits: RoleLimits = few) {
  const gate = Promise.withResolvers<void>();
  gates.push(gate.resolve);
  const events = createEvents();
  const waiting: Transport = async (request, call) => {
    const { signal } = call;
    await Promise.race([gate.promise, new Promise((_, leave) => signal?.addEventListener('abort', leave))]);
    return answerFrom('central', request, call);
  };
  const central = Object.assign(waiting, { subscribe: events.central.subscribe });
  const gateway = await startGateway({ central }, { supergraphSdl: liveSupergraphSdl, limits });
  const url = gateway.origin.replace('http', 'ws').concat('/graphql');
  const connect = (authorization?: string) => {
    const connectionParams = authorization ? { authorization } : {};
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    clients.push(client);
    return client;
  };
  const stream = (query: string) =>
    fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    });
  return { ...gateway, events, connect, stream, letGo: () => gate.resolve() };
}

const query = '{ books { id } }';
const subscription = 'subscription { bookChanged { id } }';
const bearer = async (subject: string) =>
  `Bearer ${await issueToken(testKeys.tokenPrivateKey, { role: 'reader', subject, card: subject }, { ttl: 60 })}`;

/** The first result, or the errors instead of one. */
async function first(client: Client, text: string): Promise<unknown> {
  try {
    for await (const { data, errors } of client.iterate({ query: text })) return errors?.[0]?.extensions ?? data;
  } catch (errors) {
    return (errors as Answer['errors'])?.[0]?.extensions;
  }
  return undefined;
}

describe('operations under way', () => {
  test('of one caller are limited, over HTTP with 429, and when one has ended there is a place', async () => {
    const { post, sent, letGo } = await startSlow();
    const begun = [post({ query }), post({ query: '{ books { title } }' })];
    await expect.poll(() => sent.length).toBe(2);
    const refused = await post({ query });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.body.errors?.[0]?.extensions).toEqual({
      code: 'CONCURRENCY_LIMIT',
      limit: 2,
      operations: 3,
      retryAfter: 1,
    });
    expect(sent.length).toBe(2);
    const other = post({ query }, { authorization: await bearer('a') });
    await expect.poll(() => sent.length).toBe(3);
    letGo();
    expect((await Promise.all([...begun, other])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await post({ query })).status).toBe(200);
  });

  test('count together over HTTP, SSE and WebSocket', async () => {
    const { post, sent, connect, stream, letGo } = await startSlow();
    const client = connect();
    const begun = [post({ query }), first(client, '{ books { title } }')];
    await expect.poll(() => sent.length).toBe(2);
    expect(await first(client, query)).toMatchObject({ code: 'CONCURRENCY_LIMIT', limit: 2, operations: 3 });
    expect(await (await stream(query)).text()).toContain('"code":"CONCURRENCY_LIMIT"');
    letGo();
    await Promise.all(begun);
    expect(await first(client, query)).toMatchObject({ books: [{ id: '1' }, { id: '2' }] });
  });

  test('of all callers are limited for the process, with 503', async () => {
    const { post, sent, letGo } = await startSlow({
      ...few,
      process: { ...few.process, operations: 1, subscriptions: 1 },
    });
    const begun = post({ query });
    await expect.poll(() => sent.length).toBe(1);
    const refused = await post({ query }, { authorization: await bearer('a') });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: 'OVERLOADED', limit: 1, operations: 2 });
    letGo();
    expect((await begun).status).toBe(200);
  });

  test('give their place back when the client leaves', async () => {
    const { origin, sent, post } = await startSlow();
    const left = new AbortController();
    const begun = [0, 1].map(async () =>
      fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        signal: left.signal,
      }),
    );
    await expect.poll(() => sent.length).toBe(2);
    left.abort();
    await Promise.allSettled(begun);
    await expect.poll(async () => (await post({ query: '{ __typename }' })).status, { timeout: 5_000 }).toBe(200);
  });
});

test('subscriptions of one caller are limited through all connections, and a place is free when one ends', async () => {
  const { events, connect, stream } = await startSlow();
  const a = await bearer('a');
  const open = connect(a).iterate({ query: subscription });
  const pending = [open.next(), first(connect(a), subscription)];
  await expect.poll(() => events.open).toBe(2);
  expect(await first(connect(a), subscription)).toEqual({ code: 'SUBSCRIPTION_LIMIT', limit: 2, subscriptions: 3 });
  const others = [first(connect(await bearer('b')), subscription), stream(subscription)];
  await expect.poll(() => events.open).toBe(4);
  events.change('1');
  await Promise.all(pending);
  await open.return?.();
  await expect.poll(() => events.open).toBeLessThanOrEqual(2);
  const again = first(connect(a), subscription);
  await expect.poll(() => events.open).toBeGreaterThan(1);
  events.change('2');
  expect(await again).toMatchObject({ bookChanged: { id: '2' } });
  events.end();
  await Promise.all([others[0], (others[1] as Promise<Response>).then((response) => response.text())]);
});

test('whoever is nobody is known by the network of the address', () => {
  expect(['10.0.0.1', '::ffff:10.0.0.1'].map(networkOf)).toEqual(['10.0.0.1', '10.0.0.1']);
  expect(['2001:db8::1', '2001:0DB8:0:0:9::', '2001:db8:0:1::1'].map(networkOf)).toEqual([
    '2001:db8:0:0::/64',
    '2001:db8:0:0::/64',
    '2001:db8:0:1::/64',
  ]);
  expect([undefined, ''].map(networkOf)).toEqual(['', '']);
  expect(['::1', 'fe80::1%eth0'].map(networkOf)).toEqual(['0:0:0:0::/64', 'fe80:0:0:0::/64']);
  expect(clientOf({ role: 'admin', subject: 'a' }, '10.0.0.1')).toEqual({
    role: 'admin',
    key: 'admin a',
    address: '10.0.0.1',
  });
});
