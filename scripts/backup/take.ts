// A backup of the embedded PostgreSQL while it runs: its files, and the log of what was written meanwhile, which together are all
// databases at one moment (PostgreSQL's "low-level base backup").
import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { majorVersion } from '../../lib/postgres/binaries.ts';
import { checkSpace, copyFile, explained, forEach, syncFolder, syncFolders, writeDown } from './copy.ts';
import {
  type BackedUpFile,
  clusterFolder,
  filesUnder,
  hashOfFile,
  type Manifest,
  manifestName,
  passwordFile,
} from './manifest.ts';

interface TakeOptions {
  /** `postgresql://…/postgres` of the server. */
  url: string;
  dataDir: string;
  keysDir: string;
  /** The folder of backups; the new one gets a name of its own there. */
  to: string;
  onProgress?: (share: number) => void;
}

/** What the server makes anew, or what is of the process that runs now. The log's files are taken at the end. */
const left = [
  /^pg_wal\//,
  /^postmaster\.(pid|opts)$/,
  /^(pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//,
  /(^|\/)pgsql_tmp/,
  /(^|\/)pg_internal\.init/,
  /^backup_label(\.old)?$/,
];

/**
 * Takes a backup.
 * @returns where it lies, and what it says of itself
 * @throws Error when there is not enough room, and whatever else ends it; nothing of it is left then
 */
export async function takeBackup({
  url,
  dataDir,
  keysDir,
  to,
  onProgress,
}: TakeOptions): Promise<{ path: string; manifest: Manifest }> {
  const cluster = join(dataDir, 'postgres');
  const startedAt = new Date().toISOString();
  const path = join(to, startedAt.replaceAll(/[:.]/g, '-'));
  const draft = `${path}.partial`;
  const client = new pg.Client({ connectionString: url, application_name: 'shelfgraph backup', keepAlive: true });
  await client.connect();
  // It says why by the next statement that fails.
  client.on('error', () => {});
  try {
    // What is written is kept for this connection, and no longer.
    const slot = `shelfgraph_backup_${randomBytes(6).toString('hex')}`;
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [slot]);
    const first = await walFile(client, 'pg_backup_start($1, fast => true)', [`shelfgraph ${startedAt}`]);
    const wanted = filesUnder(cluster).filter((file) => !left.some((pattern) => pattern.test(file)));
    const total = wanted.reduce((sum, file) => sum + sizeOf(join(cluster, file)), 0);
    checkSpace(to, total * 1.05 + 64 * 1024 * 1024);

    const files: BackedUpFile[] = [];
    let copied = 0;
    const take = async (from: string, as: string) => {
      const file = await copyFile(from, join(draft, as));
      files.push({ path: as, ...file });
      copied += file.bytes;
      onProgress?.(Math.min(copied / total, 1));
    };
    await forEach(wanted, (file) =>
      take(join(cluster, file), `${clusterFolder}/${file}`).catch((error: NodeJS.ErrnoException) => {
        // A table or an index that was dropped meanwhile; the log knows.
        if (error.code !== 'ENOENT') throw error;
      }),
    );
    const consistentAt = new Date().toISOString();
    const { rows } = await client.query<{ lsn: string; labelfile: string }>(
      'select lsn::text, labelfile from pg_backup_stop(wait_for_archive => false)',
    );
    const { lsn = '', labelfile = '' } = rows[0] ?? {};
    const last = await walFile(client, '$1::pg_lsn', [lsn]);
    for (const name of readdirSync(join(cluster, 'pg_wal'))) {
      const isNeeded = /^[0-9A-F]{24}$/.test(name) ? name >= first && name <= last : name.endsWith('.history');
      if (isNeeded) await take(join(cluster, 'pg_wal', name), `${clusterFolder}/pg_wal/${name}`);
    }
    await writeDown(join(draft, clusterFolder, 'backup_label'), labelfile);
    files.push({
      path: `${clusterFolder}/backup_label`,
      ...(await described(join(draft, clusterFolder, 'backup_label'))),
    });
    await take(join(dataDir, 'postgres.password'), passwordFile);
    const manifest: Manifest = {
      format: 1,
      startedAt,
      consistentAt,
      postgres: majorVersion,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      privacyKey: await hashOfFile(join(keysDir, 'keys', 'privacy.key')).catch(() => null),
      files,
    };
    await writeDown(join(draft, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
    await syncFolders(draft);
    renameSync(draft, path);
    await syncFolder(to);
    return { path, manifest };
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw explained(error, to);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The file of the log in which a place stands that `place` gives. */
async function walFile(client: pg.Client, place: string, values: unknown[]): Promise<string> {
  const { rows } = await client.query<{ file: string }>(`select pg_walfile_name(${place}) as file`, values);
  return rows[0]?.file ?? '';
}

async function described(path: string): Promise<{ bytes: number; sha256: string }> {
  return { bytes: sizeOf(path), sha256: await hashOfFile(path) };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
