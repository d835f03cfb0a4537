// The database goes away while a job runs: the process lives on, and the job is done when the database is back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { freePort } from '../test/process.ts';
import { ItemClaim } from './items/entities.ts';
import { addJob, migrateJobs, startJobs } from './jobs.ts';
import { openOrm } from './orm.ts';
import { startPostgres } from './postgres.ts';
import { within } from './time.ts';

/** A database, with a job for each number, on a server of its own. */
async function open(numbers: readonly number[]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-outage-'));
  const port = await freePort();
  let postgres = await startPostgres({ dataDir, port });
  await postgres.ensureDatabase('jobs');
  const url = postgres.url('jobs');
  await migrateJobs(url);
  const add = async (...added: number[]) => {
    const orm = await openOrm({ name: 'jobs', url, entities: [ItemClaim], migrations: [] });
    for (const number of added) {
      await orm.em.fork().transactional((em) => addJob(em, 'work', { number }, { key: `key-${number}` }));
    }
    await orm.close(true);
  };
  await add(...numbers);
  return {
    url,
    add,
    stop: () => postgres.stop(),
    async start() {
      postgres = await startPostgres({ dataDir, port });
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

// Each has a server of its own, and all of them wait most of the time: they run together.
test.concurrent('a job outlives its database', { timeout: 60_000 }, async () => {
  await using database = await open([1]);
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  let runs = 0;
  const work = async () => {
    runs += 1;
    begun.resolve();
    await mayEnd.promise;
  };
  const jobs = await startJobs(database.url, { work }, pino({ level: 'silent' }));
  try {
    await begun.promise;
    await database.stop();
    mayEnd.resolve();
    await database.start();
    // What it did before the outage could not be noted, so it runs once more; then the queue is empty.
    await until('the job has run again', async () => runs > 1, 30_000);
  } finally {
    await jobs.stop();
  }
  expect(runs).toBe(2);
});

// The queue writes down ends that come together by one statement, others by one each; here several of these are lost at once.
test.concurrent.each([
  ['before', 1_000],
  ['after', 4_000],
])(
  'so do jobs of which several end as it goes away, and the last %s it is back',
  { timeout: 60_000 },
  async (_, last) => {
    const numbers = [1, 2, 3, 4];
    await using database = await open(numbers);
    const mayEnd = Promise.withResolvers<void>();
    const begun: unknown[] = [];
    const ended: unknown[] = [];
    const work = async ({ number }: Record<string, unknown>) => {
      begun.push(number);
      await mayEnd.promise;
      await pause(number === 4 ? last : Number(number) * 50);
      ended.push(number);
    };
    const jobs = await startJobs(database.url, { work }, pino({ level: 'silent' }));
    const slow = new pg.Client({ connectionString: database.url });
    slow.on('error', () => {});
    await slow.connect();
    try {
      await until('all have begun', async () => begun.length === numbers.length);
      await slow.query('begin; lock table graphile_worker._private_jobs in exclusive mode');
      mayEnd.resolve();
      await pause(400);
      await database.stop();
      await pause(1_000);
      await database.start();
      await until('all have ended', async () => new Set(ended).size === numbers.length);
      await until('those that were lost have run again', async () => begun.length >= numbers.length + 3, 20_000);
      await database.add(5);
      await until('another one runs', async () => begun.includes(5), 5_000);
    } finally {
      await within(10_000, jobs.stop());
    }
  },
);
