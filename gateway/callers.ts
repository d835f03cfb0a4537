// Who asks, and what of the request goes on to subgraphs: the same rules over HTTP, SSE and WebSocket.
import type { FastifyRequest } from 'fastify';
import { CallerError } from '../lib/errors.ts';
import { anonymous, type Identity } from '../lib/identity.ts';
import { traceHeader } from '../lib/telemetry/tracing.ts';
import type { CallContext } from '../lib/transport.ts';
import type { Credential, Identities } from './auth/identities.ts';
import type { EngineRequest } from './engine/engine.ts';
import type { EngineResult, TextResult } from './engine/results.ts';
import { type Client, clientOf } from './limits/clients.ts';
import type { Came, Observed } from './observing.ts';
import { audienceOf, type ByAudience } from './views/audiences.ts';
import { toldToAll } from './views/introspection.ts';

/** What Apollo Server hands to the executor. */
export interface GatewayContext {
  call: CallContext;
  client: Client;
  /** Follows the operation. */
  observed: Observed;
  told: Told | undefined;
  /** How long what comes before the engine took, in ms. */
  phases: { parseMs?: number; validateMs?: number };
  /** Lets go of the revision that the request holds. */
  release: { now: () => void };
}

export interface Caller {
  identity: Identity;
  /** Whose share of what is limited this is. */
  client: Client;
  /** Headers that go on to subgraphs. */
  headers: Readonly<Record<string, string>> | undefined;
  told: Told | undefined;
  /** Tells when what the caller has shown is good no more; the returned function ends the watch. */
  untilOver: Credential['untilOver'];
}

/** What the client asked to be told beside answers; undefined where it is nothing. */
export interface Told {
  /** What the operation costs. */
  cost: boolean;
  /** How long its parts took, and each fetch. */
  tracing: boolean;
  /** How it is fetched; alone: without fetching it. */
  plan: EngineRequest['plan'];
  /** Which subgraphs have what of the client's view. */
  owners: boolean;
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
  /** Who may ask for the schema, and with it how it is made up (all). */
  introspection?: ByAudience<boolean>;
}

/** What a header can carry (RFC 9110, 5.5); over a WebSocket anything may come. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

const fetchesHeader = 'x-shelfgraph-trace';
const costHeader = 'x-shelfgraph-cost';
const planHeader = 'x-shelfgraph-plan';
const ownersHeader = 'x-shelfgraph-owners';

/** The one way in which the gateway gets to know who asks. */
export function createCallerReader({
  identities,
  forwardedHeaders,
  introspection = toldToAll,
}: CallerOptions): CallerReader {
  return async (header, address) => {
    const shown = identities && (await identities.read(textOf(header('authorization')), new Date()));
    const identity = shown?.identity ?? anonymous;
    return {
      identity,
      client: clientOf(identity, address),
      headers: forwardedHeaders.length > 0 ? forwarded(forwardedHeaders, header) : undefined,
      told: toldTo(header, introspection[audienceOf(identity.role)]),
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
export function callOf({ identity, headers, told }: Caller, requestId: string, signal: AbortSignal): CallContext {
  const call = headers ? { identity, requestId, signal, headers } : { identity, requestId, signal };
  return told?.tracing ? { ...call, isMeasured: true } : call;
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

/** Names of subgraphs are part of how the schema is made up. */
function toldTo(read: HeaderReader, isSchemaTold: boolean): Told | undefined {
  const header = (name: string) => textOf(read(name));
  const cost = header(costHeader) === '1';
  const asked = isSchemaTold ? header(planHeader) : undefined;
  const plan = asked === '1' ? 'beside' : asked === 'dry-run' ? 'alone' : undefined;
  const tracing = isSchemaTold && header(fetchesHeader) === '1';
  const owners = isSchemaTold && header(ownersHeader) === '1';
  return cost || plan || tracing || owners ? { cost, tracing, plan, owners } : undefined;
}

/** What the engine has to do for that. */
export function toExplain({ told }: Pick<Caller, 'told'>): Pick<EngineRequest, 'plan' | 'isTimed'> {
  return told ? { plan: told.plan, isTimed: told.tracing } : {};
}

/** What the client asked to be told beside the answer: `extensions`, or nothing. */
export function extensionsOf(
  { told, phases }: Pick<Caller, 'told'> & Partial<Pick<GatewayContext, 'phases'>>,
  { fetches, cost, plan, timing }: Omit<EngineResult | TextResult, 'data' | 'errors'>,
  owners: () => unknown,
): { extensions?: Record<string, unknown> } {
  if (!told) return {};
  return {
    extensions: {
      ...(told.tracing ? { tracing: { ...phases, ...timing, fetches } } : {}),
      ...(told.cost && cost ? { cost } : {}),
      ...(plan === undefined ? {} : { plan }),
      ...(told.owners ? { owners: owners() } : {}),
    },
  };
}
