import { type CallContext, SubgraphError } from '../../lib/transport.ts';

/** How long a subgraph may take to answer one request, unless configured otherwise. */
export const defaultTimeLimitMs = 5_000;

/**
 * Runs one call to a subgraph with a signal that aborts when the time limit passes or the client leaves.
 * Rejects with SUBGRAPH_TIMEOUT, with the client's reason for leaving, or with SUBGRAPH_UNAVAILABLE for anything that `work`
 * throws.
 */
export async function withinTimeLimit<Answer>(
  { subgraph, timeLimitMs }: { subgraph: string; timeLimitMs: number },
  call: CallContext,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  call.signal?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const timer = setTimeout(() => controller.abort(new SubgraphError('SUBGRAPH_TIMEOUT', subgraph)), timeLimitMs);
  const leave = () => controller.abort(call.signal?.reason);
  call.signal?.addEventListener('abort', leave, { once: true });
  try {
    // graphql-js cannot be cancelled: its result is left behind when the signal aborts first.
    return await Promise.race([work(signal), stopped]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof SubgraphError) throw error;
    throw new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { cause: error });
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', leave);
  }
}
