import { type CallContext, SubgraphError } from '../../lib/transport.ts';

/** How long a subgraph may take to answer one request, unless configured otherwise. */
export const defaultTimeLimitMs = 5_000;

/** What is left of the time limit for a call, in ms; 0 when it has passed. */
export function timeLeft({ endsAt }: CallContext, timeLimitMs: number): number {
  return endsAt === undefined ? timeLimitMs : Math.max(0, Math.min(timeLimitMs, endsAt - performance.now()));
}

/**
 * Runs one call to a subgraph with a signal that aborts when the time limit passes or the client leaves.
 * Rejects with SUBGRAPH_TIMEOUT, with the client's reason for leaving, or with SUBGRAPH_UNAVAILABLE for anything that `work`
 * throws.
 */
export function withinTimeLimit<Answer>(
  { subgraph, timeLimitMs }: { subgraph: string; timeLimitMs: number },
  call: CallContext,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (call.signal?.aborted) {
      reject(call.signal.reason as Error);
      return;
    }
    const controller = new AbortController();
    // graphql-js cannot be cancelled: its result is left behind when the signal aborts first.
    const stop = (reason: unknown) => {
      settle();
      reject(reason as Error);
      controller.abort(reason);
    };
    const leave = () => stop(call.signal?.reason);
    const timer = setTimeout(() => stop(new SubgraphError('SUBGRAPH_TIMEOUT', subgraph)), timeLeft(call, timeLimitMs));
    call.signal?.addEventListener('abort', leave);
    function settle(): void {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', leave);
    }
    work(controller.signal).then(
      (answer) => {
        settle();
        resolve(answer);
      },
      (cause: unknown) => {
        settle();
        reject(cause instanceof SubgraphError ? cause : new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { cause }));
      },
    );
  });
}
