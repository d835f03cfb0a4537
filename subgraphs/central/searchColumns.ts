// The columns of `book_index` that are computed from a book's description. A book whose writer does not write them is found by nothing until the
// job has come by (bookIndex.ts), within seconds.
import { callNumberSortKey } from '../../lib/callNumbers.ts';
import type { Contributor } from '../../lib/marc/bibliographic.ts';
import { numberOf, searchVectorOf } from './searchTerms.ts';

/** To be raised with every change of what `searchColumnsOf` makes of the same book: all books are indexed anew. */
export const searchVersion = 2;

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
  callNumbers?: readonly string[] | undefined;
}

export interface SearchColumns {
  search: string;
  classSort: string | null;
}

/** Everything that is computed from a book's description. Pure: the same in any process. */
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
      callNumbers: book.callNumbers ?? [],
    }),
    classSort: book.classNumber ? classSortOf(book.classNumber) : null,
  };
}

/** A text that sorts classes as the CLC does when compared byte by byte: I247.5 before I25. */
export function classSortOf(classNumber: string): string {
  return callNumberSortKey(numberOf(classNumber));
}
