import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { createRates, type Rates } from './rates.ts';

const minute = 60_000;
const start = 1_000 * minute;

/** Takes points until they are refused: how many there were, and what the refusal says. */
function takeAll(rates: Rates, limit: number, now: number): [number, Record<string, unknown>] {
  for (let count = 0; ; count += 1) {
    const state = rates.take('a', 1, limit, now);
    if (state instanceof GraphQLError) return [count, state.extensions];
  }
}

test('a client may use its limit in a minute, and is told when there is more', () => {
  const rates = createRates();
  expect(rates.take('a', 1, 3, start)).toEqual({ limit: 3, left: 2, seconds: 60 });
  expect(takeAll(rates, 3, start)).toEqual([2, { code: 'RATE_LIMITED', limit: 3, requests: 3, retryAfter: 81 }]);
  expect(rates.take('b', 1, 3, start)).toMatchObject({ left: 2 });
});

test('the time that is told is the one after which there is a request, and no longer', () => {
  for (const limit of [1, 3, 10, 100, 999]) {
    for (const at of [0, 1, 17_500, 59_999]) {
      const rates = createRates();
      const now = start + at;
      const [, { retryAfter }] = takeAll(rates, limit, now);
      const later = now + Number(retryAfter) * 1_000;
      expect(rates.take('a', 1, limit, later), `${limit} at ${at}`).not.toBeInstanceOf(GraphQLError);
      const tooEarly = createRates();
      takeAll(tooEarly, limit, now);
      expect(tooEarly.take('a', 1, limit, later - 2_000), `${limit} at ${at}`).toBeInstanceOf(GraphQLError);
    }
  }
});

test('what was used in one minute fades in the next: there are never two limits at its border', () => {
  const rates = createRates();
  expect(takeAll(rates, 100, start + minute - 1)[0]).toBe(100);
  expect(takeAll(rates, 100, start + minute)[0]).toBe(0);
  expect(takeAll(rates, 100, start + 1.5 * minute)[0]).toBe(50);
  expect(takeAll(rates, 100, start + 4 * minute)[0]).toBe(100);
});

test('what is refused uses nothing, what is charged later counts', () => {
  const rates = createRates();
  expect(rates.take('a', 5, 4, start)).toBeInstanceOf(GraphQLError);
  expect(rates.take('a', 4, 4, start)).toMatchObject({ left: 0 });
  rates.charge('b', 90, start);
  expect(rates.take('b', 1, 10, start)).toMatchObject({ extensions: { requests: 90 } });
  expect(rates.take('b', 1, 10, start + minute)).toBeInstanceOf(GraphQLError);
});

test('what others have counted is added, and nothing that was counted meanwhile is lost', () => {
  const rates = createRates();
  rates.take('a', 2, 100, start);
  expect(rates.drain()).toEqual([{ client: 'a', minute: 1_000, points: 2 }]);
  rates.take('a', 3, 100, start);
  rates.merge([{ client: 'a', minute: 1_000, points: 52, before: 40 }]);
  expect(rates.take('a', 1, 100, start)).toMatchObject({ left: 100 - 55 - 40 - 1 });
  expect(rates.drain()).toEqual([{ client: 'a', minute: 1_000, points: 4 }]);
});

test('counts that could not be shared are shared later, under their own minute', () => {
  const rates = createRates();
  rates.take('a', 2, 100, start);
  const drained = rates.drain();
  rates.take('a', 1, 100, start);
  rates.restore(drained);
  rates.take('a', 7, 100, start + minute);
  expect(rates.drain()).toEqual([
    { client: 'a', minute: 1_000, points: 3 },
    { client: 'a', minute: 1_001, points: 7 },
  ]);
  rates.merge([{ client: 'a', minute: 1_000, points: 30, before: 0 }]);
  expect(rates.take('a', 1, 100, start + minute)).toMatchObject({ left: 100 - 30 - 7 - 1 });
});

test('clients that were quiet are forgotten, and of too many the first', () => {
  const rates = createRates({ most: 3 });
  for (const client of ['a', 'b', 'c', 'd']) rates.take(client, 1, 1, start);
  expect(rates.size).toBe(3);
  expect(rates.take('d', 1, 1, start)).toBeInstanceOf(GraphQLError);
  rates.sweep(start + minute);
  expect(rates.size).toBe(3);
  rates.sweep(start + 2 * minute);
  expect(rates.size).toBe(0);
});
