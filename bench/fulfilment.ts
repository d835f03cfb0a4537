// `npm run bench -- fulfilment`: how long the ways to 20 books take beside the plain holdings of the same books, one question at a time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { adminTokenOf, asked } from './asking.ts';
import { answers, everyCore, freePort, start, stop } from './processes.ts';
import { printTable, writeResults } from './report.ts';
import { median, quantile } from './statistics.ts';
import { holdingsOf } from './workloads.ts';

const books = 20;
/** p95 of the ways at most so many times that of the holdings. */
const limit = 3;
const warmUp = 50;

const ways = JSON.stringify({
  query: `query Ways($query: String!, $first: Int!) {
    searchBooks(query: $query, first: $first) {
      nodes {
        title
        fulfilmentOptions(near: { district: "江宁区" }) {
          options { rank kind state earliest score branch { id } store { id } failures { code } }
          sources { kind state asOf }
        }
      }
    }
  }`,
  variables: { query: '样例', first: books },
});

/** Asks both questions in turn, so that what else the machine does falls on both, and writes bench/results/fulfilment.json. */
export async function benchFulfilment({ rounds }: { rounds: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-bench-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const holdings = holdingsOf(books, '样例').bodies[0] ?? '';
  const network = start({
    name: 'npm start',
    core: everyCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, '../scripts/start.ts'), '--port', String(port), '--data', data],
  });
  try {
    await answers(url, 'npm start', holdings, 120_000);
    const token = await adminTokenOf(data);
    const timed = async (body: string) => (await asked(url, body, token)).milliseconds;
    const times = { holdings: [] as number[], ways: [] as number[] };
    for (let round = -warmUp; round < rounds; round += 1) {
      const [ofHoldings, ofWays] = [await timed(holdings), await timed(ways)];
      if (round < 0) continue;
      times.holdings.push(ofHoldings);
      times.ways.push(ofWays);
    }
    const ratio = quantile(times.ways, 0.95) / quantile(times.holdings, 0.95);
    printTable([[`${books} books`, 'p50', 'p95', 'p99'], row('holdings', times.holdings), row('ways', times.ways)]);
    console.log(
      `p95 is ${ratio.toFixed(2)} times that of the holdings: ${ratio <= limit ? 'met' : 'missed'} (${limit}).`,
    );
    writeResults('fulfilment', {
      rounds,
      ratio,
      p95: { ways: quantile(times.ways, 0.95), holdings: quantile(times.holdings, 0.95) },
    });
  } finally {
    await stop(network, 20_000);
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, values: number[]): string[] {
  const figures = [median(values), quantile(values, 0.95), quantile(values, 0.99)];
  return [name, ...figures.map((value) => `${value.toFixed(1)} ms`)];
}
