// How long one who queues will wait, by the rate at which those before come to an end.

export interface QueueRate {
  /** All places are taken from now on, unless they were. */
  full(): void;
  /** Somebody has left a place. */
  freed(): void;
  /** A place is free. */
  free(): void;
  /** Since when all places have been taken, in ms; 0 while one is free. */
  fullMs(): number;
  /** How long the last of so many who wait will wait, in ms; 0 while too little is known. Infinite where nobody has left of late. */
  waitMs(waiting: number): number;
}

/** @param sampleMs less than this says nothing of a rate; what is older than four times as much counts less and less */
export function createQueueRate(sampleMs: number): QueueRate {
  let since: number | undefined;
  let begin = 0;
  let left = 0;
  return {
    full() {
      if (since !== undefined) return;
      since = performance.now();
      begin = since;
      left = 0;
    },
    freed() {
      left += 1;
    },
    free() {
      since = undefined;
    },
    fullMs: () => (since === undefined ? 0 : performance.now() - since),
    waitMs(waiting) {
      const now = performance.now();
      const elapsed = now - begin;
      if (since === undefined || elapsed < sampleMs) return 0;
      const wait = (waiting * elapsed) / left;
      if (elapsed > 4 * sampleMs) {
        begin = now - elapsed / 2;
        left /= 2;
      }
      return wait;
    },
  };
}
