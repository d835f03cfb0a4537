// A request is sent once: repeating it could repeat a mutation.
import { Pool } from 'undici';
import { envelopeHeader, sealEnvelope } from '../../lib/envelope.ts';
import {
  type CallContext,
  type SubgraphAnswer,
  type SubgraphRequest,
  type Transport,
  timeLimitHeader,
} from '../../lib/transport.ts';
import { defaultTimeLimitMs, withinTimeLimit } from './time-limit.ts';

export interface HttpTransportOptions {
  /** The subgraph's name, which the envelope is made out to. */
  subgraph: string;
  url: string;
  /** Seals who asks into each request. Without it the subgraph is not told. */
  envelopeKey?: Uint8Array | undefined;
  timeLimitMs?: number;
  /** The largest answer that is read (16 MiB). */
  answerLimitBytes?: number;
  /** Connections kept to the subgraph (64). */
  connections?: number;
}

interface HttpTransport {
  send: Transport;
  /** Waits for running requests, then closes the connections. */
  close(): Promise<void>;
}

/** Opens a pool of connections to a subgraph in another process. */
export function openHttpTransport({
  subgraph,
  url,
  envelopeKey,
  timeLimitMs = defaultTimeLimitMs,
  answerLimitBytes = 16 * 1024 * 1024,
  connections = 64,
}: HttpTransportOptions): HttpTransport {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections });

  async function post(request: SubgraphRequest, call: CallContext, signal: AbortSignal): Promise<SubgraphAnswer> {
    const body = JSON.stringify(request);
    const { identity, requestId } = call;
    const response = await pool.request({
      method: 'POST',
      path: `${pathname}${search}`,
      headers: {
        ...call.headers,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        'x-request-id': requestId,
        [timeLimitHeader]: String(timeLimitMs),
        ...(envelopeKey && {
          [envelopeHeader]: sealEnvelope({ identity, target: subgraph, body, requestId }, envelopeKey, new Date()),
        }),
      },
      body,
      signal,
    });
    const text = await textOf(response.body, answerLimitBytes);
    const answer = parsed(text);
    // A subgraph's own UNAUTHENTICATED comes with data at a field; this one is about the envelope, which is not the client's.
    if (response.statusCode === 401) throw new Error(`HTTP 401, the envelope was refused: ${text.slice(0, 500)}`);
    if (!isAnswer(answer)) {
      const type = String(response.headers['content-type'] ?? 'no content type');
      throw new Error(`HTTP ${response.statusCode}, ${type}: not a GraphQL answer: ${text.slice(0, 200)}`);
    }
    return answer;
  }

  return {
    send: (request, call) => withinTimeLimit({ subgraph, timeLimitMs }, call, (signal) => post(request, call, signal)),
    close: () => pool.close(),
  };
}

async function textOf(body: AsyncIterable<Buffer>, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream and with it the connection.
    if (size > limitBytes) throw new Error(`the answer is larger than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAnswer(value: unknown): value is SubgraphAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors } = value as Record<string, unknown>;
  if (errors !== undefined && !Array.isArray(errors)) return false;
  return typeof data === 'object' || (data === undefined && errors !== undefined);
}
