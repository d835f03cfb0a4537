// What the credit ledger comes to, and what keeps a reader from borrowing on a day.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../lib/shanghai.ts';
import { bandByLedger } from './creditSource.ts';
import { balanceOn, type Counted, kindOfReturn, lacksConsent, suspendedUntil, suspensionOn } from './standing.ts';

const today = '2026-11-23';
/** Points of events that happened one minute after the other, the first one first. */
const events = (...points: number[]): Counted[] =>
  points.map((each, index) => ({
    points: each,
    at: new Date(Date.parse('2026-11-01T00:00:00Z') + index * 60_000),
    expiresOn: '2027-11-01',
    state: 'COUNTED',
  }));

describe('the balance', () => {
  test.each([
    [[], 0],
    [[-1, -2], -3],
    [[-2, 1], -1],
    // Worked off, never saved up.
    [[1, 1, 1, -2], -2],
    [[-1, 1, 1, -3, 1], -2],
  ])('of %j is %i', (points, balance) => {
    expect(balanceOn(events(...points), today)).toBe(balance);
  });

  test('counts an event on its last day, and not on the day on which it expires', () => {
    const [event] = events(-3);
    expect(balanceOn([{ ...event!, expiresOn: addDays(today, 1) }], today)).toBe(-3);
    expect(balanceOn([{ ...event!, expiresOn: today }], today)).toBe(0);
  });

  test('leaves out what an appeal has withdrawn, and nothing else', () => {
    const [event] = events(-3);
    for (const state of ['COUNTED', 'APPEALED', 'CONFIRMED'] as const) {
      expect(balanceOn([{ ...event!, state }], today)).toBe(-3);
    }
    expect(balanceOn([{ ...event!, state: 'WITHDRAWN' }], today)).toBe(0);
  });

  test('is never above 0, in whatever order the events are given', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 1 }), { maxLength: 30 }), fc.nat(), (points, seed) => {
        const given = events(...points);
        const turned = given.toSorted(
          (a, b) => ((a.at.getTime() * (seed + 7)) % 11) - ((b.at.getTime() * (seed + 7)) % 11),
        );
        expect(balanceOn(given, today)).toBeLessThanOrEqual(0);
        expect(balanceOn(turned, today)).toBe(balanceOn(given, today));
      }),
    );
  });
});

describe('a suspension by the ledger', () => {
  test('begins below -4 and not at it', () => {
    expect(suspendedUntil(events(-2, -2), today)).toBeNull();
    expect(suspendedUntil(events(-2, -3), today)).toBe('2027-11-01');
  });

  test('ends on the first day on which enough has expired', () => {
    const [first, second, third] = events(-2, -2, -3);
    const ledger = [
      { ...first!, expiresOn: '2027-01-10' },
      { ...second!, expiresOn: '2027-01-05' },
      { ...third!, expiresOn: '2027-03-01' },
    ];
    expect(balanceOn(ledger, '2027-01-05')).toBe(-5);
    expect(suspendedUntil(ledger, today)).toBe('2027-01-10');
  });

  test('keeps from borrowing until its day, a librarian until it is lifted', () => {
    const by = (suspended: boolean, until: string | null) => suspensionOn({ suspended, suspendedUntil: until }, today);
    expect(by(false, null)).toEqual({ suspended: false, until: null });
    expect(by(false, today)).toEqual({ suspended: false, until: null });
    expect(by(false, addDays(today, 1))).toEqual({ suspended: true, until: addDays(today, 1) });
    expect(by(true, addDays(today, 1))).toEqual({ suspended: true, until: null });
  });
});

test.each([
  ['2026-12-01', '2026-12-01T15:59:59Z', 'RETURNED_IN_TIME'],
  ['2026-12-01', '2026-12-01T16:00:00Z', 'OVERDUE'],
  [null, '2026-12-01T16:00:00Z', 'RETURNED_IN_TIME'],
])('a loan due on %s that comes back at %s is %s', (due, at, kind) => {
  expect(kindOfReturn(due, new Date(at))).toBe(kind);
});

test.each([
  ['CHILD', null, null, true],
  ['ADULT', null, null, false],
  ['CHILD', null, new Date(), false],
  ['CHILD', '2012-11-24', null, true],
  ['CHILD', '2012-11-23', null, false],
  ['ADULT', '2012-11-24', null, true],
  ['ADULT', '1990-01-01', null, false],
] as const)("a guardian's consent of a %s born on %s, given %s, is lacking: %s", (type, birthDay, consentAt, lacking) => {
  expect(lacksConsent({ type, birthDay, consentAt }, today)).toBe(lacking);
});

test.each([
  [events(), 'GOOD'],
  [events(...Array.from({ length: 9 }, () => 1)), 'GOOD'],
  [events(...Array.from({ length: 10 }, () => 1)), 'EXCELLENT'],
  [events(-1, ...Array.from({ length: 10 }, () => 1)), 'GOOD'],
  [events(-1), 'FAIR'],
  [events(-2, -2), 'FAIR'],
  [events(-2, -3), 'NONE'],
])('the ledger %j is the band %s', (ledger, band) => {
  expect(bandByLedger(ledger, today)).toBe(band);
});
