import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, getVariableValues, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { selectOperation } from '../planner/operation.ts';
import { readSupergraph } from '../planner/schema.ts';
import { compileCost } from './cost.ts';
import { readWeights } from './weights.ts';

const { supergraphSdl, errors } = composeServices([
  {
    name: 'shop',
    url: 'http://shop',
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])
      type Query {
        book: Book
        books: [Book!]! @listSize(assumedSize: 30)
        page(first: Int! = 20, after: String): BookPage @listSize(slicingArguments: ["first"], sizedFields: ["nodes", "edges"])
        slice(first: Int, last: Int): [Book] @listSize(slicingArguments: ["first", "last"])
        loose(first: Int): [Book] @listSize(assumedSize: 7, slicingArguments: ["first"], requireOneSlicingArgument: false)
        unsaid: [Book!]
        shelves: [[Book!]!]! @listSize(assumedSize: 3)
        names: [String!]! @listSize(assumedSize: 50)
        things: [Thing!]! @listSize(assumedSize: 2)
        item: Item
        find(text: String @cost(weight: 4), filter: Filter): Int @cost(weight: 5)
      }
      type Mutation { sell(books: [Sale!]!): Book drop(id: ID!): Int @cost(weight: 3) }
      type Subscription { sold: Book }
      input Filter { city: String = "Nanjing" deep: Filter words: [String!] @cost(weight: 2) }
      input Sale { id: ID! }
      type BookPage { nodes: [Book!]! edges: [Edge!]! totalCount: Int! }
      type Edge { node: Book! }
      type Book @key(fields: "id") { id: ID! title: String author: Person copies: [Item!]! @listSize(assumedSize: 4) rare: Int @cost(weight: 9) }
      type Person @cost(weight: 2) { name: String books: [Book!] @listSize(assumedSize: 10) }
      interface Item { id: ID! of: Book tags: [Tag!] }
      type Tag { name: String }
      type Copy implements Item { id: ID! of: Book tags: [Tag!] @listSize(assumedSize: 2) place: Person }
      type Scan implements Item { id: ID! of: Book tags: [Tag!] @listSize(assumedSize: 6) pages: [Tag!] @listSize(assumedSize: 100) }
      union Thing = Book | Person`),
  },
]);
if (!supergraphSdl) throw new Error(String(errors));
const { publicSchema, fullSchema } = readSupergraph(supergraphSdl);
const weights = readWeights(fullSchema);

function costOf(query: string, values: Record<string, unknown> = {}, pageSize = 100): number {
  const document = parse(query);
  expect(validate(publicSchema, document)).toEqual([]);
  const operation = selectOperation(document, undefined);
  const { coerced } = getVariableValues(publicSchema, operation.definition.variableDefinitions ?? [], values);
  if (!coerced) throw new Error('the variables do not fit');
  return compileCost({ schema: publicSchema, weights }, operation)({ variables: coerced, pageSize });
}

test.each([
  ['objects cost one, scalars nothing', '{ book { id title } }', 1],
  ['a type and a field may have a weight of their own', '{ book { author { name } rare } }', 1 + 2 + 9],
  ['a list has its assumed size', '{ books { id } }', 30],
  ['a list that says nothing has ten', '{ unsaid { id } }', 10],
  ['lists within lists multiply', '{ books { copies { id } author { books { id } } } }', 30 * (1 + 4 + 2 + 10)],
  ['a list of lists multiplies too', '{ shelves { id } }', 3 * 10],
  ['a list of scalars costs nothing', '{ names }', 0],
  ['a connection has the size of its page, by default', '{ page { nodes { id } totalCount } }', 1 + 20],
  ['by its argument', '{ page(first: 50) { edges { node { id } } } }', 1 + 50 * 2],
  ['nodes and edges both', '{ page(first: 5) { nodes { id } edges { node { id } } } }', 1 + 5 + 10],
  ['not a page’s other parts', '{ page(first: 5) { totalCount } }', 1],
  ['a slice', '{ slice(last: 8) { id } }', 8],
  [
    'a slice that may be left out',
    '{ loose { id } a: loose(first: 3) { id } b: loose(first: null) { id } }',
    7 + 3 + 7,
  ],
  [
    'fields of one key count once',
    '{ books { id author { name } } books { author { name } copies { id } } }',
    30 * (1 + 2 + 4),
  ],
  [
    'fragments of one key too',
    '{ book { ...A ...B } } fragment A on Book { author { name } } fragment B on Book { ...A copies { id } }',
    1 + 2 + 4,
  ],
  ['aliases count each', '{ a: book { id } b: book { id } }', 2],
  ['of a union the dearest member', '{ things { ... on Book { rare } ... on Person { name } } }', 2 * (2 + 9)],
  [
    'of an interface the dearest object',
    '{ item { ... on Copy { place { name } } ... on Scan { pages { name } } } }',
    1 + 100,
  ],
  ['with what all have', '{ item { of { id } ... on Copy { place { name } } ... on Scan { id } } }', 1 + 1 + 2],
  ['a list of an interface has the size of the longest', '{ item { tags { name } } }', 1 + 6],
  [
    'fields that differ by type',
    '{ item { ... on Copy { x: tags { name } } ... on Scan { x: pages { name } } } }',
    1 + 100,
  ],
  ['what is skipped costs nothing', '{ books @skip(if: true) { id } book @include(if: true) { id } }', 1],
  [
    'nor what a fragment leaves out',
    '{ ... @include(if: false) { books { id } } ...F @skip(if: false) } fragment F on Query { book { id } }',
    1,
  ],
  [
    'arguments by their weight, input objects one each',
    '{ find(text: "a", filter: { deep: { words: ["x", "y"] } }) }',
    5 + 4 + 1 + 1 + 2,
  ],
  ['an argument that is null costs nothing', '{ find(text: null, filter: null) }', 5],
  ['a mutation ten and what it returns', 'mutation { a: sell(books: []) { id } drop(id: 1) }', 10 + 1 + 10 + 3],
  ['what it is sent counts', 'mutation { sell(books: [{ id: 1 }, { id: 2 }]) { id } }', 10 + 1 + 2],
  ['a subscription ten and each event', 'subscription { sold { author { name } } }', 10 + 1 + 2],
  [
    'introspection by its root',
    '{ __schema { types { name fields { name } } } __type(name: "Book") { name } __typename }',
    55,
  ],
] as const)('%s', (_, query, cost) => {
  expect(costOf(query)).toBe(cost);
});

test('variables are put in: given, by their default, by the argument’s default', () => {
  const query = 'query ($n: Int! = 30) { page(first: $n) { nodes { id } } }';
  expect([costOf(query), costOf(query, { n: 2 })]).toEqual([31, 3]);
  const nullable = 'query ($n: Int) { loose(first: $n) { id } }';
  expect([costOf(nullable), costOf(nullable, { n: null }), costOf(nullable, { n: 5 })]).toEqual([7, 7, 5]);
  const sent = 'mutation ($books: [Sale!]!) { sell(books: $books) { id } }';
  expect(costOf(sent, { books: Array.from({ length: 500 }, (_, id) => ({ id })) })).toBe(511);
  const nested = 'query ($deep: Filter) { find(filter: { deep: $deep }) }';
  expect(costOf(nested, { deep: { words: [] } })).toBe(5 + 1 + 1 + 2);
});

test('conditions are put in, also where one field stands under several', () => {
  const query = `query ($a: Boolean! = false, $b: Boolean! = false) {
    books @include(if: $a) { id copies { id } } ... @skip(if: $b) { books { author { name } } } }`;
  expect(costOf(query)).toBe(30 * 3);
  expect(costOf(query, { a: true })).toBe(30 * (1 + 4 + 2));
  expect(costOf(query, { a: true, b: true })).toBe(30 * 5);
  expect(costOf(query, { b: true })).toBe(0);
});

test.each([
  [
    'a negative size',
    '{ page(first: -1) { nodes { id } } }',
    { argument: 'first', limit: 100, actual: -1, coordinate: 'Query.page' },
  ],
  [
    'one of which nothing is asked',
    '{ page(first: -1) { totalCount } }',
    { argument: 'first', limit: 100, actual: -1, coordinate: 'Query.page' },
  ],
  [
    'a page too large',
    '{ loose(first: 101) { id } }',
    { argument: 'first', limit: 100, actual: 101, coordinate: 'Query.loose' },
  ],
  ['no slice', '{ slice { id } }', { coordinate: 'Query.slice' }],
  ['two slices', '{ slice(first: 1, last: 1) { id } }', { coordinate: 'Query.slice' }],
])('is refused: %s', (_, query, extensions) => {
  expect(() => costOf(query)).toThrow(GraphQLError);
  try {
    costOf(query);
  } catch (error) {
    expect((error as GraphQLError).extensions).toEqual({ code: 'BAD_USER_INPUT', ...extensions });
  }
});

const inner = (at: number): string => (at === 0 ? 'id' : `author { books { ${inner(at - 1)} } }`);

test('costs beyond counting stay numbers, and greater than any limit', () => {
  const levels = 18;
  const most = 2_147_483_647;
  expect(costOf(`{ page(first: ${most}) { nodes { ${inner(levels)} } } }`, {}, Infinity)).toBeGreaterThan(
    Number.MAX_SAFE_INTEGER,
  );
});

const level = (at: number): string =>
  at === 0 ? 'id' : `of { copies { ${level(at - 1)} } } ... on Copy { of { id } } ... on Scan { of { title } }`;

test('a document whose fields could be merged in very many ways is weighed at once', () => {
  const started = performance.now();
  expect(costOf(`{ item { ${level(9)} } }`)).toBeGreaterThan(4 ** 8);
  expect(performance.now() - started).toBeLessThan(500);
});
