/** An error of an answer, as GraphQL has it. */
export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; subgraph?: string; argument?: string; [name: string]: unknown };
}

/**
 * There is no answer. `code` is that of the first error (docs/developers.md#errors), or one of ours: `UNREACHABLE`, nobody answered, or not
 * in time, as a proxy may say too; `BAD_ANSWER`, what came was no GraphQL. Of a change it is not known then whether it was made: repeat it with its key.
 */
export class ShelfgraphError extends Error {
  override name = 'ShelfgraphError';
  readonly code: string;
  readonly errors: readonly AnswerError[];
  /** Under which the services' logs have it. */
  readonly requestId: string | undefined;
  /** Seconds after which it may be tried again; undefined where nothing was said. */
  readonly retryAfter: number | undefined;

  constructor(
    code: string,
    message: string,
    more: { errors?: readonly AnswerError[]; requestId?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.errors = more.errors ?? [];
    this.requestId = more.requestId;
    this.retryAfter = more.retryAfter;
  }
}

/** Nobody answers, or not the service that decides; or what was done is not known. */
const offlineCodes = new Set([
  'UNREACHABLE',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'BAD_ANSWER',
  'INTERNAL_SERVER_ERROR',
]);

/** Whether an error, or one of an answer that has some of it, says that the network cannot answer now: a till goes on off line then. */
export function isOffline(error: unknown): boolean {
  const code = error instanceof ShelfgraphError ? error.code : (error as Partial<AnswerError> | null)?.extensions?.code;
  return code !== undefined && offlineCodes.has(code);
}

/** Nobody answers at an address; what is known of the reason is said beside it. */
export function unreachable(cause: unknown, url: string): ShelfgraphError {
  const { name = '', message = String(cause), cause: deeper } = cause instanceof Error ? cause : {};
  // "fetch failed" says less than the code behind it, such as ECONNREFUSED.
  const why = (deeper as { code?: string } | undefined)?.code ?? message;
  const text =
    name === 'TimeoutError'
      ? `${url} 未及时应答。No answer from ${url} in time.`
      : `${url} 无应答。No answer from ${url}: ${why}`;
  return new ShelfgraphError('UNREACHABLE', text, { cause });
}
