// The databases of the four subgraphs: those that DATABASE_URL_… names, or an embedded PostgreSQL in the data folder.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '../lib/env.ts';
import {
  DataFolderInUse,
  type Postgres,
  type PostgresOptions,
  runningPostgres,
  startPostgres,
} from '../lib/postgres.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';

export interface Databases {
  urls: Record<SubgraphName, string>;
  /** Of the gateway's own; it can do without one. */
  gatewayUrl: string | undefined;
  isEmbedded: boolean;
  stop: () => Promise<void>;
  /** Resolves when the embedded server has ended; never for databases that are not ours. */
  ended: Promise<void>;
}

interface OpenOptions {
  durable?: boolean;
  /** An embedded server that ends by itself is started again where it was. */
  isKept?: boolean;
  log?: (line: string) => void;
}

/**
 * Finds or starts the databases.
 * @throws Error when only some DATABASE_URL_… are set, or the embedded server cannot start
 */
export async function openDatabases(
  { databaseUrls, gatewayDatabaseUrl, dataDir }: Pick<Configuration, 'databaseUrls' | 'gatewayDatabaseUrl' | 'dataDir'>,
  { durable = true, isKept = false, log }: OpenOptions = {},
): Promise<Databases> {
  const missing = subgraphNames.filter((name) => !databaseUrls[name]);
  if (missing.length === 0) {
    return {
      urls: databaseUrls as Record<SubgraphName, string>,
      gatewayUrl: gatewayDatabaseUrl,
      isEmbedded: false,
      stop: async () => {},
      ended: new Promise(() => {}),
    };
  }
  if (missing.length < subgraphNames.length) {
    const variables = missing.map((name) => `DATABASE_URL_${name.toUpperCase()}`);
    throw new Error(
      `Set ${variables.join(', ')} too: either all four databases are yours, or none and PostgreSQL is embedded.`,
    );
  }
  const options = { dataDir, durable, ...(log ? { log } : {}) };
  const postgres = isKept ? await keepPostgres(options) : await startPostgres(options);
  await Promise.all([...subgraphNames, 'gateway'].map((name) => postgres.ensureDatabase(name)));
  const urls = Object.fromEntries(subgraphNames.map((name) => [name, postgres.url(name)]));
  return {
    urls: urls as Record<SubgraphName, string>,
    gatewayUrl: gatewayDatabaseUrl ?? postgres.url('gateway'),
    isEmbedded: true,
    stop: () => postgres.stop(),
    ended: postgres.ended,
  };
}

/** Tries to bring a server back that has ended, a second between. */
const attempts = 30;

/** A server that is started again on its port when it ends by itself; `ended` resolves when that cannot be done. */
async function keepPostgres(options: PostgresOptions): Promise<Postgres> {
  const first = await startPostgres(options);
  let current = first;
  const stopping = new AbortController();
  const again = async () => {
    for (let attempt = 1; attempt <= attempts && !stopping.signal.aborted; attempt++) {
      try {
        return await startPostgres({ ...options, port: first.port });
      } catch (error) {
        options.log?.(error instanceof Error ? error.message : String(error));
        await sleep(1_000);
      }
    }
    return null;
  };
  const keep = async () => {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      options.log?.('PostgreSQL has ended. It is started again.');
      const next = await again();
      if (!next) return;
      current = next;
      if (stopping.signal.aborted) await next.stop();
    }
  };
  const stop = async () => {
    stopping.abort();
    await current.stop();
    await kept;
  };
  const kept = keep();
  return { ...first, ended: kept, stop, [Symbol.asyncDispose]: stop };
}

/**
 * Reaches the embedded server, also while a network runs on it.
 * @throws Error when there is no data in the folder, or the server cannot start
 */
export async function reachServer({
  dataDir,
}: Pick<Configuration, 'dataDir'>): Promise<Pick<Postgres, 'url' | 'stop'>> {
  checkData(dataDir);
  try {
    return await startPostgres({ dataDir });
  } catch (error) {
    const url = error instanceof DataFolderInUse ? runningPostgres(dataDir) : null;
    if (!url) throw error;
    return { url, stop: async () => {} };
  }
}

/**
 * Finds the databases for a command that looks into them, also while a network runs on the embedded server.
 * @throws Error when there is no data in the folder, or as `openDatabases`
 */
export async function reachDatabases(
  configuration: Pick<Configuration, 'databaseUrls' | 'dataDir'>,
): Promise<Pick<Databases, 'urls' | 'stop'>> {
  const { databaseUrls, dataDir } = configuration;
  const isEmbedded = subgraphNames.every((name) => !databaseUrls[name]);
  if (isEmbedded) checkData(dataDir);
  try {
    return await openDatabases(configuration);
  } catch (error) {
    const url = error instanceof DataFolderInUse ? runningPostgres(dataDir) : null;
    if (!url) throw error;
    const urls = Object.fromEntries(subgraphNames.map((name) => [name, url(name)]));
    return { urls: urls as Record<SubgraphName, string>, stop: async () => {} };
  }
}

function checkData(dataDir: string): void {
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) return;
  throw new Error(
    `${dataDir} 中没有数据。There is no data in ${dataDir}: say with --data where it is, or set DATABASE_URL_….`,
  );
}
