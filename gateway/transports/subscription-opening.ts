// The opening of a subscription is a request like any other: it takes a slot, the breaker sees its outcome, it may be tried again. What
// happens to the stream later is between the subgraph and the consumer.
import { pulledAnswers } from '../../lib/answer-queue.ts';
import type { CallContext, SubgraphAnswer, SubgraphRequest, Subscribe } from '../../lib/transport.ts';
import type { Admit } from './outages.ts';

interface OpenStream {
  next: () => Promise<IteratorResult<SubgraphAnswer>>;
  /** The answer asked for while opening. */
  first: Promise<IteratorResult<SubgraphAnswer>> | undefined;
}

/** Subscriptions that are opened as `admit` allows. */
export function guardedSubscribe(admit: Admit, subscribe: Subscribe): Subscribe {
  return (request, call, onOpen) => ({
    [Symbol.asyncIterator]() {
      const left = new AbortController();
      let stream: OpenStream | undefined;
      const open = (ownCall: CallContext, isProbe: boolean) =>
        openStream(subscribe, request, ownCall, left.signal, isProbe);
      return pulledAnswers(
        async () => {
          if (!stream) {
            stream = await admit(request, { ...call, signal: left.signal }, open);
            onOpen?.();
          }
          const step = await (stream.first ?? stream.next());
          stream.first = undefined;
          return step.done ? undefined : step.value;
        },
        { signal: call.signal, onLeave: () => left.abort(new Error('The subscriber has left.')) },
      );
    },
  });
}

/** Resolves when the subgraph has accepted. A probe is opened to the end, for all others, and closed then if its consumer has left. */
async function openStream(
  subscribe: Subscribe,
  request: SubgraphRequest,
  call: CallContext,
  left: AbortSignal,
  isProbe: boolean,
): Promise<OpenStream> {
  const closing = new AbortController();
  const close = () => closing.abort(left.reason);
  const accepted = Promise.withResolvers<void>();
  const stream = subscribe(request, { ...call, signal: closing.signal }, accepted.resolve)[Symbol.asyncIterator]();
  if (!isProbe) left.addEventListener('abort', close);
  const first = stream.next();
  first.then(() => accepted.resolve(), accepted.reject);
  await accepted.promise;
  if (isProbe) left.addEventListener('abort', close);
  if (left.aborted) {
    close();
    throw left.reason;
  }
  return { next: () => stream.next(), first };
}
