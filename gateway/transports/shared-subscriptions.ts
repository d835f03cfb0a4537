// Equal subscriptions of one caller over one stream of the subgraph. The next event is asked for when everybody has room for it; who has
// had none for too long is put out, so that one slow client starves nobody.
import { type AnswerQueue, createAnswerQueue } from '../../lib/answer-queue.ts';
import {
  type CallContext,
  SubgraphError,
  type SubgraphRequest,
  type Subscribe,
  type Transport,
} from '../../lib/transport.ts';
import { callerKey } from './caller-key.ts';

export interface SharedSubscriptionOptions {
  /** Events that may wait for one consumer (32). */
  queueLimit?: number;
  /** How long a consumer's queue may be full before its stream ends with SUBSCRIPTION_TOO_SLOW, in ms (5,000). */
  patienceMs?: number;
}

interface Consumer {
  queue: AnswerQueue;
  onOpen: (() => void) | undefined;
  /** Runs while the queue is full. */
  patience: NodeJS.Timeout | undefined;
  forgetSignal: () => void;
}

/** One stream of a subgraph with its consumers. */
interface Pump {
  join(call: CallContext, onOpen: (() => void) | undefined): AnswerQueue;
}

/**
 * Transports whose equal subscriptions of one caller (subgraph, request text, identity, forwarded headers) share a stream of the subgraph,
 * which ends with the last consumer. Each gets the events that happen after it has come; events with several consumers have `isShared`.
 */
export function sharingSubscriptions(
  transports: Readonly<Record<string, Transport>>,
  { queueLimit = 32, patienceMs = 5_000 }: SharedSubscriptionOptions = {},
): Record<string, Transport> {
  return Object.fromEntries(
    Object.entries(transports).map(([name, transport]) => {
      if (!transport.subscribe) return [name, transport];
      const send: Transport = (request, call) => transport(request, call);
      if (transport.kind) send.kind = transport.kind;
      send.subscribe = shared(name, transport.subscribe, { queueLimit, patienceMs });
      return [name, send];
    }),
  );
}

function shared(subgraph: string, subscribe: Subscribe, limits: Required<SharedSubscriptionOptions>): Subscribe {
  const pumps = new Map<string, Pump>();
  return (request, call, onOpen) => ({
    [Symbol.asyncIterator]() {
      const key = `${callerKey(call)}\n${request.text ?? JSON.stringify(request)}`;
      let pump = pumps.get(key);
      if (!pump) {
        pump = createPump(subgraph, subscribe, limits, { request, call, onEnd: () => void pumps.delete(key) });
        pumps.set(key, pump);
      }
      return pump.join(call, onOpen);
    },
  });
}

function createPump(
  subgraph: string,
  subscribe: Subscribe,
  { queueLimit, patienceMs }: Required<SharedSubscriptionOptions>,
  { request, call, onEnd }: { request: SubgraphRequest; call: CallContext; onEnd: () => void },
): Pump {
  const consumers = new Set<Consumer>();
  const closing = new AbortController();
  let isOpen = false;
  let isOver = false;
  let isPulling = false;
  const stream = subscribe(request, { ...call, signal: closing.signal }, () => {
    isOpen = true;
    for (const { onOpen } of consumers) onOpen?.();
  })[Symbol.asyncIterator]();

  /** Asks for the next event once everybody has room. */
  function pull(): void {
    if (isPulling || isOver) return;
    for (const consumer of consumers) if (isFull(consumer)) return;
    isPulling = true;
    stream.next().then(
      (step) => {
        isPulling = false;
        if (step.done) {
          end();
          return;
        }
        const answer = consumers.size > 1 ? { ...step.value, isShared: true } : step.value;
        for (const consumer of consumers) {
          consumer.queue.put(answer);
          if (isFull(consumer)) consumer.patience = setTimeout(() => putOut(consumer), patienceMs);
        }
        pull();
      },
      (error: unknown) => end(error),
    );
  }
  function isFull({ queue }: Consumer): boolean {
    return queue.length >= queueLimit;
  }
  function putOut(consumer: Consumer): void {
    consumer.queue.cut(new SubgraphError('SUBSCRIPTION_TOO_SLOW', subgraph));
    remove(consumer);
  }
  function remove(consumer: Consumer): void {
    release(consumer);
    consumers.delete(consumer);
    if (consumers.size > 0) {
      pull();
    } else if (!isOver) {
      end();
      closing.abort(new Error('Every subscriber has left.'));
      stream.return?.().catch(() => {});
    }
  }
  function end(error?: unknown): void {
    if (isOver) return;
    isOver = true;
    onEnd();
    for (const consumer of consumers) {
      release(consumer);
      consumer.queue.end(error);
    }
  }

  return {
    join({ signal }, onOpen) {
      const queue = createAnswerQueue({
        onTake: () => {
          clearTimeout(consumer.patience);
          pull();
        },
        onWait: pull,
        onLeave: () => remove(consumer),
      });
      const leave = () => void queue.return();
      const forgetSignal = () => signal?.removeEventListener('abort', leave);
      const consumer: Consumer = { queue, onOpen, patience: undefined, forgetSignal };
      consumers.add(consumer);
      if (isOpen) onOpen?.();
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave);
      return queue;
    },
  };
}

function release({ patience, forgetSignal }: Consumer): void {
  clearTimeout(patience);
  forgetSignal();
}
