// Apollo Server between HTTP and the engines, one for each audience, by whose view it parses and validates each document once and keeps
// it; an engine takes it from there.
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { extensionsOf, type GatewayContext, toExplain } from './callers.ts';
import { DocumentStore } from './documents.ts';
import { rounded } from './engine/fetch.ts';
import { RequestError } from './http-errors.ts';
import { tokenCeiling } from './limits/documents.ts';
import type { Limiter } from './limits/limiter.ts';
import { limitCodes } from './limits/refusals.ts';
import { internalError } from './masking.ts';
import { variablesTooDeep } from './nesting.ts';
import type { Revisions } from './revisions.ts';
import { documentIn, withDocument } from './trusted/http.ts';
import type { DocumentReader } from './trusted/reader.ts';
import { rulesFor, withoutSuggestions } from './validation.ts';
import { type Audience, audienceOf, type ByAudience, byAudience } from './views/audiences.ts';
import { stringifyResult, WrittenData } from './written-data.ts';

export interface Apollo {
  servers: ByAudience<ApolloServer<GatewayContext>>;
  documents: DocumentReader;
  stop(): Promise<void>;
}

export interface ApolloOptions {
  logger: Logger;
  limiter: Limiter;
  documents: DocumentReader;
  /** Who may ask for the schema. */
  introspection: ByAudience<boolean>;
}

/** Starts the Apollo Servers over whatever revision is current. */
export async function startApollo(revisions: Revisions, options: ApolloOptions): Promise<Apollo> {
  const servers = byAudience((audience) => newServer(revisions, audience, options));
  await Promise.all(Object.values(servers).map((server) => server.start()));
  return {
    servers,
    documents: options.documents,
    async stop() {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    },
  };
}

function newServer(
  revisions: Revisions,
  audience: Audience,
  { logger, limiter, introspection }: ApolloOptions,
): ApolloServer<GatewayContext> {
  const isSchemaTold = introspection[audience];
  return new ApolloServer<GatewayContext>({
    gateway: gatewayOf(revisions, audience, { logger, limiter }),
    logger,
    // Where it is switched off, a rule of ours says so.
    introspection: true,
    ...(isSchemaTold ? {} : { formatError: (error) => ({ ...error, message: withoutSuggestions(error.message) }) }),
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: tokenCeiling },
    documentStore: apolloStore(),
    validationRules: [...rulesFor({ isSchemaTold })],
    stopOnTerminationSignals: false,
    stringifyResult,
    plugins: [
      // It would follow every field that graphql-js resolves; none is here.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      followRequests(revisions),
    ],
  });
}

/**
 * Has Apollo Server answer a request. It gets the headers that it reads and no others; a bridge that copies all of them and makes a
 * URL of the path costs as much as a fetch.
 */
export async function answerByApollo(
  { servers, documents }: Apollo,
  { method, url, headers, body }: FastifyRequest,
  reply: FastifyReply,
  context: GatewayContext,
): Promise<string> {
  const read = new HeaderMap();
  for (const name of headersRead) {
    const value = headers[name];
    if (value !== undefined) read.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const question = url.indexOf('?');
  const search = question < 0 ? '' : url.slice(question);
  const { role } = context.call.identity;
  const asked = { method, search, body };
  const document = documents.read(documentIn(asked), role);
  if (document instanceof GraphQLError) throw refusalOf(document, headers.accept);
  context.observed.reads(document);
  const answer = await servers[audienceOf(role)].executeHTTPGraphQLRequest({
    httpGraphQLRequest: { ...withDocument(asked, document), headers: read },
    context: async () => context,
  });
  for (const [name, value] of answer.headers) reply.header(name, value);
  reply.code(answer.status ?? 200);
  if (answer.body.kind !== 'complete') throw new Error('Apollo Server answers in parts, which nobody asked it to.');
  return answer.body.string;
}

/** Apollo Server's own store weighs a document without its text. */
function apolloStore(): NonNullable<ApolloServerOptionsWithGateway<GatewayContext>['documentStore']> {
  const documents = new DocumentStore();
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => documents.set(key, document),
    delete: async (key) => documents.delete(key),
  };
}

function refusalOf({ message, extensions: { code, ...told } }: GraphQLError, accept: string | undefined): RequestError {
  // Clients of persisted queries read that one from 200.
  const isQuestion = code === 'PERSISTED_QUERY_NOT_FOUND';
  return new RequestError(isQuestion || readsErrorsFrom200(accept) ? 200 : 400, message, String(code), told);
}

/** The last two are what CSRF prevention looks for. */
const headersRead = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'];

function gatewayOf(
  revisions: Revisions,
  audience: Audience,
  { logger, limiter }: { logger: Logger; limiter: Limiter },
): ApolloServerOptionsWithGateway<GatewayContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate: (callback) =>
      revisions.follow(({ engine, supergraph }) =>
        callback({ apiSchema: engine.views[audience], coreSupergraphSdl: supergraph.sdl }),
      ),
    load: async () => ({
      async executor({ schema, document, request, context }) {
        const asking = context as GatewayContext;
        const { call, client, observed } = asking;
        const { operationName, variables } = request;
        const tooDeep = variablesTooDeep(variables);
        if (tooDeep) return { errors: [tooDeep] };
        const { engine } = revisions.of(schema);
        try {
          const operation = {
            document,
            view: schema,
            operationName,
            variables,
            observer: observed,
            ...toExplain(asking),
          };
          const result = await engine.executeAsText(operation, call);
          observed.ran(result);
          const { data, errors, cost } = result;
          if (cost && asking.told?.plan !== 'alone') limiter.charge(client, cost.requested);
          return {
            ...(data === undefined ? {} : { data: new WrittenData(data) }),
            ...(errors ? { errors } : {}),
            ...extensionsOf(asking, result, () => engine.owners(schema)),
          };
        } catch (error) {
          if (call.signal?.aborted) observed.left();
          else logger.error({ err: error, requestId: call.requestId }, 'internal error');
          const { message, extensions } = internalError(call.requestId);
          return { errors: [new GraphQLError(message, { extensions: { ...extensions, http: { status: 500 } } })] };
        }
      },
    }),
    stop: async () => {},
  };
}

/**
 * Holds the revision of each request from the moment in which Apollo Server chooses its schema until the answer is made, and gives
 * refusals the status that the client reads.
 */
function followRequests(revisions: Revisions): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ schema, contextValue, request }) {
      // In the context, not in a map by request: what such a map refers to outlives most collections of garbage.
      const { release, observed } = contextValue;
      release.now = revisions.of(schema).hold();
      const accept = request.http?.headers.get('accept');
      return {
        ...timingPhases(contextValue),
        async didResolveOperation({ operation, operationName }) {
          if (operation) observed.isOf(operation.operation, operationName ?? undefined);
        },
        async willSendResponse({ response: { body, http } }) {
          release.now();
          if (body.kind === 'single') observed.answers(body.singleResult.errors ?? []);
          if (http.status !== 400 || body.kind !== 'single' || !readsErrorsFrom200(accept)) return;
          if (body.singleResult.errors?.every(({ extensions }) => refusals.has(extensions?.['code'])))
            http.status = 200;
        },
      };
    },
    unexpectedErrorProcessingRequest: async ({ requestContext }) => requestContext.contextValue.release.now(),
  };
}

/** Of a document that is known both take no time, and are not told. */
function timingPhases({ observed, phases }: Pick<GatewayContext, 'observed' | 'phases'>) {
  const timed = (phase: 'parse' | 'validate') => async () => {
    const begunAt = performance.now();
    const end = observed.begin(phase);
    return async () => {
      end();
      phases[`${phase}Ms`] = rounded(performance.now() - begunAt);
    };
  };
  return { parsingDidStart: timed('parse'), validationDidStart: timed('validate') };
}

const refusals = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  ...limitCodes,
]);

/**
 * A client that asks for application/json in so many words reads a GraphQL error only from an answer with 200, as the specification
 * of GraphQL over HTTP has it; any other gets 400 for an operation that cannot be run.
 */
function readsErrorsFrom200(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('application/graphql-response+json');
}
