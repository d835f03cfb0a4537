// 拆分书目. Records that were taken for one book are another: it gets an id, and the copies that these records name.
import type { EntityManager } from '@mikro-orm/postgresql';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { principalOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { repointItemsOf } from '../../lib/items/repoint.ts';
import { transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { addCallNumbers } from './bookIndex.ts';
import type { Context } from './context.ts';
import { describeAgain } from './descriptions.ts';
import { Book } from './entities.ts';
import { currentIds } from './merges.ts';
import { dropKeys, lockClustering, newBookIds, writeKeys } from './records.ts';
import { repointCopies } from './repointing.ts';

const longestReason = 500;
const mostRecords = 100;

export interface Split {
  book: string;
  records: readonly string[];
  reason: string;
}

/**
 * Makes another book of some records of a book; those that were taken out of it together before are left where they are, so said twice
 * it is done once.
 * @throws CallerError FORBIDDEN, NOT_FOUND for a book or record that is none, BAD_USER_INPUT for records of another book and for all
 * records of this one
 */
export async function splitBook(
  ctx: Context,
  { book: given, records, reason: why }: Split,
): Promise<{ book: Book; taken: Book }> {
  authorise(ctx.identity, 'book.split');
  const reason = checkText('reason', why, longestReason);
  const wanted = [...new Set(records)];
  if (wanted.length === 0 || wanted.length > mostRecords) {
    throw bad(
      `“records”应有 1 至 ${mostRecords} 条记录。"records" has 1 to ${mostRecords} ids; this one has ${wanted.length}.`,
    );
  }
  return transact(ctx, async (em) => {
    await lockClustering(em);
    const book = (await currentIds(em, [given])).get(given) ?? given;
    const rows = await recordsOf(em, book, wanted);
    const taken = takenBefore(rows, { book, wanted }) ?? (await takeOut(ctx, em, { book, wanted, rows, reason }));
    const find = (id: string) => em.findOneOrFail(Book, { id }, { refresh: true });
    return { book: await find(book), taken: await find(taken) };
  });
}

interface RecordRow {
  id: string;
  bookId: string;
  keys: string[];
  callNumbers: string[];
  title: string;
  pinnedFrom: string | null;
}

/** The records of the book, and those that are wanted. */
function recordsOf(em: EntityManager, book: string, wanted: readonly string[]): Promise<RecordRow[]> {
  return statement(
    em,
    `/* recordsOf */ select id, book_id as "bookId", keys, call_numbers as "callNumbers", bibliographic->>'title' as title, pinned_from as "pinnedFrom"
     from bib_record where book_id = $1 or id = any($2) order by id`,
    [book, wanted.filter((id) => !id.includes('\0'))],
  );
}

/** The book that these records made when they were taken out of this one; null when they were not. */
function takenBefore(
  rows: readonly RecordRow[],
  { book, wanted }: { book: string; wanted: readonly string[] },
): string | null {
  const chosen = rows.filter(({ id }) => wanted.includes(id));
  const books = new Set(chosen.map(({ bookId }) => bookId));
  const [taken] = books;
  const isDone =
    chosen.length === wanted.length &&
    books.size === 1 &&
    taken !== book &&
    chosen.every(({ pinnedFrom }) => pinnedFrom === book);
  return isDone ? (taken ?? null) : null;
}

async function takeOut(
  ctx: Context,
  em: EntityManager,
  {
    book,
    wanted,
    rows,
    reason,
  }: { book: string; wanted: readonly string[]; rows: readonly RecordRow[]; reason: string },
): Promise<string> {
  const chosen = rows.filter(({ id }) => wanted.includes(id));
  check(rows, { book, wanted });
  const [taken = ''] = await newBookIds(em, 1);
  await statement(
    em,
    `/* takeOut */ insert into book (id, title, volumes, catalogued, sample) values ($1, $2, 1, true, false)`,
    [taken, chosen[0]?.title],
  );
  // Both sides are decided: an import neither takes what is left along, nor brings it back.
  await statement(
    em,
    `/* takeOut */ update bib_record set pinned_at = $4, pinned_by = $5, pinned_reason = $6,
       book_id = case when id = any($3) then $2 else book_id end,
       pinned_from = case when id = any($3) then book_id else pinned_from end,
       matched_by = case when id = any($3) then 'LIBRARIAN' else matched_by end
     where book_id = $1`,
    [book, taken, wanted, ctx.now, principalOf(ctx), reason],
  );
  await writeKeys(
    em,
    chosen.map(({ keys }) => ({ keys, bookId: taken })),
  );
  await dropKeys(em, [book]);
  await addCallNumbers(
    em,
    chosen.flatMap(({ callNumbers }) => callNumbers.map((callNumber) => ({ bookId: taken, callNumber }))),
  );
  await describeAgain(em, [book, taken]);
  await repointItemsOf(em, wanted, { from: book, to: taken });
  await repointCopies(
    em,
    wanted.map((record) => ({ record, from: book, to: taken })),
  );
  return taken;
}

/** @throws CallerError when these records cannot be taken out of the book */
function check(rows: readonly RecordRow[], { book, wanted }: { book: string; wanted: readonly string[] }): void {
  const known = new Map(rows.map((row) => [row.id, row]));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const names = unknown.map((id) => `“${id.slice(0, 60)}”`).join('、');
    throw new CallerError(
      'NOT_FOUND',
      `没有记录${names}。There is no record ${names}: its id is one of \`Book.records\`.`,
      { argument: 'records' },
    );
  }
  const elsewhere = wanted.flatMap((id) => known.get(id) ?? []).filter(({ bookId }) => bookId !== book);
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ id, bookId }) => `${id} → ${bookId}`).join(', ');
    throw bad(
      `这些记录属于其他书目（${names}），不属于 ${book}。These records are of other books (${names}), not of ${book}.`,
    );
  }
  if (rows.length === wanted.length) {
    throw bad(
      `至少须有一条记录留在 ${book}。At least one record stays with ${book}: these are all of its ${rows.length}.`,
    );
  }
}

function bad(message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument: 'records' });
}
