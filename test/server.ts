// One embedded PostgreSQL for the whole test run, in a folder that is removed afterwards.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../lib/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database `postgres` of the test run's server. */
    adminUrl: string;
  }
}

export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shelfgraph-test-'));
  const postgres = await startPostgres({ dataDir, durable: false });
  project.provide('adminUrl', postgres.url('postgres'));
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
