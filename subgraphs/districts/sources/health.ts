// How a library's system does, as this process has seen it; for administrators.
import type { Logger } from 'pino';
import type { BreakerState } from './breaker.ts';
import { type Reason, SourceError } from './reasons.ts';

export interface UnknownText {
  text: string;
  times: number;
  lastAt: Date;
}

export interface Failure {
  at: Date;
  reason: Reason;
  detail: string;
}

export interface Health {
  breaker: BreakerState;
  lastAnswerAt: Date | null;
  lastError: Failure | null;
  /** Of the last hundred questions, those that failed with the time that they took. */
  p95Ms: number | null;
  notUnderstood: UnknownText[];
}

const mostTimes = 100;
const mostTexts = 50;
/** A text is logged again after so many ms. */
const logAgainMs = 3_600_000;

export function createHealth(library: string, log: Logger) {
  const times: number[] = [];
  const texts = new Map<string, UnknownText & { loggedAt: number }>();
  let lastAnswerAt: Date | null = null;
  let lastError: Health['lastError'] = null;

  function took(milliseconds: number): void {
    times.push(milliseconds);
    if (times.length > mostTimes) times.shift();
  }
  return {
    answered(milliseconds: number): void {
      took(milliseconds);
      lastAnswerAt = new Date();
    },
    failed(error: unknown, milliseconds: number): void {
      took(milliseconds);
      const reason = error instanceof SourceError ? error.reason : 'BAD_ANSWER';
      const detail = error instanceof Error ? error.message : String(error);
      lastError = { at: new Date(), reason, detail };
      log.debug({ library, reason, detail }, 'an availability source has not answered');
    },
    /** A status text that nobody understands: logged once an hour, and listed. */
    notUnderstood(text: string): void {
      const known = texts.get(text);
      if (!known && texts.size >= mostTexts) return;
      const entry = known ?? { text, times: 0, lastAt: new Date(), loggedAt: Number.NEGATIVE_INFINITY };
      entry.times += 1;
      entry.lastAt = new Date();
      if (performance.now() - entry.loggedAt > logAgainMs) {
        entry.loggedAt = performance.now();
        log.warn({ library, text }, 'a status text is not understood: its copies do not count as available');
      }
      texts.set(text, entry);
    },
    state: (breaker: BreakerState): Health => ({
      breaker,
      lastAnswerAt,
      lastError,
      p95Ms: quantile95(times),
      notUnderstood: [...texts.values()].map(({ text, times: count, lastAt }) => ({ text, times: count, lastAt })),
    }),
  };
}

function quantile95(times: readonly number[]): number | null {
  const sorted = times.toSorted((one, other) => one - other);
  const value = sorted[Math.ceil(sorted.length * 0.95) - 1];
  return value === undefined ? null : Math.round(value);
}
