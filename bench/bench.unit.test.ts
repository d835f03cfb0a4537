import { describe, expect, test } from 'vitest';
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
