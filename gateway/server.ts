// The gateway over HTTP: Apollo Server on Fastify in front of our engine. Who asks is settled before Apollo Server sees the
// request, so a bad token never gets a partial answer.
import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type Logger, pino } from 'pino';
import { anonymous } from '../lib/identity.ts';
import type { CallContext } from '../lib/transport.ts';
import { serveHealth } from './health.ts';
import { handleErrors } from './http-errors.ts';
import { createIdentityReader } from './identity.ts';
import type { GatewayKeys } from './keys.ts';
import { maskInternalErrors } from './masking.ts';
import { createRevisions, type OpenTransports, type Revisions, type Transports } from './revisions.ts';
import { depthLimit, introspectionLimit, nestingLimit, reservedAlias, sizeLimit } from './validation.ts';
import { stringifyResult, WrittenData } from './written-data.ts';

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
  /** Requests to subgraphs that one operation may make (50). */
  fetchLimit?: number;
}

/** What Apollo Server hands to the executor. */
export interface GatewayContext {
  call: CallContext;
  /** The client asked to be told of the fetches made. */
  isTraced: boolean;
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

const bodyLimitBytes = 1024 * 1024;
const tokenLimit = 10_000;
const depthLimitFields = 20;
const nestingLimitLevels = 40;
const sizeLimitFields = 1_000;
const introspectionLimitFields = 500;
const traceHeader = 'x-shelfgraph-trace';

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
  fetchLimit = 50,
}: GatewayOptions): Promise<Gateway> {
  const revisions = createRevisions({
    supergraphSdl,
    transports,
    fetchLimit,
    onSubgraphFailure: (error, { requestId }) => logger.warn({ err: error, requestId }, error.message),
    onCloseFailure: (error) => logger.warn({ err: error }, 'transports of an old supergraph cannot be closed'),
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway: gatewayOf(revisions),
    logger,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: tokenLimit },
    validationRules: [
      sizeLimit(sizeLimitFields),
      depthLimit(depthLimitFields),
      nestingLimit(nestingLimitLevels),
      introspectionLimit(introspectionLimitFields),
      reservedAlias,
    ],
    stopOnTerminationSignals: false,
    stringifyResult,
    plugins: [ApolloServerPluginLandingPageDisabled(), holdRevisions(revisions), maskInternalErrors(logger)],
  });
  await apollo.start();

  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    requestIdHeader: false,
    genReqId: ({ headers }) => saneRequestId(headers['x-request-id']) ?? randomUUID(),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onClose', async () => {
    await apollo.stop();
    await revisions.close();
  });
  handleErrors(app, logger);

  serveHealth(app, revisions);
  const contextOf = contextReader(keys, forwardedHeaders);
  const contexts = new WeakMap<FastifyRequest, GatewayContext>();
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request, reply) => {
      contexts.set(request, await contextOf(request, reply));
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => contexts.get(request) ?? fail('The request has no context.'),
    }),
  });
  if (playground) await app.register(playground);
  return app.decorate('reload', revisions.load) as FastifyInstance as Gateway;
}

/** Apollo Server's view of the engines. It parses and validates each document once and keeps it; an engine takes it from there. */
function gatewayOf(revisions: Revisions): ApolloServerOptionsWithGateway<GatewayContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate: (callback) =>
      revisions.follow(({ engine, supergraph }) =>
        callback({ apiSchema: engine.publicSchema, coreSupergraphSdl: supergraph.sdl }),
      ),
    load: async () => ({
      async executor({ schema, document, request, context }) {
        const { call, isTraced } = context as GatewayContext;
        const { operationName, variables } = request;
        const { engine } = revisions.of(schema);
        const { data, errors, fetches } = await engine.executeAsText({ document, operationName, variables }, call);
        return {
          ...(data === undefined ? {} : { data: new WrittenData(data) }),
          ...(errors ? { errors } : {}),
          ...(isTraced ? { extensions: { fetches } } : {}),
        };
      },
    }),
    stop: async () => {},
  };
}

/** Holds the revision of each request from the moment in which Apollo Server chooses its schema until the answer is made. */
function holdRevisions(revisions: Revisions): ApolloServerPlugin<GatewayContext> {
  const held = new WeakMap<object, () => void>();
  const release = async (requestContext: object) => held.get(requestContext)?.();
  return {
    async requestDidStart(requestContext) {
      held.set(requestContext, revisions.of(requestContext.schema).hold());
      return { willSendResponse: release };
    },
    unexpectedErrorProcessingRequest: ({ requestContext }) => release(requestContext),
  };
}

function contextReader(keys: GatewayOptions['keys'], forwardedHeaders: readonly string[]) {
  const readIdentity = keys ? createIdentityReader(keys.tokenPublicKey) : async () => anonymous;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<GatewayContext> => {
    const identity = await readIdentity(request.headers.authorization, new Date());
    const left = new AbortController();
    if (request.raw.socket.destroyed) left.abort();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) left.abort();
    });
    const headers = Object.fromEntries(
      forwardedHeaders.flatMap((name) => {
        const value = request.headers[name];
        return value === undefined ? [] : [[name, String(value)]];
      }),
    );
    return {
      call: {
        identity,
        requestId: request.id,
        signal: left.signal,
        ...(forwardedHeaders.length > 0 ? { headers } : {}),
      },
      isTraced: request.headers[traceHeader] === '1',
    };
  };
}

function saneRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.:-]{1,64}$/.test(header) ? header : undefined;
}

function fail(message: string): never {
  throw new Error(message);
}
