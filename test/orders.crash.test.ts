// SIGKILL during orders of every kind, again and again: of the one process, or of the gateway, each subgraph and PostgreSQL; at
// random moments and between two steps of an order. Soon after all is back every order has ended or waits for a person, no invariant
// is broken, what was answered is still true, and `npm run reconcile` finds nothing. A few kills here; LONG=1 makes it 200.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSequence } from '../scripts/seed/random.ts';
import { checkAll, checkReturns, untilRest } from './crash/checks.ts';
import type { Who } from './crash/client.ts';
import { Figures } from './crash/figures.ts';
import { type Load, startLoad } from './crash/load.ts';
import { moments } from './crash/moments.ts';
import { type CrashFolder, crashFolder, oneProcess, sixProcesses } from './crash/network.ts';
import { playRounds } from './crash/rounds.ts';
import { tokensFor } from './crash/tokens.ts';
import { makeWorld, type World } from './crash/world.ts';
import { inDatabase } from './in-database.ts';

const isLong = Boolean(process.env['LONG']);
/** Rounds of kills, each followed by rest and a look at everything. In small, test/lending.crash alone has the six processes. */
const plan: Partial<Record<keyof typeof topologies, { rounds: number; kills: number }>> = isLong
  ? { oneProcess: { rounds: 12, kills: 5 }, sixProcesses: { rounds: 28, kills: 5 } }
  : { oneProcess: { rounds: 1, kills: 2 } };
const clients = 8;
/** From the moment at which all processes are ready; longer where other work makes more than two threads wait for each core. */
const recoveryLimitMs = 5_000;
const topologies = { oneProcess, sixProcesses };

const random = randomSequence(Number(process.env['SEED'] ?? 64));
let folder: CrashFolder;
let world: World | undefined;
let token: (who: Who) => Promise<string>;

beforeAll(async () => {
  folder = crashFolder();
  token = await tokensFor(folder);
});
afterAll(() => folder[Symbol.dispose]());

test.each(Object.keys(plan) as (keyof typeof topologies)[])('%s: all is well after every kill', {
  timeout: isLong ? 5_400_000 : 180_000,
}, async (topology) => {
  await using network = await topologies[topology](folder);
  const figures = new Figures(topology);
  await network.start();
  world ??= await makeWorld(folder.databaseUrl, { url: network.url, token: await token({ role: 'admin' }) });
  const { journals, slowest } = await playRounds<Load>({
    ...plan[topology]!,
    folder,
    network,
    figures,
    random,
    moments,
    startLoad: () => startLoad({ url: network.url, token, world: world!, random, clients }),
    phases: phasesNow,
    rest: () => untilRest(folder),
    check: (load, all) => checkAll(folder, network, load, all),
  });
  await checkReturns(folder, journals);
  console.info(figures.summary(journals, journals.flatMap(({ steps }) => steps).length));
  expect(figures.slowest).toBeLessThan(recoveryLimitMs * slowest);
});

/** Where the orders stand that are under way. */
async function phasesNow(): Promise<string[]> {
  const rows = await inDatabase<{ phase: string }>(
    folder.databaseUrl('bookstores'),
    `select distinct case when phase = 'GATHERING' and reserving then 'RESERVING' when round > 0 then phase || ' again' else phase end as phase
     from purchase_lend_order where phase <> 'DONE'`,
  );
  return rows.map(({ phase }) => phase);
}
