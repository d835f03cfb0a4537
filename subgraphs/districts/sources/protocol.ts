// What is asked of a library's system, and how its answer is read: docs/sources.md. Nothing in an answer is believed that is not as the
// protocol says: a book whose part is wrong is unknown, and an answer that is wrong as a whole is none.
import { callNumberSortKey } from '../../../lib/callNumbers.ts';
import type { ShownItem } from '../../../lib/items/holdings.ts';
import type { StatusReading } from '../../../lib/items/statusTexts.ts';
import { badAnswer, type Reason, SourceError } from './reasons.ts';

/** How one book is named to a library's system. */
export interface Numbers {
  bookId: string;
  /** ISBN-13 digits. */
  isbns: readonly string[];
  /** The numbers of its own records, `012003001`. */
  records: readonly string[];
}

/** What a library's system says of one book. */
export interface BookWord {
  /** When it said so, or when that was true by its own word. */
  asOf: Date;
  copies: ShownItem[];
}

export type Word = BookWord | { reason: Reason };

/** Most books of one question, and most copies of one book in an answer. */
export const mostBooks = 100;
const mostCopies = 2_000;
/** Clocks of two machines may differ by so much, in ms. */
export const clockTolerance = 30_000;

/** The body of a question about books; the place of a book is its name in the answer. */
export function bookQuestion(library: string, books: readonly Numbers[]): string {
  const named = books.map(({ isbns, records }, index) => ({ ref: String(index), isbns, records }));
  return JSON.stringify({ version: 1, library, books: named });
}

/** The body of a question about single copies. */
export function copyQuestion(library: string, barcodes: readonly string[]): string {
  return JSON.stringify({ version: 1, library, barcodes });
}

export interface Reading {
  library: string;
  /** The moment at which the answer came. */
  now: Date;
  /** What a status text means. */
  readStatus: (text: string) => StatusReading;
  /** Told each text that nobody understands. */
  onUnknownText: (text: string) => void;
}

/**
 * The words in an answer, in the order of the books that were asked.
 * @throws SourceError BAD_ANSWER when the answer as a whole is none
 */
export function readBooks(text: string, books: readonly Numbers[], reading: Reading): Word[] {
  const { books: parts } = readEnvelope(text, reading);
  if (!Array.isArray(parts)) throw badAnswer('"books" is not a list');
  const told = new Map<unknown, unknown>();
  for (const part of parts as unknown[]) {
    const ref = isObject(part) ? part['ref'] : undefined;
    if (typeof ref !== 'string' || told.has(ref)) throw badAnswer('"ref" of a book is missing, or comes twice');
    told.set(ref, part);
  }
  if (parts.length > books.length) throw badAnswer('more books are answered than were asked');
  const words = books.map((numbers, index) => readPart(told.get(String(index)), numbers, reading));
  if (words.length > 0 && words.every((word) => 'reason' in word && word.reason === 'BAD_ANSWER'))
    throw badAnswer(detailOf(told, words.length));
  return words;
}

/**
 * The copies in an answer to a question about single ones, by barcode.
 * @throws SourceError BAD_ANSWER
 */
export function readCopies(text: string, barcodes: readonly string[], reading: Reading): Map<string, ShownItem> {
  const { copies, asOf } = readEnvelope(text, reading);
  if (ageOf(asOf, reading.now) === null) throw badAnswer('"asOf" is not a moment of the past');
  const read = copiesOf(copies, null, reading);
  const asked = new Set(barcodes);
  if (read.some(({ barcode }) => !asked.has(barcode))) throw badAnswer('a copy is answered that was not asked');
  return new Map(read.map((copy) => [copy.barcode, copy]));
}

/** How old a word is, in ms and at least 0; null for what is no moment, or one that is yet to come. */
export function ageOf(asOf: unknown, now: Date): number | null {
  if (typeof asOf !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(asOf)) {
    return null;
  }
  const age = now.getTime() - Date.parse(asOf);
  return age >= -clockTolerance ? Math.max(0, age) : null;
}

function readEnvelope(text: string, { library }: Reading): Record<string, unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw badAnswer('the answer is not JSON');
  }
  if (!isObject(answer)) throw badAnswer('the answer is not a JSON object');
  if (answer['library'] !== library) throw badAnswer(`"library" is not "${library}"`);
  return answer;
}

function readPart(part: unknown, numbers: Numbers, reading: Reading): Word {
  try {
    if (!isObject(part)) throw badAnswer('a book that was asked is not answered');
    const age = ageOf(part['asOf'], reading.now);
    if (age === null) throw badAnswer('"asOf" is not a moment of the past');
    const copies = copiesOf(part['copies'], numbers, reading);
    // So that a list which was cut somewhere does not pass for the whole.
    if (part['total'] !== (part['copies'] as unknown[]).length) throw badAnswer('"total" is not the number of copies');
    return { asOf: new Date(reading.now.getTime() - age), copies };
  } catch (error) {
    if (error instanceof SourceError) return { reason: error.reason };
    throw error;
  }
}

function copiesOf(list: unknown, numbers: Numbers | null, reading: Reading): ShownItem[] {
  if (!Array.isArray(list)) throw badAnswer('"copies" is not a list');
  if (list.length > mostCopies) throw badAnswer(`a book has more than ${mostCopies} copies`);
  const seen = new Set<string>();
  const copies = (list as unknown[]).map((value) => {
    const { copy, record } = readCopy(value, numbers?.bookId ?? null, reading);
    if (seen.has(copy.barcode)) throw badAnswer('a barcode comes twice');
    seen.add(copy.barcode);
    return { copy, record };
  });
  return copies.filter(({ record }) => isOfBook(record, numbers)).map(({ copy }) => copy);
}

/** One ISBN can stand on several records: a copy that names one which is not the book's is another book's. */
function isOfBook(record: string | null, numbers: Numbers | null): boolean {
  return record === null || numbers === null || numbers.records.length === 0 || numbers.records.includes(record);
}

function readCopy(value: unknown, bookId: string | null, { library, readStatus, onUnknownText }: Reading) {
  if (!isObject(value)) throw badAnswer('a copy is not an object');
  const barcode = textOf(value, 'barcode', 64);
  if (/[\s:|]/.test(barcode)) throw badAnswer('"barcode" has a space, ":" or "|"');
  const callNumber = textOf(value, 'callNumber', 200, true);
  const written = textOf(value, 'status', 100);
  const { status, text: statusText, understood, dueDate } = readStatus(written);
  if (!understood) onUnknownText(written);
  const day = dayIn(value, 'dueDate') ?? dueDate;
  const copy: ShownItem = {
    id: `${library}:${barcode}`,
    libraryId: library,
    barcode,
    bookId,
    callNumber,
    callNumberSort: callNumberSortKey(callNumber),
    location: textOf(value, 'location', 200, true),
    branchId: value['branch'] == null ? null : textOf(value, 'branch', 40),
    status,
    statusText,
    dueDate: status === 'ON_LOAN' ? day : null,
    sample: false,
  };
  return { copy, record: value['record'] == null ? null : textOf(value, 'record', 100) };
}

function textOf(value: Record<string, unknown>, name: string, limit: number, mayBeEmpty = false): string {
  const text = value[name];
  if (typeof text !== 'string') throw badAnswer(`"${name}" of a copy is not a text`);
  const trimmed = text.trim();
  if (trimmed.length > limit || (trimmed === '' && !mayBeEmpty) || /\p{Cc}|\p{Cs}/u.test(trimmed)) {
    throw badAnswer(`"${name}" of a copy is empty, longer than ${limit} characters or not writable`);
  }
  return trimmed;
}

function dayIn(value: Record<string, unknown>, name: string): string | null {
  const day = value[name];
  if (day == null) return null;
  if (typeof day !== 'string' || !isDay(day)) throw badAnswer(`"${name}" of a copy is not a day like "2026-12-22"`);
  return day;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function detailOf(told: ReadonlyMap<unknown, unknown>, asked: number): string {
  return told.size < asked ? `of ${asked} books ${told.size} are answered` : 'no book is answered as the protocol says';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
