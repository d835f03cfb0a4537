// Lists of the most borrowed books: as printed, and computed from the loans of the whole network.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { yearOf } from '../../lib/shanghai.ts';
import { rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { lending } from '../lending/subgraph.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await tally();
});
afterAll(() => network[Symbol.asyncDispose]());

const year = yearOf(new Date());

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

async function tally(): Promise<void> {
  const ctx = network.subgraphs.lending.contextOf({
    identity: { role: 'service', subgraph: 'lending' },
    requestId: 'test',
  }) as Parameters<(typeof lending.tasks)[string]>[0];
  await lending.tasks['tallyLoans']?.(ctx, {});
}

const query = `query ($year: Int!, $audience: Audience!, $library: ID, $first: Int! = 100) {
  rankings(year: $year, audience: $audience, library: $library, first: $first) {
    rank title callNumber loans source library { id } book { id title }
  }
}`;

async function rankingOf(variables: Record<string, unknown>): Promise<Data[]> {
  const { data, errors } = await network.query(query, { year, audience: 'ADULT', ...variables });
  expect(errors).toBeUndefined();
  return data.rankings;
}

let numbers = 0;
/** Loans of one copy, one after the other. */
async function lend(
  times: number,
  {
    book,
    library,
    status = 'RETURNED',
    type = 'ADULT',
    at = `${year}-03-01T00:00:00Z`,
  }: {
    book: string;
    library: string;
    status?: string;
    type?: string;
    at?: string;
  },
): Promise<void> {
  for (let time = 0; time < times; time++) {
    await rows(
      network.subgraphs.lending,
      `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date, returned_at)
       select ?, (select id from reader where type = ? order by id limit 1), ?, ?, ?, 'DESK', ?::timestamptz, ?::timestamptz, ?::date, now()`,
      [`T${++numbers}`, type, book, `${library}:T1`, status, at, at, `${year}-04-01`],
    );
  }
}

test('the loans of a year are counted by library and audience, the most often lent first, equal ones by their id', async () => {
  await lend(3, { book: 'B000301', library: 'NJ-GC' });
  await lend(5, { book: 'B000302', library: 'NJ-GC' });
  await lend(3, { book: 'B000300', library: 'NJ-GC' });
  await lend(9, { book: 'B000303', library: 'NJ-GC', type: 'CHILD' });
  await lend(9, { book: 'B000304', library: 'NJ-GC', at: `${year - 1}-12-31T15:59:59Z` });
  await lend(4, { book: 'B000305', library: 'NJ-GC', at: `${year - 1}-12-31T16:00:00Z` });
  await lend(7, { book: 'B000306', library: 'NJ-GC', status: 'RELEASED' });
  await tally();
  const list = await rankingOf({ library: 'NJ-GC', first: 4 });
  expect(list.map(({ rank, loans, book }) => [rank, loans, book.id])).toEqual([
    [1, 5, 'B000302'],
    [2, 4, 'B000305'],
    [3, 3, 'B000300'],
    [4, 3, 'B000301'],
  ]);
  expect(list[0]).toMatchObject({ source: 'COMPUTED', callNumber: null, library: { id: 'NJ-GC' } });
  const children = await rankingOf({ library: 'NJ-GC', audience: 'CHILDREN' });
  expect(children[0]).toMatchObject({ loans: 9, book: { id: 'B000303' } });
  const before = await rankingOf({ library: 'NJ-GC', year: year - 1, first: 1 });
  expect(before).toMatchObject([{ loans: 9, book: { id: 'B000304' } }]);
});

test('a loan is counted once, and taken off when nothing came of it; the counts outlive the history', async () => {
  const countOf = async () =>
    (await rankingOf({ library: 'NJ-PK' })).find(({ book }) => book.id === 'B000310')?.loans ?? 0;
  await lend(3, { book: 'B000310', library: 'NJ-PK' });
  await tally();
  await tally();
  expect(await countOf()).toBe(3);
  await rows(
    network.subgraphs.lending,
    "update loan set status = 'RELEASED' where id = (select max(id) from loan where book_id = 'B000310')",
  );
  await tally();
  await tally();
  expect(await countOf()).toBe(2);
  await rows(network.subgraphs.lending, "delete from loan where book_id = 'B000310'");
  await tally();
  expect(await countOf()).toBe(2);
});

test('all libraries in turn are one question, and add up to the loans there are', async () => {
  const lists = await rankingOf({ audience: 'ADULT' });
  const libraries = [...new Set(lists.map(({ library }) => library.id))];
  expect(libraries[0]).toBe('NJ-JL');
  const [loans] = await rows<{ count: number }>(
    network.subgraphs.lending,
    `select count(*)::int as count from loan join reader on reader.id = loan.reader_id
     where status not in ('RESERVED', 'RELEASED') and type = 'ADULT' and tallied
       and extract(year from coalesce(started_at, requested_at) at time zone 'Asia/Shanghai') = ?`,
    [year],
  );
  // Two of a history that was erased above.
  expect(lists.reduce((sum, { loans: own }) => sum + own, 0)).toBe((loans?.count ?? 0) + 2);
});

test('the printed list stays as printed, whatever was lent; it needs no word of lending', async () => {
  await lend(2, { book: 'B000311', library: 'NJ-JL', at: '2020-05-01T00:00:00Z' });
  await tally();
  network.silence('lending');
  const printed = await rankingOf({ year: 2020, library: 'NJ-JL', first: 10 });
  const { data, errors } = await network.query(query, { year, audience: 'ADULT', library: 'NJ-GC' });
  network.silence(null);
  expect(printed).toHaveLength(10);
  expect(new Set(printed.map(({ source, loans }) => `${source} ${loans}`))).toEqual(new Set(['PRINTED null']));
  const codes = errors?.map(({ extensions }) => extensions['code']);
  expect([data, codes]).toEqual([{ rankings: null }, ['SUBGRAPH_UNAVAILABLE']]);
});

test('a library that is none is told', async () => {
  const { errors } = await network.query(query, { year, audience: 'ADULT', library: 'NJ-XX' });
  expect(errors?.map(({ extensions, message }) => [extensions['code'], message.includes('NJ-GC')])).toEqual([
    ['NOT_FOUND', true],
  ]);
});

test('16 counts at once count each loan once', async () => {
  await lend(40, { book: 'B000320', library: 'NJ-LH' });
  await Promise.all(Array.from({ length: 16 }, tally));
  const [first] = await rankingOf({ library: 'NJ-LH', first: 1 });
  expect(first).toMatchObject({ loans: 40, book: { id: 'B000320' } });
});
