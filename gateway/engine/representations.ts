// Where in the merged tree a fetch of entities has its work, and what it sends for each place: equal representations once.
import type { FlattenNodePathSegment, RequiresSelection } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import type { ResponsePath } from './errors.ts';
import {
  answeredTypeName,
  copyObject,
  emptyObject,
  isObject,
  type MergedObject,
  type MergedValue,
  mergeObject,
} from './merge.ts';
import { isTypeOrSubtype } from './schema.ts';

/** An object of the merged tree and where it is. */
interface Position {
  target: MergedObject;
  path: ResponsePath;
}

/** One entity to ask for, and every place that waits for it. */
export interface Representation {
  value: MergedObject;
  positions: Position[];
}

interface RequiresContext {
  schema: GraphQLSchema;
  variables: Readonly<Record<string, unknown>>;
}

export interface RepresentationRules {
  requires: readonly RequiresSelection[];
  rewrite: (representation: MergedObject) => void;
  /** Whether a position that lacks a required value is asked for all the same, without it. */
  mayLackValues: (position: Position) => boolean;
}

/** The objects at a plan's path. Segments are response keys, `@` for the items of a list, and type conditions. */
export function positionsAt(
  root: MergedObject,
  segments: readonly FlattenNodePathSegment[],
  schema: GraphQLSchema,
): Position[] {
  const found: Position[] = [];
  const walk = (value: MergedValue | undefined, at: number, path: ResponsePath): void => {
    const segment = segments[at];
    if (Array.isArray(value)) {
      const next = segment === '@' ? at + 1 : at;
      for (const [index, item] of value.entries()) walk(item, next, [...path, index]);
    } else if (!isObject(value)) {
      return;
    } else if (segment === undefined) {
      found.push({ target: value as MergedObject, path });
    } else if (segment === '@') {
      return;
    } else if ('Field' in segment) {
      walk((value as MergedObject)[segment.Field], at + 1, [...path, segment.Field]);
    } else if (segment.TypeCondition.some((condition) => satisfies(schema, value, condition))) {
      walk(value as MergedObject, at + 1, path);
    }
  };
  walk(root, 0, []);
  return found;
}

/**
 * Builds what is sent for each position and joins equal ones. A position that lacks a required value, or has only nulls, is left
 * out: its entity was not found, or the fetch before failed.
 */
export function representationsOf(
  positions: readonly Position[],
  { requires, rewrite, mayLackValues }: RepresentationRules,
  context: RequiresContext,
): Representation[] {
  const byText = new Map<string, Representation>();
  for (const position of positions) {
    const value =
      requiredOf(position.target, requires, context) ??
      (mayLackValues(position) ? requiredOf(position.target, requires, context, { isLenient: true }) : undefined);
    if (!value || !identifiesAnything(value)) continue;
    rewrite(value);
    const text = JSON.stringify(value);
    const known = byText.get(text);
    if (known) known.positions.push(position);
    else byText.set(text, { value, positions: [position] });
  }
  return [...byText.values()];
}

/** Undefined when a required value is missing (not when it is null) and that matters. */
function requiredOf(
  source: MergedObject,
  selections: readonly RequiresSelection[],
  context: RequiresContext,
  { isLenient } = { isLenient: false },
): MergedObject | undefined {
  const result = emptyObject();
  for (const selection of selections) {
    if (selection.kind === 'FragmentSpread')
      throw new Error('A plan requires a named fragment, which is not supported.');
    if (selection.kind === 'InlineFragment') {
      if (!isIncluded(selection, context) || !satisfies(context.schema, source, selection.typeCondition)) continue;
      const part = requiredOf(source, selection.selections, context, { isLenient });
      if (!part) return undefined;
      mergeObject(result, part, context.schema);
      continue;
    }
    // The planner's `name` is the key in the tree; its `alias` is the name that the subgraph expects.
    const value = source[selection.name];
    if (value === undefined) {
      if (isLenient) continue;
      return undefined;
    }
    const required = requiredValue(value, selection.selections, context);
    // An object of a type that nothing is required of is not sent at all.
    if (isObject(required) && isEmpty(required)) continue;
    result[selection.alias ?? selection.name] = required;
  }
  return result;
}

function requiredValue(
  value: MergedValue,
  selections: readonly RequiresSelection[] | undefined,
  context: RequiresContext,
): MergedValue {
  if (Array.isArray(value)) return value.map((item) => requiredValue(item, selections, context));
  if (!isObject(value)) return value;
  if (!selections || selections.length === 0) return copyObject(value);
  return requiredOf(value as MergedObject, selections, context) ?? null;
}

function identifiesAnything(value: MergedObject): boolean {
  const { length } = Object.values(value).filter((field) => field !== null);
  return answeredTypeName(value) !== undefined && length > 1;
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function satisfies(schema: GraphQLSchema, source: Readonly<Record<string, unknown>>, condition: string): boolean {
  const name = answeredTypeName(source);
  return name === undefined || isTypeOrSubtype(schema, name, condition);
}

function isIncluded(fragment: { skipIf?: string; includeIf?: string }, { variables }: RequiresContext): boolean {
  if (fragment.skipIf && variables[fragment.skipIf] === true) return false;
  return !fragment.includeIf || variables[fragment.includeIf] === true;
}
