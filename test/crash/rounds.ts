// Rounds of kills under a load: after each round all comes to rest and is looked at.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { momentary } from '../invariants.ts';
import { urlsOf } from './checks.ts';
import type { Answers, RunningLoad } from './client.ts';
import type { Figures } from './figures.ts';
import { atMoment, type Moment } from './moments.ts';
import type { CrashFolder, CrashNetwork, Victim } from './network.ts';

export interface Trial<Load extends RunningLoad & { journal: Answers }> {
  folder: CrashFolder;
  network: CrashNetwork;
  figures: Figures;
  random: () => number;
  rounds: number;
  /** In each round. */
  kills: number;
  moments: Record<string, Moment>;
  startLoad: () => Load;
  /** Where what is under way stands. */
  phases: () => Promise<string[]>;
  /** Waits until all is at rest; how long that took, in ms. */
  rest: () => Promise<number>;
  /** Looks at everything, at rest. */
  check: (load: Load, journals: readonly Load['journal'][]) => Promise<void>;
}

/** How much slower everything is where other work makes more than two threads wait for each core. */
const slowness = () => Math.max(1, (loadavg()[0] ?? 0) / (2 * availableParallelism()));

/** Plays all rounds on a network that runs. `slowest` is the most that other work has slowed any of them. */
export async function playRounds<Load extends RunningLoad & { journal: Answers }>(
  trial: Trial<Load>,
): Promise<{ journals: Load['journal'][]; slowest: number }> {
  const { folder, network, figures, random, rounds, kills, rest, check } = trial;
  const journals: Load['journal'][] = [];
  const nextVictim = inTurn(random, network.victims);
  const nextMoment = inTurn(random, Object.keys(trial.moments));
  let load: Load | undefined;
  let slowest = 1;
  for (let round = 1; round <= rounds; round++) {
    load = trial.startLoad();
    let stopped = Promise.resolve();
    for (let kill = 1; kill <= kills; kill++) {
      await pause(300 + random() * 700);
      expect(await momentary(urlsOf(folder))).toEqual([]);
      await killOne(trial, nextVictim(), nextMoment());
      if (kill === kills) stopped = load.stop();
      const begin = performance.now();
      await network.start();
      figures.started(performance.now() - begin);
    }
    figures.recovered(await rest());
    slowest = Math.max(slowest, slowness());
    await stopped;
    await rest();
    await check(load, [load.journal]);
    journals.push(load.journal);
    if (rounds > 1) console.info(figures.line(`round ${round} of ${rounds}`));
  }
  if (load && rounds > 1) await check(load, journals);
  expect(mistakesOf(journals)).toEqual([]);
  expect(figures.kills).toBe(rounds * kills);
  return { journals, slowest };
}

/** Answers that no client should get here: the load is wrong, or the product is. */
function mistakesOf(journals: readonly Answers[]): string[] {
  const mistakes = /^(BAD_USER_INPUT|NOT_FOUND|FORBIDDEN|UNAUTHENTICATED|GRAPHQL_|courier 40[0139])/;
  return journals.flatMap(({ answers }) => [...answers.keys()]).filter((answer) => mistakes.test(answer));
}

/** Half of the kills at any moment, half of them between two steps. */
async function killOne<Load extends RunningLoad & { journal: Answers }>(
  { network, figures, folder, random, moments, phases }: Trial<Load>,
  victim: Victim,
  moment: string,
): Promise<void> {
  const killAt = (at: string) => async () => {
    const where = await phases();
    await network.kill(victim);
    figures.killed({ victim, moment: at, phases: where });
  };
  const bringAbout = moments[moment];
  const isDirected = random() < 0.5;
  const isKilled = isDirected && bringAbout && (await atMoment(bringAbout, folder.databaseUrl, killAt(moment)));
  if (!isKilled) await killAt('random')();
}

/** One after the other, in another order each time round. */
function inTurn<Value>(random: () => number, values: readonly Value[]): () => Value {
  let waiting: Value[] = [];
  return () => {
    if (waiting.length === 0) waiting = values.toSorted(() => random() - 0.5);
    return waiting.pop() as Value;
  };
}
