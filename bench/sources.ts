// `npm run bench -- sources`: what one district library's own system costs everybody else when it is slow, dead, lies or comes and goes.
// A server here plays it; windows of all manners are interleaved, so that what else the machine does falls on all.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DistrictSystem, type Manner, manners, slow, startDistrictSystem } from '../test/district-system.ts';
import { adminTokenOf, asked } from './asking.ts';
import { answers, everyCore, freePort, start, stop } from './processes.ts';
import { interval, printTable, writeResults } from './report.ts';
import { estimate, median, quantile } from './statistics.ts';

const library = 'NJ-JN';
const books = 20;
/** How long its answer is waited for, in ms, and how long one counts as live, in s. */
const settings = { timeLimitMs: 800, freshSeconds: 1 };
/** p95 of requests that do not ask that library, at most so many times that when all is well. */
const limit = 1.2;
/** And of those that do: its time limit, what they take when all is well, and so many ms. */
const allowedMs = 100;

const conduct = {
  well: () => manners.well,
  slow: () => slow(3_000),
  dead: () => manners.dead,
  lying: () => manners.page,
  flapping: () => flapping(500),
} satisfies Record<string, () => Manner>;
type Conduct = keyof typeof conduct;
const conducts = Object.keys(conduct) as Conduct[];

/** Every word of the holdings of 20 books in 14 libraries; other books each time, so that answers are not those of a moment before. */
const holdings = (page: number) =>
  JSON.stringify({
    query: `query Holdings($query: String!, $first: Int!) {
      searchBooks(query: $query, first: $first) { nodes { holdings { library { id } now { state reason total available } } } }
    }`,
    // Volumes of the sample.
    variables: { query: `样例 ${1 + (page % 8)}`, first: books },
  });
interface Stage {
  url: string;
  system: DistrictSystem;
  /** The body that asks for a copy of another library: the same subgraph answers. */
  other: string;
}

interface Seen {
  asking: number[];
  others: number[];
  live: number;
  rows: number;
}

/** Plays `rounds` windows of each manner, and writes bench/results/sources.json. */
export async function benchSources({ rounds, seconds }: { rounds: number; seconds: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-bench-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const system = await startDistrictSystem();
  const network = start({
    name: 'npm start',
    core: everyCore,
    command: process.execPath,
    args: [resolve(import.meta.dirname, '../scripts/start.ts'), '--port', String(port), '--data', data],
    env: { SHELFGRAPH_SOURCE_ALLOW: '127.0.0.1', LOG_LEVEL: 'fatal' },
  });
  try {
    await answers(url, 'npm start', holdings(0), 120_000);
    await connect(url, await adminTokenOf(data), system.url);
    const stage = { url, system, other: await copyOfOther(url) };
    const seen = Object.fromEntries(conducts.map((name): [Conduct, Seen[]] => [name, []])) as Record<Conduct, Seen[]>;
    for (let round = -1; round < rounds; round += 1) {
      for (const name of conducts) {
        const window = await play(stage, name, seconds);
        if (round >= 0) seen[name].push(window);
      }
    }
    report(seen, rounds);
  } finally {
    await stop(network, 20_000);
    await system[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One window: the whole city's holdings are asked, and beside that what is not that library's, each at its own pace. */
async function play({ url, system, other }: Stage, name: Conduct, seconds: number): Promise<Seen> {
  const seen: Seen = { asking: [], others: [], live: 0, rows: 0 };
  system.manner = manners.well;
  await backAgain(url);
  system.manner = conduct[name]();
  let page = 0;
  await Promise.all([
    paced(seconds, 150, async () => {
      page += 1;
      const { milliseconds, text } = await asked(url, holdings(page));
      seen.asking.push(milliseconds);
      count(text, seen);
    }),
    paced(seconds, 40, async () => {
      seen.others.push((await asked(url, other)).milliseconds);
    }),
  ]);
  return seen;
}

/** Asks every so many ms, whether or not what was asked before is answered: who waits does not ask less. */
async function paced(seconds: number, everyMs: number, ask: () => Promise<void>): Promise<void> {
  const asked: Promise<void>[] = [];
  for (let turn = 0; turn * everyMs < seconds * 1_000; turn += 1) {
    asked.push(ask());
    await sleep(everyMs);
  }
  await Promise.all(asked);
}

/** What the other thirteen libraries say is said whatever the one does, and the one never has a number when it has no word. */
function count(text: string, seen: Seen): void {
  const { data } = JSON.parse(text) as {
    data: { searchBooks: { nodes: { holdings: { library: { id: string }; now: Record<string, unknown> }[] }[] } };
  };
  if (data.searchBooks.nodes.length !== books) throw new Error(`${data.searchBooks.nodes.length} books were found`);
  for (const { holdings: rows } of data.searchBooks.nodes) {
    const wrong = rows.filter(({ library: { id }, now }) => id !== library && now['state'] !== 'LIVE');
    if (rows.length !== 14 || wrong.length > 0) throw new Error(`wrong rows: ${JSON.stringify(wrong)}`);
    const own = rows.find(({ library: { id } }) => id === library)?.now ?? {};
    if (own['state'] !== 'LIVE' && own['total'] !== null)
      throw new Error(`a word without a word: ${JSON.stringify(own)}`);
    seen.rows += 1;
    if (own['state'] === 'LIVE') seen.live += 1;
  }
}

async function copyOfOther(url: string): Promise<string> {
  const query = `{ searchBooks(query: "样例", first: 20) {
    nodes { holdings { library { id } now { items(first: 1) { nodes { barcode } } } } }
  } }`;
  const { data } = JSON.parse((await asked(url, JSON.stringify({ query }))).text) as {
    data: {
      searchBooks: {
        nodes: { holdings: { library: { id: string }; now: { items: { nodes: { barcode: string }[] } } }[] }[];
      };
    };
  };
  const rows = data.searchBooks.nodes.flatMap((node) => node.holdings).filter(({ library: { id } }) => id === 'NJ-GC');
  const barcode = rows.flatMap(({ now }) => now.items.nodes)[0]?.barcode;
  if (!barcode) throw new Error('NJ-GC has no copy of the sample.');
  return JSON.stringify({
    query: `{ item(barcode: "${barcode}", library: "NJ-GC") { status callNumber branch { name } book { title } } }`,
  });
}

async function backAgain(url: string): Promise<void> {
  for (let page = 0; ; page += 1) {
    const seen: Seen = { asking: [], others: [], live: 0, rows: 0 };
    count((await asked(url, holdings(page))).text, seen);
    if (seen.live === seen.rows) return;
    await sleep(100);
  }
}

function together(windows: readonly Seen[]): Seen {
  return {
    asking: windows.flatMap(({ asking }) => asking),
    others: windows.flatMap(({ others }) => others),
    live: windows.reduce((sum, { live }) => sum + live, 0),
    rows: windows.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** Ratios are those of windows of the same round: what else the machine does changes within minutes. */
function report(seen: Record<Conduct, Seen[]>, rounds: number): void {
  const allowed = settings.timeLimitMs + p95(together(seen.well).asking) + allowedMs;
  const rows = conducts.map((name) => {
    const { asking, others, live, rows: asked } = together(seen[name]);
    const ratios = seen[name].map((window, round) => p95(window.others) / p95(seen.well[round]?.others ?? []));
    return {
      name,
      asking: { p50: median(asking), p95: p95(asking), most: Math.max(...asking), count: asking.length },
      others: {
        p50: median(others),
        p95: p95(others),
        ratio: estimate(ratios),
        count: others.length,
      },
      liveShare: live / asked,
    };
  });
  printTable([
    ['its system is', 'asking it: p50', 'p95', 'most', 'its rows live', 'not asking it: p50', 'p95', 'p95 / well'],
    ...rows.map(({ name, asking, others, liveShare }) => [
      name,
      `${asking.p50.toFixed(0)} ms`,
      `${asking.p95.toFixed(0)} ms`,
      `${asking.most.toFixed(0)} ms`,
      `${(liveShare * 100).toFixed(0)} %`,
      `${others.p50.toFixed(1)} ms`,
      `${others.p95.toFixed(1)} ms`,
      interval(others.ratio),
    ]),
  ]);
  const worst = Math.max(...rows.map(({ others }) => others.ratio.median));
  const longest = Math.max(...rows.map(({ asking }) => asking.p95));
  console.log(
    `Not asking it: p95 at most ${worst.toFixed(2)} times that when all is well: ${verdict(worst <= limit)} (${limit}).`,
  );
  console.log(
    `Asking it: p95 at most ${longest.toFixed(0)} ms: ${verdict(longest <= allowed)} (${allowed.toFixed(0)}).`,
  );
  writeResults('sources', { rounds, settings, worst, longest, allowed, rows });
}

const p95 = (values: readonly number[]): number => quantile(values, 0.95);
const verdict = (isMet: boolean): string => (isMet ? 'met' : 'missed');

async function connect(url: string, token: string, system: string): Promise<void> {
  const body = JSON.stringify({
    query: 'mutation ($input: SetAvailabilitySourceInput!) { setAvailabilitySource(input: $input) { kind } }',
    variables: { input: { library, kind: 'HTTP', url: system, ...settings } },
  });
  await asked(url, body, token);
}

/** Well for so many ms, dead for as many, and so on. */
function flapping(milliseconds: number): Manner {
  return (...asked) =>
    (Math.floor(Date.now() / milliseconds) % 2 === 0 ? manners.well : manners.dead)(asked[0], asked[1]);
}
