// `npm run bench -- planning`: what an operation costs that was never asked before, beside one that was.
import { ours, peers } from './peers.ts';
import { cpuMicroseconds, stop } from './processes.ts';
import { interval, printTable, writeResults } from './report.ts';
import { openStage, startGateway } from './stage.ts';
import { estimate, median, quantile } from './statistics.ts';
import { differentOperations, workloads } from './workloads.ts';

const goalMilliseconds = 5;
const warmUp = 100;
const operations = 200;

/** Asks 200 operations three times, one at a time, and writes bench/results/planning.json. */
export async function benchPlanning({ against }: { against: string[] }): Promise<void> {
  const stage = await openStage();
  const rows: string[][] = [];
  const results: object[] = [];
  let isMet = false;
  for (const [key, peer] of [['shelfgraph', ours()] as const, ...against.map((key) => [key, peers[key]] as const)]) {
    if (!peer || peer.isProxy) continue;
    const gateway = await startGateway(stage, key, peer, { probe: workloads[0]?.bodies[0] ?? '' });
    const url = `http://127.0.0.1:${gateway.port}${gateway.path}`;
    const time = async (body: string): Promise<number> => {
      const startedAt = performance.now();
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      await response.text();
      return performance.now() - startedAt;
    };
    const [warming, bodies] = split(differentOperations(warmUp + operations).map(gateway.bodyOf));
    // The code that plans is warm then, and the plans are not.
    for (const body of [...warming, ...warming]) await time(body);
    const timeAll = async () => {
      const before = cpuMicroseconds(gateway.running).own;
      const times: number[] = [];
      for (const body of bodies) times.push(await time(body));
      return { times, cpu: (cpuMicroseconds(gateway.running).own - before) / bodies.length / 1_000 };
    };
    const { times: cold, cpu: coldCpu } = await timeAll();
    const { times: second } = await timeAll();
    const { times: warm, cpu: warmCpu } = await timeAll();
    const difference = cold.map((each, index) => each - Math.min(second[index] ?? 0, warm[index] ?? 0));
    const more = estimate(difference);
    rows.push([
      gateway.title,
      median(cold).toFixed(2),
      quantile(cold, 0.99).toFixed(2),
      median(warm).toFixed(2),
      interval(more),
      coldCpu.toFixed(2),
      warmCpu.toFixed(2),
    ]);
    results.push({
      gateway: gateway.title,
      cold: median(cold),
      coldP99: quantile(cold, 0.99),
      warm: median(warm),
      more,
      coldCpu,
      warmCpu,
    });
    await stop(gateway.running);
    if (key === 'shelfgraph') isMet = more.high <= goalMilliseconds;
  }
  printTable([
    [`planning, ${operations} operations, ms`, 'cold', 'cold p99', 'warm', 'cold − warm', 'CPU cold', 'CPU warm'],
    ...rows,
  ]);
  console.log(`  A cold plan at most ${goalMilliseconds} ms more than a warm one: ${isMet ? 'met' : 'MISSED'}.`);
  writeResults('planning', { operations, results });
}

function split(bodies: string[]): [string[], string[]] {
  return [bodies.slice(0, warmUp), bodies.slice(warmUp)];
}
