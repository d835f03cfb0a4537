// Connections and transactions: what is lost, rolled back and tried again.
import { DeadlockException } from '@mikro-orm/core';
import type { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { freePort, silentServer } from '../test/process.ts';
import { itemEntities } from './items/entities.ts';
import { openOrm, type Transactable, transact } from './orm.ts';

let database: TestDatabase;
let orm: MikroORM;
let other: MikroORM;
const poolSize = 8;
const open = (name: string, url: string) => openOrm({ name, url, entities: itemEntities, migrations: [] });

beforeAll(async () => {
  database = await createTestDatabase();
  [orm, other] = await Promise.all([open('lending', database.url), open('central', database.url)]);
  await orm.em.fork().execute('create table entry (id int primary key, value int not null default 0)');
  await orm.em.fork().execute('insert into entry (id) values (1), (2)');
});
afterAll(async () => {
  await orm.close(true);
  await other.close(true);
  await database[Symbol.asyncDispose]();
});

const request = (): Transactable & { forgotten: number } => {
  const ctx = { em: orm.em.fork(), forgotten: 0, forget: () => void ctx.forgotten++ };
  return ctx;
};
const valueOf = async (id: number) =>
  (await orm.em.fork().execute<{ value: number }[]>('select value from entry where id = ?', [id]))[0]?.value;
const add = (em: Transactable['em'], id: number) => em.execute('update entry set value = value + 1 where id = ?', [id]);

/**
 * A regression of kysely up to 0.29.6, which MikroORM asks for: a connection that broke inside a transaction never left
 * the pool. `overrides` in package.json takes a newer one.
 */
test('connections that break inside transactions leave the pool: after three times its size a query still answers', async () => {
  const breaking = async () => {
    await orm.em.fork().transactional(async (em) => {
      const [row] = await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid');
      await other.em.fork().execute('select pg_terminate_backend(?)', [row?.pid]);
      await em.execute('select 1');
    });
  };
  for (let round = 0; round < 3; round++) {
    const results = await Promise.allSettled(Array.from({ length: poolSize }, breaking));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  }
  const answers = await Promise.all(
    Array.from({ length: poolSize }, () => orm.em.fork().execute<{ one: number }[]>('select 1 as one')),
  );
  expect(answers.flat().map(({ one }) => one)).toEqual(Array(poolSize).fill(1));
});

test('inside a transaction of one subgraph another one keeps its own connections', async () => {
  const connection = "select current_setting('application_name') as name";
  const names = await orm.em.fork().transactional(async (em) => {
    const results = await Promise.all([em.execute(connection), other.em.fork().execute(connection)]);
    return results.flat();
  });
  expect(names).toEqual([{ name: 'shelfgraph lending' }, { name: 'shelfgraph central' }]);
});

test('a change that throws is rolled back, one that returns is committed, and both times the request reads anew', async () => {
  const ctx = request();
  const failing = transact(ctx, async (em) => {
    await add(em, 1);
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect([await valueOf(1), ctx.forgotten]).toEqual([0, 1]);
  expect(
    await transact(ctx, async (em) => {
      await add(em, 1);
      return 'done';
    }),
  ).toBe('done');
  expect([await valueOf(1), ctx.forgotten]).toEqual([1, 2]);
});

test('two changes that lock each other out are both made: the one that lost is tried again', async () => {
  const before = await Promise.all([valueOf(1), valueOf(2)]);
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let attempts = 0;
  const change = (own: 0 | 1) =>
    transact(request(), async (em) => {
      attempts++;
      await add(em, own + 1);
      both[own]?.resolve();
      await Promise.all(both.map(({ promise }) => promise));
      await add(em, 2 - own);
    });
  await Promise.all([change(0), change(1)]);
  expect(attempts).toBe(3);
  expect(await Promise.all([valueOf(1), valueOf(2)])).toEqual(before.map((value) => (value ?? 0) + 2));
});

test('a serialisation failure is tried again, four times in all, and told after that', async () => {
  let attempts = 0;
  const failing = transact(request(), async (em) => {
    attempts++;
    await em.execute(`do $$ begin raise exception 'conflict' using errcode = '40001'; end $$`);
  });
  await expect(failing).rejects.toBeInstanceOf(DeadlockException);
  expect(attempts).toBe(4);
});

test('another error is told at once', async () => {
  let attempts = 0;
  const failing = transact(request(), async (em) => {
    attempts++;
    await em.execute('insert into entry (id) values (1)');
  });
  await expect(failing).rejects.toThrow(/duplicate key/);
  expect(attempts).toBe(1);
});

test('a database that does not answer is told with its subgraph, its host and the variable to look at', async () => {
  const port = await freePort();
  const url = `postgresql://user:secret@127.0.0.1:${port}/lending`;
  const error = await open('lending', url).catch((reason: Error) => reason);
  expect(String(error)).toContain(`The database of lending at 127.0.0.1:${port}/lending does not answer:`);
  expect(String(error)).toContain('Check DATABASE_URL_LENDING, or unset all DATABASE_URL_…');
  expect(String(error)).not.toContain('secret');
});

test('a database that accepts and says nothing is told within seconds, not waited for', async () => {
  const server = await silentServer();
  const url = `postgresql://127.0.0.1:${server.port}/central`;
  const begun = performance.now();
  await expect(open('central', url)).rejects.toThrow(/The database of central .* does not answer/);
  expect(performance.now() - begun).toBeLessThan(8_000);
  server.close();
});
