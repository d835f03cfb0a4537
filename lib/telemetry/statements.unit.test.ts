import { expect, test } from 'vitest';
import { nameOfStatement } from './statements.ts';

test.each([
  ['/* reserve */ update offer set stock = $1', 'reserve'],
  ['  /* addJob */ select 1', 'addJob'],
  [`select "l0".* from "loan" as "l0" where "l0"."id" = 'L1'`, 'select loan'],
  [`insert into "reader" ("name") values ('李小龙')`, 'insert reader'],
  [`update "parcel" set "phone" = '139'`, 'update parcel'],
  ['begin', 'begin'],
  ['commit', 'commit'],
  [`/* 李小龙 */ select '李小龙'`, 'statement'],
])('%s is called %s', (text, name) => {
  expect(nameOfStatement(text)).toBe(name);
});
