import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLoad, type Load } from './load.ts';

function spin(ms: number): void {
  for (const begun = performance.now(); performance.now() - begun < ms; );
}

/** Keeps the event loop busy for so long, with something done every 10 ms or so; how long one took. */
function work(load: Load, ms: number): number {
  let count = 0;
  const startedAt = performance.now();
  for (const begun = performance.now(); performance.now() - begun < ms; ) {
    const end = load.begin();
    spin(10);
    end();
    count += 1;
  }
  return (performance.now() - startedAt) / count;
}

/** The next turn of the event loop. */
const turn = () => pause(1);

test('where the loop is always busy, the wait is what all that is under way takes', async () => {
  const load = createLoad({ windowMs: 200 });
  const ends = Array.from({ length: 100 }, load.begin);
  await turn();
  const each = work(load, 250);
  await turn();
  expect(load.waitMs()).toBeGreaterThan(80 * each);
  expect(load.waitMs()).toBeLessThan(150 * each);
  expect(load.utilization).toBeGreaterThan(0.9);
  for (const end of ends.slice(10)) end();
  expect(load.waitMs()).toBeLessThan(15 * each);
  expect(load.underWay).toBe(10);
});

test('where something else has no time left, it is the same but for what began long ago', async () => {
  const load = createLoad({ windowMs: 100, recentMs: 400 });
  for (let number = 0; number < 40; number++) load.begin();
  const done = async () => {
    const end = load.begin();
    await pause(10);
    end();
  };
  for (let number = 0; number < 12; number++) await done();
  expect(load.waitMs()).toBeLessThan(30);
  load.congested();
  for (let number = 0; number < 12; number++) await done();
  expect(load.waitMs()).toBeGreaterThan(300);
  await pause(450);
  load.congested();
  for (let number = 0; number < 12; number++) await done();
  expect(load.waitMs()).toBeLessThan(30);
  expect(load.underWay).toBe(40);
});

test('where the process has time nobody waits, however many are under way and however long they take', async () => {
  const load = createLoad({ windowMs: 50 });
  for (let number = 0; number < 1_000; number++) load.begin();
  work(load, 60);
  await turn();
  expect(load.waitMs()).toBeGreaterThan(1_000);
  await pause(300);
  expect(load.waitMs()).toBeLessThan(30);
  expect(load.utilization).toBeLessThan(0.9);
});

test('what is taken up in the same turn as others waits for them, done or not', async () => {
  const load = createLoad({ windowMs: 50 });
  work(load, 60);
  await pause(100);
  expect(load.waitMs()).toBeLessThan(30);
  // By what one took before …
  for (let number = 0; number < 100; number++) load.begin();
  expect(load.waitMs()).toBeGreaterThan(500);
  await turn();
  expect(load.waitMs()).toBeLessThan(30);
  // … and by the clock.
  spin(40);
  expect(load.waitMs()).toBeGreaterThan(39);
});
