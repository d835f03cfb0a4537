// A book that is new to the city: the bookstore's bibliographic line makes a record that stands until it is catalogued.
import { createHash } from 'node:crypto';
import { transact } from '../../lib/orm.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { searchColumnsOf } from './bookIndex.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';

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

/** The record of an ISBN that the catalogue does not know. Two stores that bring the same new book make one record. */
export function createStub(ctx: Context, line: StubRecord): Promise<Book> {
  return transact(ctx, async (em) => {
    const id = stubId(line.isbn);
    await em.execute('/* createStub */ select pg_advisory_xact_lock(hashtext(?))', [id]);
    const known = await em.findOne(Book, { isbn: line.isbn }, { orderBy: { id: 'asc' } });
    if (known) return known;
    const record = {
      isbn: line.isbn,
      title: line.title,
      responsibility: line.responsibility ?? null,
      publisher: line.publisher ?? null,
      classNumber: line.classNumber,
    };
    return em.create(Book, {
      ...record,
      id,
      year: line.year,
      dimensions: null,
      format: line.format,
      volumes: line.volumes,
      catalogued: false,
      sample: false,
      isbns: [line.isbn],
      ...searchColumnsOf({ ...record, year: line.year, isbns: [line.isbn] }),
    });
  });
}

/** The id of a record that came from a store: the same for the same ISBN. */
function stubId(isbn: string): string {
  return `S${createHash('sha256').update(isbn).digest('hex').slice(0, 12)}`;
}
