// A book that is new to the city: the bookstore's bibliographic line makes a record that stands until it is catalogued.
import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { transact } from '../../lib/orm.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { keysOfLine } from './bookIdentity.ts';
import { indexBook } from './bookIndex.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';
import { lockClustering, writeKeys } from './records.ts';

/** A bibliographic line, checked by who asks. */
export interface StubRecord {
  /** ISBN-13. */
  isbn: string;
  title: string;
  responsibility?: string | null | undefined;
  publisher?: string | null | undefined;
  year: number;
  classNumber: string;
  format: BookFormat;
  volumes: number;
}

/** The record of an ISBN that the catalogue does not know. Two stores, or a store and a library, that bring the same new book make one. */
export function createStub(ctx: Context, line: StubRecord): Promise<Book> {
  return transact(ctx, async (em) => {
    const known = await bookOfIsbn(em, line.isbn);
    if (known) return known;
    await lockClustering(em);
    const justMade = await bookOfIsbn(em, line.isbn);
    if (justMade) return justMade;
    const record = {
      isbn: line.isbn,
      title: line.title,
      responsibility: line.responsibility ?? null,
      publisher: line.publisher ?? null,
      classNumber: line.classNumber,
    };
    const book = em.create(Book, {
      ...record,
      id: stubId(line.isbn),
      year: line.year,
      dimensions: null,
      format: line.format,
      volumes: line.volumes,
      catalogued: false,
      sample: false,
      isbns: [line.isbn],
    });
    await em.flush();
    await indexBook(em, book.id);
    await writeKeys(
      em,
      [{ keys: keysOfLine({ ...record, year: line.year, isbns: [line.isbn] }), bookId: book.id }],
      true,
    );
    return book;
  });
}

async function bookOfIsbn(em: EntityManager, isbn: string): Promise<Book | undefined> {
  const [book] = await em.find(Book, { isbns: { $contains: [isbn] } }, { orderBy: { id: 'asc' }, limit: 1 });
  return book;
}

/** The id of a record that came from a store: the same for the same ISBN. */
function stubId(isbn: string): string {
  return `S${createHash('sha256').update(isbn).digest('hex').slice(0, 12)}`;
}
