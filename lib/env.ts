// Configuration from the environment. Everything that is wrong is said at once.
import { resolve } from 'node:path';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { readAllowance } from './allowance.ts';
import { importLimitBytes } from './imports/limits.ts';
import { type IssuerSettings, readIssuers } from './issuers.ts';
import { readNotifier } from './notifier.ts';
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
  /** Whether this is the network's only gateway, so that it may join equal fetches. */
  isOnlyGateway: boolean;
  /** Origins whose pages may call the gateway beside its own. */
  origins: string[];
  /** Of the certificate with which the gateway answers; null where it speaks HTTP. */
  tlsFiles: { cert: string; key: string } | null;
  /** How long a service that is asked to end still answers while others are told to look elsewhere, in ms. */
  drainMs: number;
  /** Where traces and metrics go, and what is slow. */
  telemetry: TelemetrySettings;
}

/**
 * Reads DATABASE_URL_… and SUBGRAPH_URL_… of each subgraph, SHELFGRAPH_DATA, SHELFGRAPH_KEYS, SHELFGRAPH_ISSUERS,
 * SHELFGRAPH_ONLY_GATEWAY, SHELFGRAPH_ORIGINS, SHELFGRAPH_TLS_CERT and SHELFGRAPH_TLS_KEY, DATABASE_URL_GATEWAY,
 * SHELFGRAPH_TRUST_PROXY, SHELFGRAPH_DRAIN_SECONDS, what lib/telemetry/settings.ts reads, HOST and PORT.
 * A variable that is empty counts as one that is not set.
 * @throws Error that lists everything that is wrong
 */
export function readEnvironment(env: Record<string, string | undefined> = process.env): Configuration {
  const problems: string[] = [];
  const databaseUrls = urlsOf(env, 'DATABASE_URL', postgresql, exampleUrl, problems);
  const subgraphUrls = urlsOf(env, 'SUBGRAPH_URL', /^https?:$/, 'http://127.0.0.1:4101/graphql', problems);
  const gatewayDatabaseUrl = env['DATABASE_URL_GATEWAY'] || undefined;
  if (gatewayDatabaseUrl && !isUrl(gatewayDatabaseUrl, postgresql)) {
    problems.push(`DATABASE_URL_GATEWAY is not a URL like ${exampleUrl}.`);
  }
  const trustedProxies = proxiesOf(env['SHELFGRAPH_TRUST_PROXY'], problems);
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
  const origins = originsOf(env, problems);
  const { SHELFGRAPH_TLS_CERT: cert, SHELFGRAPH_TLS_KEY: key } = env;
  if (!cert !== !key) {
    problems.push('SHELFGRAPH_TLS_CERT and SHELFGRAPH_TLS_KEY go together: two files in PEM, or neither.');
  }
  let issuers: IssuerSettings[] = [];
  try {
    issuers = readIssuers(env['SHELFGRAPH_ISSUERS']);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
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
    isOnlyGateway: only === 'yes',
    origins,
    tlsFiles: cert && key ? { cert: resolve(cert), key: resolve(key) } : null,
    drainMs: drainSeconds * 1_000,
    telemetry,
  };
}

const postgresql = /^postgres(ql)?:$/;
const exampleUrl = 'postgresql://user:password@host:5432/name';
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** A port number, or null for a text that is none. */
export function portOf(text: string): number | null {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? port : null;
}

function originsOf(env: Record<string, string | undefined>, problems: string[]): string[] {
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
    if (isUrl(value, protocol)) {
      urls[name] = value;
    } else {
      problems.push(`${variable} is not a URL like ${example}.`);
    }
  }
  return urls;
}
