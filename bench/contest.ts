// Who does the same work in turn, window by window: `npm start` over HTTP, and programs in hand-written SQL over the same databases.
import { join, resolve } from 'node:path';
import { developmentEntry, issueToken } from '../gateway/auth/development.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import type { Postgres } from '../lib/postgres.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import type { Extent, Seen } from './clients.ts';
import { answers, ask, cpuMicroseconds, everyCore, freePort, type Running, start } from './processes.ts';
import { median, quantile } from './statistics.ts';

/** The databases of a city by subgraph: four of them, or one that holds all tables. */
export type CityUrls = Record<SubgraphName, string>;

/** Who does the work; `settings` goes with each message. */
export interface Contestant {
  title: string;
  process: Running;
  settings: object;
  /** The processes whose CPU is its. */
  counted: Running[];
}

/** What one contestant did in one window. */
export interface Window {
  times: number[];
  perSecond: number;
  /** CPU for a step, in microseconds: of the process that carries it out, and of PostgreSQL. */
  cpu: number;
  postgresCpu: number;
}

/** Medians over windows; times in ms, of all steps. */
export interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  count: number;
  cpuMicroseconds: number;
  postgresMicroseconds: number;
}

const networkStart = 120_000;

/** Plays one window. @throws Error for a window in which something went wrong */
export async function measure(
  { title, process: running, settings, counted }: Contestant,
  { pid }: Postgres,
  run: Extent,
): Promise<{ seen: Seen; window: Window }> {
  const cpuOf = () => ({
    own: counted.reduce((sum, each) => sum + cpuMicroseconds(each).own, 0),
    postgres: cpuMicroseconds({ pid }).postgres,
  });
  const before = cpuOf();
  const seen = await ask<Seen>(running, { run, settings });
  if (seen.failure) throw new Error(`${title}, ${run.clients} clients: ${seen.failure}`);
  const after = cpuOf();
  const count = seen.times.length;
  return {
    seen,
    window: {
      times: seen.times,
      perSecond: (count * 1_000) / seen.milliseconds,
      cpu: (after.own - before.own) / count,
      postgresCpu: (after.postgres - before.postgres) / count,
    },
  };
}

/** As many windows of each contestant as there are pairs, interleaved, in the order of the contestants. */
export async function playPairs(
  contestants: readonly Contestant[],
  pairs: number,
  play: (contestant: Contestant) => Promise<Window>,
): Promise<Window[][]> {
  const windows = contestants.map(() => [] as Window[]);
  for (let pair = 0; pair < pairs; pair += 1) {
    const places = [...contestants.keys()];
    for (const place of pair % 2 === 0 ? places : places.toReversed()) {
      windows[place]?.push(await play(contestants[place] as Contestant));
    }
  }
  return windows;
}

export function figuresOf(windows: readonly Window[]): Figures {
  const times = windows.flatMap((window) => window.times);
  return {
    perSecond: median(windows.map(({ perSecond }) => perSecond)),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    count: times.length,
    cpuMicroseconds: median(windows.map(({ cpu }) => cpu)),
    postgresMicroseconds: median(windows.map(({ postgresCpu }) => postgresCpu)),
  };
}

/** A row under `figureHead`. */
export function figureRow(title: string, figures: Figures, ours: string): string[] {
  return [
    title,
    figures.perSecond.toFixed(1),
    figures.p50.toFixed(1),
    figures.p99.toFixed(1),
    (figures.cpuMicroseconds / 1_000).toFixed(1),
    (figures.postgresMicroseconds / 1_000).toFixed(1),
    String(figures.count),
    ours,
  ];
}

/** The head of a table of figures about `what`, a plural. */
export function figureHead(what: string): string[] {
  return ['', `${what}/s`, 'p50 ms', 'p99 ms', 'CPU ms', 'PostgreSQL ms', what, `our ${what}/s / its`];
}

/** A database for each subgraph, empty. */
export async function fourDatabases(postgres: Postgres): Promise<CityUrls> {
  await Promise.all(subgraphNames.map((name) => postgres.ensureDatabase(name)));
  return Object.fromEntries(subgraphNames.map((name) => [name, postgres.url(name)])) as CityUrls;
}

/**
 * Starts `npm start` of a checkout on the databases, which it seeds, and the process of its clients.
 * @param load the file of the clients, in this folder; it is told `origin` and an administrator's `token`
 */
export async function startProduct(
  urls: CityUrls,
  { folder, tree, load }: { folder: string; tree: string; load: string },
): Promise<Contestant> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const keysFolder = join(folder, 'product');
  const { tokenPrivateKey, tokenPublicKey } = await loadOrCreateKeys(keysFolder);
  const network = start({
    name: 'npm start',
    core: everyCore,
    command: process.execPath,
    args: [join(tree, 'scripts/start.ts'), '--port', String(port), '--data', keysFolder],
    env: {
      ...Object.fromEntries(Object.entries(urls).map(([name, url]) => [`DATABASE_URL_${name.toUpperCase()}`, url])),
      SHELFGRAPH_ISSUERS: JSON.stringify([developmentEntry(tokenPublicKey)]),
    },
  });
  const probe = JSON.stringify({ query: '{ libraries { id } }' });
  await answers(`${origin}/graphql`, 'npm start', probe, networkStart);
  const token = await issueToken(tokenPrivateKey, { role: 'admin', subject: 'admin' }, { ttl: 86_400 });
  return {
    title: 'npm start',
    process: startNode('the clients', load),
    settings: { origin, token },
    counted: [network],
  };
}

/** A contestant that is one Node process, whose CPU is its own. */
export function startPeer(title: string, file: string, settings: object): Contestant {
  const running = startNode(title, file);
  return { title, process: running, settings, counted: [running] };
}

function startNode(name: string, file: string): Running {
  return start({ name, core: everyCore, command: process.execPath, args: [resolve(import.meta.dirname, file)] });
}
