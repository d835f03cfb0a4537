// Subgraphs in other processes. One request is one exchange on a kept connection; nothing is sent twice here: repeating could repeat
// a mutation.
import { type Dispatcher, Pool } from 'undici';
import { tellSpan } from '../../lib/telemetry/tracing.ts';
import {
  type CallContext,
  overloaded,
  type SubgraphAnswer,
  SubgraphError,
  type SubgraphErrorOptions,
  type Transport,
} from '../../lib/transport.ts';
import { parseAnswer } from './answers.ts';
import { isConnectionFailure, isGatewayFailure, isOfRequest, isUnsendable, noLongerWanted } from './connections.ts';
import { eventStreams, partsOf } from './event-stream.ts';
import { type Addressee, requestHeaders } from './headers.ts';
import { defaultTimeLimitMs, timeLeft } from './time-limit.ts';
import { webSocketStreams } from './web-socket.ts';

export interface HttpTransportOptions extends Addressee {
  url: string;
  timeLimitMs?: number;
  /** The largest answer that is read (16 MiB). */
  answerLimitBytes?: number;
  /** Connections kept to the subgraph (256); each subscription has one of its own beside them. */
  connections?: number;
  /**
   * A connection on which nothing was sent for so long is closed from here, whatever the subgraph allows (3,000 ms). A subgraph that goes closes silent
   * ones at the end of its drain, and a mutation sent in that moment is lost: where the drain is longer there are none left.
   */
  silentMs?: number;
  /** How the subgraph serves subscriptions: server-sent events as graphql-sse, or a WebSocket as graphql-ws ('sse'). */
  subscriptions?: 'sse' | 'ws';
  /** Where it serves them, if not at `url`. */
  subscriptionsUrl?: string;
  /** How often the WebSocket of a subscription is asked for a sign of life, in ms (30,000); it has as long to give one. */
  heartbeatMs?: number;
}

interface HttpTransport {
  send: Transport;
  /** Ends subscriptions, waits for running requests, then closes the connections. */
  close(): Promise<void>;
}

const queueLimit = 16;

/** One request to be sent to a subgraph. */
interface Exchange {
  pool: Pool;
  to: Addressee;
  path: string;
  body: string;
  limitMs: number;
  answerLimitBytes: number;
}

const accept = 'application/graphql-response+json, application/json';

/** Opens a pool of connections to a subgraph in another process. */
export function openHttpTransport({
  subgraph,
  url,
  envelopeKeys,
  timeLimitMs = defaultTimeLimitMs,
  answerLimitBytes = 16 * 1024 * 1024,
  connections = 256,
  silentMs = 3_000,
  subscriptions = 'sse',
  subscriptionsUrl = url,
  heartbeatMs = 30_000,
}: HttpTransportOptions): HttpTransport {
  const { origin, path } = partsOf(url);
  const pool = new Pool(origin, {
    connections,
    allowH2: false,
    keepAliveTimeout: silentMs,
    keepAliveMaxTimeout: silentMs,
  });
  const to = { subgraph, envelopeKeys };
  const told = { 'shelfgraph.transport': 'http', 'server.address': new URL(url).host };
  const send: Transport = (request, call) => {
    tellSpan(told);
    const body = request.text ?? JSON.stringify(request);
    return exchange({ pool, to, path, body, limitMs: timeLeft(call, timeLimitMs), answerLimitBytes }, call);
  };
  const openStreams = subscriptions === 'ws' ? webSocketStreams : eventStreams;
  const streams = openStreams({
    to,
    url: subscriptionsUrl,
    timeLimitMs,
    eventLimitBytes: answerLimitBytes,
    queueLimit,
    heartbeatMs,
  });
  send.subscribe = streams.subscribe;
  send.kind = 'http';
  return {
    send,
    close: async () => {
      await streams.close();
      await pool.close();
    },
  };
}

/**
 * Sends a request and reads the answer. undici's `dispatch` with callbacks costs a sixth to a quarter less CPU than its `request`,
 * which makes a stream of every answer (docs/decisions/0007-transports.md).
 */
function exchange({ pool, to, path, body, limitMs, answerLimitBytes }: Exchange, call: CallContext) {
  return new Promise<SubgraphAnswer>((resolve, reject) => {
    const { signal } = call;
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    let connection: Dispatcher.DispatchController | undefined;
    let isOver = false;
    let status = 0;
    let contentType = 'no content type';
    let size = 0;
    const chunks: Buffer[] = [];

    const timer = setTimeout(() => stop(new SubgraphError('SUBGRAPH_TIMEOUT', to.subgraph)), limitMs);
    const leave = () => stop(signal?.reason);
    signal?.addEventListener('abort', leave);
    function finish(): void {
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    }
    function stop(reason: unknown): void {
      finish();
      reject(reason as Error);
      connection?.abort(noLongerWanted);
    }
    function fail(cause: unknown, why: Pick<SubgraphErrorOptions, 'isTransient' | 'isOfRequest'> = {}): void {
      finish();
      reject(new SubgraphError('SUBGRAPH_UNAVAILABLE', to.subgraph, { cause, ...why }));
    }

    pool.dispatch(
      { method: 'POST', path, headers: requestHeaders(to, { body, call, accept, limitMs }), body },
      {
        onRequestStart(controller) {
          connection = controller;
          // It waited for a connection until nobody wanted it any more.
          if (isOver) controller.abort(noLongerWanted);
        },
        onResponseStart(_controller, statusCode, headers) {
          status = statusCode;
          contentType = String(headers['content-type'] ?? 'no content type');
        },
        onResponseData(controller, chunk) {
          if (isOver) return;
          size += chunk.length;
          chunks.push(chunk);
          if (size > answerLimitBytes) {
            fail(new Error(`the answer is larger than ${answerLimitBytes} bytes`), { isOfRequest: true });
            controller.abort(noLongerWanted);
          }
        },
        onResponseEnd() {
          if (isOver) return;
          const text = (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString();
          const answer = parseAnswer(text);
          // A subgraph's own UNAUTHENTICATED comes with data at a field; this one is about the envelope, which is not the client's.
          if (status === 401 && to.envelopeKeys) {
            fail(new Error(`HTTP 401, the envelope was refused: ${text.slice(0, 500)}`));
          } else if (answer && status === 503) {
            finish();
            reject(overloaded(to.subgraph));
          } else if (answer) {
            finish();
            if (call.isMeasured) answer.bytes = size;
            resolve(answer);
          } else {
            const cause = `HTTP ${status}, ${contentType}: not a GraphQL answer: ${text.slice(0, 200)}`;
            fail(new Error(cause), { isTransient: isGatewayFailure(status), isOfRequest: isOfRequest(status) });
          }
        },
        onResponseError(_controller, error) {
          if (!isOver) fail(error, { isTransient: isConnectionFailure(error), isOfRequest: isUnsendable(error) });
        },
      },
    );
  });
}
