// How old the catalogue's knowledge is: an owner that lives says again and again that what it told is true, and never so
// before it has told what has changed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { definitions } from '../../gateway/definitions.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Transport } from '../../lib/transport.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import { admin, openTestNetwork, type TestNetwork } from '../../test/network.ts';

const hour = 3_600_000;
let network: TestNetwork;
let shift = 0;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => new Date(Date.now() + shift) });
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  shift = 0;
  await rows(network.subgraphs.central, 'delete from library_report');
});

const say = (owner: 'central' | 'districts') => {
  const ctx = network.subgraphs[owner].contextOf({ identity: service, requestId: 'test' });
  return definitions[owner].tasks['sayStillTrue']?.(ctx as never, {});
};
const page = (itemId: string, loanId: string) =>
  ask(network.subgraphs.districts, service, 'mutation ($i: ID!, $l: ID!) { pageItem(itemId: $i, loanId: $l) }', {
    i: itemId,
    l: loanId,
  });
const known = async (bookId: string, library: string) => {
  const { data } = await ask(
    network.subgraphs.central,
    { role: 'anonymous' },
    'query ($id: ID!) { book(id: $id) { holdings { library { id } lastKnown { available asOf } } } }',
    { id: bookId },
  );
  return data.book.holdings.find((row: { library: { id: string } }) => row.library.id === library).lastKnown;
};
const isOld = ({ asOf }: { asOf: string }) => Date.now() + shift - Date.parse(asOf) > 24 * hour;
const unknown = async () => {
  const { data } = await ask(
    network.subgraphs.bookstores,
    admin,
    '{ purchaseEligibility(input: { bookId: "B000013" }) { ... on PurchaseEligibility { flags } } }',
  );
  return data.purchaseEligibility.flags.includes('HOLDINGS_UNKNOWN');
};

describe('a day after the last change', () => {
  test('the word of a library is old, and silent districts make HOLDINGS_UNKNOWN, if it said nothing since', async () => {
    shift = 25 * hour;
    expect(isOld(await known('B000002', 'NJ-JN'))).toBe(true);
    network.silence('districts');
    expect(await unknown()).toBe(true);
    network.silence(null);
  });

  test('it is not old when the library has said that all is still true, and silence makes nothing unknown for a day', async () => {
    shift = 25 * hour;
    await say('districts');
    expect(isOld(await known('B000002', 'NJ-JN'))).toBe(false);
    expect(isOld(await known('B000002', 'NJ-JL'))).toBe(true);
    await say('central');
    expect(isOld(await known('B000002', 'NJ-JL'))).toBe(false);
    network.silence('districts');
    expect(await unknown()).toBe(false);
    shift = 50 * hour;
    expect(await unknown()).toBe(true);
    network.silence(null);
  });
});

test('a whole book is as old as the oldest word in it', async () => {
  shift = 25 * hour;
  const asOf = async () => {
    const query = '{ book(id: "B000002") { lastKnown { asOf } } }';
    return (await ask(network.subgraphs.central, { role: 'anonymous' }, query)).data.book.lastKnown;
  };
  await say('districts');
  expect(isOld(await asOf())).toBe(true);
  await say('central');
  expect(isOld(await asOf())).toBe(false);
});

test('what has changed and is not told yet is told first', async () => {
  const before = await known('B000002', 'NJ-JN');
  await page('NJ-JN:5069250004', 'still-1');
  expect(await known('B000002', 'NJ-JN')).toEqual(before);
  shift = hour;
  await say('districts');
  const after = await known('B000002', 'NJ-JN');
  expect(after.available).toBe(before.available - 1);
  expect(Date.parse(after.asOf)).toBeGreaterThan(Date.now() + shift / 2);
});

test('nothing is still true while the catalogue does not take what has changed', async () => {
  await page('NJ-JN:5069448001', 'still-2');
  const before = await known('B000002', 'NJ-JN');
  const refusing: Transport = (request, call) =>
    request.query.includes('recordHoldings')
      ? Promise.reject(new Error('connection reset'))
      : network.subgraphs.central.execute(request, call);
  network.silence('central', refusing);
  shift = 25 * hour;
  await expect(say('districts')).rejects.toThrow();
  network.silence(null);
  expect(await known('B000002', 'NJ-JN')).toEqual(before);
  expect(await rows(network.subgraphs.central, 'select * from library_report')).toEqual([]);
});

test('an older word that comes late changes nothing; it is for a service only', async () => {
  const mutation = 'mutation ($asOf: DateTime!) { recordStillTrue(libraries: ["NJ-JN", "NJ-XX"], asOf: $asOf) }';
  const record = (asOf: string, person = service) => ask(network.subgraphs.central, person, mutation, { asOf });
  await record('2030-01-02T00:00:00.000Z');
  await record('2030-01-01T00:00:00.000Z');
  expect((await known('B000002', 'NJ-JN')).asOf).toBe('2030-01-02T00:00:00.000Z');
  expect(await rows(network.subgraphs.central, 'select library_id from library_report')).toHaveLength(1);
  expect(codes(await record('2030-01-03T00:00:00.000Z', admin))).toEqual(['FORBIDDEN']);
});

test('a library that never told of a book, and says that all it told is true, has none of it', async () => {
  await rows(network.subgraphs.central, "delete from known_holdings where book_id = 'B000020'");
  const query = /* GraphQL */ `
    query ($day: Date!, $at: DateTime!) {
      purchaseFacts(bookId: "B000020", payer: "NJ-JL", year: 2026, day: $day, at: $at) { lastKnown { library held available asOf } }
    }
  `;
  const facts = async () =>
    (await ask(network.subgraphs.central, service, query, { day: dayOf(new Date()), at: new Date().toISOString() }))
      .data.purchaseFacts.lastKnown;
  expect(await facts()).toEqual([]);
  await say('districts');
  const lastKnown = await facts();
  expect(lastKnown).toHaveLength(13);
  expect(lastKnown[0]).toMatchObject({ held: 0, available: 0, asOf: expect.any(String) });
});

test('while copies change without end the last word and the counts are right', async () => {
  const items = await rows<{ id: string }>(
    network.subgraphs.districts,
    "select id from item where book_id = 'B000002' and status = 'AVAILABLE' order by id",
  );
  await network.subgraphs.districts.startJobs();
  await Promise.all([
    ...items.map(({ id }, index) => page(id, `race-${index}`)),
    ...Array.from({ length: 10 }, () => say('districts')),
  ]);
  await say('districts');
  // The last word was said after every change: what is known at its moment is the truth.
  expect(await known('B000002', 'NJ-JN')).toMatchObject({ available: 0 });
  await until('the jobs of the reports are done', async () => {
    const jobs = await rows(
      network.subgraphs.districts,
      `select 1 from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task
       on task.id = task_id where identifier = 'reportHoldings'`,
    );
    return jobs.length === 0;
  });
  expect(await known('B000002', 'NJ-JN')).toMatchObject({ available: 0 });
});

test('with its jobs an owner speaks every ten minutes, however often its process starts', async () => {
  const next = (owner: 'central' | 'districts') =>
    rows<{ wait: number }>(
      network.subgraphs[owner],
      `select extract(epoch from run_at - now())::int as wait from graphile_worker._private_jobs where key = 'sayStillTrue'`,
    );
  for (const owner of ['central', 'districts'] as const) {
    const subgraph = network.subgraphs[owner];
    await subgraph.stopJobs();
    await subgraph.startJobs();
    expect(await next(owner)).toEqual([{ wait: expect.toSatisfy((wait) => wait > 500 && wait <= 600) }]);
    await rows(
      subgraph,
      "update graphile_worker._private_jobs set run_at = now() + interval '5 s' where key = 'sayStillTrue'",
    );
    await subgraph.stopJobs();
    await subgraph.startJobs();
    expect((await next(owner))[0]?.wait).toBeLessThanOrEqual(5);
  }
  await until('all fourteen have spoken', async () => {
    return (await rows(network.subgraphs.central, 'select 1 from library_report')).length === 14;
  });
  for (const owner of ['central', 'districts'] as const) {
    await until('it is to speak again', async () => ((await next(owner))[0]?.wait ?? 0) > 500);
  }
});
