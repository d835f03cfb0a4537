import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SubgraphError, type Transport } from '../../lib/transport.ts';
import { answerFrom, answering, failing, runQuery, supergraphSdl, testTransports } from '../test-graph.ts';
import { createEngine } from './engine.ts';

describe('entities', () => {
  test('equal ones are asked for once and answer every place', async () => {
    const { data, sent } = await runQuery(
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
    const { data, sent } = await runQuery('{ book(id: 1) { holdings { library now } } }');
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
    const { data, sent } = await runQuery('{ books { postage } }');
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
    const { data, errors } = await runQuery('{ book(id: 404) { title price } }', { replaced: { central } });
    expect(data).toEqual({ book: { title: 'Lost', price: null } });
    expect(errors).toBeUndefined();
  });

  test('an answer with too few of them is as good as none', async () => {
    const bookstores = answering({ data: { _entities: [{ price: 1 }] } });
    const { data, errors } = await runQuery('{ books { price } }', { replaced: { bookstores } });
    expect(data).toEqual({ books: [{ price: null }, { price: null }] });
    expect(errors).toEqual([expect.objectContaining({ message: 'bookstores cannot be reached.', path: ['books'] })]);
  });
});

describe('variables', () => {
  test('go only to the fetches that use them, with defaults and nested defaults', async () => {
    const { data, sent } = await runQuery(
      'query ($id: ID!, $currency: String! = "USD", $filter: Filter) { echo(filter: $filter) book(id: $id) { price(currency: $currency) } }',
      { variables: { id: 1, filter: { limit: 3 }, ignored: true } },
    );
    expect(data).toMatchObject({ book: { price: 10 } });
    expect(sent[0]?.variables).toEqual({ id: '1', filter: { city: 'Shanghai', limit: 3 } });
    expect(sent[1]?.variables).toMatchObject({ currency: 'USD' });
  });

  test('of custom scalars are passed on as they are', async () => {
    const value = { deep: [1, { __proto: 'x', a: null }], big: 2 ** 40 };
    const { data } = await runQuery('query ($value: JSON) { echo(value: $value) }', { variables: { value } });
    expect(JSON.parse(String(data?.['echo']))).toEqual({ value, times: 2 });
  });

  test('may have the names that plans use', async () => {
    const { data, errors } = await runQuery(
      'query ($representations: String!, $__batch_reps_0: ID!) { book(id: $__batch_reps_0) { price(currency: $representations) } }',
      { variables: { representations: 'USD', __batch_reps_0: 1 } },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ book: { price: 10 } });
  });

  test('that are left out are not sent, though every object has something of their name', async () => {
    const { data, errors, sent } = await runQuery(
      'query ($toString: JSON, $constructor: Int, $valueOf: Filter) { echo(value: $toString, times: $constructor, filter: $valueOf) }',
    );
    expect(errors).toBeUndefined();
    expect(JSON.parse(String(data?.['echo']))).toEqual({ times: 2 });
    expect(sent[0]?.variables).toBeUndefined();
  });

  test('that do not fit are refused before any fetch', async () => {
    const { data, errors, sent } = await runQuery('query ($id: ID!) { book(id: $id) { id } }', {
      variables: { id: null },
    });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toContain('Variable "$id" of non-null type "ID!" must not be null.');
    expect(sent).toEqual([]);
  });
});

describe('selections', () => {
  test('@skip and @include decide on fields and on fetches', async () => {
    const query =
      'query ($more: Boolean!) { book(id: 1) { id title @skip(if: $more) ...More @include(if: $more) } } fragment More on Book { price }';
    const more = await runQuery(query, { variables: { more: true } });
    expect(more.text).toBe('{"book":{"id":"1","price":70}}');
    const less = await runQuery(query, { variables: { more: false } });
    expect(less.text).toBe('{"book":{"id":"1","title":"Cloud"}}');
    expect(less.sent).toHaveLength(1);
  });

  test('a field that @skip leaves out does not take with it what is fetched beside it', async () => {
    const query = 'query ($no: Boolean = false) { book(id: 1) { postage @include(if: $no) price } }';
    expect((await runQuery(query)).text).toBe('{"book":{"price":70}}');
  });

  test('keep the client’s order, with fields of one key merged', async () => {
    const { text } = await runQuery(
      '{ b: book(id: 2) { price } ...Rest b: book(id: 2) { title ...{ id } } } fragment Rest on Query { a: book(id: 1) { title price id } }',
    );
    expect(text).toBe('{"b":{"price":70,"title":"River","id":"2"},"a":{"title":"Cloud","price":70,"id":"1"}}');
  });

  test('aliases of __typename and type conditions follow the object’s type', async () => {
    const { data } = await runQuery(
      '{ book(id: 1) { holdings { what: __typename ... on DistrictHoldings { now } } } }',
    );
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
    const { data } = await runQuery('{ book(id: 1) { holdings { what: __typename } } }');
    expect(data).toMatchObject({ book: { holdings: [{ what: 'CentralHoldings' }, {}, {}] } });
  });

  test('an alias called __proto__ is a key like any other', async () => {
    const { text } = await runQuery('{ __proto__: book(id: 1) { __proto__: title constructor: price } }');
    expect(text).toBe('{"__proto__":{"__proto__":"Cloud","constructor":70}}');
    expect(({} as Record<string, unknown>)['title']).toBeUndefined();
  });
});

describe('introspection', () => {
  test('mixes with data, in order', async () => {
    const { text } = await runQuery(
      'query ($name: String!) { kind: __type(name: $name) { enumValues { name } } book(id: 1) { id } __typename }',
      { variables: { name: 'Kind' } },
    );
    expect(text).toBe('{"kind":{"enumValues":[{"name":"PAPER"}]},"book":{"id":"1"},"__typename":"Query"}');
  });

  test('asks no subgraph and shows nothing internal', async () => {
    const { data, sent } = await runQuery(getIntrospectionQuery());
    expect(sent).toEqual([]);
    expect(JSON.stringify(data)).toContain('"DistrictHoldings"');
    expect(JSON.stringify(data)).not.toMatch(/shelfCode|SECRET|join__|link__|"_Any"|"_Entity"|inaccessible/);
  });
});

describe('operations', () => {
  test('mutations run in the client’s order', async () => {
    const { data, sent } = await runQuery(
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

  test('a mutation that loses the whole answer is the last: nothing happens unseen', async () => {
    const central = failing(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'central'));
    const mutation = 'mutation { a: write(text: "one") b: sell(book: 1) }';
    const { data, errors, sent } = await runQuery(mutation, { replaced: { central } });
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([['a']]);
    expect(sent.map(({ subgraph }) => subgraph)).toEqual(['central']);
  });

  test('a mutation that @include leaves out has lost nothing', async () => {
    const mutation = 'mutation ($no: Boolean = false) { a: write(text: "one") @include(if: $no) b: sell(book: 1) }';
    const { data, errors } = await runQuery(mutation);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ b: ['sold 1'] });
  });

  test('more fetches than allowed are refused before the first', async () => {
    const mutation = 'mutation { a: write(text: "1") b: sell(book: 1) c: write(text: "2") }';
    const { data, errors, sent } = await runQuery(mutation, { fetchLimit: 2 });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions).toEqual({ code: 'FETCH_LIMIT', count: 3, limit: 2 });
    expect(sent).toEqual([]);
  });

  test('the operation is chosen by name', async () => {
    const query = 'query A { book(id: 1) { id } } query B { book(id: 2) { id } }';
    expect((await runQuery(query, { operationName: 'B' })).data).toEqual({ book: { id: '2' } });
    expect((await runQuery(query, { operationName: 'C' })).errors?.[0]?.message).toBe('Unknown operation named "C".');
    expect((await runQuery(query)).errors?.[0]?.message).toContain('Must provide operation name');
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
    const running = runQuery('{ book(id: 1) { price } }', { replaced: { central, bookstores }, signal: client.signal });
    await expect(running).rejects.toThrow('gone');
    expect(passedOn).toBe(client.signal);
    expect(asked).toBe(0);
  });

  test('what was fetched is reported', async () => {
    const { fetches } = await runQuery('{ books { price } }');
    expect(fetches).toEqual([
      { id: 1, subgraph: 'central', kind: 'query', startMs: expect.any(Number), ms: expect.any(Number) },
      {
        id: 2,
        subgraph: 'bookstores',
        kind: 'entities',
        entities: 2,
        startMs: expect.any(Number),
        ms: expect.any(Number),
      },
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
    const transports = { ...testTransports().transports, lendign: answering({}) };
    expect(() => createEngine({ supergraphSdl, transports })).toThrow('There is no subgraph lendign.');
  });
});

test('variables that are wrong in many ways are told so in a few words', async () => {
  const input = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`unknown${at}`, 'x'.repeat(100)]));
  const { data, errors } = await runQuery('query ($filter: Filter) { echo(filter: $filter) }', {
    variables: { filter: input },
  });
  expect(data).toBeUndefined();
  expect(errors).toHaveLength(6);
  expect(Math.max(...(errors ?? []).map(({ message }) => message.length))).toBeLessThan(600);
});
