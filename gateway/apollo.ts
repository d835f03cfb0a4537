// Apollo Server between HTTP and the engines. It parses and validates each document once and keeps it; an engine takes it from
// there.
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from './callers.ts';
import { DocumentStore } from './documents.ts';
import { RequestError } from './http-errors.ts';
import { internalError } from './masking.ts';
import { unreadable, variablesTooDeep } from './nesting.ts';
import type { Revisions } from './revisions.ts';
import { operationLimits, tokenLimit } from './validation.ts';
import { stringifyResult, WrittenData } from './written-data.ts';

/** Starts an Apollo Server over whatever revision is current. */
export async function startApollo(revisions: Revisions, logger: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    gateway: gatewayOf(revisions, logger),
    logger,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: tokenLimit },
    documentStore: apolloStore(),
    validationRules: operationLimits,
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
  await apollo.start();
  return apollo;
}

/**
 * Has Apollo Server answer a request. It gets the headers that it reads and no others; a bridge that copies all of them and makes a
 * URL of the path costs as much as a fetch.
 */
export async function answerByApollo(
  apollo: ApolloServer<GatewayContext>,
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
  const complaint = unreadable(queryIn(body, search));
  if (complaint !== undefined) {
    throw new RequestError(readsErrorsFrom200(headers.accept) ? 200 : 400, complaint, 'GRAPHQL_PARSE_FAILED');
  }
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers: read, search, body },
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

function queryIn(body: unknown, search: string): string {
  const query = (body as { query?: unknown } | null | undefined)?.query ?? new URLSearchParams(search).get('query');
  return typeof query === 'string' ? query : '';
}

/** The last two are what CSRF prevention looks for. */
const headersRead = ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name'];

function gatewayOf(revisions: Revisions, logger: Logger): ApolloServerOptionsWithGateway<GatewayContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate: (callback) =>
      revisions.follow(({ engine, supergraph }) =>
        callback({ apiSchema: engine.publicSchema, coreSupergraphSdl: supergraph.sdl }),
      ),
    load: async () => ({
      async executor({ schema, document, request, context }) {
        const { call, isTraced } = context as GatewayContext;
        const { operationName, variables } = request;
        const tooDeep = variablesTooDeep(variables);
        if (tooDeep) return { errors: [tooDeep] };
        const { engine } = revisions.of(schema);
        try {
          const { data, errors, fetches } = await engine.executeAsText({ document, operationName, variables }, call);
          return {
            ...(data === undefined ? {} : { data: new WrittenData(data) }),
            ...(errors ? { errors } : {}),
            ...(isTraced ? { extensions: { fetches } } : {}),
          };
        } catch (error) {
          if (!call.signal?.aborted) logger.error({ err: error, requestId: call.requestId }, 'internal error');
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
      const { release } = contextValue;
      release.now = revisions.of(schema).hold();
      const accept = request.http?.headers.get('accept');
      return {
        async willSendResponse({ response: { body, http } }) {
          release.now();
          if (http.status !== 400 || body.kind !== 'single' || !readsErrorsFrom200(accept)) return;
          if (body.singleResult.errors?.every(({ extensions }) => refusals.has(extensions?.['code'])))
            http.status = 200;
        },
      };
    },
    unexpectedErrorProcessingRequest: async ({ requestContext }) => requestContext.contextValue.release.now(),
  };
}

const refusals = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/**
 * A client that asks for application/json in so many words reads a GraphQL error only from an answer with 200, as the specification
 * of GraphQL over HTTP has it; any other gets 400 for an operation that cannot be run.
 */
function readsErrorsFrom200(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('application/graphql-response+json');
}
