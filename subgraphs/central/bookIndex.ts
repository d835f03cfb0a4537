// The columns of a book that are computed from its description, and the job that computes them where they are missing or of an older kind.
// Whoever writes a book writes `searchColumnsOf` with it; who does not, is found by nothing until the job has come by, within seconds.
import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import type { Contributor } from '../../lib/marc/bibliographic.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { callNumberVectorOf, numberOf, searchVectorOf } from './searchTerms.ts';

/** To be raised with every change of what `searchColumnsOf` makes of the same book: all books are indexed anew. */
export const searchVersion = 1;

/** How often the job looks for books that are not indexed, in seconds. */
export const indexSeconds = 10;
/** Some 20 ms of work, between which others are answered. */
const batch = 50;

/** What of a book its index is made of. */
export interface Described {
  title: string;
  otherTitle?: string | null | undefined;
  volume?: string | null | undefined;
  volumeTitle?: string | null | undefined;
  responsibility?: string | null | undefined;
  contributors?: readonly Pick<Contributor, 'name'>[] | undefined;
  subjects?: readonly string[] | undefined;
  series?: readonly string[] | undefined;
  publisher?: string | null | undefined;
  year?: number | null | undefined;
  classNumber?: string | null | undefined;
  /** 13 digits each. */
  isbns?: readonly string[] | undefined;
}

export interface SearchColumns {
  search: string;
  searchVersion: number;
  classSort: string | null;
}

/**
 * Everything that is computed from a book's description, to be written with it. Pure: the same in a worker thread. Call numbers are
 * kept by the database when `search` is written anew (the trigger `book_call_numbers`).
 */
export function searchColumnsOf(book: Described): SearchColumns {
  return {
    search: searchVectorOf({
      title: book.title,
      moreTitle: [book.otherTitle ?? null, book.volume ?? null, book.volumeTitle ?? null],
      responsibility: book.responsibility ?? null,
      contributors: book.contributors ?? [],
      subjects: book.subjects ?? [],
      series: book.series ?? [],
      publisher: book.publisher ?? null,
      year: book.year ?? null,
      classNumber: book.classNumber ?? null,
      isbns: book.isbns ?? [],
    }),
    searchVersion,
    classSort: book.classNumber ? classSortOf(book.classNumber) : null,
  };
}

/** A text that sorts classes as the CLC does when compared byte by byte: I247.5 before I25. */
export function classSortOf(classNumber: string): string {
  return callNumberSortKey(numberOf(classNumber));
}

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
