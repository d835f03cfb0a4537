// The main jobs through the gateway, with the subgraphs in this process and over HTTP: the same answers.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { violations } from './invariants.ts';
import { clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';

const operation = (name: string): string =>
  readFileSync(new URL(`../schema/operations/${name}.graphql`, import.meta.url), 'utf8');

const deliveryAddress = {
  recipient: '【样例】收件人',
  phone: '025-00000000',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '【样例】样例路 1 号',
};

describe.each(['local', 'http'] as const)('over the %s transport', (transport) => {
  let network: TestNetwork;

  beforeAll(async () => {
    network = await openTestNetwork({ transport });
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test('a librarian sees what the whole city holds of a book, and who sells it', async () => {
    const { data, errors } = await network.query(operation('01-holdings'), { isbn: '978-7-229-10060-5' });
    expect(errors).toBeUndefined();
    expect(data.booksByIsbn.map(({ title }: { title: string }) => title)).toEqual(['三体 典藏版', '三体']);
    const [collectors, paperback] = data.booksByIsbn;
    expect(collectors.holdings).toHaveLength(14);
    expect(collectors.holdings[0]).toMatchObject({
      library: { name: '金陵图书馆' },
      lastKnown: { total: 13, available: 2 },
      now: { state: 'LIVE', total: 13, available: 2, items: { nodes: [{ callNumber: 'I247.5/30762' }, {}, {}] } },
    });
    const jiangning = paperback.holdings.find(
      ({ library }: { library: { name: string } }) => library.name === '江宁区图书馆',
    );
    expect(jiangning.now).toMatchObject({ state: 'LIVE', total: 24, available: 22 });
    expect(jiangning.now.items.nodes[0]).toMatchObject({ callNumber: 'I2/3176CH', status: 'AVAILABLE' });
  });

  test('one request for books with all holdings and offers takes one fetch per subgraph', async () => {
    const response = await fetch(network.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shelfgraph-trace': '1' },
      body: JSON.stringify({
        query: '{ searchBooks(query: "样例", first: 50) { nodes { holdings { id now { total } } offers { stock } } } }',
      }),
    });
    const { data, extensions } = (await response.json()) as {
      data: { searchBooks: { nodes: { holdings: unknown[] }[] } };
      extensions: { tracing: { fetches: { subgraph: string }[] } };
    };
    expect(data.searchBooks.nodes).toHaveLength(50);
    expect(data.searchBooks.nodes.every(({ holdings }) => holdings.length === 14)).toBe(true);
    expect(extensions.tracing.fetches.map(({ subgraph }) => subgraph).toSorted()).toEqual([
      'bookstores',
      'central',
      'districts',
    ]);
  });

  test('a dead districts costs the "now" of its thirteen rows and one error that names it', async () => {
    network.silence('districts');
    const { data, errors } = await network.query(
      'query ($id: ID!) { book(id: $id) { holdings { library { id } lastKnown { total asOf } now { total } } offers { stock } } }',
      { id: 'B000002' },
    );
    network.silence(null);
    expect(data.book.holdings).toHaveLength(14);
    const [central, ...districts] = data.book.holdings;
    expect(central.now).toEqual({ total: 0 });
    expect(districts.map(({ now }: { now: unknown }) => now)).toEqual(Array.from({ length: 13 }, () => null));
    expect(districts.every(({ lastKnown }: { lastKnown: { asOf: string } }) => Date.parse(lastKnown.asOf) > 0)).toBe(
      true,
    );
    expect(districts.find(({ library }: { library: { id: string } }) => library.id === 'NJ-JN').lastKnown.total).toBe(
      24,
    );
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'districts' });
  });

  test('a clerk lends a new book, and the catalogue hears of the copy', async () => {
    const bookId = showcaseId('notHeld');
    const input = { idempotencyKey: 'e2e-1', store: 'QINGCHUN', card: sampleCard(1), bookId, listPrice: { fen: 5800 } };
    const { data, errors } = await network.query(operation('04-counter-order'), { input }, clerk);
    expect(errors).toBeUndefined();
    expect(data.submitPurchaseLendOrder).toMatchObject({
      __typename: 'PurchaseLendOrderLent',
      order: { status: 'LENT', payer: { name: '金陵图书馆' }, netPrice: { fen: 4930 } },
      itemBarcode: expect.stringMatching(/^P\d{9}$/),
      readerName: '【样例】读**子',
    });
    await expect
      .poll(
        async () => {
          const { data: known } = await network.query(
            'query ($id: ID!) { book(id: $id) { lastKnown { total available } } }',
            { id: bookId },
          );
          return known.book.lastKnown;
        },
        { timeout: 5_000 },
      )
      .toEqual({ total: 1, available: 0 });
  });

  test('a refusal lists all failing rules; the clerk sees nothing of the reader, the reader sees all', async () => {
    const bookId = showcaseId('tooDearAndEnough');
    const input = {
      idempotencyKey: 'e2e-2',
      store: 'QINGCHUN',
      card: sampleCard(71),
      bookId,
      listPrice: { fen: 16_800 },
    };
    const { data } = await network.query(operation('04-counter-order'), { input }, clerk);
    expect(data.submitPurchaseLendOrder.failures).toMatchObject([
      { code: 'PRICE_CAP', limit: 10_000, actual: 16_800, unit: 'FEN' },
      { code: 'COPY_CAP', limit: 5, actual: 6, unit: 'COPIES' },
      { code: 'READER_NOT_ELIGIBLE', limit: null, actual: null },
    ]);
    const { data: own } = await network.query(
      'query ($input: PurchaseEligibilityInput!) { purchaseEligibility(input: $input) { ... on PurchaseEligibility { eligible failures { code } } } }',
      { input: { bookId, card: sampleCard(71), listPrice: { fen: 16_800 } } },
      reader(sampleCard(71)),
    );
    expect(own.purchaseEligibility).toEqual({
      eligible: false,
      failures: [{ code: 'PRICE_CAP' }, { code: 'COPY_CAP' }, { code: 'LOAN_QUOTA' }],
    });
  });

  test('a reader orders a new book online', async () => {
    const input = { idempotencyKey: 'e2e-3', bookId: showcaseId('notHeld'), deliveryAddress };
    const { data, errors } = await network.query(operation('05-purchase-online'), { input }, reader(sampleCard(2)));
    expect(errors).toBeUndefined();
    expect(data.requestPurchase).toMatchObject({ __typename: 'PurchaseApproved', order: { status: 'APPROVED' } });
  });

  test('a reader borrows online, a parcel is made, and the copy comes back at another branch', async () => {
    const input = { idempotencyKey: 'e2e-4', bookId: 'B000002', deliveryAddress };
    const { data, errors } = await network.query(operation('06-loan-online'), { input }, reader(sampleCard(3)));
    expect(errors).toBeUndefined();
    expect(data.requestLoan).toMatchObject({
      __typename: 'LoanRequested',
      loan: { status: 'ACTIVE', item: { status: 'PAGED', library: { name: '江宁区图书馆' } } },
      parcel: { status: 'CREATED' },
    });
    const { barcode } = data.requestLoan.loan.item;
    const { data: back, errors: problems } = await network.query(
      operation('07-return'),
      { input: { idempotencyKey: 'e2e-5', barcode, library: 'NJ-JN', branch: 'JL-MAIN' } },
      librarian('NJ-JL'),
    );
    expect(problems).toBeUndefined();
    expect(back.returnItem).toMatchObject({
      next: 'SEND_TO',
      destination: { name: expect.any(String) },
      item: { barcode, status: 'IN_TRANSIT', book: { title: '三体' } },
      loan: { status: 'RETURNED' },
    });
  });

  test('a bought copy goes to cataloguing when it comes back', async () => {
    const bookId = showcaseId('notHeld');
    const input = { idempotencyKey: 'e2e-6', store: 'QINGCHUN', card: sampleCard(4), bookId, listPrice: { fen: 5800 } };
    const { data } = await network.query(operation('04-counter-order'), { input }, clerk);
    const { itemBarcode } = data.submitPurchaseLendOrder;
    const { data: back } = await network.query(
      operation('07-return'),
      { input: { idempotencyKey: 'e2e-7', barcode: itemBarcode, library: 'NJ-JL', branch: 'JL-XINJIEKOU' } },
      librarian('NJ-JL'),
    );
    expect(back.returnItem).toMatchObject({
      next: 'TO_CATALOGUING',
      destination: { name: '金陵图书馆' },
      loan: { status: 'RETURNED' },
    });
  });

  test('nothing is left half done', async () => {
    expect(await violations(network.databaseUrls)).toEqual([]);
  });
});
