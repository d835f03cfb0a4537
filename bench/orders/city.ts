// What the orders of a bench are about: titles, readers, funds and rules large enough that every order is lent. Rules are data: a
// version of the network's set raises the caps, and they are judged like any other.
import pg from 'pg';
import type { CityUrls } from '../contest.ts';
import { hotTitle, hotTitles, manyTitle, manyTitles, readers, stores } from './plan.ts';

const enough = 1_000_000_000;
const rules = [
  { code: 'COPY_CAP', limit: enough },
  { code: 'CITY_COPY_CAP', limit: enough },
  { code: 'LOAN_QUOTA', limit: enough },
  { code: 'READER_OUTSTANDING', limit: enough },
  { code: 'READER_YEARLY_SPEND', limit: enough },
].map((rule) => ({ ...rule, onFail: 'REFUSE' }));

/** Adds all of it to a seeded city. */
export async function prepareCity(urls: CityUrls): Promise<void> {
  const titles = [
    ...Array.from({ length: hotTitles }, (_, index) => hotTitle(index)),
    ...Array.from({ length: manyTitles }, (_, index) => manyTitle(index)),
  ];
  await execute(
    urls.central,
    `insert into book (id, title, year, class_number, sample)
     select id, '【样例】' || id, extract(year from now()), 'I267', true from unnest($1::text[]) as id`,
    [titles],
  );
  await execute(
    urls.central,
    `insert into rule_set (id, library, valid_from, version, rules, idempotency_key, content_hash, created_by, created_at)
     values ('bench', 'network', '2020-10-02', 1, $1, 'bench', 'bench', 'ADMIN', now())`,
    [JSON.stringify(rules)],
  );
  await execute(urls.central, 'update fund set allocated_fen = 1000000000000', []);
  await execute(
    urls.lending,
    `insert into reader (id, card, name, type, band, band_as_of, band_source, loan_quota, sample)
     select 'R-' || card, card, '【样例】读者甲', 'ADULT', 'GOOD', now(), '【样例】', ${enough}, true
     from (select 'BENCH' || lpad(n::text, 6, '0') as card from generate_series(0, $1::int - 1) as n) as one`,
    [readers],
  );
  for (const url of new Set(Object.values(urls))) await execute(url, 'vacuum analyze', []);
}

/** Waits until no job of these databases is left that could begin now, for at most so long: the next window starts with a quiet server. */
export async function jobsDone(urls: readonly string[], limitMs = 60_000): Promise<void> {
  const endsAt = Date.now() + limitMs;
  for (const url of urls) {
    for (;;) {
      const [row] = await execute(
        url,
        'select count(*)::int as waiting from graphile_worker._private_jobs where run_at <= now()',
        [],
      );
      if (row?.['waiting'] === 0) break;
      if (Date.now() > endsAt)
        throw new Error(`${String(row?.['waiting'])} jobs still wait after ${limitMs / 1_000} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The payers' funds of the stores that sell exist, and every store has a contract. */
export async function checkCity(urls: CityUrls): Promise<void> {
  const contracts = await execute(urls.bookstores, 'select store_id from contract where store_id = any($1)', [stores]);
  if (contracts.length < stores.length) throw new Error(`the seeded city lacks a contract of ${stores.join(', ')}`);
}

/** Runs a statement on a connection of its own. */
export async function execute(url: string, sql: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // A statement without values goes by the simple protocol, outside a transaction: vacuum wants that.
    return (await (values.length > 0 ? client.query(sql, values) : client.query(sql))).rows;
  } finally {
    await client.end();
  }
}
