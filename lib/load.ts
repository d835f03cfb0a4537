// Whether this process keeps up with what comes. One that does not answers everybody late, and in the end nobody in time; one that
// refuses what it cannot answer soon goes on at full speed.

export interface Load {
  /** Something begins that was let in. */
  begin(): void;
  /** Something that was begun has been done. */
  end(): void;
  /** What is begun here waits for something else that has no time left; that holds for the window. */
  congested(): void;
  /**
   * How long something that is let in now would wait for this process, in ms: until what the event loop has taken up before it in the same
   * turn is done; and where the loop has had no idle time of late, or something else that all wait for, until all that is under way is
   * done. What takes long while there is time waits for somebody outside, and is not counted.
   */
  waitMs(): number;
  /** How many have begun and not ended. */
  readonly underWay: number;
  /** The share of the last window in which the event loop was busy, 0 to 1. */
  readonly utilization: number;
}

export interface LoadOptions {
  /** How long things are looked at before something is said of them, in ms (500). */
  windowMs?: number;
  /** A share of busy time above which there is none left (0.9). */
  full?: number;
  /** So few under way wait for nothing but each other (16). */
  few?: number;
}

/**
 * Begins to look at the event loop of this thread. Nothing runs by itself: a window ends when somebody asks.
 * Where there is no time left, the number under way by the rate at which they end is Little's law, L = λW, for W: J. D. C. Little, A Proof
 * for the Queuing Formula L = λW, Operations Research 9 (1961).
 */
export function createLoad({ windowMs = 500, full = 0.9, few = 16 }: LoadOptions = {}): Load {
  let underWay = 0;
  let ended = 0;
  let begunAt = performance.now();
  let atBegin = performance.eventLoopUtilization();
  let utilization = 0;
  /** Busy time for one. */
  let costMs = 0;
  /** Time between the ends of two, where there is none left. */
  let pauseMs = 0;
  let isCongested = false;

  function look(): void {
    const elapsed = performance.now() - begunAt;
    if (elapsed < windowMs) return;
    const atEnd = performance.eventLoopUtilization();
    const window = performance.eventLoopUtilization(atEnd, atBegin);
    utilization = window.utilization;
    if (ended > 0) costMs = window.active / ended;
    pauseMs = utilization > full || isCongested ? elapsed / ended : 0;
    isCongested = false;
    begunAt += elapsed;
    atBegin = atEnd;
    ended = 0;
  }

  /** What is ready at the same time is taken up one after the other, and done after that. */
  let turn: { begunAt: number; begun: number } | undefined;
  function currentTurn(): { begunAt: number; begun: number } {
    if (!turn) {
      turn = { begunAt: performance.now(), begun: 0 };
      setImmediate(() => {
        turn = undefined;
      });
    }
    return turn;
  }

  return {
    congested() {
      isCongested = true;
    },
    begin() {
      underWay += 1;
      currentTurn().begun += 1;
    },
    end() {
      underWay -= 1;
      ended += 1;
    },
    waitMs() {
      look();
      const current = currentTurn();
      const ofTurn = Math.max(performance.now() - current.begunAt, current.begun * costMs);
      return underWay > few && pauseMs > 0 ? Math.max(ofTurn, underWay * pauseMs) : ofTurn;
    },
    get underWay() {
      return underWay;
    },
    get utilization() {
      look();
      return utilization;
    },
  };
}
