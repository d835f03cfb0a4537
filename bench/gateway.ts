// `npm run bench -- gateway`: our gateway against each peer, in interleaved pairs.
import { compareAnswers } from './answers.ts';
import { judge } from './goals.ts';
import { ours, type Peer, peers } from './peers.ts';
import { stop } from './processes.ts';
import { type Compared, printVerdicts, printWorkload, summaryOf, type WorkloadResult, writeResults } from './report.ts';
import { type Gateway, type Measured, measure, openStage, type Stage, send, startGateway } from './stage.ts';
import { estimate } from './statistics.ts';
import { chosenWorkloads, type Workload, workloads } from './workloads.ts';

export interface GatewayBench {
  pairs: number;
  /** Keys of the peers. */
  against: string[];
  only: string[];
  connections: number;
  /** How long one window lasts, about. */
  seconds: number;
  isCoalescing: boolean;
  /** The checkout whose gateway is measured; this one when absent. */
  tree?: string;
}

/** Measures every chosen workload and writes bench/results/gateway.json. */
export async function benchGateway(options: GatewayBench): Promise<void> {
  const chosen = chosenWorkloads(options.only);
  const stage = await openStage(options);
  const probe = workloads[0]?.bodies[0] ?? '';
  const own = await startGateway(stage, 'shelfgraph', ours(options), { probe });
  const others: Gateway[] = [];
  for (const key of options.against) {
    others.push(await startGateway(stage, key, peers[key] as Peer, { probe }));
  }
  const results: WorkloadResult[] = [];
  for (const workload of chosen) {
    const result = await measureWorkload(stage, own, others, workload, options);
    printWorkload(result);
    results.push(result);
    writeResults(options.isCoalescing ? 'gateway-coalescing' : 'gateway', {
      pairs: options.pairs,
      seconds: options.seconds,
      connections: options.connections,
      workloads: results.map(summaryOf),
      goals: judge(results, options.isCoalescing),
    });
  }
  printVerdicts(judge(results, options.isCoalescing));
  await Promise.all([own, ...others].map(({ running }) => stop(running)));
}

async function measureWorkload(
  stage: Stage,
  own: Gateway,
  others: readonly Gateway[],
  workload: Workload,
  { pairs, seconds }: GatewayBench,
): Promise<WorkloadResult> {
  const suited = others.filter(({ key }) => workload.suitsProxy || !peers[key]?.isProxy);
  const { bytes } = await compareAnswers([own, ...suited], workload);
  const counts = new Map<Gateway, number>();
  for (const gateway of [own, ...suited]) counts.set(gateway, await windowSize(stage, gateway, workload, seconds));
  const window = (gateway: Gateway) =>
    measure(stage, gateway, workload, { count: counts.get(gateway) ?? workload.bodies.length });

  const measured = new Map<Gateway, { own: Measured; peer: Measured }[]>(suited.map((each) => [each, []]));
  const alone: Measured[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (suited.length === 0) alone.push(await window(own));
    for (const peer of suited) {
      // Each goes first in every other pair: whatever the first leaves behind for the second weighs on both alike.
      const order = pair % 2 === 0 ? [own, peer] : [peer, own];
      const seen = new Map<Gateway, Measured>();
      for (const gateway of order) seen.set(gateway, await window(gateway));
      measured.get(peer)?.push({ own: seen.get(own) as Measured, peer: seen.get(peer) as Measured });
    }
  }
  const compared: Compared[] = suited.map((peer) => {
    const both = measured.get(peer) ?? [];
    return {
      peer: peer.key,
      title: peer.title,
      windows: both.map((each) => each.peer),
      cpuRatio: estimate(both.map((each) => each.own.cpuMicroseconds / each.peer.cpuMicroseconds)),
      throughputRatio: estimate(both.map((each) => each.own.requestsPerSecond / each.peer.requestsPerSecond)),
    };
  });
  const windows = [...alone, ...[...measured.values()].flat().map((each) => each.own)];
  return { workload: workload.name, answerBytes: bytes, title: own.title, windows, compared };
}

/** Warms a gateway up and finds how many requests fill a window, in whole rounds of the bodies. */
async function windowSize(stage: Stage, gateway: Gateway, workload: Workload, seconds: number): Promise<number> {
  await send(stage, gateway, workload, { seconds: Math.max(2, seconds * 2) });
  const { requests } = await send(stage, gateway, workload, { seconds });
  const { length } = workload.bodies;
  return Math.max(1, Math.round(requests / length)) * length;
}
