// Half of what the network can do, for twenty minutes: what it holds must not grow.
import { readdirSync } from 'node:fs';
import type { Verdict } from '../bench/goals.ts';
import { median, slope } from '../bench/statistics.ts';
import { openCity } from './city.ts';

export interface SoakResult {
  minutes: number;
  perSecond: number;
  answered: number;
  failed: number;
  /** Of `npm start` itself, without PostgreSQL. */
  samples: { minute: number; megabytes: number; handles: number }[];
}

const clients = 24;
const sampleSeconds = 10;

/** Measures on a network of its own. */
export async function measureSoak({ minutes }: { minutes: number }): Promise<SoakResult> {
  const city = await openCity();
  await city.flood({ seconds: 15, connections: clients });
  const calm = await city.flood({ seconds: 20, connections: clients });
  const capacity = Object.values(calm.outcomes).reduce((sum, { answered }) => sum + answered, 0) / 20;
  const perSecond = capacity / 2;
  console.error(`Capacity ${capacity.toFixed(0)} answers/s. Now half of it for ${minutes} minutes …`);
  const samples: SoakResult['samples'] = [];
  const begun = performance.now();
  const watch = setInterval(() => {
    samples.push({
      minute: (performance.now() - begun) / 60_000,
      megabytes: city.megabytes(),
      handles: readdirSync(`/proc/${city.network.pid}/fd`).length,
    });
  }, sampleSeconds * 1_000);
  const { outcomes } = await city.flood({
    seconds: Math.round(minutes * 60),
    connections: clients * 4,
    rate: perSecond,
  });
  clearInterval(watch);
  await city.stop();
  const all = Object.values(outcomes);
  return {
    minutes,
    perSecond,
    answered: all.reduce((sum, { answered }) => sum + answered, 0),
    failed: all.reduce((sum, { wrong, lost, refused, unsent }) => sum + wrong + lost + refused + unsent, 0),
    samples,
  };
}

/** What is compiled and cached in the first third is no growth. */
function settled({ samples }: SoakResult) {
  const late = samples.slice(Math.floor(samples.length / 3));
  const growthOf = (read: (sample: SoakResult['samples'][number]) => number) =>
    slope(late.map((sample) => ({ x: sample.minute, y: read(sample) })));
  return {
    megabytes: median(late.map(({ megabytes }) => megabytes)),
    mostMegabytes: Math.max(...samples.map(({ megabytes }) => megabytes)),
    handles: median(late.map(({ handles }) => handles)),
    megabytesAMinute: growthOf(({ megabytes }) => megabytes),
    handlesAMinute: growthOf(({ handles }) => handles),
  };
}

export function soakRows(result: SoakResult): string[][] {
  const { megabytes, mostMegabytes, handles, megabytesAMinute, handlesAMinute } = settled(result);
  return [
    ['minutes', 'asked/s', 'answered', 'failed', 'RSS MB', 'most MB', 'MB a minute', 'handles', 'handles a minute'],
    [
      result.minutes.toFixed(0),
      result.perSecond.toFixed(0),
      String(result.answered),
      String(result.failed),
      megabytes.toFixed(0),
      mostMegabytes.toFixed(0),
      megabytesAMinute.toFixed(2),
      handles.toFixed(0),
      handlesAMinute.toFixed(2),
    ],
  ];
}

export function judgeSoak(result: SoakResult): Verdict[] {
  const { megabytes, megabytesAMinute, handlesAMinute, handles } = settled(result);
  const minutes = (result.minutes * 2) / 3;
  return [
    {
      goal: 'RSS flat: at most 5 % in the last two thirds',
      figure: `${((100 * megabytesAMinute * minutes) / megabytes).toFixed(1)} %`,
      isMet: megabytesAMinute * minutes <= 0.05 * megabytes,
    },
    {
      goal: 'handles flat: at most 5 % in the last two thirds',
      figure: `${((100 * handlesAMinute * minutes) / handles).toFixed(1)} %`,
      isMet: handlesAMinute * minutes <= 0.05 * handles,
    },
    { goal: 'nothing failed', figure: String(result.failed), isMet: result.failed === 0 },
  ];
}
