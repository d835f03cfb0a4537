// `npm run bench -- memory`: what our gateway holds under minutes of load, and whether it grows.
import { setTimeout as sleep } from 'node:timers/promises';
import { ours } from './peers.ts';
import { residentMegabytes, stop } from './processes.ts';
import { printTable, writeResults } from './report.ts';
import { openStage, send, startGateway } from './stage.ts';
import { median, slope } from './statistics.ts';
import { type Workload, workloads } from './workloads.ts';

const sampleSeconds = 5;
const goalMegabytes = 350;

/** Sends all workloads mixed for some minutes and writes bench/results/memory.json. */
export async function benchMemory({ minutes, connections }: { minutes: number; connections: number }): Promise<void> {
  const stage = await openStage({ connections });
  const mixed = mixOf(workloads.filter(({ name }) => name !== 'holdings 100'));
  const gateway = await startGateway(stage, 'shelfgraph', ours(), { probe: mixed.bodies[0] ?? '' });
  const startedAt = performance.now();
  const samples: { x: number; y: number }[] = [];
  const loaded = send(stage, gateway, mixed, { seconds: minutes * 60 });
  const endsAt = startedAt + minutes * 60_000;
  while (performance.now() < endsAt) {
    await Promise.race([sleep(sampleSeconds * 1_000), loaded]);
    samples.push({ x: (performance.now() - startedAt) / 60_000, y: residentMegabytes(gateway.running) });
  }
  const { requests } = await loaded;
  // What is compiled and cached in the first third is no growth.
  const settled = samples.slice(Math.floor(samples.length / 3));
  const largest = Math.max(...samples.map(({ y }) => y));
  const middle = median(settled.map(({ y }) => y));
  const growth = slope(settled);
  printTable([
    ['memory', 'minutes', 'requests', 'largest MB', 'median MB', 'MB a minute after the first third'],
    ['Shelfgraph', minutes, requests, largest.toFixed(0), middle.toFixed(0), growth.toFixed(2)].map(String),
  ]);
  console.log(`  At most ${goalMegabytes} MB: ${largest <= goalMegabytes ? 'met' : 'missed'}.`);
  const text = samples.map(({ x, y }) => `${x.toFixed(2)}:${y.toFixed(0)}`).join(' ');
  writeResults('memory', { minutes, requests, largest, median: middle, growthPerMinute: growth, samples: text });
  await stop(gateway.running);
}

/** One workload that takes turns: the questions of each in its order, the short ones repeated. */
function mixOf(parts: readonly Workload[]): Workload {
  const longest = Math.max(...parts.map(({ bodies }) => bodies.length));
  const bodies = Array.from({ length: longest }, (_, index) =>
    parts.map((part) => part.bodies[index % part.bodies.length] as string),
  );
  return { name: 'mixed', bodies: bodies.flat(), suitsProxy: false };
}
