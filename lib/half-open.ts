// When a breaker that is open lets a probe through. cockatiel reads the clock of the wall for that: set back by an hour, it would leave
// who has long recovered alone for an hour.
import type { IBackoff, IBackoffFactory } from 'cockatiel';

/** For a breaker's `halfOpenAfter`: after so many ms, twice as many after each probe that failed, up to a most, by a clock that nobody sets. */
export function halfOpenAfter(delayMs: number, mostMs: number): IBackoffFactory<unknown> {
  return { next: () => backoff(delayMs, mostMs) };
}

function backoff(delayMs: number, mostMs: number): IBackoff<unknown> {
  const endsAt = performance.now() + delayMs;
  return {
    // Asked at each call; cockatiel compares what it has read of the wall with it.
    get duration() {
      return performance.now() < endsAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    },
    next: () => backoff(Math.min(mostMs, 2 * delayMs), mostMs),
  };
}
