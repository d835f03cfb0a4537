// What a change of a schema breaks is found, for those whom it breaks, with the operations that use it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { audiencesOf, ownOperations, readFolder } from '../gateway/trusted/registered.ts';
import { type Comparison, compareSchemas } from './changes.ts';
import { compose } from './compose.ts';
import { type SubgraphName, subgraphNames, subgraphSdl } from './sdl.ts';

const present = compose();
const operations = readFolder(ownOperations).map((document) => ({ document, audiences: audiencesOf(document) }));
const today = '2026-11-23';

/** The supergraph with a text of one subgraph's schema replaced. */
function composedWith(name: SubgraphName, ...replacements: [string, string][]): string {
  const altered = replacements.reduce((sdl, [from, to]) => {
    expect(sdl).toContain(from);
    return sdl.replace(from, to);
  }, subgraphSdl(name));
  const services = subgraphNames.map((each) => ({
    name: each,
    typeDefs: parse(each === name ? altered : subgraphSdl(each)),
    url: `local://${each}`,
  }));
  const { supergraphSdl, errors } = composeServices(services);
  expect(errors ?? []).toEqual([]);
  return supergraphSdl!;
}
const change = (after: string, before = present): Promise<Comparison> =>
  compareSchemas([before, after], operations, today);

test('nothing is told of what is the same', async () => {
  expect(await change(present)).toEqual({ changes: [], broken: [], tooSudden: [] });
});

const field = '"责任者. The statement as printed: `(日)后藤由纪子 著`."\n  responsibility: String\n';
const gone = composedWith('central', [field, '']);

test('a field that goes breaks the operations that ask for it, each for its audience', async () => {
  const { changes, broken } = await change(gone);
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({
    weight: 'BREAKING',
    coordinate: 'Book.responsibility',
    audiences: ['public', 'branch', 'bookstore', 'internal'],
    operations: expect.arrayContaining(['Holdings', 'Search', 'CityHoldings', 'CheckSale']),
  });
  expect(broken).toContainEqual(expect.objectContaining({ name: 'CheckSale', audience: 'bookstore' }));
  expect(new Set(broken.flatMap(({ name, audience }) => (name === 'CheckSale' ? [audience] : [])))).toEqual(
    new Set(['bookstore']),
  );
});

test('what is deprecated needs a day, half a year from now; after it, it may go', async () => {
  const deprecated = (reason: string) =>
    composedWith('central', [field, field.replace('String\n', `String @deprecated(reason: "${reason}")\n`)]);
  expect((await change(deprecated('Ask for the people.'))).tooSudden).toEqual([
    expect.stringContaining(
      'Book.responsibility is deprecated without a day. Say what to use instead, and "until 2027-05-22"',
    ),
  ]);
  expect((await change(deprecated('Ask for the people, until 2026-12-31.'))).tooSudden).toEqual([
    expect.stringContaining('clients need 180 days'),
  ]);
  expect((await change(deprecated('Ask for the people, until 2027-06-30.'))).tooSudden).toEqual([]);
  const announced = async (day: string) =>
    (await change(gone, deprecated(`Ask for the people, until ${day}.`))).changes;
  expect(await announced('2026-11-22')).toMatchObject([{ weight: 'BREAKING', announced: '2026-11-22' }]);
  expect(await announced('2026-11-23')).toMatchObject([{ weight: 'BREAKING', announced: null }]);
});

test('what one audience sees no more is a change for that one', async () => {
  const field = '  suggest(prefix: String!, first: Int! = 10): [Suggestion!]';
  const { changes, broken } = await change(composedWith('central', [field, `${field} @tag(name: "branch")`]));
  expect(changes.find(({ coordinate }) => coordinate === 'Query.suggest')).toMatchObject({
    weight: 'BREAKING',
    audiences: ['public', 'bookstore'],
    operations: ['Suggest'],
  });
  expect(broken.map(({ audience }) => audience)).toEqual(['public', 'bookstore']);
});

test('an argument that is required now, a value more, a scope more', async () => {
  const required = await change(
    composedWith('central', ['  booksByIsbn(isbn: String!)', '  booksByIsbn(isbn: String!, edition: Int!)']),
  );
  expect(required.changes[0]).toMatchObject({ weight: 'BREAKING', operations: ['Holdings', 'CheckSale'] });
  const value = await change(
    composedWith('lending', ['enum CallerRole {\n', 'enum CallerRole {\n  "A guest."\n  GUEST\n']),
  );
  expect(value.changes).toMatchObject([{ weight: 'DANGEROUS', coordinate: 'CallerRole.GUEST' }]);
  const scope = await change(
    composedWith('lending', ['  me: Caller', '  me: Caller @requiresScopes(scopes: [["reader.find"]])']),
  );
  expect(scope.changes).toMatchObject([
    { weight: 'BREAKING', coordinate: 'Query.me', message: "Field 'Query.me' needs reader.find" },
  ]);
});

test('nothing is broken that was released, and the changelog is that of the schema', async () => {
  const command = fileURLToPath(new URL('../scripts/schema.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'check']);
  expect(stdout).toContain('0 of them breaking and not announced; 0 registered operations break.');
});

test('a reference that there is not is named', async () => {
  const command = fileURLToPath(new URL('../scripts/schema.ts', import.meta.url));
  await expect(promisify(execFile)(process.execPath, [command, 'check', '--against', 'no-such'])).rejects.toMatchObject(
    {
      code: 1,
      stderr: expect.stringContaining('"no-such" is no file, and no commit'),
    },
  );
});
