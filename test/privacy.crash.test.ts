// SIGKILL while a long history is erased: after the restart all of it is, each loan and each order counted once, whichever service it
// had come to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { verified } from './audit.ts';
import type { TestDatabase } from './database.ts';
import { inDatabase } from './in-database.ts';
import { violations } from './invariants.ts';
import { takingOwnTokens } from './issuer.ts';
import { reader, seededDatabases } from './network.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

/** More than a few batches of each. */
const count = 6_000;
const card = sampleCard(1);

let databases: Record<SubgraphName, TestDatabase>;
let dataDir: string;
let port: number;

beforeAll(async () => {
  databases = await seededDatabases();
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-privacy-'));
  port = await freePort();
  await rows(
    'lending',
    `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date, returned_at, tallied)
     select 'L' || n, 'R000001', 'B000002', 'NJ-JN:L' || n, 'RETURNED', 'MEMBER', now() - interval '9 days', now() - interval '9 days',
       '2026-12-01', now() - interval '1 day', true
     from generate_series(1, ${count}) as n`,
  );
  await rows(
    'bookstores',
    `with made as (
       insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, outcome, phase, deadline,
         book_id, net_fen, card, submitted_by, submitted_at)
       select 'O' || n, 'reader:${card}', 'K' || n, 'hash', 'ONLINE', 'CANCELLED', 'CANCELLED', 'DONE', now(), 'B000002', 0, '${card}',
         'reader', now() - interval '2 days'
       from generate_series(1, ${count}) as n returning id)
     insert into purchase_transition (order_id, at, "from", "to", actor)
     select id, now() - interval '1 day', 'APPROVED', 'CANCELLED', 'READER' from made`,
  );
});
afterAll(async () => {
  await Promise.all(Object.values(databases).map((database) => database.drop()));
  rmSync(dataDir, { recursive: true, force: true });
});

test('an erasure that is killed in lending, and again in bookstores, ends and counts each row once', {
  timeout: 240_000,
}, async () => {
  const keys = await loadOrCreateKeys(dataDir);
  const token = await issueToken(keys.tokenPrivateKey, reader(card), { ttl: 3_600 });
  const left = { loans: () => countOf('lending', 'loan'), orders: () => countOf('bookstores', 'purchase_lend_order') };
  const killedAt: number[] = [];
  for (const kind of ['loans', 'orders'] as const) {
    const network = await start();
    const asked = kind === 'loans' ? erase(token).catch(() => undefined) : undefined;
    await expect.poll(left[kind], { timeout: 30_000, interval: 1 }).toBeLessThan(count);
    await network.kill('SIGKILL');
    await asked;
    killedAt.push(await left[kind]());
  }
  // Each kill came in the middle.
  for (const rest of killedAt) expect(rest).toBeGreaterThan(0);

  const network = await start();
  try {
    await expect.poll(left.orders, { timeout: 60_000, interval: 100 }).toBe(0);
    await expect
      .poll(() => erase(token), { timeout: 30_000, interval: 200 })
      .toMatchObject({
        state: 'DONE',
        erased: [
          { kind: 'LOANS', count },
          { kind: 'ORDERS', count },
        ],
        kept: [],
      });
    expect(await left.loans()).toBe(0);
    const urls = Object.fromEntries(subgraphNames.map((name) => [name, databases[name].url]));
    expect(await violations(urls as Record<SubgraphName, string>)).toEqual([]);
    await auditIsWhole();
  } finally {
    await network.kill('SIGTERM');
  }
});

/** What was noted before a kill is sealed after it, once; and it names nobody any more. */
async function auditIsWhole(): Promise<void> {
  for (const [name, table, prefix] of [
    ['lending', 'loan', 'L'],
    ['bookstores', 'purchase_lend_order', 'O'],
  ] as const) {
    await expect
      .poll(() => rows(name, 'select 1 from audit_change limit 1'), { timeout: 30_000, interval: 100 })
      .toEqual([]);
    const entries = await rows<{ op: string; count: number; keys: number }>(
      name,
      `select op, count(*)::int as count, count(distinct key)::int as keys from audit_entry
       where table_name = '${table}' and key ~ '^${prefix}[0-9]+$' and op in ('INSERT', 'UPDATE') group by op order by op`,
    );
    expect(entries).toEqual(['INSERT', 'UPDATE'].map((op) => ({ op, count, keys: count })));
    expect(await rows(name, 'select 1 from audit_value where reader is not null limit 1')).toEqual([]);
    expect((await verified({ databaseUrls: { [name]: databases[name].url } as never }, name)).misfit).toBeNull();
  }
}

async function start(): Promise<TestProcess> {
  const environment = Object.fromEntries(
    subgraphNames.map((name) => [`DATABASE_URL_${name.toUpperCase()}`, databases[name].url]),
  );
  const network = startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir], {
    ...environment,
    ...(await takingOwnTokens(dataDir)),
  });
  await network.said('Shelfgraph is ready');
  return network;
}

async function erase(token: string): Promise<unknown> {
  const query = `mutation { eraseHistory(input: { idempotencyKey: "all" }) {
    ... on HistoryErasure { state erased { kind count } kept { kind count reason } } } }`;
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: { eraseHistory: unknown } }).data.eraseHistory;
}

async function countOf(name: SubgraphName, table: 'loan' | 'purchase_lend_order'): Promise<number> {
  const where = table === 'loan' ? "reader_id = 'R000001'" : "id like 'O%' and card is not null";
  const [row] = await rows<{ count: number }>(name, `select count(*)::int as count from ${table} where ${where}`);
  return row?.count ?? 0;
}

function rows<Row>(name: SubgraphName, sql: string): Promise<Row[]> {
  return inDatabase<Row>(databases[name].url, sql);
}
