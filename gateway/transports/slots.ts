// How many may work at a time, and how many may wait for that. cockatiel's bulkhead keeps callers that have left in its queue, and one
// whose turn has come can be overtaken and refused.
import type { CallContext } from '../../lib/transport.ts';

export interface Slots {
  /**
   * Takes a slot: at once (undefined), or when one becomes free and it is the caller's turn. Rejects when too many wait, when `endsAt`
   * (by `performance.now()`) comes first, or with the client's reason for leaving.
   */
  take(call: CallContext, endsAt: number): Promise<void> | undefined;
  /** Gives a slot back: to the one who has waited longest, if there is one. */
  free(): void;
}

export interface SlotsOptions {
  count: number;
  queueLimit: number;
  tooMany: () => Error;
  tooLate: () => Error;
}

export function createSlots({ count, queueLimit, tooMany, tooLate }: SlotsOptions): Slots {
  let taken = 0;
  /** In the order of arrival; false means that the slot came too late. */
  const waiting = new Set<() => boolean>();

  return {
    take(call, endsAt) {
      if (taken < count) {
        taken++;
        return undefined;
      }
      if (waiting.size >= queueLimit) return Promise.reject(tooMany());
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
      for (const enter of waiting) if (enter()) return;
      taken--;
    },
  };
}
