// What a guest may not do is said at once, and what it may do composes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { compareSchemas } from './changes.ts';
import { compose } from './compose.ts';
import { guestProblems } from './guests.ts';

const sample = readFileSync(new URL('../docs/samples/join/xinhua.graphql', import.meta.url), 'utf8');
const network = compose();
const { views } = readSupergraph(network);
const problemsOf = (sdl: string, name = 'xinhua') =>
  guestProblems({ name, sdl, url: 'http://127.0.0.1/' }, views.public);

test('the sample may join, composes, and only adds', async () => {
  expect(problemsOf(sample)).toEqual([]);
  const joined = compose([{ name: 'xinhua', sdl: sample, url: 'http://127.0.0.1:4105/' }]);
  const { changes, broken } = await compareSchemas([network, joined], [], '2026-11-23');
  expect(broken).toEqual([]);
  expect(new Set(changes.map(({ weight }) => weight))).toEqual(new Set(['SAFE']));
  expect(changes.map(({ coordinate }) => coordinate)).toContain('Book.xinhuaOffers');
});

test.each([
  ['a name of the network', sample, 'central', 'no name for a guest'],
  [
    'a field of readers',
    'type Reader @key(fields: "id") { id: ID! "x" score: Int }',
    'xinhua',
    'Reader is a type of the network that takes no fields',
  ],
  ['a mutation', 'type Mutation { "x" buy: Int }', 'xinhua', 'they do not take orders'],
  [
    'a field that is there',
    'type Book @key(fields: "id") { id: ID! "x" title: String }',
    'xinhua',
    'Book.title is there already',
  ],
  ['another key', 'type Book @key(fields: "isbn") { isbn: String "x" y: Int }', 'xinhua', 'known by its id'],
  [
    'what not everybody sees',
    'type Store @key(fields: "id") { id: ID! inbox: Int @external "x" y: Int @requires(fields: "inbox") }',
    'xinhua',
    'not what everybody may see',
  ],
  ['a field that must not fail', 'type Query { "x" shops: Int! }', 'xinhua', 'Query.shops has to be nullable'],
  ['a list without a length', 'type Query { "x" shops: [Int!] }', 'xinhua', 'Query.shops is a list'],
  ['no description', 'type Query { shops: Int }', 'xinhua', 'Query.shops has no description'],
  ['a type without a description', 'type Shop { name: String! }', 'xinhua', 'Shop has no description'],
  [
    'taking a field over',
    'type Query { "x" shops: Int @override(from: "central") }',
    'xinhua',
    '@override is for the network',
  ],
  ['a type of the network', '"x" enum ItemStatus { A }', 'xinhua', 'ItemStatus is a type of the network'],
  [
    'the same by its long name',
    'type Query { "x" a: Int @federation__override(from: "central") }',
    'xinhua',
    '@federation__override is for the network',
  ],
  [
    'a directive under another name',
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@inaccessible", as: "@key" }])',
    'xinhua',
    'directives keep their names',
  ],
  [
    'root types under other names',
    'schema { mutation: Orders } "x" type Orders { a: Int }',
    'xinhua',
    'the root types have their usual names',
  ],
  ['a question that is there', 'type Query { "x" stores: Int }', 'xinhua', 'Query.stores is there already'],
  ['a cost below nothing', 'type Query { "x" a: Int @cost(weight: -1) }', 'xinhua', 'is not negative'],
])('%s is refused', (_what, sdl, name, problem) => {
  expect(problemsOf(sdl, name)).toEqual([expect.stringContaining(problem)]);
});
