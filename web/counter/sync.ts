// Whether anybody answers, and what is still to be told: looked at often while something waits, at once when the line comes back.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ShelfgraphError, type Till } from '../../sdk/index.ts';
import { messageOf } from '../desk/messages.ts';

export interface TillState {
  isOnline: boolean;
  /** Sales that the network has still to hear of. */
  waiting: number;
  /** Why the last attempt to tell them failed, where that was no want of a line. */
  problem: string | null;
  /** Looks now; called when a sale was made. */
  look: () => Promise<void>;
}

const lookEveryMs = 10_000;

export function useSync(till: Till): TillState {
  const [state, setState] = useState({ isOnline: true, waiting: till.waiting.length, problem: null as string | null });
  const look = useCallback(async () => {
    try {
      await till.learn();
      if (till.waiting.length > 0) await till.sync();
      setState({ isOnline: true, waiting: till.waiting.length, problem: null });
    } catch (error) {
      const isOffline = error instanceof ShelfgraphError && error.code === 'UNREACHABLE';
      setState({
        isOnline: !isOffline,
        waiting: till.waiting.length,
        problem: isOffline ? null : messageOf(error),
      });
    }
  }, [till]);
  useEffect(() => {
    void look();
    const timer = setInterval(() => void look(), lookEveryMs);
    const now = () => void look();
    addEventListener('online', now);
    addEventListener('offline', now);
    return () => {
      clearInterval(timer);
      removeEventListener('online', now);
      removeEventListener('offline', now);
    };
  }, [look]);
  return { ...state, look };
}
