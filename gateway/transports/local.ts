import { tellSpan } from '../../lib/telemetry/tracing.ts';
import type { Transport } from '../../lib/transport.ts';
import { defaultTimeLimitMs, timeLeft, withinTimeLimit } from './time-limit.ts';

/**
 * A transport to a subgraph in this process. `execute` gets the caller's identity itself; no envelope is needed.
 * @example localTransport('central', central.execute)
 */
export function localTransport(
  subgraph: string,
  execute: Transport,
  { timeLimitMs = defaultTimeLimitMs }: { timeLimitMs?: number } = {},
): Transport {
  const send: Transport = (request, call) => {
    tellSpan(told);
    return withinTimeLimit({ subgraph, timeLimitMs }, call, (signal) =>
      execute(request, { ...call, signal, endsAt: performance.now() + timeLeft(call, timeLimitMs) }),
    );
  };
  send.kind = 'local';
  const { subscribe } = execute;
  if (subscribe) {
    send.subscribe = (request, call, onOpen) =>
      subscribe(request, { ...call, endsAt: performance.now() + timeLeft(call, timeLimitMs) }, onOpen);
  }
  return send;
}

const told = { 'shelfgraph.transport': 'local' };
