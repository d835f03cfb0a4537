// What clients may have told beside answers: plan, tracing and owners, to those who may ask for the schema; and the plan without the answer.
import { createClient } from 'graphql-ws';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { closeGateways, startGateway } from './test-server.ts';
import { byAudience } from './views/audiences.ts';

afterEach(closeGateways);

/** Requests that are left in the minute. */
const left = (header: string | null) => Number(/r=(\d+)/.exec(header ?? '')?.[1]);

const query = '{ books { price } }';
const all = {
  'x-shelfgraph-plan': '1',
  'x-shelfgraph-trace': '1',
  'x-shelfgraph-owners': '1',
  'x-shelfgraph-cost': '1',
};

test('the plan beside the answer has the numbers of the fetches that were made', async () => {
  const { post } = await startGateway();
  const { body } = await post({ query }, all);
  const { plan, tracing } = body.extensions as { plan: unknown; tracing: { fetches: { id: number }[] } };
  expect(body.data).toEqual({ books: [{ price: 70 }, { price: 70 }] });
  expect(plan).toMatchObject({
    kind: 'sequence',
    nodes: [
      { kind: 'fetch', id: 1, subgraph: 'central', of: 'query', fields: ['Query.books', 'Book.id'] },
      { kind: 'fetch', id: 2, subgraph: 'bookstores', of: 'entities', paths: ['books.@'], requires: ['Book { id }'] },
    ],
  });
  expect(tracing.fetches.map(({ id }) => id)).toEqual([1, 2]);
  expect((await post({ query })).body).not.toHaveProperty('extensions');
});

test('a dry run asks nothing of a subgraph, and costs a request of the rate alone', async () => {
  const { post, sent } = await startGateway();
  const wide = '{ shelf(first: 20) { holdings { id } } }';
  const { body, headers } = await post({ query: wide }, { ...all, 'x-shelfgraph-plan': 'dry-run' });
  expect(body).toMatchObject({ data: null, extensions: { plan: { kind: 'fetch' }, cost: { requested: 220 } } });
  expect(body).not.toHaveProperty('errors');
  const next = await post({ query: wide }, { 'x-shelfgraph-plan': 'dry-run' });
  expect(left(headers.get('ratelimit')) - left(next.headers.get('ratelimit'))).toBe(1);
  expect(sent).toEqual([]);
  const mutation = await post({ query: 'mutation { write(text: "x") }' }, { 'x-shelfgraph-plan': 'dry-run' });
  expect(mutation.body).toMatchObject({ data: null, extensions: { plan: { of: 'mutation' } } });
  expect(sent).toEqual([]);
});

test('to an audience that may not ask for the schema nothing of it is told', async () => {
  const { post, sent } = await startGateway({}, { introspection: byAudience((audience) => audience !== 'public') });
  const { body } = await post({ query }, all);
  expect(Object.keys(body.extensions ?? {})).toEqual(['cost']);
  // Nor is the operation planned for nothing: it runs.
  expect((await post({ query }, { 'x-shelfgraph-plan': 'dry-run' })).body.data).toEqual(body.data);
  expect(sent.length).toBeGreaterThan(0);
});

test('the same holds over server-sent events and WebSocket', async () => {
  const { origin } = await startGateway();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', 'x-shelfgraph-plan': 'dry-run' };
  const stream = await fetch(`${origin}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const event = /data: (\{.*\})/.exec(await stream.text())?.[1] ?? '{}';
  expect(JSON.parse(event)).toMatchObject({ data: null, extensions: { plan: { kind: 'sequence' } } });
  const client = createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'x-shelfgraph-plan': 'dry-run' },
  });
  for await (const result of client.iterate({ query })) {
    expect(result).toMatchObject({ data: null, extensions: { plan: { kind: 'sequence' } } });
  }
  await client.dispose();
});
