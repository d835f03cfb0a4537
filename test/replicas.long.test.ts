// `npm run network -- --replicas 2`: orders and questions go on while processes are killed, PostgreSQL too, and while all are started anew in
// turn, which nobody notices. What was acknowledged is true afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSequence } from '../scripts/seed/random.ts';
import { checkAll, untilRest } from './crash/checks.ts';
import type { Who } from './crash/client.ts';
import { startLoad } from './crash/load.ts';
import { type CrashFolder, crashFolder, killPostgres } from './crash/network.ts';
import { tokensFor } from './crash/tokens.ts';
import { makeWorld, type World } from './crash/world.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

const victims = ['gateway', 'bookstores', 'lending', 'central', 'districts'].flatMap((name) => [
  `${name} 1`,
  `${name} 2`,
]);
const clients = 6;
/** How long nobody may be answered. */
const outageLimitMs = 5_000;

const random = randomSequence(Number(process.env['SEED'] ?? 8));
let folder: CrashFolder;
let token: (who: Who) => Promise<string>;
let url: string;
let network: TestProcess;
let world: World;

beforeAll(async () => {
  folder = crashFolder();
  token = await tokensFor(folder);
  const port = await freePort();
  url = `http://127.0.0.1:${port}/graphql`;
  const args = ['--replicas', '2', '--port', String(port), '--data', folder.dataDir];
  network = startProcess('scripts/network.ts', args, { LOG_LEVEL: 'silent', SHELFGRAPH_DRAIN_SECONDS: '5' });
  await network.said('Shelfgraph is ready, in ten processes.');
  world = await makeWorld(folder.databaseUrl, { url, token: await token({ role: 'admin' }) });
});
afterAll(async () => {
  await network.kill('SIGTERM');
  folder[Symbol.dispose]();
});

const pidOf = (part: string) =>
  Number(Array.from(network.output().matchAll(new RegExp(`${part} +pid (\\d+): .* answers at`, 'g'))).at(-1)?.[1]);

/** Asks again and again, and notes what is no answer, and the longest time without one, in ms. */
function keepAsking() {
  const over = new AbortController();
  const failures: string[] = [];
  let last = performance.now();
  let outage = 0;
  const asking = (async () => {
    while (!over.signal.aborted) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ book(id: "B000002") { title holdings { now { total } } } }' }),
          signal: AbortSignal.timeout(outageLimitMs),
        });
        const { data, errors } = (await response.json()) as { data?: { book: unknown }; errors?: unknown };
        if (!data?.book || errors) throw new Error(JSON.stringify(errors));
        outage = Math.max(outage, performance.now() - last);
        last = performance.now();
      } catch (error) {
        failures.push(String(error));
      }
    }
  })();
  return {
    failures,
    async stop() {
      over.abort();
      await asking;
      return Math.max(outage, performance.now() - last);
    },
  };
}

test('all processes are started anew in turn: no question and no order is lost', { timeout: 180_000 }, async () => {
  const before = pidOf('lending 2');
  const load = startLoad({ url, token, world, random, clients });
  const questions = keepAsking();
  network.signal('SIGHUP');
  await network.said('All processes were started anew.');
  await load.stop();
  await questions.stop();
  expect(pidOf('lending 2')).not.toBe(before);
  expect(questions.failures).toEqual([]);
  const unanswered = [...load.journal.answers].filter(([answer]) => /no answer|^SUBGRAPH_|^INTERNAL/.test(answer));
  expect(unanswered).toEqual([]);
  expect(load.journal.keyed.length).toBeGreaterThan(clients);
});

test(`${victims.length} processes and PostgreSQL are killed: answers go on, and what was acknowledged is there`, {
  timeout: 600_000,
}, async () => {
  const load = startLoad({ url, token, world, random, clients });
  for (const victim of victims) {
    const questions = keepAsking();
    const pid = pidOf(victim);
    process.kill(pid, 'SIGKILL');
    await network.said(`${victim} has ended (SIGKILL). It is started again.`);
    await expect.poll(() => pidOf(victim), { timeout: 60_000 }).not.toBe(pid);
    expect(await questions.stop(), victim).toBeLessThan(outageLimitMs);
  }
  killPostgres(folder.dataDir);
  await network.said('PostgreSQL has ended. It is started again.');
  const questions = keepAsking();
  await expect.poll(() => answersWell(), { timeout: 30_000 }).toBe(true);
  await questions.stop();
  await load.stop();
  await untilRest(folder);
  await checkAll(folder, { url }, load, [load.journal]);
});

async function answersWell(): Promise<boolean> {
  const response = await fetch(`${url}?query=${encodeURIComponent('{ stores { id } }')}`, {
    headers: { 'apollo-require-preflight': 'yes' },
  });
  return !((await response.json()) as { errors?: unknown }).errors;
}
