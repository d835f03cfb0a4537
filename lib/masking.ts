// What of an error leaves a service: a caller's mistake as it is, an owner that does not answer by its name, and of
// anything else only that it happened and under which request id the log has it.
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { SubgraphError } from './transport.ts';

/** Turns any thrown error into the one that the caller sees. Bugs and outages are logged here, once. */
export function maskError(
  error: unknown,
  { log, requestId }: { log: Logger; requestId: string },
): GraphQLFormattedError {
  const graphqlError = error instanceof GraphQLError ? error : null;
  const position = {
    ...(graphqlError?.locations ? { locations: graphqlError.locations } : {}),
    ...(graphqlError?.path ? { path: graphqlError.path } : {}),
  };
  const cause = graphqlError?.originalError ?? error;
  if (cause instanceof SubgraphError) {
    log.warn({ requestId, subgraph: cause.subgraph, cause: String(cause.cause ?? '') }, cause.message);
    return { message: cause.message, ...position, extensions: { code: cause.code, subgraph: cause.subgraph } };
  }
  if (cause instanceof GraphQLError) {
    const code = cause.extensions['code'] ?? 'BAD_USER_INPUT';
    return { message: cause.message, ...position, extensions: { ...cause.extensions, code } };
  }
  log.error(
    { requestId, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) },
    'unexpected error',
  );
  return {
    message: `Something went wrong on our side. Tell the operators the request id ${requestId}.`,
    ...position,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}
