// The data folder: `lock` and `lock.pid`, `postgres` (the cluster), `postgres.password`, `postgres.log`.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderInUse } from './errors.ts';

export interface DataFolder {
  root: string;
  cluster: string;
  /** Begins the name of a folder in which a cluster is made, before it is moved to `cluster`. */
  draftPrefix: string;
  password: string;
  log: string;
}

export function dataFolder(root: string): DataFolder {
  return {
    root,
    cluster: join(root, 'postgres'),
    draftPrefix: join(root, 'postgres.new-'),
    password: join(root, 'postgres.password'),
    log: join(root, 'postgres.log'),
  };
}

/**
 * Takes the folder for this process and returns the function that gives it back. The lock is SQLite's on an empty file:
 * of all that Node has built in, the only lock that the kernel lets go of when its holder is killed.
 * @throws {DataFolderInUse}
 */
export async function lockFolder(root: string): Promise<() => void> {
  const file = join(root, 'lock');
  const lock = new DatabaseSync(file);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    await sleep(50); // the holder may be about to write its pid
    throw new DataFolderInUse(root, readPid(`${file}.pid`));
  }
  writeFileSync(`${file}.pid`, String(process.pid));
  return () => {
    rmSync(`${file}.pid`, { force: true });
    lock.close();
  };
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function readPid(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
