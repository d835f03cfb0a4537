// `npm run bench -- audit`: what CPU a change costs the database more when it is noted, and how long sealing and verifying an entry take.
// Orders are written to the bookstores' tables, with the triggers of the audit and without, in turns.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sealAudit } from '../lib/audit/seal.ts';
import { verifyChain } from '../lib/audit/verify.ts';
import { openDatabase } from '../lib/database.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pseudonymsWith } from '../lib/pseudonyms.ts';
import { bookstores } from '../subgraphs/bookstores/subgraph.ts';
import { cpuMicroseconds } from './processes.ts';
import { interval, printTable, writeResults } from './report.ts';
import { estimate, median } from './statistics.ts';

/** Orders of one window. */
const window = 200;

const facts = {
  reader: { openLoans: 2, ownQuota: 8, overdue: 0, band: 'GOOD', yearSpent: 4_200 },
  book: { held: 3, city: 11 },
};
const insert = `/* benchInsert */ insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, phase, deadline,
    book_id, net_fen, card, submitted_by, submitted_at, facts)
  values ($1, 'store:QINGCHUN', $1, 'hash', 'COUNTER', 'SUBMITTED', 'GATHERING', now(), 'B000002', 0, 'N2026000001', 'clerk', now(), $2)`;
const update = `/* benchUpdate */ update purchase_lend_order set status = 'REFUSED', outcome = 'NOT_SUPPLIED', phase = 'DONE' where id = $1`;
const batch = `/* benchBatch */ update purchase_lend_order set due_date = '2027-01-01' where id = any($1)`;

type Kind = 'one row inserted' | 'one row changed' | 'a row of 200 changed at once';

/** Plays windows with and without the triggers in turns, and writes bench/results/audit.json. */
export async function benchAudit({ pairs }: { pairs: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-bench-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  try {
    await postgres.ensureDatabase('bookstores');
    const url = postgres.url('bookstores');
    const orm = await openDatabase({ name: 'bookstores', url, ...bookstores.database });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const server = rows[0] as { pid: number };
    const taken: Record<'noted' | 'bare', Map<Kind, number[]>> = { noted: new Map(), bare: new Map() };
    for (let pair = -1; pair < pairs; pair++) {
      for (const how of ['noted', 'bare'] as const) {
        await client.query(`alter table purchase_lend_order ${how === 'noted' ? 'enable' : 'disable'} trigger user`);
        for (const [kind, micros] of await play(client, server, `${how}${pair}`)) {
          // The first pair plans and compiles.
          if (pair >= 0) taken[how].set(kind, [...(taken[how].get(kind) ?? []), micros]);
        }
      }
    }
    const entries = 3 * window * (pairs + 1);
    const pseudonym = pseudonymsWith(new Uint8Array(32));
    const sealed = await micros(() => sealAudit({ em: orm.em.fork(), forget: () => {}, pseudonym }, 'bookstores'));
    const verified = await micros(async () => {
      const { checked, misfit } = await verifyChain(client, { subgraph: 'bookstores' });
      if (checked !== entries || misfit) throw new Error(JSON.stringify({ checked, entries, misfit }));
    });
    await client.end();
    await orm.close(true);
    report(taken, { seal: sealed / entries, verify: verified / entries });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** µs of CPU of the connection's server for a row of each kind; one transaction for all, so that nothing waits for the disk. */
async function play(client: pg.Client, server: { pid: number }, prefix: string): Promise<[Kind, number][]> {
  const ids = Array.from({ length: window }, (_, index) => `${prefix}-${index}`);
  const used = async (work: () => Promise<unknown>): Promise<number> => {
    const before = cpuMicroseconds(server).postgres;
    await work();
    return (cpuMicroseconds(server).postgres - before) / window;
  };
  const each = (name: string, text: string, values: (id: string) => unknown[]) =>
    used(async () => {
      for (const id of ids) await client.query({ name, text, values: values(id) });
    });
  await client.query('begin');
  const times: [Kind, number][] = [
    ['one row inserted', await each('insert', insert, (id) => [id, JSON.stringify(facts)])],
    ['one row changed', await each('update', update, (id) => [id])],
    ['a row of 200 changed at once', await used(() => client.query(batch, [ids]))],
  ];
  await client.query('commit');
  return times;
}

async function micros(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) * 1_000;
}

function report(
  { noted, bare }: Record<'noted' | 'bare', Map<Kind, number[]>>,
  { seal, verify }: { seal: number; verify: number },
): void {
  const kinds = [...noted.keys()].map((kind) => {
    const [dear = [], cheap = []] = [noted.get(kind), bare.get(kind)];
    const more = estimate(dear.map((time, pair) => time - (cheap[pair] ?? 0)));
    return { kind, noted: median(dear), bare: median(cheap), more };
  });
  printTable([
    ['µs of CPU of the database', 'noted', 'bare', 'more'],
    ...kinds.map((row) => [row.kind, row.noted.toFixed(0), row.bare.toFixed(0), interval(row.more)]),
    ['µs until an entry is sealed', seal.toFixed(0), '', ''],
    ['µs until an entry is verified', verify.toFixed(0), '', ''],
  ]);
  writeResults('audit', { kinds, seal, verify });
}
