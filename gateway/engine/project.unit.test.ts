import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createPlannedKey } from '../planner/keys.ts';
import { operationOf } from '../planner/operation.ts';
import { answering, runQuery } from '../test-graph.ts';
import { createErrorLog } from './errors.ts';
import { objectForm, textForm } from './forms.ts';
import { compileProjection } from './project.ts';

const schema = buildSchema(`
  scalar Any
  enum Kind { PAPER }
  type Query { text: String count: Int share: Float open: Boolean id: ID kind: Kind any: Any counts: [Int!] shelf: Shelf }
  type Shelf { code: String! count: Int }
`);

/** What becomes of the data that subgraphs gave, in both forms. */
function projected(query: string, data: object) {
  const operation = operationOf(query);
  const context = { schema, operation, plannedKey: createPlannedKey(schema) };
  const errors = createErrorLog(operation);
  const object = compileProjection(context, objectForm)(data, { introspection: {}, errors });
  const text = compileProjection(context, textForm)(data, { introspection: {}, errors: createErrorLog(operation) });
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(object)));
  return {
    data: JSON.parse(text),
    errors: errors.reported.map(({ message, path, extensions }) => ({ message, path, code: extensions['code'] })),
  };
}

test.each([
  ['text', ''],
  ['count', -(2 ** 31)],
  ['count', 2 ** 31 - 1],
  ['share', 1.5],
  ['share', 2],
  ['open', false],
  ['id', 'a'],
  ['kind', 'PAPER'],
  ['any', { deep: [1, null] }],
  ['any', 'text'],
])('a value of its type is answered as it is: %s: %j', (field, value) => {
  expect(projected(`{ ${field} }`, { [field]: value })).toEqual({ data: { [field]: value }, errors: [] });
});

test('an id that is a number is answered as text', () => {
  expect(projected('{ id }', { id: 12 })).toEqual({ data: { id: '12' }, errors: [] });
});

test.each([
  ['text', { secret: 1 }, 'a String'],
  ['text', ['a'], 'a String'],
  ['text', 5, 'a String'],
  ['count', 'heavy', 'an Int of 32 bits'],
  ['count', 1.5, 'an Int of 32 bits'],
  ['count', 2 ** 31, 'an Int of 32 bits'],
  ['count', true, 'an Int of 32 bits'],
  ['share', '1.5', 'a Float'],
  ['share', Number.POSITIVE_INFINITY, 'a Float'],
  ['open', 1, 'a Boolean'],
  ['id', 1.5, 'an ID'],
  ['id', {}, 'an ID'],
])('a value of another type is null and an error: %s: %j', (field, value, type) => {
  expect(projected(`{ as: ${field} }`, { as: value })).toEqual({
    data: { as: null },
    errors: [{ message: `A subgraph's value for Query.${field} is not ${type}.`, path: ['as'], code: 'INVALID_VALUE' }],
  });
});

test('a value of no enum at all is an error, one that is not public is not', () => {
  expect(projected('{ kind }', { kind: 'SECRET' })).toEqual({ data: { kind: null }, errors: [] });
  expect(projected('{ kind }', { kind: { a: 1 } })).toEqual({
    data: { kind: null },
    errors: [{ message: "A subgraph's value for Query.kind is not of Kind.", path: ['kind'], code: 'INVALID_VALUE' }],
  });
});

test('where no null may be, the wrong value takes what it stands in with it, and is told once', () => {
  const message = "A subgraph's value for Query.counts is not an Int of 32 bits.";
  expect(projected('{ counts }', { counts: [1, 'two', 3] })).toEqual({
    data: { counts: null },
    errors: [{ message, path: ['counts', 1], code: 'INVALID_VALUE' }],
  });
  expect(projected('{ shelf { count code } }', { shelf: { code: 5, count: null } })).toEqual({
    data: { shelf: null },
    errors: [
      {
        message: "A subgraph's value for Shelf.code is not a String.",
        path: ['shelf', 'code'],
        code: 'INVALID_VALUE',
      },
    ],
  });
});

test.each([
  ['null', null],
  ['no fields', {}],
  ['a list', []],
])('an answer of a root field without data and without errors is an error: %s', async (_, data) => {
  const central = answering({ data } as never);
  const { data: answered, errors } = await runQuery('{ book(id: 1) { title price } }', { replaced: { central } });
  expect(answered).toEqual({ book: null });
  expect(errors).toEqual([
    {
      message: 'central answered without data.',
      path: ['book'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' },
    },
  ]);
});

test('of an answer that lacks a field, that one is an error', async () => {
  const central = answering({ data: { book: null } });
  const { data, errors } = await runQuery('{ book(id: 1) { title } mine: visitor }', { replaced: { central } });
  expect(data).toEqual({ book: null, mine: null });
  expect(errors).toMatchObject([{ message: 'central answered without data.', path: ['mine'] }]);
});
