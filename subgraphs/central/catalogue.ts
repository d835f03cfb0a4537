// Looking books up by id and by ISBN.
import { toIsbn13 } from '../../lib/isbn.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';

/** All records that carry an ISBN, in any written form. */
export function booksByIsbn(ctx: Context, isbn: string): Promise<Book[]> {
  return ctx.em.find(Book, { isbn: toIsbn13(isbn) }, { orderBy: { id: 'asc' } });
}

/** The records with these ids, and those that carry one of these ISBNs (13 digits), in one statement. */
export function bookRecords(ctx: Context, { ids, isbns }: { ids: string[]; isbns: string[] }): Promise<Book[]> {
  return ctx.em.find(Book, { $or: [{ id: ids }, { isbn: isbns }] }, { orderBy: { id: 'asc' } });
}

/** Titles for other subgraphs, in one statement; an id that is no book's is left out. */
export function bookTitles(ctx: Context, ids: string[]): Promise<Pick<Book, 'id' | 'title'>[]> {
  return ctx.em.find(Book, { id: ids }, { fields: ['id', 'title'] });
}
