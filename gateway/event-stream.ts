// Operations answered as a stream of events (the protocol of graphql-sse, distinct connections): `next` with each result, then
// `complete`. What is wrong with the operation itself is told in the stream, as its protocol wants; what is wrong with the request
// is told by the status.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormattedExecutionResult, GraphQLError, getOperationAST, OperationTypeNode, parse } from 'graphql';
import { print } from 'graphql-sse';
import type { CallerError } from '../lib/errors.ts';
import type { Caller } from './callers.ts';
import { RequestError } from './http-errors.ts';
import type { Came } from './observing.ts';
import type { OperationRequest, Operations } from './operations.ts';
import { type DocumentRequest, namedDocument } from './trusted/named.ts';

export interface EventStreamOptions {
  operations: Operations;
  came: Came;
  /** Aborts when the gateway closes: subscriptions end, what else is running is finished. */
  closing: AbortSignal;
  /** How often a client hears that the connection lives (12 s). */
  keepAliveMs?: number;
}

/**
 * Whether a request is to be answered as events: the client takes nothing else, or it takes them and subscribes.
 * @param documentOf the text of the document that a request means, as far as it is known
 */
export function wantsEvents(
  { method, headers, body }: FastifyRequest,
  documentOf: (request: DocumentRequest) => string | undefined,
): boolean {
  if (method !== 'POST' || !headers.accept?.toLowerCase().includes('text/event-stream')) return false;
  const types = headers.accept.split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  return types.every((type) => type === 'text/event-stream') || isSubscription(body, documentOf);
}

/**
 * Answers a request with a stream of events, at the pace at which the client takes them. It ends with the operation, with the
 * caller's token, with the client's leaving, or when the gateway closes.
 * @throws RequestError when the body is no GraphQL request; nothing was sent then
 */
export async function answerWithEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
  { operations, came, closing, keepAliveMs = 12_000 }: EventStreamOptions,
): Promise<void> {
  const operation = operationIn(request.body);
  const ended = new AbortController();
  const opened = operations.open(operation, caller, { requestId: request.id, signal: ended.signal, came });
  const { raw } = reply.hijack();
  const end = () => ended.abort();
  raw.once('close', end);
  if (request.raw.socket.destroyed) end();
  const events = openEvents(raw, end, { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8' });
  if ('errors' in opened) {
    await events.next({ errors: opened.errors.map((error) => error.toJSON()) });
    return events.complete();
  }

  let over: CallerError | undefined;
  const unwatch = caller.untilOver((why) => {
    over = why;
    end();
  });
  const pulse = setInterval(() => events.beat(), keepAliveMs);
  if (opened.isSubscription) closing.addEventListener('abort', end, { once: true });
  if (opened.isSubscription && closing.aborted) end();
  try {
    for await (const result of opened.results) await events.next(result);
    if (over) await events.next({ errors: [over.toJSON()] });
    await events.complete();
  } finally {
    unwatch();
    clearInterval(pulse);
    closing.removeEventListener('abort', end);
  }
}

/** Writes events. Each write resolves when the client's connection has taken it, or is gone: then it calls `end`. */
function openEvents(
  raw: FastifyReply['raw'],
  end: () => void,
  headers: Record<string, number | string | string[] | undefined>,
) {
  raw.writeHead(200, { ...headers, 'cache-control': 'no-cache', 'x-accel-buffering': 'no', connection: 'keep-alive' });
  // Some browsers take no notice of headers alone.
  raw.write(':\n\n');
  let missed = 0;
  const write = (text: string) =>
    new Promise<void>((taken) => {
      if (raw.destroyed) {
        end();
        return taken();
      }
      const settle = () => {
        raw.off('close', settle);
        taken();
      };
      raw.once('close', settle);
      raw.write(text, settle);
    });
  return {
    next: (result: FormattedExecutionResult) => write(print({ event: 'next', data: result as never })),
    async complete() {
      await write(print({ event: 'complete', data: null }));
      await new Promise<void>((ended) => raw.end(ended));
    },
    /** A sign of life, and the end of a connection that has taken nothing in the time of five. */
    beat() {
      missed = raw.writableLength > 0 ? missed + 1 : 0;
      if (missed >= 5) raw.destroy();
      else if (missed === 0) raw.write(':\n\n');
    },
  };
}

function operationIn(body: unknown): OperationRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RequestError(415, 'Send the operation as a JSON object, with content-type application/json.');
  }
  const { query, documentId, extensions, operationName, variables } = body as Record<string, unknown>;
  const named = namedDocument({ query, documentId, extensions });
  if (!(named instanceof GraphQLError) && named.query === '' && named.sha256 === undefined) {
    throw new RequestError(400, 'The request must have a non-empty `query`, a text.');
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw new RequestError(400, '`operationName` must be a text if there is one.');
  }
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables))) {
    throw new RequestError(400, '`variables` must be an object if there are any.');
  }
  return {
    query,
    documentId,
    extensions,
    operationName,
    variables: variables as Record<string, unknown> | null | undefined,
  };
}

function isSubscription(body: unknown, documentOf: (request: DocumentRequest) => string | undefined): boolean {
  const { operationName } = (body ?? {}) as Record<string, unknown>;
  const query = documentOf((body ?? {}) as DocumentRequest);
  if (query === undefined || !query.includes('subscription')) return false;
  try {
    const document = parse(query, { noLocation: true, maxTokens: 10_000 });
    const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : undefined);
    return operation?.operation === OperationTypeNode.SUBSCRIPTION;
  } catch {
    return false;
  }
}
