// What subgraphs answered, put together in one tree under the client's response keys (and the planner's). An answer becomes part of
// the tree as it is, but for what is written into later and others hold too (ownership.ts).
import { type GraphQLSchema, isAbstractType } from 'graphql';
import type { OwnPlaces } from './ownership.ts';

export type MergedValue = string | number | boolean | null | MergedObject | MergedValue[];

export interface MergedObject {
  [key: string]: MergedValue | undefined;
}

export const typeNameKey = '__typename';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type that an answered object says it is of. */
export function answeredTypeName(source: Readonly<Record<string, unknown>>): string | undefined {
  const name = source[typeNameKey];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Writes an answer's values of `keys` into the tree, which may keep them. A null never replaces a value: another subgraph knew it.
 * The name of an interface, which interface objects answer as their __typename, never replaces the name of the real type. Objects
 * below that are not at `places` may be others' too; where something is to be written into one, a copy takes its place.
 */
export function mergeObject(
  target: MergedObject,
  source: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  schema: GraphQLSchema,
  places: OwnPlaces | undefined,
): void {
  for (const key of keys) {
    const incoming = source[key] as MergedValue | undefined;
    if (incoming === undefined) continue;
    const existing = target[key];
    if (existing === undefined || existing === null) target[key] = incoming;
    else if (existing !== incoming && !(key === typeNameKey && isAbstractType(schema.getType(String(incoming))))) {
      target[key] = mergeValue(existing, incoming, schema, places?.below.get(key));
    }
  }
}

/** A deep copy. */
export function copyObject(source: Readonly<Record<string, unknown>>): MergedObject {
  const copy = { ...source } as MergedObject;
  for (const key in copy) {
    const value = copy[key];
    if (typeof value === 'object' && value !== null) copy[key] = copyValue(value);
  }
  return copy;
}

function mergeValue(
  existing: MergedValue,
  incoming: MergedValue,
  schema: GraphQLSchema,
  places: OwnPlaces | undefined,
): MergedValue {
  if (incoming === null) return existing;
  if (Array.isArray(existing) && Array.isArray(incoming)) {
    return incoming.map((item, index) => {
      const current = existing[index];
      return current === undefined || current === null ? item : mergeValue(current, item, schema, places);
    });
  }
  if (isObject(existing) && isObject(incoming)) {
    const own = (places ? existing : { ...existing }) as MergedObject;
    mergeObject(own, incoming, Object.keys(incoming), schema, places);
    return own;
  }
  return incoming;
}

function copyValue(value: unknown): MergedValue {
  if (Array.isArray(value)) return value.map(copyValue);
  if (isObject(value) && isPlain(value)) return copyObject(value);
  return (value ?? null) as MergedValue;
}

/** In one process a scalar may be an object that prints itself, such as a Date. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
