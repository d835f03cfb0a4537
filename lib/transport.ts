// What the gateway and the subgraphs use to reach a subgraph: one operation in, one GraphQL answer out.
// Two implementations exist (gateway/transports/local.ts, http.ts); nothing else knows which one is in use.
import type { GraphQLFormattedError } from 'graphql';
import type { Identity } from './identity.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string;
  variables?: Record<string, unknown>;
  /** This request as JSON text, where its maker has written it: what HTTP sends, and what equal requests have in common. */
  text?: string;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  /** Others hold this answer too: whoever writes into it makes a copy first. */
  isShared?: boolean;
  /** As it came, where it came as a text and whoever asked wants to know. */
  bytes?: number;
}

export interface CallContext {
  identity: Identity;
  /** Ties log lines of one client request together over all services. */
  requestId: string;
  /** Aborts when the client has left or the time limit has passed. */
  signal?: AbortSignal;
  /** When the time limit of this call passes, in ms by `performance.now()` of this process: nobody sets that clock. */
  endsAt?: number;
  /** The client's headers that subgraphs are to have too, by their lower-cased name. */
  headers?: Readonly<Record<string, string>>;
  /** Whether answers are to tell how large they are. */
  isMeasured?: true;
}

/** The HTTP header with the time limit of a call in ms: a length of time, since clocks of two machines differ. */
export const timeLimitHeader = 'x-shelfgraph-time-limit';

export interface Transport {
  /**
   * Sends one query or mutation to one subgraph. Resolves with the subgraph's answer, GraphQL errors included;
   * rejects with `SubgraphError` when there is no answer (down, too slow, not GraphQL).
   */
  (request: SubgraphRequest, call: CallContext): Promise<SubgraphAnswer>;
  /**
   * A subscription, opened when it is iterated: one answer for each event, taken at the consumer's pace. Ends with the subgraph's
   * stream, when the consumer returns, or when `call.signal` aborts; throws `SubgraphError` when the stream cannot be opened, by
   * `call.endsAt` too, or breaks. `onOpen` is told when the subgraph has accepted it. Absent where a subgraph has none.
   */
  subscribe?: Subscribe;
  /** How it reaches the subgraph: in this process, or over HTTP. Absent where that is unknown. */
  kind?: 'local' | 'http';
  /** Since when the subgraph is not asked, because it did not answer, and why; undefined while it is. Absent where nothing guards it. */
  outage?: () => Outage | undefined;
}

export interface Outage {
  since: Date;
  message: string;
}

export type Subscribe = (
  request: SubgraphRequest,
  call: CallContext,
  onOpen?: () => void,
) => AsyncIterable<SubgraphAnswer>;

export type SubgraphErrorCode = 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'SUBSCRIPTION_TOO_SLOW';

export interface SubgraphErrorOptions extends ErrorOptions {
  /** For the client; a sentence that the code stands for unless given. */
  message?: string;
  /** The way to the subgraph failed, so asking once more may help. */
  isTransient?: boolean;
  /** The request could not be answered, which says nothing about the next one. */
  isOfRequest?: boolean;
  /** The subgraph is well and has too much to do. */
  isOverload?: boolean;
}

const messages: Record<SubgraphErrorCode, (subgraph: string) => string> = {
  SUBGRAPH_UNAVAILABLE: (subgraph) => `${subgraph} cannot be reached.`,
  SUBGRAPH_TIMEOUT: (subgraph) => `${subgraph} did not answer in time.`,
  SUBSCRIPTION_TOO_SLOW: (subgraph) => `Events of ${subgraph} were not taken in time, so the subscription was ended.`,
};

/** There is no answer from a subgraph. Becomes an error with the subgraph's name at the fields that it owns. */
export class SubgraphError extends Error {
  readonly code: SubgraphErrorCode;
  readonly subgraph: string;
  readonly isTransient: boolean;
  readonly isOfRequest: boolean;
  readonly isOverload: boolean;

  constructor(
    code: SubgraphErrorCode,
    subgraph: string,
    {
      message = messages[code](subgraph),
      isTransient = false,
      isOfRequest = false,
      isOverload = false,
      ...options
    }: SubgraphErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'SubgraphError';
    this.code = code;
    this.subgraph = subgraph;
    this.isTransient = isTransient;
    this.isOfRequest = isOfRequest;
    this.isOverload = isOverload;
  }
}

/** A subgraph has more to do than it can do soon. Nothing is sent again for it, and no breaker opens. */
export function overloaded(subgraph: string): SubgraphError {
  const message = `${subgraph} has too many requests. Try again in a few seconds.`;
  return new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { message, isOfRequest: true, isOverload: true });
}
