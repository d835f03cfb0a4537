// A book that the catalogue has merged into another had an id of its own, and keyed hashes of readers and books still stand for that one:
// nobody can tell of which hash. So it is kept here which ids a book had.
import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { statement } from '../../lib/statements.ts';

const FormerBookSchema = defineEntity({
  name: 'FormerBook',
  tableName: 'former_book',
  properties: {
    /** The id of a book that is no more. */
    id: p.string().primary(),
    /** The book that it is now. */
    bookId: p.string().index(),
  },
});

/** An id that a book had before it was merged. */
export class FormerBook extends FormerBookSchema.class {}
FormerBookSchema.setClass(FormerBook);

/** Notes that a book is another now, with all the ids that it had itself. Said again it changes nothing. */
export async function noteFormer(em: EntityManager, from: string, to: string): Promise<void> {
  await statement(
    em,
    `/* noteFormer */ insert into former_book (id, book_id)
     select id, $2::text from (select $1::text as id union select id from former_book where book_id = $1::text) as former order by id
     on conflict (id) do update set book_id = excluded.book_id where former_book.book_id <> excluded.book_id`,
    [from, to],
  );
}

/** SQL of all ids, each once, under which the book of an id in a parameter was known; that id is one of them. */
export const namesSql = (id: string): string => {
  const now = `select book_id from former_book where id = ${id}::text`;
  return `select ${id}::text as id union ${now} union select id from former_book where book_id = coalesce((${now}), ${id}::text)`;
};

/** For each of these ids, of books or former ones, all ids under which that book was known; the id itself is one of them. */
export async function namesOfBooks(em: EntityManager, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await statement<{ id: string; names: string[] }>(
    em,
    `/* namesOfBooks */ select asked.id, array(${namesSql('asked.id')}) as names from unnest($1::text[]) as asked (id)`,
    [ids],
  );
  return new Map(rows.map(({ id, names }) => [id, names]));
}
