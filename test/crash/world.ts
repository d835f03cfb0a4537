// A city with enough books and readers for thousands of orders, made once on the databases of a network that runs.
import { dayOf, yearOf } from '../../lib/shanghai.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { inDatabase } from '../in-database.ts';

export interface World {
  books: readonly string[];
  cards: readonly string[];
  /** Books of which the libraries have copies to lend. */
  shelved: readonly string[];
  /** By store: the library that pays, and one of its branches. */
  stores: readonly { store: string; payer: string; branch: string }[];
}

const titles = 1_200;
const readers = 600;
/** Dearer books that are ordered online go to a librarian. */
const reviewedFromFen = 37_00;

/** Adds what is missing; every tenth title is a set of two volumes. Prices are from 20 to 40 yuan, in each store another, so that some orders can be passed on. */
export async function makeWorld(
  databaseUrl: (name: SubgraphName) => string,
  gateway: { url: string; token: string },
): Promise<World> {
  const now = new Date();
  const { central, bookstores, lending } = {
    central: databaseUrl('central'),
    bookstores: databaseUrl('bookstores'),
    lending: databaseUrl('lending'),
  };
  await inDatabase(
    central,
    `insert into book (id, title, year, class_number, volumes, sample)
     select 'K' || lpad(n::text, 5, '0'), '【样例】' || n, $1, 'I247.5', 1 + (n % 10 = 0)::int, true from generate_series(1, $2::int) as n`,
    [yearOf(now), titles],
  );
  await inDatabase(
    central,
    `insert into known_holdings (book_id, library_id, total, available, held, as_of)
     select book.id, library.id, 0, 0, 0, $1 from book, library where book.id like 'K%'`,
    [now],
  );
  await inDatabase(
    bookstores,
    "insert into store (id, name, partner, since, source) values ('SECOND', 'SECOND', '【样例】', '2026-01', 'SAMPLE')",
  );
  await inDatabase(
    bookstores,
    `insert into contract (id, store_id, payer, rate_basis_points, valid_from, valid_to)
     values ('SECOND', 'SECOND', 'NJ-JL', 8000, '2020-10-01', '2099-12-31')`,
  );
  await inDatabase(
    bookstores,
    `insert into offer (id, store_id, book_id, list_price_fen, stock, received, as_of, sample)
     select store.id || ':K' || n, store.id, 'K' || lpad(n::text, 5, '0'),
            2000 + 100 * ((n + length(store.id)) % 21), 1 + n % 3, 1 + n % 3, $1, true
     from store, generate_series(1, $2::int) as n`,
    [now, titles],
  );
  await inDatabase(
    lending,
    `insert into reader (id, card, name, type, band, band_as_of, band_source, suspended, loan_quota, open_loans, sample)
     select 'K' || n, 'K' || n, '【样例】读者', 'ADULT', 'GOOD', now(), '【样例】', false, 8, 0, true
     from generate_series(1, $1::int) as n`,
    [readers],
  );
  const contracts = await inDatabase<{ store: string; payer: string }>(
    bookstores,
    'select store_id as store, payer from contract order by 1',
  );
  const shelved = await inDatabase<{ id: string }>(
    central,
    `select distinct book_id as id from item where status = 'AVAILABLE' order by 1 limit 40`,
  );
  const branches = await inDatabase<{ library: string; branch: string }>(
    central,
    'select library_id as library, min(id) as branch from branch group by 1',
  );
  for (const { payer } of contracts) {
    const input = { idempotencyKey: `crash-${payer}`, library: payer, year: yearOf(now), amount: { fen: 900_000_00 } };
    await mutate(gateway, 'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }', { input });
  }
  const rules = [{ code: 'PRICE_CAP', limit: reviewedFromFen, onFail: 'REVIEW' }];
  await mutate(
    gateway,
    'mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "crash", input: $input) { id } }',
    { input: { channel: 'ONLINE', validFrom: dayOf(now), rules } },
  );
  const branchOf = new Map(branches.map(({ library, branch }) => [library, branch]));
  return {
    books: Array.from({ length: titles }, (_, index) => `K${String(index + 1).padStart(5, '0')}`),
    shelved: shelved.map(({ id }) => id),
    cards: Array.from({ length: readers }, (_, index) => `K${index + 1}`),
    stores: contracts.map(({ store, payer }) => ({ store, payer, branch: branchOf.get(payer) ?? '' })),
  };
}

async function mutate({ url, token }: { url: string; token: string }, query: string, variables: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
}
