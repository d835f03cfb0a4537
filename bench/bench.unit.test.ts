import { describe, expect, test } from 'vitest';
import type { CatalogueResult } from './catalogue.ts';
import { fewKind, judgeCatalogue, judgeLending, judgeOrders } from './goals.ts';
import { copies, visitOf } from './lending/plan.ts';
import { cardOf, manyTitles, orderOf, readers } from './orders/plan.ts';
import { estimate, median, quantile, slope } from './statistics.ts';

describe('quantiles', () => {
  test('the median is the middle value, or halfway between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test('between neighbours in proportion', () => {
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
    expect(quantile([5], 0.99)).toBe(5);
  });
});

describe('the interval of a median', () => {
  const values = [1.1, 1.2, 1.15, 1.3, 1.25, 1.18, 1.22, 1.21, 1.19, 1.4, 1.17, 1.16, 1.23, 1.24, 9];

  test('holds the median and is not moved by one wild value', () => {
    const { median: middle, low, high } = estimate(values);
    expect(middle).toBe(1.21);
    expect(low).toBeGreaterThan(1.1);
    expect(high).toBeLessThan(1.4);
    expect(low).toBeLessThanOrEqual(middle);
    expect(high).toBeGreaterThanOrEqual(middle);
  });

  test('is the same for the same values', () => {
    expect(estimate(values)).toEqual(estimate(values));
  });

  test('has no width for equal values', () => {
    expect(estimate([2, 2, 2])).toEqual({ median: 2, low: 2, high: 2 });
  });
});

test('the slope of a straight line', () => {
  expect(
    slope([
      { x: 0, y: 1 },
      { x: 1, y: 3 },
      { x: 2, y: 5 },
    ]),
  ).toBeCloseTo(2);
});

describe('the orders of a bench', () => {
  test('never give a reader the same book twice, on many titles and on a hot one of its own for each window', () => {
    const given = new Set<string>();
    const laps = 3;
    for (let number = 0; number < laps * readers; number += 1) {
      const { card, bookId } = orderOf({ titles: 'many', hotTitle: 0 }, number);
      given.add(`${card} ${bookId}`);
    }
    expect(given.size).toBe(laps * readers);
    expect(orderOf({ titles: 'hot', hotTitle: 7 }, 0)).toEqual({
      idempotencyKey: 'bench-0',
      store: 'QINGCHUN',
      card: cardOf(0),
      bookId: 'HOT00007',
    });
  });

  test('go to every title and every store', () => {
    const orders = Array.from({ length: 3 * manyTitles }, (_, number) =>
      orderOf({ titles: 'many', hotTitle: 0 }, number),
    );
    expect(new Set(orders.map(({ bookId }) => bookId)).size).toBe(manyTitles);
    expect(new Set(orders.map(({ store }) => store))).toEqual(new Set(['QINGCHUN', 'WENDU', 'XINCHENG']));
  });

  test('are judged by the lower end of the ratio, and by p99 with eight clients', () => {
    const figures = { perSecond: 50, p50: 100, p99: 1_200, count: 500, cpuMicroseconds: 1, postgresMicroseconds: 1 };
    const all = { product: figures, byHand: figures, atOnce: figures };
    const ratio = { median: 0.55, low: 0.51, high: 0.6 };
    const verdicts = judgeOrders([
      { titles: 'hot', clients: 1, ...all, ratio, ratioAtOnce: ratio },
      { titles: 'hot', clients: 8, ...all, ratio: { ...ratio, low: 0.49 }, ratioAtOnce: ratio },
    ]);
    expect(verdicts.map(({ isMet }) => isMet)).toEqual([true, false, false]);
  });
});

describe('the loans of a bench', () => {
  test('are of copies and readers that nobody else has in hand, half of each library', () => {
    const atOnce = 1_000;
    for (const first of [0, copies - 10, 20_000 - 10]) {
      const visits = Array.from({ length: atOnce }, (_, number) => visitOf(first + number));
      expect(new Set(visits.map(({ library, barcode }) => `${library} ${barcode}`)).size).toBe(atOnce);
      expect(new Set(visits.map(({ card }) => card)).size).toBe(atOnce);
      expect(new Set(visits.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(atOnce);
      expect(visits.filter(({ library }) => library === 'NJ-JL')).toHaveLength(atOnce / 2);
    }
  });

  test('are judged by the lower end of the ratio', () => {
    const figures = { perSecond: 50, p50: 100, p99: 1_200, count: 500, cpuMicroseconds: 1, postgresMicroseconds: 1 };
    const [few, many] = [
      { median: 0.6, low: 0.5, high: 0.7 },
      { median: 0.55, low: 0.49, high: 0.6 },
    ];
    const verdicts = judgeLending([
      { clients: 1, product: figures, byHand: figures, ratio: few },
      { clients: 8, product: figures, byHand: figures, ratio: many },
    ]);
    expect(verdicts.map(({ isMet, figure }) => [isMet, figure])).toEqual([
      [true, '0.50 at the lower end'],
      [false, '0.49 at the lower end'],
    ]);
  });
});

describe('the goals of the catalogue', () => {
  test('are met at their limits', () => {
    const good = { ratio: 0.3, peak: 200, p50: 1.5, last: 2 };
    const verdicts = judgeCatalogue([at(10_000, good), at(100_000, { ...good, p50: 3 })]);
    expect(verdicts.length).toBe(9);
    expect(verdicts.every(({ isMet }) => isMet)).toBe(true);
  });

  test('are missed beyond them, each by itself', () => {
    const bad = { ratio: 0.29, peak: 201, p50: 3.1, last: 3 };
    expect(judgeCatalogue([at(10_000, bad)]).map(({ isMet }) => isMet)).toEqual([false, false, false, false]);
    const growth = judgeCatalogue([at(10_000, { ...bad, p50: 1 }), at(100_000, { ...bad, p50: 2.1 })]).at(-1);
    expect(growth).toMatchObject({ figure: '2.10', isMet: false });
  });

  test('of an import are not judged where none was measured', () => {
    const loaded = { ...at(1_000_000, { ratio: 0, peak: 0, p50: 3, last: 2 }), import: null };
    expect(judgeCatalogue([loaded]).map(({ isMet }) => isMet)).toEqual([true, true]);
  });
});

/** A catalogue of so many titles, with figures that are good but for these. */
function at(titles: number, figures: { ratio: number; peak: number; p50: number; last: number }): CatalogueResult {
  return {
    titles,
    items: 5 * titles,
    books: titles,
    import: {
      records: titles,
      rejected: 0,
      recordsPerSecond: 1,
      againPerSecond: 1,
      copyPerSecond: 1,
      copySeconds: {},
      ratio: figures.ratio,
      cpu: { own: 1, postgres: 1 },
      readerMegabytes: figures.peak,
      idleMegabytes: 1,
      peakMegabytes: 300,
    },
    search: [{ kind: fewKind, queries: 1, p50: figures.p50, p95: 3, countP50: 1, countP95: 1, ratio: 1 }],
    statements: { word: [2, 2, figures.last] },
    holdings: [],
  };
}
