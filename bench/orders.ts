// `npm run bench -- orders`: counter orders through the gateway of `npm start`, beside the same steps and commits in hand-written SQL
// over the same databases, and beside the same rows in one transaction of one database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { definitions } from '../gateway/definitions.ts';
import { openDatabase } from '../lib/database.ts';
import { type Postgres, startPostgres } from '../lib/postgres.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { seedIfEmpty } from '../scripts/seed/write.ts';
import {
  type CityUrls,
  type Contestant,
  type Figures,
  figureHead,
  figureRow,
  figuresOf,
  fourDatabases,
  measure,
  playPairs,
  startPeer,
  startProduct,
  type Window,
} from './contest.ts';
import { judgeOrders } from './goals.ts';
import { checkCity, jobsDone, prepareCity } from './orders/city.ts';
import type { Run, Titles } from './orders/plan.ts';
import { stop } from './processes.ts';
import { interval, printTable, printVerdicts, writeResults } from './report.ts';
import { type Estimate, estimate } from './statistics.ts';

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

const clientCounts = [1, 8, 64];

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
    await startProduct(urls, { folder, tree, load: 'orders/load.ts' }),
    ...startPeers(urls, await oneDatabase(postgres)),
  ];
  await prepareCity(urls);
  await checkCity(urls);

  const cells = (['hot', 'many'] as const)
    .flatMap((titles) => clientCounts.map((clients) => ({ titles, clients })))
    .filter(({ titles, clients }) => only.length === 0 || only.some((part) => `${titles} ${clients}`.includes(part)));
  const next = { first: 0, hotTitle: 0 };
  const play = async (contestant: Contestant, cell: { titles: Titles; clients: number }): Promise<Window> => {
    const run: Run = { ...cell, ...next, seconds };
    const { seen, window } = await measure(contestant, postgres, run);
    Object.assign(next, { first: seen.next, hotTitle: next.hotTitle + 1 });
    await jobsDone([urls.central, urls.districts, urls.bookstores]);
    return window;
  };
  for (const contestant of contestants) await play(contestant, { titles: 'many', clients: 8 });

  const results: OrdersResult[] = [];
  for (const cell of cells) {
    const [product = [], byHand = [], atOnce = []] = await playPairs(contestants, pairs, (each) => play(each, cell));
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

function startPeers(urls: CityUrls, oneUrls: CityUrls): Contestant[] {
  return [
    startPeer('by hand, the same commits', 'orders/peer.ts', { urls, isOneTransaction: false }),
    startPeer('by hand, one transaction', 'orders/peer.ts', { urls: oneUrls, isOneTransaction: true }),
  ];
}

function print({ titles, clients, product, byHand, atOnce, ratio, ratioAtOnce }: OrdersResult): void {
  console.log(`\n${titles === 'hot' ? 'one hot title' : 'many titles'}, ${clients} clients`);
  printTable([
    figureHead('orders'),
    figureRow('npm start, over HTTP', product, ''),
    figureRow('by hand, the same commits', byHand, interval(ratio)),
    figureRow('by hand, one transaction', atOnce, interval(ratioAtOnce)),
  ]);
}
