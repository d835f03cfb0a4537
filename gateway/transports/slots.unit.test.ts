import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';
import { call } from './test-subgraph.ts';

const slotsOf = (waitLimitMs: number) =>
  createSlots({
    count: 1,
    queueLimit: 1_000,
    waitLimitMs,
    tooMany: () => new Error('too many'),
    tooLate: () => new Error('too late'),
  });
const never = performance.now() + 600_000;
const outcomeOf = (turn: Promise<void> | undefined) =>
  Promise.resolve(turn).then(
    () => 'taken',
    ({ message }: Error) => message,
  );

test('who would wait for too long by the rate of late is refused at once; the others get their turn', async () => {
  const slots = slotsOf(200);
  expect(slots.take(call, never)).toBeUndefined();
  // One is done every 10 ms, and the next one waits.
  for (const begun = performance.now(); performance.now() - begun < 600; ) {
    const next = slots.take(call, never);
    await pause(10);
    slots.free();
    await next;
  }
  const outcomes: string[] = [];
  const many = Array.from({ length: 200 }, () => outcomeOf(slots.take(call, never)).then((one) => outcomes.push(one)));
  await pause(1);
  const refused = outcomes.filter((outcome) => outcome === 'too many').length;
  expect(refused).toBeGreaterThan(150);
  expect(refused).toBeLessThan(200);
  while (outcomes.length < 200) {
    slots.free();
    await pause(1);
  }
  await Promise.all(many);
  expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(200 - refused);
});

test('where nothing ends for half a second nobody waits; a burst before that does', async () => {
  const slots = slotsOf(1_000);
  expect(slots.take(call, never)).toBeUndefined();
  const burst = Array.from({ length: 50 }, () => outcomeOf(slots.take(call, never)));
  await pause(550);
  expect(await outcomeOf(slots.take(call, never))).toBe('too many');
  for (const one of burst) {
    slots.free();
    expect(await one).toBe('taken');
  }
  slots.free();
  expect(slots.take(call, never)).toBeUndefined();
});
