// The owner's side of a list of copies: a library's file, or a few lines of it. What becomes of each copy, putDecisions.ts says. New copies
// are inserted first and then all others are locked in the order of their ids, so a return that comes at the same time is before the
// list or after it, and two lists that bring the same new copy bring it once. The number of statements is constant.
import type { EntityManager } from '@mikro-orm/postgresql';
import { CallerError } from '../errors.ts';
import { type Transactable, transact } from '../orm.ts';
import { statement } from '../statements.ts';
import { publishSql } from './publication.ts';
import {
  becomesAvailable,
  type Decision,
  decide,
  type ItemRow,
  isAvailable,
  isSame,
  type KnownItem,
  newRow,
  type PutOwnItem,
  type PutOwnItemResult,
  resultOf,
  resultOfNew,
  touched,
} from './putDecisions.ts';
import { offerSql } from './queueOffers.ts';

/** Copies that one call may bring. */
export const mostItems = 500;

export interface PutOwnItems {
  library: string;
  items: readonly PutOwnItem[];
  /** When the list was made. A copy that came back later keeps its status. */
  asOf?: Date | null | undefined;
}

interface ItemsOwner extends Transactable {
  ownLibraries: () => Promise<string[]>;
  acquisitionBranch: (library: string) => Promise<string>;
}

/**
 * Takes copies of one library as its list has them; the answer has one entry for each, in order. Idempotent.
 * @throws CallerError NOT_FOUND for a library whose copies are not kept here, BAD_USER_INPUT for more than 500
 */
export async function putOwnItems(
  ctx: ItemsOwner,
  { library, items, asOf = null }: PutOwnItems,
): Promise<PutOwnItemResult[]> {
  if (items.length > mostItems) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `每次至多 ${mostItems} 册。"items" has at most ${mostItems} copies at once; ${items.length} were given.`,
      { argument: 'items', limit: mostItems, actual: items.length },
    );
  }
  if (!(await ctx.ownLibraries()).includes(library)) {
    throw new CallerError('NOT_FOUND', `${library} 的复本不在此处。The copies of ${library} are not kept here.`);
  }
  const given = new Map(items.toReversed().map((item) => [idOf(library, item), item]));
  const places = new Map(items.toReversed().map((item, index) => [idOf(library, item), items.length - 1 - index]));
  const arrival = await ctx.acquisitionBranch(library);
  const results = await transact(ctx, async (em) => {
    const added = await addItems(em, library, given, arrival);
    const known = await lockKnown(
      em,
      [...given.keys()].filter((id) => !added.has(id)),
    );
    const back = asOf ? await returnedSince(em, [...known.keys()], asOf) : new Set<string>();
    const decisions = new Map(
      [...known].map(([id, item]) => [id, decide(item, given.get(id) as PutOwnItem, back.has(id))] as const),
    );
    await changeItems(em, known, decisions);
    const fresh = [...added.values()];
    const before = [...decisions].map(([id, { row }]) => ({ known: known.get(id) as KnownItem, row }));
    await publishTouched(em, library, {
      touched: [...fresh.map((row) => row.book_id), ...before.flatMap(({ known: item, row }) => touched(item, row))],
      available: [...fresh.filter(isAvailable), ...before.filter(becomesAvailable).map(({ row }) => row)].map(
        (row) => row.book_id,
      ),
    });
    return new Map([
      ...[...added].map(([id, row]) => [id, resultOfNew(row, given.get(id) as PutOwnItem)] as const),
      ...[...decisions].map(([id, decision]) => [id, resultOf(known.get(id) as KnownItem, decision)] as const),
    ]);
  });
  return items.map((item, index): PutOwnItemResult => {
    const id = idOf(library, item);
    const result = places.get(id) === index ? results.get(id) : null;
    return {
      barcode: item.barcode,
      itemId: id,
      ...(result ?? { outcome: 'REFUSED', reason: 'TWICE', callNumber: null, bookId: null }),
    };
  });
}

const idOf = (library: string, { barcode }: PutOwnItem): string => `${library}:${barcode}`;

/**
 * Inserts those that are not known yet; what another transaction brings meanwhile is waited for, and is known then. By whichever unique index it is
 * met: were one of them named, the other would be an error when both insert at the same moment. Those that are known are looked up one by
 * one: by `not exists` a server that does not know the size of the table yet goes through all of it.
 */
async function addItems(
  em: EntityManager,
  library: string,
  given: ReadonlyMap<string, PutOwnItem>,
  arrival: string,
): Promise<Map<string, ItemRow>> {
  const rows = new Map([...given].map(([id, item]) => [id, newRow(id, item, arrival)]));
  const added = await statement<{ id: string }>(
    em,
    `/* addItems */ insert into item (id, library_id, barcode, book_id, record_id, call_number, call_number_sort, branch_id, location,
       status, status_text, due_date, catalogued, sample)
     select id, $1::text, substr(id, length($1::text) + 2), book_id, record_id, call_number, call_number_sort, branch_id, location,
       status, status_text, due_date, catalogued, false
     from jsonb_to_recordset($2::jsonb) as line (${rowColumns})
     where (select known.id from item as known where known.id = line.id) is null
     order by id collate "C" on conflict do nothing returning id`,
    [library, JSON.stringify([...rows.values()])],
  );
  return new Map(added.map(({ id }) => [id, rows.get(id) as ItemRow]));
}

const rowColumns = `id text, book_id text, record_id text, call_number text, call_number_sort text, branch_id text, location text,
  status text, status_text text, due_date date, catalogued boolean`;

/** Those that are known, as they are now: nobody else changes them until this transaction ends. */
async function lockKnown(em: EntityManager, ids: readonly string[]): Promise<Map<string, KnownItem>> {
  const rows = await statement<KnownItem>(
    em,
    `/* lockKnown */ select id, book_id, record_id, call_number, call_number_sort, branch_id, location, status, status_text,
       due_date::text as due_date, catalogued, claim_id, purchase_order_id
     from item where id = any($1) order by id for update`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A statement of its own: one that began before the lock was given would not see the return that it waited for. */
async function returnedSince(em: EntityManager, ids: readonly string[], asOf: Date): Promise<Set<string>> {
  const rows = await statement<{ itemId: string }>(
    em,
    '/* returnedSince */ select distinct item_id as "itemId" from return_receipt where item_id = any($1) and at > $2',
    [ids, asOf],
  );
  return new Set(rows.map(({ itemId }) => itemId));
}

/** Writes those that differ. */
async function changeItems(
  em: EntityManager,
  known: ReadonlyMap<string, KnownItem>,
  decisions: ReadonlyMap<string, Decision>,
): Promise<void> {
  const changed = [...decisions].filter(([id, { row }]) => !isSame(known.get(id) as KnownItem, row));
  if (changed.length === 0) return;
  await statement(
    em,
    `/* changeItems */ update item set book_id = line.book_id, record_id = line.record_id, call_number = line.call_number,
       call_number_sort = line.call_number_sort, branch_id = line.branch_id, location = line.location, status = line.status,
       status_text = line.status_text, due_date = line.due_date, catalogued = line.catalogued
     from jsonb_to_recordset($1::jsonb) as line (${rowColumns}) where item.id = line.id`,
    [JSON.stringify(changed.map(([, { row }]) => row))],
  );
}

/** Tells the catalogue of the books whose numbers change, and those who wait of the books that can be lent from now on. One statement. */
async function publishTouched(
  em: EntityManager,
  library: string,
  books: { touched: string[]; available: string[] },
): Promise<void> {
  if (books.touched.length === 0) return;
  // A query in WITH is run as far as another one reads it: `jobs >= 0`, always true, reads the count, and so the job is added.
  await statement(
    em,
    `/* publishTouched */ with offered as (${offerSql('$3::text[]')}), changed as (
       select $1::text as library_id, book_id from unnest($2::text[]) as book_id cross join offered where jobs >= 0)
     ${publishSql('changed')}`,
    [library, [...new Set(books.touched)], [...new Set(books.available)]],
  );
}
