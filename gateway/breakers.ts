import type { Logger } from 'pino';
import type { BreakerChange } from './transports/outages.ts';

/** Logs that a subgraph is no longer asked for a while, and that it answers again. */
export function logBreaker(log: Logger, { subgraph, state, cause }: BreakerChange): void {
  if (state === 'open') log.warn({ subgraph, err: cause }, `${subgraph} has failed too often and is not asked for now`);
  else if (state === 'closed') log.warn({ subgraph }, `${subgraph} answers again`);
}
