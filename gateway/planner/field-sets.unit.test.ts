import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { checkFieldSets } from './field-sets.ts';

/** What is wrong with one argument of a directive in a small graph. */
function problemOf(
  argument: 'key' | 'requires' | 'provides' | 'type' | 'override',
  value: string,
  graph = 'graph: A',
): string | undefined {
  const given = (name: string) => (name === argument ? `, ${name}: ${value}` : '');
  const schema = buildSchema(
    `directive @join__type(graph: join__Graph, key: String) repeatable on OBJECT | INTERFACE
    directive @join__field(graph: join__Graph, requires: String, provides: String, type: String, override: String) on FIELD_DEFINITION
    enum join__Graph { A B }
    enum Kind { PAPER }
    type Query { book: Book @join__field(graph: A${given('provides')}) }
    type Book @join__type(graph: A${given('key')}) {
      id: ID!
      weight(unit: String!, kind: Kind): Int
      shelf: Shelf
      held: [Held!]
      elsewhere: Elsewhere
      postage: Int @join__field(${graph}${given('requires')}${given('type')}${given('override')})
    }
    union Held @join__type(graph: A) = Book | Shelf
    union Elsewhere @join__type(graph: B) = Shelf
    type Shelf { code: String! }`,
    { assumeValidSDL: true },
  );
  try {
    checkFieldSets(schema);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

test.each([
  ['key', '"id"'],
  ['key', '"id shelf { code }"'],
  ['key', '"__typename"'],
  ['key', 'null'],
  ['requires', String.raw`"weight(unit: \"g\", kind: PAPER)"`],
  ['requires', '"held { ... on Shelf { code } ... on Book { id } }"'],
  ['provides', '"id ... on Book { shelf { code } }"'],
] as const)('a field set that fits: %s: %s', (argument, value) => {
  expect(problemOf(argument, value)).toBeUndefined();
});

test.each([
  ['key', '"nope"', 'Cannot query field "nope" on type "Book".'],
  ['key', '""', 'It is empty.'],
  ['key', '"id {"', 'Syntax Error: Expected Name, found "}".'],
  ['key', '"id } fragment Other on Book { id"', 'It has a brace too many.'],
  ['key', '"id { x }"', 'Field "id" must not have a selection since type "ID!" has no subfields.'],
  ['key', '"shelf"', 'Field "shelf" of type "Shelf" must have a selection of subfields.'],
  ['key', '3', 'It is not a string.'],
  ['requires', '"shelf { id }"', 'Cannot query field "id" on type "Shelf".'],
  ['requires', '"weight"', 'argument "unit" of type "String!" is required'],
  ['requires', '"weight(unit: 3)"', 'String cannot represent a non string value: 3'],
  ['requires', '"...Weight"', 'Unknown fragment "Weight".'],
  ['requires', '"held { ... on Query { book { id } } }"', 'can never be of type "Query"'],
  ['requires', '"elsewhere { __typename }"', 'The subgraph A has no type "Elsewhere".'],
  ['provides', '"code"', 'Cannot query field "code" on type "Book".'],
  ['provides', '"... on Nope { id }"', 'Unknown type "Nope".'],
] as const)('one that does not is named: %s: %s', (argument, value, problem) => {
  const place = { key: 'Book', requires: 'Book.postage', provides: 'Query.book' }[argument];
  const directive = `@join__${argument === 'key' ? 'type' : 'field'}(graph: A, ${argument}: ${value})`;
  expect(problemOf(argument, value)).toContain(`${place} has ${directive}, whose ${argument} is not a field set. `);
  expect(problemOf(argument, value)).toContain(problem);
});

test('a type that is none is named, one that is fits', () => {
  expect(problemOf('type', '"[Int!]!"')).toBeUndefined();
  expect(problemOf('type', '"[Int"')).toBe(
    'Book.postage has @join__field(graph: A, type: "[Int"), whose type is not a type. Syntax Error: Expected "]", found <EOF>.',
  );
});

test('a subgraph that is none is named, and a field that overrides for none', () => {
  expect(problemOf('override', '"b"')).toBeUndefined();
  expect(problemOf('override', '"b"', 'graph: C')).toBe(
    'Book.postage has @join__field(graph: C, override: "b"), whose graph is not a value of the enum join__Graph.',
  );
  expect(problemOf('override', '"b"', 'graph: null')).toBe(
    'Book.postage has @join__field(graph: null, override: "b"), whose override is of no subgraph: graph is missing.',
  );
});

test('of supergraphs with anything wrong in them, each is served or refused, and the process lives', async () => {
  const script = fileURLToPath(new URL('test-mutations.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const { served, refused, failed } = JSON.parse(stdout);
  expect(failed).toEqual([]);
  expect(served).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(50);
});
