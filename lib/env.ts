// Configuration from the environment. Everything that is wrong is said at once.
import { resolve } from 'node:path';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { readAllowance } from './allowance.ts';
import { importLimitBytes } from './imports/limits.ts';
import { readNotifier } from './notifier.ts';

export interface Configuration {
  databaseUrls: Partial<Record<SubgraphName, string>>;
  subgraphUrls: Partial<Record<SubgraphName, string>>;
  /** The folder with the data of the embedded PostgreSQL and, in `keys/`, the keys. */
  dataDir: string;
  /** The folder in which `keys/` lies; the data folder unless SHELFGRAPH_KEYS says otherwise. */
  keysDir: string;
  host: string;
  port: number | null;
  /** Whether this is the network's only gateway, so that it may join equal fetches. */
  isOnlyGateway: boolean;
}

/**
 * Reads DATABASE_URL_… and SUBGRAPH_URL_… of each subgraph, SHELFGRAPH_DATA, SHELFGRAPH_KEYS, SHELFGRAPH_ONLY_GATEWAY, HOST and PORT.
 * A variable that is empty counts as one that is not set.
 * @throws Error that lists everything that is wrong
 */
export function readEnvironment(env: Record<string, string | undefined> = process.env): Configuration {
  const problems: string[] = [];
  const databaseUrls = urlsOf(
    env,
    'DATABASE_URL',
    /^postgres(ql)?:$/,
    'postgresql://user:password@host:5432/name',
    problems,
  );
  const subgraphUrls = urlsOf(env, 'SUBGRAPH_URL', /^https?:$/, 'http://127.0.0.1:4101/graphql', problems);
  const port = env['PORT'] ? portOf(env['PORT']) : null;
  if (env['PORT'] && port === null) {
    problems.push(`PORT is a number from 1 to 65535, not "${env['PORT']}".`);
  }
  const only = env['SHELFGRAPH_ONLY_GATEWAY'];
  if (only && only !== 'yes' && only !== 'no') problems.push(`SHELFGRAPH_ONLY_GATEWAY is yes or no, not "${only}".`);
  for (const variable of ['SHELFGRAPH_WEBHOOK_ALLOW', 'SHELFGRAPH_SOURCE_ALLOW']) {
    try {
      readAllowance(env[variable]);
    } catch (error) {
      problems.push(`${variable} has ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  try {
    readNotifier(env);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  try {
    importLimitBytes(env);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  const level = env['LOG_LEVEL'];
  if (level && !logLevels.includes(level)) {
    problems.push(`LOG_LEVEL is one of ${logLevels.join(', ')}, not "${level}".`);
  }
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  const dataDir = resolve(env['SHELFGRAPH_DATA'] || '.data');
  return {
    databaseUrls,
    subgraphUrls,
    dataDir,
    keysDir: env['SHELFGRAPH_KEYS'] ? resolve(env['SHELFGRAPH_KEYS']) : dataDir,
    host: env['HOST'] || '127.0.0.1',
    port,
    isOnlyGateway: only === 'yes',
  };
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A port number, or null for a text that is none. */
export function portOf(text: string): number | null {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
}

function urlsOf(
  env: Record<string, string | undefined>,
  prefix: string,
  protocol: RegExp,
  example: string,
  problems: string[],
): Partial<Record<SubgraphName, string>> {
  const urls: Partial<Record<SubgraphName, string>> = {};
  for (const name of subgraphNames) {
    const variable = `${prefix}_${name.toUpperCase()}`;
    const value = env[variable];
    if (!value) {
      continue;
    }
    if (URL.canParse(value) && protocol.test(new URL(value).protocol)) {
      urls[name] = value;
    } else {
      problems.push(`${variable} is not a URL like ${example}.`);
    }
  }
  return urls;
}
