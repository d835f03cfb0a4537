// `npm run bench -- telemetry`: what traces, metrics and logs cost the gateway for a request, beside the same gateway without them.
import { compareAnswers } from './answers.ts';
import { ours, type Peer } from './peers.ts';
import { stop } from './processes.ts';
import { printTable, writeResults } from './report.ts';
import { type Gateway, type Measured, measure, openStage, type Stage, send, startGateway } from './stage.ts';
import { type Estimate, estimate, median } from './statistics.ts';
import { chosenWorkloads, type Workload, workloads } from './workloads.ts';

interface TelemetryBench {
  pairs: number;
  only: string[];
  connections: number;
  seconds: number;
  /** Another checkout, whose gateway is measured too, without any of it. */
  tree?: string;
}

interface Row {
  variant: string;
  cpuMicroseconds: number;
  /** CPU of a request divided by that of the gateway that tells nothing, round by round. */
  ratio: Estimate;
}

/** Measures every chosen workload and writes bench/results/telemetry.json. Collectors are the subgraphs in memory: they take what comes. */
export async function benchTelemetry(options: TelemetryBench): Promise<void> {
  const stage = await openStage(options);
  const probe = workloads[0]?.bodies[0] ?? '';
  const gateways: Gateway[] = [];
  for (const [variant, peer] of Object.entries(variantsOf(stage, options.tree))) {
    gateways.push(await startGateway(stage, variant, { ...peer, title: variant }, { probe }));
  }
  const results: Record<string, Row[]> = {};
  for (const workload of chosenWorkloads(options.only)) {
    const rows = await measureAll(stage, gateways, workload, options);
    results[workload.name] = rows;
    console.log(`\n${workload.name}, ${options.pairs} rounds`);
    printTable([
      ['', 'CPU µs', 'CPU / nothing'],
      ...rows.map(({ variant, cpuMicroseconds, ratio: { median: middle, low, high } }) => [
        variant,
        cpuMicroseconds.toFixed(0),
        `${middle.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`,
      ]),
    ]);
    writeResults('telemetry', { rounds: options.pairs, seconds: options.seconds, workloads: results });
  }
  await Promise.all(gateways.map(({ running }) => stop(running)));
}

/** This checkout's gateway with an environment. */
function own(env: Record<string, string> = {}): Peer {
  const peer = ours();
  return { ...peer, commandOf: (site) => ({ ...peer.commandOf(site), env }) };
}

/** The first one is the one that the others are held against. */
function variantsOf({ urls }: Stage, tree: string | undefined): Record<string, Peer> {
  const traced = (share: string): Record<string, string> => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(urls.central).origin,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: share,
  });
  return {
    nothing: own(),
    'nothing again': own(),
    ...(tree === undefined ? {} : { 'the other checkout': ours({ tree }) }),
    metrics: own({ SHELFGRAPH_METRICS_PORT: '19464' }),
    'a line for each request': own({ LOG_LEVEL: 'info' }),
    'traces, 1 %': own(traced('0.01')),
    'traces, 100 %': own({ ...traced('1'), OTEL_BSP_MAX_QUEUE_SIZE: '100000' }),
  };
}

async function measureAll(
  stage: Stage,
  gateways: readonly Gateway[],
  workload: Workload,
  { pairs, seconds }: TelemetryBench,
): Promise<Row[]> {
  await compareAnswers([...gateways], workload);
  const [first] = gateways;
  if (!first) return [];
  for (const gateway of gateways) await send(stage, gateway, workload, { seconds: Math.max(2, seconds * 2) });
  const { requests } = await send(stage, first, workload, { seconds });
  const { length } = workload.bodies;
  const count = Math.max(1, Math.round(requests / length)) * length;
  const rounds: Map<Gateway, Measured>[] = [];
  for (let round = 0; round < pairs; round += 1) {
    const seen = new Map<Gateway, Measured>();
    // Each begins in its turn: whatever one leaves behind for the next weighs on all alike.
    const order = gateways.map((_, at) => gateways[(at + round) % gateways.length] as Gateway);
    for (const gateway of order) seen.set(gateway, await measure(stage, gateway, workload, { count }));
    rounds.push(seen);
  }
  const cpuOf = (gateway: Gateway) => rounds.map((seen) => seen.get(gateway)?.cpuMicroseconds ?? Number.NaN);
  return gateways.map((gateway) => ({
    variant: gateway.title,
    cpuMicroseconds: median(cpuOf(gateway)),
    ratio: estimate(cpuOf(gateway).map((own, round) => own / (cpuOf(first)[round] as number))),
  }));
}
