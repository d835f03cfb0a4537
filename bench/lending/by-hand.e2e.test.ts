// The loans and returns by hand are held against the product's: the same rows in the same tables, in no more statements, and how
// many statements the product takes is part of its contract.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { countStatements, type StatementCount } from '../../test/statement-count.ts';
import { type Pools, poolsOf } from '../pools.ts';
import { lend, takeBack } from './by-hand.ts';
import { prepareLending } from './city.ts';
import { cardOf, type Visit, visitOf } from './plan.ts';

let network: TestNetwork;
let pools: Pools;
let count: StatementCount;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await prepareLending(network.databaseUrls, { copies: 8, readers: 8 });
  pools = poolsOf(network.databaseUrls);
  // The tasks of the queue are known once a job was added to each.
  await lendByProduct(visitOf(6));
  await takeBackByProduct(visitOf(6));
  count = countStatements();
});
afterAll(async () => {
  count.stop();
  await Promise.all(Object.values(pools).map((pool) => pool.end()));
  await network[Symbol.asyncDispose]();
});

async function lendByProduct(input: Visit): Promise<void> {
  const { data, errors } = await network.query(
    `mutation ($input: CheckOutInput!) { checkOut(input: $input) { __typename ... on CheckedOut { dueDate loan { id status } } } }`,
    { input },
    admin,
  );
  expect([data?.checkOut.__typename, errors]).toEqual(['CheckedOut', undefined]);
}

async function takeBackByProduct({ card: _, ...input }: Visit): Promise<void> {
  const { data, errors } = await network.query(
    'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next loan { id status } } }',
    { input },
    admin,
  );
  expect([data?.returnItem, errors]).toMatchObject([{ next: 'SHELVE', loan: { status: 'RETURNED' } }, undefined]);
}

/** What a visit has left, without ids, moments and whom it was about. */
async function leftBy({ card, barcode, library }: Visit) {
  const { lending, central, districts } = network.subgraphs;
  const owner = library === 'NJ-JL' ? central : districts;
  const own =
    "- array['id', 'reader_id', 'item_id', 'book_id', 'content_hash', 'idempotency_key', 'lease_holder', 'reference']";
  const clean = (table: string, where: string) =>
    `select to_jsonb(${table}) ${own} - (select coalesce(array_agg(key), '{}') from jsonb_each_text(to_jsonb(${table}))
       where value ~ '^\\d{4}-\\d\\d-\\d\\dT' or key in ('wanted_item_id', 'loan_id')) as row from ${table} ${where}`;
  const reader = `(select id from reader where card = '${card}')`;
  const item = `${library}:${barcode}`;
  const seen = {
    reader: await rows(lending, `select open_loans, suspended_until from reader where card = '${card}'`),
    requests: await rows(lending, clean('loan_request', `where reader_id = ${reader}`)),
    loans: await rows(lending, clean('loan', `where reader_id = ${reader}`)),
    credit: await rows(lending, clean('credit_event', `where reader_id = ${reader}`)),
    returns: await rows(lending, clean('item_return', `where item_id = '${item}'`)),
    items: await rows(
      owner,
      `select status, due_date, claim_id is null as is_free, kept_at from item where id = '${item}'`,
    ),
    receipts: await rows(owner, clean('return_receipt', `where item_id = '${item}'`)),
  };
  const jobs = await rows(lending, `select key from graphile_worker._private_jobs where key ~ 'Loan|Return'`);
  return { ...seen, jobs };
}

test.each([
  { library: 'the central library', first: 0 },
  { library: 'a district', first: 1 },
])('a loan and a return by hand leave what the product leaves: $library', async ({ first }) => {
  const [own, byHand] = [visitOf(first), visitOf(first + 2)];
  await lendByProduct(own);
  await lend(pools, byHand);
  expect(await leftBy(byHand)).toEqual(await leftBy(own));
  await takeBackByProduct(own);
  await takeBack(pools, byHand);
  expect(await leftBy(byHand)).toEqual(await leftBy(own));
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('take no more statements than the product, and that takes few', async () => {
  const sentBy = async (work: () => Promise<void>) => {
    count.sent.length = 0;
    await work();
    return { statements: count.sent.length, texts: [...count.sent] };
  };
  const [own, byHand] = [visitOf(4), visitOf(5)];
  const [loan, hand] = [await sentBy(() => lendByProduct(own)), await sentBy(() => lend(pools, byHand))];
  const [back, handBack] = [await sentBy(() => takeBackByProduct(own)), await sentBy(() => takeBack(pools, byHand))];
  expect(hand.statements).toBeLessThanOrEqual(loan.statements);
  expect(handBack.statements).toBeLessThanOrEqual(back.statements);
  expect(loan.statements, loan.texts.join('\n')).toBeLessThanOrEqual(24);
  expect(back.statements, back.texts.join('\n')).toBeLessThanOrEqual(21);
});

test('a reader at the quota is refused by hand too', async () => {
  await rows(network.subgraphs.lending, `update reader set loan_quota = 0 where card = '${cardOf(7)}'`);
  await expect(lend(pools, visitOf(7))).rejects.toThrow('refused');
});
