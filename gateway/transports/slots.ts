// How many may work at a time, and how many may wait for that. cockatiel's bulkhead keeps callers that have left in its queue, and one
// whose turn has come can be overtaken and refused.
import { createQueueRate } from '../../lib/queue-rate.ts';
import type { CallContext } from '../../lib/transport.ts';

export interface Slots {
  /**
   * Takes a slot: at once (undefined), or when one becomes free and it is the caller's turn. Rejects when too many wait or for too long, when `endsAt`
   * (by `performance.now()`) comes first, or with the client's reason for leaving.
   */
  take(call: CallContext, endsAt: number): Promise<void> | undefined;
  /** Gives a slot back: to the one who has waited longest, if there is one. */
  free(): void;
}

export interface SlotsOptions {
  count: number;
  queueLimit: number;
  /** Nobody waits who would wait longer, by the rate at which slots have become free of late, in ms. */
  waitLimitMs: number;
  tooMany: () => Error;
  tooLate: () => Error;
}

/** Less than this, in ms, says nothing of a rate. */
const sampleMs = 500;

export function createSlots({ count, queueLimit, waitLimitMs, tooMany, tooLate }: SlotsOptions): Slots {
  let taken = 0;
  const rate = createQueueRate(sampleMs);
  /** In the order of arrival; false means that the slot came too late. */
  const waiting = new Set<() => boolean>();

  return {
    take(call, endsAt) {
      if (taken < count) {
        taken++;
        if (taken === count) rate.full();
        return undefined;
      }
      if (waiting.size >= queueLimit || rate.waitMs(waiting.size + 1) > waitLimitMs) return Promise.reject(tooMany());
      return new Promise((resolve, reject) => {
        const leave = () => stop(call.signal?.reason as Error);
        const timer = setTimeout(() => stop(tooLate()), Math.max(0, endsAt - performance.now()));
        function settle(): void {
          waiting.delete(enter);
          clearTimeout(timer);
          call.signal?.removeEventListener('abort', leave);
        }
        function enter(): boolean {
          settle();
          const isInTime = performance.now() < endsAt;
          if (isInTime) resolve();
          else reject(tooLate());
          return isInTime;
        }
        function stop(reason: Error): void {
          settle();
          reject(reason);
        }
        waiting.add(enter);
        if (call.signal?.aborted) leave();
        else call.signal?.addEventListener('abort', leave);
      });
    },
    free() {
      rate.freed();
      for (const enter of waiting) if (enter()) return;
      taken--;
      rate.free();
    },
  };
}
