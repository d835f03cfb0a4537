// What a migration may do beside the release before, statement by statement.
import { expect, test } from 'vitest';
import { rollForwardProblems } from './migration-rules.ts';

test.each([
  ['alter table "loan" drop column "season";', /drops what processes/],
  ['drop table "loan";', /drops what processes/],
  ['alter table "loan" rename column "a" to "b";', /renames/],
  ['alter table "loan" alter column "a" type int using ("a"::int);', /changes a type/],
  ['alter table "loan" alter column "a" set not null;', /forbids/],
  ['alter table "loan" alter column "a" drop default;', /takes away a default/],
  ['truncate table "loan";', /empties/],
  ['alter table "loan" add column "a" int not null;', /give it a default/],
  ['alter table "loan" add column "a" numeric(10,2) not null;', /give it a default/],
  ['alter table "loan" add "a" int not null;', /give it a default/],
  ['alter table "loan" add column "a" int not null default 0, add column "b" int not null;', /give it a default/],
  ['alter table "loan" add constraint "c" check (a > 0);', /not valid/],
  [
    'alter table "loan" add constraint "c" check (a > 0) not valid, add constraint "d" foreign key ("a") references "b" ("id");',
    /not valid/,
  ],
  ['alter table "loan" add column "a" int references "b" ("id");', /not valid/],
  ['alter table "loan" add constraint "c" unique ("a");', /using index/],
  ['alter table "loan" add constraint "c" primary key ("a");', /using index/],
  ['alter table "loan" add column "a" text unique;', /using index/],
  ['create unique index "i" on "loan" ("a");', /if not exists/],
  ['alter table "loan" drop constraint "c";', /drops a constraint/],
  ['create table "season" ("id" text); alter table "loan" drop column "a";', /drops what processes/],
  ['alter table "loan" add column "a" int not null default 0, add column "b" text null;', null],
  ['alter table "loan" add column "a" text not null default \'drop table, not null\';', null],
  ['create table "season" ("id" text); alter table "season" add constraint "c" check (a > 0);', null],
  ['create table if not exists "season" ("id" text); create unique index "i" on "season" ("id");', null],
  ['alter table "loan" add constraint "c" check (a > 0) not valid;', null],
  ['alter table "loan" validate constraint "c";', null],
  ['alter table "loan" drop constraint "c"; alter table "loan" add constraint "c" check (a > 1) not valid;', null],
  ['alter table "loan" add constraint "c" unique using index "i";', null],
  ['create unique index if not exists "i" on "loan" ("a");', null],
  ['create unique index concurrently "i" on "loan" ("a");', null],
  ['create index "i" on "loan" ("a") where "a" is not null;', null],
  ['create function f() returns int as $$ begin drop table x; return 1; end $$ language plpgsql;', null],
] as const)('%s', (sql, problem) => {
  const problems = rollForwardProblems(`this.addSql(\`${sql}\`);`);
  if (problem === null) expect(problems).toEqual([]);
  else expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(rollForwardProblems(`// Contract: not used since 0.2.0\nthis.addSql(\`${sql}\`);`)).toEqual([]);
});

test('statements in quotes of any kind are read, and those that are put together', () => {
  for (const quoted of ["'drop table loan'", '"drop table loan"', '`drop table loan`', 'statement(`drop table loan`)'])
    expect(rollForwardProblems(`this.addSql(${quoted});`)).toHaveLength(1);
  expect(rollForwardProblems("this.addSql('alter table loan add column a text default \\'x\\' not null');")).toEqual(
    [],
  );
});
