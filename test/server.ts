// One embedded PostgreSQL for the whole test run, and the pages, built where they are not. It lies, with all else that tests put into the temporary folder, in one
// folder (in memory where there is room) that is removed when the run ends or is interrupted.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../lib/postgres.ts';
import { ensurePages } from '../web/ensure.ts';
import { roomyFolder } from './memory-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database `postgres` of the test run's server. */
    adminUrl: string;
  }
}

export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(roomyFolder(), 'shelfgraph-test-'));
  chmodSync(folder, 0o711); // tests that start servers as another user pass through it
  process.env.TMPDIR = folder;
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  process.once('exit', remove);

  const [postgres] = await Promise.all([
    startPostgres({ dataDir: join(folder, 'server'), durable: false }),
    ensurePages(),
  ]);
  project.provide('adminUrl', postgres.url('postgres'));
  return async () => {
    await postgres.stop();
    remove();
  };
}
