// What a list makes of a copy, new or known. What the network itself does with a copy it knows better than a list: one that a loan, a
// hold, an order or a loss has, and one that the purchase programme bought, keeps its status and its book. Pure.
import { callNumberSortKey } from '../callNumbers.ts';
import type { ItemStatus } from './statuses.ts';

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

/** The columns that a list writes. */
export interface ItemRow {
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

export interface KnownItem extends ItemRow {
  claim_id: string | null;
  purchase_order_id: string | null;
}

/** What a known copy is to become; `reason` says what was not taken, or not as it stands. */
export interface Decision {
  row: ItemRow;
  kept: boolean;
  reason: PutOwnReason | null;
}

/** A copy that was not known; it arrives at a branch where the list names none. */
export function newRow(id: string, given: PutOwnItem, arrival: string): ItemRow {
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

/**
 * What becomes of a known copy.
 * @param isBack it came back after the list was made
 */
export function decide(known: KnownItem, given: PutOwnItem, isBack: boolean): Decision {
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

/** Whether there is nothing to write. */
export function isSame(known: KnownItem, row: ItemRow): boolean {
  return (Object.keys(row) as (keyof ItemRow)[]).every((column) => known[column] === row[column]);
}

type Told = Pick<PutOwnItemResult, 'outcome' | 'reason' | 'callNumber' | 'bookId'>;

/** What is told of a copy that was not known. */
export function resultOfNew(row: ItemRow, given: PutOwnItem): Told {
  return { outcome: 'ADDED', reason: reasonOf(row, given), callNumber: row.call_number, bookId: row.book_id };
}

/** What is told of a known one. */
export function resultOf(known: KnownItem, { row, kept, reason }: Decision): Told {
  const outcome = kept ? 'KEPT' : isSame(known, row) ? 'UNCHANGED' : 'CHANGED';
  return { outcome, reason, callNumber: row.call_number, bookId: row.book_id };
}

/** The books whose numbers change when a copy becomes this. */
export function touched(known: KnownItem, row: ItemRow): string[] {
  if (known.book_id !== row.book_id) return [known.book_id, row.book_id];
  return known.status === row.status ? [] : [row.book_id];
}

export const isAvailable = ({ status }: ItemRow): boolean => status === 'AVAILABLE';

/** Whether a reader who waits for its book could not have it before. */
export function becomesAvailable({ known, row }: { known: KnownItem; row: ItemRow }): boolean {
  return isAvailable(row) && (!isAvailable(known) || known.book_id !== row.book_id);
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
