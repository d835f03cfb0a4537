// Joins equal queries of one caller while nothing has been answered to the first of them: from then on each fetch of the one would be
// equal to the other's, begun at the same time. So they run, and are written, once.
import type { CallContext } from '../../lib/transport.ts';
import { type Epoch, type SharedWork, shareWork } from '../transports/shared-work.ts';

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
  const joinable = new Map<string, SharedWork<Result>>();
  return {
    join(key, call, run) {
      if (call.signal?.aborted) return Promise.reject(call.signal.reason as Error);
      const known = joinable.get(key);
      if (known?.begunIn === epoch.current) return known.hold(call.signal);
      const close = () => {
        if (joinable.get(key) === shared) joinable.delete(key);
      };
      const shared = shareWork(epoch, call, (ownCall) => Promise.resolve().then(() => run(ownCall, close)), close);
      joinable.set(key, shared);
      return shared.hold(call.signal);
    },
  };
}
