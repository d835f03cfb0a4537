import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFirst, decodeCursor, encodeCursor, toConnection } from './pagination.ts';

const mistake = (argument: string) =>
  expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument }) });

test.each([1, 20, 100])('a page of %i is allowed', (first) => {
  expect(checkFirst(first)).toBe(first);
});

test.each([0, -1, 101, 100_000, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a page of %d is not', (first) => {
  expect(() => checkFirst(first)).toThrow(mistake('first'));
});

test('what is wrong is said in Chinese and English', () => {
  expect(() => checkFirst(0)).toThrow(
    /^“first”为一页的条数，从 1 到 100.*。"first" is the size of a page, from 1 to 100; 0 was asked\./,
  );
  expect(() => decodeCursor('x', ['string'], 'since')).toThrow(
    /^“since”不是本列表的游标.*。"since" is not a cursor of this list/,
  );
});

test('a cursor gives back what it was made of', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      (number, text) => {
        expect(decodeCursor(encodeCursor([number, text]), ['number', 'string'])).toEqual([number, text]);
      },
    ),
  );
  const moment = '2026-11-22T08:30:00.000Z';
  expect(decodeCursor(encodeCursor([moment]), ['moment'])).toEqual([moment]);
});

test.each([null, undefined])('no cursor (%s) is the beginning', (after) => {
  expect(decodeCursor(after, ['string'])).toBeNull();
});

test.each([
  ['an empty text', ''],
  ['a text of the caller', 'page 2'],
  ['JSON that is no list', Buffer.from('"a"').toString('base64url')],
  ['too few values', encodeCursor(['a'])],
  ['too many values', encodeCursor(['a', 1, 'b'])],
  ['values of another kind', encodeCursor([1, 'a'])],
  ['a number that is no count', encodeCursor(['a', 1.5])],
  ['a number beyond all counts', encodeCursor(['a', 2 ** 31])],
  ['a character that no text has', encodeCursor(['\0', 1])],
])('%s is refused', (_title, after) => {
  expect(() => decodeCursor(after, ['string', 'number'])).toThrow(mistake('after'));
});

test.each([
  'I247.5/1',
  '2026-11-22',
  '2026-02-30T00:00:00.000Z',
  '',
])('%j is refused where a moment is asked', (text) => {
  expect(() => decodeCursor(encodeCursor([text]), ['moment'])).toThrow(mistake('after'));
});

/** A page of a list of seven. */
const page = (rows: number[], first: number) => toConnection(rows, first, 7, (row) => [row]);

test('a page has as many rows as asked for, and says whether there are more', () => {
  expect(page([1, 2, 3], 2)).toEqual({
    edges: [
      { cursor: encodeCursor([1]), node: 1 },
      { cursor: encodeCursor([2]), node: 2 },
    ],
    nodes: [1, 2],
    pageInfo: { hasNextPage: true, endCursor: encodeCursor([2]) },
    totalCount: 7,
  });
  expect(page([1, 2], 2).pageInfo).toEqual({ hasNextPage: false, endCursor: encodeCursor([2]) });
  expect(page([], 2)).toEqual({
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, endCursor: null },
    totalCount: 7,
  });
});
