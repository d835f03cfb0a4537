import { isUtf8 } from 'node:buffer';
import { expect, test } from 'vitest';
import { firstNotUtf8, wholeCharacters } from './encodings.ts';

test('a text that is cut anywhere keeps its whole characters', () => {
  const bytes = Buffer.from('é图𠀀a');
  const kept = Array.from({ length: bytes.length + 1 }, (_, cut) => wholeCharacters(bytes.subarray(0, cut)));
  expect(kept.every((each) => isUtf8(each))).toBe(true);
  expect(kept.map(({ length }) => length)).toEqual([0, 0, 2, 2, 2, 5, 5, 5, 5, 9, 10]);
});

test('the first byte that is not UTF-8 is found behind characters of every length', () => {
  expect(firstNotUtf8(Buffer.from([...Buffer.from('aé图𠀀'), 0xce, 0xd2, 0x61]))).toBe(10);
  expect(firstNotUtf8(Buffer.of(0xff))).toBe(0);
});
