import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMeantAsIsbn, toIsbn13 } from './isbn.ts';

describe('one book, whatever way its number is written', () => {
  test.each([
    ['9787532345199', '9787532345199'],
    ['978-7-5323-4519-9', '9787532345199'],
    ['978 7 5323 4519 9', '9787532345199'],
    ['978\u20107\u20105323\u20104519\u20109', '9787532345199'],
    ['978\u20117\u20115323\u20114519\u20119', '9787532345199'],
    ['978–7–5323–4519–9', '9787532345199'],
    ['978—7—5323—4519—9', '9787532345199'],
    ['978−7−5323−4519−9', '9787532345199'],
    ['978－7－5323－4519－9', '9787532345199'],
    ['753234519X', '9787532345199'],
    ['7-5323-4519-x', '9787532345199'],
    ['ISBN 7-5323-4519-X', '9787532345199'],
    ['isbn: 9787532345199', '9787532345199'],
    ['ISBN：9787532345199', '9787532345199'],
    ['ISBN-13: 978-7-5323-4519-9', '9787532345199'],
    ['ISBN-10: 7-5323-4519-X', '9787532345199'],
    ['  9787532345199\n', '9787532345199'],
    ['9787532345199 01200', '9787532345199'],
    ['978753234519951299', '9787532345199'],
    ['7229100607', '9787229100605'],
    ['9791032305690', '9791032305690'],
    // A range that no agency has registered: still a number that a book can carry.
    ['9787999999997', '9787999999997'],
  ])('%j is %s', (written, isbn) => {
    expect(toIsbn13(written)).toBe(isbn);
  });
});

describe('a text that is not an ISBN is refused, saying why', () => {
  test.each([
    '',
    ' ',
    'ISBN',
    '三体',
    '978753234519',
    '97875323451990',
    '9777532345199',
    '753234519',
    '75323451990',
    'X532345199',
    '978753234519X',
    '7X32345199',
    '9787532345199 012',
    '9787532345199 012001',
    '97８7532345199',
  ])('%j, for its form', (text) => {
    expect(() => toIsbn13(text)).toThrow(/It has 13 digits that begin with 978 or 979/);
  });

  test.each([
    ['9787532345198', '8', '9'],
    ['978-7-229-10060-6', '6', '5'],
    ['7532345190', '0', 'X'],
    ['7-229-10060-X', 'X', '7'],
    ['978753234519801200', '8', '9'],
  ])('%j, for its last digit %s that should be %s', (text, last, right) => {
    expect(() => toIsbn13(text)).toThrow(`Its last digit is ${last}, but the others call for ${right}`);
  });

  test('with the code of a caller’s mistake and no more than 40 characters of it', () => {
    const text = 'x'.repeat(10_000);
    expect(() => toIsbn13(text)).toThrow(
      expect.objectContaining({ extensions: { argument: 'isbn', code: 'BAD_USER_INPUT' } }),
    );
    expect(() => toIsbn13(text)).toThrow(/^"x{40}" 不是有效的 ISBN/);
  });
});

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
/** By the definition: the digits weighted 10 to 1 sum to a multiple of 11. */
const isbn10 = digits(9).map((body) => {
  const sum = body.reduce((total, digit, index) => total + digit * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return body.join('') + (check === 10 ? 'X' : check);
});

describe('of any ISBN', () => {
  test('with ten digits the one with thirteen is valid, and has the same nine in it', () => {
    fc.assert(
      fc.property(isbn10, (ten) => {
        const thirteen = toIsbn13(ten);
        expect(thirteen).toMatch(/^978\d{10}$/);
        expect(thirteen.slice(3, 12)).toBe(ten.slice(0, 9));
        expect(toIsbn13(thirteen)).toBe(thirteen);
      }),
    );
  });

  test('a single digit that is misread is refused', () => {
    fc.assert(
      fc.property(isbn10, fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 9 }), (ten, long, at, by) => {
        const isbn = long ? toIsbn13(ten) : ten;
        const index = at % isbn.length;
        const digit = isbn[index] === 'X' ? 0 : Number(isbn[index]);
        const misread = isbn.slice(0, index) + ((digit + by) % 10) + isbn.slice(index + 1);
        if (misread !== isbn) {
          expect(() => toIsbn13(misread)).toThrow('is not an ISBN');
        }
      }),
    );
  });

  test('hyphens and spaces between its digits change nothing', () => {
    fc.assert(
      fc.property(
        isbn10,
        fc.array(fc.constantFrom('', '-', ' ', '‐', '－'), { minLength: 9, maxLength: 9 }),
        (ten, marks) => {
          const written = Array.from(ten, (digit, index) => digit + (marks[index] ?? '')).join('');
          expect(toIsbn13(written)).toBe(toIsbn13(ten));
        },
      ),
    );
  });
});

test.each([
  ['9787532345199', true],
  ['ISBN 7-5323-4519-X', true],
  ['9787532345198', true],
  ['9787532345199 01200', true],
  ['978722910', false],
  ['三体', false],
  ['ISBN 编码指南', false],
  ['2016 2017', false],
])('%j is meant as an ISBN: %s', (text, meant) => {
  expect(isMeantAsIsbn(text)).toBe(meant);
});
