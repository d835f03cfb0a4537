import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createAnswerQueue, pulledAnswers } from './answer-queue.ts';

const answer = (number: number) => ({ data: { number } });
const done = { done: true, value: undefined };
const step = (number: number) => ({ done: false, value: answer(number) });

test('answers come in their order, waited for or waiting', async () => {
  const queue = createAnswerQueue({});
  const early = [queue.next(), queue.next()];
  for (const number of [1, 2, 3]) queue.put(answer(number));
  expect(queue.length).toBe(1);
  expect(await Promise.all([...early, queue.next()])).toEqual([step(1), step(2), step(3)]);
});

test('an end is told after what waits, an error once', async () => {
  const queue = createAnswerQueue({});
  queue.put(answer(1));
  queue.end(new Error('broken'));
  queue.put(answer(2));
  queue.end();
  expect(await queue.next()).toEqual(step(1));
  await expect(queue.next()).rejects.toThrow('broken');
  expect(await queue.next()).toEqual(done);
});

test('a cut drops what waits', async () => {
  const queue = createAnswerQueue({});
  queue.put(answer(1));
  queue.cut(new Error('too slow'));
  await expect(queue.next()).rejects.toThrow('too slow');
});

test('leaving takes effect at once and is told once; after the end it is told to nobody', async () => {
  let left = 0;
  const queue = createAnswerQueue({ onLeave: () => left++ });
  const waiting = queue.next();
  await queue.return();
  await queue.return();
  expect([await waiting, await queue.next(), left]).toEqual([done, done, 1]);
  const ended = createAnswerQueue({ onLeave: () => left++ });
  ended.end();
  await ended.return();
  expect(left).toBe(1);
});

test('pulled answers are made one at a time and only when somebody waits', async () => {
  let pulled = 0;
  let running = 0;
  const answers = pulledAnswers(
    async () => {
      expect(++running).toBe(1);
      await Promise.resolve();
      running--;
      return pulled < 3 ? answer(++pulled) : undefined;
    },
    { onLeave: () => {} },
  );
  expect(pulled).toBe(0);
  expect(await Promise.all([answers.next(), answers.next()])).toEqual([step(1), step(2)]);
  expect(pulled).toBe(2);
  expect([await answers.next(), await answers.next(), await answers.next()]).toEqual([step(3), done, done]);
});

test.each([
  ['its end', async () => undefined],
  ['an error', async () => Promise.reject(new Error('broken'))],
])('pulled answers let go of the signal at %s', async (_, pull) => {
  const { signal } = new AbortController();
  const answers = pulledAnswers(pull, { signal, onLeave: () => {} });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  await answers.next().catch(() => {});
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a signal that aborts ends the stream while the next answer is being made', async () => {
  let left = 0;
  const client = new AbortController();
  const answers = pulledAnswers(() => new Promise(() => {}), { signal: client.signal, onLeave: () => left++ });
  const waiting = answers.next();
  client.abort();
  expect([await waiting, left]).toEqual([done, 1]);
});
