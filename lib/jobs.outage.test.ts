// The database goes away while a job runs: the process lives on, and the job is done when the database is back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { freePort } from '../test/process.ts';
import { ItemClaim } from './items/entities.ts';
import { addJob, migrateJobs, startJobs } from './jobs.ts';
import { openOrm } from './orm.ts';
import { startPostgres } from './postgres.ts';

test('a job outlives its database', { timeout: 60_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-outage-'));
  const port = await freePort();
  let postgres = await startPostgres({ dataDir, port });
  await postgres.ensureDatabase('jobs');
  const url = postgres.url('jobs');
  await migrateJobs(url);
  const orm = await openOrm({ name: 'jobs', url, entities: [ItemClaim], migrations: [] });
  await orm.em.fork().transactional((em) => addJob(em, 'work', { number: 1 }, { key: 'one' }));
  await orm.close(true);

  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  let runs = 0;
  const jobs = await startJobs(
    url,
    {
      async work() {
        runs += 1;
        begun.resolve();
        await mayEnd.promise;
      },
    },
    pino({ level: 'silent' }),
  );
  try {
    await begun.promise;
    await postgres.stop();
    mayEnd.resolve();
    postgres = await startPostgres({ dataDir, port });
    // What it did before the outage could not be noted, so it runs once more; then the queue is empty.
    await until('the job has run again', async () => runs > 1, 30_000);
  } finally {
    await jobs.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  expect(runs).toBe(2);
});
