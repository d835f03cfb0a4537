// What a subgraph is told about a request beside its body: who asks, how long it has, what it may answer in.
import { envelopeHeader, sealEnvelope } from '../../lib/envelope.ts';
import type { EnvelopeKeys } from '../../lib/envelope-keys.ts';
import { traceHeader, traceparent } from '../../lib/telemetry/tracing.ts';
import { type CallContext, timeLimitHeader } from '../../lib/transport.ts';

/** Whom the requests of a transport are made out to. */
export interface Addressee {
  subgraph: string;
  /** Signs who asks. Absent in front of subgraphs that do not know our envelope. */
  envelopeKeys?: EnvelopeKeys | undefined;
}

/** Headers that are ours or the connection's, never the client's. */
const reserved = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
  timeLimitHeader,
  envelopeHeader,
]);

const traceHeaders = new Set([traceHeader, 'tracestate']);

/** The headers of one request as a flat list of names and values. `body` is the exact text that is sent. */
export function requestHeaders(
  to: Addressee,
  { body, call, accept, limitMs }: { body: string; call: CallContext; accept: string; limitMs: number },
): string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    accept,
    'x-request-id',
    call.requestId,
    timeLimitHeader,
    String(Math.ceil(limitMs)),
  ];
  if (to.envelopeKeys) headers.push(envelopeHeader, seal(to, to.envelopeKeys, body, call));
  const trace = traceparent();
  if (trace) headers.push(traceHeader, trace);
  if (!call.headers) return headers;
  for (const [name, value] of forwarded(call.headers)) {
    // A client's own is passed on by a gateway that makes no traces.
    if (!trace || !traceHeaders.has(name)) headers.push(name, value);
  }
  return headers;
}

/** The same for the first message of a WebSocket, whose `body` is the operation to come. */
export function connectionParams(to: Addressee, body: string, call: CallContext): Record<string, string> {
  return {
    ...Object.fromEntries(forwarded(call.headers ?? {})),
    'x-request-id': call.requestId,
    ...(to.envelopeKeys ? { [envelopeHeader]: seal(to, to.envelopeKeys, body, call) } : {}),
  };
}

function forwarded(headers: Readonly<Record<string, string>>): [name: string, value: string][] {
  return Object.entries(headers).filter(([name]) => !reserved.has(name));
}

function seal({ subgraph }: Addressee, keys: EnvelopeKeys, body: string, { identity, requestId }: CallContext): string {
  return sealEnvelope({ identity, target: subgraph, body, requestId }, keys, new Date());
}
