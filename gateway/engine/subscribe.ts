// A subscription is a stream of runs: each event of its source is the root of a tree of its own, and the rest of the plan is done
// for it as for a query.

import { rootSpan, traceToFollow } from '../../lib/telemetry/tracing.ts';
import type { CallContext, SubgraphAnswer } from '../../lib/transport.ts';
import type { CompiledPlan } from './compile.ts';
import type { Run } from './fetch.ts';

/**
 * The results of a subscription, at the consumer's pace: the next event is taken when the next result is asked for. The source
 * ends with the consumer's `return`, even while it waits for an event, and with `call.signal`.
 */
export function eventsOf<Result>(
  plan: CompiledPlan,
  newRun: (call: CallContext) => Run,
  call: CallContext,
  respond: (run: Run) => Result,
): AsyncIterableIterator<Result> {
  const ended = new AbortController();
  const signal = call.signal ? AbortSignal.any([call.signal, ended.signal]) : ended.signal;
  // Each event has a trace of its own, which names that of the subscription.
  const opening = traceToFollow();
  const runPlan = (run: Run) =>
    rootSpan('subscription event', { kind: 'consumer', after: opening }, () => plan.run(run));
  const results = generate({ source: plan.source, run: runPlan }, newRun, { ...call, signal }, respond);
  return {
    next: () => results.next(),
    async return() {
      // A generator that waits cannot be made to return; what it waits for can be ended.
      ended.abort(new Error('The consumer has left.'));
      await results.return(undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* generate<Result>(
  { source, run: runPlan }: Pick<CompiledPlan, 'source' | 'run'>,
  newRun: (call: CallContext) => Run,
  call: CallContext,
  respond: (run: Run) => Result,
): AsyncGenerator<Result, void> {
  if (!source) throw new Error('The plan of a subscription has no source.');
  const { signal } = call;
  let events: AsyncIterator<SubgraphAnswer> | undefined;
  try {
    for (;;) {
      if (signal?.aborted) return;
      const run = newRun(call);
      try {
        events ??= source.open(run)[Symbol.asyncIterator]();
        const event = await events.next();
        if (event.done || signal?.aborted) return;
        source.answer(event.value, run);
      } catch (cause) {
        if (signal?.aborted) return;
        source.fail(cause, run);
        yield respond(run);
        return;
      }
      await runPlan(run);
      yield respond(run);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await events?.return?.();
  }
}
