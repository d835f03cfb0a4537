// Who asks, and what of the request goes on to subgraphs: the same rules over HTTP, SSE and WebSocket.
import type { FastifyRequest } from 'fastify';
import { CallerError } from '../lib/errors.ts';
import { anonymous, type Identity } from '../lib/identity.ts';
import { traceHeader } from '../lib/telemetry/tracing.ts';
import type { CallContext } from '../lib/transport.ts';
import type { Credential, Identities } from './auth/identities.ts';
import { type Client, clientOf } from './limits/clients.ts';
import type { Came, Observed } from './observing.ts';

/** What Apollo Server hands to the executor. */
export interface GatewayContext {
  call: CallContext;
  client: Client;
  /** Follows the operation. */
  observed: Observed;
  /** The client asked to be told of the fetches made. */
  isTraced: boolean;
  /** The client asked to be told what the operation costs. */
  isCostTold: boolean;
  /** Lets go of the revision that the request holds. */
  release: { now: () => void };
}

export interface Caller {
  identity: Identity;
  /** Whose share of what is limited this is. */
  client: Client;
  /** Headers that go on to subgraphs. */
  headers: Readonly<Record<string, string>> | undefined;
  isTraced: boolean;
  isCostTold: boolean;
  /** Tells when what the caller has shown is good no more; the returned function ends the watch. */
  untilOver: Credential['untilOver'];
}

/** A request's header by its lower-cased name; several values where it was sent several times. */
export type HeaderReader = (name: string) => string | string[] | undefined;

/**
 * Reads the caller from headers. It throws CallerError UNAUTHENTICATED for a token or key that is not good, and UnconfirmedError
 * when nobody can say now whether it is.
 */
export type CallerReader = (header: HeaderReader, address: string) => Promise<Caller>;

interface CallerOptions {
  /** Without them nobody can be anybody: all callers are anonymous. */
  identities: Identities | undefined;
  /** Lower-cased. */
  forwardedHeaders: readonly string[];
}

/** What a header can carry (RFC 9110, 5.5); over a WebSocket anything may come. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

const fetchesHeader = 'x-shelfgraph-trace';
const costHeader = 'x-shelfgraph-cost';

/** The one way in which the gateway gets to know who asks. */
export function createCallerReader({ identities, forwardedHeaders }: CallerOptions): CallerReader {
  return async (header, address) => {
    const shown = identities && (await identities.read(textOf(header('authorization')), new Date()));
    const identity = shown?.identity ?? anonymous;
    return {
      identity,
      client: clientOf(identity, address),
      headers: forwardedHeaders.length > 0 ? forwarded(forwardedHeaders, header) : undefined,
      isTraced: header(fetchesHeader) === '1',
      isCostTold: header(costHeader) === '1',
      untilOver: shown?.untilOver ?? (() => () => {}),
    };
  };
}

/**
 * The headers of a request. Of several `authorization`, which Node would give the first and something on the way the last, all are
 * given: together they are none that is good.
 */
export function headersOf({ headers, raw }: FastifyRequest): HeaderReader {
  return (name) =>
    name === 'authorization' && headers.authorization !== undefined ? authorizationsOf(raw) : headers[name];
}

function authorizationsOf({ rawHeaders }: FastifyRequest['raw']): string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && /^authorization$/i.test(rawHeaders[index - 1] ?? ''));
}

/** How an operation of a request came, at a moment of `performance.now()`. */
export function cameBy({ headers, raw }: FastifyRequest, at: number): Came {
  const trace = headers[traceHeader];
  return { at, traceparent: typeof trace === 'string' ? trace : undefined, address: raw.socket.remoteAddress };
}

/** What the engine is told of one request of this caller. */
export function callOf({ identity, headers }: Caller, requestId: string, signal: AbortSignal): CallContext {
  return headers ? { identity, requestId, signal, headers } : { identity, requestId, signal };
}

function forwarded(names: readonly string[], header: HeaderReader): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(header(name));
      if (value !== undefined && !sendable.test(value)) {
        throw new CallerError('BAD_USER_INPUT', `The header "${name}" has a character that no header may have.`, {
          header: name,
        });
      }
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value;
}

/** What the client asked to be told beside the answer: `extensions`, or nothing. */
export function told(
  { isTraced, isCostTold }: Pick<Caller, 'isTraced' | 'isCostTold'>,
  { fetches, cost }: { fetches: readonly unknown[]; cost?: unknown },
): { extensions?: Record<string, unknown> } {
  if (!isTraced && !isCostTold) return {};
  return { extensions: { ...(isTraced ? { fetches } : {}), ...(isCostTold && cost ? { cost } : {}) } };
}
