import { type ExecutionResult, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous } from '../../lib/identity.ts';
import { type SubgraphAnswer, SubgraphError, type Transport } from '../../lib/transport.ts';
import { answerFrom, type SubgraphName, supergraphSdl, testTransports } from '../test-graph.ts';
import { createEngine } from './engine.ts';

interface Options {
  variables?: Record<string, unknown>;
  operationName?: string;
  replaced?: Partial<Record<SubgraphName, Transport>>;
  fetchLimit?: number;
  signal?: AbortSignal;
}

async function run(query: string, { variables, operationName, replaced = {}, fetchLimit = 50, signal }: Options = {}) {
  const { transports, sent } = testTransports(replaced);
  const engine = createEngine({ supergraphSdl, transports, fetchLimit });
  const document = parse(query);
  expect(validate(engine.publicSchema, document)).toEqual([]);
  const call = { identity: anonymous, requestId: 'r', ...(signal ? { signal } : {}) };
  const { fetches, ...response } = await engine.execute({ document, operationName, variables }, call);
  // As a client sees it.
  const { data, errors } = JSON.parse(JSON.stringify(response)) as ExecutionResult;
  return { data, errors, sent, fetches, text: JSON.stringify(response.data) };
}

const answering =
  (answer: SubgraphAnswer): Transport =>
  async () =>
    answer;
const failing =
  (error: Error): Transport =>
  async () => {
    throw error;
  };
const down = failing(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'bookstores'));
const centralWith = (book: Record<string, unknown>) =>
  answering({ data: { books: [{ id: '1', title: 'Cloud' }, book], maybeBooks: [book], book } });

/** Answers with an error for the holdings e-1, asked for as `live`. */
const closedAtXuhui: Transport = async (request, call) => {
  const { data } = await answerFrom('districts', request, call);
  const [key = '', entities] = Object.entries(data ?? {})[0] ?? [];
  const at = (Object.values(request.variables ?? {})[0] as { id: string }[]).findIndex(({ id }) => id === 'e-1');
  const answered = (entities as unknown[]).map((entity, index) => (index === at ? { live: null } : entity));
  const extensions = { code: 'CATALOGUE_CLOSED', hint: 'Monday', stacktrace: ['at secret.ts:1'] };
  return { data: { [key]: answered }, errors: [{ message: 'closed', path: [key, at, 'live'], extensions }] };
};

describe('entities', () => {
  test('equal ones are asked for once and answer every place', async () => {
    const { data, sent } = await run(
      `{ a: book(id: 1) { offers { store } } b: book(id: 1) { offers { store } } c: book(id: 2) { offers { store } } }`,
    );
    const book = { offers: [{ store: 'QINGCHUN' }] };
    expect(data).toEqual({ a: book, b: book, c: book });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['central', 'bookstores']);
    expect(Object.values(sent[1]?.variables ?? {})).toEqual([
      expect.arrayContaining([
        { __typename: 'Book', id: '1' },
        { __typename: 'Book', id: '2' },
      ]),
    ]);
    expect(Object.values(sent[1]?.variables ?? {})[0]).toHaveLength(2);
  });

  test('one list over two subgraphs costs two fetches', async () => {
    const { data, sent } = await run('{ book(id: 1) { holdings { library now } } }');
    expect(data).toEqual({
      book: {
        holdings: [
          { library: 'City', now: 7 },
          { library: 'Jing’an', now: 3 },
          { library: 'Xuhui', now: 0 },
        ],
      },
    });
    expect(sent).toHaveLength(2);
  });

  test('required fields are sent along, nulls too', async () => {
    const { data, sent } = await run('{ books { postage } }');
    expect(data).toEqual({ books: [{ postage: 3 }, { postage: 0 }] });
    expect(sent[1]?.variables).toEqual({
      representations: [
        { __typename: 'Book', id: '1', weight: 300 },
        { __typename: 'Book', id: '2', weight: null },
      ],
    });
  });

  test('one that its subgraph does not know has null fields and no error', async () => {
    const central = answering({ data: { book: { __typename: 'Book', id: '404', title: 'Lost' } } });
    const { data, errors } = await run('{ book(id: 404) { title price } }', { replaced: { central } });
    expect(data).toEqual({ book: { title: 'Lost', price: null } });
    expect(errors).toBeUndefined();
  });

  test('an answer with too few of them is as good as none', async () => {
    const bookstores = answering({ data: { _entities: [{ price: 1 }] } });
    const { data, errors } = await run('{ books { price } }', { replaced: { bookstores } });
    expect(data).toEqual({ books: [{ price: null }, { price: null }] });
    expect(errors).toEqual([expect.objectContaining({ message: 'bookstores cannot be reached.', path: ['books'] })]);
  });
});

describe('a subgraph that fails', () => {
  test('costs its fields only, with one error that names it', async () => {
    const { data, errors, fetches } = await run('{ books { title price } }', { replaced: { bookstores: down } });
    expect(data).toEqual({
      books: [
        { title: 'Cloud', price: null },
        { title: 'River', price: null },
      ],
    });
    expect(errors).toEqual([
      {
        message: 'bookstores cannot be reached.',
        path: ['books'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'bookstores' },
      },
    ]);
    expect(fetches.map(({ subgraph, error }) => [subgraph, error])).toEqual([
      ['central', undefined],
      ['bookstores', 'SUBGRAPH_UNAVAILABLE'],
    ]);
  });

  test('is named at the field when there is only one', async () => {
    const { errors } = await run('{ mine: book(id: 1) { cost: price } }', { replaced: { bookstores: down } });
    expect(errors?.map(({ path }) => path)).toEqual([['mine', 'cost']]);
  });

  test('gives one error also where its nulls travel up', async () => {
    const { data, errors } = await run('{ maybeBooks { title offers { store } } }', { replaced: { bookstores: down } });
    expect(data).toEqual({ maybeBooks: null });
    expect(errors).toHaveLength(1);
  });

  test('at the root leaves the other roots alone', async () => {
    const central = failing(new SubgraphError('SUBGRAPH_TIMEOUT', 'central'));
    const { data, errors } = await run('{ __typename mine: book(id: 1) { title } }', { replaced: { central } });
    expect(data).toEqual({ __typename: 'Query', mine: null });
    expect(errors).toEqual([
      {
        message: 'central did not answer in time.',
        path: ['mine'],
        extensions: { code: 'SUBGRAPH_TIMEOUT', subgraph: 'central' },
      },
    ]);
  });

  test('by throwing anything else shows nothing of it', async () => {
    const bookstores = failing(new TypeError('secret detail'));
    const { errors } = await run('{ book(id: 1) { price } }', { replaced: { bookstores } });
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(errors?.[0]?.extensions?.['code']).toBe('SUBGRAPH_UNAVAILABLE');
  });
});

describe('errors that a subgraph answers', () => {
  test('of an entity stand at every place of that entity, under the client’s aliases', async () => {
    const { data, errors } = await run(
      '{ a: book(id: 1) { rows: holdings { live: now } } b: book(id: 1) { rows: holdings { live: now } } }',
      { replaced: { districts: closedAtXuhui } },
    );
    const rows = [{ live: 7 }, { live: 3 }, { live: null }];
    expect(data).toEqual({ a: { rows }, b: { rows } });
    const extensions = { code: 'CATALOGUE_CLOSED', hint: 'Monday', subgraph: 'districts' };
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        { message: 'closed', path: ['a', 'rows', 2, 'live'], extensions },
        { message: 'closed', path: ['b', 'rows', 2, 'live'], extensions },
      ]),
    );
  });

  test('of a field that only another subgraph needs stand at the nearest place the client knows', async () => {
    const central = answering({
      data: { book: { __typename: 'Book', id: '1', weight: null } },
      errors: [{ message: 'the scales are broken', path: ['book', 'weight'] }],
    });
    const { errors } = await run('{ book(id: 1) { postage } }', { replaced: { central } });
    expect(errors).toEqual([
      { message: 'the scales are broken', path: ['book'], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'central' } },
    ]);
  });

  test('without a path stand once, at what the fetch was for', async () => {
    const bookstores = answering({
      errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const { errors } = await run('{ books { price } }', { replaced: { bookstores } });
    expect(errors).toEqual([
      { message: 'no', path: ['books'], extensions: { code: 'UNAUTHENTICATED', subgraph: 'bookstores' } },
    ]);
  });
});

describe('nulls', () => {
  test('travel up to the nearest nullable place, with one clear error', async () => {
    const central = centralWith({ id: '2', title: null });
    const { data, errors } = await run('{ maybeBooks { id title } book(id: 2) { id } }', { replaced: { central } });
    expect(data).toEqual({ maybeBooks: null, book: { id: '2' } });
    expect(errors).toEqual([
      {
        message: 'Cannot return null for non-nullable field Book.title: no subgraph gave a value.',
        path: ['maybeBooks', 0, 'title'],
        extensions: { code: 'NON_NULL_VIOLATION' },
      },
    ]);
  });

  test('never stay in a list that allows none: [Book!]! takes the whole answer', async () => {
    const central = answering({ data: { books: [{ id: '1' }, null] } });
    const { data, errors } = await run('{ books { id } }', { replaced: { central } });
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([['books', 1]]);
  });

  test('stand for values that are not public', async () => {
    const { data, errors } = await run('{ books { kind } }');
    expect(data).toEqual({ books: [{ kind: 'PAPER' }, { kind: null }] });
    expect(errors).toBeUndefined();
  });

  test('stand for values of the wrong shape, with an error', async () => {
    const central = answering({ data: { maybeBooks: { id: 1 }, book: 'Cloud' } });
    const { data, errors } = await run('{ maybeBooks { id } book(id: 1) { id } }', { replaced: { central } });
    expect(data).toEqual({ maybeBooks: null, book: null });
    expect(errors?.map(({ message }) => message)).toEqual([
      "A subgraph's value for Query.maybeBooks is not a list.",
      "A subgraph's value for Query.book is not an object.",
    ]);
  });
});

describe('variables', () => {
  test('go only to the fetches that use them, with defaults and nested defaults', async () => {
    const { data, sent } = await run(
      'query ($id: ID!, $currency: String! = "USD", $filter: Filter) { echo(filter: $filter) book(id: $id) { price(currency: $currency) } }',
      { variables: { id: 1, filter: { limit: 3 }, ignored: true } },
    );
    expect(data).toMatchObject({ book: { price: 10 } });
    expect(sent[0]?.variables).toEqual({ id: '1', filter: { city: 'Shanghai', limit: 3 } });
    expect(sent[1]?.variables).toMatchObject({ currency: 'USD' });
  });

  test('of custom scalars are passed on as they are', async () => {
    const value = { deep: [1, { __proto: 'x', a: null }], big: 2 ** 40 };
    const { data } = await run('query ($value: JSON) { echo(value: $value) }', { variables: { value } });
    expect(JSON.parse(String(data?.['echo']))).toEqual({ value, times: 2 });
  });

  test('may have the names that plans use', async () => {
    const { data, errors } = await run(
      'query ($representations: String!, $__batch_reps_0: ID!) { book(id: $__batch_reps_0) { price(currency: $representations) } }',
      { variables: { representations: 'USD', __batch_reps_0: 1 } },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ book: { price: 10 } });
  });

  test('that do not fit are refused before any fetch', async () => {
    const { data, errors, sent } = await run('query ($id: ID!) { book(id: $id) { id } }', { variables: { id: null } });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toContain('Variable "$id" of non-null type "ID!" must not be null.');
    expect(sent).toEqual([]);
  });
});

describe('selections', () => {
  test('@skip and @include decide on fields and on fetches', async () => {
    const query =
      'query ($more: Boolean!) { book(id: 1) { id title @skip(if: $more) ...More @include(if: $more) } } fragment More on Book { price }';
    const more = await run(query, { variables: { more: true } });
    expect(more.text).toBe('{"book":{"id":"1","price":70}}');
    const less = await run(query, { variables: { more: false } });
    expect(less.text).toBe('{"book":{"id":"1","title":"Cloud"}}');
    expect(less.sent).toHaveLength(1);
  });

  test('keep the client’s order, with fields of one key merged', async () => {
    const { text } = await run(
      '{ b: book(id: 2) { price } ...Rest b: book(id: 2) { title ...{ id } } } fragment Rest on Query { a: book(id: 1) { title price id } }',
    );
    expect(text).toBe('{"b":{"price":70,"title":"River","id":"2"},"a":{"title":"Cloud","price":70,"id":"1"}}');
  });

  test('aliases of __typename and type conditions follow the object’s type', async () => {
    const { data } = await run('{ book(id: 1) { holdings { what: __typename ... on DistrictHoldings { now } } } }');
    expect(data).toEqual({
      book: {
        holdings: [
          { what: 'CentralHoldings' },
          { what: 'DistrictHoldings', now: 3 },
          { what: 'DistrictHoldings', now: 0 },
        ],
      },
    });
  });

  test('an alias of __typename alone is enough', async () => {
    const { data } = await run('{ book(id: 1) { holdings { what: __typename } } }');
    expect(data).toMatchObject({ book: { holdings: [{ what: 'CentralHoldings' }, {}, {}] } });
  });

  test('an alias called __proto__ is a key like any other', async () => {
    const { text } = await run('{ __proto__: book(id: 1) { __proto__: title constructor: price } }');
    expect(text).toBe('{"__proto__":{"__proto__":"Cloud","constructor":70}}');
    expect(({} as Record<string, unknown>)['title']).toBeUndefined();
  });
});

describe('introspection', () => {
  test('mixes with data, in order', async () => {
    const { text } = await run(
      'query ($name: String!) { kind: __type(name: $name) { enumValues { name } } book(id: 1) { id } __typename }',
      { variables: { name: 'Kind' } },
    );
    expect(text).toBe('{"kind":{"enumValues":[{"name":"PAPER"}]},"book":{"id":"1"},"__typename":"Query"}');
  });

  test('asks no subgraph and shows nothing internal', async () => {
    const { data, sent } = await run(getIntrospectionQuery());
    expect(sent).toEqual([]);
    expect(JSON.stringify(data)).toContain('"DistrictHoldings"');
    expect(JSON.stringify(data)).not.toMatch(/shelfCode|SECRET|join__|link__|"_Any"|"_Entity"|inaccessible/);
  });
});

describe('operations', () => {
  test('mutations run in the client’s order', async () => {
    const { data, sent } = await run(
      'mutation { a: write(text: "one") __typename b: sell(book: 1) c: write(text: "two") d: sell(book: 2) }',
    );
    expect(data).toEqual({
      a: ['one'],
      __typename: 'Mutation',
      b: ['one', 'sold 1'],
      c: ['one', 'sold 1', 'two'],
      d: ['one', 'sold 1', 'two', 'sold 2'],
    });
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['central', 'bookstores', 'central', 'bookstores']);
  });

  test('more fetches than allowed are refused before the first', async () => {
    const mutation = 'mutation { a: write(text: "1") b: sell(book: 1) c: write(text: "2") }';
    const { data, errors, sent } = await run(mutation, { fetchLimit: 2 });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions).toEqual({ code: 'FETCH_LIMIT', count: 3, limit: 2 });
    expect(sent).toEqual([]);
  });

  test('the operation is chosen by name', async () => {
    const query = 'query A { book(id: 1) { id } } query B { book(id: 2) { id } }';
    expect((await run(query, { operationName: 'B' })).data).toEqual({ book: { id: '2' } });
    expect((await run(query, { operationName: 'C' })).errors?.[0]?.message).toBe('Unknown operation named "C".');
    expect((await run(query)).errors?.[0]?.message).toContain('Must provide operation name');
  });

  test('a client that leaves ends the operation: nothing more is asked', async () => {
    const client = new AbortController();
    let passedOn: AbortSignal | undefined;
    const central: Transport = async (request, call) => {
      passedOn = call.signal;
      client.abort(new Error('gone'));
      return answerFrom('central', request, call);
    };
    let asked = 0;
    const bookstores: Transport = async (request, call) => {
      asked += 1;
      return answerFrom('bookstores', request, call);
    };
    const running = run('{ book(id: 1) { price } }', { replaced: { central, bookstores }, signal: client.signal });
    await expect(running).rejects.toThrow('gone');
    expect(passedOn).toBe(client.signal);
    expect(asked).toBe(0);
  });

  test('what was fetched is reported', async () => {
    const { fetches } = await run('{ books { price } }');
    expect(fetches).toEqual([
      { subgraph: 'central', kind: 'query', ms: expect.any(Number) },
      { subgraph: 'bookstores', kind: 'entities', entities: 2, ms: expect.any(Number) },
    ]);
  });
});

describe('transports', () => {
  test('a subgraph without one is named at once', () => {
    const { districts: _, ...transports } = testTransports().transports;
    expect(() => createEngine({ supergraphSdl, transports })).toThrow(
      /No transport for districts\..*central, districts/,
    );
  });

  test('one without a subgraph is named at once', () => {
    const transports = { ...testTransports().transports, lendign: down };
    expect(() => createEngine({ supergraphSdl, transports })).toThrow('There is no subgraph lendign.');
  });
});
