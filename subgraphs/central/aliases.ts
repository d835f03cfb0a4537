// A book that was merged into another has left its id behind: whoever names it by that finds the other.
import type { EntityManager } from '@mikro-orm/postgresql';
import { entities, statement } from '../../lib/statements.ts';
import { Book } from './entities.ts';

/** Books by ids that they have or had, in the order of the ids; null for one that is no book's. A second statement only for ids that no book has. */
export async function booksById(em: EntityManager, ids: readonly string[]): Promise<(Book | null)[]> {
  const present = await booksWithId(em, ids);
  const missing = ids.filter((id) => !present.has(id));
  const aliases = missing.length > 0 ? await aliasesOf(em, missing) : new Map<string, string>();
  const merged = aliases.size > 0 ? await booksWithId(em, [...aliases.values()]) : present;
  return ids.map((id) => present.get(id) ?? merged.get(aliases.get(id) ?? '') ?? null);
}

/** For ids that books had, those that they have now; an id that is none of these is left out. */
export async function aliasesOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await statement<{ id: string; bookId: string }>(
    em,
    '/* aliasesOf */ select id, book_id as "bookId" from book_alias where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, bookId }) => [id, bookId]));
}

async function booksWithId(em: EntityManager, ids: readonly string[]): Promise<Map<string, Book>> {
  const books = await entities(em, Book, 'bookById', 'where id = any($1)', [ids]);
  return new Map(books.map((book) => [book.id, book]));
}
