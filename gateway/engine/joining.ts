// Joins equal queries of one caller while nothing has been answered to the first of them: from then on each fetch of the one would be
// equal to the other's, begun at the same time. So they run, and are written, once.
import type { CallContext } from '../../lib/transport.ts';
import type { Epoch } from '../transports/coalesce.ts';

/** One run that several may wait for. */
interface SharedRun<Result> {
  begunIn: number;
  result: Promise<Result>;
  holders: number;
  /** A holder does not want the result any more. */
  leave(): void;
}

export interface Joining<Result> {
  /**
   * Runs a query, or joins an equal one by its `key`. `run` calls `answered` when a subgraph has answered: nobody joins after that.
   * Who leaves is let go at once; the run ends when its last holder has left. The request id is the first one's.
   */
  join(
    key: string,
    call: CallContext,
    run: (call: CallContext, answered: () => void) => Promise<Result>,
  ): Promise<Result>;
}

export function createJoining<Result>(epoch: Epoch): Joining<Result> {
  const joinable = new Map<string, SharedRun<Result>>();

  function begin(key: string, call: CallContext, run: Parameters<Joining<Result>['join']>[2]): SharedRun<Result> {
    const controller = new AbortController();
    const close = () => {
      if (joinable.get(key) === shared) joinable.delete(key);
    };
    const shared: SharedRun<Result> = {
      begunIn: epoch.current,
      holders: 0,
      result: Promise.resolve()
        .then(() => run({ ...call, signal: controller.signal }, close))
        .finally(close),
      leave() {
        shared.holders -= 1;
        if (shared.holders > 0) return;
        close();
        controller.abort(new Error('Everybody who asked has left.'));
      },
    };
    return shared;
  }

  return {
    join(key, call, run) {
      const { signal } = call;
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      let shared = joinable.get(key);
      if (shared?.begunIn !== epoch.current) {
        shared = begin(key, call, run);
        joinable.set(key, shared);
      }
      shared.holders += 1;
      const { result } = shared;
      const leaveShared = shared.leave;
      if (!signal) return result;
      return new Promise((resolve, reject) => {
        const leave = () => {
          reject(signal.reason as Error);
          leaveShared();
        };
        signal.addEventListener('abort', leave, { once: true });
        result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
      });
    },
  };
}
