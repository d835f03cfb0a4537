// Apollo Server between HTTP and the engines. It parses and validates each document once and keeps it; an engine takes it from
// there.
import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import type { GatewayContext } from './callers.ts';
import { maskInternalErrors } from './masking.ts';
import type { Revisions } from './revisions.ts';
import { operationLimits, tokenLimit } from './validation.ts';
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
    plugins: [ApolloServerPluginLandingPageDisabled(), holdRevisions(revisions), maskInternalErrors(logger)],
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
