// Subscriptions of a subgraph over HTTP as server-sent events: one request for each, the protocol of graphql-sse with distinct
// connections (`next` with an answer, then `complete`).
import { type Dispatcher, Pool } from 'undici';
import { type AnswerQueue, createAnswerQueue } from '../../lib/answer-queue.ts';
import { type CallContext, SubgraphError } from '../../lib/transport.ts';
import { parseAnswer } from './answers.ts';
import { isConnectionFailure, isGatewayFailure, noLongerWanted } from './connections.ts';
import { createEventParser } from './event-parser.ts';
import { requestHeaders } from './headers.ts';
import type { Streams, StreamsOptions } from './streams.ts';
import { timeLeft } from './time-limit.ts';

/** Opens connections for subscriptions over server-sent events; each lasts as long as its subscription. */
export function eventStreams(options: StreamsOptions): Streams {
  const { origin, path } = partsOf(options.url);
  // A stream may be silent for as long as it likes.
  const pool = new Pool(origin, { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  return {
    subscribe: (request, call, onOpen) => ({
      [Symbol.asyncIterator]() {
        const body = request.text ?? JSON.stringify(request);
        return openEventStream({ ...options, pool, path }, body, call, onOpen);
      },
    }),
    close: () => pool.destroy(),
  };
}

export function partsOf(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: `${pathname}${search}` };
}

function openEventStream(
  { pool, to, path, timeLimitMs, eventLimitBytes, queueLimit }: StreamsOptions & { pool: Pool; path: string },
  body: string,
  call: CallContext,
  onOpen: (() => void) | undefined,
): AnswerQueue {
  let connection: Dispatcher.DispatchController | undefined;
  let isOver = false;
  /** Why there are no events: another status, or another kind of body. */
  let refusal: { status: number; contentType: string; chunks: Buffer[]; size: number } | undefined;

  const queue = createAnswerQueue({
    onTake: () => {
      if (queue.length < queueLimit && connection?.paused) connection.resume();
    },
    onLeave: () => {
      finish();
      connection?.abort(noLongerWanted);
    },
  });
  const leave = () => void queue.return();
  const limitMs = timeLeft(call, timeLimitMs);
  const timer = setTimeout(() => stop(new SubgraphError('SUBGRAPH_TIMEOUT', to.subgraph)), limitMs);
  function finish(): void {
    isOver = true;
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', leave);
  }
  function end(error?: unknown): void {
    if (isOver) return;
    finish();
    queue.end(error);
  }
  function stop(error?: SubgraphError): void {
    end(error);
    connection?.abort(noLongerWanted);
  }
  function broken(cause: unknown, isTransient = false): SubgraphError {
    return new SubgraphError('SUBGRAPH_UNAVAILABLE', to.subgraph, { cause, isTransient });
  }
  const read = createEventParser((name, data) => {
    if (isOver) return;
    if (name === 'complete') {
      stop();
    } else if (name === 'next') {
      const answer = parseAnswer(data);
      if (answer) queue.put(answer);
      else stop(broken(new Error(`an event is not a GraphQL answer: ${data.slice(0, 200)}`)));
    }
  }, eventLimitBytes);

  if (call.signal?.aborted) {
    leave();
    return queue;
  }
  call.signal?.addEventListener('abort', leave);
  pool.dispatch(
    {
      method: 'POST',
      path,
      headers: requestHeaders(to, { body, call, accept: 'text/event-stream', limitMs }),
      body,
    },
    {
      onRequestStart(controller) {
        connection = controller;
        if (isOver) controller.abort(noLongerWanted);
      },
      onResponseStart(_controller, status, headers) {
        clearTimeout(timer);
        const contentType = String(headers['content-type'] ?? 'no content type');
        if (status === 200 && contentType.startsWith('text/event-stream')) onOpen?.();
        else refusal = { status, contentType, chunks: [], size: 0 };
      },
      onResponseData(controller, chunk) {
        if (isOver) return;
        try {
          if (refusal) {
            refusal.chunks.push(chunk);
            refusal.size += chunk.length;
            if (refusal.size > eventLimitBytes) throw new Error(`the answer is larger than ${eventLimitBytes} bytes`);
          } else {
            read(chunk);
          }
        } catch (cause) {
          stop(broken(cause));
        }
        if (!isOver && queue.length >= queueLimit) controller.pause();
      },
      onResponseEnd() {
        if (isOver) return;
        if (!refusal) {
          end(broken(new Error('the stream ended without an end of the subscription')));
          return;
        }
        const { status, contentType } = refusal;
        const text = Buffer.concat(refusal.chunks).toString();
        const answer = status === 401 && to.envelopeKeys ? undefined : parseAnswer(text);
        if (answer) queue.put(answer);
        const cause = `HTTP ${status}, ${contentType}: no stream of events: ${text.slice(0, 200)}`;
        end(answer ? undefined : broken(new Error(cause), isGatewayFailure(status)));
      },
      onResponseError(_controller, error) {
        end(broken(error, isConnectionFailure(error)));
      },
    },
  );
  return queue;
}
