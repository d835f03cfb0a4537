// From the start of a server process to the moment it takes connections, and to its end.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfPresent } from './cluster.ts';
import { cannotRun } from './launch.ts';

/**
 * Whether the server takes connections; false when it ended before. Recovery after a crash may take its time. To be called in the
 * same turn as the process is started: nobody else hears when the program cannot be run.
 * @throws {PostgresStartError} when the program cannot be run at all
 */
export async function isReady(server: ChildProcess, cluster: string): Promise<boolean> {
  if (server.pid === undefined) {
    const [cause] = (await once(server, 'error')) as [Error];
    throw cannotRun(server, cause);
  }
  while (!hasEnded(server)) {
    const lines = readIfPresent(join(cluster, 'postmaster.pid'))?.split('\n');
    if (lines?.[0] === String(server.pid) && lines[7]?.trim() === 'ready') return true;
    await sleep(10);
  }
  return false;
}

/** Resolves when the server has ended. */
export function ending(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (hasEnded(server)) return done();
    server.once('exit', () => done());
    server.once('error', () => done());
  });
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}
