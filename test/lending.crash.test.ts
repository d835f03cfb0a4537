// SIGKILL during loans over desks, online and of member systems, renewals, holds, returns, parcels and what a courier tells of them: of
// the one process, or of the gateway, each subgraph and PostgreSQL; at random moments and between two steps, the capture of a copy for
// the queue and its decision among them. Soon after all is back nothing is half done, every queue is in its order, no invariant is
// broken, and what was answered is still true. A few kills here; LONG=1 makes it 200.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSequence } from '../scripts/seed/random.ts';
import type { Who } from './crash/client.ts';
import { Figures } from './crash/figures.ts';
import { checkLending, untilLendingRests } from './crash/lendingChecks.ts';
import { type LendingLoad, startLendingLoad } from './crash/lendingLoad.ts';
import { lendingMoments } from './crash/lendingMoments.ts';
import { type LendingWorld, makeLendingWorld } from './crash/lendingWorld.ts';
import { type CrashFolder, crashFolder, oneProcess, sixProcesses } from './crash/network.ts';
import { playRounds } from './crash/rounds.ts';
import { tokensFor } from './crash/tokens.ts';
import { inDatabase } from './in-database.ts';

const isLong = Boolean(process.env['LONG']);
/** Rounds of kills, each followed by rest and a look at everything. */
const plan = isLong
  ? { oneProcess: { rounds: 12, kills: 5 }, sixProcesses: { rounds: 28, kills: 5 } }
  : { oneProcess: { rounds: 1, kills: 1 }, sixProcesses: { rounds: 1, kills: 1 } };
const clients = 8;
/** From the moment at which all processes are ready: a capture of whose process nothing is heard is given back after 5 s. */
const recoveryLimitMs = 10_000;
const topologies = { oneProcess, sixProcesses };

const random = randomSequence(Number(process.env['SEED'] ?? 64));
let folder: CrashFolder;
let world: LendingWorld | undefined;
let token: (who: Who) => Promise<string>;

beforeAll(async () => {
  folder = crashFolder();
  token = await tokensFor(folder);
});
afterAll(() => folder[Symbol.dispose]());

test.each(Object.keys(topologies) as (keyof typeof topologies)[])('%s: all is well after every kill', {
  timeout: isLong ? 5_400_000 : 180_000,
}, async (topology) => {
  await using network = await topologies[topology](folder);
  const figures = new Figures(topology, 'requests and jobs');
  await network.start();
  world ??= await makeLendingWorld(folder.databaseUrl, { url: network.url, token: await token({ role: 'admin' }) });
  const { journals, slowest } = await playRounds<LendingLoad>({
    ...plan[topology],
    folder,
    network,
    figures,
    random,
    moments: lendingMoments,
    startLoad: () => startLendingLoad({ url: network.url, token, world: world!, random, clients }),
    phases: phasesNow,
    rest: () => untilLendingRests(folder),
    check: (load, all) => checkLending(folder, load, all),
  });
  console.info(figures.summary(journals, journals.flatMap(({ facts }) => facts).length));
  expect(figures.slowest).toBeLessThan(recoveryLimitMs * slowest);
});

/** What is under way in the lending service. */
async function phasesNow(): Promise<string[]> {
  const rows = await inDatabase<{ phase: string }>(
    folder.databaseUrl('lending'),
    `select distinct case when phase = 'GATHERING' and reserving then 'PAGING' else phase end as phase from loan_request where phase <> 'DONE'
     union select status from kept_copy where status in ('CAPTURING', 'RELEASING')
     union select 'RETURN' from item_return where next is null
     union select task.identifier from graphile_worker._private_jobs as job
     join graphile_worker._private_tasks as task on task.id = job.task_id where task.identifier in ('tellCopies', 'tellKept', 'serveQueue')`,
  );
  return rows.map(({ phase }) => phase);
}
