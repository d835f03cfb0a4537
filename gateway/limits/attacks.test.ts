// What is sent to break or exhaust the gateway, by every way in: each is refused with its code, the limit and the value, and no
// subgraph is asked.
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, closeGateways, startGateway } from '../test-server.ts';

let gateway: Awaited<ReturnType<typeof startGateway>>;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(closeGateways);

interface Request {
  query: string;
  variables?: Record<string, unknown>;
}

type Errors = { message: string; extensions: Record<string, unknown> }[];

const ways: Record<string, (request: Request) => Promise<Errors | undefined>> = {
  async POST(request) {
    const { status, body } = await gateway.post(request);
    expect([status, body.data]).toEqual([400, undefined]);
    return body.errors;
  },
  async GET({ query, variables = {} }) {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const response = await fetch(`${gateway.origin}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    // What is too long for a URL is refused by its length alone.
    if (response.status === 431) return undefined;
    expect(response.status).toBe(400);
    return ((await response.json()) as Answer).errors;
  },
  async SSE(request) {
    const response = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(request),
    });
    const next = /event: next\ndata: (.*)\n/.exec(await response.text())?.[1];
    const answer = JSON.parse(next ?? '{}') as Answer;
    expect(answer.data).toBeUndefined();
    return answer.errors;
  },
  async WebSocket(request) {
    const url = gateway.origin.replace('http', 'ws').concat('/graphql');
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      for await (const result of client.iterate(request as never)) {
        expect(result.data).toBeUndefined();
        return result.errors as unknown as Errors;
      }
    } catch (errors) {
      return errors as Errors;
    } finally {
      await client.dispose();
    }
    return undefined;
  },
};

const repeated = (count: number, text: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, at) => text(at)).join(between);
const introspection = (depth: number): string => (depth === 0 ? 'name' : `ofType { ${introspection(depth - 1)} }`);
const doubling = (levels: number) =>
  repeated(levels, (at) => `fragment F${at} on Book { ${at + 1 < levels ? `...F${at + 1} ...F${at + 1}` : 'id'} }`);

const attacks: [string, Request, Record<string, unknown>][] = [
  [
    'a bomb of aliases',
    { query: `{ books { ${repeated(60, (at) => `a${at}: title`)} } }` },
    { code: 'ALIAS_LIMIT', limit: 50, aliases: 60 },
  ],
  [
    'brute force by aliases at the root',
    { query: `{ ${repeated(11, (at) => `a${at}: book(id: ${at}) { id }`)} }` },
    { code: 'ROOT_ALIAS_LIMIT', limit: 10, rootAliases: 11 },
  ],
  [
    'brute force by aliases in a mutation',
    { query: `mutation { ${repeated(11, (at) => `a${at}: sell(book: "${at}")`)} }` },
    { code: 'ROOT_ALIAS_LIMIT', limit: 10, rootAliases: 11 },
  ],
  [
    'a bomb of fragments',
    { query: `{ books { ...F0 } } ${doubling(30)}` },
    { code: 'FIELD_LIMIT', limit: 500, fields: 1.5 * 2 ** 30 },
  ],
  [
    'a fragment that uses itself',
    { query: '{ books { ...F } } fragment F on Book { id ...F }' },
    { code: 'GRAPHQL_VALIDATION_FAILED' },
  ],
  [
    'fragments that use each other',
    { query: '{ books { ...A } } fragment A on Book { id ...B ...B } fragment B on Book { id ...A ...A }' },
    { code: 'GRAPHQL_VALIDATION_FAILED' },
  ],
  [
    'a bomb of directives',
    { query: `{ books { id ${'@a '.repeat(300)} } }` },
    { code: 'DIRECTIVE_LIMIT', limit: 50, directives: 300 },
  ],
  [
    'deep nesting',
    { query: `{ books { holdings ${'{ a '.repeat(16)} ${'}'.repeat(16)} } }` },
    { code: 'DEPTH_LIMIT', limit: 16, depth: 18 },
  ],
  ['a flood of tokens', { query: `{ ${'a '.repeat(3_000)} }` }, { code: 'TOKEN_LIMIT', limit: 2_000, tokens: 3_002 }],
  [
    'fields of one key, each compared with each',
    { query: `{ books { ${'id '.repeat(1_900)} } }` },
    { code: 'FIELD_LIMIT', limit: 500, fields: 1_901 },
  ],
  ['a document nested deeper than the stack', { query: '{ a '.repeat(5_000) }, { code: 'GRAPHQL_PARSE_FAILED' }],
  [
    'a long list of long lists',
    { query: 'query ($n: Int!) { shelf(first: $n) { holdings { library } offers { store } } }', variables: { n: 100 } },
    { code: 'COST_LIMIT', limit: 2_000, cost: 100 * 21 },
  ],
  [
    'lists within lists',
    {
      query: `{ ${repeated(8, (at) => `a${at}: books { holdings { library } offers { store } bestOffer { store } }`)} shelf { id holdings { id } } books { id offers { store } } }`,
    },
    { code: 'COST_LIMIT', limit: 2_000, cost: 8 * 220 + 220 + 110 },
  ],
  [
    'a page without end',
    { query: 'query ($n: Int!) { shelf(first: $n) { id } }', variables: { n: 2_147_483_647 } },
    { code: 'BAD_USER_INPUT', argument: 'first', limit: 100, actual: 2_147_483_647 },
  ],
  [
    'a negative page, by a variable',
    { query: 'query ($n: Int! = -5) { shelf(first: $n) { id } }' },
    { code: 'BAD_USER_INPUT', argument: 'first', limit: 100, actual: -5 },
  ],
  [
    'a negative page, written out',
    { query: '{ shelf(first: -1) { id } }' },
    { code: 'BAD_USER_INPUT', argument: 'first', limit: 100, actual: -1 },
  ],
  [
    'a number that is none of 32 bits',
    { query: 'query ($n: Int!) { shelf(first: $n) { id } }', variables: { n: 2 ** 53 } },
    { code: 'BAD_USER_INPUT' },
  ],
  [
    'input objects without end',
    { query: 'query ($f: Filter) { echo(filter: $f) }', variables: { f: nestedValue(600) } },
    { code: 'BAD_USER_INPUT' },
  ],
  [
    'the schema many times',
    { query: `{ ${repeated(3, (at) => `a${at}: __schema { types { name } }`)} }` },
    { code: 'INTROSPECTION_LIMIT', limit: 2, schemas: 3 },
  ],
  [
    'the schema by circles',
    { query: `{ __schema { types { fields { type { ${introspection(14)} } } } } }` },
    { code: 'DEPTH_LIMIT', limit: 16, depth: 19 },
  ],
];

function nestedValue(depth: number): unknown {
  return depth === 0 ? 1 : { a: nestedValue(depth - 1) };
}

describe.each(Object.keys(ways))('by %s', (way) => {
  test.each(attacks)('%s is refused before the first fetch', async (_, request, extensions) => {
    const before = gateway.sent.length;
    const started = performance.now();
    const errors = await ways[way]?.(request);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(gateway.sent.length).toBe(before);
    if (errors === undefined && way === 'GET') return;
    expect(errors?.map((error) => error.extensions)).toContainEqual(expect.objectContaining(extensions));
    expect(JSON.stringify(errors).length).toBeLessThan(20_000);
  });
});

test('several operations in one request are refused, whatever the client takes', async () => {
  const batch = Array.from({ length: 100 }, (_, id) => ({ query: `{ book(id: ${id}) { id } }` }));
  for (const accept of ['application/json', 'text/event-stream']) {
    const { status, body } = await gateway.post(batch, { accept });
    expect([status, body.errors?.[0]?.extensions]).toEqual([400, { code: 'BATCH_LIMIT', limit: 1, operations: 100 }]);
  }
  expect(gateway.sent).toEqual([]);
});

test('a body that is too large is refused by what it says of its length', async () => {
  const { status, body } = await gateway.post({ query: '{ books { id } }', variables: { v: 'x'.repeat(1_048_576) } });
  expect(status).toBe(413);
  const [extensions] = (body.errors ?? []).map((error) => error.extensions);
  expect(extensions).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', limit: 1_048_576 });
  expect(extensions?.['bytes']).toBeGreaterThan(1_048_576);
});

test('who asks is told what the operation costs, and nobody else', async () => {
  const query = 'query ($n: Int!) { shelf(first: $n) { id holdings { id } } }';
  const request = { query, variables: { n: 3 } };
  const { body } = await gateway.post(request, { 'x-shelfgraph-cost': '1' });
  expect(body.extensions).toEqual({ cost: { requested: 33, limit: 2_000 } });
  expect((await gateway.post(request)).body).not.toHaveProperty('extensions');
  const both = await gateway.post(request, { 'x-shelfgraph-cost': '1', 'x-shelfgraph-trace': '1' });
  expect(Object.keys(both.body.extensions ?? {})).toEqual(['tracing', 'cost']);
});
