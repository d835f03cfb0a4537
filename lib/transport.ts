// What the gateway and the subgraphs use to reach a subgraph: one operation in, one GraphQL answer out.
// Two implementations exist (gateway/transports/local.ts, http.ts); nothing else knows which one is in use.
import type { GraphQLFormattedError } from 'graphql';
import type { Identity } from './identity.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string;
  variables?: Record<string, unknown>;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

export interface CallContext {
  identity: Identity;
  /** Ties log lines of one client request together over all services. */
  requestId: string;
  /** Aborts when the client has left or the time limit has passed. */
  signal?: AbortSignal;
  /** When the time limit of this call passes, in ms since 1970 by the clock of this process. */
  endsAt?: number;
}

/** The HTTP header with the time limit of a call in ms: a length of time, since clocks of two machines differ. */
export const timeLimitHeader = 'x-shelfgraph-time-limit';

/**
 * Sends one operation to one subgraph. Resolves with the subgraph's answer, GraphQL errors included;
 * rejects with `SubgraphError` when there is no answer (down, too slow, not GraphQL).
 */
export type Transport = (request: SubgraphRequest, context: CallContext) => Promise<SubgraphAnswer>;

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
