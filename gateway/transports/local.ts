import type { Transport } from '../../lib/transport.ts';
import { defaultTimeLimitMs, withinTimeLimit } from './time-limit.ts';

/**
 * A transport to a subgraph in this process. `execute` gets the caller's identity itself; no envelope is needed.
 * @example localTransport('central', central.execute)
 */
export function localTransport(
  subgraph: string,
  execute: Transport,
  { timeLimitMs = defaultTimeLimitMs }: { timeLimitMs?: number } = {},
): Transport {
  return (request, call) =>
    withinTimeLimit({ subgraph, timeLimitMs }, call, (signal) =>
      execute(request, { ...call, signal, endsAt: Date.now() + timeLimitMs }),
    );
}
