// Looking books up by id and by ISBN.
import { toIsbn13 } from '../../lib/isbn.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';

/** All records that carry an ISBN, in any written form. */
export function booksByIsbn(ctx: Context, isbn: string): Promise<Book[]> {
  return ctx.em.find(Book, { isbns: { $contains: [toIsbn13(isbn)] } }, { orderBy: { id: 'asc' } });
}

/** The books that have or had these ids, and those that carry one of these ISBNs (13 digits), in one statement. */
export function bookRecords(ctx: Context, { ids, isbns }: { ids: string[]; isbns: string[] }): Promise<Book[]> {
  return entities(
    ctx.em,
    Book,
    'bookRecords',
    `where id in (select unnest($1::text[]) union select book_id from book_alias where book_alias.id = any($1)
       union select id from book where isbns && $2::text[]) order by id`,
    [ids, isbns],
  );
}

/** Titles for other subgraphs, in one statement, by the ids that they ask by; an id that is no book's is left out. */
export function bookTitles(ctx: Context, ids: string[]): Promise<Pick<Book, 'id' | 'title'>[]> {
  return statement(
    ctx.em,
    `/* bookTitles */ select id, title from book where id = any($1)
     union all select book_alias.id, title from book_alias join book on book.id = book_id where book_alias.id = any($1)`,
    [ids],
  );
}

/** By which numbers libraries know a book: its ISBN, and the ids of the records that they have of it. */
export interface BookNumbers {
  /** As it was asked for. */
  id: string;
  isbn: string | null;
  records: string[];
}

/**
 * The numbers of books for other subgraphs, in one statement, by the ids that they ask by; an id that is no book's is left out. A record
 * without a control number has none that its library would know.
 */
export function bookNumbers(
  ctx: Context,
  { ids, libraries }: { ids: string[]; libraries: string[] },
): Promise<BookNumbers[]> {
  return statement(
    ctx.em,
    `/* bookNumbers */ select asked.id, book.isbn, array(
       select record.id from bib_record as record
       where record.book_id = book.id and record.library_id = any($2) and record.control is not null
         and record.id = record.library_id || ':' || record.control
       order by record.id) as records
     from unnest($1::text[]) as asked(id) left join book_alias on book_alias.id = asked.id
     join book on book.id = coalesce(book_alias.book_id, asked.id)`,
    [ids, libraries],
  );
}
