// The job that computes the columns by which books are found where they are missing or of an older kind, and the call numbers beside them.
import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { type Described, searchColumnsOf, searchVersion } from './searchColumns.ts';
import { callNumberVectorOf, numberOf } from './searchTerms.ts';

/** How often the job looks for books that are not indexed, in seconds. */
export const indexSeconds = 10;
/** Some 20 ms of work, between which others are answered. */
const batch = 50;

/** Lets books be found by the call numbers of their copies too. One statement, however many; what is known already writes nothing. */
export async function addCallNumbers(
  em: EntityManager,
  rows: readonly { bookId: string; callNumber: string }[],
): Promise<void> {
  const byBook = Map.groupBy(
    rows.filter(({ callNumber }) => numberOf(callNumber) !== ''),
    ({ bookId }) => bookId,
  );
  const books = [...byBook].toSorted(([left], [right]) => (left < right ? -1 : 1));
  if (books.length === 0) return;
  await statement(
    em,
    `/* addCallNumbers */ update book set search = book.search || added.numbers
     from (select id, numbers::tsvector from unnest($1::text[], $2::text[]) as given(id, numbers)) as added
     where book.id = added.id and not tsvector_to_array(added.numbers) <@ tsvector_to_array(book.search)`,
    [
      books.map(([id]) => id),
      books.map(([, copies]) => callNumberVectorOf(copies.map(({ callNumber }) => callNumber))),
    ],
  );
}

/** The job that indexes books whose index is missing or of an older kind. */
export async function indexBooks({ em }: Pick<Context, 'em'>): Promise<void> {
  while ((await indexSome(em)) === batch) await setImmediate();
}

async function indexSome(em: EntityManager): Promise<number> {
  const books = await statement<Described & { id: string }>(
    em,
    `/* indexBooks */ select id, title, other_title as "otherTitle", volume, volume_title as "volumeTitle", responsibility, contributors,
       subjects, series, publisher, year, class_number as "classNumber", isbns
     from book where search_version < $1 order by search_version, id limit ${batch}`,
    [searchVersion],
  );
  const columns = books.map(searchColumnsOf);
  if (books.length === 0) return 0;
  // Who has described the book anew in the meantime has indexed it too.
  await statement(
    em,
    `/* indexBooks */ update book set search = indexed.search::tsvector, class_sort = indexed.class_sort, search_version = $4
     from unnest($1::text[], $2::text[], $3::text[]) as indexed(id, search, class_sort)
     where book.id = indexed.id and book.search_version < $4`,
    [
      books.map(({ id }) => id),
      columns.map(({ search }) => search),
      columns.map(({ classSort }) => classSort),
      searchVersion,
    ],
  );
  return books.length;
}
