// What a client may read of an error that is nobody's fault but ours: that it happened, and the id under which the log has it.
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

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

function isInternal({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.['code'] === 'INTERNAL_SERVER_ERROR' && extensions['subgraph'] === undefined;
}
