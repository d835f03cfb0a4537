// The records of a book as people see them: each with the reason why it is there.
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { statement } from '../../lib/statements.ts';
import type { BibRecord } from './recordEntities.ts';

/** A record without its fields. */
export type ShownRecord = Pick<
  BibRecord,
  | 'id'
  | 'libraryId'
  | 'control'
  | 'flavour'
  | 'bibliographic'
  | 'bookId'
  | 'matchedBy'
  | 'pinnedBy'
  | 'pinnedReason'
  | 'pinnedFrom'
> & { matchedKey: string | null; pinnedAt: string | Date | null; at: string | Date; describes: boolean }; // prettier-ignore

/** A page of the records of one book. */
export interface RecordsQuestion extends PageArguments {
  bookId: string;
}

/**
 * Pages of the records of books, all pages of one turn by one statement.
 * @throws CallerError BAD_USER_INPUT, for each page, when its size or its cursor is none
 */
export function recordPages(em: EntityManager): DataLoader<RecordsQuestion, Connection<ShownRecord>, string> {
  return new DataLoader(async (questions: readonly RecordsQuestion[]) => pagesOf(em, questions.map(checked)), {
    cacheKeyFn: ({ bookId, first, after }) => JSON.stringify([bookId, first, after ?? null]),
  });
}

interface Asked {
  bookId: string;
  most: number;
  /** The record that stands first: the one that described the book when the first page was read; null on that page. */
  head: string | null;
  place: number;
  id: string;
}

/** Where a record stands: the first one of all, and then its library's position and its id. */
interface Placed extends ShownRecord {
  head: string;
  place: number;
}

const [beforeAll, ofHead] = [-2, -1];

function checked({ bookId, first, after }: RecordsQuestion): Asked | Error {
  try {
    const most = checkFirst(first);
    const [head = null, place = beforeAll, id = ''] =
      (decodeCursor(after, ['string', 'number', 'string']) as [string, number, string] | null) ?? [];
    return { bookId, most, head, place, id };
  } catch (error) {
    return error as Error;
  }
}

async function pagesOf(em: EntityManager, questions: readonly (Asked | Error)[]) {
  const rows = await statement<Partial<Placed> & { number: number; total: number }>(
    em,
    `/* recordPages */
     select asked.number::int as number, (select count(*)::int from bib_record where book_id = asked.book_id) as total, page.*
     from rows from (
       jsonb_to_recordset($1::jsonb) as (book_id text, most int, head text, place int, id text)
     ) with ordinality as asked (book_id, most, head, place, id, number)
     left join lateral (
       select placed.* from (
         select record.id, record.library_id as "libraryId", control, flavour, bibliographic, book_id as "bookId",
           matched_by as "matchedBy", matched_key as "matchedKey", pinned_at as "pinnedAt", pinned_by as "pinnedBy",
           pinned_reason as "pinnedReason", pinned_from as "pinnedFrom", at, coalesce(described_by = record.id, false) as describes,
           first.id as head, case record.id when first.id then ${ofHead} else library.position end as place
         from book join bib_record as record on record.book_id = book.id join library on library.id = record.library_id
           cross join lateral (select coalesce(asked.head, described_by, '') as id) as first
         where book.id = asked.book_id
       ) as placed
       where (placed.place, placed.id) > (asked.place, asked.id) order by placed.place, placed.id limit asked.most + 1
     ) as page on true
     order by asked.number, page.place, page.id`,
    [JSON.stringify(questions.map((asked) => (asked instanceof Error ? {} : rowOf(asked))))],
  );
  const byNumber = Map.groupBy(rows, ({ number }) => number);
  return questions.map((asked, index) => {
    if (asked instanceof Error) return asked;
    const found = byNumber.get(index + 1) ?? [];
    const records = found.filter((row): row is Placed & (typeof rows)[number] => row.id != null);
    return toConnection<Placed>(records, asked.most, found[0]?.total ?? 0, ({ head, place, id }) => [head, place, id]);
  });
}

function rowOf({ bookId, most, head, place, id }: Asked) {
  return { book_id: bookId, most, head, place, id };
}

/** Why a record is of its book, in Chinese and English. */
export function whyOf({ matchedBy, matchedKey, pinnedReason }: ShownRecord): string {
  switch (matchedBy) {
    case 'NEW':
      return '该书目由此记录建立。The book was made for this record.';
    case 'ISBN':
      return `ISBN、卷册与题名一致：${matchedKey}。ISBN, volume and title agree: ${matchedKey}.`;
    case 'DESCRIPTION':
      return `题名、卷册、责任者、出版者与年份（重印本：页数）一致：${matchedKey}。Title, volume, people, publisher and year (of a reprint: pages) agree: ${matchedKey}.`;
    case 'LIBRARIAN':
      return `由馆员归入：${pinnedReason}。A librarian has put it here: ${pinnedReason}.`;
  }
}

/** A librarian's decision about a record; null when there is none. */
export function pinOf({ pinnedAt, pinnedBy, pinnedReason, pinnedFrom }: ShownRecord) {
  return pinnedAt === null
    ? null
    : { by: pinnedBy ?? '', at: new Date(pinnedAt ?? 0), reason: pinnedReason ?? '', from: pinnedFrom ?? null };
}
