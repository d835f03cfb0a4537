// `lastKnown`: what owners report of their holdings. Never shown as live. A row is as old as its report, or as the later
// word of its library that all it told was still true (lib/items/publication.ts).
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';

export interface HoldingsReport {
  library: string;
  bookId: string;
  total: number;
  available: number;
  held: number;
  asOf: Date;
  /** What `asOf` lacks: it has milliseconds. */
  microseconds?: number;
}

/** What the catalogue last heard of one library's copies of one book. */
export interface KnownRow {
  bookId: string;
  libraryId: string;
  total: number;
  available: number;
  /** When that was last true for certain. */
  asOf: Date;
}

/**
 * Keeps the newest report per library and book; an older one that arrives late changes nothing, and one of an unknown book neither.
 * One statement, which locks rows in their order: reports that come at once wait for each other and do not deadlock.
 */
export async function recordHoldings(ctx: Context, reports: readonly HoldingsReport[]): Promise<boolean> {
  await statement(
    ctx.em,
    `/* recordHoldings */ insert into known_holdings (book_id, library_id, total, available, held, as_of)
     select distinct on (told."bookId", told.library) told."bookId", told.library, told.total, told.available, told.held, moment
     from jsonb_to_recordset($1::jsonb) as told (library text, "bookId" text, total int, available int, held int,
       "asOf" timestamptz, microseconds int)
     cross join lateral (select told."asOf" + coalesce(told.microseconds, 0) * interval '1 microsecond') as dated (moment)
     where exists (select from book where id = told."bookId")
     order by told."bookId", told.library, moment desc
     on conflict (book_id, library_id) do update
     set total = excluded.total, available = excluded.available, held = excluded.held, as_of = excluded.as_of
     where known_holdings.as_of <= excluded.as_of`,
    [JSON.stringify(reports)],
  );
  return true;
}

/** Libraries say that as of a moment all that they told was still true. An older word that arrives late changes nothing. */
export async function recordStillTrue(ctx: Context, libraries: readonly string[], asOf: Date): Promise<boolean> {
  await ctx.em.execute(
    `/* recordStillTrue */ insert into library_report (library_id, as_of)
     select id, ? from library where id = any (array[?]::text[])
     on conflict (library_id) do update set as_of = greatest(library_report.as_of, excluded.as_of)`,
    [asOf, libraries],
  );
  return true;
}

/** What the catalogue last heard of some books. */
export async function knownHoldings(em: EntityManager, bookIds: readonly string[]): Promise<KnownRow[]> {
  const rows = await em.execute<(Omit<KnownRow, 'asOf'> & { asOf: string | Date })[]>(
    `/* knownHoldings */ select book_id as "bookId", library_id as "libraryId", total, available,
       greatest(known.as_of, report.as_of) as "asOf"
     from known_holdings as known left join library_report as report using (library_id) where book_id in (?)`,
    [bookIds],
  );
  return rows.map((row) => ({ ...row, asOf: new Date(row.asOf) }));
}

/**
 * SQL of what every library last said of the book in a parameter, for the rules. A library that says everything it told is true,
 * and never told of this book, has none of it; one that never said anything has no row.
 */
export const lastKnownSql = (bookId: string): string =>
  `select library.id as library, coalesce(held, 0) as held, coalesce(available, 0) as available,
     greatest(known.as_of, report.as_of) as "asOf", position
   from library
   left join known_holdings as known on known.library_id = library.id and known.book_id = ${bookId}
   left join library_report as report on report.library_id = library.id
   where known.as_of is not null or report.as_of is not null`;
