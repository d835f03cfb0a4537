// How large a city is and how its copies spread: few titles are everywhere, most in one library (a Zipf–Mandelbrot law).
import { librariesOfCity } from '../seed/places.ts';
import { between, type Random, randomOf, weighted } from './chance.ts';

export interface CityOptions {
  /** Editions; each is one book of the catalogue. */
  titles: number;
  /** Copies in all libraries together, exactly; at least as many as titles. */
  items: number;
  seed: number;
  /** How likely each kind of error is in a record; rare kinds are a part of it. */
  dirty: number;
  /** Ids of the members that hold them. */
  libraries: readonly string[];
  /** The day of the city, `2026-11-01`: books appear until then, loans end around it. */
  day: string;
}

export const defaults: CityOptions = {
  titles: 10_000,
  items: 50_000,
  seed: 1,
  dirty: 0.03,
  libraries: librariesOfCity().map(({ id }) => id),
  day: '2026-11-01',
};

/** What makes several editions of one work: volumes have numbers, other editions another publisher or year. */
export type WorkKind = 'SINGLE' | 'EDITIONS' | 'VOLUMES' | 'SET_ISBN';

export interface WorkShape {
  work: number;
  kind: WorkKind;
  /** Its first edition, from 0, and how many there are. */
  first: number;
  editions: number;
}

/** How the works follow one another until there are enough editions. */
export function* worksOf({ titles, seed }: Pick<CityOptions, 'titles' | 'seed'>): Generator<WorkShape> {
  let first = 0;
  for (let work = 0; first < titles; work++) {
    const { kind, editions } = shapeOf(randomOf(seed, 'shape', work));
    // The last work has one edition where more would be too many.
    const shape = first + editions > titles ? { kind: 'SINGLE' as const, editions: 1 } : { kind, editions };
    yield { work, first, ...shape };
    first += shape.editions;
  }
}

function shapeOf(random: Random): { kind: WorkKind; editions: number } {
  const chance = random();
  if (chance < 0.84) return { kind: 'SINGLE', editions: 1 };
  if (chance < 0.94) return { kind: 'EDITIONS', editions: between(random, 2, 4) };
  if (chance < 0.98) return { kind: 'VOLUMES', editions: between(random, 2, 6) };
  return { kind: 'SET_ISBN', editions: between(random, 2, 4) };
}

/** Of how many copies a title would be held beside another: `(u + 0.001) ^ -1`, u spread evenly over the works. */
function popularityOf(seed: number, work: number): number {
  return 1 / (randomOf(seed, 'popularity', work)() + 0.001);
}

/** How many copies each edition has; asked for one work after another. They add up to `items`. */
export function copiesPlan({
  titles,
  items,
  seed,
}: Pick<CityOptions, 'titles' | 'items' | 'seed'>): (shape: WorkShape) => number[] {
  let popularity = 0;
  for (const { work, editions } of worksOf({ titles, seed })) popularity += popularityOf(seed, work) * editions;
  // One copy each, and the rest by popularity. What is lost by rounding goes to the next title.
  const share = (items - titles) / popularity;
  let planned = 0;
  let given = 0;
  return ({ work, editions, first }) => {
    const expected = share * popularityOf(seed, work);
    return Array.from({ length: editions }, (_, index) => {
      planned += expected;
      const isLast = first + index === titles - 1;
      const more = isLast ? items - titles - given : Math.floor(planned) - given;
      given += more;
      return 1 + more;
    });
  };
}

/** How much the libraries buy: the central one most; the children's library almost only children's books. */
const sizes: Record<string, number> = {
  'NJ-JL': 30,
  'NJ-JN': 12,
  'NJ-GL': 8,
  'NJ-QH': 8,
  'NJ-PK': 7,
  'NJ-QX': 7,
  'NJ-LH2T': 6,
  'NJ-YH': 6,
  'NJ-JY': 6,
  'NJ-LH': 6,
  'NJ-XW': 5,
  'NJ-LSH': 5,
  'NJ-GC': 5,
  'NJ-XWC': 4,
};

/** Who holds a work, and with how many copies; the volumes of a work ask with the same `random`. */
export function holdersPlan(
  libraries: readonly string[],
): (random: Random, copies: number, audience: 'ADULT' | 'CHILDREN') => Map<string, number> {
  const pickers = {
    ADULT: weighted(libraries, (id) => (id === 'NJ-XWC' ? 0.3 : (sizes[id] ?? 5))),
    CHILDREN: weighted(libraries, (id) => (id === 'NJ-XWC' ? 14 : (sizes[id] ?? 5))),
  };
  return (random, copies, audience) => {
    const held = new Map<string, number>();
    let last = pickers[audience](random);
    for (let copy = 0; copy < copies; copy++) {
      // A library buys two or three copies at a time.
      if (random() < 0.56) last = pickers[audience](random);
      held.set(last, (held.get(last) ?? 0) + 1);
    }
    return held;
  };
}
