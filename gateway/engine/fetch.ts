// Sends one fetch of a plan and writes the answer into the merged tree. A fetch that fails costs the fields it was for, nothing
// more; only the client's own abort ends the run.
import type { BatchFetchNode, FetchNode, FetchRewrite } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import { type CallContext, type SubgraphAnswer, SubgraphError, type Transport } from '../../lib/transport.ts';
import { type Operation, operationOf } from '../planner/operation.ts';
import { rootKeys } from './answer-keys.ts';
import {
  type AffectedPlaces,
  type ErrorLog,
  reportFetchError,
  reportFetchFailure,
  reportSubgraphError,
} from './errors.ts';
import type { AnyFetchNode } from './fetch-numbers.ts';
import { copyObject, isObject, type MergedObject, mergeObject } from './merge.ts';
import { copyBelow, type entityPaths, type OwnPlaces, ownPlaces } from './ownership.ts';
import { compileRequest, type OwnVariable, PlannedRequest, type RequestTemplate } from './request.ts';
import { applyRewrites, renamedPath } from './rewrites.ts';

/** Sees how an operation is run: each function calls what it is given, once, and gives back what that gives. */
export interface RunObserver {
  /** `plan` is that of an operation that was not planned before. */
  phase<Result>(name: 'plan' | 'execute', work: () => Result): Result;
  /** What the report does not say yet, it says at the end. */
  fetch(report: FetchReport, send: () => Promise<SubgraphAnswer>): Promise<SubgraphAnswer>;
}

/** One operation, or one event of a subscription, being executed. */
export interface Run {
  variables: Readonly<Record<string, unknown>>;
  call: CallContext;
  data: MergedObject | undefined;
  errors: ErrorLog;
  fetches: FetchReport[];
  /** By `performance.now()`. */
  begunAt: number;
  onSubgraphFailure?: ((error: SubgraphError, call: CallContext) => void) | undefined;
  /** Told of each fetch that has ended. */
  onAnswer?: (() => void) | undefined;
  observer?: RunObserver | undefined;
}

/** What a plan is compiled against. */
export interface PlanContext {
  /** The full schema: plans speak of inaccessible types too. */
  schema: GraphQLSchema;
  /** By lower-cased name. */
  transports: Readonly<Record<string, Transport>>;
  /** What the plan's fetches of entities write into. */
  written: ReturnType<typeof entityPaths>;
  numbers: ReadonlyMap<AnyFetchNode, number>;
}

/** What one fetch was and took, for the client that asks. */
export interface FetchReport {
  /** Its number in the plan, as `extensions.plan` has it. */
  id: number;
  subgraph: string;
  kind: 'query' | 'mutation' | 'subscription' | 'entities';
  /** Milliseconds from the beginning of the run until it was sent. */
  startMs: number;
  /** Milliseconds until the answer was there; of a subscription's event, 0. */
  ms: number;
  transport?: 'local' | 'http';
  /** Entities asked for, after joining equal ones. */
  entities?: number;
  /** Of the answer, where it came as a text. */
  bytes?: number;
  /** Its answer was another's too: equal queries under way are sent once. */
  isCoalesced?: true;
  /** The code of the failure, or `GRAPHQL_ERRORS` when the answer has errors. */
  error?: string;
}

/** Does its part of a plan. */
export type Step = (run: Run) => Promise<void>;

/** A fetch of a plan, ready to be sent. */
export interface Fetch {
  id: number;
  subgraph: string;
  transport: Transport;
  template: RequestTemplate;
  operation: Operation;
  schema: GraphQLSchema;
}

/** Compiles a fetch of root fields. */
export function compileRootFetch(node: FetchNode, context: PlanContext): Step {
  const fetch = compileFetch(node, context);
  const write = compileRootAnswer(node, fetch, context);
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  return async (run) => {
    const affected = () => write.affected;
    const answer = await send(fetch, run, { kind, own: [], affected });
    if (answer) write.answer(answer, run);
  };
}

/** Compiles the source of a subscription: opens it, and writes an event's answer as a root fetch's. */
export function compileSubscription(node: FetchNode, context: PlanContext) {
  const fetch = compileFetch(node, context);
  const write = compileRootAnswer(node, fetch, context);
  return {
    open({ variables, call }: Pick<Run, 'variables' | 'call'>): AsyncIterable<SubgraphAnswer> {
      const { subscribe } = fetch.transport;
      if (!subscribe) throw new SubgraphError('SUBGRAPH_UNAVAILABLE', fetch.subgraph, { cause: 'no subscriptions' });
      return subscribe(new PlannedRequest(fetch.template, variables, []), call);
    },
    answer(answer: SubgraphAnswer, run: Run): void {
      const report: FetchReport = { id: fetch.id, subgraph: fetch.subgraph, kind: 'subscription', startMs: 0, ms: 0 };
      if (answer.errors?.length) report.error = 'GRAPHQL_ERRORS';
      run.fetches.push(report);
      write.answer(answer, run);
    },
    /** Records that there will be no more events, for a reason that is not the client's. */
    fail(cause: unknown, run: Run): void {
      const error = subgraphErrorOf(cause, fetch.subgraph);
      const { id, subgraph } = fetch;
      run.fetches.push({ id, subgraph, kind: 'subscription', startMs: 0, ms: 0, error: error.code });
      fail(run, error, write.affected);
    },
  };
}

/** What root fetches and fetches of entities have in common. */
export function compileFetch(
  node: FetchNode | BatchFetchNode,
  { schema, transports, numbers }: Pick<PlanContext, 'schema' | 'transports' | 'numbers'>,
): Fetch {
  const { serviceName, operation, operationName, variableUsages = [] } = node;
  const transport = transports[serviceName.toLowerCase()];
  if (!transport) throw new Error(`No transport for subgraph ${serviceName}.`);
  return {
    id: numbers.get(node) ?? 0,
    subgraph: serviceName,
    transport,
    template: compileRequest(operation, operationName, variableUsages),
    operation: operationOf(operation),
    schema,
  };
}

function compileRootAnswer({ outputRewrites }: Pick<FetchNode, 'outputRewrites'>, fetch: Fetch, context: PlanContext) {
  const keys = rootKeys(fetch.operation);
  const places = keys.filter((key) => key !== '__typename').map((key) => renamedPath([key], outputRewrites));
  const affected: AffectedPlaces = { places, keys: [] };
  const merged = withRenamed(keys, outputRewrites);
  const own = ownPlaces(context.written, [[]]);
  /** Nothing was said about what is not there: the subgraph does not do what it should. */
  const failWithout = (data: unknown, run: Run) => {
    const missing = keys.filter((key) => !isObject(data) || data[key] === undefined);
    if (missing.length === 0) return;
    const cause = new Error(`answered without data for ${missing.join(', ')}`);
    const error = new SubgraphError('SUBGRAPH_UNAVAILABLE', fetch.subgraph, {
      message: `${fetch.subgraph} answered without data.`,
      cause,
    });
    fail(run, error, { places: missing.map((key) => renamedPath([key], outputRewrites)), keys: [] });
  };
  return {
    affected,
    answer(answer: SubgraphAnswer, run: Run): void {
      for (const error of answer.errors ?? []) {
        if (!error.path || error.path.length === 0) reportFetchError(run.errors, fetch.subgraph, error, affected);
        else reportSubgraphError(run.errors, fetch.subgraph, error, [renamedPath(error.path, outputRewrites)]);
      }
      if (!answer.errors?.length) failWithout(answer.data, run);
      if (!isObject(answer.data)) return;
      const data = owned(answer.data as MergedObject, answer, { outputRewrites, own, schema: fetch.schema });
      if (run.data) mergeObject(run.data, data, merged, fetch.schema, own);
      else run.data = answer.isShared ? { ...data } : data;
    },
  };
}

/** The answer, or undefined when there is none; the failure is recorded then. Rejects only when the client has left. */
export async function send(
  { id, subgraph, transport, template }: Fetch,
  run: Run,
  fetch: { kind: FetchReport['kind']; entities?: number; own: readonly OwnVariable[]; affected: () => AffectedPlaces },
): Promise<SubgraphAnswer | undefined> {
  run.call.signal?.throwIfAborted();
  const started = performance.now();
  const report: FetchReport = { id, subgraph, kind: fetch.kind, startMs: rounded(started - run.begunAt), ms: 0 };
  if (transport.kind) report.transport = transport.kind;
  if (fetch.entities !== undefined) report.entities = fetch.entities;
  run.fetches.push(report);
  try {
    const ask = () => transport(new PlannedRequest(template, run.variables, fetch.own), run.call);
    const answer = await (run.observer ? run.observer.fetch(report, ask) : ask());
    if (answer.errors && answer.errors.length > 0) report.error = 'GRAPHQL_ERRORS';
    if (answer.bytes !== undefined) report.bytes = answer.bytes;
    if (answer.isShared) report.isCoalesced = true;
    return answer;
  } catch (cause) {
    run.call.signal?.throwIfAborted();
    const error = subgraphErrorOf(cause, subgraph);
    report.error = error.code;
    fail(run, error, fetch.affected());
    return undefined;
  } finally {
    run.onAnswer?.();
    report.ms = rounded(performance.now() - started);
  }
}

/** To a hundredth of a millisecond. */
export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function subgraphErrorOf(cause: unknown, subgraph: string): SubgraphError {
  return cause instanceof SubgraphError ? cause : new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { cause });
}

/** Records that a fetch got no usable answer, and what it costs. */
export function fail(run: Run, error: SubgraphError, affected: AffectedPlaces): void {
  reportFetchFailure(run.errors, error, affected);
  run.onSubgraphFailure?.(error, run.call);
}

/** An answer's object, rewritten, whose values this run may keep, and write into at `own`. */
export function owned(
  value: MergedObject,
  { isShared }: SubgraphAnswer,
  {
    outputRewrites = [],
    own,
    schema,
  }: { outputRewrites: readonly FetchRewrite[] | undefined; own: OwnPlaces; schema: GraphQLSchema },
): MergedObject {
  if (outputRewrites.length === 0) return isShared ? copyBelow(value, own) : value;
  const rewritten = isShared ? copyObject(value) : value;
  applyRewrites(rewritten, outputRewrites, schema);
  return rewritten;
}

/** Keys before and after an answer is rewritten. */
export function withRenamed(keys: readonly string[], rewrites: readonly FetchRewrite[] | undefined): string[] {
  return [...new Set([...keys, ...renamedPath(keys, rewrites).map(String)])];
}
