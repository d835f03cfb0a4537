// By which numbers a library's system knows a book: its ISBN and the numbers of the library's own records, from the
// catalogue, and the records that copies here name.
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
    told(ctx, 'central', patienceMs, catalogued(ctx, libraries, books)),
    recordsOf(ctx, libraries, books),
  ]);
  const numbers = keys.map((key): [string, Numbers] => {
    const id = holdingsId(key);
    const { isbn, records: ids } = catalogue.value?.get(key.bookId) ?? { isbn: null, records: [] };
    const prefix = `${key.libraryId}:`;
    const own = ids.filter((record) => record.startsWith(prefix)).map((record) => record.slice(prefix.length));
    const numbers = [...new Set([...own, ...(records.get(id) ?? [])])].toSorted();
    return [id, { bookId: key.bookId, isbns: isbn ? [isbn] : [], records: numbers }];
  });
  return { numbers: new Map(numbers), isCatalogueSilent: catalogue.reason !== null };
}

interface Catalogued {
  id: string;
  isbn: string | null;
  records: string[];
}

async function catalogued(
  ctx: Context,
  libraries: readonly string[],
  ids: readonly string[],
): Promise<Map<string, Catalogued>> {
  const { bookNumbers } = await ctx.ask<{ bookNumbers: Catalogued[] }>(
    'central',
    'query ($ids: [ID!]!, $libraries: [ID!]!) { bookNumbers(ids: $ids, libraries: $libraries) { id isbn records } }',
    { ids, libraries },
  );
  return new Map(bookNumbers.map((book) => [book.id, book]));
}

/** The library's own numbers of the records that name copies of a book, by holdings id. One with `~` is of the catalogue's making. */
async function recordsOf(
  { em }: Context,
  libraries: readonly string[],
  books: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await statement<{ libraryId: string; bookId: string; numbers: string[] }>(
    em,
    `/* recordsOf */ select library_id as "libraryId", book_id as "bookId",
       array_agg(distinct substr(record_id, length(library_id) + 2)) as numbers
     from item where book_id = any($1) and library_id = any($2) and record_id not like library_id || ':~%' group by 1, 2`,
    [books, libraries],
  );
  return new Map(rows.map((row) => [holdingsId(row), row.numbers]));
}
