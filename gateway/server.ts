// The gateway over HTTP: Apollo Server on Fastify in front of our engines, and beside it operations over WebSocket and SSE. Who asks
// is settled before the operation is looked at, so a bad token never gets a partial answer.
import { randomUUID } from 'node:crypto';
import websocket from '@fastify/websocket';
import type { MikroORM } from '@mikro-orm/postgresql';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify';
import { GraphQLError } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { type Logger, pino } from 'pino';
import type { DatabaseCheck } from '../lib/database-check.ts';
import { type Drain, drainable } from '../lib/drain.ts';
import { startApollo } from './apollo.ts';
import type { Identities } from './auth/identities.ts';
import { guardBrowsers, securityHeaders } from './browsers.ts';
import { createCallerReader } from './callers.ts';
import { serveHealth } from './health.ts';
import { handleErrors, refuseConnection, refuseUrl } from './http-errors.ts';
import { letIn, serveOperations } from './http-operations.ts';
import { putDoor } from './limits/door.ts';
import { createLimiter } from './limits/limiter.ts';
import { limitsOf, type RoleLimits, standardLimits } from './limits/roles.ts';
import { shareRates } from './limits/shared-rates.ts';
import type { GatewayMetrics } from './metrics.ts';
import { createObserver } from './observing.ts';
import { createOperations } from './operations.ts';
import { createRevisions, type OpenTransports, type Revisions, type Transports } from './revisions.ts';
import type { TlsOptions } from './tls.ts';
import { createDocumentReader } from './trusted/reader.ts';
import { nothingTrusted, type TrustedSettings } from './trusted/settings.ts';
import type { ByAudience } from './views/audiences.ts';
import { toldToAll } from './views/introspection.ts';
import { createConnections } from './websocket.ts';

export interface GatewayTelemetry {
  metrics?: GatewayMetrics | undefined;
  /** Operations that take longer are logged as slow (1,000 ms). */
  slowMs?: number;
  /** Addresses and networks whose `traceparent` is continued (none). */
  traceFrom?: readonly string[];
}

export interface GatewayOptions {
  supergraphSdl: string;
  /** The transports that every supergraph gets, or what opens those of each one. */
  transports: Transports | OpenTransports;
  /** Finds out who asks; closed by whoever has made it. Without it nobody can be anybody: all callers are anonymous. */
  identities?: Identities;
  /** Headers of clients that are passed on to subgraphs, lower-cased (none). */
  forwardedHeaders?: readonly string[];
  logger?: Logger;
  /** Registered as it is; serves whatever routes it likes beside /graphql and /health. */
  pages?: FastifyPluginAsync;
  /** Registered in the same way: where others tell the network what happened. */
  webhooks?: FastifyPluginAsync;
  /** Registered in the same way: where files come in and go out. */
  imports?: FastifyPluginAsync;
  /** Origins whose pages may call the gateway beside its own (none). */
  origins?: readonly string[];
  /** Without it the gateway speaks HTTP. */
  tls?: TlsOptions;
  /** How long a client may take to send the head of a request (15 s). */
  headTimeoutMs?: number;
  /** How long a client may take to send a request that is no file (60 s). */
  requestTimeoutMs?: number;
  /** A connection on which nothing moves for so long is closed (120 s). */
  idleTimeoutMs?: number;
  /** How much each role may ask for at once (the standard table). */
  limits?: RoleLimits;
  /** To which audiences the schema is told, each its own view of it (all). */
  introspection?: ByAudience<boolean>;
  /** Documents that are registered, and who may run no others (none, nobody). */
  trusted?: TrustedSettings;
  /** The gateway's own database, in which gateways share what clients use of their rates; closed by whoever has opened it. */
  database?: MikroORM;
  /** Whether the databases of subgraphs in this process answer, by their names, for `/ready` (none). */
  databases?: Readonly<Record<string, DatabaseCheck>>;
  /** Whether subgraphs in this process have more to do than they can (never). */
  isCongested?: () => boolean;
  /** Addresses and networks of proxies whose X-Forwarded-For says who the client is (none). */
  trustedProxies?: readonly string[];
  /** Requests to subgraphs that one operation may make (50). */
  fetchLimit?: number;
  /**
   * Equal queries and subscriptions of one caller that are under way at the same time are sent once (false). A query never joins one that began before
   * the end of a mutation, of those through this process: not for several gateways in front of the same subgraphs.
   */
  isCoalescing?: boolean;
  /** What is told of its operations beside the answers. */
  telemetry?: GatewayTelemetry;
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
  /** Has clients look for another gateway while this one still answers; resolves after so many ms, when it may be closed. */
  drain: Drain['drain'];
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
  identities,
  forwardedHeaders = [],
  logger = pino({ name: 'gateway' }),
  pages,
  webhooks,
  imports,
  origins = [],
  tls,
  headTimeoutMs = 15_000,
  requestTimeoutMs = 60_000,
  idleTimeoutMs = 120_000,
  limits = standardLimits,
  introspection = toldToAll,
  trusted = nothingTrusted,
  database,
  databases = {},
  isCongested,
  trustedProxies = [],
  fetchLimit = 50,
  isCoalescing = false,
  telemetry: { metrics, slowMs = 1_000, traceFrom = [] } = {},
  keepAliveMs = 12_000,
}: GatewayOptions): Promise<Gateway> {
  const limiter = createLimiter(limits, isCongested);
  const revisions = createRevisions({
    supergraphSdl,
    transports,
    fetchLimit,
    limitsOf: (role) => limitsOf(limits, role),
    isCoalescing,
    onSubgraphFailure(error, { requestId }) {
      // There are as many as requests then, and /ready tells.
      if (error.isOverload) limiter.places.congested();
      else logger.warn({ err: error, requestId }, error.message);
    },
    onCloseFailure: (error) => logger.warn({ err: error }, 'transports of an old supergraph cannot be closed'),
  });
  const documents = createDocumentReader({ trusted, checkDocument: limiter.checkDocument, logger });
  const sharing = database && shareRates(limiter.rates, database, logger);
  const observer = createObserver({ logger, registered: trusted.registered, slowMs, traceFrom, metrics });
  const apollo = await startApollo(revisions, { logger, limiter, documents, introspection });
  // Without a host it is refused as with two: by `guardBrowsers`.
  const http = {
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: headTimeoutMs / 3,
    requireHostHeader: false,
  };
  const app = Fastify({
    ...(tls ? { https: { ...http, ...tls } } : { http }),
    connectionTimeout: idleTimeoutMs,
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // Files take as long as they come: see `limitBodies`. Heads have Node's own limit.
    requestTimeout: 0,
    requestIdHeader: false,
    // What comes on a connection that is open still is answered.
    return503OnClosing: false,
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply) => refuseUrl(request, reply),
    genReqId: ({ headers }) => saneRequestId(headers['x-request-id']) ?? randomUUID(),
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  const drain = drainable(app);
  limitBodies(app, requestTimeoutMs);
  let letGo: NodeJS.Timeout | undefined;
  app.addHook('onClose', async () => {
    clearInterval(letGo);
    await sharing?.stop();
    await apollo.stop();
    await revisions.close();
  });
  handleErrors(app, logger, metrics?.refusal);

  const readCaller = createCallerReader({ identities, forwardedHeaders, introspection });
  const operations = createOperations(revisions, { logger, limiter, documents, introspection, observer });
  const connections = createConnections({ operations, readCaller, limiter, logger, keepAliveMs });
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
  // What is registered above lets go of the socket of a WebSocket that is refused here.
  const browsers = { origins, isSecure: tls !== undefined };
  await guardBrowsers(app, browsers);
  putDoor(app.server, limiter.places, securityHeaders(browsers), () => metrics?.refusal('OVERLOADED'));
  // After these headers: a page may read that it has asked too often.
  app.addHook('onRequest', async ({ ip, url }, reply) => {
    if (!isCounted(url)) return;
    const state = limiter.comeFrom(ip);
    if (state instanceof GraphQLError) letIn(state, reply);
  });
  metrics?.watch({
    revisions,
    places: limiter.places.state,
    areRatesShared: () => sharing !== undefined && !sharing.brokenSince,
  });
  serveHealth(app, { revisions, places: limiter.places, drain, sharing, databases });

  serveOperations(app, {
    apollo,
    operations,
    documents,
    observer,
    limiter,
    readCaller,
    accept: connections.accept,
    closing: closing.signal,
    keepAliveMs,
    hasPages: pages !== undefined,
  });
  if (pages) await app.register(pages);
  if (webhooks) await app.register(webhooks);
  if (imports) await app.register(imports);
  return app.decorate('reload', revisions.load).decorate('drain', drain.drain) as FastifyInstance as Gateway;
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

/** What is asked to see whether the gateway lives is answered to whoever asks, however often. */
function isCounted(url: string): boolean {
  return url !== '/health' && url !== '/ready';
}

function saneRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}
