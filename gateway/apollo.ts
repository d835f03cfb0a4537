// Apollo Server between HTTP and the engines. It parses and validates each document once and keeps it; an engine takes it from
// there.
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { GatewayContext } from './callers.ts';
import { maskInternalErrors } from './masking.ts';
import type { Revisions } from './revisions.ts';
import { operationLimits, tokenLimit, tooDeepToRead } from './validation.ts';
import { stringifyResult, WrittenData } from './written-data.ts';

/** Starts an Apollo Server over whatever revision is current. */
export async function startApollo(revisions: Revisions, logger: Logger): Promise<ApolloServer<GatewayContext>> {
  const apollo = new ApolloServer<GatewayContext>({
    gateway: gatewayOf(revisions),
    logger,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: tokenLimit },
    validationRules: operationLimits,
    stopOnTerminationSignals: false,
    stringifyResult,
    formatError: (error) =>
      error.message === 'Maximum call stack size exceeded' && error.extensions?.['code'] === 'GRAPHQL_PARSE_FAILED'
        ? { ...error, message: tooDeepToRead }
        : error,
    plugins: [
      // It would follow every field that graphql-js resolves; none is here.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      holdRevisions(revisions),
      maskInternalErrors(logger),
      answerRefusalsAsAsked,
    ],
  });
  await apollo.start();
  return apollo;
}

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
const answerRefusalsAsAsked: ApolloServerPlugin<GatewayContext> = {
  async requestDidStart({ request }) {
    const accept = request.http?.headers.get('accept') ?? '';
    if (!accept.includes('application/json') || accept.includes('application/graphql-response+json')) return;
    return {
      async willSendResponse({ response: { body, http } }) {
        if (http.status !== 400 || body.kind !== 'single') return;
        if (body.singleResult.errors?.every(({ extensions }) => refusals.has(extensions?.['code']))) http.status = 200;
      },
    };
  },
};
