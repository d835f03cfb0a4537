// Where in the merged tree a fetch of entities has its work, and what it sends for each place: equal representations once.
import type { FlattenNodePathSegment, RequiresSelection } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import type { ResponsePath } from './errors.ts';
import { textOf } from './forms.ts';
import { answeredTypeName, copyValue, isObject, type MergedObject, type MergedValue, mergeObject } from './merge.ts';
import { typesWithin } from './schema.ts';

/** What a fetch asks for. */
export interface Representations {
  /** Each representation as JSON text; no two are equal. */
  texts: string[];
  /** Objects of the tree that wait for an entity. */
  targets: MergedObject[];
  /** For each target, which representation stands for it. */
  rows: number[];
}

/** Makes the representations of all objects that walks find. */
export type Gather = (root: MergedObject) => Representations;

/** Finds objects in the tree; calls `found` with each and with its path, which is good during the call only. */
export type Walk = (root: MergedObject, found: Found) => void;

/** What is sent for an object of the tree; undefined when a required value is missing and that matters. */
type Require = (source: MergedObject) => MergedObject | undefined;

interface Sent {
  requires: readonly RequiresSelection[];
  /** Applied to a representation, in place. */
  rewrite: ((value: MergedObject) => void) | undefined;
}

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

/**
 * Compiles what is sent for each object that a walk finds. One that lacks a required value, or has only nulls, is left out: its
 * entity was not found, or the fetch before failed.
 */
export function compileGather(walks: readonly Walk[], { requires, rewrite }: Sent, schema: GraphQLSchema): Gather {
  const require = compileRequires(requires, schema);
  const flatText = rewrite ? undefined : compileFlat(requires, schema);
  const textOfAny = (source: MergedObject): string | undefined => {
    const value = require(source);
    if (!value || !identifiesAnything(value)) return undefined;
    rewrite?.(value);
    return JSON.stringify(value);
  };
  const textFor = flatText ?? textOfAny;
  return (root) => {
    const [texts, targets, rows]: [string[], MergedObject[], number[]] = [[], [], []];
    const rowByText = new Map<string, number>();
    const add = (target: MergedObject): void => {
      const text = textFor(target);
      if (text === undefined) return;
      let row = rowByText.get(text);
      if (row === undefined) {
        row = texts.push(text) - 1;
        rowByText.set(text, row);
      }
      targets.push(target);
      rows.push(row);
    };
    for (const walk of walks) walk(root, add);
    return { texts, targets, rows };
  };
}

/** What is required of objects of one type, where that is nothing but leaves. */
interface FlatType {
  /** The text up to the first value beside __typename. */
  beginning: string;
  leaves: { name: string; prefix: string }[];
}

/** Writes representations of leaves straight as text; undefined when some plan wants more. */
function compileFlat(selections: readonly RequiresSelection[], schema: GraphQLSchema) {
  const fragments = selections.flatMap((selection) => flatFragment(selection, schema) ?? []);
  if (fragments.length < selections.length) return undefined;
  const byType = new Map<string, FlatType>();

  function flatType(typeName: string): FlatType {
    const leaves = new Map(
      fragments.flatMap(({ types, leaves }) => (types.has(typeName) ? leaves.map((leaf) => [leaf.prefix, leaf]) : [])),
    );
    const flat = { beginning: `{"__typename":${textOf(typeName)}`, leaves: [...leaves.values()] };
    // Names that the schema does not know are not remembered: a subgraph may invent any number of them.
    if (schema.getType(typeName)) byType.set(typeName, flat);
    return flat;
  }

  return (source: MergedObject): string | undefined => {
    const typeName = answeredTypeName(source);
    if (typeName === undefined) return undefined;
    const { beginning, leaves } = byType.get(typeName) ?? flatType(typeName);
    let text = beginning;
    let identifies = false;
    for (const { name, prefix } of leaves) {
      const value = source[name];
      if (value === undefined) return undefined;
      if (value !== null) identifies = true;
      text += prefix + textOf(value);
    }
    return identifies ? `${text}}` : undefined;
  };
}

function flatFragment(selection: RequiresSelection, schema: GraphQLSchema) {
  if (selection.kind !== 'InlineFragment') return undefined;
  const fields = selection.selections.filter((field) => field.kind === 'Field' && !field.selections?.length);
  if (fields.length !== selection.selections.length) return undefined;
  const named = fields as Extract<RequiresSelection, { kind: 'Field' }>[];
  if (!named.some(({ name, alias }) => name === '__typename' && !alias)) return undefined;
  const leaves = named
    .filter(({ name }) => name !== '__typename')
    .map(({ name, alias = name }) => ({ name, prefix: `,${JSON.stringify(alias)}:` }));
  return { types: typesWithin(schema, selection.typeCondition), leaves };
}

/** Compiles what a plan requires of an object. */
function compileRequires(selections: readonly RequiresSelection[], schema: GraphQLSchema): Require {
  const parts = selections.map((selection) => compileRequired(selection, schema));
  return (source) => {
    const result: MergedObject = {};
    return parts.every((part) => part(result, source)) ? result : undefined;
  };
}

/** Writes its part into a representation; false when a required value is missing (not when it is null). */
type RequirePart = (result: MergedObject, source: MergedObject) => boolean;

function compileRequired(selection: RequiresSelection, schema: GraphQLSchema): RequirePart {
  if (selection.kind === 'FragmentSpread') throw new Error('A plan requires a named fragment, which is not supported.');
  if (selection.kind === 'InlineFragment') {
    const types = typesWithin(schema, selection.typeCondition);
    const parts = selection.selections.map((part) => compileRequired(part, schema));
    return (result, source) => {
      const name = answeredTypeName(source);
      return (name !== undefined && !types.has(name)) || parts.every((part) => part(result, source));
    };
  }
  // The planner's `name` is the key in the tree; its `alias` is the name that the subgraph expects.
  const { name, alias = name, selections = [] } = selection;
  const require = selections.length > 0 ? compileRequires(selections, schema) : undefined;
  const valueOf = (value: MergedValue): MergedValue => {
    if (!require) return copyValue(value);
    if (Array.isArray(value)) return value.map(valueOf);
    return isObject(value) ? (require(value as MergedObject) ?? null) : value;
  };
  return (result, source) => {
    const value = source[name];
    if (value === undefined) return false;
    const required = valueOf(value);
    // An object of a type that nothing is required of is not sent at all.
    if (!isObject(required) || !isEmpty(required)) mergeObject(result, { [alias]: required }, [alias], schema);
    return true;
  };
}

/** Whether a representation names its type and anything else. */
function identifiesAnything(value: MergedObject): boolean {
  if (answeredTypeName(value) === undefined) return false;
  for (const key in value) if (key !== '__typename' && value[key] !== null) return true;
  return false;
}

function isEmpty(value: object): boolean {
  for (const _key in value) return false;
  return true;
}
