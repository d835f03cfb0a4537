// Which loan comes when: pure, so that whoever plays lends and takes back the same copies.

export const readers = 20_000;
/** Half of them belong to the central library, half to a district; each stands in the main building of its library. */
export const copies = 4_000;

/** A copy that is lent and taken back at the branch where it stands. */
export interface Visit {
  idempotencyKey: string;
  card: string;
  barcode: string;
  library: string;
  branch: string;
}

const libraries = [
  { library: 'NJ-JL', branch: 'JL-MAIN' },
  { library: 'NJ-JN', branch: 'JN-MAIN' },
] as const;

export const cardOf = (number: number): string => `BENCH${String(number).padStart(6, '0')}`;
export const barcodeOf = (number: number): string => `BENCH${String(number).padStart(6, '0')}`;
/** Two copies of each book, one in each library. */
export const bookOf = (copy: number): string => `LEND${String(Math.floor(copy / libraries.length)).padStart(5, '0')}`;
export const placeOf = (copy: number) => libraries[copy % libraries.length] as (typeof libraries)[number];

/** The visit with a number. A copy comes again when all others have been lent, a reader when all others have come. */
export function visitOf(number: number): Visit {
  const copy = number % copies;
  return {
    idempotencyKey: `bench-${number}`,
    card: cardOf(number % readers),
    barcode: barcodeOf(copy),
    ...placeOf(copy),
  };
}
