// What one subgraph's outage may cost: a query whose connection failed is sent once more, a subgraph that keeps failing is left alone
// for a while, and no more than so many requests are with it or wait for it at a time.
import { BrokenCircuitError, CircuitState, CountBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { halfOpenAfter } from '../../lib/half-open.ts';
import { tellSpan } from '../../lib/telemetry/tracing.ts';
import {
  type CallContext,
  type Outage,
  overloaded,
  SubgraphError,
  type SubgraphErrorOptions,
  type SubgraphRequest,
  type Transport,
} from '../../lib/transport.ts';
import { isQuery } from './operation-kind.ts';
import { createSlots } from './slots.ts';
import { guardedSubscribe } from './subscription-opening.ts';
import { defaultTimeLimitMs, timeLeft } from './time-limit.ts';

export interface OutageOptions {
  /** For a request with its waiting and its second attempt (5,000); the transport's own, if that is shorter, is for one attempt. */
  timeLimitMs?: number;
  /** Requests that are with the subgraph at a time (256). */
  concurrency?: number;
  /** Requests that wait for others to end (1,024). */
  queueLimit?: number;
  /** How long one may have to wait for that, by the rate at which they end, in ms (1,000); who would have to wait longer is refused at once. */
  waitLimitMs?: number;
  breaker?: BreakerOptions;
  /** Told when the breaker opens, lets a probe through, or closes. */
  onBreakerChange?: (change: BreakerChange) => void;
}

export interface BreakerOptions {
  /** Opens when more than this share (0.5) … */
  failureRatio?: number;
  /** … of the last so many requests (20) got no answer … */
  calls?: number;
  /** … and there were at least so many (5). */
  minimumCalls?: number;
  /** After so many ms (500) one request goes through as a probe; twice as many after each that fails, … */
  probeAfterMs?: number;
  /** … up to so many (1,000): what is back is soon asked again, and a probe a second costs nothing. */
  probeAfterLimitMs?: number;
}

export interface BreakerChange {
  subgraph: string;
  state: 'open' | 'half-open' | 'closed';
  /** Why it opened. */
  cause?: unknown;
}

/** Runs work on a subgraph as its guard allows. `isProbe` says that a half-open breaker waits for the outcome. */
export type Admit = <Result>(request: SubgraphRequest, call: CallContext, work: Work<Result>) => Promise<Result>;

type Work<Result> = (call: CallContext, isProbe: boolean) => Promise<Result>;

/**
 * A transport with a retry for queries, a circuit breaker and a limit of requests at a time. What it refuses rejects with
 * SUBGRAPH_UNAVAILABLE and a message that says why.
 */
export function guarded(subgraph: string, transport: Transport, options: OutageOptions = {}): Transport {
  let outage: Outage | undefined;
  const onBreakerChange = (change: BreakerChange) => {
    if (change.state === 'open') outage = { since: outage?.since ?? new Date(), message: reasonOf(change.cause) };
    if (change.state === 'closed') outage = undefined;
    options.onBreakerChange?.(change);
  };
  const admit = createAdmission(subgraph, { ...options, onBreakerChange });
  const send: Transport = (request, call) => admit(request, call, (ownCall) => transport(request, ownCall));
  if (transport.subscribe) send.subscribe = guardedSubscribe(admit, transport.subscribe);
  send.outage = () => outage;
  if (transport.kind) send.kind = transport.kind;
  return send;
}

/** Of what made a breaker open, without addresses. */
function reasonOf(cause: unknown): string {
  return cause instanceof SubgraphError ? cause.message : 'it did not answer';
}

function createAdmission(subgraph: string, options: OutageOptions): Admit {
  const { timeLimitMs = defaultTimeLimitMs, concurrency = 256, queueLimit = 1_024, waitLimitMs = 1_000 } = options;
  const { breaker, counts } = openBreaker(subgraph, options);
  const unavailable = (message: string, more: SubgraphErrorOptions = {}) =>
    new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { message, ...more });
  const tooLate = () => new SubgraphError('SUBGRAPH_TIMEOUT', subgraph);
  const slots = createSlots({
    count: concurrency,
    queueLimit,
    waitLimitMs,
    tooMany: () => overloaded(subgraph),
    tooLate,
  });
  const leftAlone = () =>
    unavailable(
      `${subgraph} is not asked for now: it has not answered the last requests. Try again in a few seconds.`,
      {
        cause: breaker.lastFailure && 'error' in breaker.lastFailure ? breaker.lastFailure.error : undefined,
      },
    );

  function attempt<Result>(call: CallContext, work: Work<Result>): Promise<Result> {
    switch (breaker.state) {
      case CircuitState.Closed:
        return work(call, false).then(succeed, fail);
      case CircuitState.Open: {
        // Either it refuses, or this is the probe. The outcome decides for everybody, so it does not depend on this client's patience.
        const { signal, ...ownCall } = call;
        const probe = breaker.execute(() => work(ownCall, true));
        return unlessLeft(probe, signal).catch((error: unknown) => {
          throw error instanceof BrokenCircuitError ? leftAlone() : error;
        });
      }
      default:
        return Promise.reject(leftAlone());
    }
  }
  /** What the breaker's `execute` does with a good answer, without its three promises. */
  function succeed<Result>(result: Result): Result {
    counts.success(CircuitState.Closed);
    return result;
  }
  function fail(error: unknown): Promise<never> {
    const failed = () => Promise.reject(error as Error);
    return breaker.state === CircuitState.Closed ? breaker.execute(failed) : failed();
  }

  return (request, call, work) => {
    if (call.signal?.aborted) return Promise.reject(call.signal.reason as Error);
    const endsAt = performance.now() + timeLeft(call, timeLimitMs);
    const begin = (ownCall: CallContext) =>
      attempt(ownCall, work).then(
        (result) => {
          slots.free();
          return result;
        },
        (error: unknown) => {
          if (isTransient(error) && isRead(request) && performance.now() < endsAt) {
            tellSpan(sentAgain);
            return attempt({ ...call, endsAt }, work).finally(slots.free);
          }
          slots.free();
          throw error;
        },
      );
    const turn = slots.take(call, endsAt);
    return turn ? turn.then(() => begin({ ...call, endsAt })) : begin(call);
  };
}

const sentAgain = { 'shelfgraph.fetch.retried': true };

function openBreaker(subgraph: string, { breaker = {}, onBreakerChange }: OutageOptions) {
  const { failureRatio = 0.5, calls = 20, minimumCalls = 5, probeAfterMs = 500, probeAfterLimitMs = 1_000 } = breaker;
  // A client that leaves, and a request that is at fault itself, are neither success nor failure; GraphQL errors are answers.
  const counts = new CountBreaker({ threshold: failureRatio, size: calls, minimumNumberOfCalls: minimumCalls });
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof SubgraphError && !error.isOfRequest),
    {
      breaker: counts,
      halfOpenAfter: halfOpenAfter(probeAfterMs, probeAfterLimitMs),
    },
  );
  policy.onBreak((reason) => {
    onBreakerChange?.({ subgraph, state: 'open', cause: 'error' in reason ? reason.error : undefined });
  });
  policy.onHalfOpen(() => onBreakerChange?.({ subgraph, state: 'half-open' }));
  policy.onReset(() => onBreakerChange?.({ subgraph, state: 'closed' }));
  return { breaker: policy, counts };
}

function isTransient(error: unknown): boolean {
  return error instanceof SubgraphError && error.isTransient;
}

/** A subscription changes nothing either; its opening may be tried again. */
function isRead(request: SubgraphRequest): boolean {
  return isQuery(request) || /^\s*subscription\b/.test(request.query);
}

/** The same outcome, unless the client leaves first. */
function unlessLeft<Result>(outcome: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return outcome;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave);
    outcome.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
