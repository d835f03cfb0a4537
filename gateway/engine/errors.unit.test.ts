import { describe, expect, test } from 'vitest';
import { SubgraphError, type Transport } from '../../lib/transport.ts';
import { operationOf } from '../planner/operation.ts';
import { answerFrom, answering, failing, runQuery } from '../test-graph.ts';
import { createErrorLog, reportFetchFailure } from './errors.ts';

const down = failing(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'bookstores'));
const centralWith = (book: Record<string, unknown>) =>
  answering({ data: { books: [{ id: '1', title: 'Cloud' }, book], maybeBooks: [book], book } });

/** Answers with an error for the holdings e-1, asked for as `live`. */
const closedAtXuhui: Transport = async (request, call) => {
  const { data } = await answerFrom('districts', request, call);
  const [key = '', entities] = Object.entries(data ?? {})[0] ?? [];
  const at = (Object.values(request.variables ?? {})[0] as { id: string }[]).findIndex(({ id }) => id === 'e-1');
  const answered = (entities as unknown[]).map((entity, index) => (index === at ? { live: null } : entity));
  const extensions = {
    code: 'CATALOGUE_CLOSED',
    hint: 'Monday',
    subgraph: 'another',
    stacktrace: ['at secret.ts:1'],
    stackTrace: 'at Secret.cs:1',
    trace: [{ file: 'secret.php' }],
    debugMessage: 'secret',
    originalError: { stack: 'secret' },
  };
  return { data: { [key]: answered }, errors: [{ message: 'closed', path: [key, at, 'live'], extensions }] };
};

describe('a subgraph that fails', () => {
  test('costs its fields only, with one error that names it', async () => {
    const { data, errors, fetches } = await runQuery('{ books { title price } }', { replaced: { bookstores: down } });
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
    const { errors } = await runQuery('{ mine: book(id: 1) { cost: price } }', { replaced: { bookstores: down } });
    expect(errors?.map(({ path }) => path)).toEqual([['mine', 'cost']]);
  });

  test('gives one error also where its nulls travel up', async () => {
    const { data, errors } = await runQuery('{ maybeBooks { title offers { store } } }', {
      replaced: { bookstores: down },
    });
    expect(data).toEqual({ maybeBooks: null });
    expect(errors).toHaveLength(1);
  });

  test('at the root leaves the other roots alone', async () => {
    const central = failing(new SubgraphError('SUBGRAPH_TIMEOUT', 'central'));
    const { data, errors } = await runQuery('{ __typename mine: book(id: 1) { title } }', { replaced: { central } });
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
    const { errors } = await runQuery('{ book(id: 1) { price } }', { replaced: { bookstores } });
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(errors?.[0]?.extensions?.['code']).toBe('SUBGRAPH_UNAVAILABLE');
  });
});

test('a fetch that fails for a hundred rows of a thousand fields is one error', () => {
  const keys = Array.from({ length: 1_000 }, (_, at) => `a${at}`);
  const places = Array.from({ length: 100 }, (_, row) => ['books', row]);
  const log = createErrorLog(operationOf(`{ books { ${keys.map((key) => `${key}: price`).join(' ')} } }`));
  reportFetchFailure(log, new SubgraphError('SUBGRAPH_UNAVAILABLE', 'bookstores'), { places, keys });
  expect(log.reported.map(({ path }) => path)).toEqual([['books']]);
});

describe('an error of a subgraph', () => {
  test('whose path is nothing that was asked for is told all the same', async () => {
    const central = answering({ data: { book: null }, errors: [{ message: 'odd', path: ['elsewhere', 0] }] });
    const { data, errors } = await runQuery('{ book(id: 1) { title } }', { replaced: { central } });
    expect(data).toEqual({ book: null });
    expect(errors).toEqual([{ message: 'odd', extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'central' } }]);
  });
});

describe('a fetch that failed', () => {
  test('is not made up for: what needs its values is null, never computed without them', async () => {
    const central = answering({ data: { book: { __typename: 'Book', id: '1' } }, errors: [{ message: 'no scales' }] });
    const { data, sent } = await runQuery('{ book(id: 1) { postage } }', { replaced: { central } });
    expect(data).toEqual({ book: { postage: null } });
    expect(sent).toHaveLength(1);
  });
});

describe('errors that a subgraph answers', () => {
  test('of an entity stand at every place of that entity, under the client’s aliases', async () => {
    const { data, errors } = await runQuery(
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
    const { errors } = await runQuery('{ book(id: 1) { postage } }', { replaced: { central } });
    expect(errors).toEqual([
      { message: 'the scales are broken', path: ['book'], extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'central' } },
    ]);
  });

  test('without a path stand once, at what the fetch was for', async () => {
    const bookstores = answering({
      errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    const { errors } = await runQuery('{ books { price } }', { replaced: { bookstores } });
    expect(errors).toEqual([
      { message: 'no', path: ['books'], extensions: { code: 'UNAUTHENTICATED', subgraph: 'bookstores' } },
    ]);
  });
});

describe('nulls', () => {
  test('travel up to the nearest nullable place, with one clear error', async () => {
    const central = centralWith({ id: '2', title: null });
    const { data, errors } = await runQuery('{ maybeBooks { id title } book(id: 2) { id } }', {
      replaced: { central },
    });
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
    const { data, errors } = await runQuery('{ books { id } }', { replaced: { central } });
    expect(data).toBeNull();
    expect(errors?.map(({ path }) => path)).toEqual([['books', 1]]);
  });

  test('stand for values that are not public', async () => {
    const { data, errors } = await runQuery('{ books { kind } }');
    expect(data).toEqual({ books: [{ kind: 'PAPER' }, { kind: null }] });
    expect(errors).toBeUndefined();
  });

  test('stand for values of the wrong shape, with an error', async () => {
    const central = answering({ data: { maybeBooks: { id: 1 }, book: 'Cloud' } });
    const { data, errors } = await runQuery('{ maybeBooks { id } book(id: 1) { id } }', { replaced: { central } });
    expect(data).toEqual({ maybeBooks: null, book: null });
    expect(errors?.map(({ message }) => message)).toEqual([
      "A subgraph's value for Query.maybeBooks is not a list.",
      "A subgraph's value for Query.book is not an object.",
    ]);
  });
});
