// A caller's mistake, thrown with one code. Expected refusals are data (result unions), bugs and outages are anything
// else and are masked by `maskError` before they leave a service.
// Of graphql-js this part alone: a process that reads files may take 200 MB, and the whole would be 5 of them.
import { GraphQLError } from 'graphql/error/index.js';

export type CallerErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED';

/**
 * An error that the caller can mend. `message` says what is wrong, where, and what would be right.
 * @example throw new CallerError('BAD_USER_INPUT', 'listPrice must be positive, got -1 fen.', { argument: 'listPrice' })
 */
export class CallerError extends GraphQLError {
  constructor(code: CallerErrorCode, message: string, extensions: Record<string, unknown> = {}) {
    super(message, { extensions: { ...extensions, code } });
    this.name = 'CallerError';
  }
}
