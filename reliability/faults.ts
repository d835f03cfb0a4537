// Each part of the network fails in each way, under load and with orders under way, as five processes and PostgreSQL with lines between
// them: what does not need the part is answered, nothing hangs, all is well again by itself, and nothing that was told is lost.
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../bench/goals.ts';
import { type SubgraphName, subgraphNames } from '../schema/sdl.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { checkAll, untilRest } from '../test/crash/checks.ts';
import { startLoad } from '../test/crash/load.ts';
import { type CrashFolder, crashFolder, type LinedNetwork, linedProcesses } from '../test/crash/network.ts';
import { tokensFor } from '../test/crash/tokens.ts';
import { makeWorld } from '../test/crash/world.ts';
import { inDatabase } from '../test/in-database.ts';
import { startProcess } from '../test/process.ts';
import { limits } from './city.ts';
import type { Flood, Flooded, FloodRequest, Outcome } from './flood.ts';

export interface FaultResult {
  fault: string;
  /** Whose fields may fail; the others may not. */
  affected: readonly SubgraphName[];
  /** Of requests that need none of these, and of the fields of others beside them. */
  unaffected: { asked: number; answered: number };
  needing: { asked: number; answered: number };
  /** How long the slowest failure took, in ms. */
  slowestFailure: number;
  /** From the end of the fault until the last request that failed was sent, in ms. */
  recoveryMs: number;
}

export interface FaultsResult {
  seconds: number;
  faults: FaultResult[];
  /** What was lost, or is not as it must be, after all of them. */
  losses: string[];
  orders: number;
  /** Faults that this machine cannot have, and why. */
  skipped: string[];
}

interface Fault {
  name: string;
  affected: readonly SubgraphName[];
  begin: () => Promise<void> | void;
  end: () => Promise<void> | void;
}

const secondsBefore = 4;
const secondsAfter = 12;
const perSecond = 50;
const clockFile = 'clock-ahead';

/** What asks one subgraph alone. */
const questions: Record<SubgraphName, string> = {
  central: '{ book(id: "B000001") { title publisher year } }',
  districts: '{ availabilitySources { library { id } } }',
  bookstores: '{ stores { id name } }',
  lending: '{ reader(card: "N2026000003") { name } }',
};
/** What asks all four, and what of its answer shows that each has answered. */
const ofAll = `{
  book(id: "B000001") { title offers { stock } holdings { library { id } now { available } } }
  reader(card: "N2026000003") { name }
}`;
const shows: Record<SubgraphName, string> = {
  central: '"title":"',
  districts: '"id":"NJ-XW"},"now":{"available":',
  bookstores: '"offers":[',
  lending: '"reader":{"name":"',
};

/** Plays all faults whose names have this text. */
export async function measureFaults({ seconds, only }: { seconds: number; only: string }): Promise<FaultsResult> {
  const result: FaultsResult = { seconds, faults: [], losses: [], orders: 0, skipped: [] };
  await playOn(crashFolder(), faultsOf, { seconds, only, result });
  if ('the disk is full'.includes(only))
    await onSmallDisk((folder) => playOn(folder, diskFull, { seconds, only, result }), result);
  return result;
}

interface Play {
  seconds: number;
  only: string;
  result: FaultsResult;
}

/** Starts a network in a folder, orders on it, and plays its faults one after the other. */
async function playOn(
  folder: CrashFolder,
  faults: (network: LinedNetwork, folder: CrashFolder) => Fault[],
  { seconds, only, result }: Play,
): Promise<void> {
  using own = folder;
  const seeding = startProcess('scripts/seed.ts', ['--data', own.dataDir]);
  if ((await seeding.ended) !== 0) throw new Error(`The network cannot be seeded: ${seeding.output()}`);
  await using network = await linedProcesses(folder, {
    SHELFGRAPH_LIMITS: limits,
    NODE_OPTIONS: `--import=${new URL('clock.ts', import.meta.url).href}`,
    CLOCK_AHEAD_MS_FILE: join(folder.dataDir, clockFile),
  });
  await network.start();
  const token = await tokensFor(folder);
  const admin = await token({ role: 'admin' });
  const world = await makeWorld(folder.databaseUrl, { url: network.url, token: admin });
  const load = startLoad({ url: network.url, token, world, random: randomSequence(7), clients: 2 });
  for (const fault of faults(network, folder).filter(({ name }) => name.includes(only))) {
    console.error(`${fault.name} …`);
    result.faults.push(await play(fault, { port: Number(new URL(network.url).port), token: admin, seconds }));
    console.error(`  ${JSON.stringify(result.faults.at(-1))}`);
  }
  await load.stop();
  await network.start();
  try {
    await untilRest(folder);
    await checkAll(folder, network, load, [load.journal]);
  } catch (error) {
    result.losses.push(String(error));
  }
  result.orders += load.journal.keyed.filter(({ told }) => told !== null).length;
}

async function play(
  { name, affected, begin, end }: Fault,
  { port, token, seconds }: { port: number; token: string; seconds: number },
): Promise<FaultResult> {
  const well = subgraphNames.filter((subgraph) => !affected.includes(subgraph));
  const requests: FloodRequest[] = [
    ...subgraphNames.map((who) => ({ who, token, body: JSON.stringify({ query: questions[who] }) })),
    // One that asks all four shows the fields of those that are well.
    ...well.map((subgraph) => ({
      who: `${subgraph} beside others`,
      token,
      body: JSON.stringify({ query: ofAll }),
      expects: shows[subgraph],
    })),
  ];
  const clients = fork(resolve(import.meta.dirname, 'flood.ts'));
  const flood: Flood = {
    port,
    requests,
    rate: perSecond,
    seconds: secondsBefore + seconds + secondsAfter,
    connections: 400,
  };
  clients.send(flood);
  const flooded = once(clients, 'message') as Promise<[Flooded]>;
  const begun = performance.now();
  await sleep(secondsBefore * 1_000);
  await begin();
  await sleep(seconds * 1_000);
  await end();
  const endedAt = performance.now() - begun;
  const [{ outcomes }] = await flooded;
  clients.disconnect();
  const needing = affected.map((who) => outcomes[who] as Outcome);
  const others = Object.entries(outcomes).flatMap(([who, one]) => (affected.some((each) => each === who) ? [] : [one]));
  const every = Object.values(outcomes);
  for (const [who, one] of Object.entries(outcomes)) {
    if (one.wrong + one.lost + one.refused + one.unsent > 0) console.error(`  ${who}: ${JSON.stringify(one)}`);
  }
  return {
    fault: name,
    affected,
    unaffected: sumOf(others),
    needing: sumOf(needing),
    slowestFailure: Math.max(0, ...every.map(({ slowestFailure }) => slowestFailure)),
    recoveryMs: Math.max(0, ...every.map(({ lastFailure }) => lastFailure - endedAt)),
  };
}

function sumOf(outcomes: readonly Outcome[]): { asked: number; answered: number } {
  const sum = (read: (one: Outcome) => number) => outcomes.reduce((all, one) => all + read(one), 0);
  return {
    answered: sum(({ answered }) => answered),
    asked: sum(({ answered, refused, wrong, lost, unsent }) => answered + refused + wrong + lost + unsent),
  };
}

const all = subgraphNames;

function faultsOf(network: LinedNetwork, folder: CrashFolder): Fault[] {
  const { lines } = network;
  const setClock = (aheadMs: number) => {
    writeFileSync(join(folder.dataDir, clockFile), String(aheadMs));
    for (const service of ['gateway', ...subgraphNames] as const) network.signal(service, 'SIGUSR2');
  };
  let locked: Promise<unknown> = Promise.resolve();
  return [
    {
      name: 'a subgraph is slow, 6 s for each answer',
      affected: ['districts'],
      begin: () => lines.subgraphs.districts.set({ delayMs: 3_000 }),
      end: () => lines.subgraphs.districts.set('good'),
    },
    {
      name: 'a subgraph says nothing',
      affected: ['lending'],
      begin: () => network.signal('lending', 'SIGSTOP'),
      end: () => network.signal('lending', 'SIGCONT'),
    },
    {
      name: 'a subgraph is killed, and started again',
      affected: ['bookstores'],
      begin: () => network.kill('bookstores'),
      end: () => network.start(),
    },
    {
      name: 'a subgraph is restarted in order',
      affected: ['bookstores'],
      async begin() {
        await network.end('bookstores');
        await network.start();
      },
      end: () => {},
    },
    {
      name: 'the line to a subgraph is cut',
      affected: ['districts'],
      begin: () => lines.subgraphs.districts.set('cut'),
      end: () => lines.subgraphs.districts.set('good'),
    },
    {
      name: 'a database is slow, 400 ms for each statement',
      affected: ['districts'],
      begin: () => lines.databases.districts.set({ delayMs: 200 }),
      end: () => lines.databases.districts.set('good'),
    },
    {
      name: 'a database says nothing',
      affected: ['bookstores'],
      begin: () => lines.databases.bookstores.set('silent'),
      end: () => lines.databases.bookstores.set('good'),
    },
    {
      name: 'the line to a database is cut',
      affected: ['lending'],
      begin: () => lines.databases.lending.set('cut'),
      end: () => lines.databases.lending.set('good'),
    },
    {
      name: 'all connections of a database are taken',
      affected: ['bookstores'],
      begin() {
        const lock = 'begin; lock table store in access exclusive mode; select pg_sleep(9); commit';
        locked = inDatabase(folder.databaseUrl('bookstores'), lock);
      },
      end: async () => void (await locked),
    },
    {
      name: 'PostgreSQL is killed with all databases, and started again',
      affected: all,
      begin: () => network.kill('postgres'),
      end: () => network.start(),
    },
    {
      name: 'the clocks of all services are an hour ahead, and set right again',
      affected: [],
      begin: () => setClock(3_600_000),
      end: () => setClock(0),
    },
  ];
}

/** PostgreSQL itself ends where it cannot write its log; whoever looks after it starts it again. */
function diskFull(network: LinedNetwork, { dataDir }: CrashFolder): Fault[] {
  const ballast = join(dataDir, 'ballast');
  return [
    {
      name: 'the disk is full',
      affected: all,
      begin() {
        const { bavail, bsize } = statfsSync(dataDir);
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 256 * 1024)));
      },
      async end() {
        rmSync(ballast);
        await network.start();
      },
    },
  ];
}

const smallDisk = '900m';

async function onSmallDisk(work: (folder: CrashFolder) => Promise<void>, { skipped }: FaultsResult): Promise<void> {
  const folder = crashFolder();
  mkdirSync(folder.dataDir, { recursive: true });
  const { status, stderr, error } = spawnSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${smallDisk}`,
    'tmpfs',
    folder.dataDir,
  ]);
  if (status !== 0) {
    folder[Symbol.dispose]();
    skipped.push(`the disk is full: no small disk can be mounted here (${error?.message ?? String(stderr).trim()})`);
    return;
  }
  try {
    await work({ ...folder, [Symbol.dispose]: () => {} });
  } finally {
    spawnSync('umount', ['-l', folder.dataDir]);
    folder[Symbol.dispose]();
  }
}

function share({ asked, answered }: { asked: number; answered: number }): string {
  return asked === 0 ? '' : `${((100 * answered) / asked).toFixed(asked === answered ? 0 : 2)} % of ${asked}`;
}

export function faultRows({ faults, losses, orders, skipped }: FaultsResult): string[][] {
  return [
    ['fault', 'needs', 'others answered', 'its own answered', 'slowest failure ms', 'last failure after its end ms'],
    ...faults.map((one) => [
      one.fault,
      one.affected.length === all.length ? 'all' : one.affected.join(', '),
      share(one.unaffected),
      share(one.needing),
      one.slowestFailure.toFixed(0),
      one.recoveryMs.toFixed(0),
    ]),
    [
      `${orders} orders, loans and returns were answered meanwhile; lost or not as it must be: ${losses.length === 0 ? 'nothing' : losses.join('; ')}`,
    ],
    ...skipped.map((why) => [`Not played: ${why}`]),
  ];
}

/** No request may hang longer than a subgraph may take, and what is around it. */
const hangLimitMs = 6_000;

export function judgeFaults({ faults, losses }: FaultsResult): Verdict[] {
  const asked = faults.reduce((sum, { unaffected }) => sum + unaffected.asked, 0);
  const answered = faults.reduce((sum, { unaffected }) => sum + unaffected.answered, 0);
  const slowest = Math.max(0, ...faults.map(({ slowestFailure }) => slowestFailure));
  const recovery = Math.max(0, ...faults.map(({ recoveryMs }) => recoveryMs));
  return [
    {
      goal: 'of what needs no part that fails, 99.9 % answered',
      figure: `${((100 * answered) / asked).toFixed(3)} % of ${asked}`,
      isMet: answered >= 0.999 * asked,
    },
    {
      goal: 'recovery within 5 s of the end of each fault',
      figure: `${recovery.toFixed(0)} ms`,
      isMet: recovery <= 5_000,
    },
    { goal: 'no request longer than 6 s', figure: `${slowest.toFixed(0)} ms`, isMet: slowest <= hangLimitMs },
    {
      goal: 'nothing lost',
      figure: losses.length === 0 ? 'nothing' : String(losses.length),
      isMet: losses.length === 0,
    },
  ];
}
