// What was used once and must not be used again, remembered as long as it would be good. Everything lies in the bucket of its second, and
// whole buckets are forgotten, so that neither time nor memory grows with what has come so far.

/** Spans of seconds; a new one begins when nothing came for long, or when the clock was set. */
const mostForgotten = 1_000;

/** What comes of a nonce: only a new one is good. */
export type NonceVerdict = 'new' | 'used' | 'full';

export interface Nonces {
  /** @param at the moment that the nonce is bound to, in ms */
  use: (nonce: string, at: number, now: number) => NonceVerdict;
  /** How many are remembered. */
  size: () => number;
}

/**
 * Remembers nonces.
 * @param options.lifeMs how long after `at` one is remembered
 * @param options.limit how many at most (500,000, some 40 MB): when so many are remembered, no more are taken
 */
export function createNonces({ lifeMs, limit = 500_000 }: { lifeMs: number; limit?: number }): Nonces {
  const buckets = new Map<number, Set<string>>();
  let size = 0;
  /** Seconds of which what came is forgotten; a second without anything does not part two of them. */
  const forgotten: { from: number; to: number }[] = [];
  let tidiedAt = Number.NEGATIVE_INFINITY;

  function forget(now: number): void {
    tidiedAt = Math.floor(now / 1_000);
    for (const [second, nonces] of buckets) {
      if ((second + 1) * 1_000 + lifeMs >= now) continue;
      buckets.delete(second);
      size -= nonces.size;
      const last = forgotten.at(-1);
      if (last && second > last.to && (second - last.to) * 1_000 <= lifeMs) last.to = second;
      else forgotten.push({ from: second, to: second });
    }
    if (forgotten.length > mostForgotten) forgotten.splice(0, forgotten.length - mostForgotten);
  }
  const isForgotten = (second: number) => forgotten.some(({ from, to }) => from <= second && second <= to);

  return {
    use(nonce, at, now) {
      if (Math.floor(now / 1_000) !== tidiedAt) forget(now);
      const second = Math.floor(at / 1_000);
      const bucket = buckets.get(second) ?? new Set();
      // A clock that was set back does not make good again what is forgotten; seconds that never were are good.
      if (isForgotten(second) || bucket.has(nonce)) return 'used';
      if (size >= limit) return 'full';
      buckets.set(second, bucket.add(nonce));
      size += 1;
      return 'new';
    },
    size: () => size,
  };
}
