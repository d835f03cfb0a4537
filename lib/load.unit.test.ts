import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLoad, type Load } from './load.ts';

function spin(ms: number): void {
  for (const begun = performance.now(); performance.now() - begun < ms; );
}

/** Keeps the event loop busy for so long, with something done every 10 ms. */
function work(load: Load, ms: number): void {
  for (const begun = performance.now(); performance.now() - begun < ms; load.end()) {
    load.begin();
    spin(10);
  }
}

/** The next turn of the event loop. */
const turn = () => pause(1);

test('where the loop is always busy, the wait is what all that is under way takes', async () => {
  const load = createLoad({ windowMs: 200 });
  for (let number = 0; number < 100; number++) load.begin();
  await turn();
  work(load, 250);
  await turn();
  expect(load.waitMs()).toBeGreaterThan(900);
  expect(load.waitMs()).toBeLessThan(2_000);
  expect(load.utilization).toBeGreaterThan(0.9);
  for (let number = 0; number < 90; number++) load.end();
  expect(load.waitMs()).toBeLessThan(200);
  expect(load.underWay).toBe(10);
});

test('where the process has time nobody waits, however many are under way and however long they take', async () => {
  const load = createLoad({ windowMs: 50 });
  for (let number = 0; number < 1_000; number++) load.begin();
  work(load, 60);
  await turn();
  expect(load.waitMs()).toBeGreaterThan(1_000);
  await pause(300);
  expect(load.waitMs()).toBeLessThan(10);
  expect(load.utilization).toBeLessThan(0.9);
});

test('what is taken up in the same turn as others waits for them, done or not', async () => {
  const load = createLoad({ windowMs: 50 });
  work(load, 60);
  await pause(100);
  expect(load.waitMs()).toBeLessThan(10);
  // By what one took before …
  for (let number = 0; number < 100; number++) load.begin();
  expect(load.waitMs()).toBeGreaterThan(500);
  await turn();
  expect(load.waitMs()).toBeLessThan(10);
  // … and by the clock.
  spin(40);
  expect(load.waitMs()).toBeGreaterThan(39);
});
