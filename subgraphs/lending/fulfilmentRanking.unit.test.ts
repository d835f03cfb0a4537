import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../lib/shanghai.ts';
import { type Choice, defaultChoice } from './fulfilmentChoice.ts';
import { kinds, type RankedOption, ranked, type Way } from './fulfilmentRanking.ts';
import { holdOutlook } from './holdOutlook.ts';

const today = '2026-11-23';

const wayOf = (kind: Way['kind'], place: string, rest: Partial<Way> = {}): Way => ({
  kind,
  state: 'POSSIBLE',
  branchId: kind === 'ON_SHELF' ? place : null,
  storeId: kind === 'BUY_IN_STORE' ? place : null,
  proximity: null,
  copies: 1,
  earliest: today,
  freightFen: 0,
  listPriceFen: null,
  payer: null,
  loanDays: 30,
  effect: null,
  failures: [],
  sources: [],
  ...rest,
});

const anyWay = fc
  .record({
    kind: fc.constantFrom(...kinds),
    place: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
    state: fc.constantFrom('POSSIBLE', 'NEEDS_REVIEW', 'UNKNOWN', 'REFUSED' as const),
    proximity: fc.constantFrom(null, 'SAME_BRANCH', 'SAME_DISTRICT', 'ELSEWHERE' as const),
    earliest: fc.option(fc.integer({ min: 0, max: 90 }).map((days) => addDays(today, days))),
    freightFen: fc.option(fc.integer({ min: 0, max: 5_000 })),
    isSilent: fc.boolean(),
  })
  .map(({ kind, place, isSilent, ...rest }) => {
    const state: 'UNKNOWN' | 'LIVE' = isSilent ? 'UNKNOWN' : 'LIVE';
    const source = { kind: 'CENTRAL' as const, storeId: null, state, asOf: new Date(0), reason: null };
    return wayOf(kind, place, { ...rest, sources: [source] } as Partial<Way>);
  });

/** As a book has them: one for each place. */
const placeOf = ({ kind, branchId, storeId }: Way) => `${kind} ${branchId ?? storeId ?? ''}`;
const anyWays = fc.uniqueArray(anyWay, { selector: placeOf, maxLength: 16 });
const anyWeights = fc
  .tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 19 })))
  .map(([timeWeight, distanceWeight, costWeight, collectionWeight, certaintyWeight]) => {
    return { timeWeight, distanceWeight, costWeight, collectionWeight, certaintyWeight } as Choice;
  });

const keyOf = ({ score, kind, branchId, storeId }: RankedOption) =>
  [10_000 - score, kinds.indexOf(kind), branchId ?? storeId ?? ''] as const;

test('the order is total, the same whatever order the ways come in, and told by its parts', () => {
  fc.assert(
    fc.property(anyWays, anyWeights, fc.infiniteStream(fc.double({ noNaN: true })), (ways, weights, noise) => {
      const options = ranked(ways, weights, today);
      const shuffled = ways
        .map((way) => ({ way, at: noise.next().value as number }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ way }) => way);
      expect(ranked(shuffled, weights, today)).toEqual(options);
      expect(options.map(({ rank }) => rank)).toEqual(options.map((_, index) => index + 1));
      for (const [index, option] of options.entries()) {
        expect(option.score).toBe(option.because.reduce((sum, { points }) => sum + points, 0));
        const next = options[index + 1];
        if (!next) continue;
        const [one, other] = [keyOf(option), keyOf(next)];
        const place = one.findIndex((part, at) => part !== other[at]);
        expect(place, 'no two are equal').toBeGreaterThanOrEqual(0);
        expect((one[place] ?? '') < (other[place] ?? '')).toBe(true);
      }
    }),
  );
});

test('whatever the weights, a way that is open goes before one that is reviewed, unknown or refused', () => {
  const order = ['POSSIBLE', 'NEEDS_REVIEW', 'UNKNOWN', 'REFUSED'];
  fc.assert(
    fc.property(anyWays, anyWeights, (ways, weights) => {
      const states = ranked(ways, weights, today).map(({ state }) => order.indexOf(state));
      expect(states).toEqual(states.toSorted((one, other) => one - other));
    }),
  );
});

test('of each kind the three best are told', () => {
  const shelves = ['A', 'B', 'C', 'D'].map((place, index) =>
    wayOf('ON_SHELF', place, { earliest: addDays(today, 4 - index) }),
  );
  expect(ranked(shelves, defaultChoice, today).map(({ branchId }) => branchId)).toEqual(['D', 'C', 'B']);
});

describe('each part', () => {
  const pointsOf = (way: Way, code: string) =>
    ranked([way], defaultChoice, today)[0]?.because.find((part) => part.code === code)?.points;

  test.each([
    ['TIME', wayOf('ON_SHELF', 'A'), 40],
    ['TIME', wayOf('ON_SHELF', 'A', { earliest: addDays(today, 15) }), 20],
    ['TIME', wayOf('ON_SHELF', 'A', { earliest: addDays(today, 200) }), 0],
    ['TIME', wayOf('HOLD', '', { earliest: null }), 0],
    ['DISTANCE', wayOf('ON_SHELF', 'A', { proximity: 'SAME_BRANCH' }), 20],
    ['DISTANCE', wayOf('ON_SHELF', 'A', { proximity: 'SAME_DISTRICT' }), 15],
    ['DISTANCE', wayOf('ON_SHELF', 'A', { proximity: 'ELSEWHERE' }), 5],
    ['DISTANCE', wayOf('BUY_IN_STORE', 'A'), 5],
    ['DISTANCE', wayOf('PARCEL', ''), 20],
    ['COST', wayOf('PARCEL', '', { freightFen: 500 }), 8],
    ['COST', wayOf('PARCEL', '', { freightFen: null }), 0],
    ['COLLECTION', wayOf('BUY_AND_COURIER', ''), 0],
    ['COLLECTION', wayOf('PARCEL', ''), 15],
    ['STATE', wayOf('PARCEL', '', { state: 'UNKNOWN' }), 100],
  ] as const)('%s of %o is %i', (code, way, points) => {
    expect(pointsOf(way, code)).toBe(points);
  });
});

describe('who waits', () => {
  const rows = [
    {
      bookId: 'B',
      library: 'NJ-JL',
      branch: 'X',
      available: 0,
      circulating: 2,
      dueDates: ['2026-12-01', '2026-12-20'],
    },
  ];
  const outlook = (waiting: number) => holdOutlook({ rows, waiting, today, transferDays: 2 }).earliest;

  test('gets the first copy that comes back, after those who wait already, each for an ordinary loan', () => {
    expect([0, 1, 2, 3].map(outlook)).toEqual(['2026-12-03', '2026-12-22', '2027-01-02', '2027-01-21']);
  });

  test('gets one on a shelf as soon as it has travelled; of one that is overdue nobody knows', () => {
    const [row] = rows;
    const at = (change: object) =>
      holdOutlook({ rows: [{ ...row, ...change } as never], waiting: 0, today, transferDays: 2 }).earliest;
    expect(at({ available: 1 })).toBe('2026-11-25');
    expect(at({ dueDates: ['2020-01-01'] })).toBeNull();
  });
});
