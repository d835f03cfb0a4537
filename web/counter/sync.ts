// Whether anybody answers, and what is still to be told: looked at often while something waits, at once when the line comes back.
import { useCallback, useEffect, useState } from 'preact/hooks';
import { isOffline, type Till } from '../../sdk/index.ts';

export interface TillState {
  isOnline: boolean;
  /** Sales that the network has still to hear of. */
  waiting: number;
  /** Sales that a person has to see to. */
  unsettled: number;
  /** Why the last attempt to tell them failed, where that was no want of a line. */
  problem: unknown;
  /** Looks now; called when a sale was made. */
  look: () => Promise<void>;
}

const lookEveryMs = 10_000;

export function useSync(till: Till): TillState {
  const [line, setLine] = useState<Pick<TillState, 'isOnline' | 'problem'>>({ isOnline: true, problem: null });
  const look = useCallback(async () => {
    try {
      await till.learn();
      if (till.waiting.length > 0) await till.sync();
      setLine({ isOnline: true, problem: null });
    } catch (error) {
      setLine(isOffline(error) ? { isOnline: false, problem: null } : { isOnline: true, problem: error });
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
  return { ...line, waiting: till.waiting.length, unsettled: till.unsettled.length, look };
}
