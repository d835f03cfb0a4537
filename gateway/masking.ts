// What a client may read of an error that is nobody's fault but ours: that it happened, and the id under which the log has it.
import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from './callers.ts';

/** The one internal error that clients see. */
export function internalError(requestId: string): GraphQLFormattedError {
  return {
    message: `Something went wrong in the gateway; request id ${requestId}.`,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** The errors of an answer as clients may read them. */
export function maskErrors(
  errors: readonly GraphQLFormattedError[],
  { logger, requestId }: { logger: Logger; requestId: string },
): GraphQLFormattedError[] {
  return errors.map((error) => {
    if (!isInternal(error)) return error;
    logger.error({ err: error, requestId }, 'internal error');
    return internalError(requestId);
  });
}

/** Masks and logs errors of the gateway itself. A subgraph's errors carry its name and were masked by the subgraph. */
export function maskInternalErrors(logger: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, errors, contextValue }) {
          if (response.body.kind !== 'single' || !response.body.singleResult.errors?.some(isInternal)) return;
          const { requestId, signal } = contextValue.call;
          if (!signal?.aborted)
            logger.error({ err: errors?.[0]?.originalError ?? errors?.[0], requestId }, 'internal error');
          response.body.singleResult.errors = response.body.singleResult.errors.map((error) =>
            isInternal(error) ? internalError(requestId) : error,
          );
        },
      };
    },
  };
}

function isInternal({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] === 'INTERNAL_SERVER_ERROR' && extensions['subgraph'] === undefined;
}
