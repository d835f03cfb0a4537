// Which book each line of a list of copies means: by its id, by the library's own record, or by ISBN; three statements, however many lines.
import type { IncomingItem } from '../../lib/lists/itemList.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';

export type FoundBook =
  | { bookId: string; recordId: string | null; classNumber: string | null }
  | { unknown: string }
  | { candidates: string[] };

interface BookRow {
  id: string;
  title: string;
  classNumber: string | null;
}

/** The book of each copy, in order: what names it first, of id, record and ISBN, and is known, tells. */
export async function itemBooks(
  { em }: Pick<Context, 'em'>,
  library: string,
  items: readonly IncomingItem[],
): Promise<FoundBook[]> {
  const recordId = ({ recordNumber }: IncomingItem) => (recordNumber === null ? null : `${library}:${recordNumber}`);
  const [byId, byRecord, byIsbn] = await Promise.all([
    booksById(
      em,
      given(items, ({ bookId }) => bookId),
    ),
    booksByRecord(em, given(items, recordId)),
    booksByIsbns(
      em,
      given(items, ({ isbn }) => isbn),
    ),
  ]);
  return items.map((item): FoundBook => {
    const record = recordId(item);
    const ofRecord = record === null ? undefined : byRecord.get(record);
    const named = item.bookId === null ? ofRecord : byId.get(item.bookId);
    if (named) {
      return { bookId: named.id, recordId: named.id === ofRecord?.id ? record : null, classNumber: named.classNumber };
    }
    const found = item.bookId === null && item.isbn !== null ? (byIsbn.get(item.isbn) ?? []) : [];
    const [book, ...others] = found.length > 1 ? alike(found, item.title) : found;
    if (!book) return { unknown: item.bookId ?? record ?? item.isbn ?? '' };
    if (others.length > 0) return { candidates: [book, ...others].map(({ id }) => id) };
    return { bookId: book.id, recordId: null, classNumber: book.classNumber };
  });
}

function given(items: readonly IncomingItem[], value: (item: IncomingItem) => string | null): string[] {
  return [...new Set(items.flatMap((item) => value(item) ?? []))];
}

/** Those of several books that have this title, if any has. */
function alike(books: BookRow[], title: string | null): BookRow[] {
  const wanted = title === null ? '' : plain(title);
  const same = books.filter((book) => plain(book.title) === wanted);
  return same.length > 0 ? same : books;
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

const bookColumns = 'book.id, book.title, book.class_number as "classNumber"';

/** An id that a book had before it was merged finds the book that it went into. */
async function booksById(em: Context['em'], ids: string[]): Promise<Map<string, BookRow>> {
  if (ids.length === 0) return new Map();
  const rows = await statement<BookRow & { asked: string }>(
    em,
    `/* booksById */ select asked, ${bookColumns} from unnest($1::text[]) as asked
     left join book_alias on book_alias.id = asked join book on book.id = coalesce(book_alias.book_id, asked)`,
    [ids],
  );
  return new Map(rows.map(({ asked, ...book }) => [asked, book]));
}

async function booksByRecord(em: Context['em'], ids: string[]): Promise<Map<string, BookRow>> {
  if (ids.length === 0) return new Map();
  const rows = await statement<BookRow & { asked: string }>(
    em,
    `/* booksByRecord */ select bib_record.id as asked, ${bookColumns} from bib_record
     join book on book.id = bib_record.book_id where bib_record.id = any($1::text[])`,
    [ids],
  );
  return new Map(rows.map(({ asked, ...book }) => [asked, book]));
}

async function booksByIsbns(em: Context['em'], isbns: string[]): Promise<Map<string, BookRow[]>> {
  if (isbns.length === 0) return new Map();
  const rows = await statement<BookRow & { isbns: string[] }>(
    em,
    `/* booksByIsbns */ select ${bookColumns}, book.isbns from book where book.isbns && $1::text[] order by book.id`,
    [isbns],
  );
  const asked = new Set(isbns);
  const found = rows.flatMap(({ isbns: carried, ...book }) =>
    carried.filter((isbn) => asked.has(isbn)).map((isbn) => ({ isbn, book })),
  );
  return new Map(
    [...Map.groupBy(found, ({ isbn }) => isbn)].map(([isbn, several]) => [isbn, several.map(({ book }) => book)]),
  );
}
