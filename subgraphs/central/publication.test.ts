// What owners tell the catalogue: everything that has changed, once for each holdings row, by hundreds, and nothing forgotten.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mostAtOnce, publishSql, reportHoldings } from '../../lib/items/publication.ts';
import type { Transport } from '../../lib/transport.ts';
import { ask, rows, service, until } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { countStatements } from '../../test/statement-count.ts';

interface Told {
  library: string;
  bookId: string;
  total: number;
  available: number;
  held: number;
}

let network: TestNetwork;
/** What the catalogue was told, a list for each call. */
let calls: Told[][];
/** Done before the catalogue takes a call. */
let before: () => Promise<unknown>;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  const { execute } = network.subgraphs.central;
  const listening: Transport = async (request, call) => {
    if (request.query.includes('recordHoldings')) {
      calls.push(request.variables?.['reports'] as Told[]);
      await before();
    }
    return execute(request, call);
  };
  network.silence('central', listening);
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  calls = [];
  before = async () => {};
  await rows(network.subgraphs.districts, 'delete from holdings_change');
  await rows(network.subgraphs.districts, 'delete from graphile_worker._private_jobs');
});

const districts = () => network.subgraphs.districts;
const report = () => reportHoldings(districts().contextOf({ identity: service, requestId: 'test' }));
const waiting = async () =>
  (await rows<{ id: string }>(districts(), 'select book_id as id from holdings_change order by id')).map(
    ({ id }) => id,
  );
const jobs = () =>
  rows(
    districts(),
    `select 1 from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = task_id
     where identifier = 'reportHoldings'`,
  );
const touch = (bookId: string) =>
  rows(districts(), "insert into holdings_change (library_id, book_id) values ('NJ-JN', ?)", [bookId]);
/** New copies of 江宁 by one statement, as an import writes them: `copies` of each of the books. */
const bring = (bookIds: readonly string[], copies = 1) =>
  rows(
    districts(),
    `with numbered as materialized (
       select book_id, 'N' || nextval('item_barcode') as barcode
       from unnest(array[?]) as book_id cross join generate_series(1, ?::int)
     ), brought as (
       insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status, sample)
       select 'NJ-JN:' || barcode, 'NJ-JN', barcode, book_id, 'I247.5/1', 'I247.5/1', 'JN-MAIN', '【样例】', 'AVAILABLE', true
       from numbered returning library_id, book_id
     ) ${publishSql('brought')}`,
    [bookIds, copies],
  );

test('300 copies of 100 books that one statement brings are one job, one count and one call', async () => {
  const bookIds = Array.from({ length: 100 }, (_, index) => `NEW${index}`);
  await bring(bookIds, 3);
  expect(await jobs()).toHaveLength(1);
  expect(await waiting()).toHaveLength(100);
  const counting = countStatements();
  await report();
  counting.stop();
  expect(calls).toHaveLength(1);
  expect(calls[0]?.map(({ bookId }) => bookId).toSorted()).toEqual(bookIds.toSorted());
  expect(calls[0]?.[0]).toMatchObject({ library: 'NJ-JN', total: 3, available: 3, held: 3 });
  expect(counting.sent.filter((text) => text.includes('/* countNow */'))).toHaveLength(1);
  expect(counting.sent.filter((text) => text.includes('/* recordHoldings */'))).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});

test('the jobs of many changes are one: the first takes what all have written', async () => {
  for (const bookId of ['B000002', 'B000003', 'B000002', 'B000013']) await touch(bookId);
  expect(await jobs()).toHaveLength(4);
  await report();
  expect(await jobs()).toEqual([]);
  expect(calls.map((told) => told.map(({ bookId }) => bookId).toSorted())).toEqual([['B000002', 'B000003', 'B000013']]);
});

test('a statement that changes no copy adds no job', async () => {
  await rows(districts(), "insert into holdings_change (library_id, book_id) select 'NJ-JN', 'B000002' where false");
  expect(await jobs()).toEqual([]);
});

test('what changes while the catalogue is told is told again', async () => {
  await bring(['TWICE']);
  before = () => bring(['TWICE']);
  await report();
  before = async () => {};
  expect(await waiting()).toEqual(['TWICE']);
  expect(await jobs()).toHaveLength(1);
  await report();
  expect(calls.map(([told]) => told?.total)).toEqual([1, 2]);
  expect(await waiting()).toEqual([]);
});

test('a change that commits late, after ones that began later are told, is not forgotten', async () => {
  const late = new pg.Client({ connectionString: network.databaseUrls.districts });
  await late.connect();
  try {
    await late.query('begin');
    await late.query("insert into holdings_change (library_id, book_id) values ('NJ-JN', 'LATE')");
    // Nor does another change of the same row wait for it.
    await touch('LATE');
    await touch('OTHER');
    await report();
    expect(
      calls
        .flat()
        .map(({ bookId }) => bookId)
        .toSorted(),
    ).toEqual(['LATE', 'OTHER']);
    await late.query('commit');
    expect(await waiting()).toEqual(['LATE']);
    expect(await jobs()).toHaveLength(1);
    await report();
    expect(calls[1]?.map(({ bookId }) => bookId)).toEqual(['LATE']);
  } finally {
    await late.end();
  }
});

test('what the catalogue does not take stays to be told', async () => {
  await touch('B000002');
  before = () => Promise.reject(new Error('connection reset'));
  await expect(report()).rejects.toThrow('central cannot be reached');
  expect(await waiting()).toEqual(['B000002']);
});

test('a job ends after 20 calls, and another one goes on', async () => {
  const many = 20 * mostAtOnce + 1;
  await rows(
    districts(),
    "insert into holdings_change (library_id, book_id) select 'NJ-JN', 'M' || number from generate_series(1, ?::int) as number",
    [many],
  );
  await report();
  expect(calls).toHaveLength(20);
  expect(await waiting()).toHaveLength(1);
  expect(await jobs()).toHaveLength(1);
  await report();
  expect(calls[20]).toMatchObject([{ bookId: `M${many}`, total: 0, available: 0, held: 0 }]);
});

const reportOf = (bookId: string, total: number, asOf: string, microseconds = 0) => ({
  library: 'NJ-JN',
  bookId,
  total,
  available: 0,
  held: total,
  asOf,
  microseconds,
});

test('of reports of one row the newest counts, in whatever order and call they come; one of an unknown book changes nothing', async () => {
  const { central } = network.subgraphs;
  const record = (...reports: object[]) =>
    ask(central, service, 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', { reports });
  const known = async () =>
    (
      await rows<{ total: number }>(
        central,
        "select total from known_holdings where book_id = 'B000002' and library_id = 'NJ-JN'",
      )
    )[0]?.total;
  await record(
    reportOf('B000002', 7, '2040-01-01T00:00:00.001Z', 5),
    reportOf('NOBODY', 1, '2040-01-01T00:00:00.000Z'),
    reportOf('B000002', 6, '2040-01-01T00:00:00.001Z', 4),
  );
  expect(await known()).toBe(7);
  await record(reportOf('B000002', 8, '2040-01-01T00:00:00.001Z', 4));
  expect(await known()).toBe(7);
  await record(reportOf('B000002', 9, '2040-01-01T00:00:00.001Z', 5));
  expect(await known()).toBe(9);
  expect(await rows(central, "select total from known_holdings where book_id = 'NOBODY'")).toEqual([]);
});

test('calls that tell of the same books at once do not deadlock', async () => {
  const { central } = network.subgraphs;
  const books = await rows<{ id: string }>(central, 'select id from book order by id desc limit 50');
  const reports = books.map(({ id }, index) => ({
    library: 'NJ-JN',
    bookId: id,
    total: index,
    available: 0,
    held: index,
    asOf: '2041-01-01T00:00:00.000Z',
  }));
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, turn) =>
      ask(central, service, 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
        reports: turn % 2 ? reports : reports.toReversed(),
      }),
    ),
  );
  expect(answers.map(({ errors }) => errors)).toEqual(answers.map(() => undefined));
});

test('with jobs what an owner changes is what the catalogue knows', async () => {
  await bring(['B000020'], 2);
  await districts().startJobs();
  await until('it is known', async () => {
    const [row] = await rows<{ total: number }>(
      network.subgraphs.central,
      "select total from known_holdings where book_id = 'B000020' and library_id = 'NJ-JN'",
    );
    const [now] = await rows<{ total: number }>(
      districts(),
      "select count(*)::int as total from item where book_id = 'B000020' and library_id = 'NJ-JN' and status not in ('ON_ORDER', 'LOST', 'WITHDRAWN')",
    );
    return row !== undefined && row.total === now?.total && (await waiting()).length === 0;
  });
});
