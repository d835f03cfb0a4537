// Subscriptions of a subgraph over WebSocket, the protocol graphql-transport-ws: one socket for each, so that one consumer's pace and
// one caller's headers are its own.
import { createClient } from 'graphql-ws';
import { type CloseEvent, type ErrorEvent, WebSocket } from 'ws';
import { type AnswerQueue, createAnswerQueue } from '../../lib/answer-queue.ts';
import { type CallContext, SubgraphError } from '../../lib/transport.ts';
import { readAnswer } from './answers.ts';
import { isConnectionFailure } from './connections.ts';
import { connectionParams } from './headers.ts';
import type { Streams, StreamsOptions } from './streams.ts';
import { timeLeft } from './time-limit.ts';

/** Opens WebSockets for subscriptions. */
export function webSocketStreams(options: StreamsOptions): Streams {
  const url = options.url.replace(/^http/, 'ws');
  const open = new Set<WebSocket>();
  return {
    subscribe: (request, call, onOpen) => ({
      [Symbol.asyncIterator]() {
        const text = request.text ?? JSON.stringify(request);
        return openWebSocket({ ...options, url, open }, text, call, onOpen);
      },
    }),
    close: async () => {
      for (const socket of open) socket.terminate();
    },
  };
}

function openWebSocket(
  { to, url, timeLimitMs, eventLimitBytes, queueLimit, heartbeatMs, open }: StreamsOptions & { open: Set<WebSocket> },
  text: string,
  call: CallContext,
  onOpen: (() => void) | undefined,
): AnswerQueue {
  let socket: WebSocket | undefined;
  let isAccepted = false;
  /** Runs from a ping to its pong. */
  let silence: NodeJS.Timeout | undefined;
  let isOver = false;
  const claim = (made: WebSocket) => {
    socket = made;
    open.add(made);
    made.once('close', () => open.delete(made));
  };
  class LimitedWebSocket extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, { maxPayload: eventLimitBytes, perMessageDeflate: false });
      claim(this);
    }
  }
  const queue = createAnswerQueue({
    onTake: () => {
      if (queue.length < queueLimit) socket?.resume();
    },
    onLeave: () => close(),
  });
  const leave = () => void queue.return();
  if (call.signal?.aborted) {
    leave();
    return queue;
  }
  call.signal?.addEventListener('abort', leave);
  const timer = setTimeout(() => end(new SubgraphError('SUBGRAPH_TIMEOUT', to.subgraph)), timeLeft(call, timeLimitMs));

  function end(error?: unknown): void {
    if (isOver) return;
    queue.end(error);
    close();
  }
  function close(): void {
    isOver = true;
    clearTimeout(timer);
    clearTimeout(silence);
    call.signal?.removeEventListener('abort', leave);
    stop();
    // The end is said and heard on a socket that is read; before its acceptance there is nobody to say it to.
    if (isAccepted) socket?.resume();
    else socket?.terminate();
  }
  function breakOff(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(describe(cause));
    end(
      new SubgraphError('SUBGRAPH_UNAVAILABLE', to.subgraph, { cause: error, isTransient: isConnectionFailure(error) }),
    );
  }
  /** A socket that is not read cannot tell. */
  function checkSilence(): void {
    if (!socket?.isPaused) breakOff(new Error(`the socket has been silent for ${heartbeatMs} ms`));
  }
  const client = createClient({
    url,
    webSocketImpl: LimitedWebSocket,
    retryAttempts: 0,
    keepAlive: heartbeatMs,
    connectionParams: connectionParams(to, text, call),
    on: {
      connected: () => {
        clearTimeout(timer);
        isAccepted = true;
        onOpen?.();
      },
      ping: (isReceived) => {
        if (!isReceived) silence = setTimeout(checkSilence, heartbeatMs);
      },
      pong: () => clearTimeout(silence),
      // Before the client sees it: it would connect anew after an orderly close and lose the events between.
      closed: (event) => breakOff(event),
      error: (event) => breakOff((event as ErrorEvent).error ?? event),
    },
  });
  const stop = client.subscribe(JSON.parse(text), {
    next: (answer) => {
      const read = readAnswer(answer);
      if (!read) breakOff(new Error('an event is not a GraphQL answer'));
      else queue.put(read);
      if (queue.length >= queueLimit) socket?.pause();
    },
    error: (problem) => {
      // The subgraph's refusal of this operation.
      if (!isOver && Array.isArray(problem)) {
        queue.put(readAnswer({ errors: problem }) ?? { errors: [] });
        end();
      } else breakOff(problem);
    },
    complete: () => end(),
  });
  return queue;
}

function describe(event: unknown): string {
  const { code, reason } = event as CloseEvent;
  return `the socket was closed: ${code} ${reason}`;
}
