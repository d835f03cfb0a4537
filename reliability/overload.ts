// Ten times more than the network can do, for two minutes: how much of it is answered, how long that takes, what the rest is told.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verdict } from '../bench/goals.ts';
import { type City, openCity } from './city.ts';
import type { Flooded, Outcome } from './flood.ts';

export interface OverloadResult {
  /** Answers a second that a few clients get who ask one question after the other. */
  capacity: number;
  factor: number;
  seconds: number;
  /** Answers a second under the flood. */
  goodput: number;
  outcomes: Record<string, Outcome>;
  /** Of its process, without PostgreSQL, before and at the most. */
  megabytes: { before: number; most: number };
  /** From the end of the flood until every answer is as before, in ms. */
  recoveryMs: number;
}

const clients = 24;
const warmSeconds = 15;
const capacitySeconds = 20;
const connections = 2_000;
const recoveredAfter = 20;

/** Measures on a network of its own. */
export async function measureOverload({
  seconds,
  factor = 10,
}: {
  seconds: number;
  factor?: number;
}): Promise<OverloadResult> {
  const city = await openCity();
  await city.flood({ seconds: warmSeconds, connections: clients });
  const { answered, p99 } = totalOf(await city.flood({ seconds: capacitySeconds, connections: clients }));
  const capacity = answered / capacitySeconds;
  console.error(`Capacity ${capacity.toFixed(0)} answers/s. Now ${factor} times as much for ${seconds} s …`);
  const before = city.megabytes();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, city.megabytes())), 1_000);
  const flooded = await city.flood({ seconds, connections, rate: factor * capacity });
  clearInterval(watch);
  const recoveryMs = await recovery(city, Math.max(p99, 100));
  await city.stop();
  const goodput = totalOf(flooded).answered / seconds;
  return { capacity, factor, seconds, goodput, outcomes: flooded.outcomes, megabytes: { before, most }, recoveryMs };
}

/** When the first of so many answers in turn came that were right and no slower than before. */
async function recovery({ url }: City, usualMs: number): Promise<number> {
  const begun = performance.now();
  let well = 0;
  let firstWell = begun;
  while (well < recoveredAfter && performance.now() - begun < 60_000) {
    const sentAt = performance.now();
    const body = JSON.stringify({
      query: '{ searchBooks(query: "样例", first: 10) { nodes { title holdings { now { available } } } } }',
    });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const text = await response.text();
    const isWell = response.status === 200 && !text.includes('"errors"') && performance.now() - sentAt <= usualMs;
    if (isWell && well === 0) firstWell = sentAt;
    well = isWell ? well + 1 : 0;
    await sleep(20);
  }
  return well === recoveredAfter ? firstWell - begun : Number.POSITIVE_INFINITY;
}

function totalOf({ outcomes }: Flooded): { answered: number; p99: number } {
  const all = Object.values(outcomes);
  return {
    answered: all.reduce((sum, { answered }) => sum + answered, 0),
    p99: Math.max(...all.map(({ p99 }) => p99)),
  };
}

export function overloadRows({
  capacity,
  factor,
  goodput,
  outcomes,
  megabytes,
  recoveryMs,
}: OverloadResult): string[][] {
  return [
    ['who', 'answered', 'p50 ms', 'p99 ms', 'slowest ms', 'refused', 'refused p99 ms', 'wrong', 'lost', 'unsent'],
    ...Object.entries(outcomes).map(([who, one]) => [
      who,
      String(one.answered),
      one.p50.toFixed(0),
      one.p99.toFixed(0),
      one.slowest.toFixed(0),
      String(one.refused),
      one.refusedP99.toFixed(0),
      String(one.wrong),
      String(one.lost),
      String(one.unsent),
    ]),
    [`capacity ${capacity.toFixed(0)}/s, asked ${(factor * capacity).toFixed(0)}/s, answered ${goodput.toFixed(0)}/s`],
    [
      `memory ${megabytes.before.toFixed(0)} MB before, ${megabytes.most.toFixed(0)} MB at the most; recovery ${recoveryMs.toFixed(0)} ms`,
    ],
  ];
}

export function judgeOverload({ capacity, goodput, outcomes, megabytes, recoveryMs }: OverloadResult): Verdict[] {
  const all = Object.values(outcomes);
  const slowest = Math.max(...all.map(({ p99 }) => p99));
  const refused = Math.max(...all.map(({ refusedP99 }) => refusedP99));
  const bad = all.reduce((sum, { wrong, lost }) => sum + wrong + lost, 0);
  return [
    {
      goal: 'goodput at least 80 % of capacity',
      figure: `${((100 * goodput) / capacity).toFixed(0)} %`,
      isMet: goodput >= 0.8 * capacity,
    },
    { goal: 'p99 of what is answered at most 3 s', figure: `${slowest.toFixed(0)} ms`, isMet: slowest <= 3_000 },
    { goal: 'p99 of what is refused at most 1 s', figure: `${refused.toFixed(0)} ms`, isMet: refused <= 1_000 },
    { goal: 'nothing answered wrongly or lost', figure: String(bad), isMet: bad === 0 },
    {
      goal: 'memory at most twice as much as before',
      figure: `${megabytes.before.toFixed(0)} → ${megabytes.most.toFixed(0)} MB`,
      isMet: megabytes.most <= 2 * megabytes.before,
    },
    { goal: 'recovery within 5 s', figure: `${recoveryMs.toFixed(0)} ms`, isMet: recoveryMs <= 5_000 },
  ];
}
