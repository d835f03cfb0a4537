import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callNumberSortKey } from './callNumbers.ts';

/** Byte by byte, as the database compares with collation "C". */
const compare = (left: string, right: string) =>
  Buffer.compare(Buffer.from(callNumberSortKey(left)), Buffer.from(callNumberSortKey(right)));

/** As they stand on the shelf. */
const shelf = [
  'B84/12',
  'G40',
  'I2/3176CH',
  'I2/4384TS',
  'I2/11501:1JN',
  'I247/1',
  'I247/99999',
  'I247.5/9',
  'I247.5/214ZC',
  'I247.5/7861',
  'I247.5/7861:1',
  'I247.5/32012:1',
  'I247.5/32012:2',
  'I247.5/32012:10',
  'I247.5/32820',
  'I247.57/1',
  'I25/1',
  'I267/9000',
  'I3/1',
  'K825.6/3',
  'TP3/7',
  'TP312/2',
  'TP312/10',
];

test('call numbers of any order are sorted as they stand on the shelf', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(shelf, { minLength: 2 }), (some) => {
      const sorted = some.toSorted(compare);
      expect(sorted).toEqual(shelf.filter((callNumber) => some.includes(callNumber)));
    }),
  );
});

test.each([
  ['I247.5/7345: 7', 'I247.5/7345:7'],
  [' I247.5 / 7345:7 ', 'I247.5/7345:7'],
  ['i247.5/502gh', 'I247.5/502GH'],
  ['I247.5/0032', 'I247.5/32'],
])('%j stands where %j does', (written, same) => {
  expect(compare(written, same)).toBe(0);
});

test('a class without a number stands before all its numbers', () => {
  expect(['I247.5/1', 'I247.5', 'I247', 'I247/2'].toSorted(compare)).toEqual(['I247', 'I247/2', 'I247.5', 'I247.5/1']);
});

test('numbers compare as numbers, volumes after the whole', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (left, right) => {
      expect(Math.sign(compare(`I267/${left}`, `I267/${right}`))).toBe(Math.sign(left - right));
      expect(Math.sign(compare(`I267/7:${left}`, `I267/7:${right}`))).toBe(Math.sign(left - right));
      expect(compare(`I267/${left}`, `I267/${left}:${right}`)).toBeLessThan(0);
    }),
  );
});
