// Work that several callers wait for. One that leaves is let go at once and harms nobody else; the work ends with its last holder.
import type { CallContext } from '../../lib/transport.ts';

/** Ends with each mutation, whoever sent it: what is asked in one epoch must not be answered by what began in another. */
export interface Epoch {
  current: number;
}

export interface SharedWork<Result> {
  /** The epoch in which it began. */
  begunIn: number;
  /** How many want the result. */
  holders: number;
  /** The result for one more holder; rejects with the signal's reason when that holder leaves. */
  hold(signal: AbortSignal | undefined): Promise<Result>;
}

/** Begins `work` for `call`, under a signal of its own. `close` is called when nobody can hold it any more: it is over, or left. */
export function shareWork<Result>(
  epoch: Epoch,
  call: CallContext,
  work: (call: CallContext) => Promise<Result>,
  close: () => void,
): SharedWork<Result> {
  const controller = new AbortController();
  const result = work({ ...call, signal: controller.signal }).finally(close);
  const shared: SharedWork<Result> = {
    begunIn: epoch.current,
    holders: 0,
    hold(signal) {
      shared.holders += 1;
      if (!signal) return result;
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(signal.reason as Error);
          shared.holders -= 1;
          if (shared.holders > 0) return;
          close();
          controller.abort(new Error('Everybody who asked has left.'));
        };
        signal.addEventListener('abort', leave, { once: true });
        result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
      });
    },
  };
  return shared;
}
