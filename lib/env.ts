// Configuration from the environment and the files that it names. Everything that is wrong is said at once.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { readAllowance } from './allowance.ts';
import { importLimitBytes } from './imports/limits.ts';
import { type IssuerSettings, readIssuers } from './issuers.ts';
import { readNotifier } from './notifier.ts';
import { takeSettings } from './setting-sources.ts';
import { readTelemetry, type TelemetrySettings } from './telemetry/settings.ts';

export interface Configuration {
  databaseUrls: Partial<Record<SubgraphName, string>>;
  subgraphUrls: Partial<Record<SubgraphName, string>>;
  /** The folder with the data of the embedded PostgreSQL and, in `keys/`, the keys. */
  dataDir: string;
  /** The folder in which `keys/` lies; the data folder unless SHELFGRAPH_KEYS says otherwise. */
  keysDir: string;
  host: string;
  port: number | null;
  /** The gateway's own database; undefined where it has none. */
  gatewayDatabaseUrl?: string | undefined;
  /** Addresses and networks of the proxies in front, whose X-Forwarded-For says who the client is. */
  trustedProxies: readonly string[];
  /** Whose tokens are taken. */
  issuers: IssuerSettings[];
  /** Processes that answer as one gateway. */
  workers: number;
  /** Whether the databases are the ones that the network has embedded: `npm run network` tells its gateway. */
  isEmbedded: boolean;
  /** Whether this is the network's only gateway, so that it may join equal fetches. */
  isOnlyGateway: boolean;
  /** Origins whose pages may call the gateway beside its own. */
  origins: string[];
  /** Of the certificate with which the gateway answers; null where it speaks HTTP. */
  tlsFiles: { cert: string; key: string } | null;
  /** The composed supergraph that the gateway serves. */
  supergraphFile: string;
  /** How long a service that is asked to end still answers while others are told to look elsewhere, in ms. */
  drainMs: number;
  /** Where traces and metrics go, and what is slow. */
  telemetry: TelemetrySettings;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the settings of lib/settings.ts, of `env` and of the files that it names, which are put into it. A variable that is empty counts
 * as one that is not set.
 * @param furtherReaders read what only some processes need, and throw what is wrong with it
 * @throws Error that lists everything that is wrong
 */
export function readEnvironment(
  env: Environment = process.env,
  furtherReaders: readonly ((env: Environment) => unknown)[] = [],
): Configuration {
  const problems = takeSettings(env);
  const databaseUrls = urlsOf(env, 'DATABASE_URL', postgresql, exampleUrl, problems);
  const subgraphUrls = urlsOf(env, 'SUBGRAPH_URL', /^https?:$/, 'http://127.0.0.1:4101/graphql', problems);
  const gatewayDatabaseUrl = urlOf(env, 'DATABASE_URL_GATEWAY', postgresql, exampleUrl, problems);
  const trustedProxies = proxiesOf(env['SHELFGRAPH_TRUST_PROXY'], problems);
  const port = env['PORT'] ? portOf(env['PORT']) : null;
  if (env['PORT'] && port === null) {
    problems.push(`PORT is a number from 1 to 65535, not "${env['PORT']}".`);
  }
  const only = env['SHELFGRAPH_ONLY_GATEWAY'];
  if (only && only !== 'yes' && only !== 'no') problems.push(`SHELFGRAPH_ONLY_GATEWAY is yes or no, not "${only}".`);
  const workers = workersOf(env['SHELFGRAPH_WORKERS']);
  if (workers === null) {
    problems.push(`SHELFGRAPH_WORKERS is a number from 1 to 64, or auto, not "${env['SHELFGRAPH_WORKERS']}".`);
  }
  if (env['SHELFGRAPH_CREDIT_URL'] && !isUrl(env['SHELFGRAPH_CREDIT_URL'], /^https?:$/)) {
    problems.push('SHELFGRAPH_CREDIT_URL is not a URL like https://credit.example.org/band.');
  }
  for (const variable of ['SHELFGRAPH_WEBHOOK_ALLOW', 'SHELFGRAPH_SOURCE_ALLOW']) {
    attempt(problems, () => readAllowance(env[variable]), `${variable} has `);
  }
  for (const read of [readNotifier, importLimitBytes, ...furtherReaders]) attempt(problems, () => read(env));
  const origins = originsOf(env, problems);
  const { SHELFGRAPH_TLS_CERT: cert, SHELFGRAPH_TLS_KEY: key } = env;
  if (!cert !== !key) {
    problems.push('SHELFGRAPH_TLS_CERT and SHELFGRAPH_TLS_KEY go together: two files in PEM, or neither.');
  }
  const issuers = attempt(problems, () => readIssuers(env['SHELFGRAPH_ISSUERS'])) ?? [];
  const drainSeconds = Number(env['SHELFGRAPH_DRAIN_SECONDS'] || 0);
  if (!(drainSeconds >= 0 && drainSeconds <= 300)) {
    problems.push(`SHELFGRAPH_DRAIN_SECONDS is a number from 0 to 300, not "${env['SHELFGRAPH_DRAIN_SECONDS']}".`);
  }
  const level = env['LOG_LEVEL'];
  if (level && !logLevels.includes(level)) {
    problems.push(`LOG_LEVEL is one of ${logLevels.join(', ')}, not "${level}".`);
  }
  const telemetry = readTelemetry(env, problems);
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
    gatewayDatabaseUrl,
    trustedProxies,
    issuers,
    workers: workers ?? 1,
    isEmbedded: env['SHELFGRAPH_EMBEDDED'] === 'yes',
    isOnlyGateway: only === 'yes',
    origins,
    supergraphFile: env['SHELFGRAPH_SUPERGRAPH'] ? resolve(env['SHELFGRAPH_SUPERGRAPH']) : ownSupergraphFile,
    tlsFiles: cert && key ? { cert: resolve(cert), key: resolve(key) } : null,
    drainMs: drainSeconds * 1_000,
    telemetry,
  };
}

const ownSupergraphFile = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url));
const postgresql = /^postgres(ql)?:$/;
const exampleUrl = 'postgresql://user:password@host:5432/name';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A port number, or null for a text that is none. */
export function portOf(text: string): number | null {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
}

/** How many processes SHELFGRAPH_WORKERS asks for, or null for a text that says none. */
export function workersOf(text: string | undefined): number | null {
  if (text === 'auto') return Math.min(availableParallelism(), 64);
  const workers = Number(text || 1);
  return Number.isInteger(workers) && workers >= 1 && workers <= 64 ? workers : null;
}

/** What `read` gives; undefined where it throws, and `problems` has why. */
function attempt<Value>(problems: string[], read: () => Value, before = ''): Value | undefined {
  try {
    return read();
  } catch (error) {
    problems.push(`${before}${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function originsOf(env: Environment, problems: string[]): string[] {
  const origins = (env['SHELFGRAPH_ORIGINS'] ?? '').split(',').flatMap((part) => part.trim() || []);
  for (const origin of origins) {
    if (isOrigin(origin)) continue;
    problems.push(
      `SHELFGRAPH_ORIGINS has "${origin}": an origin is a scheme, a host and a port, https://opac.example.org, without a path.`,
    );
  }
  return origins;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isUrl(text: string, protocol: RegExp): boolean {
  return URL.canParse(text) && protocol.test(new URL(text).protocol);
}

/** A proxy is known by its address: a name could be anybody's tomorrow. */
function proxiesOf(text: string | undefined, problems: string[]): string[] {
  try {
    const [host] = readAllowance(text).hosts;
    if (host !== undefined) throw new Error(`"${host}": each entry is an address or a network, "10.0.0.7, fd00::/8".`);
  } catch (error) {
    problems.push(`SHELFGRAPH_TRUST_PROXY has ${(error as Error).message}`);
    return [];
  }
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function urlsOf(
  env: Environment,
  prefix: string,
  protocol: RegExp,
  example: string,
  problems: string[],
): Partial<Record<SubgraphName, string>> {
  return Object.fromEntries(
    subgraphNames.flatMap((name) => {
      const url = urlOf(env, `${prefix}_${name.toUpperCase()}`, protocol, example, problems);
      return url === undefined ? [] : [[name, url]];
    }),
  );
}

/** A URL; that of a database which has no password gets the common one. */
function urlOf(
  env: Environment,
  variable: string,
  protocol: RegExp,
  example: string,
  problems: string[],
): string | undefined {
  const value = env[variable];
  if (!value) return undefined;
  if (!isUrl(value, protocol)) {
    problems.push(`${variable} is not a URL like ${example}.`);
    return undefined;
  }
  const password = env['SHELFGRAPH_DATABASE_PASSWORD'];
  if (protocol !== postgresql || !password || new URL(value).password) return value;
  const url = new URL(value);
  url.password = encodeURIComponent(password);
  return url.href;
}
