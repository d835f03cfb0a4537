// The way of a parcel is a function of the set of what was told: order and repetition change nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  autoSignAt,
  type ParcelStatus,
  parcelEvents,
  parcelStatuses,
  parcelSteps,
  type Told,
  wayOf,
} from './parcelEvents.ts';

const start = new Date('2026-11-23T02:00:00Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(start.getTime() + hours * hour);
const told = (...events: [Told['event'], number][]): Told[] =>
  events.map(([event, hours]) => ({ event, at: at(hours) }));

describe('the way of a parcel', () => {
  test.each<[string, Told[], ParcelStatus]>([
    ['nothing was told', [], 'ACCEPTED'],
    ['each step', told(['PICKED_UP', 1], ['IN_TRANSIT', 2], ['OUT_FOR_DELIVERY', 3], ['DELIVERED', 4]), 'DELIVERED'],
    ['the end alone', told(['DELIVERED', 4]), 'DELIVERED'],
    ['a step after the end', told(['DELIVERED', 4], ['IN_TRANSIT', 5]), 'DELIVERED'],
    ['lost after it was brought', told(['DELIVERED', 4], ['LOST', 5]), 'DELIVERED'],
    ['brought after it was refused', told(['REFUSED', 4], ['DELIVERED', 5]), 'REFUSED'],
    ['refused, then lost on the way back', told(['REFUSED', 4], ['LOST', 9]), 'LOST'],
    ['an earlier step later', told(['OUT_FOR_DELIVERY', 3], ['IN_TRANSIT', 4]), 'OUT_FOR_DELIVERY'],
    ['the days are over', told(['PICKED_UP', 1], ['AUTO_SIGNED', 241]), 'AUTO_SIGNED'],
    [
      'the days are over, and it was refused',
      told(['PICKED_UP', 1], ['AUTO_SIGNED', 241], ['REFUSED', 300]),
      'REFUSED',
    ],
    ['the days are over of a parcel that nobody has taken', told(['AUTO_SIGNED', 241]), 'ACCEPTED'],
  ])('%s', (_title, events, status) => {
    expect(wayOf(start, events).status).toBe(status);
  });

  test('is dated by the earliest of it, and never before the acceptance', () => {
    const way = wayOf(start, told(['IN_TRANSIT', 3], ['PICKED_UP', -2], ['DELIVERED', 5]));
    expect(way).toEqual({ status: 'DELIVERED', shippedAt: start, endedAt: at(5) });
    expect(autoSignAt(way)).toBeNull();
    expect(autoSignAt(wayOf(start, told(['PICKED_UP', 1])))).toEqual(at(241));
    expect(wayOf(start, told(['REFUSED', 4], ['RETURNED_TO_SENDER', 9])).endedAt).toEqual(at(4));
  });

  test('is the same in every order, and with everything said twice', () => {
    const event = fc.record({ event: fc.constantFrom(...parcelEvents), hours: fc.integer({ min: -5, max: 400 }) });
    const sets = fc
      .array(event, { maxLength: 8 })
      .chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length })),
      );
    fc.assert(
      fc.property(sets, ([events, shuffled]) => {
        const asTold = (each: { event: Told['event']; hours: number }) => ({ event: each.event, at: at(each.hours) });
        expect(wayOf(start, shuffled.map(asTold))).toEqual(wayOf(start, events.map(asTold)));
      }),
      { numRuns: 2_000 },
    );
  });
});

test('every status but the first is reached by a step, and what has no step is an end', () => {
  const reached = new Set(Object.values(parcelSteps).flat());
  expect(parcelStatuses.filter((status) => !reached.has(status))).toEqual(['CREATED']);
  expect(parcelStatuses.filter((status) => !parcelSteps[status])).toEqual([
    'DELIVERED',
    'RETURNED_TO_SENDER',
    'LOST',
    'DAMAGED',
    'CANCELLED',
  ]);
});
