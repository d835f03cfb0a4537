// The PostgreSQL that runs when no other is configured: real, private to one data folder, and gone when its parent is.
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder } from './folders.ts';
import { postgresBinaries } from './postgres/binaries.ts';
import { prepareCluster, readIfPresent, role } from './postgres/cluster.ts';
import { PostgresStartError } from './postgres/errors.ts';
import { type DataFolder, dataFolder, lockFolder } from './postgres/folder.ts';
import { type Launcher, launch } from './postgres/launch.ts';
import { ending, isReady } from './postgres/readiness.ts';

export { DataFolderInUse, PostgresStartError } from './postgres/errors.ts';

export interface PostgresOptions {
  /** Made if missing. It holds the cluster, its log and the password of its only role. */
  dataDir: string;
  /** Default: a free one. The server listens on 127.0.0.1 only. */
  port?: number;
  /** Receives one line for what takes time. */
  log?: (line: string) => void;
  /** `false` gives up safety against power loss for speed: for tests only. */
  durable?: boolean;
}

export interface Postgres extends AsyncDisposable {
  port: number;
  pid: number;
  /** The connection string of a database of this server, password included. */
  url(database: string): string;
  /** Makes the database if it does not exist; safe when several ask at once. */
  ensureDatabase(database: string): Promise<void>;
  /** Ends all connections, shuts the server down and lets go of the folder. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
}

/**
 * Starts the embedded server on a data folder and resolves when it takes connections.
 * @throws {DataFolderInUse} when another process runs on the folder
 * @throws {PostgresStartError} when the server cannot start; the message is for the user
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const folder = dataFolder(resolve(options.dataDir));
  const binaries = postgresBinaries();
  makeFolder(folder.root);
  const unlock = await lockFolder(folder.root);
  try {
    if (!readIfPresent(join(folder.cluster, 'PG_VERSION'))) options.log?.(`Making a database in ${folder.root}`);
    const launcher = await prepareCluster(folder, binaries, options.durable ?? true);
    const { server, port } = await startServer(folder, binaries.postgres, launcher, options);
    return running(folder, server, port, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * The connection strings of a server that another process runs on a data folder; null where none takes connections. A command that only
 * looks can so do it while the network runs.
 */
export function runningPostgres(dataDir: string): ((database: string) => string) | null {
  const { cluster, password } = dataFolder(resolve(dataDir));
  const lines = readIfPresent(join(cluster, 'postmaster.pid'))?.split('\n');
  const secret = readIfPresent(password);
  // PostgreSQL writes its port into the fourth line.
  const port = Number(lines?.[3]);
  return secret && port > 0 ? (database) => urlOf(secret, port, database) : null;
}

function urlOf(password: string, port: number, database: string): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

function running(folder: DataFolder, server: ChildProcess, port: number, unlock: () => void): Postgres {
  const password = readFileSync(folder.password, 'utf8');
  const url = (database: string) => urlOf(password, port, database);
  const endWithProcess = () => server.kill('SIGINT');
  process.once('exit', endWithProcess);
  const ended = ending(server).then(() => {
    process.off('exit', endWithProcess);
    unlock();
  });
  const stop = async () => {
    server.kill('SIGINT'); // fast shutdown: open transactions are rolled back
    const immediate = setTimeout(() => server.kill('SIGQUIT'), 60_000);
    await ended;
    clearTimeout(immediate);
  };
  return {
    port,
    pid: server.pid ?? 0,
    url,
    ensureDatabase: (database) => ensureDatabase(url('postgres'), database),
    stop,
    ended,
    [Symbol.asyncDispose]: stop,
  };
}

/** Starts the server; where the port or memory of a server that just died is still taken, tries again. */
async function startServer(
  folder: DataFolder,
  postgres: string,
  launcher: Launcher,
  { port: fixedPort, durable = true }: PostgresOptions,
): Promise<{ server: ChildProcess; port: number }> {
  const retryUntil = Date.now() + 10_000;
  for (;;) {
    const port = fixedPort ?? (await freePort());
    const log = openLog(folder.log);
    const from = statSync(folder.log).size;
    const command = [
      postgres,
      '-D',
      folder.cluster,
      ...settings({ ...serverSettings(port), ...(durable ? {} : unsafe) }),
    ];
    const server = launch(launcher, 'INT', command, ['ignore', log, log]);
    closeSync(log);
    if (await isReady(server, folder.cluster)) return { server, port };

    const output = readFileSync(folder.log).subarray(from).toString();
    if (fixedPort !== undefined && /Address already in use/.test(output)) {
      throw new PostgresStartError(`Port ${fixedPort} is in use: the database cannot listen there.`);
    }
    const passing = /Address already in use|pre-existing shared memory block/.test(output);
    if (!passing || Date.now() > retryUntil) {
      throw new PostgresStartError(`The database in ${folder.root} did not start.\n${output.trim()}`);
    }
    await sleep(100);
  }
}

function serverSettings(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '', // a socket's path may have 107 bytes, a data folder's more
    max_connections: '300',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'log', // statements that fail are reported to who sent them
    shared_buffers: `${bufferMegabytes()}MB`,
    random_page_cost: '1.1', // its files lie on an SSD or in memory: the default is of discs that turn
  };
}

/** An eighth of the machine's memory, from 128 MB to 4 GB; only what data needs is used. A city's searches were twice as fast with 1 GB. */
function bufferMegabytes(): number {
  // 0, or more than there is, where the process may use all of it.
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.min(4_096, Math.max(128, Math.floor(bytes / 8 / 1_048_576)));
}

const unsafe = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '128MB', // to drop a database the server goes through all of them
  io_method: 'sync',
};

function settings(values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function openLog(file: string): number {
  const tooLong = 10 * 1024 * 1024;
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > tooLong) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } catch (error) {
    const madeMeanwhile = error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505');
    if (!madeMeanwhile) throw error;
  } finally {
    await client.end();
  }
}
