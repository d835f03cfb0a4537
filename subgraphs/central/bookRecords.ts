// The records of a book as people see them: each with the reason why it is there.
import type { EntityManager } from '@mikro-orm/postgresql';
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

/** The records of books, the one that describes each book first. */
export async function recordsOfBooks(em: EntityManager, bookIds: readonly string[]): Promise<ShownRecord[]> {
  return statement(
    em,
    `/* recordsOfBooks */
     select record.id, record.library_id as "libraryId", control, flavour, bibliographic, book_id as "bookId",
       matched_by as "matchedBy", matched_key as "matchedKey", pinned_at as "pinnedAt", pinned_by as "pinnedBy",
       pinned_reason as "pinnedReason", pinned_from as "pinnedFrom", at, coalesce(described_by = record.id, false) as describes
     from bib_record as record join book on book.id = book_id join library on library.id = record.library_id
     where book_id = any($1) order by describes desc, library.position, record.id`,
    [bookIds],
  );
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
