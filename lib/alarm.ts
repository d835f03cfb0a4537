// Waiting for something to do.

export interface Alarm {
  /** Ends the wait; without one, the next wait ends at once. */
  ring: () => void;
  /** Waits so many ms at most. Resolves with whether it has rung since the last wait. */
  wait: (milliseconds: number) => Promise<boolean>;
}

/** An alarm for one who waits; it also rings, for ever, once `signal` has aborted. */
export function createAlarm(signal: AbortSignal): Alarm {
  let hasRung = false;
  let wake: (() => void) | null = null;
  const ring = () => {
    hasRung = true;
    wake?.();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    async wait(milliseconds) {
      if (!hasRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const rang = hasRung;
      hasRung = false;
      return rang;
    },
  };
}
