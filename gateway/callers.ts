// Who asks, and what of the request goes on to subgraphs: the same rules over HTTP, SSE and WebSocket.
import { CallerError } from '../lib/errors.ts';
import { anonymous, type Identity } from '../lib/identity.ts';
import type { CallContext } from '../lib/transport.ts';
import { createIdentityReader, expiryOf } from './identity.ts';
import type { GatewayKeys } from './keys.ts';

/** What Apollo Server hands to the executor. */
export interface GatewayContext {
  call: CallContext;
  /** The client asked to be told of the fetches made. */
  isTraced: boolean;
  /** Lets go of the revision that the request holds. */
  release: { now: () => void };
}

export interface Caller {
  identity: Identity;
  /** Headers that go on to subgraphs. */
  headers: Readonly<Record<string, string>> | undefined;
  isTraced: boolean;
  /** When the caller's token is no longer good. */
  expiresAt: () => Date | undefined;
}

/** Reads the caller from headers, by their lower-cased name. It throws CallerError UNAUTHENTICATED for a token that is not good. */
export type CallerReader = (header: (name: string) => string | string[] | undefined) => Promise<Caller>;

interface CallerOptions {
  /** Without a key nobody can be anybody: all callers are anonymous. */
  keys: Pick<GatewayKeys, 'tokenPublicKey'> | undefined;
  /** Lower-cased. */
  forwardedHeaders: readonly string[];
}

/** What a header can carry (RFC 9110, 5.5); over a WebSocket anything may come. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

const traceHeader = 'x-shelfgraph-trace';

/** The one way in which the gateway gets to know who asks. */
export function createCallerReader({ keys, forwardedHeaders }: CallerOptions): CallerReader {
  const readIdentity = keys && createIdentityReader(keys.tokenPublicKey);
  return async (header) => {
    const authorization = readIdentity && textOf(header('authorization'));
    return {
      identity: readIdentity ? await readIdentity(authorization, new Date()) : anonymous,
      headers: forwardedHeaders.length > 0 ? forwarded(forwardedHeaders, header) : undefined,
      isTraced: header(traceHeader) === '1',
      expiresAt: () => (authorization === undefined ? undefined : expiryOf(authorization)),
    };
  };
}

/** What the engine is told of one request of this caller. */
export function callOf({ identity, headers }: Caller, requestId: string, signal: AbortSignal): CallContext {
  return headers ? { identity, requestId, signal, headers } : { identity, requestId, signal };
}

function forwarded(names: readonly string[], header: Parameters<CallerReader>[0]): Record<string, string> {
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
