// By which numbers a library's system knows a book: its ISBN, from the catalogue, and the numbers of the library's own records.
import { type HoldingsKey, holdingsId } from '../../../lib/items/holdings.ts';
import { statement } from '../../../lib/statements.ts';
import { told } from '../../../lib/told.ts';
import type { Context } from '../context.ts';
import type { Numbers } from './protocol.ts';

export interface NumbersTold {
  /** By holdings id. */
  numbers: Map<string, Numbers>;
  /** The catalogue did not answer: more numbers may be there. */
  isCatalogueSilent: boolean;
}

/** The numbers of books in libraries; one question to the catalogue, waited for so many ms. */
export async function numbersOf(ctx: Context, keys: readonly HoldingsKey[], patienceMs: number): Promise<NumbersTold> {
  if (keys.length === 0) return { numbers: new Map(), isCatalogueSilent: false };
  const books = [...new Set(keys.map(({ bookId }) => bookId))];
  const libraries = [...new Set(keys.map(({ libraryId }) => libraryId))];
  const [catalogue, records] = await Promise.all([
    told(ctx, 'central', patienceMs, isbnsOf(ctx, books)),
    recordsOf(ctx, libraries, books),
  ]);
  const numbers = keys.map((key): [string, Numbers] => {
    const id = holdingsId(key);
    const isbn = catalogue.value?.get(key.bookId);
    return [id, { bookId: key.bookId, isbns: isbn ? [isbn] : [], records: records.get(id) ?? [] }];
  });
  return { numbers: new Map(numbers), isCatalogueSilent: catalogue.reason !== null };
}

async function isbnsOf(ctx: Context, ids: readonly string[]): Promise<Map<string, string | null>> {
  const { bookRecords } = await ctx.ask<{ bookRecords: { id: string; isbn: string | null }[] }>(
    'central',
    'query ($ids: [ID!]!) { bookRecords(ids: $ids, isbns: []) { id isbn } }',
    { ids },
  );
  return new Map(bookRecords.map(({ id, isbn }) => [id, isbn]));
}

/** The library's own numbers of the records that name copies of a book, by holdings id. */
async function recordsOf(
  { em }: Context,
  libraries: readonly string[],
  books: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await statement<{ libraryId: string; bookId: string; numbers: string[] }>(
    em,
    `/* recordsOf */ select library_id as "libraryId", book_id as "bookId",
       array_agg(distinct substr(record_id, length(library_id) + 2)) as numbers
     from item where book_id = any($1) and library_id = any($2) and record_id is not null group by 1, 2`,
    [books, libraries],
  );
  return new Map(rows.map((row) => [holdingsId(row), row.numbers]));
}
