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
}

export interface CallContext {
  identity: Identity;
  /** Ties log lines of one client request together over all services. */
  requestId: string;
  /** Aborts when the client has left or the time limit has passed. */
  signal?: AbortSignal;
  /** When the time limit of this call passes, in ms since 1970 by the clock of this process. */
  endsAt?: number;
  /** The client's headers that subgraphs are to have too, by their lower-cased name. */
  headers?: Readonly<Record<string, string>>;
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
   * Opens a subscription: one answer for each event, taken at the consumer's pace. Ends with the subgraph's stream, when the
   * consumer returns, or when `call.signal` aborts; throws `SubgraphError` when the stream cannot be opened or breaks.
   * Absent where a subgraph has no subscriptions.
   */
  subscribe?: (request: SubgraphRequest, call: CallContext) => AsyncIterable<SubgraphAnswer>;
}

/** There is no answer from a subgraph. Becomes an error with the subgraph's name at the fields that it owns. */
export class SubgraphError extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT';
  readonly subgraph: string;

  constructor(code: SubgraphError['code'], subgraph: string, options?: ErrorOptions) {
    super(
      code === 'SUBGRAPH_TIMEOUT' ? `${subgraph} did not answer in time.` : `${subgraph} cannot be reached.`,
      options,
    );
    this.name = 'SubgraphError';
    this.code = code;
    this.subgraph = subgraph;
  }
}
