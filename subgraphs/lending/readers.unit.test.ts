import { expect, test } from 'vitest';
import { maskName } from './readers.ts';

test.each([
  ['王小明', '王*明'],
  ['王明', '王*'],
  ['王', '王*'],
  ['欧阳小明', '欧**明'],
  ['【样例】读者甲子', '【样例】读**子'],
  ['【样例】王明', '【样例】王*'],
  // A letter outside the first plane is one letter.
  ['𠮷野家', '𠮷*家'],
  ['Li Lei', 'L****i'],
  ['', '*'],
])('the clerk reads %j as %j', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});
