// The gateway over HTTP: Apollo Server on Fastify in front of our engine. Who asks is settled before Apollo Server sees the
// request, so a bad token never gets a partial answer.
import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
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
import type { CallContext, Transport } from '../lib/transport.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { handleErrors } from './http-errors.ts';
import { createIdentityReader } from './identity.ts';
import type { GatewayKeys } from './keys.ts';
import { maskInternalErrors } from './masking.ts';
import { depthLimit, introspectionLimit, nestingLimit, reservedAlias, sizeLimit } from './validation.ts';

export interface GatewayOptions {
  supergraphSdl: string;
  /** A transport for each subgraph, by its name in the supergraph, lower-cased. */
  transports: Readonly<Record<string, Transport>>;
  keys: Pick<GatewayKeys, 'tokenPublicKey'>;
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

type Gateway = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];

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
  logger = pino({ name: 'gateway' }),
  playground,
  fetchLimit = 50,
}: GatewayOptions): Promise<FastifyInstance> {
  const engine = createEngine({
    supergraphSdl,
    transports,
    fetchLimit,
    onSubgraphFailure: (error, { requestId }) => logger.warn({ err: error, requestId }, error.message),
  });
  const apollo = new ApolloServer<GatewayContext>({
    gateway: gatewayOf(engine, supergraphSdl),
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
    stringifyResult: (result) => JSON.stringify(result),
    plugins: [ApolloServerPluginLandingPageDisabled(), maskInternalErrors(logger)],
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
  app.addHook('onClose', () => apollo.stop());
  handleErrors(app, logger);

  app.get('/health', async () => ({ status: 'ok' }));
  const contextOf = contextReader(keys);
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
  return app;
}

/** Apollo Server's view of the engine. It parses and validates each document once and keeps it; the engine takes it from there. */
function gatewayOf(engine: Engine, supergraphSdl: string): Gateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: engine.publicSchema, coreSupergraphSdl: supergraphSdl });
      return () => {};
    },
    load: async () => ({
      async executor({ document, request, context }) {
        const { call, isTraced } = context as GatewayContext;
        const { operationName, variables } = request;
        const { fetches, ...response } = await engine.execute({ document, operationName, variables }, call);
        return isTraced ? { ...response, extensions: { fetches } } : response;
      },
    }),
    stop: async () => {},
  };
}

function contextReader(keys: GatewayOptions['keys']) {
  const readIdentity = createIdentityReader(keys.tokenPublicKey);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<GatewayContext> => {
    const identity = await readIdentity(request.headers.authorization, new Date());
    const left = new AbortController();
    if (request.raw.socket.destroyed) left.abort();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) left.abort();
    });
    return {
      call: { identity, requestId: request.id, signal: left.signal },
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
