// How soon the catalogue and whoever watches know of a loan or a return at a desk, and what the log of changes costs those who write
// hundreds of rows: figures for docs/performance.md. `LONG=1 npm test -- subgraphs/central/changes.long`, on the machine alone.
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { median, quantile } from '../../bench/statistics.ts';
import { until } from '../../test/ask.ts';
import { deskOf } from '../../test/holds.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { nextChange, watcherOf } from '../../test/watching.ts';

interface Change {
  holdings: { lastKnown: { available: number } };
}

const loans = 50;
const pairs = 25;
const rowsAtOnce = 500;
let network: TestNetwork;
let probe: pg.Client;

beforeAll(async () => {
  network = await openTestNetwork({ transport: 'http' });
  probe = new pg.Client({ connectionString: network.databaseUrls.central });
  await probe.connect();
});
afterAll(async () => {
  await probe.end();
  await network[Symbol.asyncDispose]();
});

test('a loan and a return at a desk are known to the catalogue, and told, in order', { timeout: 300_000 }, async () => {
  const desk = deskOf(network);
  await desk.addReaders(loans);
  const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-MAIN' });
  const [copy] = items;
  const watcher = watcherOf(network);
  const events = await watcher.watch(
    'WebSocket',
    null,
    `subscription { availabilityChanged(bookIds: ["${bookId}"]) { holdings { lastKnown { available } } } }`,
  );
  const told: { at: number; available: number }[] = [];
  const listening = (async () => {
    while (told.length < 2 * loans) {
      const { holdings } = await nextChange<Change>(events);
      told.push({ at: performance.now(), available: holdings.lastKnown.available });
    }
  })();
  await until('somebody listens', async () => {
    const { rowCount } = await probe.query(
      `select from pg_locks where locktype = 'advisory' and classid = 4720003
         and database = (select oid from pg_database where datname = current_database())`,
    );
    return rowCount !== 0;
  });
  const known = async () =>
    (await probe.query<{ available: number }>('select available from known_holdings where book_id = $1', [bookId]))
      .rows[0]?.available;
  const acknowledged: number[] = [];
  const inCatalogue: number[] = [];
  for (let turn = 1; turn <= loans; turn++) {
    for (const [act, available] of [
      [() => desk.checkOut(copy!, `H${turn}`), 0],
      [() => desk.scan(copy!, 'JN-MAIN'), 1],
    ] as const) {
      await act();
      const begin = performance.now();
      acknowledged.push(begin);
      while ((await known()) !== available) await setTimeout(1);
      inCatalogue.push(performance.now() - begin);
      await until('it is told', async () => told.length === acknowledged.length);
    }
  }
  await listening;
  await watcher.close();
  expect(told.map(({ available }) => available)).toEqual(acknowledged.map((_, index) => index % 2));
  print('until the catalogue has it', inCatalogue);
  print(
    'until the message',
    told.map(({ at }, index) => Math.max(0, at - acknowledged[index]!)),
  );
});

test('the log has a row for each of hundreds that one statement writes', { timeout: 300_000 }, async () => {
  const total = 20_000;
  await probe.query(
    `insert into book select (jsonb_populate_record(book, jsonb_build_object('id', 'X' || n, 'isbn', null))).*
     from book, generate_series(0, $1::int - 1) as n where book.id = 'B000002'`,
    [total],
  );
  await probe.query(
    "insert into known_holdings select 'X' || n, 'NJ-JN', 1, 1, 1, now() from generate_series(0, $1::int - 1) as n",
    [total],
  );
  let round = 0;
  const writes = {
    'counts that change': `insert into known_holdings select 'X' || n, 'NJ-JN', $2, 1, 1, now() from generate_series($1::int, $1 + ${rowsAtOnce - 1}) as n
      on conflict (book_id, library_id) do update set total = excluded.total, as_of = excluded.as_of`,
    'counts that do not': `insert into known_holdings select 'X' || n, 'NJ-JN', $2, 1, 1, now() from generate_series($1::int, $1 + ${rowsAtOnce - 1}) as n
      on conflict (book_id, library_id) do update set as_of = excluded.as_of`,
    'books that change': `insert into book (id, title) select 'X' || n, $2::int::text from generate_series($1::int, $1 + ${rowsAtOnce - 1}) as n
      on conflict (id) do update set title = excluded.title`,
    'books that are new': `insert into book select (jsonb_populate_record(book, jsonb_build_object('id', 'Y' || n || '-' || $2::int, 'isbn', null))).*
      from book, generate_series($1::int, $1 + ${rowsAtOnce - 1}) as n where book.id = 'B000002'`,
  };
  const times: Record<string, { without: number[]; with: number[] }> = {};
  const written = async () =>
    Number((await probe.query<{ count: string }>('select count(*) from catalogue_event')).rows[0]?.count);
  for (let pair = 0; pair < pairs; pair++) {
    for (const log of ['without', 'with'] as const) {
      for (const table of ['known_holdings', 'book']) {
        await probe.query(`alter table ${table} ${log === 'with' ? 'enable' : 'disable'} trigger user`);
      }
      for (const [name, sql] of Object.entries(writes)) {
        const before = await written();
        const begin = performance.now();
        await probe.query({ name, text: sql, values: [(round * rowsAtOnce) % total, 1_000 + round++] });
        (times[name] ??= { without: [], with: [] })[log].push(performance.now() - begin);
        const expected = log === 'without' || name === 'counts that do not' ? 0 : rowsAtOnce;
        expect((await written()) - before, name).toBe(expected);
      }
    }
  }
  for (const [name, { without, with: logged }] of Object.entries(times)) {
    console.log(
      `${rowsAtOnce} ${name}: ${median(without).toFixed(1)} ms without the log, ${median(logged).toFixed(1)} ms with it`,
    );
  }
});

function print(what: string, times: number[]): void {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0));
  console.log(`${what}: p50 ${p50}, p95 ${p95}, most ${most} ms of ${times.length} changes`);
}
