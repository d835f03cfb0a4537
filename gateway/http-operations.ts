// Operations over HTTP, at /graphql: by Apollo Server, or as events. Who asks is settled before the body is read.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { type Apollo, answerByApollo } from './apollo.ts';
import { type Caller, type CallerReader, callOf, cameBy, type GatewayContext, headersOf } from './callers.ts';
import { answerWithEvents, wantsEvents } from './event-stream.ts';
import { RequestError } from './http-errors.ts';
import { type Limiter, rateHeaders } from './limits/limiter.ts';
import type { RateState } from './limits/rates.ts';
import { internalError } from './masking.ts';
import type { Observed, Observer } from './observing.ts';
import type { Operations } from './operations.ts';
import type { DocumentReader } from './trusted/reader.ts';
import type { Connections } from './websocket.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whoever sends an operation over HTTP. */
    caller?: Caller;
  }
}

interface HttpOperationsOptions {
  apollo: Apollo;
  operations: Operations;
  documents: DocumentReader;
  observer: Observer;
  limiter: Limiter;
  readCaller: CallerReader;
  /** Takes a WebSocket. */
  accept: Connections['accept'];
  /** Aborted when the server closes. */
  closing: AbortSignal;
  keepAliveMs: number;
  /** Whether there is a page at `/` for people. */
  hasPages: boolean;
}

/** Serves GraphQL at /graphql: POST, GET for queries and subscriptions, and WebSockets. */
export function serveOperations(
  app: FastifyInstance,
  {
    apollo,
    operations,
    documents,
    observer,
    limiter,
    readCaller,
    accept,
    closing,
    keepAliveMs,
    hasPages,
  }: HttpOperationsOptions,
): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    if (asksNothing(request)) return showTheWay(request, reply, hasPages);
    refuseBatch(request.body);
    const caller = request.caller as Caller;
    const came = cameBy(request, performance.now() - reply.elapsedTime);
    if (wantsEvents(request, (asked) => documents.peek(asked, caller.identity.role))) {
      return answerWithEvents(request, reply, caller, { operations, came, closing, keepAliveMs });
    }
    reply.header('cache-control', 'no-store');
    const place = limiter.places.take(caller.client, 'operations');
    if (place instanceof GraphQLError) throw refused(place);
    const { role } = caller.identity;
    const observed = observer.operation({ requestId: request.id, role, over: 'http', ...came });
    try {
      const context = contextOf(caller, observed, request, reply);
      const answer = await observed.run(() => answerByApollo(apollo, request, reply, context));
      observed.end();
      return answer;
    } catch (error) {
      // What is refused unread is told as that. Anything else is a defect, and an operation that has failed by it.
      if (!(error instanceof RequestError)) {
        observed.answers([internalError(request.id)]);
        observed.end();
      }
      throw error;
    } finally {
      place();
    }
  };
  // Before the body is read.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    // The one of a WebSocket says who it is later, and is counted by operations.
    if (request.ws) return;
    request.caller = await identified(request, { readCaller, limiter });
    letIn(limiter.come(request.caller.client), reply);
  };
  app.decorateRequest('caller');
  app.route({ method: 'GET', url: '/graphql', onRequest, handler, wsHandler: accept });
  app.route({ method: 'POST', url: '/graphql', onRequest, handler });
}

/** @throws RequestError when the client has no requests left */
export function letIn(state: RateState | GraphQLError, reply: FastifyReply): void {
  reply.headers(rateHeaders(state));
  if (state instanceof GraphQLError) throw refused(state);
}

/** The address as somebody types it. */
function asksNothing({ method, url }: FastifyRequest): boolean {
  return method !== 'POST' && !url.includes('?');
}

/** A person is led to the page where one can ask, a program is told how. */
function showTheWay(
  { headers: { accept = '' } }: FastifyRequest,
  reply: FastifyReply,
  hasPages: boolean,
): FastifyReply {
  if (hasPages && accept.includes('text/html')) return reply.redirect('/', 302);
  throw new RequestError(
    400,
    '这里没有要执行的操作。There is no operation in this request: send one by POST, {"query": "{ __typename }"} with content-type application/json, or a query by GET, ?query={__typename} with the header apollo-require-preflight: 1.',
  );
}

/**
 * One request, one operation: what is counted and limited by request cannot be had many times in one. Whoever has many questions
 * asks them in one operation, by several requests on one connection, or over WebSocket.
 */
function refuseBatch(body: unknown): void {
  if (!Array.isArray(body) || body.length < 2) return;
  const message = `一次请求只能有一个操作。This request has ${body.length} operations; one is allowed. Send each as a request of its own.`;
  throw new RequestError(400, message, 'BATCH_LIMIT', { limit: 1, operations: body.length });
}

async function identified(
  request: FastifyRequest,
  { readCaller, limiter }: { readCaller: CallerReader; limiter: Limiter },
): Promise<Caller> {
  try {
    return await readCaller(headersOf(request), request.ip);
  } catch (error) {
    limiter.blame(request.ip, error);
    throw error;
  }
}

function refused({ message, extensions: { code, ...told } }: GraphQLError): RequestError {
  return new RequestError(code === 'OVERLOADED' ? 503 : 429, message, String(code), told);
}

function contextOf(caller: Caller, observed: Observed, request: FastifyRequest, reply: FastifyReply): GatewayContext {
  const left = new AbortController();
  if (request.raw.socket.destroyed) left.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return {
    client: caller.client,
    observed,
    call: callOf(caller, request.id, left.signal),
    told: caller.told,
    phases: {},
    release: { now: () => {} },
  };
}
