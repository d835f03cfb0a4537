// Sends one fetch of a plan and writes the answer into the merged tree. A fetch that fails costs the fields it was for, nothing
// more; only the client's own abort ends the run.
import type {
  BatchFetchNode,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import { type CallContext, type SubgraphAnswer, SubgraphError, type Transport } from '../../lib/transport.ts';
import { entityKeys, hasInheritedKeys, rootKeys } from './answer-keys.ts';
import {
  type AffectedPlaces,
  type ErrorLog,
  type ResponsePath,
  reportFetchError,
  reportFetchFailure,
  reportSubgraphError,
} from './errors.ts';
import { copyObject, isObject, type MergedObject, mergeObject } from './merge.ts';
import { compileGather, compileWalk, type Gather, type Representations, type Walk } from './representations.ts';
import { compileRequest, type OwnVariable, PlannedRequest, type RequestTemplate } from './request.ts';
import { applyRewrites, renamedPath, renamesOf } from './rewrites.ts';

/** One operation, or one event of a subscription, being executed. */
export interface Run {
  variables: Readonly<Record<string, unknown>>;
  call: CallContext;
  data: MergedObject | undefined;
  errors: ErrorLog;
  fetches: FetchReport[];
  onSubgraphFailure?: ((error: SubgraphError, call: CallContext) => void) | undefined;
}

/** What a plan is compiled against. */
export interface PlanContext {
  /** The full schema: plans speak of inaccessible types too. */
  schema: GraphQLSchema;
  /** By lower-cased name. */
  transports: Readonly<Record<string, Transport>>;
}

/** What one fetch was and took, for the client that asks. */
export interface FetchReport {
  subgraph: string;
  kind: 'query' | 'mutation' | 'subscription' | 'entities';
  /** Milliseconds until the answer was there; of a subscription's event, 0. */
  ms: number;
  /** Entities asked for, after joining equal ones. */
  entities?: number;
  /** The code of the failure, or `GRAPHQL_ERRORS` when the answer has errors. */
  error?: string;
}

/** Does its part of a plan. */
export type Step = (run: Run) => Promise<void>;

interface Fetch {
  subgraph: string;
  transport: Transport;
  template: RequestTemplate;
  document: DocumentNode;
  schema: GraphQLSchema;
  /** Some key of the answer is one that every object inherits: only objects without a prototype will do. */
  hasInheritedKeys: boolean;
}

/** The entities that a fetch asks for under one key of its answer. */
interface EntityGroup {
  answerKey: string;
  variable: string;
  walks: readonly Walk[];
  gather: Gather;
  keys: readonly string[];
  outputRewrites: readonly FetchRewrite[] | undefined;
}

/** A group with what this run asks for. */
interface AskedGroup extends EntityGroup {
  asked: Representations;
  /** Where the targets are; found when an error needs it. */
  paths?: ResponsePath[];
}

/** Compiles a fetch of root fields. */
export function compileRootFetch(node: FetchNode, context: PlanContext): Step {
  const fetch = compileFetch(node, node.outputRewrites, context);
  const write = compileRootAnswer(node, fetch);
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  return async (run) => {
    const affected = () => write.affected;
    const answer = await send(fetch, run, { kind, own: [], affected });
    if (answer) write.answer(answer, run);
  };
}

/** Compiles the source of a subscription: opens it, and writes an event's answer as a root fetch's. */
export function compileSubscription(node: FetchNode, context: PlanContext) {
  const fetch = compileFetch(node, node.outputRewrites, context);
  const write = compileRootAnswer(node, fetch);
  return {
    open({ variables, call }: Pick<Run, 'variables' | 'call'>): AsyncIterable<SubgraphAnswer> {
      const { subscribe } = fetch.transport;
      if (!subscribe) throw new SubgraphError('SUBGRAPH_UNAVAILABLE', fetch.subgraph, { cause: 'no subscriptions' });
      return subscribe(new PlannedRequest(fetch.template, variables, []), call);
    },
    answer(answer: SubgraphAnswer, run: Run): void {
      const report: FetchReport = { subgraph: fetch.subgraph, kind: 'subscription', ms: 0 };
      if (answer.errors?.length) report.error = 'GRAPHQL_ERRORS';
      run.fetches.push(report);
      write.answer(answer, run);
    },
    /** Records that there will be no more events, for a reason that is not the client's. */
    fail(cause: unknown, run: Run): void {
      const error = subgraphErrorOf(cause, fetch.subgraph);
      run.fetches.push({ subgraph: fetch.subgraph, kind: 'subscription', ms: 0, error: error.code });
      fail(run, error, write.affected);
    },
  };
}

/** Compiles a fetch of entities for the objects at `path`; nothing is sent when there is no such object. */
export function compileEntityFetch(
  node: FetchNode,
  path: readonly FlattenNodePathSegment[],
  context: PlanContext,
): Step {
  const fetch = compileFetch(node, node.outputRewrites, context);
  const alias = { paths: [[...path]], requires: node.requires ?? [], ...node };
  return runGroups(fetch, [compileGroup(fetch, { ...alias, answerKey: '_entities', variable: 'representations' })]);
}

/** Compiles a fetch that joins several fetches of entities from one subgraph. */
export function compileBatchFetch(node: BatchFetchNode, context: PlanContext): Step {
  const { aliases } = node.entityBatch;
  const rewrites = aliases.flatMap(({ outputRewrites }) => outputRewrites ?? []);
  const fetch = compileFetch(node, rewrites, context);
  const groups = aliases.map((alias) =>
    compileGroup(fetch, { ...alias, answerKey: alias.alias, variable: alias.representationsVariableName }),
  );
  return runGroups(fetch, groups);
}

function compileFetch(
  { serviceName, operation, operationName, variableUsages = [] }: FetchNode | BatchFetchNode,
  outputRewrites: readonly FetchRewrite[] | undefined,
  { schema, transports }: PlanContext,
): Fetch {
  const transport = transports[serviceName.toLowerCase()];
  if (!transport) throw new Error(`No transport for subgraph ${serviceName}.`);
  const document = parse(operation, { noLocation: true });
  return {
    subgraph: serviceName,
    transport,
    template: compileRequest(operation, operationName, variableUsages),
    document,
    schema,
    hasInheritedKeys: hasInheritedKeys(document, [...renamesOf(outputRewrites).values()]),
  };
}

function compileRootAnswer(node: Pick<FetchNode, 'outputRewrites'>, fetch: Fetch) {
  const { outputRewrites } = node;
  const keys = rootKeys(fetch.document);
  const places = keys.filter((key) => key !== '__typename').map((key) => renamedPath([key], outputRewrites));
  const affected: AffectedPlaces = { places, keys: [] };
  const merged = withRenamed(keys, outputRewrites);
  return {
    affected,
    answer(answer: SubgraphAnswer, run: Run): void {
      for (const error of answer.errors ?? []) {
        if (!error.path || error.path.length === 0) reportFetchError(run.errors, fetch.subgraph, error, affected);
        else reportSubgraphError(run.errors, fetch.subgraph, error, [renamedPath(error.path, outputRewrites)]);
      }
      if (!isObject(answer.data)) return;
      const data = owned(answer.data, fetch, answer);
      applyRewrites(data, outputRewrites, fetch.schema);
      if (run.data) mergeObject(run.data, data, merged, fetch.schema);
      else run.data = data;
    },
  };
}

interface GroupPlan {
  answerKey: string;
  variable: string;
  paths: FlattenNodePathSegment[][];
  requires: NonNullable<FetchNode['requires']>;
  inputRewrites?: FetchNode['inputRewrites'];
  outputRewrites?: FetchNode['outputRewrites'];
}

function compileGroup(fetch: Fetch, plan: GroupPlan): EntityGroup {
  const { schema } = fetch;
  const { requires, inputRewrites = [], outputRewrites, answerKey, variable } = plan;
  const walks = plan.paths.map((path) => compileWalk(path, schema));
  const rewrite =
    inputRewrites.length > 0 ? (value: MergedObject) => applyRewrites(value, inputRewrites, schema) : undefined;
  return {
    answerKey,
    variable,
    walks,
    gather: compileGather(walks, requires, rewrite, schema),
    keys: withRenamed(entityKeys(fetch.document, answerKey), outputRewrites),
    outputRewrites,
  };
}

function runGroups(fetch: Fetch, groups: readonly EntityGroup[]): Step {
  return async (run) => {
    const { data } = run;
    if (!data) return;
    const askedGroups = groups.map((group): AskedGroup => ({ ...group, asked: group.gather(data) }));
    const entities = askedGroups.reduce((count, { asked }) => count + asked.texts.length, 0);
    if (entities === 0) return;
    const own = askedGroups.map(({ variable, asked: { texts } }) => ({ variable, texts }));
    const affected = () => affectedBy(fetch, run, askedGroups);
    const answer = await send(fetch, run, { kind: 'entities', entities, own, affected });
    if (!answer) return;
    for (const error of answer.errors ?? []) {
      const paths = clientPathsOf(error, askedGroups, run);
      if (paths.length > 0) reportSubgraphError(run.errors, fetch.subgraph, error, paths);
      else reportFetchError(run.errors, fetch.subgraph, error, affected());
    }
    for (const group of askedGroups) mergeEntities(fetch, run, group, answer);
  };
}

function mergeEntities(fetch: Fetch, run: Run, group: AskedGroup, answer: SubgraphAnswer): void {
  const entities = answer.data?.[group.answerKey];
  const { texts, targets, rows } = group.asked;
  if (!Array.isArray(entities) || entities.length !== texts.length) {
    const hasErrors = !Array.isArray(entities) && (answer.errors ?? []).length > 0;
    if (hasErrors || texts.length === 0) return;
    const cause = new Error(
      `${Array.isArray(entities) ? entities.length : 'no'} entities answered for ${texts.length} asked`,
    );
    fail(run, new SubgraphError('SUBGRAPH_UNAVAILABLE', fetch.subgraph, { cause }), affectedBy(fetch, run, [group]));
    return;
  }
  // Two places never share an object: later fetches write different things into each. The first place gets the answer's own.
  let fresh = 0;
  for (let at = 0; at < targets.length; at += 1) {
    const row = rows[at] as number;
    const isFirst = row === fresh;
    if (isFirst) fresh += 1;
    const entity: unknown = entities[row];
    if (!isObject(entity)) continue;
    if (isFirst) entities[row] = rewritten(owned(entity, fetch, answer), group.outputRewrites, fetch.schema);
    mergeObject(targets[at] as MergedObject, isFirst ? entities[row] : copyObject(entity), group.keys, fetch.schema);
  }
}

/** The answer, or undefined when there is none; the failure is recorded then. Rejects only when the client has left. */
async function send(
  { subgraph, transport, template }: Fetch,
  run: Run,
  fetch: { kind: FetchReport['kind']; entities?: number; own: readonly OwnVariable[]; affected: () => AffectedPlaces },
): Promise<SubgraphAnswer | undefined> {
  run.call.signal?.throwIfAborted();
  const started = performance.now();
  const report: FetchReport = { subgraph, kind: fetch.kind, ms: 0 };
  if (fetch.entities !== undefined) report.entities = fetch.entities;
  run.fetches.push(report);
  try {
    const answer = await transport(new PlannedRequest(template, run.variables, fetch.own), run.call);
    if (answer.errors && answer.errors.length > 0) report.error = 'GRAPHQL_ERRORS';
    return answer;
  } catch (cause) {
    run.call.signal?.throwIfAborted();
    const error = subgraphErrorOf(cause, subgraph);
    report.error = error.code;
    fail(run, error, fetch.affected());
    return undefined;
  } finally {
    report.ms = Math.round((performance.now() - started) * 100) / 100;
  }
}

function subgraphErrorOf(cause: unknown, subgraph: string): SubgraphError {
  return cause instanceof SubgraphError ? cause : new SubgraphError('SUBGRAPH_UNAVAILABLE', subgraph, { cause });
}

function fail(run: Run, error: SubgraphError, affected: AffectedPlaces): void {
  reportFetchFailure(run.errors, error, affected);
  run.onSubgraphFailure?.(error, run.call);
}

/** An answer's object that this run may write into and keep. */
function owned(value: Record<string, unknown>, fetch: Fetch, answer: SubgraphAnswer): MergedObject {
  return answer.isShared || fetch.hasInheritedKeys ? copyObject(value) : (value as MergedObject);
}

function rewritten(
  value: MergedObject,
  rewrites: readonly FetchRewrite[] | undefined,
  schema: GraphQLSchema,
): MergedObject {
  if (rewrites) applyRewrites(value, rewrites, schema);
  return value;
}

function withRenamed(keys: readonly string[], rewrites: readonly FetchRewrite[] | undefined): string[] {
  return [...new Set([...keys, ...renamedPath(keys, rewrites).map(String)])];
}

/** Read only when something went wrong: the paths are found again by walking the tree. */
function pathsOf(group: AskedGroup, run: Run): ResponsePath[] {
  if (group.paths) return group.paths;
  const pathOf = new Map<MergedObject, ResponsePath>();
  if (run.data) for (const walk of group.walks) walk(run.data, (target, path) => pathOf.set(target, [...path]));
  group.paths = group.asked.targets.map((target) => pathOf.get(target) ?? []);
  return group.paths;
}

function affectedBy(fetch: Fetch, run: Run, groups: readonly AskedGroup[]): AffectedPlaces {
  return {
    places: groups.flatMap((group) => pathsOf(group, run)),
    keys: groups.flatMap((group) =>
      renamedPath(entityKeys(fetch.document, group.answerKey), group.outputRewrites)
        .map(String)
        .filter((key) => key !== '__typename'),
    ),
  };
}

/** `_entities.3.now` becomes the path of each place that representation 3 stands for; none when the error is of the whole fetch. */
function clientPathsOf(error: GraphQLFormattedError, groups: readonly AskedGroup[], run: Run): ResponsePath[] {
  const [answerKey, index, ...rest] = error.path ?? [];
  const group = groups.find((candidate) => candidate.answerKey === answerKey);
  if (!group || typeof index !== 'number') return [];
  const below = renamedPath(rest, group.outputRewrites);
  return pathsOf(group, run).flatMap((path, at) => (group.asked.rows[at] === index ? [[...path, ...below]] : []));
}
