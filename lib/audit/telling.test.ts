// Who is at work reaches the database with the statement itself: nothing is sent besides, nothing is left behind.
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { countStatements } from '../../test/statement-count.ts';
import { pseudonymsWith } from '../pseudonyms.ts';
import { PreparingClient } from '../statements.ts';
import { forgetting, runAs } from './caller.ts';

let database: TestDatabase;
let client: pg.Client;
const call = { identity: { role: 'admin', subject: "o'hara \\ 阿" } as const, requestId: 'r-1' };
const pseudonym = pseudonymsWith(new Uint8Array(32));
const as = <Result>(work: () => Promise<Result>, reason?: string) =>
  runAs(call, pseudonym, { operation: 'addThing', ...(reason ? { reason } : {}) }, work);
const told = { by: "admin:o'hara \\ 阿", request: 'r-1', operation: 'addThing' };
const heard = async () =>
  (await client.query<{ said: string }>(`select current_setting('shelfgraph.caller', true) as said`)).rows[0]?.said;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new PreparingClient({ connectionString: database.url });
  await client.connect();
  await client.query(
    `create table thing (id int primary key, said text default current_setting('shelfgraph.caller', true))`,
  );
});
beforeEach(async () => {
  await client.query('delete from thing');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

test('a transaction knows it from its beginning to its end, with not a statement more', async () => {
  const counting = countStatements();
  const reason = `'; drop table thing; --\n\\'`;
  await as(async () => {
    await client.query('begin');
    expect(JSON.parse((await heard()) ?? '')).toEqual({ ...told, reason });
    await client.query('/* add */ insert into thing (id) values ($1)', [1]);
    await client.query('commit');
  }, reason);
  counting.stop();
  expect(counting.sent.map((text) => text.split(' ')[0])).toEqual(['begin', 'select', '/*', 'commit']);
  expect(await heard()).toBe('');
  const { rows } = await client.query<{ said: string }>('select said from thing');
  expect(JSON.parse(rows[0]?.said ?? '')).toEqual({ ...told, reason });
});

test('a change that is a transaction of its own knows it, and answers as it does without', async () => {
  const add = '/* add */ insert into thing (id) select * from generate_series($1::int, $2) returning id';
  for (const first of [1, 11]) {
    const counting = countStatements();
    const added = await as(() => client.query(add, [first, first + 1]));
    counting.stop();
    expect(counting.sent).toEqual([add]);
    expect(added).toMatchObject({ command: 'INSERT', rowCount: 2, rows: [{ id: first }, { id: first + 1 }] });
  }
  expect(await as(() => client.query('update thing set id = id + 100'))).toMatchObject({
    command: 'UPDATE',
    rowCount: 4,
  });
  const { rows } = await client.query<{ said: string }>('select distinct said from thing');
  expect(rows.map(({ said }) => JSON.parse(said))).toEqual([told]);
  expect(await heard()).toBe('');
});

test('without a caller, and where nothing is changed, nothing is told', async () => {
  await client.query('/* add */ insert into thing (id) values ($1)', [2]);
  expect((await client.query('select said from thing')).rows).toEqual([{ said: expect.toSatisfy((said) => !said) }]);
  expect(await as(heard)).toBe('');
});

test('what is forgotten is said beside who does it', async () => {
  await as(() => forgetting(() => client.query('/* add */ insert into thing (id) values ($1)', [3])));
  const { rows } = await client.query<{ said: string }>('select said from thing');
  expect(JSON.parse(rows[0]?.said ?? '')).toEqual({ ...told, forgets: true });
});

test('a change that fails leaves the connection as it was, and works when it can', async () => {
  const add = '/* addLater */ insert into other (id) values ($1)';
  await expect(as(() => client.query(add, [1]))).rejects.toThrow('relation "other" does not exist');
  await client.query('create table other (id int primary key)');
  expect(await as(() => client.query(add, [1]))).toMatchObject({ rowCount: 1 });
  await expect(as(() => client.query(add, [1]))).rejects.toThrow('duplicate key');
  expect(await as(() => client.query(add, [2]))).toMatchObject({ rowCount: 1 });
  expect(await heard()).toBe('');
});

test.each([
  ['has a conflict at its first execution', '/* conflict */ insert into thing (id) values ($1)', '23505'],
  ['cannot be parsed', '/* wrong */ insert into thing (no_such_column) values ($1)', '42703'],
])('a statement that %s says so, and may be sent again on its connection', async (_, text, code) => {
  await client.query('insert into thing (id) values (4)');
  const send = (id: number) => as(() => client.query(text, [id]));
  for (let time = 0; time < 3; time++) await expect(send(4)).rejects.toMatchObject({ code });
  if (code === '23505') expect(await send(5)).toMatchObject({ rowCount: 1 });
});
