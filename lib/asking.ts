// What subgraphs ask each other, by fields that only services may ask.
import type { GraphQLFormattedError } from 'graphql';
import { CallerError } from './errors.ts';
import { span } from './telemetry/tracing.ts';
import { type CallContext, SubgraphError, type Transport } from './transport.ts';

/**
 * Asks another subgraph's internal fields with this subgraph's service identity.
 * @throws SubgraphError when it does not answer, CallerError with the other's message when it refuses
 */
export type Ask = <Data>(subgraph: string, query: string, variables?: Record<string, unknown>) => Promise<Data>;

/** Makes who asks for a subgraph: for what has begun with a call. Transports are looked up at each question. */
export function askingAs(self: string, transports: Record<string, Transport>): (call: CallContext) => Ask {
  return (call) => (subgraph, query, variables) => askOwner({ transports, self, call }, subgraph, query, variables);
}

interface Asking {
  transports: Record<string, Transport>;
  self: string;
  call: CallContext;
}

async function askOwner(
  { transports, self, call }: Asking,
  subgraph: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<never> {
  const transport = transports[subgraph];
  if (!transport) {
    throw new Error(`${self} has no transport to ${subgraph}.`);
  }
  // A workflow goes on when the client has left: its signal is not passed on.
  const identity = { role: 'service', subgraph: self } as const;
  const { data, errors } = await span(`ask ${subgraph}`, 'client', () =>
    transport({ query, variables }, { identity, requestId: call.requestId }),
  );
  const [error] = errors ?? [];
  if (error) {
    throw ownerError(subgraph, error);
  }
  return data as never;
}

const callerCodes = new Set(['NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT']);

function ownerError(subgraph: string, error: GraphQLFormattedError): Error {
  const code = String(error.extensions?.['code']);
  if (callerCodes.has(code)) {
    return new CallerError(code as 'NOT_FOUND', error.message);
  }
  return code === 'SUBGRAPH_TIMEOUT' || code === 'SUBGRAPH_UNAVAILABLE'
    ? new SubgraphError(code, String(error.extensions?.['subgraph'] ?? subgraph))
    : new Error(`${subgraph} answered ${code}: ${error.message}`);
}
