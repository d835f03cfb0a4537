// Where types stand on the map: a column of places for each service, most connected types first, and lines between those that refer to
// each other.
import type { MappedType } from './schema.ts';

export const typeWidth = 204;
export const typeHeight = 24;
const gap = 6;
const columnGap = 40;
const perColumn = 26;
export const top = 30;

export interface Place {
  type: MappedType;
  x: number;
  y: number;
}

export interface MapPicture {
  width: number;
  height: number;
  places: Place[];
  /** The name of each service over its first column. */
  headings: { subgraph: string; x: number }[];
  /** Pairs of types, by name, of which the first has a field of the second. */
  edges: (readonly [Place, Place])[];
}

export function layOutMap(types: readonly MappedType[]): MapPicture {
  const names = new Set(types.map(({ name }) => name));
  const references = types.flatMap((type) =>
    [...new Set(type.fields.map((field) => field.of))]
      .filter((of) => names.has(of) && of !== type.name)
      .map((of) => [type.name, of] as const),
  );
  const weight = Object.groupBy(references.flat(), (name) => name);
  const heavy = (type: MappedType) => weight[type.name]?.length ?? 0;
  const byOwner = Map.groupBy(types, ({ owners }) => owners[0] ?? '');
  const places: Place[] = [];
  const headings: MapPicture['headings'] = [];
  let x = 0;
  for (const subgraph of [...byOwner.keys()].toSorted()) {
    const own = (byOwner.get(subgraph) ?? []).toSorted((one, other) => heavy(other) - heavy(one));
    headings.push({ subgraph, x });
    own.forEach((type, index) => {
      const column = Math.floor(index / perColumn);
      places.push({
        type,
        x: x + column * (typeWidth + gap),
        y: top + (index % perColumn) * (typeHeight + gap),
      });
    });
    x += Math.ceil(own.length / perColumn) * (typeWidth + gap) + columnGap;
  }
  const placeOf = new Map(places.map((place) => [place.type.name, place]));
  const edges = references.map(([from, to]) => [placeOf.get(from) as Place, placeOf.get(to) as Place] as const);
  const height = Math.max(0, ...places.map(({ y }) => y)) + typeHeight + gap;
  return { width: Math.max(0, x - columnGap), height, places, headings, edges };
}
