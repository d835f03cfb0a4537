// A district with books, readers and a courier of its own, made once on the databases of a network that runs.
import type { SubgraphName } from '../../schema/sdl.ts';
import { inDatabase } from '../in-database.ts';

export interface Copy {
  barcode: string;
  library: string;
  book: string;
}

export interface LendingWorld {
  books: readonly string[];
  copies: readonly Copy[];
  cards: readonly string[];
  /** Where copies stand, come back and are picked up. */
  branches: readonly string[];
  courier: { id: string; secret: string };
  /** Who waits, or has waited, for what: two equal wishes are one hold, and have no key each. */
  wishes: Set<string>;
}

const books = 60;
const copiesOfEach = 5;
const readers = 800;
const libraries = [
  { library: 'NJ-JN', branch: 'JN-MAIN' },
  { library: 'NJ-GC', branch: 'GC-MAIN' },
];

/** Adds the books, their copies in two districts, the readers and the courier. */
export async function makeLendingWorld(
  databaseUrl: (name: SubgraphName) => string,
  gateway: { url: string; token: string },
): Promise<LendingWorld> {
  const now = new Date();
  await inDatabase(
    databaseUrl('central'),
    `insert into book (id, title, year, class_number, volumes, sample)
     select 'L' || lpad(n::text, 5, '0'), '【样例】' || n, 2026, 'I247.5', 1, true from generate_series(1, $1::int) as n`,
    [books],
  );
  await inDatabase(
    databaseUrl('central'),
    `insert into known_holdings (book_id, library_id, total, available, held, as_of)
     select book.id, library.id, 0, 0, 0, $1 from book, library where book.id ~ '^L\\d{5}$'`,
    [now],
  );
  for (const [index, { library, branch }] of libraries.entries()) {
    await inDatabase(
      databaseUrl('districts'),
      `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status,
         catalogued, slot_released, sample)
       select $1 || ':L' || $3::int || '-' || n || '-' || m, $1, 'L' || $3::int || '-' || n || '-' || m, 'L' || lpad(n::text, 5, '0'),
         'I247.5/' || n, 'I247.5/' || lpad(n::text, 5, '0'), $2, '【样例】', 'AVAILABLE', true, false, true
       from generate_series(1, $4::int) as n, generate_series(1, $5::int) as m`,
      [library, branch, index, books, copiesOfEach],
    );
  }
  await inDatabase(
    databaseUrl('lending'),
    `insert into reader (id, card, name, type, band, band_as_of, band_source, suspended, loan_quota, open_loans, sample)
     select 'L' || n, 'L' || n, '【样例】读者', 'ADULT', 'GOOD', now(), '【样例】', false, 8, 0, true
     from generate_series(1, $1::int) as n`,
    [readers],
  );
  return {
    books: Array.from({ length: books }, (_, index) => `L${String(index + 1).padStart(5, '0')}`),
    copies: libraries.flatMap(({ library }, place) =>
      Array.from({ length: books * copiesOfEach }, (_, index) => {
        const number = Math.floor(index / copiesOfEach) + 1;
        const barcode = `L${place}-${number}-${(index % copiesOfEach) + 1}`;
        return { barcode, library, book: `L${String(number).padStart(5, '0')}` };
      }),
    ),
    cards: Array.from({ length: readers }, (_, index) => `L${index + 1}`),
    branches: libraries.map(({ branch }) => branch),
    courier: { id: 'CRASH', secret: await registerCourier(gateway) },
    wishes: new Set(),
  };
}

async function registerCourier({ url, token }: { url: string; token: string }): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { registerCourier(id: "CRASH", name: "【样例】快递") { secret } }' }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { registerCourier: { secret: string } };
    errors?: unknown;
  };
  if (!data) throw new Error(JSON.stringify(errors));
  return data.registerCourier.secret;
}
