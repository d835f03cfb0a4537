// The databases of the four subgraphs: those that DATABASE_URL_… names, or an embedded PostgreSQL in the data folder.
import type { Configuration } from '../lib/env.ts';
import { startPostgres } from '../lib/postgres.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';

export interface Databases {
  urls: Record<SubgraphName, string>;
  isEmbedded: boolean;
  stop: () => Promise<void>;
  /** Resolves when the embedded server has ended; never for databases that are not ours. */
  ended: Promise<void>;
}

/**
 * Finds or starts the databases.
 * @throws Error when only some DATABASE_URL_… are set, or the embedded server cannot start
 */
export async function openDatabases(
  { databaseUrls, dataDir }: Pick<Configuration, 'databaseUrls' | 'dataDir'>,
  { durable = true, log }: { durable?: boolean; log?: (line: string) => void } = {},
): Promise<Databases> {
  const missing = subgraphNames.filter((name) => !databaseUrls[name]);
  if (missing.length === 0) {
    return {
      urls: databaseUrls as Record<SubgraphName, string>,
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
  const postgres = await startPostgres({ dataDir, durable, ...(log ? { log } : {}) });
  await Promise.all(subgraphNames.map((name) => postgres.ensureDatabase(name)));
  const urls = Object.fromEntries(subgraphNames.map((name) => [name, postgres.url(name)]));
  return {
    urls: urls as Record<SubgraphName, string>,
    isEmbedded: true,
    stop: () => postgres.stop(),
    ended: postgres.ended,
  };
}
