// Orders that a reader places online, the stores and their offers, and who may see an order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await makeNew(network.subgraphs, ['B000012']);
});
afterAll(() => network[Symbol.asyncDispose]());

const request = /* GraphQL */ `
  mutation ($input: RequestPurchaseInput!) {
    requestPurchase(input: $input) {
      __typename
      ... on PurchaseApproved {
        order {
          id channel status outcome itemBarcode dueDate listPrice { fen } netPrice { fen } store { id } payer { id }
          transitions { from to actor }
        }
      }
      ... on PurchaseRefused { failures { code limit actual } order { id status outcome listPrice { fen } store { id } } }
      ... on TryAgain { message }
      ... on AmbiguousIsbn { candidates { id } }
    }
  }
`;
const dryRun = /* GraphQL */ `
  query ($input: PurchaseEligibilityInput!) {
    purchaseEligibility(input: $input) { ... on PurchaseEligibility { eligible payer { id } failures { code limit actual } } }
  }
`;
const orderQuery = /* GraphQL */ `
  query ($id: ID!) {
    purchaseLendOrder(id: $id) { id status listPrice { fen } netPrice { fen } reader { id } failures { code limit } }
  }
`;

const address = {
  recipient: '王明',
  phone: '025-51872834',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '乐山路158号',
};
let keys = 0;
const notHeld = showcaseId('notHeld');
const input = (changes: Record<string, unknown> = {}) => ({
  idempotencyKey: `online-${++keys}`,
  bookId: notHeld,
  deliveryAddress: address,
  ...changes,
});
const order = (person: Person, given: Record<string, unknown> = input()) =>
  ask(network.subgraphs.bookstores, person, request, { input: given });
const resultOf = async (person: Person, given?: Record<string, unknown>) => {
  const answer = await order(person, given);
  expect(codes(answer)).toEqual([]);
  return answer.data.requestPurchase;
};
const seen = async (person: Person, id: string) =>
  (await ask(network.subgraphs.bookstores, person, orderQuery, { id })).data.purchaseLendOrder;
const offersOf = (book: string) =>
  rows<{ store_id: string; stock: number; in_flight: number }>(
    network.subgraphs.bookstores,
    'select store_id, stock, in_flight from offer where book_id = ? order by store_id',
    [book],
  );
const openLoans = async (card: string) =>
  (
    await rows<{ open_loans: number }>(network.subgraphs.lending, 'select open_loans from reader where card = ?', [
      card,
    ])
  )[0]?.open_loans;
const setStock = (book: string, store: string, stock: number) =>
  rows(
    network.subgraphs.bookstores,
    'update offer set stock = ?, received = ? + sold + in_flight - adjusted where book_id = ? and store_id = ?',
    [stock, stock, book, store],
  );

describe('an online order', () => {
  test('is approved: a copy of the fullest store is promised, money and a place in the quota are kept', async () => {
    await setStock(notHeld, 'WENDU', 30);
    const result = await resultOf(reader(sampleCard(1)));
    expect(result).toEqual({
      __typename: 'PurchaseApproved',
      order: {
        id: expect.any(String),
        channel: 'ONLINE',
        status: 'APPROVED',
        outcome: null,
        itemBarcode: expect.stringMatching(/^P\d{9}$/),
        dueDate: null,
        listPrice: { fen: 58_00 },
        netPrice: null,
        store: { id: 'WENDU' },
        payer: { id: 'NJ-QH' },
        transitions: [
          { from: null, to: 'SUBMITTED', actor: 'READER' },
          { from: 'SUBMITTED', to: 'APPROVED', actor: 'SYSTEM' },
        ],
      },
    });
    const { central, districts, lending } = network.subgraphs;
    const { id } = result.order;
    expect(await offersOf(notHeld)).toContainEqual({ store_id: 'WENDU', stock: 29, in_flight: 1 });
    expect(await rows(central, 'select state, net_fen from purchase where id = ?', [id])).toEqual([
      { state: 'RESERVED', net_fen: 49_30 },
    ]);
    expect(
      await rows(
        central,
        "select encumbered_fen::int, expended_fen::int from fund where library_id = 'NJ-QH' and encumbered_fen > 0",
      ),
    ).toEqual([{ encumbered_fen: 49_30, expended_fen: 0 }]);
    expect(await rows(districts, 'select status from item where purchase_order_id = ?', [id])).toEqual([
      { status: 'ON_ORDER' },
    ]);
    expect(await rows(lending, 'select status from loan where id = ?', [id])).toEqual([{ status: 'RESERVED' }]);
    expect(await openLoans(sampleCard(1))).toBe(1);
    await setStock(notHeld, 'WENDU', 20);
  });

  test('repeated with its key is the same order, with other content a CONFLICT', async () => {
    const given = input();
    const first = await resultOf(reader(sampleCard(2)), given);
    expect(await resultOf(reader(sampleCard(2)), given)).toEqual(first);
    const elsewhere = { ...given, deliveryAddress: { ...address, street: '别处' } };
    expect(codes(await order(reader(sampleCard(2)), elsewhere))).toEqual(['CONFLICT']);
    expect(await openLoans(sampleCard(2))).toBe(1);
  });

  test('of a second copy of the same book is refused with ALREADY_TAKEN', async () => {
    const refused = await resultOf(reader(sampleCard(2)));
    expect(refused.failures).toEqual([{ code: 'ALREADY_TAKEN', limit: null, actual: null }]);
  });

  test('that no store can supply is refused with NOT_IN_STOCK, and has no price', async () => {
    const refused = await resultOf(reader(sampleCard(3)), input({ bookId: 'B000012' }));
    expect(refused).toEqual({
      __typename: 'PurchaseRefused',
      failures: [{ code: 'NOT_IN_STOCK', limit: null, actual: null }],
      order: { id: expect.any(String), status: 'REFUSED', outcome: 'NOT_SUPPLIED', listPrice: null, store: null },
    });
    expect(await openLoans(sampleCard(3))).toBe(0);
  });

  test('is refused for every rule that fails, and the reader reads each with its numbers', async () => {
    const refused = await resultOf(reader(sampleCard(72)), input({ bookId: showcaseId('tooDear') }));
    expect(refused.failures).toEqual([
      { code: 'PRICE_CAP', limit: 100_00, actual: 128_00 },
      { code: 'LOAN_QUOTA', limit: 8, actual: 9 },
    ]);
  });

  test('is told to try again while lending is silent, and keeps nothing', async () => {
    const before = await offersOf(notHeld);
    network.silence('lending');
    const given = input();
    expect((await resultOf(reader(sampleCard(4)), given)).__typename).toBe('TryAgain');
    network.silence(null);
    expect((await resultOf(reader(sampleCard(4)), given)).__typename).toBe('TryAgain');
    expect(await offersOf(notHeld)).toEqual(before);
    expect(await openLoans(sampleCard(4))).toBe(0);
  });

  test('is a mistake without an address, with a card that does not exist, or from anybody but a reader', async () => {
    const noPhone = input({ deliveryAddress: { ...address, phone: 'none' } });
    const noStreet = input({ deliveryAddress: { ...address, street: ' ' } });
    expect(codes(await order(reader(sampleCard(5)), noPhone))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await order(reader(sampleCard(5)), noStreet))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await order(reader('N2026999999')))).toEqual(['NOT_FOUND']);
    expect(codes(await order(clerk))).toEqual(['FORBIDDEN']);
    expect(codes(await order(librarian('NJ-JL')))).toEqual(['FORBIDDEN']);
    expect(codes(await order({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
  });

  test.each([
    ['that may be bought', notHeld],
    ['that no store has', 'B000012'],
    ['that is too dear', showcaseId('tooDear')],
    ['of which the payer has enough', showcaseId('enoughCopies')],
  ])('of a book %s is judged by the dry run as by the order', async (_title, bookId) => {
    // The dry run without a store is about the store that an order would go to.
    await setStock(bookId, 'XINCHENG', 40);
    const card = sampleCard(10 + ++keys);
    const asked = { bookId, card, channel: 'ONLINE' };
    const judged = (await ask(network.subgraphs.bookstores, reader(card), dryRun, { input: asked })).data;
    const result = await resultOf(reader(card), input({ bookId }));
    expect(judged.purchaseEligibility.failures).toEqual(result.failures ?? []);
    expect(judged.purchaseEligibility.eligible).toBe(result.__typename === 'PurchaseApproved');
  });
});

const withName = (more = '') => `query ($id: ID!) { purchaseLendOrder(id: $id) { reader { name ${more} } } }`;

describe('an order is shown', () => {
  let id: string;

  beforeAll(async () => {
    id = (await resultOf(reader(sampleCard(6)), input({ bookId: showcaseId('threePermitted') }))).order.id;
  });

  test('to its reader, without what the library pays', async () => {
    expect(await seen(reader(sampleCard(6)), id)).toMatchObject({ id, netPrice: null, listPrice: { fen: 45_50 } });
  });

  test.each([
    ['a clerk of its store', clerk],
    ['a librarian of the library that pays', librarian('NJ-JL')],
    ['an administrator', admin],
  ])('to %s, with what the library pays', async (_title, person) => {
    expect(await seen(person, id)).toMatchObject({ id, netPrice: { fen: 38_68 }, reader: { id: 'R000006' } });
  });

  test.each<[string, Person]>([
    ['another reader', reader(sampleCard(7))],
    ["another store's clerk", { ...clerk, store: 'WENDU' } as Person],
    ['a librarian of another library', librarian('NJ-QH')],
    ['nobody', { role: 'anonymous' }],
  ])('not to %s, as if it did not exist', async (_title, person) => {
    expect(await seen(person, id)).toBeNull();
    expect(await seen(person, 'no-such-order')).toBeNull();
  });

  test('to a clerk with the name of its reader masked', async () => {
    const { data } = await network.query(withName(), { id }, clerk);
    expect(data.purchaseLendOrder.reader).toEqual({ name: '【样例】读**巳' });
    const more = withName('credit { band } openLoans');
    expect(codes(await network.query(more, { id }, clerk))).toEqual([hidden, hidden]);
    const itself = await ask(
      network.subgraphs.lending,
      clerk,
      `{ reader(card: "${sampleCard(6)}") { credit { band } openLoans } }`,
    );
    expect(itself.data.reader).toEqual({ credit: null, openLoans: null });
  });
});

describe('stores', () => {
  const stores =
    '{ stores { id name payer { id } offers(first: 7) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }';

  test('are listed with the library that pays by the contract in force', async () => {
    const { data } = await ask(network.subgraphs.bookstores, { role: 'anonymous' }, stores);
    expect(data.stores.map(({ id, name, payer }: never) => ({ id, name, payer }))).toEqual([
      { id: 'QINGCHUN', name: '青春书店', payer: { id: 'NJ-JL' } },
      { id: 'WENDU', name: '文都书店', payer: { id: 'NJ-QH' } },
      { id: 'XINCHENG', name: '新城书吧', payer: { id: 'NJ-JY' } },
    ]);
  });

  test('show every offer once, page by page, the last changed first', async () => {
    const pages =
      'query ($after: String) { stores { id offers(first: 40, after: $after) { totalCount nodes { id asOf } pageInfo { hasNextPage endCursor } } } }';
    const found: { id: string; asOf: string }[] = [];
    for (let after: string | null = null; ; ) {
      const { data } = await ask(network.subgraphs.bookstores, { role: 'anonymous' }, pages, { after });
      const { nodes, pageInfo, totalCount } = data.stores[0].offers;
      found.push(...nodes);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) {
        expect(found).toHaveLength(totalCount);
        break;
      }
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    expect(found.map(({ asOf }) => asOf)).toEqual(
      found
        .map(({ asOf }) => asOf)
        .toSorted()
        .toReversed(),
    );
  });

  test.each([
    ['a page of 0', 'first: 0'],
    ['a page of 101', 'first: 101'],
    ['a cursor of another list', `first: 1, after: "${Buffer.from('["I247.5/1","NJ-JL:1"]').toString('base64url')}"`],
    ['a text that is no cursor', 'first: 1, after: "x"'],
  ])('refuse %s', async (_title, page) => {
    const answer = await ask(
      network.subgraphs.bookstores,
      { role: 'anonymous' },
      `{ stores { offers(${page}) { totalCount } } }`,
    );
    expect(new Set(codes(answer))).toEqual(new Set(['BAD_USER_INPUT']));
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
