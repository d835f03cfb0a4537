// What each audience gets to see and to run through a gateway, by every way in: what is hidden is answered as if it did not exist.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { execute, getIntrospectionQuery, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { CallContext, SubgraphAnswer, SubgraphRequest, Transport } from '../../lib/transport.ts';
import type { Person } from '../auth/claims.ts';
import { issueToken } from '../auth/development.ts';
import { type Answer, closeGateways, startGateway, testKeys } from '../test-server.ts';
import { type Audience, audiences } from './audiences.ts';

const sdl = (extra = '') => `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])
  type Query {
    book(filter: Filter, draft: Boolean @tag(name: "branch"), kind: Kind): Book
    shelfmark: String @tag(name: "branch")
    turnover: Int @tag(name: "bookstore")
    secrets: [Secret!]! @tag(name: "internal")
    things: [Thing!]!
    ${extra}
  }
  type Mutation { buy: Int @tag(name: "bookstore") lend: Int @tag(name: "branch") rate: Int }
  type Subscription { sold: Int @tag(name: "bookstore") news: Int }
  type Book @key(fields: "id") { id: ID! title: String kind: Kind cost: Int @tag(name: "branch") @tag(name: "bookstore") }
  type Secret { word: String }
  input Filter { text: String shelf: String @tag(name: "branch") }
  enum Kind { OPEN CLOSED @tag(name: "internal") }
  interface Thing { id: ID }
  type Pen implements Thing { id: ID }
  type Vault implements Thing @tag(name: "internal") { id: ID depth: Int }`;

const compose = (text: string) => {
  const { supergraphSdl, errors } = composeServices([{ name: 'a', typeDefs: parse(text) }]);
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  return supergraphSdl;
};

const book = { id: '1', title: 'Cloud', kind: 'CLOSED', cost: 7 };
const schema = buildSubgraphSchema([
  {
    typeDefs: parse(sdl('fresh: Int @tag(name: "branch")')),
    resolvers: { Thing: { __resolveType: ({ depth }: { depth?: number }) => (depth ? 'Vault' : 'Pen') } } as never,
  },
]);
const sent: string[] = [];
const subgraph: Transport = Object.assign(
  async ({ query, variables }: SubgraphRequest, _call: CallContext) => {
    sent.push(query);
    const rootValue = {
      book,
      shelfmark: 'I247',
      turnover: 5,
      secrets: [{ word: 'sesame' }],
      things: [{ id: 'p' }, { id: 'v', depth: 3 }],
      buy: 1,
      lend: 2,
      rate: 3,
      fresh: 4,
      _entities: [{ __typename: 'Book', ...book }],
    };
    const answer = await execute({ schema, document: parse(query), variableValues: variables ?? {}, rootValue });
    return JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;
  },
  {
    async *subscribe({ query }: SubgraphRequest): AsyncGenerator<SubgraphAnswer> {
      sent.push(query);
      yield { data: query.includes('sold') ? { sold: 1 } : { news: 2 } };
    },
  },
);

const people: Record<Audience, Person | undefined> = {
  public: { role: 'reader', subject: 'r', card: 'N1' },
  branch: { role: 'librarian', subject: 'l', library: 'NJ-JN' },
  bookstore: { role: 'clerk', subject: 'c', store: 'QINGCHUN' },
  internal: { role: 'admin', subject: 'a' },
};
const tokens = new Map<Audience, string>();
let gateway: Awaited<ReturnType<typeof startGateway>>;

beforeAll(async () => {
  gateway = await startGateway({}, { supergraphSdl: compose(sdl()), transports: { a: subgraph } });
  for (const audience of audiences) {
    tokens.set(audience, await issueToken(testKeys.tokenPrivateKey, people[audience] as Person, { ttl: 600 }));
  }
});
beforeEach(() => {
  sent.length = 0;
});
afterAll(closeGateways);

interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}
type Way = (operation: Operation, audience: Audience) => Promise<Answer>;

const headersOf = (audience: Audience) => ({ authorization: `Bearer ${tokens.get(audience)}` });
const ways: Record<string, Way> = {
  async POST(operation, audience) {
    return (await gateway.post(operation, headersOf(audience))).body;
  },
  async GET({ query, variables = {} }, audience) {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
    const headers = { 'apollo-require-preflight': '1', ...headersOf(audience) };
    return (await fetch(`${gateway.origin}/graphql?${search}`, { headers })).json() as Promise<Answer>;
  },
  async SSE(operation, audience) {
    const response = await fetch(`${gateway.origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headersOf(audience) },
      body: JSON.stringify(operation),
    });
    return JSON.parse(/event: next\ndata: (.*)\n/.exec(await response.text())?.[1] ?? '{}') as Answer;
  },
  async WebSocket(operation, audience) {
    const url = gateway.origin.replace('http', 'ws').concat('/graphql');
    const connectionParams = headersOf(audience);
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
    try {
      for await (const result of client.iterate(operation)) return result as Answer;
    } catch (errors) {
      return { errors: errors as never };
    } finally {
      await client.dispose();
    }
    return {};
  },
};
const wayNames = Object.keys(ways);
const ask = (way: string, operation: Operation, audience: Audience) => (ways[way] as Way)(operation, audience);
const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions['code']);

/** Each with the audiences that may ask it, and what they get. */
const operations: [string, Operation, readonly Audience[], unknown?][] = [
  ['a field', { query: '{ shelfmark }' }, ['branch', 'internal'], { shelfmark: 'I247' }],
  ['a field of several', { query: '{ book { cost } }' }, ['branch', 'bookstore', 'internal'], { book: { cost: 7 } }],
  ['a field under another name', { query: '{ title: turnover }' }, ['bookstore', 'internal'], { title: 5 }],
  [
    'a field in a fragment',
    { query: '{ ...F } fragment F on Query { book { ... on Book { ...G } } } fragment G on Book { cost }' },
    ['branch', 'bookstore', 'internal'],
    { book: { cost: 7 } },
  ],
  ['a field that is skipped', { query: '{ things { id } secrets @skip(if: true) { word } }' }, ['internal']],
  ['a type', { query: '{ secrets { word } }' }, ['internal'], { secrets: [{ word: 'sesame' }] }],
  [
    'a type in a fragment',
    { query: '{ things { ... on Vault { depth } } }' },
    ['internal'],
    { things: [{}, { depth: 3 }] },
  ],
  ['an argument', { query: '{ book(draft: true) { id } }' }, ['branch', 'internal'], { book: { id: '1' } }],
  [
    'an input field',
    { query: '{ book(filter: { shelf: "1" }) { id } }' },
    ['branch', 'internal'],
    { book: { id: '1' } },
  ],
  ['a value', { query: '{ book(kind: CLOSED) { id } }' }, ['internal'], { book: { id: '1' } }],
  ['a type of a variable', { query: 'query ($a: Secret) { book { id } }' }, []],
  ['entities', { query: '{ _entities(representations: []) { ... on Book { cost } } }' }, []],
];

describe.each(wayNames)('by %s', (way) => {
  test.each(operations)('%s is there for whom it is for, and for nobody else', async (_, operation, seers, data) => {
    for (const audience of audiences) {
      const answer = await ask(way, operation, audience);
      if (seers.includes(audience)) {
        expect(answer.errors, audience).toBeUndefined();
        if (data !== undefined) expect(answer.data, audience).toEqual(data);
      } else {
        expect(new Set(codesOf(answer)), audience).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
        expect(answer.data ?? null).toBeNull();
      }
    }
    expect(sent).toHaveLength(seers.length);
  });

  test.each([
    ['shelf', { filter: { shelf: '1' } }, ['branch', 'internal']],
    ['kind', { kind: 'CLOSED' }, ['internal']],
  ] as [
    string,
    Record<string, unknown>,
    Audience[],
  ][])('a hidden %s in variables is refused like one that does not exist', async (_, variables, seers) => {
    const query = 'query ($filter: Filter, $kind: Kind) { book(filter: $filter, kind: $kind) { id } }';
    for (const audience of audiences) {
      const answer = await ask(way, { query, variables }, audience);
      if (seers.includes(audience)) expect(answer.data, audience).toEqual({ book: { id: '1' } });
      else expect(codesOf(answer), audience).toEqual(['BAD_USER_INPUT']);
    }
    expect(sent).toHaveLength(seers.length);
  });

  test('introspection tells each audience its own view', async () => {
    const namesIn = async (audience: Audience) => {
      const { data } = await ask(way, { query: getIntrospectionQuery() }, audience);
      return new Set(JSON.stringify(data).match(/(?<="name":")\w+/g));
    };
    const hidden: Record<Audience, string[]> = {
      public: [
        'shelfmark',
        'turnover',
        'secrets',
        'Secret',
        'Vault',
        'CLOSED',
        'shelf',
        'draft',
        'cost',
        'buy',
        'sold',
      ],
      branch: ['turnover', 'secrets', 'Secret', 'Vault', 'CLOSED', 'buy', 'sold'],
      bookstore: ['shelfmark', 'secrets', 'Secret', 'Vault', 'CLOSED', 'shelf', 'draft', 'lend'],
      internal: [],
    };
    for (const audience of audiences) {
      const names = await namesIn(audience);
      const missing = hidden.public.concat('lend').filter((name) => !names.has(name));
      expect(missing.toSorted(), audience).toEqual(
        [...hidden[audience], ...(audience === 'public' ? ['lend'] : [])].toSorted(),
      );
    }
    const one = await ask(way, { query: '{ __type(name: "Secret") { name } }' }, 'public');
    expect(one.data).toEqual({ __type: null });
    expect(sent).toEqual([]);
  });

  test('nothing that is hidden is suggested', async () => {
    const { errors } = await ask(way, { query: '{ shelfmar secret { word } book { coss } }' }, 'public');
    expect(errors).toHaveLength(3);
    expect(JSON.stringify(errors)).not.toMatch(/shelfmark|secrets|cost|Secret/);
    const input = await ask(
      way,
      { query: 'query ($f: Filter) { book(filter: $f) { id } }', variables: { f: { shel: '1' } } },
      'public',
    );
    expect(JSON.stringify(input.errors)).not.toContain('shelf');
    expect(JSON.stringify(await ask(way, { query: '{ shelfmar }' }, 'branch'))).toContain('shelfmark');
  });

  test('what an answer has of hidden types and values is null', async () => {
    const query = '{ book { kind } things { __typename id } }';
    expect((await ask(way, { query }, 'internal')).data).toEqual({
      book: { kind: 'CLOSED' },
      things: [
        { __typename: 'Pen', id: 'p' },
        { __typename: 'Vault', id: 'v' },
      ],
    });
    expect((await ask(way, { query: '{ book { kind } }' }, 'public')).data).toEqual({ book: { kind: null } });
  });
});

test.each(['POST', 'SSE', 'WebSocket'])('a mutation by %s is there for whom it is for', async (way) => {
  for (const audience of audiences) {
    const answer = await ask(way, { query: 'mutation { buy }' }, audience);
    if (audience === 'bookstore' || audience === 'internal') expect(answer.data).toEqual({ buy: 1 });
    else expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  }
  expect(sent).toHaveLength(2);
});

test.each(['SSE', 'WebSocket'])('a subscription by %s is there for whom it is for', async (way) => {
  for (const audience of audiences) {
    const answer = await ask(way, { query: 'subscription { sold }' }, audience);
    if (audience === 'bookstore' || audience === 'internal') expect(answer.data).toEqual({ sold: 1 });
    else expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await ask(way, { query: 'subscription { news }' }, audience)).data).toEqual({ news: 2 });
  }
});

test('who shows nothing sees what readers see', async () => {
  const asked = async (query: string) => codesOf((await gateway.post({ query })).body);
  expect(await asked('{ shelfmark }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(await asked('{ book { id } }')).toEqual([]);
});

test('one document of several audiences is answered to each by its own view, whoever asked first', async () => {
  const query = '{ __type(name: "Book") { fields { name } } }';
  const fields = async (audience: Audience) => JSON.stringify((await ask('POST', { query }, audience)).data);
  for (const audience of [...audiences, ...audiences.toReversed()]) {
    expect((await fields(audience)).includes('cost'), audience).toBe(audience !== 'public');
  }
});

test('a supergraph that is loaded later has its views, and one that leaves an audience no schema is refused', async () => {
  const wider = await startGateway({}, { supergraphSdl: compose(sdl()), transports: { a: subgraph } });
  const fresh = async (audience: Audience) => (await wider.post({ query: '{ fresh }' }, headersOf(audience))).body;
  expect(codesOf(await fresh('branch'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  await wider.app.reload(async () => compose(sdl('fresh: Int @tag(name: "branch")')));
  expect((await fresh('branch')).data).toEqual({ fresh: 4 });
  expect(codesOf(await fresh('public'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect((await fresh('internal')).data).toEqual({ fresh: 4 });

  const none = sdl().replaceAll(/^ {4}(book|things).*$/gm, '$& @tag(name: "branch")');
  await expect(wider.app.reload(async () => compose(none))).rejects.toThrow(
    /What its tags leave of it for the audience "public" is no schema: Query root type must be provided/,
  );
  expect((await fresh('branch')).data).toEqual({ fresh: 4 });
});

describe('introspection that is switched off', () => {
  const off = { public: false, branch: true, bookstore: true, internal: true };

  test.each(wayNames)('is refused by %s to that audience alone, and names are not suggested', async (way) => {
    const before = gateway;
    gateway = await startGateway(
      {},
      { supergraphSdl: compose(sdl()), transports: { a: subgraph }, introspection: off },
    );
    try {
      const schemaOf = (audience: Audience) => ask(way, { query: '{ __schema { queryType { name } } }' }, audience);
      const refused = await schemaOf('public');
      expect(codesOf(refused)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(refused.errors?.[0]?.message).toMatch(/未开放内省.*Introspection is switched off/);
      expect((await schemaOf('branch')).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
      expect(codesOf(await ask(way, { query: '{ __type(name: "Book") { name } }' }, 'public'))).toHaveLength(1);
      expect((await ask(way, { query: '{ __typename }' }, 'public')).data).toEqual({ __typename: 'Query' });
      const typos = [
        { query: '{ boo { id } book { titel } }' },
        { query: 'query ($f: Filter) { book(filter: $f) { id } }', variables: { f: { texd: '1' } } },
      ];
      for (const typo of typos) {
        expect(JSON.stringify((await ask(way, typo, 'public')).errors)).not.toMatch(/Did you mean|"book|title|"text/);
        expect(JSON.stringify((await ask(way, typo, 'branch')).errors)).toMatch(/Did you mean/);
      }
    } finally {
      await gateway.app.close();
      gateway = before;
    }
  });
});
