// Sends one fetch of a plan and writes the answer into the merged tree. A fetch that fails costs the fields it was for, nothing
// more; only the client's own abort ends the run.
import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
} from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { type CallContext, type SubgraphAnswer, SubgraphError, type Transport } from '../../lib/transport.ts';
import { entityKeys, rootKeys } from './answer-keys.ts';
import {
  type AffectedPlaces,
  type ErrorLog,
  isExplained,
  type ResponsePath,
  reportFetchError,
  reportFetchFailure,
  reportSubgraphError,
} from './errors.ts';
import { copyObject, isObject, type MergedObject, mergeObject } from './merge.ts';
import { positionsAt, type Representation, type RepresentationRules, representationsOf } from './representations.ts';
import { applyRewrites, renamedPath } from './rewrites.ts';

/** One operation being executed. */
export interface Run {
  /** The full schema: plans speak of inaccessible types too. */
  schema: GraphQLSchema;
  variables: Readonly<Record<string, unknown>>;
  transports: Readonly<Record<string, Transport>>;
  call: CallContext;
  data: MergedObject;
  errors: ErrorLog;
  fetches: FetchReport[];
  onSubgraphFailure?: ((error: SubgraphError, call: CallContext) => void) | undefined;
}

/** What one fetch was and took, for the client that asks. */
export interface FetchReport {
  subgraph: string;
  kind: 'query' | 'mutation' | 'entities';
  ms: number;
  /** Entities asked for, after joining equal ones. */
  entities?: number;
  /** The code of the failure, or `GRAPHQL_ERRORS` when the answer has errors. */
  error?: string;
}

/** The entities that a fetch asks for under one key of its answer. */
interface EntityGroup {
  answerKey: string;
  variable: string;
  representations: Representation[];
  outputRewrites: readonly FetchRewrite[] | undefined;
}

/** Runs a fetch of root fields. */
export async function fetchRoot(node: FetchNode, run: Run): Promise<void> {
  const affected = (): AffectedPlaces => ({
    places: rootKeys(node.operation).map((key) => renamedPath([key], node.outputRewrites)),
    keys: [],
  });
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  const answer = await send(node, run, { kind, variables: {}, affected });
  if (!answer) return;
  for (const error of answer.errors ?? []) {
    if (!error.path || error.path.length === 0) reportFetchError(run.errors, node.serviceName, error, affected());
    else reportSubgraphError(run.errors, node.serviceName, error, [renamedPath(error.path, node.outputRewrites)]);
  }
  if (isObject(answer.data)) mergeObject(run.data, rewritten(answer.data, node.outputRewrites, run.schema), run.schema);
}

/** Runs a fetch of entities for the objects at `path`; none when there is no such object. */
export async function fetchEntities(node: FetchNode, path: FlattenNodePathSegment[], run: Run): Promise<void> {
  const positions = positionsAt(run.data, path, run.schema);
  const representations = representationsOf(positions, rulesFor(node, { requires: [], ...node }, run), run);
  const { outputRewrites } = node;
  await fetchGroups(node, run, [
    { answerKey: '_entities', variable: 'representations', representations, outputRewrites },
  ]);
}

/** Runs a fetch that joins several fetches of entities from one subgraph. */
export async function fetchBatch(node: BatchFetchNode, run: Run): Promise<void> {
  const groups = node.entityBatch.aliases.map((alias): EntityGroup => {
    const positions = alias.paths.flatMap((path) => positionsAt(run.data, path, run.schema));
    const representations = representationsOf(positions, rulesFor(node, alias, run), run);
    const { alias: answerKey, representationsVariableName: variable, outputRewrites } = alias;
    return { answerKey, variable, representations, outputRewrites };
  });
  await fetchGroups(node, run, groups);
}

/**
 * The planner joins a field that is left out by @skip with others that are not, and requires for all what only the one needs. So in
 * a fetch with conditions a value may be lacking because nobody asked for it; where an error explains the lack, it is not sent.
 */
function rulesFor(
  { operation }: { operation: string },
  { requires, inputRewrites }: Pick<EntityBatchAlias, 'requires' | 'inputRewrites'>,
  run: Run,
): RepresentationRules {
  return {
    requires,
    rewrite: (value) => applyRewrites(value, inputRewrites, run.schema),
    mayLackValues: ({ path }) => /@(skip|include)\(/.test(operation) && !isExplained(run.errors, path),
  };
}

async function fetchGroups(node: FetchNode | BatchFetchNode, run: Run, groups: EntityGroup[]): Promise<void> {
  const entities = groups.reduce((count, group) => count + group.representations.length, 0);
  if (entities === 0) return;
  const variables = Object.fromEntries(
    groups.map((group) => [group.variable, group.representations.map(({ value }) => value)]),
  );
  const affected = () => affectedBy(node.operation, groups);
  const answer = await send(node, run, { kind: 'entities', entities, variables, affected });
  if (!answer) return;
  for (const error of answer.errors ?? []) {
    const paths = clientPathsOf(error, groups);
    if (paths.length > 0) reportSubgraphError(run.errors, node.serviceName, error, paths);
    else reportFetchError(run.errors, node.serviceName, error, affected());
  }
  for (const group of groups) mergeEntities(node, run, group, answer);
}

function mergeEntities(node: FetchNode | BatchFetchNode, run: Run, group: EntityGroup, answer: SubgraphAnswer): void {
  const entities = answer.data?.[group.answerKey];
  const expected = group.representations.length;
  if (!Array.isArray(entities) || entities.length !== expected) {
    const hasErrors = !Array.isArray(entities) && (answer.errors ?? []).length > 0;
    if (hasErrors || expected === 0) return;
    const cause = new Error(
      `${Array.isArray(entities) ? entities.length : 'no'} entities answered for ${expected} asked`,
    );
    fail(
      run,
      new SubgraphError('SUBGRAPH_UNAVAILABLE', node.serviceName, { cause }),
      affectedBy(node.operation, [group]),
    );
    return;
  }
  for (const [index, entity] of entities.entries()) {
    if (!isObject(entity)) continue;
    const source = rewritten(entity, group.outputRewrites, run.schema);
    for (const { target } of group.representations[index]?.positions ?? []) mergeObject(target, source, run.schema);
  }
}

/** The answer, or undefined when there is none; the failure is recorded then. Rejects only when the client has left. */
async function send(
  node: FetchNode | BatchFetchNode,
  run: Run,
  fetch: {
    kind: FetchReport['kind'];
    entities?: number;
    variables: Record<string, unknown>;
    affected: () => AffectedPlaces;
  },
): Promise<SubgraphAnswer | undefined> {
  run.call.signal?.throwIfAborted();
  const started = performance.now();
  const report: FetchReport = { subgraph: node.serviceName, kind: fetch.kind, ms: 0 };
  if (fetch.entities !== undefined) report.entities = fetch.entities;
  run.fetches.push(report);
  try {
    const transport = run.transports[node.serviceName.toLowerCase()];
    if (!transport) throw new Error(`No transport for subgraph ${node.serviceName}.`);
    const variables = { ...usedVariables(node.variableUsages, run.variables), ...fetch.variables };
    const answer = await transport(
      {
        query: node.operation,
        ...(node.operationName ? { operationName: node.operationName } : {}),
        ...(Object.keys(variables).length > 0 ? { variables } : {}),
      },
      run.call,
    );
    if (answer.errors && answer.errors.length > 0) report.error = 'GRAPHQL_ERRORS';
    return answer;
  } catch (cause) {
    run.call.signal?.throwIfAborted();
    const error =
      cause instanceof SubgraphError ? cause : new SubgraphError('SUBGRAPH_UNAVAILABLE', node.serviceName, { cause });
    report.error = error.code;
    fail(run, error, fetch.affected());
    return undefined;
  } finally {
    report.ms = Math.round((performance.now() - started) * 100) / 100;
  }
}

function fail(run: Run, error: SubgraphError, affected: AffectedPlaces): void {
  reportFetchFailure(run.errors, error, affected);
  run.onSubgraphFailure?.(error, run.call);
}

function usedVariables(names: readonly string[] | undefined, variables: Run['variables']): Record<string, unknown> {
  return Object.fromEntries(
    (names ?? []).filter((name) => Object.hasOwn(variables, name)).map((name) => [name, variables[name]]),
  );
}

function rewritten(
  source: Record<string, unknown>,
  rewrites: readonly FetchRewrite[] | undefined,
  schema: GraphQLSchema,
): Record<string, unknown> {
  if (!rewrites || rewrites.length === 0) return source;
  const copy = copyObject(source);
  applyRewrites(copy, rewrites, schema);
  return copy;
}

function affectedBy(operation: string, groups: readonly EntityGroup[]): AffectedPlaces {
  return {
    places: groups.flatMap((group) =>
      group.representations.flatMap(({ positions }) => positions.map(({ path }) => path)),
    ),
    keys: groups.flatMap((group) =>
      renamedPath(entityKeys(operation, group.answerKey), group.outputRewrites).map(String),
    ),
  };
}

/** `_entities.3.now` becomes the path of each place that representation 3 stands for; none when the error is of the whole fetch. */
function clientPathsOf(error: GraphQLFormattedError, groups: readonly EntityGroup[]): ResponsePath[] {
  const [answerKey, index, ...rest] = error.path ?? [];
  const group = groups.find((candidate) => candidate.answerKey === answerKey);
  const positions = typeof index === 'number' ? group?.representations[index]?.positions : undefined;
  const below = renamedPath(rest, group?.outputRewrites);
  return (positions ?? []).map(({ path }) => path.concat(below));
}
