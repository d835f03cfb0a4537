// Choices that are the same for the same seed, whatever was chosen before: each work, record and library has a sequence of its own.
import { randomSequence } from '../seed/random.ts';

/** Numbers from 0 to 1, the next one each time. */
export type Random = () => number;

/** The sequence of one thing: of a city's seed, a kind of thing, and its numbers. */
export function randomOf(seed: number, kind: string, ...numbers: readonly number[]): Random {
  let state = 0x811c9dc5 ^ seed;
  for (let index = 0; index < kind.length; index++) state = Math.imul(state ^ kind.charCodeAt(index), 0x01000193);
  for (const number of numbers) {
    state = mixed(state ^ (number >>> 0));
    state = mixed(state ^ Math.floor(number / 2 ** 32));
  }
  return randomSequence(state);
}

/** A whole number from 0 to below `count`. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + below(random, high - low + 1);
}

/** One of a list, each as likely. @throws Error for an empty list */
export function pick<Value>(random: Random, values: readonly Value[]): Value {
  if (values.length === 0) throw new Error('there is nothing to pick from');
  return values[below(random, values.length)] as Value;
}

/** One of a list, the first ones more often: `power` 1 all alike, 2 half of all picks in the first quarter. */
export function pickEarly<Value>(random: Random, values: readonly Value[], power: number): Value {
  return values[Math.floor(random() ** power * values.length)] as Value;
}

/** Picks by weight, in the time of a binary search. */
export function weighted<Value>(
  values: readonly Value[],
  weightOf: (value: Value) => number,
): (random: Random) => Value {
  let total = 0;
  const ends = values.map((value) => {
    total += weightOf(value);
    return total;
  });
  return (random) => {
    const at = random() * total;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return values[low] as Value;
  };
}

function mixed(value: number): number {
  let state = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return state ^ (state >>> 16);
}
