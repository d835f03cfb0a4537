// What of an error leaves a service: a caller's mistake as it is, an owner that does not answer by its name, and of
// anything else only that it happened and under which request id the log has it.
import { DriverException } from '@mikro-orm/core';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { CallerError } from './errors.ts';
import { isFull, isOutage } from './outage.ts';
import { SubgraphError } from './transport.ts';

/** Turns any thrown error into the one that the caller sees. Bugs and outages are logged here, once. */
export function maskError(
  error: unknown,
  { log, requestId, subgraph }: { log: Logger; requestId: string; subgraph: string },
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
  if (isUnstorable(cause)) {
    const message = 'A text in the input has the character U+0000, which no text can have: leave it out.';
    return { message, ...position, extensions: { code: 'BAD_USER_INPUT' } };
  }
  if (isOutage(cause)) {
    log.warn({ requestId, subgraph, error: describeError(cause) }, `the database of ${subgraph} does not answer`);
    return {
      message: unavailable(subgraph, cause),
      ...position,
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
    };
  }
  log.error({ requestId, error: describeError(cause) }, 'unexpected error');
  return {
    message: `Something went wrong on our side. Tell the operators the request id ${requestId}.`,
    ...position,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

function unavailable(subgraph: string, cause: unknown): string {
  return isFull(cause)
    ? `暂时无法保存，请稍后再试。${subgraph} can store nothing more now; what is there can be read. Try again later.`
    : `服务暂时不可用，请稍后再试。The database of ${subgraph} does not answer. Try again in a few seconds; a change with the same key.`;
}

/**
 * An error for the log. A database's message holds the statement with its values and the row that failed, and a caller's mistake
 * repeats what was given: a reader's card, name or address. Of these only the kind, the code, what was wrong and the stack are kept.
 */
export function describeError(error: unknown): Record<string, unknown> | string {
  if (error instanceof DriverException) {
    const { name, code, constraint, table } = error as DriverException & { constraint?: string; table?: string };
    return { name, code, constraint, table, stack: framesOf(error) };
  }
  if (error instanceof CallerError) {
    const { code, argument } = error.extensions;
    return { name: 'CallerError', code: String(code), argument, stack: framesOf(error) };
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function framesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** PostgreSQL cuts a statement at U+0000 (08P01), refuses it in a value of a prepared one (22021), and in JSON (22P05). */
function isUnstorable(error: unknown): boolean {
  return error instanceof DriverException && ['08P01', '22021', '22P05'].includes(String(error.code));
}
