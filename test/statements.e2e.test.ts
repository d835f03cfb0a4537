// How many SQL statements an operation costs is part of its contract: more books, the same number.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import type { Transport } from '../lib/transport.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { rows } from './ask.ts';
import { clerk, librarian, openTestNetwork, type TestNetwork } from './network.ts';
import { countStatements, type StatementCount } from './statement-count.ts';

let network: TestNetwork;
let count: StatementCount;
let statements: string[];

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  count = countStatements();
  statements = count.sent;
});
afterAll(async () => {
  count.stop();
  await network[Symbol.asyncDispose]();
});

async function statementsOf(operation: string, person: Person | null = null): Promise<string[]> {
  statements.length = 0;
  const { errors } = await network.query(operation, {}, person);
  expect(errors).toBeUndefined();
  return [...statements];
}

const wholeCity = (first: number) => `{
  searchBooks(query: "样例", first: ${first}) {
    nodes {
      title
      lastKnown { total }
      holdings {
        library { name }
        lastKnown { total asOf }
        now { state total items(first: 3) { totalCount nodes { callNumber status branch { name } } } }
      }
      offers { stock store { name } }
    }
  }
}`;

test('50 books with all holdings, items, branches and offers take as many statements as one', async () => {
  // Anybody may see all that; so much of it at once costs more than everybody may ask for.
  const one = await statementsOf(wholeCity(1), librarian('NJ-JN'));
  const fifty = await statementsOf(wholeCity(50), librarian('NJ-JN'));
  expect(fifty.length).toBe(one.length);
  expect(fifty.length).toBeLessThanOrEqual(15);
});

const fulfilment = (first: number) => `{
  searchBooks(query: "样例", first: ${first}) {
    nodes { fulfilmentOptions(reader: "${sampleCard(2)}", near: { district: "江宁区" }) { options { kind score } } }
  }
}`;

test('the ways to 20 books take as many statements, and as many questions between subgraphs, as those to one', async () => {
  const questions: string[] = [];
  for (const name of Object.keys(network.transports) as SubgraphName[]) {
    const send = network.transports[name];
    network.transports[name] = Object.assign<Transport, object>(
      (request, call) => {
        if (call.identity.role === 'service') questions.push(`${call.identity.subgraph} asks ${name}`);
        return send(request, call);
      },
      send.subscribe ? { subscribe: send.subscribe } : {},
    );
  }
  const ofBooks = async (first: number) => {
    questions.length = 0;
    const sent = await statementsOf(fulfilment(first), librarian('NJ-JN'));
    return { statements: sent.length, questions: questions.toSorted() };
  };
  const one = await ofBooks(1);
  expect(await ofBooks(20)).toEqual(one);
  expect(one.questions).toEqual([
    'bookstores asks central',
    'bookstores asks districts',
    'lending asks bookstores',
    'lending asks central',
    'lending asks districts',
  ]);
  expect(one.statements).toBeLessThanOrEqual(26);
});

const lists = (first: number) => `{
  rankings(year: 2021, audience: ADULT, first: ${first}) { rank title library { name } book { title offers { stock } } }
}`;

test('lists of the most borrowed books of all libraries take as many statements for 1 book as for 100', async () => {
  const insert = `insert into loan_tally (library, year, reader_type, book_id, loans)
    select library, 2021, 'ADULT', 'B' || to_char(number, 'FM000000'), number
    from unnest(array['NJ-JL', 'NJ-JN', 'NJ-GC']) as library cross join generate_series(201, 300) as number`;
  await rows(network.subgraphs.lending, insert);
  const one = await statementsOf(lists(1));
  expect((await statementsOf(lists(100))).length).toBe(one.length);
  expect(one.length).toBeLessThanOrEqual(7);
});

const submit = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent { order { id } }
      ... on PurchaseRefused { failures { code } }
    }
  }
`;

test.each([
  { what: 'is lent', book: 'notHeld', result: 'PurchaseLendOrderLent', most: 38, commits: 10 },
  { what: 'is refused by a rule', book: 'tooDear', result: 'PurchaseRefused', most: 22, commits: 3 },
] as const)('a counter order that $what takes at most $most statements', async ({ book, result, most, commits }) => {
  const orders = Array.from({ length: 3 }, (_, index) => ({
    idempotencyKey: `${book}-${index}`,
    store: 'QINGCHUN',
    card: sampleCard(10 + index),
    bookId: showcaseId(book),
    listPrice: { fen: book === 'tooDear' ? 128_00 : 58_00 },
  }));
  for (const input of orders) {
    statements.length = 0;
    const { data } = await network.query(submit, { input }, clerk);
    expect(data.submitPurchaseLendOrder.__typename).toBe(result);
  }
  // Of the third: the jobs' tasks are known by then.
  expect(statements.length).toBeLessThanOrEqual(most);
  expect(commitsIn(statements)).toBe(commits);
});

/** Transactions that write, those of a single statement among them. */
function commitsIn(sent: string[]): number {
  const alone = /^\/\* (gather|decide|createOrderItems|confirmPurchase|confirmOrderItems|confirmLoan) \*\//;
  return sent.filter((text) => text === 'commit' || alone.test(text)).length;
}

const allLists = (first: number) => `{
  worklist(branch: "JN-MAIN") {
    ${['toPick', 'toReceive', 'onHoldShelf', 'overdue']
      .map((list) => `${list}(first: ${first}) { totalCount nodes { ${entry} } }`)
      .join('\n')}
  }
}`;
const entry =
  'maskedReader takeDown dueDate item { barcode callNumber status book { title } branch { name } } hold { state shelfUntil } loan { status }';

test('the lists of a branch take as many statements for fifty copies as for two, and few', async () => {
  await network.query(
    `mutation { placeHold(input: { idempotencyKey: "1", card: "N2026000001", bookId: "B000002", pickup: { branch: "JN-MAIN" } }) { __typename } }`,
    {},
    librarian('NJ-JN'),
  );
  const two = await statementsOf(allLists(2), librarian('NJ-JN'));
  const fifty = await statementsOf(allLists(50), librarian('NJ-JN'));
  expect(fifty.length).toBe(two.length);
  expect(fifty.length).toBeLessThanOrEqual(40);
});

const tariffsOfParcels = (first: number) =>
  `{ parcels(branch: "JN-MAIN", first: ${first}) { nodes { tariff { id freight { fen } } } } }`;

test('the tariffs of ten parcels take as many statements as that of one', async () => {
  const { lending } = network.subgraphs;
  await rows(
    lending,
    `insert into freight_tariff (id, direction, valid_from, version, payer, parcel_fen)
     select 'T' || n, 'OUT', '2021-01-01', n, 'READER', 100 + n from generate_series(1, 10) as n`,
  );
  await rows(
    lending,
    `insert into parcel (id, reader_id, direction, status, branch_id, tariff_id, created_at, version)
     select 'T' || n, (select id from reader where card = ?), 'OUT', 'CREATED', 'JN-MAIN', 'T' || n, now(), 0
     from generate_series(1, 10) as n`,
    [sampleCard(2)],
  );
  const one = await statementsOf(tariffsOfParcels(1), librarian('NJ-JN'));
  const ten = await statementsOf(tariffsOfParcels(10), librarian('NJ-JN'));
  await rows(lending, "delete from parcel where id like 'T%'");
  expect(ten.length).toBe(one.length);
});

test('a statement of ours names the function that sends it', async () => {
  const raw = (await statementsOf(wholeCity(2))).filter((text) => /count\(\*\)|row_number/.test(text));
  expect(raw.length).toBeGreaterThan(0);
  expect(raw.filter((text) => !/^\/\* \w+ \*\//.test(text.trim()))).toEqual([]);
});
