// How somebody is told that they are not let in, or that nobody can say now whether they are.
import { CallerError } from '../../lib/errors.ts';

/** What a caller shows is not good. */
export function refusal(message: string): CallerError {
  return new CallerError('UNAUTHENTICATED', message);
}

/** Whoever vouches for the caller cannot be asked now: the caller may be right, and is not let in all the same. */
export class UnconfirmedError extends Error {
  readonly code = 'SERVICE_UNAVAILABLE';
  /** Whoever does not answer: an issuer, or the subgraph `bookstores`. */
  readonly service: string;
  /** Seconds. */
  readonly retryAfter: number;

  constructor(
    service: string,
    message: string,
    { retryAfter = 5, ...options }: ErrorOptions & { retryAfter?: number } = {},
  ) {
    super(message, options);
    this.name = 'UnconfirmedError';
    this.service = service;
    this.retryAfter = retryAfter;
  }
}

/** What somebody else wrote, short enough to be shown and without what a terminal would obey. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
