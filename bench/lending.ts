// `npm run bench -- lending`: loans and returns over a desk through the gateway of `npm start`, beside the same steps and commits in
// hand-written SQL over the same databases.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../lib/postgres.ts';
import {
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
import { judgeLending } from './goals.ts';
import { prepareLending } from './lending/city.ts';
import { jobsDone } from './orders/city.ts';
import { stop } from './processes.ts';
import { interval, printTable, printVerdicts, writeResults } from './report.ts';
import { type Estimate, estimate } from './statistics.ts';

/** The figures of one number of clients; loans and returns together. */
export interface LendingResult {
  clients: number;
  product: Figures;
  byHand: Figures;
  /** Loans and returns a second of the product divided by those by hand, pair by pair. */
  ratio: Estimate;
}

export interface LendingBench {
  pairs: number;
  seconds: number;
  /** Numbers of clients, as texts; all when empty. */
  only: string[];
  /** The checkout whose product is measured. */
  tree: string;
}

const clientCounts = [1, 8, 64];

/** Measures with each number of clients and writes bench/results/lending.json. */
export async function benchLending({ pairs, seconds, only, tree }: LendingBench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-lending-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const urls = await fourDatabases(postgres);
  const contestants: Contestant[] = [
    await startProduct(urls, { folder, tree, load: 'lending/load.ts' }),
    startPeer('by hand, the same commits', 'lending/peer.ts', { urls }),
  ];
  await prepareLending(urls);

  let first = 0;
  const play = async (contestant: Contestant, clients: number): Promise<Window> => {
    const { seen, window } = await measure(contestant, postgres, { clients, seconds, first });
    first = seen.next;
    await jobsDone([urls.central, urls.districts]);
    return window;
  };
  for (const contestant of contestants) await play(contestant, 8);

  const results: LendingResult[] = [];
  for (const clients of clientCounts.filter((count) => only.length === 0 || only.includes(String(count)))) {
    const [product = [], byHand = []] = await playPairs(contestants, pairs, (each) => play(each, clients));
    const ratios = product.map(({ perSecond }, pair) => perSecond / (byHand[pair]?.perSecond ?? Number.NaN));
    const result = { clients, product: figuresOf(product), byHand: figuresOf(byHand), ratio: estimate(ratios) };
    results.push(result);
    print(result);
    writeResults('lending', { pairs, seconds, results, goals: judgeLending(results) });
  }
  printVerdicts(judgeLending(results));
  for (const { process: running } of contestants) await stop(running);
  await Promise.all(contestants.flatMap(({ counted }) => counted.map((each) => stop(each, 20_000))));
  await postgres.stop();
}

function print({ clients, product, byHand, ratio }: LendingResult): void {
  console.log(`\n${clients} ${clients === 1 ? 'client' : 'clients'}`);
  printTable([
    figureHead('steps'),
    figureRow('npm start, over HTTP', product, ''),
    figureRow('by hand, the same commits', byHand, interval(ratio)),
  ]);
}
