// By what books are found: the job that computes it where it is missing or of an older kind, and the call numbers beside it.
import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { type Described, searchColumnsOf, searchVersion } from './searchColumns.ts';
import { callNumberOf, classLexemeOf, quoted } from './searchTerms.ts';

/** How often the job looks for books that are not indexed, in seconds. */
export const indexSeconds = 10;
/** Some 20 ms of work, between which others are answered. */
const batch = 50;

/**
 * Lets books be found by call numbers of their records and copies too. One statement, however many; what is known already writes
 * nothing. A book is indexed anew only by a number whose class none begins with that it is found by.
 */
export async function addCallNumbers(
  em: EntityManager,
  rows: readonly { bookId: string; callNumber: string }[],
): Promise<void> {
  const numbered = rows
    .map(({ bookId, callNumber }) => ({ bookId, number: callNumberOf(callNumber) }))
    .filter(({ number }) => number !== '');
  if (numbered.length === 0) return;
  await statement(
    em,
    `/* addCallNumbers */ with given as (
       select distinct on (book_id, number) * from unnest($1::text[], $2::text[], $3::text[]) as given(book_id, number, class)
       where (select true from book where id = book_id) order by book_id, number
     ), added as (
       insert into book_call_number (book_id, number) select book_id, number from given on conflict do nothing
     ), news as (
       select book_id, string_agg(class || ':1C', ' ')::tsvector as search from given
       cross join lateral (select search from book_index where book_index.book_id = given.book_id limit 1) as found_by
       where not found_by.search @@ (class || ':*')::tsquery group by book_id
     )
     update book_index set search = book_index.search || locked.news
     from (
       select book_id, news.search as news from book_index join news using (book_id) order by book_id for no key update of book_index
     ) as locked
     where book_index.book_id = locked.book_id`,
    [
      numbered.map(({ bookId }) => bookId),
      numbered.map(({ number }) => number),
      numbered.map(({ number }) => quoted(classLexemeOf(number))),
    ],
  );
}

/** The class of a call number as a part of a `tsvector`. */
export function classMarkOf(callNumber: string): string {
  return `${quoted(classLexemeOf(callNumber))}:1C`;
}

/** The job that indexes books whose index is missing or of an older kind. */
export async function indexBooks({ em }: Pick<Context, 'em'>): Promise<void> {
  while ((await indexSome(em)) === batch) await setImmediate();
}

/** Indexes a book that has just been made. */
export async function indexBook(em: EntityManager, id: string): Promise<void> {
  await indexSome(em, 'and book_id = $2', [id]);
}

/** @param which rows of `book_index`, by `$2` and on */
async function indexSome(em: EntityManager, which = '', values: readonly unknown[] = []): Promise<number> {
  const books = await statement<Described & { id: string; xmin: string }>(
    em,
    `/* indexBooks */ select id, book_index.xmin::text, title, other_title as "otherTitle", volume, volume_title as "volumeTitle", responsibility, contributors,
       subjects, series, publisher, book.year, class_number as "classNumber", isbns,
       array(select number from book_call_number where book_call_number.book_id = id) as "callNumbers"
     from book_index join book on id = book_id where version < $1 ${which}
     order by version, book_id limit ${batch}`,
    [searchVersion, ...values],
  );
  const columns = books.map(searchColumnsOf);
  if (books.length === 0) return 0;
  // What was written in the meantime is indexed by who wrote it, or the next time.
  await statement(
    em,
    `/* indexBooks */ update book_index set search = indexed.search::tsvector, class_sort = indexed.class_sort, version = $4
     from unnest($1::text[], $2::text[], $3::text[], $5::text[]) as indexed(id, search, class_sort, was)
     where book_id = indexed.id and book_index.xmin::text = indexed.was`,
    [
      books.map(({ id }) => id),
      columns.map(({ search }) => search),
      columns.map(({ classSort }) => classSort),
      searchVersion,
      books.map(({ xmin }) => xmin),
    ],
  );
  return books.length;
}
