// Where in the merged tree a fetch of entities has its work, and what it sends for each place: equal representations once.
import type { FlattenNodePathSegment, RequiresSelection } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import { isTypeOrSubtype, typesWithin } from '../planner/schema.ts';
import type { ResponsePath } from './errors.ts';
import { textOf } from './forms.ts';
import { answeredTypeName, isObject, type MergedObject, type MergedValue, typeNameKey } from './merge.ts';

/** What a fetch asks for. */
export interface Representations {
  /** Each representation as JSON text; no two are equal. */
  texts: string[];
  /** The same as values, for a subgraph in this process. They are made when they are asked for. */
  values: () => unknown[];
  /** Objects of the tree that wait for an entity. */
  targets: MergedObject[];
  /** For each target, which representation stands for it. */
  rows: number[];
}

/** Makes the representations of all objects that walks find. */
export type Gather = (root: MergedObject) => Representations;

/** Finds objects in the tree; calls `found` with each and with its path, which is good during the call only. */
export type Walk = (root: MergedObject, found: Found) => void;

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
 * entity was not found, or the fetch before failed. `rewrite` changes a representation in place.
 */
export function compileGather(
  walks: readonly Walk[],
  requires: readonly RequiresSelection[],
  rewrite: ((value: MergedObject) => void) | undefined,
  schema: GraphQLSchema,
): Gather {
  const requiredOf = compileRequires(requires, schema);
  const rewritten = (text: string): string => {
    if (!rewrite) return text;
    const value = JSON.parse(text) as MergedObject;
    rewrite(value);
    return JSON.stringify(value);
  };
  return (root) => {
    const [texts, targets, rows]: [string[], MergedObject[], number[]] = [[], [], []];
    /** For each row, which of the targets came with it. */
    const firsts: number[] = [];
    const rowByText = new Map<string, number>();
    const rowByKey = new Map<OnlyKey, Map<string, number>>();

    const textFor = (target: MergedObject, required: Required): string | undefined => {
      const text = identifies(target, required) ? textOfFields(target, required) : undefined;
      return text === undefined ? undefined : rewritten(text);
    };
    const newRow = (text: string): number => {
      firsts.push(targets.length);
      return texts.push(text) - 1;
    };
    const rowOf = (target: MergedObject, required: Required): number | undefined => {
      const text = textFor(target, required);
      if (text === undefined) return undefined;
      const row = rowByText.get(text) ?? newRow(text);
      rowByText.set(text, row);
      return row;
    };
    // Most representations are a type and an id: the id is looked up faster than the text.
    const rowOfKey = (key: string, only: OnlyKey): number => {
      let known = rowByKey.get(only);
      if (!known) rowByKey.set(only, (known = new Map()));
      let row = known.get(key);
      if (row === undefined) known.set(key, (row = newRow(`${only.before}${textOf(key)}}`)));
      return row;
    };
    const add = (target: MergedObject): void => {
      const required = requiredOf(target);
      const { only } = required;
      const key = only && !rewrite ? target[only.name] : undefined;
      const row = only && typeof key === 'string' ? rowOfKey(key, only) : rowOf(target, required);
      if (row === undefined) return;
      targets.push(target);
      rows.push(row);
    };
    for (const walk of walks) walk(root, add);
    const values = () =>
      texts.map((text, row) => {
        const target = targets[firsts[row] as number] as MergedObject;
        return (rewrite ? undefined : flatValue(target, requiredOf(target))) ?? JSON.parse(text);
      });
    return { texts, values, targets, rows };
  };
}

/** A value that is required: its key in the tree, and how it is sent. */
interface RequiredField {
  name: string;
  /** The name that the subgraph expects. */
  alias: string;
  /** The same as text. */
  prefix: string;
  textOf: (value: MergedValue) => string;
}

/** What is required of objects of one type. */
interface Required {
  fields: readonly RequiredField[];
  only: OnlyKey | undefined;
}

/** The only value beside __typename, where there is but one, with the text before it. */
interface OnlyKey {
  name: string;
  before: string;
}

/** Compiles what is required of an object, by its type. */
function compileRequires(selections: readonly RequiresSelection[], schema: GraphQLSchema) {
  const byType = new Map<string | undefined, Required>();
  return (source: MergedObject): Required => {
    const type = answeredTypeName(source);
    const known = byType.get(type);
    if (known) return known;
    const groups = new Map<string, { name: string; selections: RequiresSelection[] }>();
    groupByAlias(selections, type, schema, groups);
    const fields = Array.from(groups, ([alias, { name, selections }]): RequiredField => {
      return { name, alias, prefix: `${JSON.stringify(alias)}:`, textOf: compileRequiredText(selections, schema) };
    });
    const required = { fields, only: onlyKeyOf(type, fields) };
    // Names that the schema does not know are not remembered: a subgraph may invent any number of them.
    if (type === undefined || schema.getType(type)) byType.set(type, required);
    return required;
  };
}

function onlyKeyOf(type: string | undefined, fields: readonly RequiredField[]): OnlyKey | undefined {
  const [typeName, key] = fields;
  if (type === undefined || fields.length !== 2 || typeName?.name !== typeNameKey || !key) return undefined;
  return { name: key.name, before: `{${typeName.prefix}${textOf(type)},${key.prefix}` };
}

/** The planner's `name` is the key in the tree; its `alias` is the name that the subgraph expects. */
function groupByAlias(
  selections: readonly RequiresSelection[],
  type: string | undefined,
  schema: GraphQLSchema,
  groups: Map<string, { name: string; selections: RequiresSelection[] }>,
): void {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const { name, alias = name, selections: below = [] } = selection;
      const group = groups.get(alias) ?? { name, selections: [] };
      group.selections.push(...below);
      groups.set(alias, group);
    } else if (selection.kind === 'FragmentSpread') {
      throw new Error('A plan requires a named fragment, which is not supported.');
    } else if (type === undefined || isTypeOrSubtype(schema, type, selection.typeCondition)) {
      groupByAlias(selection.selections, type, schema, groups);
    }
  }
}

function compileRequiredText(selections: readonly RequiresSelection[], schema: GraphQLSchema): RequiredField['textOf'] {
  if (selections.length === 0) return textOf;
  const requiredOf = compileRequires(selections, schema);
  const textOfValue = (value: MergedValue): string => {
    if (Array.isArray(value)) return `[${value.map(textOfValue).join(',')}]`;
    if (!isObject(value)) return textOf(value);
    return textOfFields(value as MergedObject, requiredOf(value as MergedObject)) ?? 'null';
  };
  return textOfValue;
}

/** Undefined when a required value is missing (not when it is null). */
function textOfFields(source: MergedObject, { fields }: Required): string | undefined {
  let text = '';
  for (const field of fields) {
    const value = valueIn(source, field);
    if (value === undefined) return undefined;
    const part = field.textOf(value);
    // An object of a type that nothing is required of is not sent at all.
    if (part !== '{}') text += `${text === '' ? '' : ','}${field.prefix}${part}`;
  }
  return `{${text}}`;
}

/** The planner makes a key of its own where the client's arguments are others, and now and then requires it where they are not. */
function valueIn(source: MergedObject, { name, alias }: RequiredField): MergedValue | undefined {
  const own = source[name];
  return own === undefined ? source[alias] : own;
}

/** What `textOfFields` writes, as an object, where that is not more than names and scalars; undefined where it is. */
function flatValue(source: MergedObject, { fields }: Required): MergedObject | undefined {
  const value: MergedObject = {};
  for (const field of fields) {
    const part = valueIn(source, field);
    if (typeof part === 'object' && part !== null) return undefined;
    value[field.alias] = part;
  }
  return value;
}

/** Whether a representation would name its type and anything else. */
function identifies(target: MergedObject, { fields }: Required): boolean {
  if (answeredTypeName(target) === undefined) return false;
  for (const { name } of fields) if (name !== typeNameKey && (target[name] ?? null) !== null) return true;
  return false;
}
