// One operation as its trace, its log and the metrics tell of it: who asked what kind of thing, what came of it, and where the time went.
// None of them has the text of the document, a variable, a token or an address.
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { isListed, readAllowance } from '../lib/allowance.ts';
import type { Role } from '../lib/identity.ts';
import { type Beginning, rootSpan, type Span, span, traceName } from '../lib/telemetry/tracing.ts';
import type { SubgraphAnswer } from '../lib/transport.ts';
import type { FetchReport, RunObserver } from './engine/fetch.ts';
import type { CostReport } from './engine/results.ts';
import type { GatewayMetrics } from './metrics.ts';
import { type Registered, sha256Of } from './trusted/registered.ts';
import { type Audience, audienceOf } from './views/audiences.ts';

/** What comes of an operation: `partial` lacks some of its data and `failed` all of it, which is our fault; `refused` has errors that are the caller's to mend; of `left` the client did not wait for the end. */
export type Outcome = 'ok' | 'partial' | 'refused' | 'failed' | 'left';
export type OperationKind = 'query' | 'mutation' | 'subscription';
type Phase = 'parse' | 'validate' | 'plan' | 'execute';

/** An operation that has ended. */
export interface OperationReport {
  kind: OperationKind | 'unknown';
  /** Of a registered document, the operation's name. */
  registeredName: string | undefined;
  audience: Audience;
  outcome: Outcome;
  ms: number;
}

/** Of an error that a client is told. */
export interface ToldError {
  code: unknown;
  subgraph: unknown;
}

/** An operation that is under way. */
export interface Observed extends RunObserver {
  /** Begins its trace; what `work` does is a part of it. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The text of its document is known. */
  reads(text: string): void;
  isOf(kind: OperationKind, name: string | undefined): void;
  phase<Result>(name: Phase, work: () => Result): Result;
  /** A phase that ends when the returned function is called. */
  begin(name: Phase): () => void;
  /** The engine has run it. */
  ran(result: { fetches: readonly FetchReport[]; cost?: CostReport; data?: unknown }): void;
  /** What the client is told of errors. */
  answers(errors: readonly GraphQLFormattedError[]): void;
  /** The client has gone before the end. */
  left(): void;
  /** It is over: it is logged and counted. */
  end(): void;
}

/** How an operation came. */
export interface Came {
  /** When, in ms by `performance.now()`. */
  at: number;
  /** The client's, who connects from `address`. */
  traceparent?: string | undefined;
  address?: string | undefined;
}

export interface Asked extends Came {
  requestId: string;
  role: Role;
  /** `http`, or `stream` for WebSocket and SSE. */
  over: 'http' | 'stream';
}

export interface Observer {
  operation(asked: Asked): Observed;
}

interface ObserverOptions {
  logger: Logger;
  registered: Registered;
  /** Operations that take longer, in ms, are told of with all their fetches. */
  slowMs: number;
  /** Addresses and networks whose `traceparent` is continued, sampled or not as it says. */
  traceFrom: readonly string[];
  metrics: GatewayMetrics | undefined;
}

type Following = Omit<Asked, 'traceparent' | 'address'> & { trace: Pick<Beginning, 'from' | 'after'> };

/** What is told of an operation, by the log and by the root of its trace. */
interface Told {
  kind: OperationReport['kind'];
  operation?: string;
  /** The SHA-256 of its text. */
  document?: string;
  audience: Audience;
  role: Role;
  outcome: Outcome;
  codes: readonly string[];
  fetches: number;
  cost?: number;
}

/** Sees the operations of a gateway. */
export function createObserver(options: ObserverOptions): Observer {
  const trusted = readAllowance(options.traceFrom.join(','));
  const hashOf = rememberedHashes();
  return {
    operation({ traceparent, address, ...asked }) {
      const isTrusted = address !== undefined && isListed(address.replace(/^::ffff:/, ''), trusted);
      return follow({ ...asked, trace: isTrusted ? { from: traceparent } : { after: traceparent } }, options, hashOf);
    },
  };
}

function follow(
  { requestId, role, over, at, trace }: Following,
  { logger, registered, slowMs, metrics }: ObserverOptions,
  hashOf: (text: string) => string,
): Observed {
  const audience = audienceOf(role);
  const phases: Partial<Record<Phase, number>> = {};
  const fetches: { report: FetchReport; at: number }[] = [];
  let recorded: Span | undefined;
  let traceId: string | undefined;
  let text = '';
  let kind: OperationReport['kind'] = 'unknown';
  let name: string | undefined;
  let hasRun = false;
  let hasData = false;
  let ran: readonly FetchReport[] = [];
  let cost: CostReport | undefined;
  let errors: readonly ToldError[] = [];
  let isOver = false;
  let isLeft = false;

  function begin(phase: Phase): () => void {
    const began = performance.now();
    return () => {
      phases[phase] = rounded((phases[phase] ?? 0) + performance.now() - began);
    };
  }

  function within<Result>(phase: Phase, work: () => Result): Result {
    const end = begin(phase);
    const result = span(phase, 'internal', work);
    if (!(result instanceof Promise)) {
      end();
      return result;
    }
    return result.finally(end) as Result;
  }

  /** Over HTTP it is known only when it has begun. */
  function callIt(): void {
    if (kind !== 'unknown') recorded?.rename(name ? `${kind} ${name}` : kind);
  }

  function outcome(): Outcome {
    if (isLeft) return 'left';
    if (errors.length === 0) return 'ok';
    if (!errors.some(({ code }) => ours.test(String(code)))) return 'refused';
    return hasData ? 'partial' : 'failed';
  }

  /** What the log and the root of the trace say of it. */
  function told(ms: number) {
    return {
      kind,
      ...(name ? { operation: name } : {}),
      ...(text ? { document: hashOf(text) } : {}),
      audience,
      role,
      over,
      outcome: outcome(),
      codes: [...new Set(errors.map(({ code }) => String(code)))],
      fetches: ran.length,
      ...(cost ? { cost: cost.requested } : {}),
      ms,
    };
  }

  return {
    run: (work) =>
      rootSpan('operation', { kind: 'server', at, ...trace }, (own) => {
        recorded = own;
        traceId = traceName()?.traceId;
        if (!own) return work();
        own.set({ 'shelfgraph.request_id': requestId });
        callIt();
        return work().finally(() => tellRoot(own, told(rounded(performance.now() - at))));
      }),
    reads(document) {
      text = document;
    },
    isOf(operationKind, operationName) {
      kind = operationKind;
      name = operationName?.slice(0, nameLimit);
      callIt();
    },
    begin(phase) {
      const end = begin(phase);
      const ended = Promise.withResolvers<void>();
      void span(phase, 'internal', () => ended.promise);
      return () => {
        end();
        ended.resolve();
      };
    },
    phase: within,
    fetch(report, send) {
      // Those of a subscription are without end.
      if (kind !== 'subscription') fetches.push({ report, at: rounded(performance.now() - at) });
      return span('fetch', 'client', (own) => (own ? recordedFetch(own, report, send) : send()));
    },
    ran(result) {
      metrics?.fetches(result.fetches);
      // Of a subscription the first result: events come without end.
      if (!hasRun) ran = result.fetches;
      hasRun = true;
      cost ??= result.cost;
      hasData ||= result.data !== undefined && result.data !== null && result.data !== 'null';
    },
    answers(formatted) {
      if (formatted.length === 0) return;
      if (isLeft) return;
      const told = formatted.map(({ extensions }) => ({
        code: extensions?.['code'],
        subgraph: extensions?.['subgraph'],
      }));
      metrics?.errors(told);
      errors = told;
    },
    left() {
      isLeft = true;
    },
    end() {
      if (isOver) return;
      isOver = true;
      const ms = rounded(performance.now() - at);
      const registeredName = text && registered.has(text) ? (name ?? 'unnamed') : undefined;
      metrics?.operation({ kind, registeredName, audience, outcome: outcome(), ms });
      const isSlow = ms > slowMs && kind !== 'subscription';
      if (!isSlow && !logger.isLevelEnabled('info')) return;
      const line = { requestId, ...(traceId ? { traceId } : {}), ...told(ms) };
      if (!isSlow) return logger.info(line, 'operation');
      const plan = fetches.map(({ report, at: since }) => ({ at: since, ...report }));
      logger.warn({ ...line, phases, plan, ...(hasRun ? {} : { isUnfinished: true }) }, 'slow operation');
    },
  };
}

/** Errors that nobody who asks can mend. */
const ours = /^(?:INTERNAL_SERVER_ERROR|SUBGRAPH_|undefined$)/;
const nameLimit = 100;

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

async function recordedFetch(
  own: Span,
  { subgraph, kind, entities }: FetchReport,
  send: () => Promise<SubgraphAnswer>,
): Promise<SubgraphAnswer> {
  const name = subgraph.toLowerCase();
  own.rename(`fetch ${name}`);
  own.set({ 'shelfgraph.subgraph': name, 'shelfgraph.fetch.kind': kind, 'shelfgraph.fetch.entities': entities });
  const answer = await send();
  if (answer.errors?.length) own.fail('GRAPHQL_ERRORS');
  return answer;
}

function tellRoot(own: Span, { kind, operation, document, audience, role, outcome, codes, fetches, cost }: Told): void {
  own.set({
    'graphql.operation.type': kind,
    ...(operation ? { 'graphql.operation.name': operation } : {}),
    ...(document ? { 'shelfgraph.document': document } : {}),
    'shelfgraph.audience': audience,
    'shelfgraph.role': role,
    'shelfgraph.outcome': outcome,
    'shelfgraph.fetches': fetches,
    ...(cost === undefined ? {} : { 'shelfgraph.cost': cost }),
    ...(codes.length > 0 ? { 'shelfgraph.codes': codes } : {}),
  });
  if (outcome === 'failed' || outcome === 'partial') own.fail(codes.join(' '));
}

const hashesKept = 1_000;

/** SHA-256 of texts that come again and again. */
function rememberedHashes(): (text: string) => string {
  const hashes = new Map<string, string>();
  return (text) => {
    const known = hashes.get(text) ?? sha256Of(text);
    if (hashes.size >= hashesKept) hashes.clear();
    hashes.set(text, known);
    return known;
  };
}
