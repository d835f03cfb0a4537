// What a store tells of its stock: applied line by line, never older than what is known.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
let now = new Date();
const notHeld = showcaseId('notHeld');

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  orders = ordersOf(network);
  // After the seed, which may have been written just now.
  now = minutes(1);
});
afterAll(() => network[Symbol.asyncDispose]());

const mutation = `mutation ($store: ID!, $offers: [OfferInput!]!) {
  putOffers(store: $store, offers: $offers) { line outcome message offer { book { id } stock listPrice { fen } asOf sample } }
}`;
const line = (changes: Record<string, unknown> = {}) => ({
  bookId: notHeld,
  listPrice: { fen: 58_00 },
  stock: 12,
  asOf: now.toISOString(),
  ...changes,
});
const put = (offers: unknown[], person: Parameters<typeof ask>[1] = clerk, store = 'QINGCHUN') =>
  ask(network.subgraphs.bookstores, person, mutation, { store, offers });
const resultOf = async (...offers: unknown[]) => {
  const answer = await put(offers);
  expect(codes(answer)).toEqual([]);
  return answer.data.putOffers;
};
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

describe('a count', () => {
  test('is taken: what came is received, what went without a sale is adjusted, and the sample is none any more', async () => {
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 20, received: 20, adjusted: 0 });
    expect(await resultOf(line({ stock: 25 }))).toEqual([
      {
        line: 1,
        outcome: 'STORED',
        message: null,
        offer: { book: { id: notHeld }, stock: 25, listPrice: { fen: 58_00 }, asOf: now.toISOString(), sample: false },
      },
    ]);
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 25, received: 25, adjusted: 0 });
    now = minutes(1);
    await resultOf(line({ stock: 22, listPrice: { fen: 57_00 } }));
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 22, received: 25, adjusted: -3 });
    await resultOf(line({ stock: 22 }));
  });

  test('of a title that the store did not have makes an offer, by an ISBN in any form', async () => {
    const [result] = await resultOf(line({ bookId: undefined, isbn: 'ISBN 7-5323-4519-X', stock: 3 }));
    expect(result).toMatchObject({ outcome: 'STORED', offer: { stock: 3 } });
    const [offer] = await rows(
      network.subgraphs.bookstores,
      "select received, adjusted, sold, in_flight from offer where store_id = 'QINGCHUN' and book_id = ?",
      [result.offer.book.id],
    );
    expect(offer).toEqual({ received: 3, adjusted: 0, sold: 0, in_flight: 0 });
  });

  test('that is older than the last one, a sale or a promise changes nothing, and says so', async () => {
    const counted = minutes(1);
    now = minutes(2);
    await orders.submitAtCounter(sampleCard(1));
    now = minutes(1);
    await resultOf(line({ stock: 21 }));
    await rows(network.subgraphs.bookstores, "update contract set payer = 'NJ-JL'");
    await orders.setStock('WENDU', 0);
    await orders.setStock('XINCHENG', 0);
    const promised = minutes(1);
    now = minutes(2);
    await orders.requestOnline(sampleCard(2));
    for (const asOf of [counted, promised]) {
      const [older] = await resultOf(line({ stock: 99, asOf: asOf.toISOString() }));
      expect(older).toMatchObject({ outcome: 'OLDER', offer: { stock: 20 } });
      expect(older.message).toContain(asOf.toISOString());
    }
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 20, sold: 1, in_flight: 1 });
    const [newer] = await resultOf(line({ stock: 30 }));
    expect(newer).toMatchObject({ outcome: 'STORED', offer: { stock: 30 } });
  });

  test.each([
    'B\u0000',
    '\ud800',
    'x'.repeat(100_000),
  ])('of a title that is none is refused alone: %#', async (bookId) => {
    now = minutes(1);
    const results = await resultOf(line({ bookId }), line({ stock: 24 }));
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['REFUSED', 'STORED']);
    expect(results[0].message.length).toBeLessThan(500);
  });

  test('is refused line by line; the others are taken', async () => {
    const results = await resultOf(
      line({ bookId: 'B999999' }),
      line({ bookId: undefined, isbn: '9780306406157' }),
      line({ bookId: undefined, isbn: '9787229100606' }),
      line({ bookId: undefined, isbn: '978-7-229-10060-5' }),
      line({ isbn: '9787532345199' }),
      line({ bookId: undefined }),
      line({ bookId: showcaseId('threePermitted'), stock: -1 }),
      line({ bookId: showcaseId('threePermitted'), listPrice: { fen: 0 } }),
      line({ bookId: showcaseId('threePermitted'), asOf: minutes(10).toISOString() }),
      line({ bookId: showcaseId('tooDear'), stock: 7 }),
      line({ bookId: showcaseId('tooDear'), stock: 8 }),
    );
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      ...Array.from({ length: 9 }, () => 'REFUSED'),
      'STORED',
      'REFUSED',
    ]);
    const said = [
      /B999999/,
      /9780306406157/,
      /call for 5/,
      /one of B000001, B000002/,
      /either "bookId" or "isbn"/,
      /either "bookId" or "isbn"/,
      /-1 was given/,
      /0 is not a price/,
      /in the future/,
      /^null$/,
      /the same title as line 10/,
    ];
    for (const [index, pattern] of said.entries()) expect(String(results[index].message)).toMatch(pattern);
    expect(await orders.offer('QINGCHUN', showcaseId('tooDear'))).toMatchObject({ stock: 7 });
  });

  test('of 500 titles at once is taken; of none or of 501 it is a mistake', async () => {
    const books = await rows<{ id: string }>(network.subgraphs.central, 'select id from book order by id limit 500');
    expect(books).toHaveLength(500);
    now = minutes(1);
    const all = await resultOf(...books.map(({ id }) => line({ bookId: id, stock: 4 })));
    expect(new Set(all.map(({ outcome }: { outcome: string }) => outcome))).toEqual(new Set(['STORED']));
    expect(codes(await put([]))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await put(Array.from({ length: 501 }, () => line())))).toEqual(['BAD_USER_INPUT']);
  });

  test('is taken while the title is sold at the same time, and adds up', async () => {
    await rows(network.subgraphs.bookstores, "update contract set payer = 'NJ-JL'");
    now = minutes(1);
    await Promise.all([
      ...Array.from({ length: 8 }, (_, index) => resultOf(line({ stock: 10 + index }))),
      orders.submitAtCounter(sampleCard(11)),
      orders.requestOnline(sampleCard(12)),
    ]);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });
});

test('is for the clerks of the store and administrators', async () => {
  expect(codes(await put([line()], admin))).toEqual([]);
  expect(codes(await put([line()], clerk, 'WENDU'))).toEqual(['FORBIDDEN']);
  expect(codes(await put([line()], reader(sampleCard(1))))).toEqual(['FORBIDDEN']);
  expect(codes(await put([line()], librarian('NJ-JL')))).toEqual(['FORBIDDEN']);
  expect(codes(await put([line()], { role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await put([line()], admin, 'NOWHERE'))).toEqual(['NOT_FOUND']);
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
