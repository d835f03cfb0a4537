import { expect, test } from 'vitest';
import { type OrderStatus, orderStatuses } from './entities.ts';
import { type OrderOutcome, outcomeAt, steps } from './lifecycle.ts';

/** All ways from SUBMITTED, each with the outcomes that it can have there. */
function reached(channel: 'COUNTER' | 'ONLINE'): Map<OrderStatus, Set<OrderOutcome | null>> {
  const seen = new Map<OrderStatus, Set<OrderOutcome | null>>();
  const visit = (status: OrderStatus, outcome: OrderOutcome | null): void => {
    const outcomes = seen.get(status) ?? new Set();
    if (outcomes.has(outcome)) return;
    seen.set(status, outcomes.add(outcome));
    for (const next of steps[channel][status] ?? []) visit(next, outcomeAt(next, outcome));
  };
  visit('SUBMITTED', null);
  return seen;
}

test('every status is reached through a channel, and every last one has an outcome', () => {
  const ways = { COUNTER: reached('COUNTER'), ONLINE: reached('ONLINE') };
  expect(new Set([...ways.COUNTER.keys(), ...ways.ONLINE.keys()])).toEqual(new Set(orderStatuses));
  for (const channel of ['COUNTER', 'ONLINE'] as const) {
    for (const [status, outcomes] of ways[channel]) {
      if (!steps[channel][status]) expect([channel, status, [...outcomes]]).not.toContainEqual([null]);
    }
  }
});

test('what is lost on its way is not supplied; what a reader loses was', () => {
  expect(reached('ONLINE').get('LOST')).toEqual(new Set(['NOT_SUPPLIED', 'SUPPLIED']));
  expect(reached('COUNTER').get('LOST')).toEqual(new Set(['SUPPLIED']));
});
