// `npm run bench -- orders`: counter orders through the gateway of `npm start`, beside the same steps and commits in hand-written SQL
// over the same databases, and beside the same rows in one transaction of one database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { issueToken } from '../gateway/identity.ts';
import { readTokenKey } from '../gateway/keys.ts';
import { definitions } from '../gateway/network.ts';
import { openDatabase } from '../lib/database.ts';
import { type Postgres, startPostgres } from '../lib/postgres.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { seedIfEmpty } from '../scripts/seed/write.ts';
import { judgeOrders } from './goals.ts';
import { type CityUrls, checkCity, jobsDone, prepareCity } from './orders/city.ts';
import type { Seen } from './orders/clients.ts';
import type { Run, Titles } from './orders/plan.ts';
import { answers, ask, cpuMicroseconds, everyCore, freePort, type Running, start, stop } from './processes.ts';
import { interval, printTable, printVerdicts, writeResults } from './report.ts';
import { type Estimate, estimate, median, quantile } from './statistics.ts';

/** Who submits the orders; `settings` goes with each message. */
interface Contestant {
  key: 'product' | 'byHand' | 'atOnce';
  title: string;
  process: Running;
  settings: object;
  /** The processes whose CPU is its. */
  counted: Running[];
}

/** What one contestant did in one window. */
interface Window {
  times: number[];
  perSecond: number;
  /** CPU for an order, in microseconds: of the process that carries it out, and of PostgreSQL. */
  cpu: number;
  postgresCpu: number;
}

/** The figures of one number of clients on hot or many titles. */
export interface OrdersResult {
  titles: Titles;
  clients: number;
  product: Figures;
  byHand: Figures;
  atOnce: Figures;
  /** Orders a second of the product divided by those by hand, pair by pair. */
  ratio: Estimate;
  ratioAtOnce: Estimate;
}

interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  orders: number;
  cpuMicroseconds: number;
  postgresMicroseconds: number;
}

const clientCounts = [1, 8, 64];
const networkStart = 120_000;

export interface OrdersBench {
  pairs: number;
  seconds: number;
  /** Parts of names such as `hot 8`; all when empty. */
  only: string[];
  /** The checkout whose product is measured. */
  tree: string;
}

/** Measures every cell and writes bench/results/orders.json. */
export async function benchOrders({ pairs, seconds, only, tree }: OrdersBench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-orders-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const urls = await fourDatabases(postgres);
  const contestants = [
    await startProduct(urls, folder, tree),
    ...(await startPeers(urls, await oneDatabase(postgres))),
  ];
  await prepareCity(urls);
  await checkCity(urls);

  const cells = (['hot', 'many'] as const)
    .flatMap((titles) => clientCounts.map((clients) => ({ titles, clients })))
    .filter(({ titles, clients }) => only.length === 0 || only.some((part) => `${titles} ${clients}`.includes(part)));
  const next = { first: 0, hotTitle: 0 };
  const play = async (contestant: Contestant, cell: { titles: Titles; clients: number }): Promise<Window> => {
    const { seen, window } = await measure(contestant, postgres, { ...cell, ...next, seconds });
    Object.assign(next, { first: seen.next, hotTitle: next.hotTitle + 1 });
    await jobsDone(urls);
    return window;
  };
  for (const contestant of contestants) await play(contestant, { titles: 'many', clients: 8 });

  const results: OrdersResult[] = [];
  for (const cell of cells) {
    const windows = new Map<Contestant, Window[]>(contestants.map((each) => [each, []]));
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const contestant of pair % 2 === 0 ? contestants : contestants.toReversed()) {
        windows.get(contestant)?.push(await play(contestant, cell));
      }
    }
    const [product = [], byHand = [], atOnce = []] = contestants.map((each) => windows.get(each) ?? []);
    const ratioTo = (others: Window[]) =>
      estimate(product.map(({ perSecond }, pair) => perSecond / (others[pair]?.perSecond ?? Number.NaN)));
    results.push({
      ...cell,
      product: figuresOf(product),
      byHand: figuresOf(byHand),
      atOnce: figuresOf(atOnce),
      ratio: ratioTo(byHand),
      ratioAtOnce: ratioTo(atOnce),
    });
    print(results.at(-1) as OrdersResult);
    writeResults('orders', { pairs, seconds, results, goals: judgeOrders(results) });
  }
  printVerdicts(judgeOrders(results));
  for (const { process: running } of contestants) await stop(running);
  await Promise.all(contestants.flatMap(({ counted }) => counted.map((each) => stop(each, 20_000))));
  await postgres.stop();
}

async function measure(
  { title, process: running, settings, counted }: Contestant,
  { pid }: Postgres,
  run: Run,
): Promise<{ seen: Seen; window: Window }> {
  const cpuOf = () => ({
    own: counted.reduce((sum, each) => sum + cpuMicroseconds(each).own, 0),
    postgres: cpuMicroseconds({ pid }).postgres,
  });
  const before = cpuOf();
  const seen = await ask<Seen>(running, { run, settings });
  if (seen.failure) throw new Error(`${title}, ${run.titles} ${run.clients}: ${seen.failure}`);
  const after = cpuOf();
  const orders = seen.times.length;
  return {
    seen,
    window: {
      times: seen.times,
      perSecond: (orders * 1_000) / seen.milliseconds,
      cpu: (after.own - before.own) / orders,
      postgresCpu: (after.postgres - before.postgres) / orders,
    },
  };
}

async function fourDatabases(postgres: Postgres): Promise<CityUrls> {
  await Promise.all(subgraphNames.map((name) => postgres.ensureDatabase(name)));
  return Object.fromEntries(subgraphNames.map((name) => [name, postgres.url(name)])) as unknown as CityUrls;
}

/** All tables in one database: a schema for each subgraph, found by the search path. */
async function oneDatabase(postgres: Postgres): Promise<CityUrls> {
  await postgres.ensureDatabase('one');
  const url = postgres.url('one');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const name of subgraphNames) {
    await client.query(`create schema ${name}`);
    // For the connections that begin from now on.
    await client.query(`alter database one set search_path = ${name}`);
    const orm = await openDatabase({ name, url, ...definitions[name].database });
    await seedIfEmpty(orm, name, new Date());
    await orm.close(true);
  }
  await client.query('alter database one set search_path = bookstores, central, lending, districts');
  await client.end();
  const urls = { central: url, districts: url, bookstores: url, lending: url };
  await prepareCity(urls);
  return urls;
}

async function startProduct(urls: CityUrls, folder: string, tree: string): Promise<Contestant> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const keysFolder = join(folder, 'product');
  const network = start({
    name: 'npm start',
    core: everyCore,
    command: process.execPath,
    args: [join(tree, 'scripts/start.ts'), '--port', String(port), '--data', keysFolder],
    env: Object.fromEntries(Object.entries(urls).map(([name, url]) => [`DATABASE_URL_${name.toUpperCase()}`, url])),
  });
  const probe = JSON.stringify({ query: '{ libraries { id } }' });
  await answers(`${origin}/graphql`, 'npm start', probe, networkStart);
  const key = await readTokenKey(keysFolder);
  if (!key) throw new Error(`npm start has made no keys in ${keysFolder}.`);
  const token = await issueToken(key, { role: 'admin', subject: 'admin' }, { ttl: 86_400 });
  const load = startNode('the clerks', 'orders/load.ts');
  return { key: 'product', title: 'npm start', process: load, settings: { origin, token }, counted: [network] };
}

async function startPeers(urls: CityUrls, oneUrls: CityUrls): Promise<Contestant[]> {
  return (
    [
      ['byHand', 'by hand, the same commits', urls],
      ['atOnce', 'by hand, one transaction', oneUrls],
    ] as const
  ).map(([key, title, its]) => {
    const running = startNode(title, 'orders/peer.ts');
    const settings = { urls: its, isOneTransaction: key === 'atOnce' };
    return { key, title, process: running, settings, counted: [running] };
  });
}

function startNode(name: string, file: string): Running {
  return start({ name, core: everyCore, command: process.execPath, args: [resolve(import.meta.dirname, file)] });
}

function figuresOf(windows: readonly Window[]): Figures {
  const times = windows.flatMap((window) => window.times);
  return {
    perSecond: median(windows.map(({ perSecond }) => perSecond)),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    orders: times.length,
    cpuMicroseconds: median(windows.map(({ cpu }) => cpu)),
    postgresMicroseconds: median(windows.map(({ postgresCpu }) => postgresCpu)),
  };
}

function line(title: string, figures: Figures, ours: string): string[] {
  return [
    title,
    figures.perSecond.toFixed(1),
    figures.p50.toFixed(1),
    figures.p99.toFixed(1),
    (figures.cpuMicroseconds / 1_000).toFixed(1),
    (figures.postgresMicroseconds / 1_000).toFixed(1),
    String(figures.orders),
    ours,
  ];
}

function print({ titles, clients, product, byHand, atOnce, ratio, ratioAtOnce }: OrdersResult): void {
  console.log(`\n${titles === 'hot' ? 'one hot title' : 'many titles'}, ${clients} clients`);
  printTable([
    ['', 'orders/s', 'p50 ms', 'p99 ms', 'CPU ms', 'PostgreSQL ms', 'orders', 'our orders/s / its'],
    line('npm start, over HTTP', product, ''),
    line('by hand, the same commits', byHand, interval(ratio)),
    line('by hand, one transaction', atOnce, interval(ratioAtOnce)),
  ]);
}
