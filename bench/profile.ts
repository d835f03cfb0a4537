// `npm run bench -- profile`: where our gateway spends its time under one workload, by function and by package.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ours } from './peers.ts';
import { stop } from './processes.ts';
import { printTable } from './report.ts';
import { openStage, send, startGateway } from './stage.ts';
import { chosenWorkloads, type Workload } from './workloads.ts';

interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

const shown = 40;
const measuredSeconds = 8;

/** Runs V8's sampling profiler in the gateway and prints what takes longest. The figures are shares of its busy time. */
export async function profileGateway(options: { only: string[]; connections: number; tree?: string }) {
  const workload = chosenWorkloads(options.only.length > 0 ? options.only : ['holdings 20'])[0] as Workload;
  const stage = await openStage(options);
  const folder = join(stage.folder, 'profile');
  const gateway = await startGateway(stage, 'shelfgraph', ours(options), {
    probe: workload.bodies[0] ?? '',
    nodeOptions: `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=500`,
  });
  await send(stage, gateway, workload, { seconds: 4 });
  await send(stage, gateway, workload, { seconds: measuredSeconds });
  await stop(gateway.running, 20_000);
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (!file) throw new Error('The gateway has left no profile.');
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
  const byFunction = new Map<string, number>();
  const byPackage = new Map<string, number>();
  let busy = 0;
  for (const [place, time] of timesOf(profile)) {
    busy += time;
    byFunction.set(place.title, (byFunction.get(place.title) ?? 0) + time);
    byPackage.set(place.origin, (byPackage.get(place.origin) ?? 0) + time);
  }
  printTable([['where', '% of busy time'], ...longest(byPackage, busy).slice(0, 15)]);
  console.log('');
  printTable([[`function, ${workload.name}`, '% of busy time'], ...longest(byFunction, busy).slice(0, shown)]);
}

/** The samples of the measured time: start and warm-up lie before, the end after it is idle. */
function* timesOf({ nodes, samples, timeDeltas }: Profile): Generator<[{ title: string; origin: string }, number]> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  let left = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  for (const [index, id] of samples.entries()) {
    const place = places.get(id);
    left -= timeDeltas[index] ?? 0;
    if (place && !place.isIdle && left < measuredSeconds * 1e6) yield [place, timeDeltas[index] ?? 0];
  }
}

function placeOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']) {
  const [, installed] = url.split('node_modules/');
  const file = installed ?? url.replace(/^.*?\/(?=(gateway|lib|scripts|schema)\/)/, '');
  const origin = installed
    ? /^(@[^/]+\/)?[^/]+/.exec(installed)?.[0]
    : url.startsWith('file:')
      ? file
      : url || functionName;
  return {
    title: `${functionName || '(anonymous)'} ${file}${url ? `:${lineNumber + 1}` : ''}`,
    origin: origin ?? file,
    isIdle: functionName === '(idle)' || functionName === '(root)',
  };
}

function longest(times: ReadonlyMap<string, number>, all: number): string[][] {
  return [...times]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, time]) => [name, ((time * 100) / all).toFixed(1)]);
}
