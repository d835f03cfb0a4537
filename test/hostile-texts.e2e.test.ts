// What breaks other people's servers, as the value of every text that can be given: it is data, or a mistake of the caller's, and never
// part of a statement, a path or a pattern. No answer says that something went wrong here, and the log says so neither.
import pLimit from 'p-limit';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import { readSupergraph } from '../gateway/planner/schema.ts';
import { dayOf } from '../lib/shanghai.ts';
import { supergraphSdl } from '../schema/sdl.ts';
import { callers, lines } from './access-matrix.ts';
import { codes } from './ask.ts';
import { belongings, foreignIds, owners } from './foreign-ids.ts';
import { type Answer, admin, openTestNetwork, type TestNetwork } from './network.ts';
import { branch, home } from './parcels.ts';
import { type TextArgument, textArgumentsOf } from './text-arguments.ts';

const [library, store, card, book] = ['NJ-JN', 'QINGCHUN', 'N2026000001', 'B000101'];
const people = { ...owners, admin };

let network: TestNetwork;
let textArguments: TextArgument[];
const tokens = new Map<Person, string>();
const logged: string[] = [];

beforeAll(async () => {
  const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
  network = await openTestNetwork({ jobs: false, log });
  for (const person of Object.values(people)) tokens.set(person, await network.token(person));
  const named = await belongings(network);
  let keys = 0;
  textArguments = textArgumentsOf(readSupergraph(supergraphSdl()).publicSchema, {
    ways: {
      Book: `book(id: "${book}") { # }`,
      BookFacets: `searchBooks(query: "三体", first: 1) { facets { # } }`,
      Credit: `reader(card: "${card}") { credit { # } }`,
      Fund: `fund(library: "${library}", year: 2026) { # }`,
      HoldingsNow: `book(id: "${book}") { holdings { now { # } } }`,
      ImportRun: `importRuns(first: 1) { nodes { # } }`,
      Reader: `reader(card: "${card}") { # }`,
      ReaderExport: `reader(card: "${card}") { export { # } }`,
      Statement: 'statements(first: 1) { nodes { # } }',
      Store: 'stores { # }',
      Webhook: 'stores { webhooks { # } }',
      Worklist: `worklist(branch: "${branch}") { # }`,
    },
    known: {
      ...Object.fromEntries(
        foreignIds.map(([argument, , kind]) => [
          argument.replace(/^\w+\.(\w+)\((?:.*\.)?(\w+)\)$/, '$1.$2'),
          named[kind],
        ]),
      ),
      library,
      store,
      card,
      branch,
      barcode: 'HOSTILE',
      isbn: '9787229100605',
      idempotencyKey: () => `hostile-${++keys}`,
      from: day(1),
      to: day(2),
      validFrom: day(300),
      validTo: day(900),
      'replayWebhooks.from': new Date(Date.now() - 3_600_000).toISOString(),
      'replayWebhooks.to': new Date().toISOString(),
      'book.id': book,
      'registerWebhook.url': 'https://8.8.8.8/',
      ...home,
    },
    unless: { isbn: 'bookId', deliveryAddress: 'savedAddress' },
  });
});
beforeEach(() => {
  logged.length = 0;
});
afterAll(() => network[Symbol.asyncDispose]());

const sql = `'; drop table book; -- \\'"$1 %_ {"$ne": null} ->> '$[*]' ::jsonb`;

test.each([
  ['SQL', sql],
  ['U+0000', 'a\u0000b'],
  ['half a character', 'a\ud800b'],
  ['a word of the language', '__proto__'],
  ['a text without end', `${' -1'.repeat(5_000)}=`],
])('%s in any argument is data, or a mistake of the caller', async (_, text) => {
  const inTurn = pLimit(4);
  const answers = await Promise.all(
    textArguments.map((argument) => inTurn(async () => [argument.coordinate, await codesOf(argument, text)] as const)),
  );
  expect(answers.filter(([, found]) => !found.every((code) => mistakes.has(code)))).toEqual([]);
  // The orders of the statements were written with no loans, which `reconcileOrders` finds.
  expect(logged.filter((line) => !line.includes('has reserved no loans'))).toEqual([]);
});

const mistakes = new Set<unknown>(['BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT', 'FORBIDDEN']);

test('what was written comes back letter by letter', async () => {
  const { data } = await network.query(
    'mutation ($address: DeliveryAddressInput!) { saveAddress(address: $address) { address { recipient street } } }',
    { address: { ...home, recipient: sql.slice(0, 49), street: sql } },
    owners.reader,
  );
  expect(data.saveAddress.address).toEqual({ recipient: sql.slice(0, 49), street: sql });
});

test.each(['%', '_', 'N%', 'B00010_', 'B.*', "' or '1'='1"])('%j is no pattern', async (text) => {
  const { data } = await network.query(
    `query ($text: String!, $id: ID!) {
       item(library: "${library}", barcode: $text) { id } reader(card: $text) { id } book(id: $id) { id } }`,
    { text, id: text },
    admin,
  );
  expect(data).toEqual({ item: null, reader: null, book: null });
});

test.each([
  ['__proto__', 'BAD_REQUEST'],
  ['constructor', 'BAD_USER_INPUT'],
  ['toString', 'BAD_USER_INPUT'],
])('a key %s in variables is refused with %s', async (key, code) => {
  const query = 'mutation ($address: DeliveryAddressInput!) { saveAddress(address: $address) { id } }';
  const variables = `{"address": ${JSON.stringify(home).replace('{', `{"${key}": {"polluted": true},`)}}`;
  const answer = await sent(`{"query": ${JSON.stringify(query)}, "variables": ${variables}}`, owners.reader);
  expect([answer.data, codes(answer as Answer)]).toEqual([undefined, [code]]);
  expect('polluted' in {}).toBe(false);
});

function day(days: number): string {
  return dayOf(new Date(Date.now() + days * 24 * 3_600_000));
}

/** Who may ask for a root field. */
function callerOf(root: string): Person {
  const row = [...(lines.find(([coordinate]) => coordinate === root)?.[1].replaceAll(' ', '') ?? '')];
  const names = ['admin', 'librarian', 'clerk', 'reader'] as const;
  const may = (letters: string) => names.find((name) => letters.includes(row[callers.indexOf(name)] ?? '-'));
  return people[may('y') ?? may('0') ?? 'admin'];
}

async function codesOf({ root, query, valueOf }: TextArgument, text: string): Promise<unknown[]> {
  const body = JSON.stringify({ query, variables: { text: valueOf(text) } });
  const accept = query.startsWith('subscription') ? 'text/event-stream' : 'application/json';
  return codes((await sent(body, callerOf(root), accept)) as Answer);
}

/** The answer; of a stream what it says first, for each is refused. */
async function sent(body: string, person: Person, accept = 'application/json'): Promise<Partial<Answer>> {
  const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${tokens.get(person)}` };
  const text = await (await fetch(network.url, { method: 'POST', headers, body })).text();
  const [, event = text] = /^data: (\{.*)$/m.exec(text) ?? [];
  return JSON.parse(event) as Answer;
}
