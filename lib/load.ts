// Whether this process keeps up with what comes. One that does not answers everybody late, and in the end nobody in time; one that
// refuses what it cannot answer soon goes on at full speed.

export interface Load {
  /** Something begins that was let in; the returned function says that it has been done, once. */
  begin(): () => void;
  /** What is begun here waits for something else that has no time left; that holds for the window. */
  congested(): void;
  /**
   * How long something that is let in now would wait for this process, in ms: until what the event loop has taken up before it in the same
   * turn is done; and where the loop has had no idle time of late, or something else that all wait for, until all that is under way is
   * done. What takes long while there is time, or much longer than anything waits here, waits for somebody outside, and is not counted.
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
  /** What began longer ago waits for somebody outside, in ms (2,000). */
  recentMs?: number;
}

/** As exactly as moments of beginning are kept, in ms. */
const bucketMs = 100;

/**
 * Begins to look at the event loop of this thread. Nothing runs by itself: a window ends when somebody asks.
 * Where there is no time left, the number under way by the rate at which they end is Little's law, L = λW, for W: J. D. C. Little, A Proof
 * for the Queuing Formula L = λW, Operations Research 9 (1961).
 */
export function createLoad({ windowMs = 500, full = 0.9, few = 16, recentMs = 2_000 }: LoadOptions = {}): Load {
  let underWay = 0;
  /** Of what is under way, how many began when. */
  const begunIn = new Map<number, number>();
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
    pauseMs = utilization > full || isCongested ? elapsed / Math.max(1, ended) : 0;
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

  function recent(): number {
    const oldest = Math.floor((performance.now() - recentMs) / bucketMs);
    let count = 0;
    for (const [bucket, begun] of begunIn) {
      if (bucket < oldest) begunIn.delete(bucket);
      else count += begun;
    }
    return count;
  }

  return {
    congested() {
      isCongested = true;
    },
    begin() {
      underWay += 1;
      currentTurn().begun += 1;
      const bucket = Math.floor(performance.now() / bucketMs);
      begunIn.set(bucket, (begunIn.get(bucket) ?? 0) + 1);
      let isUnderWay = true;
      return () => {
        if (!isUnderWay) return;
        isUnderWay = false;
        underWay -= 1;
        ended += 1;
        const others = begunIn.get(bucket);
        if (others !== undefined) begunIn.set(bucket, others - 1);
      };
    },
    waitMs() {
      look();
      const current = currentTurn();
      const ofTurn = Math.max(performance.now() - current.begunAt, current.begun * costMs);
      if (pauseMs === 0) return ofTurn;
      const count = recent();
      return count > few ? Math.max(ofTurn, count * pauseMs) : ofTurn;
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
