// One book, many ways to write its number: ISBN-10, ISBN-13, hyphens, spaces, an EAN-5 price add-on behind it.
import { parse } from 'isbn3';
import { CallerError } from './errors.ts';

/**
 * The ISBN-13 digits of any written form, `753234519X` → `9787532345199`.
 * @throws CallerError BAD_USER_INPUT, saying what is wrong and, for a wrong check digit, which one would be right
 */
export function toIsbn13(text: string): string {
  const compact = compactOf(text);
  const digits = /^97[89]\d{15}$/.test(compact) ? compact.slice(0, 13) : compact;
  if (!/^(97[89]\d{10}|\d{9}[\dX])$/.test(digits)) {
    throw badIsbn(
      text,
      '应为 978 或 979 开头的 13 位数字，或 10 位（末位可为 X）。It has 13 digits that begin with 978 or 979, or 10 of which the last may be X.',
    );
  }
  const expected = checkDigit(digits);
  if (digits.at(-1) !== expected) {
    throw badIsbn(
      text,
      `校验码是 ${digits.at(-1)}，按其余数字应为 ${expected}，请核对。Its last digit is ${digits.at(-1)}, but the others call for ${expected}: one of them was misread.`,
    );
  }
  return parse(digits)?.isbn13 ?? isbn13Of(digits);
}

/** True for a text that has as many digits as an ISBN, or one with its add-on, and nothing else: it is meant as one. */
export function isMeantAsIsbn(text: string): boolean {
  return /^(\d{9}[\dX]|\d{13}|\d{18})$/.test(compactOf(text));
}

/** Without `ISBN` in front, hyphens of any kind (U+2010 to U+2015, the minus, the full-width one) and spaces. */
function compactOf(text: string): string {
  const written = text.trim().replace(/^isbn(?:-1[03])?[:：]?\s*/i, '');
  return written.replace(/[\s\-\u2010-\u2015\u2212\uff0d]/g, '').toUpperCase();
}

// isbn3 knows the registered ranges and answers null outside them; such a number is still one that a book can carry.
function isbn13Of(digits: string): string {
  if (digits.length === 13) {
    return digits;
  }
  const body = `978${digits.slice(0, 9)}`;
  return body + checkDigit(`${body}0`);
}

/** ISO 2108: weights 1 and 3 modulo 10 for thirteen digits, weights 10 to 2 modulo 11 for ten. */
function checkDigit(digits: string): string {
  const body = Array.from(digits.slice(0, -1), Number);
  if (digits.length === 13) {
    const sum = body.reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
    return String((10 - (sum % 10)) % 10);
  }
  const remainder = (11 - (body.reduce((total, digit, index) => total + digit * (10 - index), 0) % 11)) % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

function badIsbn(text: string, why: string): CallerError {
  return new CallerError('BAD_USER_INPUT', `"${text.slice(0, 40)}" 不是有效的 ISBN（is not an ISBN）。${why}`, {
    argument: 'isbn',
  });
}
