// Fetches of entities: what was fetched before names objects, and here they get fields of other subgraphs. Equal ones are asked for
// once, and the answer is written into every place that waits for it.
import type {
  BatchFetchNode,
  FetchNode,
  FetchRewrite,
  FlattenNodePathSegment,
} from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { type SubgraphAnswer, SubgraphError } from '../../lib/transport.ts';
import { entityKeys } from './answer-keys.ts';
import { type AffectedPlaces, type ResponsePath, reportFetchError, reportSubgraphError } from './errors.ts';
import {
  compileFetch,
  type Fetch,
  fail,
  owned,
  type PlanContext,
  type Run,
  type Step,
  send,
  withRenamed,
} from './fetch.ts';
import { isObject, type MergedObject, mergeObject } from './merge.ts';
import { copyBelow, type OwnPlaces, ownPlaces } from './ownership.ts';
import { compileGather, compileWalk, type Gather, type Representations, type Walk } from './representations.ts';
import type { OwnVariable } from './request.ts';
import { applyRewrites, renamedPath } from './rewrites.ts';

/** The entities that a fetch asks for under one key of its answer. */
interface EntityGroup {
  answerKey: string;
  variable: string;
  walks: readonly Walk[];
  gather: Gather;
  keys: readonly string[];
  outputRewrites: readonly FetchRewrite[] | undefined;
  /** What of an entity is written into later. */
  own: OwnPlaces;
}

/** A group with what this run asks for. */
interface AskedGroup extends EntityGroup, Pick<Representations, 'targets' | 'rows'> {
  count: number;
  /** Where the targets are, and which stand for each row; found when an error needs it. */
  paths?: ResponsePath[];
  pathsByRow?: ReadonlyMap<number, ResponsePath[]>;
}

/** Compiles a fetch of entities for the objects at `path`; nothing is sent when there is no such object. */
export function compileEntityFetch(
  node: FetchNode,
  path: readonly FlattenNodePathSegment[],
  context: PlanContext,
): Step {
  const fetch = compileFetch(node, context);
  const alias = { paths: [[...path]], requires: node.requires ?? [], ...node };
  const group = { ...alias, answerKey: '_entities', variable: 'representations' };
  return runGroups(fetch, [compileGroup(fetch, group, context)]);
}

/** Compiles a fetch that joins several fetches of entities from one subgraph. */
export function compileBatchFetch(node: BatchFetchNode, context: PlanContext): Step {
  const { aliases } = node.entityBatch;
  const fetch = compileFetch(node, context);
  const groups = aliases.map((alias) =>
    compileGroup(fetch, { ...alias, answerKey: alias.alias, variable: alias.representationsVariableName }, context),
  );
  return runGroups(fetch, groups);
}

interface GroupPlan {
  answerKey: string;
  variable: string;
  paths: FlattenNodePathSegment[][];
  requires: NonNullable<FetchNode['requires']>;
  inputRewrites?: FetchNode['inputRewrites'];
  outputRewrites?: FetchNode['outputRewrites'];
}

function compileGroup(fetch: Fetch, plan: GroupPlan, { schema, written }: PlanContext): EntityGroup {
  const { requires, inputRewrites = [], outputRewrites, answerKey, variable } = plan;
  const walks = plan.paths.map((path) => compileWalk(path, schema));
  const rewrite =
    inputRewrites.length > 0 ? (value: MergedObject) => applyRewrites(value, inputRewrites, schema) : undefined;
  return {
    answerKey,
    variable,
    walks,
    gather: compileGather(walks, requires, rewrite, schema),
    keys: withRenamed(entityKeys(fetch.operation, answerKey), outputRewrites),
    outputRewrites,
    own: ownPlaces(written, plan.paths),
  };
}

function runGroups(fetch: Fetch, groups: readonly EntityGroup[]): Step {
  return async (run) => {
    const { data } = run;
    if (!data) return;
    const own: OwnVariable[] = [];
    const askedGroups = groups.map((group): AskedGroup => {
      const { texts, values, targets, rows } = group.gather(data);
      own.push({ variable: group.variable, texts, values });
      return { ...group, targets, rows, count: texts.length };
    });
    const entities = askedGroups.reduce((sum, { count }) => sum + count, 0);
    if (entities === 0) return;
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
  const { count, targets, rows } = group;
  if (!Array.isArray(entities) || entities.length !== count) {
    const hasErrors = !Array.isArray(entities) && (answer.errors ?? []).length > 0;
    if (hasErrors || count === 0) return;
    const cause = new Error(`${Array.isArray(entities) ? entities.length : 'no'} entities answered for ${count} asked`);
    fail(run, new SubgraphError('SUBGRAPH_UNAVAILABLE', fetch.subgraph, { cause }), affectedBy(fetch, run, [group]));
    return;
  }
  // Two places never share an object that is written into: they get different things. The first place gets the answer's own.
  const sources: (MergedObject | undefined)[] = [];
  const { schema } = fetch;
  for (let at = 0; at < targets.length; at += 1) {
    const row = rows[at] as number;
    let source = sources[row];
    if (source) source = copyBelow(source, group.own);
    else {
      const entity: unknown = entities[row];
      if (!isObject(entity)) continue;
      source = owned(entity as MergedObject, answer, { ...group, schema });
      sources[row] = source;
    }
    mergeObject(targets[at] as MergedObject, source, group.keys, schema, group.own);
  }
}

/** Read only when something went wrong: the paths are found again by walking the tree. */
function pathsOf(group: AskedGroup, run: Run): ResponsePath[] {
  if (group.paths) return group.paths;
  const pathOf = new Map<MergedObject, ResponsePath>();
  if (run.data) for (const walk of group.walks) walk(run.data, (target, path) => pathOf.set(target, [...path]));
  group.paths = group.targets.map((target) => pathOf.get(target) ?? []);
  return group.paths;
}

function affectedBy(fetch: Fetch, run: Run, groups: readonly AskedGroup[]): AffectedPlaces {
  return {
    places: groups.flatMap((group) => pathsOf(group, run)),
    keys: groups.flatMap((group) =>
      renamedPath(entityKeys(fetch.operation, group.answerKey), group.outputRewrites)
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
  group.pathsByRow ??= Map.groupBy(pathsOf(group, run), (_path, at) => group.rows[at] as number);
  return (group.pathsByRow.get(index) ?? []).map((path) => [...path, ...below]);
}
