// `npm run bench -- profile`: where our gateway spends its time under one workload, by function and by package.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneProcess, ours } from './peers.ts';
import { stop } from './processes.ts';
import { printTable } from './report.ts';
import { openStage, send, startGateway } from './stage.ts';
import { chosenWorkloads, type Workload } from './workloads.ts';

interface Profile {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
}
interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}
interface Place {
  title: string;
  origin: string;
}
type Times = Map<string, number>;

const shown = 40;
const measuredSeconds = 8;

/** Runs V8's sampling profiler in the gateway and prints what takes longest. The figures are shares of its busy time. */
export async function profileGateway(options: {
  only: string[];
  connections: number;
  tree?: string;
  isInProcess: boolean;
}) {
  const workload = chosenWorkloads(options.only.length > 0 ? options.only : ['holdings 20'])[0] as Workload;
  const stage = await openStage(options);
  const folder = join(stage.folder, 'profile');
  const gateway = await startGateway(stage, 'shelfgraph', options.isInProcess ? oneProcess('answers') : ours(options), {
    probe: workload.bodies[0] ?? '',
    nodeOptions: `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=500`,
  });
  await send(stage, gateway, workload, { seconds: 4 });
  await send(stage, gateway, workload, { seconds: measuredSeconds });
  await stop(gateway.running, 20_000);
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (!file) throw new Error('The gateway has left no profile.');
  print(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, workload.name);
}

function print(profile: Profile, workload: string): void {
  const byOrigin: Times = new Map();
  const own: Times = new Map();
  const withCalled: Times = new Map();
  let busy = 0;
  for (const [stack, time] of stacksOf(profile)) {
    const [top] = stack;
    if (!top) continue;
    busy += time;
    add(byOrigin, top.origin, time);
    add(own, top.title, time);
    for (const title of new Set(stack.map((place) => place.title))) add(withCalled, title, time);
  }
  const share = (time = 0) => ((time * 100) / busy).toFixed(1);
  printTable([[`where, ${workload}`, 'own %'], ...longest(byOrigin, 20).map(([name, time]) => [name, share(time)])]);
  console.log('');
  printTable([
    ['function', 'own %', 'with what it calls %'],
    ...longest(own, shown).map(([name, time]) => [name, share(time), share(withCalled.get(name))]),
  ]);
  console.log('');
  const gateway = new Map([...withCalled].filter(([name]) => name.includes(' gateway/')));
  printTable([
    ['function of the gateway', 'with what it calls %', 'own %'],
    ...longest(gateway, shown).map(([name, time]) => [name, share(time), share(own.get(name))]),
  ]);
}

function add(times: Times, key: string, time: number): void {
  times.set(key, (times.get(key) ?? 0) + time);
}

function longest(times: Times, count: number): [string, number][] {
  return [...times].toSorted(([, one], [, other]) => other - one).slice(0, count);
}

/** The samples of the measured time, innermost function first: start and warm-up lie before, the end after it is idle. */
function* stacksOf({ nodes, samples, timeDeltas }: Profile): Generator<[Place[], number]> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const stackOf = (id: number): Place[] => {
    const stack: Place[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) stack.push(places.get(at) as Place);
    return stack.slice(0, -1);
  };
  let left = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  for (const [index, id] of samples.entries()) {
    const time = timeDeltas[index] ?? 0;
    left -= time;
    if (places.get(id)?.title !== '(idle)' && left < measuredSeconds * 1e6) yield [stackOf(id), time];
  }
}

function placeOf({ functionName, url, lineNumber }: CallFrame): Place {
  const name = functionName || '(anonymous)';
  const installed = url.split('node_modules/').at(-1);
  if (url.includes('node_modules/') && installed) {
    const origin = /^(@[^/]+\/)?[^/]+/.exec(installed)?.[0] ?? installed;
    return { title: `${name} ${installed}:${lineNumber + 1}`, origin };
  }
  const file = url.replace(/^.*?\/(?=(gateway|lib|scripts|schema)\/)/, '');
  return { title: url ? `${name} ${file}:${lineNumber + 1}` : name, origin: file || name };
}
