// The gateway over HTTP: Apollo Server on Fastify in front of our engines, and beside it operations over WebSocket and SSE. Who asks
// is settled before the operation is looked at, so a bad token never gets a partial answer.
import { randomUUID } from 'node:crypto';
import websocket from '@fastify/websocket';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { type Logger, pino } from 'pino';
import { answerByApollo, startApollo } from './apollo.ts';
import { type Caller, callOf, createCallerReader, type GatewayContext } from './callers.ts';
import { answerWithEvents, wantsEvents } from './event-stream.ts';
import { serveHealth } from './health.ts';
import { handleErrors, refuseConnection, refuseUrl } from './http-errors.ts';
import type { GatewayKeys } from './keys.ts';
import { createOperations } from './operations.ts';
import { createRevisions, type OpenTransports, type Revisions, type Transports } from './revisions.ts';
import { createConnections } from './websocket.ts';

export interface GatewayOptions {
  supergraphSdl: string;
  /** The transports that every supergraph gets, or what opens those of each one. */
  transports: Transports | OpenTransports;
  /** Without a key nobody can be anybody: all callers are anonymous. */
  keys?: Pick<GatewayKeys, 'tokenPublicKey'>;
  /** Headers of clients that are passed on to subgraphs, lower-cased (none). */
  forwardedHeaders?: readonly string[];
  logger?: Logger;
  /** Registered as it is; serves whatever routes it likes beside /graphql and /health. */
  playground?: FastifyPluginAsync;
  /** Registered in the same way: where others tell the network what happened. */
  webhooks?: FastifyPluginAsync;
  /** Registered in the same way: where files come in and go out. */
  imports?: FastifyPluginAsync;
  /** How long a client may take to send a request that is no file (60 s). */
  requestTimeoutMs?: number;
  /** Requests to subgraphs that one operation may make (50). */
  fetchLimit?: number;
  /**
   * Equal queries and subscriptions of one caller that are under way at the same time are sent once (false). A query never joins one that began before
   * the end of a mutation, of those through this process: not for several gateways in front of the same subgraphs.
   */
  isCoalescing?: boolean;
  /** How often clients of WebSocket and SSE are asked or told that the connection lives (12 s). */
  keepAliveMs?: number;
}

/** The server, and how it comes to serve another supergraph. */
export interface Gateway extends FastifyInstance {
  /**
   * Serves the supergraph that `read` reads from now on; what is running ends on the old one.
   * @returns false when it is the one that is served already
   * @throws SupergraphError when it cannot be served, and what `read` throws; the old one stays, and `/ready` tells
   */
  reload: Revisions['load'];
}

/** Of a request's body, and of a message over WebSocket. */
const bodyLimitBytes = 1024 * 1024;

/**
 * Makes the gateway; `listen` starts it and `close` ends it after the requests that are running.
 * Throws when a subgraph of the supergraph has no transport.
 */
export async function createGateway({
  supergraphSdl,
  transports,
  keys,
  forwardedHeaders = [],
  logger = pino({ name: 'gateway' }),
  playground,
  webhooks,
  imports,
  requestTimeoutMs = 60_000,
  fetchLimit = 50,
  isCoalescing = false,
  keepAliveMs = 12_000,
}: GatewayOptions): Promise<Gateway> {
  const revisions = createRevisions({
    supergraphSdl,
    transports,
    fetchLimit,
    isCoalescing,
    onSubgraphFailure: (error, { requestId }) => logger.warn({ err: error, requestId }, error.message),
    onCloseFailure: (error) => logger.warn({ err: error }, 'transports of an old supergraph cannot be closed'),
  });
  const apollo = await startApollo(revisions, logger);
  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    // Files take as long as they come: see `limitBodies`. Heads have Node's own limit.
    requestTimeout: 0,
    requestIdHeader: false,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply) => refuseUrl(request, reply),
    genReqId: ({ headers }) => saneRequestId(headers['x-request-id']) ?? randomUUID(),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  limitBodies(app, requestTimeoutMs);
  let letGo: NodeJS.Timeout | undefined;
  app.addHook('onClose', async () => {
    clearInterval(letGo);
    await apollo.stop();
    await revisions.close();
  });
  handleErrors(app, logger);
  serveHealth(app, revisions);

  const readCaller = createCallerReader({ keys, forwardedHeaders });
  const operations = createOperations(revisions, logger);
  const connections = createConnections({ operations, readCaller, logger, keepAliveMs });
  const closing = new AbortController();
  await app.register(websocket, {
    options: { maxPayload: bodyLimitBytes, handleProtocols },
    // A message that is too large or no message closes the connection; what is wrong is told to the client by the code.
    errorHandler: (error) => logger.debug({ err: error }, 'a connection broke'),
    async preClose() {
      closing.abort();
      // A connection that is busy now is idle after its answer, and would be waited for until its client lets it go.
      letGo = setInterval(() => app.server.closeIdleConnections(), 50);
      await connections.close();
    },
  });

  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await readCaller((name) => request.headers[name]);
    if (wantsEvents(request)) {
      return answerWithEvents(request, reply, caller, { operations, closing: closing.signal, keepAliveMs });
    }
    reply.header('cache-control', 'no-store');
    return answerByApollo(apollo, request, reply, contextOf(caller, request, reply));
  };
  app.route({ method: 'GET', url: '/graphql', handler, wsHandler: connections.accept });
  app.route({ method: 'POST', url: '/graphql', handler });
  if (playground) await app.register(playground);
  if (webhooks) await app.register(webhooks);
  if (imports) await app.register(imports);
  return app.decorate('reload', revisions.load) as FastifyInstance as Gateway;
}

/** Lets go of who does not come to the end of a request in time, where the route does not look after that itself. */
function limitBodies(app: FastifyInstance, limitMs: number): void {
  const late = Object.assign(new Error('the request did not come to its end'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  app.addHook('onRequest', async ({ raw, routeOptions }) => {
    if (raw.complete || raw.method === 'GET' || routeOptions.config.isTransfer) return;
    const timer = setTimeout(() => refuseConnection(late, raw.socket), limitMs);
    raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  });
}

function contextOf(caller: Caller, request: FastifyRequest, reply: FastifyReply): GatewayContext {
  const left = new AbortController();
  if (request.raw.socket.destroyed) left.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return { call: callOf(caller, request.id, left.signal), isTraced: caller.isTraced, release: { now: () => {} } };
}

function saneRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}
