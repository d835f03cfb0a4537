// The planner asks under aliases of its own where types would clash, and sends an interface's name where a subgraph knows only
// an interface object. Rewrites undo the one and do the other. Paths start at the entity (at the root for a root fetch).
import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import type { GraphQLSchema } from 'graphql';
import { isTypeOrSubtype } from '../planner/schema.ts';
import { answeredTypeName, isObject, type MergedObject } from './merge.ts';

/** Applies rewrites in order, in place. */
export function applyRewrites(
  value: MergedObject,
  rewrites: readonly FetchRewrite[] | undefined,
  schema: GraphQLSchema,
): void {
  for (const rewrite of rewrites ?? []) {
    if ('KeyRenamer' in rewrite) {
      const { path, renameKeyTo } = rewrite.KeyRenamer;
      atLastKey(value, path, schema, (parent, key) => {
        const renamed = parent[key];
        if (renamed === undefined) return;
        delete parent[key];
        parent[renameKeyTo] = renamed;
      });
    } else {
      const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
      atLastKey(value, path, schema, (parent, key) => {
        parent[key] = setValueTo;
      });
    }
  }
}

/** An error's path with the planner's aliases replaced by the client's keys. */
export function renamedPath(
  path: readonly (string | number)[],
  rewrites: readonly FetchRewrite[] | undefined,
): (string | number)[] {
  if (!rewrites || rewrites.length === 0) return [...path];
  const renames = renamesOf(rewrites);
  return path.map((segment) => renames.get(segment) ?? segment);
}

/** The keys that are renamed to, by the keys they had. */
export function renamesOf(rewrites: readonly FetchRewrite[] | undefined): ReadonlyMap<string | number, string> {
  const renames = new Map<string | number, string>();
  for (const rewrite of rewrites ?? []) {
    if (!('KeyRenamer' in rewrite)) continue;
    const last = rewrite.KeyRenamer.path.at(-1);
    if (last && 'Key' in last) renames.set(last.Key, rewrite.KeyRenamer.renameKeyTo);
  }
  return renames;
}

function atLastKey(
  value: unknown,
  [segment, ...rest]: readonly FetchNodePathSegment[],
  schema: GraphQLSchema,
  change: (parent: MergedObject, key: string) => void,
): void {
  if (!segment) return;
  if (Array.isArray(value)) {
    for (const item of value) atLastKey(item, [segment, ...rest], schema, change);
  } else if (!isObject(value)) {
    return;
  } else if ('TypenameEquals' in segment) {
    const name = answeredTypeName(value);
    const isMeant =
      name === undefined || segment.TypenameEquals.some((condition) => isTypeOrSubtype(schema, name, condition));
    if (isMeant) atLastKey(value, rest, schema, change);
  } else if (rest.length === 0) {
    change(value as MergedObject, segment.Key);
  } else {
    atLastKey(value[segment.Key], rest, schema, change);
  }
}
