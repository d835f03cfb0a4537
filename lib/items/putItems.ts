// The owner's side of a list of copies: a library's file, or a few lines of it. What the network itself does with a copy it knows better
// than a list: one that a loan, a hold, an order or a loss has, and one that the purchase programme bought, keeps its status and its
// book. New copies are inserted first and then all others are locked in the order of their ids, so a return that comes at the same time
// is before the list or after it, and two lists that bring the same new copy bring it once. The number of statements is constant.
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../callNumbers.ts';
import { CallerError } from '../errors.ts';
import { type Transactable, transact } from '../orm.ts';
import { statement } from '../statements.ts';
import { publishSql } from './publication.ts';
import { offerSql } from './queueOffers.ts';
import type { ItemStatus } from './statuses.ts';

/** Copies that one call may bring. */
export const mostItems = 500;

/** A copy as a list has it; what is left out a known copy keeps. */
export interface PutOwnItem {
  barcode: string;
  bookId: string;
  /** The library's record that names it. */
  recordId?: string | null | undefined;
  callNumber?: string | null | undefined;
  /** Stands for the call number of a new copy that has none. */
  classNumber?: string | null | undefined;
  branchId?: string | null | undefined;
  location?: string | null | undefined;
  status?: ItemStatus | null | undefined;
  statusText?: string | null | undefined;
  /** `2026-11-22`; counts with ON_LOAN alone. */
  dueDate?: string | null | undefined;
}

export interface PutOwnItems {
  library: string;
  items: readonly PutOwnItem[];
  /** When the list was made. A copy that came back later keeps its status. */
  asOf?: Date | null | undefined;
}

export type PutItemOutcome = 'ADDED' | 'CHANGED' | 'UNCHANGED' | 'KEPT' | 'REFUSED';
export type PutOwnReason = 'CLAIMED' | 'BOUGHT' | 'RETURNED_SINCE' | 'NO_DUE_DATE' | 'TWICE' | 'STATUS_NOT_UNDERSTOOD';

export interface PutOwnItemResult {
  barcode: string;
  itemId: string;
  outcome: PutItemOutcome;
  reason: PutOwnReason | null;
  /** What it has and is of now; null when it was refused. */
  callNumber: string | null;
  bookId: string | null;
}

interface ItemsOwner extends Transactable {
  ownLibraries: () => Promise<string[]>;
  acquisitionBranch: (library: string) => Promise<string>;
}

/** The columns that a list writes. */
interface ItemRow {
  id: string;
  book_id: string;
  record_id: string | null;
  call_number: string;
  call_number_sort: string;
  branch_id: string;
  location: string;
  status: ItemStatus;
  status_text: string | null;
  due_date: string | null;
  catalogued: boolean;
}

interface KnownItem extends ItemRow {
  claim_id: string | null;
  purchase_order_id: string | null;
}

/** What a known copy is to become; `reason` says what was not taken, or not as it stands. */
interface Decision {
  row: ItemRow;
  kept: boolean;
  reason: PutOwnReason | null;
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

type Told = Pick<PutOwnItemResult, 'outcome' | 'reason' | 'callNumber' | 'bookId'>;

function resultOfNew(row: ItemRow, given: PutOwnItem): Told {
  return { outcome: 'ADDED', reason: reasonOf(row, given), callNumber: row.call_number, bookId: row.book_id };
}

function resultOf(known: KnownItem, { row, kept, reason }: Decision): Told {
  const outcome = kept ? 'KEPT' : isSame(known, row) ? 'UNCHANGED' : 'CHANGED';
  return { outcome, reason, callNumber: row.call_number, bookId: row.book_id };
}

/** Inserts those that are not known yet; what another transaction brings meanwhile is waited for, and is known then. */
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
     where not exists (select from item as known where known.id = line.id)
     order by id collate "C" on conflict (library_id, barcode) do nothing returning id`,
    [library, JSON.stringify([...rows.values()])],
  );
  return new Map(added.map(({ id }) => [id, rows.get(id) as ItemRow]));
}

const rowColumns = `id text, book_id text, record_id text, call_number text, call_number_sort text, branch_id text, location text,
  status text, status_text text, due_date date, catalogued boolean`;

function newRow(id: string, given: PutOwnItem, arrival: string): ItemRow {
  const callNumber = given.callNumber ?? given.classNumber ?? '待编';
  const state = stateOf(given) ?? { status: 'AVAILABLE', status_text: null, due_date: null };
  return {
    id,
    book_id: given.bookId,
    record_id: given.recordId ?? null,
    call_number: callNumber,
    call_number_sort: callNumberSortKey(callNumber),
    branch_id: given.branchId ?? arrival,
    location: given.location ?? '馆藏地未注明',
    ...state,
    catalogued: state.status !== 'IN_PROCESS',
  };
}

type State = Pick<ItemRow, 'status' | 'status_text' | 'due_date'>;

/** What a list says of where a copy is in its life; a copy that is out without a due day is one of which too little is known. */
function stateOf({ status, statusText, dueDate }: PutOwnItem): State | null {
  if (status == null) return null;
  if (status === 'UNKNOWN' || (status === 'ON_LOAN' && dueDate == null)) {
    return { status: 'UNKNOWN', status_text: statusText ?? status, due_date: null };
  }
  return { status, status_text: null, due_date: status === 'ON_LOAN' ? (dueDate ?? null) : null };
}

function reasonOf(row: ItemRow, given: PutOwnItem): PutOwnReason | null {
  if (row.status !== 'UNKNOWN' || given.status == null) return null;
  return given.status === 'ON_LOAN' ? 'NO_DUE_DATE' : 'STATUS_NOT_UNDERSTOOD';
}

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

/** What becomes of a known copy. */
function decide(known: KnownItem, given: PutOwnItem, isBack: boolean): Decision {
  const holder = known.claim_id != null ? 'CLAIMED' : known.purchase_order_id != null ? 'BOUGHT' : null;
  const state = stateThen(known, given);
  const movesBook = known.book_id !== given.bookId;
  const movesState = state !== null && !isSameState(known, state);
  const keeper = holder ?? (isBack && movesState ? 'RETURNED_SINCE' : null);
  const kept = keeper !== null && (movesState || (holder !== null && movesBook));
  const row: ItemRow = {
    id: known.id,
    ...bookOf(known, given, holder !== null && movesBook),
    ...placeOf(known, given),
    ...(keeper === null && state && movesState ? state : stateOfRow(known)),
    catalogued: known.catalogued,
  };
  if (row.status !== known.status) {
    row.catalogued = row.status === 'IN_PROCESS' ? false : known.catalogued || inService.has(row.status);
  }
  return { row, kept, reason: kept ? keeper : reasonOf(row, given) };
}

/** A library that has a copy on its shelves or lends it has catalogued it. */
const inService = new Set<ItemStatus>(['AVAILABLE', 'ON_LOAN', 'ON_HOLD_SHELF', 'PAGED', 'REFERENCE_ONLY']);

/** A copy that is out already, and is listed as out without a due day, keeps the day that it has. */
function stateThen(known: KnownItem, given: PutOwnItem): State | null {
  const isOutStill = given.status === 'ON_LOAN' && given.dueDate == null && known.status === 'ON_LOAN';
  return isOutStill ? stateOfRow(known) : stateOf(given);
}

function bookOf(known: KnownItem, given: PutOwnItem, isKept: boolean): Pick<ItemRow, 'book_id' | 'record_id'> {
  return isKept
    ? { book_id: known.book_id, record_id: known.record_id }
    : { book_id: given.bookId, record_id: given.recordId ?? (known.book_id === given.bookId ? known.record_id : null) };
}

function placeOf(known: KnownItem, given: PutOwnItem) {
  const callNumber = given.callNumber ?? known.call_number;
  return {
    call_number: callNumber,
    call_number_sort: callNumberSortKey(callNumber),
    branch_id: given.branchId ?? known.branch_id,
    location: given.location ?? known.location,
  };
}

const stateOfRow = ({ status, status_text, due_date }: ItemRow): State => ({ status, status_text, due_date });

function isSameState(known: ItemRow, state: State): boolean {
  return (
    known.status === state.status &&
    known.due_date === state.due_date &&
    (state.status !== 'UNKNOWN' || known.status_text === state.status_text)
  );
}

function isSame(known: KnownItem, row: ItemRow): boolean {
  return (Object.keys(row) as (keyof ItemRow)[]).every((column) => known[column] === row[column]);
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

/** The books whose numbers change when a copy becomes this. */
function touched(known: KnownItem, row: ItemRow): string[] {
  if (known.book_id !== row.book_id) return [known.book_id, row.book_id];
  return known.status === row.status ? [] : [row.book_id];
}

const isAvailable = ({ status }: ItemRow): boolean => status === 'AVAILABLE';

/** Whether a reader who waits for its book could not have it before. */
function becomesAvailable({ known, row }: { known: KnownItem; row: ItemRow }): boolean {
  return isAvailable(row) && (!isAvailable(known) || known.book_id !== row.book_id);
}

/** Tells the catalogue of the books whose numbers change, and those who wait of the books that can be lent from now on. One statement. */
async function publishTouched(
  em: EntityManager,
  library: string,
  books: { touched: string[]; available: string[] },
): Promise<void> {
  if (books.touched.length === 0) return;
  await statement(
    em,
    `/* publishTouched */ with offered as (${offerSql('$3::text[]')}), changed as (
       select $1::text as library_id, book_id from unnest($2::text[]) as book_id cross join offered where jobs >= 0)
     ${publishSql('changed')}`,
    [library, [...new Set(books.touched)], [...new Set(books.available)]],
  );
}
