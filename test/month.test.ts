// A month in a city of readers, played fast with a moved clock through the calls that readers, desks, member systems and couriers make:
// every invariant holds at every midnight, and a seed has one end, to the row. LONG=1: 20,000 readers and 100,000 loans.
import { loadavg } from 'node:os';
import { expect, test } from 'vitest';
import { inDatabase } from './in-database.ts';
import { violations } from './invariants.ts';
import { lendingViolations } from './lending-invariants.ts';
import { type Clock, playMonth } from './month/play.ts';
import { type Totals, totalsOf } from './month/totals.ts';
import { makeMonth } from './month/world.ts';
import { openTestNetwork } from './network.ts';

const isLong = Boolean(process.env['LONG']);
const seed = Number(process.env['SEED'] ?? 2026);
/** A loan is due after 10 or 14 days, and a parcel of which nothing is heard counts as signed for after 10. */
const twice = isLong
  ? { readers: 500, titles: 150, copies: 12, loans: 2_500, days: 30 }
  : { readers: 24, titles: 10, copies: 6, loans: 40, days: 4 };
const once = {
  readers: Number(process.env['READERS'] ?? 20_000),
  titles: 4_000,
  copies: 20,
  loans: Number(process.env['LOANS'] ?? 100_000),
  days: 30,
};

type Size = typeof twice;

/** The first day, at midnight in Shanghai. */
const firstDay = '2026-12-01';

async function play({ readers, titles, copies, loans, days }: Size): Promise<Totals> {
  const clock: Clock = { now: new Date(`${firstDay}T00:00:00+08:00`) };
  await using network = await openTestNetwork({ jobs: false, clock: () => clock.now, timeLimitMs: 60_000 });
  const world = await makeMonth(network, { readers, titles, copies, seed, firstDay });
  const urls = network.databaseUrls;
  const begin = performance.now();
  let looking = 0;
  const outcomes = await playMonth(network, world, clock, { seed, loans, days }, async (day) => {
    const began = performance.now();
    expect(await violations(urls), `midnight of day ${day + 1}`).toEqual([]);
    expect(await lendingViolations(urls), `midnight of day ${day + 1}`).toEqual([]);
    looking += performance.now() - began;
    if (loans > twice.loans) console.info(`day ${day + 1}: ${line(outcomesSoFar(begin))}`);
  });
  const totals = await totalsOf(urls);
  const seconds = (performance.now() - begin) / 1_000;
  const calls = [...outcomes.values()].reduce((sum, number) => sum + number, 0);
  console.info(
    `${days} days of ${readers} readers, seed ${seed}: ${calls} calls in ${Math.round(seconds)} s (${(calls / seconds).toFixed(1)}/s; ${Math.round(looking / 1_000)} s of it looks), load ${loadavg()[0]?.toFixed(1)}\n  ${line(Object.fromEntries([...outcomes].toSorted()))}\n  ${line(totals.counts)}\n  ${totals.digest}`,
  );
  expect(await untold(urls)).toEqual([]);
  const lent = Object.entries(totals.counts).filter(
    ([what]) => what.startsWith('loans ') && !what.endsWith('RELEASED'),
  );
  const sum = lent.reduce((total, [, number]) => total + number, 0);
  expect(sum).toBeGreaterThan(loans * 0.9);
  expect(totals.counts['tallied']).toBe(sum);
  return totals;
}

const line = (values: object) => JSON.stringify(values);
const outcomesSoFar = (begin: number) => ({
  seconds: Math.round((performance.now() - begin) / 1_000),
  load: loadavg()[0],
});

/** Copies that the catalogue counts otherwise than their owners, at the end. */
async function untold(urls: Record<'central' | 'districts', string>): Promise<object[]> {
  const actual = new Map<string, number>();
  for (const owner of ['central', 'districts'] as const) {
    const rows = await inDatabase<{ key: string; available: number }>(
      urls[owner],
      `select book_id || ' ' || library_id as key, (count(*) filter (where status = 'AVAILABLE'))::int as available
       from item where book_id ~ '^M[0-9]{5}$' group by 1`,
    );
    for (const { key, available } of rows) actual.set(key, available);
  }
  const known = await inDatabase<{ key: string; available: number }>(
    urls.central,
    `select book_id || ' ' || library_id as key, available from known_holdings
     where book_id ~ '^M[0-9]{5}$' and total > 0`,
  );
  return known.filter(({ key, available }) => actual.get(key) !== available);
}

test(`${twice.loans} loans of ${twice.readers} readers: every invariant at every midnight, and the same end twice`, {
  timeout: 1_800_000,
}, async () => {
  const first = await play(twice);
  const second = await play(twice);
  expect(second.counts).toEqual(first.counts);
  expect(second.digest).toBe(first.digest);
});

test.runIf(isLong)(
  `${once.loans} loans of ${once.readers} readers: every invariant at every midnight`,
  {
    timeout: 10_800_000,
  },
  async () => {
    await play(once);
  },
);
