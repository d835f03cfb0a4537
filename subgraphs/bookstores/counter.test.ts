// 购借合一 at the counter: what is lent, what a repeated key does, and which inputs are a mistake.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await makeNew(network.subgraphs, ['B000002', 'B000006', 'B000012']);
});
afterAll(() => network[Symbol.asyncDispose]());

const mutation = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent {
        dueDate itemBarcode readerName
        order {
          id channel status outcome isbn itemBarcode dueDate flags
          store { id } payer { id } listPrice { fen currency } netPrice { fen } failures { code }
          transitions { from to actor reason }
        }
      }
      ... on PurchaseRefused { failures { code subject limit actual unit } order { id status outcome } }
      ... on TryAgain { message }
      ... on AmbiguousIsbn { isbn candidates { id } }
    }
  }
`;

let keys = 0;
const notHeld = showcaseId('notHeld');
const input = (changes: Record<string, unknown> = {}) => ({
  idempotencyKey: `counter-${++keys}`,
  store: 'QINGCHUN',
  card: sampleCard(keys),
  bookId: notHeld,
  listPrice: { fen: 58_00 },
  ...changes,
});
const submit = (given: Record<string, unknown>, person: Parameters<typeof ask>[1] = clerk) =>
  ask(network.subgraphs.bookstores, person, mutation, { input: given });
const resultOf = async (given: Record<string, unknown>, person?: Parameters<typeof ask>[1]) =>
  (await submit(given, person)).data.submitPurchaseLendOrder;
const offerOf = async (store: string, book: string) =>
  (
    await rows<{ stock: number; sold: number; adjusted: number; in_flight: number }>(
      network.subgraphs.bookstores,
      'select stock, sold, adjusted, in_flight from offer where store_id = ? and book_id = ?',
      [store, book],
    )
  )[0];

describe('a book that may be bought', () => {
  test('is bought and lent: the order, the copy, the loan, the money and the stock tell the same', async () => {
    const book = showcaseId('threePermitted');
    const result = await resultOf(input({ bookId: book, card: sampleCard(60), listPrice: { fen: 45_50 } }));
    const due = addDays(dayOf(new Date()), 30);
    expect(result).toEqual({
      __typename: 'PurchaseLendOrderLent',
      dueDate: due,
      itemBarcode: expect.stringMatching(/^P\d{9}$/),
      readerName: '【样例】读**亥',
      order: {
        id: expect.any(String),
        channel: 'COUNTER',
        status: 'LENT',
        outcome: 'SUPPLIED',
        isbn: expect.stringMatching(/^978799/),
        itemBarcode: result.itemBarcode,
        dueDate: due,
        flags: [],
        store: { id: 'QINGCHUN' },
        payer: { id: 'NJ-JL' },
        listPrice: { fen: 45_50, currency: 'CNY' },
        netPrice: { fen: 38_68 },
        failures: [],
        transitions: [
          { from: null, to: 'SUBMITTED', actor: 'CLERK', reason: null },
          { from: 'SUBMITTED', to: 'LENT', actor: 'SYSTEM', reason: null },
        ],
      },
    });
    const { id } = result.order;
    const { central, lending } = network.subgraphs;
    expect(
      await rows(central, 'select library_id, barcode, status, location from item where purchase_order_id = ?', [id]),
    ).toEqual([{ library_id: 'NJ-JL', barcode: result.itemBarcode, status: 'ON_LOAN', location: '采编部' }]);
    expect(await rows(lending, 'select status, channel, item_id from loan where id = ?', [id])).toEqual([
      { status: 'ACTIVE', channel: 'PURCHASE', item_id: `NJ-JL:${result.itemBarcode}` },
    ]);
    expect(await rows(central, 'select state, net_fen from purchase where id = ?', [id])).toEqual([
      { state: 'CONFIRMED', net_fen: 38_68 },
    ]);
    expect(await offerOf('QINGCHUN', book)).toEqual({ stock: 19, sold: 1, adjusted: 0, in_flight: 0 });
  });

  test('belongs to the district library that pays by the contract of the store', async () => {
    const result = await resultOf(input({ store: 'WENDU' }), admin);
    expect(result.order).toMatchObject({ status: 'LENT', payer: { id: 'NJ-QH' } });
    const { central, districts } = network.subgraphs;
    const items = 'select library_id, status, branch_id from item where purchase_order_id = ?';
    expect(await rows(districts, items, [result.order.id])).toEqual([
      { library_id: 'NJ-QH', status: 'ON_LOAN', branch_id: 'QH-MAIN' },
    ]);
    expect(await rows(central, items, [result.order.id])).toEqual([]);
  });

  test('gets the library barcode that the clerk scanned', async () => {
    const result = await resultOf(input({ itemBarcode: ' 2026-00001 ' }));
    expect(result).toMatchObject({ __typename: 'PurchaseLendOrderLent', itemBarcode: '2026-00001' });
  });

  test('is sold although the offer said there is none, and the offer adds up afterwards', async () => {
    await rows(
      network.subgraphs.bookstores,
      "update offer set stock = 0, received = sold + in_flight, adjusted = 0 where store_id = 'XINCHENG' and book_id = ?",
      [notHeld],
    );
    const result = await resultOf(input({ store: 'XINCHENG', listPrice: { fen: 20_00 } }), admin);
    expect(result.__typename).toBe('PurchaseLendOrderLent');
    expect(await offerOf('XINCHENG', notHeld)).toEqual({ stock: 0, sold: 1, adjusted: 1, in_flight: 0 });
  });

  test('is sold although the store had no offer of it, and has one afterwards', async () => {
    const result = await resultOf(input({ bookId: 'B000012', listPrice: { fen: 30_00 } }));
    expect(result.__typename).toBe('PurchaseLendOrderLent');
    expect(await offerOf('QINGCHUN', 'B000012')).toEqual({ stock: 0, sold: 1, adjusted: 1, in_flight: 0 });
  });

  test('is found by its ISBN in any form', async () => {
    const result = await resultOf(input({ bookId: undefined, isbn: 'ISBN 7-5323-4519-X', listPrice: { fen: 12_00 } }));
    expect(result).toMatchObject({ __typename: 'PurchaseLendOrderLent', order: { isbn: '9787532345199' } });
  });
});

describe('an idempotency key', () => {
  test('with the same content is the same order, sold once', async () => {
    const given = input();
    const first = await resultOf(given);
    const before = await offerOf('QINGCHUN', notHeld);
    const again = await resultOf(Object.fromEntries(Object.entries(given).toReversed()));
    expect(again).toEqual(first);
    expect(await offerOf('QINGCHUN', notHeld)).toEqual(before);
  });

  test('with other content is a CONFLICT', async () => {
    const given = input();
    await submit(given);
    expect(codes(await submit({ ...given, listPrice: { fen: 57_00 } }))).toEqual(['CONFLICT']);
    expect(codes(await submit({ ...given, itemBarcode: '2026-00002' }))).toEqual(['CONFLICT']);
  });

  test('of a refused order answers with the same refusal, although the reason is gone', async () => {
    const given = input({ card: sampleCard(81) });
    const first = await resultOf(given, admin);
    expect(first).toMatchObject({ __typename: 'PurchaseRefused', failures: [{ code: 'CREDIT' }] });
    await rows(network.subgraphs.lending, 'update reader set suspended = false where card = ?', [sampleCard(81)]);
    expect(await resultOf(given, admin)).toEqual(first);
    await rows(network.subgraphs.lending, 'update reader set suspended = true where card = ?', [sampleCard(81)]);
  });

  test('is unique within one store only', async () => {
    const given = input();
    const first = await resultOf(given);
    const other = await resultOf({ ...given, store: 'WENDU', card: sampleCard(50) }, admin);
    expect(other.__typename).toBe('PurchaseLendOrderLent');
    expect(other.order.id).not.toBe(first.order.id);
  });

  test.each(['', '   ', 'k'.repeat(101)])('is refused when it is empty or too long: "%s"', async (idempotencyKey) => {
    expect(codes(await submit(input({ idempotencyKey })))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a mistake is told as one, and leaves no order', () => {
  const mistakes: [string, Record<string, unknown>, string, RegExp][] = [
    ['an unknown store', { store: 'NOWHERE' }, 'NOT_FOUND', /QINGCHUN, WENDU, XINCHENG/],
    ['an unknown card', { card: 'N2026999999' }, 'NOT_FOUND', /N2026999999/],
    ['a card of spaces', { card: '  ' }, 'BAD_USER_INPUT', /"card"/],
    ['an unknown book', { bookId: 'B999999' }, 'NOT_FOUND', /B999999/],
    ['an unknown ISBN', { bookId: undefined, isbn: '9780306406157' }, 'NOT_FOUND', /9780306406157/],
    ['a wrong check digit', { bookId: undefined, isbn: '9787229100606' }, 'BAD_USER_INPUT', /call for 5/],
    ['a book and an ISBN', { isbn: '9787532345199' }, 'BAD_USER_INPUT', /either "bookId" or "isbn"/],
    ['neither book nor ISBN', { bookId: undefined }, 'BAD_USER_INPUT', /either "bookId" or "isbn"/],
    ['a price of -1 fen', { listPrice: { fen: -1 } }, 'BAD_USER_INPUT', /-1 is not a price/],
    ['a price of 0 fen', { listPrice: { fen: 0 } }, 'BAD_USER_INPUT', /0 is not a price/],
    ['a price above 100,000 yuan', { listPrice: { fen: 10_000_001 } }, 'BAD_USER_INPUT', /10000001 is not a price/],
    ['a barcode with a letter of another script', { itemBarcode: '馆藏00001' }, 'BAD_USER_INPUT', /馆藏00001/],
    ['a barcode of three digits', { itemBarcode: '123' }, 'BAD_USER_INPUT', /4 to 32/],
  ];

  test.each(mistakes)('%s', async (_title, changes, code, message) => {
    const given = input(changes);
    const answer = await submit(given, admin);
    expect(codes(answer)).toEqual([code]);
    expect(answer.errors?.[0]?.message).toMatch(message);
    const orders = 'select id from purchase_lend_order where idempotency_key = ?';
    expect(await rows(network.subgraphs.bookstores, orders, [given.idempotencyKey])).toEqual([]);
  });

  test('an ISBN on two records answers with the candidates, to be repeated with one of them', async () => {
    const given = input({ bookId: undefined, isbn: '978-7-229-10060-5' });
    expect(await resultOf(given)).toEqual({
      __typename: 'AmbiguousIsbn',
      isbn: '9787229100605',
      candidates: [{ id: 'B000001' }, { id: 'B000002' }],
    });
    const repeated = await resultOf({ ...given, isbn: undefined, bookId: 'B000002', card: sampleCard(49) });
    expect(repeated.__typename).toBe('PurchaseLendOrderLent');
  });
});

describe('who may submit', () => {
  const people = [
    ["another store's clerk", { ...clerk, store: 'WENDU' }, 'FORBIDDEN'],
    ['a reader', reader(sampleCard(1)), 'FORBIDDEN'],
    ['a librarian of the library that pays', librarian('NJ-JL'), 'FORBIDDEN'],
    ['nobody', { role: 'anonymous' }, 'UNAUTHENTICATED'],
  ] as const;

  test.each(people)('%s may not: %s', async (_title, person, code) => {
    expect(codes(await submit(input(), person as typeof clerk))).toEqual([code]);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
