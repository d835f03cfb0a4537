// Where in the merged tree a fetch of entities has its work, and what it sends for each place: equal representations once.
import type { FlattenNodePathSegment, RequiresSelection } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import type { ResponsePath } from './errors.ts';
import { answeredTypeName, copyValue, isObject, type MergedObject, type MergedValue, mergeObject } from './merge.ts';
import { typesWithin } from './schema.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a fetch asks for: `values[rows[i]]` stands for `targets[i]`. */
export interface Representations {
  values: MergedObject[];
  /** Objects of the tree that wait for an entity. */
  targets: MergedObject[];
  rows: number[];
}

/** Finds objects in the tree; calls `found` with each and with its path, which is good during the call only. */
export type Walk = (root: MergedObject, found: Found) => void;

/** What is sent for an object of the tree; undefined when a required value is missing and that matters. */
type Require = (source: MergedObject, variables: Variables, isLenient: boolean) => MergedObject | undefined;

type Found = (target: MergedObject, path: ResponsePath) => void;
type Step = (value: MergedValue | undefined, found: Found, path: (string | number)[]) => void;

/** Compiles a plan's path. Segments are response keys, `@` for the items of a list, and type conditions. */
export function compileWalk(segments: readonly FlattenNodePathSegment[], schema: GraphQLSchema): Walk {
  const steps: Step[] = [];
  // From the end, so that each step knows the next one.
  for (let at = segments.length; at >= 0; at -= 1) steps[at] = compileStep(segments[at], steps[at + 1], schema);
  const first = steps[0] as Step;
  return (root, found) => first(root, found, []);
}

function compileStep(segment: FlattenNodePathSegment | undefined, next: Step | undefined, schema: GraphQLSchema): Step {
  const arrive = compileArrival(segment, next, schema);
  const step: Step = (value, found, path) => {
    if (!Array.isArray(value)) {
      if (isObject(value)) arrive(value as MergedObject, found, path);
      return;
    }
    const below = segment === '@' && next ? next : step;
    const depth = path.length;
    for (let index = 0; index < value.length; index += 1) {
      path[depth] = index;
      below(value[index], found, path);
    }
    path.length = depth;
  };
  return step;
}

function compileArrival(
  segment: FlattenNodePathSegment | undefined,
  next: Step | undefined,
  schema: GraphQLSchema,
): (value: MergedObject, found: Found, path: (string | number)[]) => void {
  if (segment === undefined || !next) return (value, found, path) => found(value, path);
  if (segment === '@') return () => {};
  if ('Field' in segment) {
    const key = segment.Field;
    return (value, found, path) => {
      path.push(key);
      next(value[key], found, path);
      path.pop();
    };
  }
  const types = new Set(segment.TypeCondition.flatMap((condition) => [...typesWithin(schema, condition)]));
  return (value, found, path) => {
    const name = answeredTypeName(value);
    if (name === undefined || types.has(name)) next(value, found, path);
  };
}

/** Compiles what a plan requires of an object. */
export function compileRequires(selections: readonly RequiresSelection[], schema: GraphQLSchema): Require {
  const parts = selections.map((selection) => compileRequired(selection, schema));
  return (source, variables, isLenient) => {
    const result: MergedObject = {};
    for (const part of parts) if (!part(result, source, variables, isLenient)) return undefined;
    return result;
  };
}

/** Writes its part into a representation; false when a required value is missing. */
type RequirePart = (result: MergedObject, source: MergedObject, variables: Variables, isLenient: boolean) => boolean;

function compileRequired(selection: RequiresSelection, schema: GraphQLSchema): RequirePart {
  if (selection.kind === 'FragmentSpread') throw new Error('A plan requires a named fragment, which is not supported.');
  if (selection.kind === 'InlineFragment') {
    const { skipIf, includeIf } = selection;
    const types = typesWithin(schema, selection.typeCondition);
    const parts = selection.selections.map((part) => compileRequired(part, schema));
    return (result, source, variables, isLenient) => {
      const name = answeredTypeName(source);
      if (name !== undefined && !types.has(name)) return true;
      if ((skipIf && variables[skipIf] === true) || (includeIf && variables[includeIf] !== true)) return true;
      for (const part of parts) if (!part(result, source, variables, isLenient)) return false;
      return true;
    };
  }
  // The planner's `name` is the key in the tree; its `alias` is the name that the subgraph expects.
  const { name, alias = name, selections = [] } = selection;
  const valueOf = compileRequiredValue(selections, schema);
  return (result, source, variables, isLenient) => {
    const value = source[name];
    if (value === undefined) return isLenient;
    if (typeof value !== 'object' || value === null) result[alias] = value;
    else {
      const required = valueOf(value, variables);
      // An object of a type that nothing is required of is not sent at all.
      if (isObject(required) && isEmpty(required)) return true;
      mergeObject(result, { [alias]: required }, [alias], schema);
    }
    return true;
  };
}

function compileRequiredValue(
  selections: readonly RequiresSelection[],
  schema: GraphQLSchema,
): (value: MergedValue, variables: Variables) => MergedValue {
  if (selections.length === 0) return copyValue;
  const require = compileRequires(selections, schema);
  const valueOf = (value: MergedValue, variables: Variables): MergedValue => {
    if (Array.isArray(value)) return value.map((item) => valueOf(item, variables));
    return isObject(value) ? (require(value as MergedObject, variables, false) ?? null) : value;
  };
  return valueOf;
}

/** Whether a representation names its type and anything else. */
export function identifiesAnything(value: MergedObject): boolean {
  if (answeredTypeName(value) === undefined) return false;
  for (const key in value) if (key !== '__typename' && value[key] !== null) return true;
  return false;
}

/** A text that equal representations have in common, and only they. */
export function identityOf(value: MergedObject): string {
  let text = '';
  for (const key in value) {
    const part = value[key];
    if (typeof part !== 'string') return JSON.stringify(value);
    text += `${key}:${part.length}:${part},`;
  }
  return text;
}

function isEmpty(value: object): boolean {
  for (const _key in value) return false;
  return true;
}
