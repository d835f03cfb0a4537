// Batching per request: all keys asked for in one turn become one statement.
import DataLoader from 'dataloader';
import type { BaseContext } from './subgraph.ts';

/** Loads one row per key; null for a key that has none. */
export function oneByKey<Key, Row>(
  find: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** Loads all rows per key, in the order in which they were found; none for a key that has none. */
export function manyByKey<Key, Row>(
  find: (keys: readonly Key[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): DataLoader<Key, Row[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await find(keys), keyOf);
    return keys.map((key) => rows.get(key) ?? []);
  });
}

/** A context with its loaders, which `forget` empties by making new ones. */
export function withLoaders<Loaders>(
  base: BaseContext,
  create: (base: BaseContext) => Loaders,
): BaseContext & { loaders: Loaders } {
  const ctx = {
    ...base,
    loaders: create(base),
    forget() {
      ctx.loaders = create(base);
    },
  };
  return ctx;
}
