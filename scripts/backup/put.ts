// A backup becomes the databases of a data folder. Everything happens in a folder beside, which takes its place when it is whole.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { makeFolder } from '../../lib/folders.ts';
import { majorVersion } from '../../lib/postgres/binaries.ts';
import { lockFolder } from '../../lib/postgres/folder.ts';
import { startPostgres } from '../../lib/postgres.ts';
import { checkSpace, copyFile, explained, forEach, megabytes, syncFolder, syncFolders } from './copy.ts';
import { clusterFolder, type Manifest, passwordFile } from './manifest.ts';

/**
 * Numbers of events that were given since the backup are known outside, and gone here: a store or a subscriber that is told of another event
 * under such a number would take it for one that it has. So those to come begin far beyond.
 */
const eventLogs = { bookstores: 'purchase_transition', central: 'catalogue_event', lending: 'lending_event' };
const numbersLeftOut = 1_000_000_000;

interface PutOptions {
  path: string;
  manifest: Manifest;
  dataDir: string;
  onProgress?: (share: number) => void;
}

/**
 * Puts a backup into a data folder that has no databases, and has PostgreSQL bring it to its moment.
 * @throws Error when it is of another PostgreSQL, when there are databases, when a file is not what the backup says, and when there is no room; the
 * folder is as it was then
 */
export async function putBackup({ path, manifest, dataDir, onProgress }: PutOptions): Promise<void> {
  if (manifest.postgres !== majorVersion) {
    throw new Error(
      `${path} has files of PostgreSQL ${manifest.postgres}, and this release brings PostgreSQL ${majorVersion}, which cannot read them. Restore it with the release of Shelfgraph that took it.`,
    );
  }
  makeFolder(dataDir);
  const unlock = await lockFolder(dataDir);
  const draft = join(dataDir, 'restore.partial');
  try {
    const cluster = join(dataDir, 'postgres');
    if (existsSync(cluster) && readdirSync(cluster).length > 0) {
      throw new Error(
        `${dataDir} has databases, and they are not overwritten. Move them away (mv ${cluster} ${cluster}.before), or choose another folder with --data DIR.`,
      );
    }
    rmSync(draft, { recursive: true, force: true });
    checkSpace(dataDir, manifest.bytes * 1.05);
    mkdirSync(draft, { mode: 0o700 });
    await copyAll(path, draft, manifest, onProgress);
    for (const name of ['pg_wal/archive_status', 'pg_wal/summaries', ...emptyFolders]) {
      mkdirSync(join(draft, clusterFolder, name), { recursive: true, mode: 0o700 });
    }
    await skipNumbers(draft);
    await syncFolders(draft);
    rmSync(cluster, { recursive: true, force: true });
    renameSync(join(draft, passwordFile), join(dataDir, 'postgres.password'));
    renameSync(join(draft, clusterFolder), cluster);
    await syncFolder(dataDir);
  } catch (error) {
    throw explained(error, dataDir);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    unlock();
  }
}

/** The server does not make these itself; whether they hold a file at the time of a backup is chance. */
const emptyFolders = [
  'pg_commit_ts',
  'pg_dynshmem',
  'pg_logical/mappings',
  'pg_logical/snapshots',
  'pg_multixact/members',
  'pg_multixact/offsets',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat',
  'pg_stat_tmp',
  'pg_subtrans',
  'pg_tblspc',
  'pg_twophase',
  'pg_xact',
];

async function copyAll(
  path: string,
  draft: string,
  { files, bytes: total }: Manifest,
  onProgress?: (share: number) => void,
): Promise<void> {
  let copied = 0;
  await forEach(files, async (file) => {
    const { bytes, sha256 } = await copyFile(join(path, file.path), join(draft, file.path)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new Error(
          `${file.path} is missing in the backup. Take another one; npm run backup -- --verify tells all.`,
        );
      },
    );
    if (sha256 !== file.sha256) {
      throw new Error(
        `${file.path} has changed since the backup was taken. Take another one; npm run backup -- --verify tells all.`,
      );
    }
    copied += bytes;
    onProgress?.(copied / total);
  });
}

/** Brings the files to the moment of the backup, and leaves out the numbers of events that may have been given since. */
async function skipNumbers(draft: string): Promise<void> {
  await using server = await startPostgres({ dataDir: draft });
  for (const [database, table] of Object.entries(eventLogs)) {
    const client = new pg.Client({ connectionString: server.url(database) });
    await client.connect();
    try {
      await client.query(
        "select setval(pg_get_serial_sequence($1, 'id'), nextval(pg_get_serial_sequence($1, 'id')) + $2)",
        [table, numbersLeftOut],
      );
    } finally {
      await client.end();
    }
  }
}

/** What the restored network needs beside its databases, in words. */
export function restoredWords({ consistentAt, bytes }: Manifest): string {
  return `${megabytes(bytes)}, as all databases were at ${consistentAt}`;
}
