// Errors speak of the client's response: its paths and aliases, never a subgraph's `_entities` or the planner's inner
// aliases, and never a stack. One failed fetch is one error, however many rows it touches.
import { GraphQLError, type GraphQLFormattedError, type SelectionSetNode } from 'graphql';
import type { SubgraphError } from '../../lib/transport.ts';
import { clientKeyOf } from '../planner/keys.ts';
import type { Operation } from '../planner/operation.ts';
import { collectFieldsOfAnyType, type FieldGroups, subselections } from '../planner/selection.ts';
import type { Refusal } from './authorisation.ts';

export type ResponsePath = readonly (string | number)[];

export interface ErrorLog {
  operation: Operation;
  /** The places of the operation that errors were about, so that each is looked up once, not once per row. */
  root: AskedPlace;
  reported: GraphQLError[];
  /** Values that the caller may not have, all of them. */
  refused: number;
  /** Of the first one that was not told. */
  untold?: { code: unknown };
  /** Every place that an error explains, as a tree, so that a null there is not reported again. */
  explained: ExplainedPlace;
}

/** What the client asked for at a place, whatever the type there. */
interface AskedPlace {
  selectionSets: readonly SelectionSetNode[];
  /** By response key; worked out when first needed. */
  fields?: FieldGroups;
  below: Map<string, AskedPlace>;
}

interface ExplainedPlace {
  isEnd: boolean;
  below: Map<string | number, ExplainedPlace>;
}

/** An empty log of one run of what the client asked for. */
export function createErrorLog(operation: Operation): ErrorLog {
  const root = { selectionSets: [operation.definition.selectionSet], below: new Map() };
  return { operation, root, reported: [], refused: 0, explained: newPlace() };
}

/** What one fetch was to write. */
export interface AffectedPlaces {
  /** The objects it was for (for a root fetch: its fields). */
  places: readonly ResponsePath[];
  /** The keys it was to write into each of them. */
  keys: readonly string[];
}

/** Records an error that a subgraph answered, once for each of the client's places it belongs to. */
export function reportSubgraphError(
  log: ErrorLog,
  subgraph: string,
  error: GraphQLFormattedError,
  paths: readonly ResponsePath[],
): void {
  for (const path of distinct(clientPaths(log, paths))) {
    report(log, messageOf(error, subgraph), path, extensionsOf(error, subgraph));
    explain(log, path);
  }
}

/** Records an error that a subgraph answered for a fetch as a whole: once, at the place that all it touches have in common. */
export function reportFetchError(
  log: ErrorLog,
  subgraph: string,
  error: GraphQLFormattedError,
  affected: AffectedPlaces,
): void {
  reportOnce(log, messageOf(error, subgraph), extensionsOf(error, subgraph), affected);
}

/** Records that a fetch got no answer: one error, at the place that all it touches have in common. */
export function reportFetchFailure(log: ErrorLog, error: SubgraphError, affected: AffectedPlaces): void {
  reportOnce(log, error.message, { code: error.code, subgraph: error.subgraph }, affected);
}

/** Records a value that the schema does not allow, unless another error already explains that place. */
export function reportInvalidValue(log: ErrorLog, code: string, message: string, path: ResponsePath): void {
  if (isExplained(log, path)) return;
  report(log, message, path, { code });
  explain(log, path);
}

/** Values that the caller may not have are told one by one up to here: a list may have a thousand of them. */
const refusalsTold = 50;

/** Records a value that the caller may not have. */
export function reportRefusal(log: ErrorLog, { message, extensions }: Refusal, path: ResponsePath): void {
  log.refused += 1;
  if (log.refused <= refusalsTold) withoutStack(() => report(log, message, path, extensions));
  else log.untold ??= { code: extensions['code'] };
}

/** To follow the stack is half of what an error costs, and nobody reads it. */
function withoutStack(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  work();
  Error.stackTraceLimit = stackTraceLimit;
}

/** Says how many values the caller may not have beside those that were told. */
export function reportUntold({ untold, refused, reported }: ErrorLog): void {
  if (!untold) return;
  const count = refused - refusalsTold;
  reported.push(
    new GraphQLError(`另有 ${count} 处您没有权限。You may not have ${count} more values of this answer.`, {
      extensions: { ...untold, count },
    }),
  );
}

/** True when an error is known at the path, above it or below it. */
function isExplained(log: ErrorLog, path: ResponsePath): boolean {
  let place = log.explained;
  for (const segment of path) {
    if (place.isEnd) return true;
    const next = place.below.get(segment);
    if (!next) return false;
    place = next;
  }
  return true;
}

function reportOnce(
  log: ErrorLog,
  message: string,
  extensions: Record<string, unknown>,
  { places, keys }: AffectedPlaces,
): void {
  // Of several places the common part is above their keys anyway.
  const [place = [], ...others] = places;
  const fields = others.length === 0 && keys.length > 0 ? keys.map((key) => [...place, key]) : places;
  report(log, message, commonPrefix(clientPaths(log, fields)), extensions);
  for (const place of clientPaths(log, places)) explain(log, place);
}

function messageOf(error: GraphQLFormattedError, subgraph: string): string {
  return typeof error.message === 'string' ? error.message : `${subgraph} answered an error without a message.`;
}

function extensionsOf(error: GraphQLFormattedError, subgraph: string): Record<string, unknown> {
  const { code } = error.extensions ?? {};
  const told = Object.entries(error.extensions ?? {}).filter(([key]) => !withheld.has(key.toLowerCase()));
  return { ...Object.fromEntries(told), subgraph, code: typeof code === 'string' ? code : 'SUBGRAPH_ERROR' };
}

/**
 * Where servers of several makers put stacks and inner messages; and `http`, which Apollo Server takes for the status and the headers
 * of the answer, which are not a subgraph's to choose.
 */
const withheld = new Set(['http', 'stacktrace', 'stack', 'trace', 'exception', 'debugmessage', 'originalerror']);

function report(log: ErrorLog, message: string, path: ResponsePath, extensions: Record<string, unknown>): void {
  log.reported.push(new GraphQLError(message, { path: path.length > 0 ? path : undefined, extensions }));
}

/** An error at no place of the response explains no null. */
function explain(log: ErrorLog, path: ResponsePath): void {
  if (path.length === 0) return;
  let place = log.explained;
  for (const segment of path) {
    let next = place.below.get(segment);
    if (!next) {
      next = newPlace();
      place.below.set(segment, next);
    }
    place = next;
  }
  place.isEnd = true;
}

function newPlace(): ExplainedPlace {
  return { isEnd: false, below: new Map() };
}

/** The paths as far as the client asked for them: what is fetched for another subgraph's sake has no place in the response. */
function clientPaths(log: ErrorLog, paths: readonly ResponsePath[]): ResponsePath[] {
  return paths.map((path) => clientPath(log, path));
}

function clientPath({ operation, root }: ErrorLog, path: ResponsePath): ResponsePath {
  let place = root;
  const asked: (string | number)[] = [];
  for (const segment of path) {
    const key = typeof segment === 'number' ? segment : clientKeyOf(segment);
    const next = typeof key === 'number' ? place : askedBelow(operation, place, key);
    if (!next) break;
    asked.push(key);
    place = next;
  }
  return asked;
}

function askedBelow(operation: Operation, place: AskedPlace, key: string): AskedPlace | undefined {
  const known = place.below.get(key);
  if (known) return known;
  place.fields ??= collectFieldsOfAnyType(operation, place.selectionSets);
  const nodes = place.fields.get(key);
  if (!nodes) return undefined;
  const below: AskedPlace = { selectionSets: subselections(nodes), below: new Map() };
  place.below.set(key, below);
  return below;
}

function commonPrefix(paths: readonly ResponsePath[]): ResponsePath {
  const [first = [], ...others] = paths;
  const end = first.findIndex((segment, index) => others.some((other) => other[index] !== segment));
  return end === -1 ? first : first.slice(0, end);
}

function distinct(paths: readonly ResponsePath[]): ResponsePath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}
