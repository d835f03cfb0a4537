// What may happen at the same time so that its order does not matter: actions on different readers and books.
import pLimit from 'p-limit';

/** Something that somebody does. What it touches is known before. */
export interface Action {
  /** Cards and book ids. */
  touches: readonly string[];
  /** Does it, and gives what follows from the answer: that is done in the order of the actions. */
  run: () => Promise<() => void>;
}

const atOnce = 8;

/**
 * Actions in waves: each comes after all before it that touch the same, and what is in one wave touches nothing in common. Played so,
 * in whatever order a wave is answered, the end is that of the actions one after the other.
 */
export function wavesOf(actions: readonly Action[]): Action[][] {
  const lastOf = new Map<string, number>();
  const waves: Action[][] = [];
  for (const action of actions) {
    const wave = Math.max(-1, ...action.touches.map((touched) => lastOf.get(touched) ?? -1)) + 1;
    for (const touched of action.touches) lastOf.set(touched, wave);
    (waves[wave] ??= []).push(action);
  }
  return waves;
}

/** Plays actions in their waves, then what follows from each. */
export async function playAll(actions: readonly Action[]): Promise<void> {
  const limit = pLimit(atOnce);
  const followUps = new Map<Action, () => void>();
  for (const wave of wavesOf(actions)) {
    await Promise.all(wave.map((action) => limit(async () => void followUps.set(action, await action.run()))));
  }
  for (const action of actions) followUps.get(action)?.();
}
