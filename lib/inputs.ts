// Checks of inputs that several mutations share. Each names the argument, what is wrong and what would be right.
import { createHash } from 'node:crypto';
import type { Ask } from './asking.ts';
import { CallerError } from './errors.ts';
import { toIsbn13 } from './isbn.ts';

export interface DeliveryAddress {
  recipient: string;
  phone: string;
  province: string;
  city: string;
  district: string;
  street: string;
}

/**
 * The text without spaces around it.
 * @throws CallerError BAD_USER_INPUT when nothing of it can be seen, it is longer than `limit` characters, or it has control
 * characters or halves of a character, which no database, file or label takes
 */
export function checkText(argument: string, text: string, limit = 100): string {
  const trimmed = text.trim();
  if (trimmed.length > limit || /^[\s\p{Cf}]*$/u.test(trimmed)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“${argument}”应为 1 至 ${limit} 个字符。"${argument}" has 1 to ${limit} characters; this one has ${trimmed.length}.`,
      {
        argument,
      },
    );
  }
  const [unwritable] = /[^\P{Cc}\t\n\r]|\p{Cs}/u.exec(trimmed) ?? [];
  if (unwritable !== undefined) {
    const name = `U+${(unwritable.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    throw new CallerError(
      'BAD_USER_INPUT',
      `“${argument}”含不可书写的字符 ${name}，请删去。"${argument}" has ${name}, which is no character that can be written: leave it out.`,
      { argument },
    );
  }
  return trimmed;
}

/** The same for a text that may be left out. */
export function checkOptionalText(argument: string, text: string | null | undefined, limit?: number): string | null {
  return text == null || text.trim() === '' ? null : checkText(argument, text, limit);
}

/**
 * @param argument what the caller calls it
 * @throws CallerError BAD_USER_INPUT when a part is missing or the phone is not a number of 5 to 20 digits
 */
export function checkAddress(address: DeliveryAddress, argument = 'deliveryAddress'): DeliveryAddress {
  const { recipient, phone, province, city, district, street } = address;
  if (!/^\+?(?:[\s-]*\d){5,20}$/.test(phone.trim())) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `电话应为 5 至 20 位数字。"${argument}.phone" is a telephone number of 5 to 20 digits, "025-51872834".`,
      {
        argument: `${argument}.phone`,
      },
    );
  }
  const checked = { recipient, phone, province, city, district, street };
  for (const [part, text] of Object.entries(checked)) {
    checked[part as keyof DeliveryAddress] = checkText(`${argument}.${part}`, text, part === 'street' ? 200 : 50);
  }
  return checked;
}

/** A record of the catalogue, as far as a purchase or a loan needs it. */
export interface BookRecord {
  id: string;
  isbn: string | null;
  title: string;
  classNumber: string | null;
  volumes: number;
}

interface NamedBook {
  bookId?: string | null | undefined;
  isbn?: string | null | undefined;
}

export type FoundBook = { book: BookRecord } | { ambiguous: { isbn: string; candidates: { id: string }[] } };

/**
 * The book that an input names by `bookId` or `isbn`.
 * @throws CallerError BAD_USER_INPUT when both or none is given, NOT_FOUND when the catalogue has no such record
 */
export async function findBook(ask: Ask, named: NamedBook): Promise<FoundBook> {
  const found = await lookUpBook(ask, named);
  if ('unknown' in found) {
    throw new CallerError(
      'NOT_FOUND',
      `书目中没有 ISBN ${found.unknown}，请核对；新书须先编目。The catalogue has no book with the ISBN ${found.unknown}. Check the number; a title that is new to the city must be catalogued first.`,
      { argument: 'isbn' },
    );
  }
  return found;
}

/**
 * The same, where an ISBN that the catalogue does not know is no mistake: `unknown` is that ISBN, 13 digits.
 * @throws CallerError BAD_USER_INPUT when both or none is given, NOT_FOUND for a `bookId` that is none
 */
export async function lookUpBook(ask: Ask, { bookId, isbn }: NamedBook): Promise<FoundBook | { unknown: string }> {
  if ((bookId == null) === (isbn == null)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出 bookId 或 isbn 其中之一。Give either "bookId" or "isbn", one of them.',
      { argument: 'bookId' },
    );
  }
  if (bookId != null) {
    const { book } = await ask<{ book: BookRecord | null }>(
      'central',
      'query ($id: ID!) { book(id: $id) { id isbn title classNumber volumes } }',
      { id: bookId },
    );
    if (!book) {
      throw new CallerError(
        'NOT_FOUND',
        `书目中没有编号“${bookId.slice(0, 40)}”。The catalogue has no book with the id "${bookId.slice(0, 40)}".`,
        { argument: 'bookId' },
      );
    }
    return { book };
  }
  const isbn13 = toIsbn13(isbn ?? '');
  const { booksByIsbn } = await ask<{ booksByIsbn: BookRecord[] }>(
    'central',
    'query ($isbn: String!) { booksByIsbn(isbn: $isbn) { id isbn title classNumber volumes } }',
    { isbn: isbn13 },
  );
  const [book, ...others] = booksByIsbn;
  if (!book) {
    return { unknown: isbn13 };
  }
  return others.length === 0 ? { book } : { ambiguous: { isbn: isbn13, candidates: booksByIsbn } };
}

/** Equal for inputs that ask for the same thing, whatever the order of their fields. */
export function contentHash(input: Record<string, unknown>): string {
  return createHash('sha256').update(canonical(input)).digest('base64url');
}

/** @throws CallerError CONFLICT when a key comes again with other content */
export function checkSameContent(key: string, stored: string, given: string): void {
  if (stored !== given) {
    throw new CallerError(
      'CONFLICT',
      `单号“${key}”已用于另一请求，请换新单号。The idempotency key "${key}" was used before with other content: use a new key for a new request.`,
      { argument: 'idempotencyKey' },
    );
  }
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object' || value instanceof Date) {
    return JSON.stringify(value ?? null);
  }
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined && part !== null)
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join(',')}}`;
}

/** @throws CallerError NOT_FOUND, naming the libraries that exist */
export async function checkLibrary(ask: Ask, library: string): Promise<void> {
  const { libraries } = await ask<{ libraries: { id: string }[] }>('central', '{ libraries { id } }');
  if (!libraries.some(({ id }) => id === library)) {
    throw new CallerError(
      'NOT_FOUND',
      `没有图书馆“${library}”。There is no library "${library}". The libraries are: ${libraries.map(({ id }) => id).join(', ')}.`,
      { argument: 'library' },
    );
  }
}
