// A whole city at its counters at once: 64 clients over 50 titles, 14 stores with a fund each that is nearly empty, 500 readers near
// their quota. The invariants of one owner hold at any moment of it, all of them at rest. LONG=1 submits 10,000 orders.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf, yearOf } from '../lib/shanghai.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { inDatabase } from './in-database.ts';
import { momentary, ordersUnderWay, violations } from './invariants.ts';
import { admin, openTestNetwork, type TestNetwork } from './network.ts';

const orders = process.env['LONG'] ? 10_000 : 200;
const clients = 64;
const titles = 50;
const readers = 500;
/** Fen that each fund can still spend: some fifteen books, or two hundred. */
const fundFen = process.env['LONG'] ? 800_000 : 60_000;

let network: TestNetwork;
let books: string[];
let stores: string[];

beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 60_000 });
  const now = new Date();
  const day = dayOf(now);
  const libraries = await inDatabase(network.databaseUrls.central, 'select id from library order by position');
  await inDatabase(network.databaseUrls.central, 'update fund set allocated_fen = $1 where year = $2', [
    fundFen,
    yearOf(now),
  ]);
  books = (
    await inDatabase(
      network.databaseUrls.central,
      `select id from book where sample and year >= $1 and class_number not like 'G%' and id > 'B000200' order by id limit $2`,
      [yearOf(now) - 3, titles],
    )
  ).map(({ id }) => String(id));
  for (const owner of ['central', 'districts'] as const) {
    const lend = `update item set status = 'ON_LOAN', due_date = $1 where status = 'AVAILABLE' and book_id = any($2)`;
    await inDatabase(network.databaseUrls[owner], lend, [day, books]);
  }
  stores = libraries.map(({ id }) => `STORE-${String(id)}`);
  for (const { id } of libraries) {
    await inDatabase(
      network.databaseUrls.bookstores,
      "insert into store (id, name, partner, since, source) values ($1, $1, '【样例】', '2026-01', 'SAMPLE')",
      [`STORE-${String(id)}`],
    );
    await inDatabase(
      network.databaseUrls.bookstores,
      `insert into contract (id, store_id, payer, rate_basis_points, valid_from, valid_to)
       values ($1, $1, $2, 8500, '2026-01-01', '2099-12-31')`,
      [`STORE-${String(id)}`, id],
    );
  }
  await inDatabase(
    network.databaseUrls.lending,
    `insert into reader (id, card, name, type, band, band_as_of, band_source, suspended, loan_quota, open_loans, sample)
     select 'Q' || n, 'Q' || n, '【样例】读者', 'ADULT', 'GOOD', now(), '【样例】', false, 2, 0, true
     from generate_series(1, $1::int) as n`,
    [readers],
  );
}, 60_000);
afterAll(() => network[Symbol.asyncDispose]());

const submit = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) { __typename ... on PurchaseRefused { failures { code } } }
  }
`;

test(`${orders} orders from ${clients} clients break no invariant at any moment`, {
  timeout: 60_000 + orders * 200,
}, async () => {
  const random = randomSequence(10_000);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const cards = Array.from({ length: readers }, (_, index) => `Q${index + 1}`);
  const results = new Map<string, number>();
  let next = 0;
  const over = new AbortController();

  const client = async (): Promise<void> => {
    while (next < orders) {
      next += 1;
      // One in ten is sent a second time, as after a lost connection.
      const idempotencyKey = `city-${random() < 0.1 ? Math.max(1, next - 1) : next}`;
      const input = { idempotencyKey, ...contentOf(idempotencyKey) };
      const { data, errors } = await network.query(submit, { input }, admin);
      const result = data?.submitPurchaseLendOrder;
      const codes = result?.failures?.map(({ code }: { code: string }) => code).join(' ');
      const outcome = errors ? String(errors[0]?.extensions['code']) : `${result.__typename} ${codes ?? ''}`.trim();
      results.set(outcome, (results.get(outcome) ?? 0) + 1);
    }
  };
  /** The same key has the same content. */
  const contents = new Map<string, object>();
  function contentOf(key: string): object {
    const known = contents.get(key) ?? {
      store: pick(stores),
      card: pick(cards),
      bookId: pick(books),
      listPrice: { fen: 3_000 + Math.floor(random() * 4_000) },
    };
    contents.set(key, known);
    return known;
  }
  const found: string[] = [];
  let looks = 0;
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      found.push(...(await momentary(network.databaseUrls)));
      looks += 1;
    }
  };

  const watching = watch();
  await Promise.all(Array.from({ length: clients }, client));
  over.abort();
  await watching;

  console.info(`${next} orders, ${looks} looks: ${JSON.stringify(Object.fromEntries(results))}`);
  expect(found).toEqual([]);
  expect(looks).toBeGreaterThan(0);
  expect(results.get('PurchaseLendOrderLent') ?? 0).toBeGreaterThan(0);
  // A mistake of ours would show as an error; a refusal is an answer.
  expect(
    [...results.keys()].filter((outcome) => !/^(PurchaseLendOrder|PurchaseRefused|TryAgain)/.test(outcome)),
  ).toEqual([]);
  await expect.poll(() => ordersUnderWay(network.databaseUrls), { timeout: 30_000, interval: 200 }).toBe(0);
  expect(await violations(network.databaseUrls)).toEqual([]);
});
