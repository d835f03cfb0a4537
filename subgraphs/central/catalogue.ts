// Looking books up: by id, by ISBN, by words.
import { CallerError } from '../../lib/errors.ts';
import { isMeantAsIsbn, toIsbn13 } from '../../lib/isbn.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';

const maxQueryLength = 200;

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

/** Books in which every word of the query occurs, the most widely held first. */
export async function searchBooks(
  ctx: Context,
  { query, first, after }: PageArguments & { query: string },
): Promise<Connection<Book>> {
  checkFirst(first);
  const words = wordsOf(query);
  const [held, id] = decodeCursor(after, ['number', 'string']) ?? [null, null];
  const [rows, [count]] = await Promise.all([
    ctx.em.execute<(Record<string, unknown> & { held: number })[]>(
      `/* searchBooks */
       select * from (
         select book.*, coalesce((select sum(total) from known_holdings where book_id = book.id), 0)::int as held
         from book where search_text like all (array[?])
       ) as match
       where ?::int is null or match.held < ? or (match.held = ? and match.id > ?)
       order by held desc, id limit ?`,
      [words, held, held, held, id, first + 1],
    ),
    ctx.em.execute<{ count: number }[]>(
      '/* searchBooks */ select count(*)::int as count from book where search_text like all (array[?])',
      [words],
    ),
  ]);
  const heldByBook = new Map(rows.map((row) => [row['id'], row.held]));
  const books = rows.map(({ held: _, ...row }) => ctx.em.map(Book, row));
  return toConnection(books, first, count?.count ?? 0, (book) => [heldByBook.get(book.id) ?? 0, book.id]);
}

/** LIKE patterns of the words; a query that is an ISBN in any form is looked for by its digits. */
function wordsOf(query: string): string[] {
  const text = query.trim().toLowerCase();
  const words = isMeantAsIsbn(text) ? [toIsbn13(text)] : text.split(/[\s,，、;；]+/).filter(Boolean);
  if (words.length === 0 || text.length > maxQueryLength) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `"query" has 1 to ${maxQueryLength} characters and at least one word; this one has ${text.length}. Give words of the title, the responsibility or an ISBN.`,
      { argument: 'query', limit: maxQueryLength, actual: text.length },
    );
  }
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

/** What a search looks at, for `Book.searchText`. */
export function searchTextOf(
  book: Pick<Book, 'title' | 'responsibility' | 'publisher' | 'classNumber' | 'isbn'>,
): string {
  const { title, responsibility, publisher, classNumber, isbn } = book;
  return [title, responsibility, publisher, classNumber, isbn].filter(Boolean).join('\n').toLowerCase();
}
