import pg from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase, ensureTemplate } from './database.ts';

test('a template is built once however many ask, and each copy is separate', async () => {
  let builds = 0;
  const build = async (url: string) => {
    builds += 1;
    await query(url, 'create table shelf (book text)');
  };
  await Promise.all([1, 2, 3].map(() => ensureTemplate('shelf', build)));
  expect(builds).toBe(1);

  await using first = await createTestDatabase('shelf');
  await using second = await createTestDatabase('shelf');
  await query(first.url, `insert into shelf values ('三体')`);
  expect(await query(first.url, 'select * from shelf')).toEqual([{ book: '三体' }]);
  expect(await query(second.url, 'select * from shelf')).toEqual([]);
});

test('a template whose build failed is built again', async () => {
  await expect(ensureTemplate('broken', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await ensureTemplate('broken', (url) => query(url, 'create table mended (id int)').then(() => undefined));
  await using database = await createTestDatabase('broken');
  expect(await query(database.url, 'select * from mended')).toEqual([]);
});

test('a dropped database is gone even while connections are open', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => {}); // the server ends this connection
  await client.connect();
  await database.drop();
  await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist');
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
