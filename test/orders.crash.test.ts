// SIGKILL during orders of every kind, again and again: of the one process, or of the gateway, each subgraph and PostgreSQL; at
// random moments and between two steps of an order. Soon after all is back every order has ended or waits for a person, no invariant
// is broken, what was answered is still true, and `npm run reconcile` finds nothing. A few kills here; LONG=1 makes it 200.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken, type Person } from '../gateway/identity.ts';
import { loadOrCreateKeys } from '../gateway/keys.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { checkAll, checkReturns, untilRest, urlsOf } from './crash/checks.ts';
import { Figures } from './crash/figures.ts';
import { type Journal, type Load, startLoad, type Who } from './crash/load.ts';
import { atMoment, moments } from './crash/moments.ts';
import {
  type CrashFolder,
  type CrashNetwork,
  crashFolder,
  inDatabase,
  oneProcess,
  sixProcesses,
} from './crash/network.ts';
import { makeWorld, type World } from './crash/world.ts';
import { momentary } from './invariants.ts';
import { admin, reader } from './network.ts';

const isLong = Boolean(process.env['LONG']);
/** Rounds of kills, each followed by rest and a look at everything. */
const plan = isLong
  ? { oneProcess: { rounds: 12, kills: 5 }, sixProcesses: { rounds: 28, kills: 5 } }
  : { oneProcess: { rounds: 1, kills: 2 }, sixProcesses: { rounds: 1, kills: 6 } };
const clients = 8;
/** From the moment at which all processes are ready; longer where other work makes more than two threads wait for each core. */
const recoveryLimitMs = 5_000;
const slowness = () => Math.max(1, (loadavg()[0] ?? 0) / (2 * availableParallelism()));
const topologies = { oneProcess, sixProcesses };

const random = randomSequence(Number(process.env['SEED'] ?? 64));
let folder: CrashFolder;
let world: World | undefined;
let token: (who: Who) => Promise<string>;

beforeAll(async () => {
  folder = crashFolder();
  const { tokenPrivateKey } = await loadOrCreateKeys(folder.dataDir);
  const tokens = new Map<string, Promise<string>>();
  token = (who) => {
    const person: Person = who.role === 'admin' ? admin : reader(who.card);
    const known = tokens.get(person.subject) ?? issueToken(tokenPrivateKey, person, { ttl: 7_200 });
    tokens.set(person.subject, known);
    return known;
  };
});
afterAll(() => folder[Symbol.dispose]());

test.each(Object.keys(topologies) as (keyof typeof topologies)[])('%s: all is well after every kill', {
  timeout: isLong ? 5_400_000 : 180_000,
}, async (topology) => {
  await using network = await topologies[topology](folder);
  const { rounds, kills } = plan[topology];
  const figures = new Figures(topology);
  const journals: Journal[] = [];
  const nextVictim = inTurn(network.victims);
  await network.start();
  world ??= await makeWorld(folder.databaseUrl, { url: network.url, token: await token({ role: 'admin' }) });
  let load: Load | undefined;
  let slowest = 1;
  for (let round = 1; round <= rounds; round++) {
    load = startLoad({ url: network.url, token, world, random, clients });
    let stopped = Promise.resolve();
    for (let kill = 1; kill <= kills; kill++) {
      await pause(300 + random() * 700);
      expect(await momentary(urlsOf(folder))).toEqual([]);
      await killOne(network, nextVictim(), figures);
      if (kill === kills) stopped = load.stop();
      const begin = performance.now();
      await network.start();
      figures.started(performance.now() - begin);
    }
    figures.recovered(await untilRest(folder));
    slowest = Math.max(slowest, slowness());
    await stopped;
    await untilRest(folder);
    await checkAll(folder, network, load, [load.journal]);
    journals.push(load.journal);
    if (isLong) console.info(figures.line(`round ${round} of ${rounds}`));
  }
  if (load && rounds > 1) await checkAll(folder, network, load, journals);
  await checkReturns(folder, journals);
  console.info(figures.summary(journals));
  expect(journals.flatMap(({ answers }) => [...answers.keys()]).filter((answer) => mistakes.test(answer))).toEqual([]);
  expect(figures.kills).toBe(rounds * kills);
  expect(figures.slowest).toBeLessThan(recoveryLimitMs * slowest);
});

/** Answers that no client should get here: the load is wrong, or the product is. */
const mistakes = /^(BAD_USER_INPUT|NOT_FOUND|FORBIDDEN|UNAUTHENTICATED|GRAPHQL_)/;

const nextMoment = inTurn(Object.keys(moments));

/** Half of the kills at any moment, half of them between two steps of an order. */
async function killOne(network: CrashNetwork, victim: CrashNetwork['victims'][number], figures: Figures) {
  const killAt = (moment: string) => async () => {
    const phases = await phasesNow();
    await network.kill(victim);
    figures.killed({ victim, moment, phases });
  };
  const moment = nextMoment();
  const bringAbout = moments[moment];
  const isDirected = random() < 0.5;
  const isKilled = isDirected && bringAbout && (await atMoment(bringAbout, folder.databaseUrl, killAt(moment)));
  if (!isKilled) await killAt('random')();
}

/** Where the orders stand that are under way. */
async function phasesNow(): Promise<string[]> {
  const rows = await inDatabase<{ phase: string }>(
    folder.databaseUrl('bookstores'),
    `select distinct case when phase = 'GATHERING' and reserving then 'RESERVING' when round > 0 then phase || ' again' else phase end as phase
     from purchase_lend_order where phase <> 'DONE'`,
  );
  return rows.map(({ phase }) => phase);
}

/** One after the other, in another order each time round. */
function inTurn<Value>(values: readonly Value[]): () => Value {
  let waiting: Value[] = [];
  return () => {
    if (waiting.length === 0) waiting = values.toSorted(() => random() - 0.5);
    return waiting.pop() as Value;
  };
}
