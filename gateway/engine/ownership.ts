// Answers may be held by others: by another run, or by a subgraph in this process. What a plan writes into must be its own, so that
// much of an answer is copied, and the rest of it stands in the tree as it is.
import type { FlattenNodePathSegment, PlanNode } from '@graphql-hive/router-query-planner';
import type { MergedObject, MergedValue } from './merge.ts';

/** Objects of the tree that fetches write into, those on the way to them included, by response keys from where an answer goes. */
export interface OwnPlaces {
  below: ReadonlyMap<string, OwnPlaces>;
}

type Path = readonly FlattenNodePathSegment[];

/** The paths of all objects that a plan's fetches of entities write into. */
export function entityPaths(node: PlanNode | undefined | null): Path[] {
  switch (node?.kind) {
    case 'Flatten':
      return [node.path];
    case 'BatchFetch':
      return node.entityBatch.aliases.flatMap(({ paths }) => paths);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(entityPaths);
    case 'Condition':
      return [...entityPaths(node.ifClause), ...entityPaths(node.elseClause)];
    default:
      return [];
  }
}

/** What of an answer that goes to the objects at `places` is written into later: all of `written` that lies below one of them. */
export function ownPlaces(written: readonly Path[], places: readonly Path[]): OwnPlaces {
  const root = newPlace();
  const targets = places.map(keysOf);
  for (const keys of written.map(keysOf)) {
    for (const target of targets) {
      if (!target.every((key, at) => keys[at] === key)) continue;
      let place = root;
      for (const key of keys.slice(target.length)) {
        const next = place.below.get(key) ?? newPlace();
        place.below.set(key, next);
        place = next;
      }
    }
  }
  return root;
}

/** The same object, with what is written into below it copied; all else is shared with the original, itself if that is all. */
export function copyBelow(source: MergedObject, places: OwnPlaces): MergedObject {
  return places.below.size === 0 ? source : copyOwn(source, places);
}

function copyOwn(source: MergedObject, { below }: OwnPlaces): MergedObject {
  const copy = { ...source };
  for (const [key, place] of below) {
    const value = copy[key];
    if (value !== undefined) copy[key] = copyValue(value, place);
  }
  return copy;
}

function copyValue(value: MergedValue, place: OwnPlaces): MergedValue {
  if (Array.isArray(value)) return value.map((item) => copyValue(item, place));
  return typeof value === 'object' && value !== null ? copyOwn(value, place) : value;
}

interface GrowingPlaces {
  below: Map<string, GrowingPlaces>;
}

function newPlace(): GrowingPlaces {
  return { below: new Map() };
}

function keysOf(path: Path): string[] {
  return path.flatMap((segment) => (typeof segment === 'object' && 'Field' in segment ? [segment.Field] : []));
}
