// A database that is cut off, silent, busy or full: what is said, that no connection is lost, and that it is used again by itself.
import type { MikroORM } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Line, openLine } from '../reliability/line.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { databaseCheck } from './database-check.ts';
import { itemEntities } from './items/entities.ts';
import { maskError } from './masking.ts';
import { openOrm, transact } from './orm.ts';
import { isOutage } from './outage.ts';
import { cutSilentConnections } from './silent-connections.ts';
import { statement } from './statements.ts';

let database: TestDatabase;
let line: Line;
let orm: MikroORM;
const poolSize = 8;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  line = await openLine(Number(url.port));
  url.port = String(line.port);
  orm = await openOrm({ name: 'central', url: url.href, entities: itemEntities, migrations: [] });
  await cutSilentConnections(orm, 500);
});
afterEach(() => line.set('good'));
afterAll(async () => {
  await orm.close(true);
  await line[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const told = (error: unknown) =>
  maskError(error, { log: pino({ level: 'silent' }), requestId: 'r', subgraph: 'central' });
const ways: Record<string, (seconds: number) => Promise<unknown>> = {
  'a statement': (seconds) => orm.em.fork().execute('select pg_sleep(?)', [seconds]),
  'a prepared one': (seconds) => statement(orm.em.fork(), '/* sleep */ select pg_sleep($1)', [seconds]),
  'a transaction': (seconds) =>
    transact({ em: orm.em.fork(), forget() {} }, (em) => em.execute('select pg_sleep(?)', [seconds])),
};
/** As many at once as there are connections, three times. */
async function allConnectionsAnswer(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: poolSize }, () => orm.em.fork().execute('select 1')));
  }
}
const outage = {
  message: expect.stringMatching(/服务暂时不可用.*The database of central does not answer/),
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'central' },
};

test.each(
  Object.keys(ways),
)('%s on a line that is cut says so, and the next one goes through when it is laid again', async (way) => {
  const run = ways[way] as (typeof ways)[string];
  const under = run(5).catch((error: unknown) => error);
  await expect.poll(() => line.open).toBeGreaterThan(0);
  await line.set('cut');
  const during = await under;
  const after = await run(0).catch((error: unknown) => error);
  expect([isOutage(during), isOutage(after)]).toEqual([true, true]);
  expect([told(during), told(after)]).toEqual([outage, outage]);
  await line.set('good');
  await run(0);
  await allConnectionsAnswer();
});

test('of a host that is gone without a word no connection is kept', async () => {
  await allConnectionsAnswer();
  await line.set('silent');
  const stuck = await Promise.all(
    Array.from({ length: poolSize }, () =>
      orm.em
        .fork()
        .execute('select 1')
        .catch((error: unknown) => error),
    ),
  );
  expect(stuck.map(told)).toEqual(stuck.map(() => outage));
  await line.set('good');
  await allConnectionsAnswer();
});

test('a connection that only waits for work is kept, and a statement that is answered bit by bit is not cut', async () => {
  await allConnectionsAnswer();
  const before = line.open;
  await new Promise((later) => setTimeout(later, 800));
  expect(line.open).toBe(before);
  const rows = await orm.em
    .fork()
    .execute<object[]>("select n, repeat('x', 9000), pg_sleep(0.3)::text as slow from generate_series(1, 4) as n");
  expect(rows).toHaveLength(4);
});

test('when all connections are taken it is told within seconds', async () => {
  const taken = Array.from({ length: poolSize }, () =>
    orm.em.fork().execute("select n, repeat('x', 9000), pg_sleep(0.3)::text as slow from generate_series(1, 20) as n"),
  );
  const problem = await orm.em
    .fork()
    .execute('select 1')
    .catch((error: unknown) => error);
  expect(told(problem)).toEqual(outage);
  await Promise.all(taken);
  await allConnectionsAnswer();
});

test('a disk that is full is told as what it is', async () => {
  const full = await orm.em
    .fork()
    .execute("do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$")
    .catch((error: unknown) => error);
  expect(told(full)).toMatchObject({
    message: expect.stringContaining('can store nothing more now; what is there can be read'),
    extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
  });
});

test.each([
  ['a defect of ours', 'select no_such_column', 'INTERNAL_SERVER_ERROR'],
  ['what breaks a rule', 'select 1 / 0', 'INTERNAL_SERVER_ERROR'],
])('%s is no outage', async (_, sql, code) => {
  const error = await orm.em
    .fork()
    .execute(sql)
    .catch((reason: unknown) => reason);
  expect(isOutage(error)).toBe(false);
  expect(told(error).extensions).toEqual({ code });
});

test('the check of a database says what is wrong, soon, and asks no more than once a second', async () => {
  expect(await databaseCheck(orm)()).toBeNull();
  await line.set('cut');
  const check = databaseCheck(orm);
  const [first, second] = await Promise.all([check(), check()]);
  expect(first).toMatch(/^(?:ECONNREFUSED|the connection failed)$/);
  expect(second).toBe(first);
  await line.set('good');
  await line.set('silent');
  expect(await databaseCheck(orm)()).toBe('nothing came within 1000 ms');
});
