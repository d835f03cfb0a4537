// Medians and their intervals. Ratios on a machine with other work are skewed, so nothing here assumes a bell curve.

/** A median with its 95 % interval. */
export interface Estimate {
  median: number;
  low: number;
  high: number;
}

/** The value below which a share of all lies, between neighbours in proportion. NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * The median with its 95 % bootstrap interval: the medians of samples drawn with replacement from the values. The draw begins
 * at a fixed seed, so the same values give the same interval.
 */
export function estimate(values: readonly number[], samples = 10_000): Estimate {
  const random = randomFrom(20_261_122);
  const medians = Array.from({ length: samples }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] as number)),
  );
  return { median: median(values), low: quantile(medians, 0.025), high: quantile(medians, 0.975) };
}

/** The slope of the line that fits best, in units of `y` per unit of `x`. */
export function slope(points: readonly { x: number; y: number }[]): number {
  const x = mean(points.map((point) => point.x));
  const y = mean(points.map((point) => point.y));
  const covariance = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Numbers from 0 to 1 by xorshift. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
