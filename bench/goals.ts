// What the gateway set out to reach, held against the figures. A missed goal is printed with its figure like a met one.
import type { CatalogueResult, Searches } from './catalogue.ts';
import type { LendingResult } from './lending.ts';
import type { OrdersResult } from './orders.ts';
import type { WorkloadResult } from './report.ts';
import { median } from './statistics.ts';

/** One goal: what it asks, what was measured, whether that is enough. */
export interface Verdict {
  goal: string;
  figure: string;
  isMet: boolean;
}

const cpuGoals = [
  { peer: 'proxy', limit: 1.5, goal: 'CPU at most 1.5 times the proxy’s' },
  { peer: 'proxy', limit: 1.3, goal: 'CPU at most 1.3 times the proxy’s (stretch)' },
  { peer: 'hive-rust', limit: 1 / 2, goal: 'CPU at most half of Hive’s with the Rust planner' },
  { peer: 'apollo', limit: 1 / 4.5, goal: 'CPU at most 1/4.5 of @apollo/gateway’s' },
];
const linearity = 1.2;
/** Searches that match more are not judged. */
export const fewMatches = 1_000;
export const fewKind = `≤ ${fewMatches} matches`;
const judged = 'holdings 20';

/** Judges what was measured; goals about what was not are left out. Ratios count with the upper end of their interval. */
export function judge(results: readonly WorkloadResult[], isCoalescing: boolean): Verdict[] {
  const result = results.find(({ workload }) => workload === judged);
  const peerOf = (key: string) => result?.compared.find(({ peer }) => peer === key);
  if (isCoalescing) {
    const grafbase = peerOf('grafbase')?.throughputRatio;
    if (!grafbase) return [];
    const figure = `${grafbase.low.toFixed(2)} at the lower end`;
    return [{ goal: `${judged}: requests/s at least Grafbase’s`, figure, isMet: grafbase.low >= 1 }];
  }
  const cpu = cpuGoals.flatMap(({ peer, limit, goal }) => {
    const ratio = peerOf(peer)?.cpuRatio;
    if (!ratio) return [];
    const figure = `${ratio.high.toFixed(2)} of ${limit.toFixed(2)} at the upper end`;
    return [{ goal: `${judged}: ${goal}`, figure, isMet: ratio.high <= limit }];
  });
  return [...cpu, ...linear(results), ...largest(results)];
}

/** A further book costs the same from 20 to 100 as from 1 to 20. */
function linear(results: readonly WorkloadResult[]): Verdict[] {
  const [one, twenty, hundred] = [1, 20, 100].map((books) => {
    const windows = results.find(({ workload }) => workload === `holdings ${books}`)?.windows;
    return windows && median(windows.map(({ cpuMicroseconds }) => cpuMicroseconds));
  });
  if (!one || !twenty || !hundred) return [];
  const [few, many] = [(twenty - one) / 19, (hundred - twenty) / 80];
  const figure = `${few.toFixed(1)} µs a book up to 20, ${many.toFixed(1)} µs up to 100`;
  return [{ goal: 'CPU linear in books', figure, isMet: many / few <= linearity }];
}

function largest(results: readonly WorkloadResult[]): Verdict[] {
  const megabytes = Math.max(...results.flatMap(({ windows }) => windows.map((window) => window.megabytes)));
  return [{ goal: 'RSS at most 350 MB', figure: `${megabytes.toFixed(0)} MB at the most`, isMet: megabytes <= 350 }];
}

/** Orders beside the same steps by hand: at least half as many a second, and no clerk of eight waits for a second. */
export function judgeOrders(results: readonly OrdersResult[]): Verdict[] {
  const ratios = results.map(({ titles, clients, ratio }) => ({
    goal: `orders, ${titles}, ${clients} clients: at least half as many a second as by hand`,
    figure: `${ratio.low.toFixed(2)} at the lower end`,
    isMet: ratio.low >= 0.5,
  }));
  const waits = results
    .filter(({ clients }) => clients === 8)
    .map(({ titles, product }) => ({
      goal: `orders, ${titles}, 8 clients: p99 below 1 s`,
      figure: `${product.p99.toFixed(0)} ms`,
      isMet: product.p99 < 1_000,
    }));
  return [...ratios, ...waits];
}

/** Loans and returns beside the same steps by hand: at least half as many a second. */
export function judgeLending(results: readonly LendingResult[]): Verdict[] {
  return results.map(({ clients, ratio }) => ({
    goal: `loans and returns, ${clients} clients: at least half as many a second as by hand`,
    figure: `${ratio.low.toFixed(2)} at the lower end`,
    isMet: ratio.low >= 0.5,
  }));
}

/** The catalogue at each size, and how a search grows from the smallest to the largest. */
export function judgeCatalogue(results: readonly CatalogueResult[]): Verdict[] {
  const verdicts = results.flatMap((result) => {
    const searches = few(result);
    const counts = Object.values(result.statements);
    const at = `${result.titles} titles`;
    const times = searches && [searches.p50 / searches.countP50, searches.p95 / searches.countP95];
    return [
      ...(result.import ? judgeImport(at, result.import) : []),
      ...(times
        ? [
            {
              goal: `${at}: searches with ${fewKind} at most 3 times a count`,
              figure: `${times.map((time) => time.toFixed(2)).join(' at p50, ')} at p95`,
              isMet: times.every((time) => time <= 3),
            },
          ]
        : []),
      {
        goal: `${at}: as many statements for one book as for 100`,
        figure: counts.map((each) => each.join('/')).join(' '),
        isMet: counts.every((each) => new Set(each).size === 1),
      },
    ];
  });
  const [smallest, largest] = [results[0], results.at(-1)].map((result) => result && few(result)?.p50);
  if (results.length < 2 || !smallest || !largest) return verdicts;
  const growth = largest / smallest;
  const goal = `searches with ${fewKind}: p50 at ${results.at(-1)?.titles} titles at most twice that at ${results[0]?.titles}`;
  return [...verdicts, { goal, figure: growth.toFixed(2), isMet: growth <= 2 }];
}

function judgeImport(at: string, { ratio, readerMegabytes }: NonNullable<CatalogueResult['import']>): Verdict[] {
  return [
    { goal: `${at}: import at least 0.3 of COPY`, figure: ratio.toFixed(2), isMet: ratio >= 0.3 },
    {
      goal: `${at}: the process that reads files at most 200 MB`,
      figure: `${readerMegabytes.toFixed(0)} MB`,
      isMet: readerMegabytes <= 200,
    },
  ];
}

function few({ search }: CatalogueResult): Searches | undefined {
  return search.find(({ kind }) => kind === fewKind);
}
