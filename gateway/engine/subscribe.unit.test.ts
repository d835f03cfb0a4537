// Subscriptions over two real subgraph schemas: the events come from one, some of their fields from the other.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { execute, parse, subscribe } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import { type CallContext, type SubgraphAnswer, SubgraphError, type Transport } from '../../lib/transport.ts';
import { createEngine } from './engine.ts';
import type { EngineResult } from './results.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@external", "@requires"])';
const typeDefs = {
  central: parse(`${link}
    type Query { book(id: ID!): Book }
    type Subscription { bookChanged(upTo: Int!): Book! ticks: [Int!]! }
    type Book @key(fields: "id") { id: ID! title: String }`),
  bookstores: parse(`${link}
    type Book @key(fields: "id") { id: ID! price(currency: String = "CNY"): Int offers: [Offer!]! }
    type Offer { store: String! }`),
};
const { supergraphSdl } = composeServices(
  Object.entries(typeDefs).map(([name, document]) => ({ name, url: `http://${name}`, typeDefs: document })),
) as { supergraphSdl: string };

interface Source {
  /** Events that were taken. */
  taken: number;
  ended: boolean;
}

async function* ticks() {
  yield { ticks: [1, null] };
  yield { ticks: [2] };
}

function sourceSchema(source: Source) {
  async function* changes(_: unknown, { upTo }: { upTo: number }, { signal }: CallContext) {
    try {
      for (let id = 1; id <= upTo; id += 1) {
        source.taken += 1;
        yield { bookChanged: { id: String(id), title: `Book ${id}` } };
      }
      // Waits for an event that never comes, until somebody ends it.
      await new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    } finally {
      source.ended = true;
    }
  }
  const resolvers = { Subscription: { bookChanged: { subscribe: changes }, ticks: { subscribe: ticks } } };
  return buildSubgraphSchema([{ typeDefs: typeDefs.central, resolvers: resolvers as never }]);
}

const bookstoresSchema = buildSubgraphSchema([
  {
    typeDefs: typeDefs.bookstores,
    resolvers: {
      Book: {
        price: ({ id }: { id: string }) => (id === '2' ? Promise.reject(new Error('no price')) : Number(id) * 10),
        offers: ({ id }: { id: string }) => (id === '3' ? [null] : [{ store: 'QINGCHUN' }]),
      },
    } as never,
  },
]);

const toAnswer = (answer: unknown) => JSON.parse(JSON.stringify(answer)) as SubgraphAnswer;

function graph() {
  const source: Source = { taken: 0, ended: false };
  const schema = sourceSchema(source);
  const central: Transport = async (request, call) =>
    toAnswer(
      await execute({
        schema,
        document: parse(request.query),
        variableValues: request.variables ?? {},
        contextValue: call,
      }),
    );
  central.subscribe = async function* ({ query, variables }, call) {
    const events = await subscribe({
      schema,
      document: parse(query),
      variableValues: variables ?? {},
      contextValue: call,
    });
    if (!(Symbol.asyncIterator in events)) return yield toAnswer(events);
    for await (const event of events) yield toAnswer(event);
  };
  const bookstores: Transport = async ({ query, variables }) =>
    toAnswer(await execute({ schema: bookstoresSchema, document: parse(query), variableValues: variables ?? {} }));
  return { source, transports: { central, bookstores } };
}

const call = { identity: anonymous, requestId: 'r' };

async function open(query: string, options: { signal?: AbortSignal; variables?: Record<string, unknown> } = {}) {
  const { source, transports } = graph();
  const engine = createEngine({ supergraphSdl, transports });
  const { signal, variables } = options;
  const results = await engine.subscribe(
    { document: parse(query), variables },
    { ...call, ...(signal ? { signal } : {}) },
  );
  return { source, results, events: iteratorOf(results) };
}

function iteratorOf(results: AsyncIterable<EngineResult> | EngineResult): AsyncIterator<EngineResult> {
  if (!(Symbol.asyncIterator in results)) throw new Error(`refused: ${results.errors?.[0]?.message}`);
  return results[Symbol.asyncIterator]();
}

const responseOf = ({ value }: IteratorResult<EngineResult, unknown>) => {
  const { fetches: _, ...response } = value as EngineResult;
  return JSON.parse(JSON.stringify(response)) as { data: unknown; errors?: { path: unknown; extensions: unknown }[] };
};

describe('an event', () => {
  test('has the fields of other subgraphs, under the client’s keys and in the client’s order', async () => {
    const { events } = await open(
      'subscription ($n: Int!) { changed: bookChanged(upTo: $n) { cost: price title offers { store } __typename id } }',
      { variables: { n: 1 } },
    );
    const text = JSON.stringify(((await events.next()).value as EngineResult).data);
    expect(text).toBe(
      '{"changed":{"cost":10,"title":"Book 1","offers":[{"store":"QINGCHUN"}],"__typename":"Book","id":"1"}}',
    );
    await events.return?.();
  });

  test('has its own errors; the next one is not touched by them', async () => {
    const { events } = await open('subscription { bookChanged(upTo: 3) { id price offers { store } } }');
    const all = [await events.next(), await events.next(), await events.next()].map(responseOf);
    expect(all.map(({ data }) => data)).toEqual([
      { bookChanged: { id: '1', price: 10, offers: [{ store: 'QINGCHUN' }] } },
      { bookChanged: { id: '2', price: null, offers: [{ store: 'QINGCHUN' }] } },
      null,
    ]);
    expect(all.map(({ errors }) => errors?.map(({ path }) => path))).toEqual([
      undefined,
      [['bookChanged', 'price']],
      [['bookChanged', 'offers', 0]],
    ]);
    await events.return?.();
  });

  test('with a null where none may be has no data, and is not the last', async () => {
    const { events } = await open('subscription { ticks }');
    expect(responseOf(await events.next())).toMatchObject({ data: null, errors: [{ path: ['ticks', 1] }] });
    expect(responseOf(await events.next())).toEqual({ data: { ticks: [2] } });
    expect((await events.next()).done).toBe(true);
  });

  test('is taken from the source only when it is asked for', async () => {
    const { events, source } = await open('subscription { bookChanged(upTo: 100) { id } }');
    expect(source.taken).toBe(0);
    await events.next();
    await events.next();
    expect(source.taken).toBe(2);
    await events.return?.();
    expect(source.ended).toBe(true);
  });
});

describe('a stream ends', () => {
  test('with its consumer, even while it waits for an event', async () => {
    const { events, source } = await open('subscription { bookChanged(upTo: 1) { id } }');
    await events.next();
    const waiting = events.next();
    await events.return?.();
    expect((await waiting).done).toBe(true);
    expect(source.ended).toBe(true);
  });

  test('with the client’s signal', async () => {
    const client = new AbortController();
    const { events, source } = await open('subscription { bookChanged(upTo: 1) { id } }', { signal: client.signal });
    await events.next();
    const waiting = events.next();
    client.abort(new Error('gone'));
    expect((await waiting).done).toBe(true);
    expect(source.ended).toBe(true);
  });

  test('with its source, after a result that says so when the source breaks', async () => {
    const { transports } = graph();
    transports.central.subscribe = async function* () {
      yield { data: { bookChanged: { __typename: 'Book', id: '1', title: 'Cloud' } } };
      throw new SubgraphError('SUBGRAPH_UNAVAILABLE', 'central');
    };
    const engine = createEngine({ supergraphSdl, transports });
    const document = parse('subscription { bookChanged(upTo: 1) { title } }');
    const events = iteratorOf(await engine.subscribe({ document }, call));
    expect(responseOf(await events.next())).toEqual({ data: { bookChanged: { title: 'Cloud' } } });
    expect(responseOf(await events.next())).toEqual({
      data: null,
      errors: [
        {
          message: 'central cannot be reached.',
          path: ['bookChanged'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' },
        },
      ],
    });
    expect((await events.next()).done).toBe(true);
  });
});

describe('a subscription is refused', () => {
  test.each([
    ['subscription ($n: Int!) { bookChanged(upTo: $n) { id } }', /Variable "\$n" of required type/],
    ['{ book(id: 1) { id } }', /not a subscription/],
    ['subscription A { ticks } subscription B { ticks }', /Must provide operation name/],
  ])('when it cannot be opened: %s', async (query, message) => {
    const { results, source } = await openRefused(query);
    expect(results.errors?.[0]?.message).toMatch(message);
    expect(results.data).toBeUndefined();
    expect(source.taken).toBe(0);
  });

  test('as a query: it is a stream', async () => {
    const engine = createEngine({ supergraphSdl, transports: graph().transports });
    const { errors } = await engine.execute({ document: parse('subscription { ticks }') }, call);
    expect(errors?.[0]?.message).toContain('is a stream');
  });

  test('by a subgraph without subscriptions: the first result says so', async () => {
    const { transports } = graph();
    delete transports.central.subscribe;
    const engine = createEngine({ supergraphSdl, transports });
    const events = iteratorOf(await engine.subscribe({ document: parse('subscription { ticks }') }, call));
    expect(responseOf(await events.next())).toMatchObject({ data: null, errors: [{ path: ['ticks'] }] });
    expect((await events.next()).done).toBe(true);
  });
});

async function openRefused(query: string) {
  const { source, transports } = graph();
  const engine = createEngine({ supergraphSdl, transports });
  const results = await engine.subscribe({ document: parse(query) }, call);
  if (Symbol.asyncIterator in results) throw new Error('It was opened.');
  return { source, results };
}
