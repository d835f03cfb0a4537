// Library barcodes in a store's drawer: which are issued, and that no other is lent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
let keys = 0;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const issue = (changes: Record<string, unknown> = {}, person: Person = librarian('NJ-JL')) =>
  ask(
    network.subgraphs.bookstores,
    person,
    'mutation ($input: IssueBarcodesInput!) { issueBarcodes(input: $input) { first last count library { id } } }',
    {
      input: {
        idempotencyKey: `range-${++keys}`,
        store: 'QINGCHUN',
        library: 'NJ-JL',
        prefix: 'JL-',
        count: 100,
        ...changes,
      },
    },
  );
const scan = (itemBarcode: string) =>
  ask(
    network.subgraphs.bookstores,
    clerk,
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) { ... on PurchaseLendOrderLent { itemBarcode } }
    }`,
    {
      input: {
        idempotencyKey: `scan-${++keys}`,
        store: 'QINGCHUN',
        card: sampleCard(keys),
        bookId: showcaseId('notHeld'),
        listPrice: { fen: 58_00 },
        itemBarcode,
      },
    },
  );

describe('a range', () => {
  test('is the next numbers after the prefix, whoever gets them', async () => {
    const library = { id: 'NJ-JL' };
    expect((await issue()).data.issueBarcodes).toEqual({ first: 'JL-00001', last: 'JL-00100', count: 100, library });
    const other = await issue({ store: 'WENDU', count: 1 });
    expect(other.data.issueBarcodes).toEqual({ first: 'JL-00101', last: 'JL-00101', count: 1, library });
  });

  test('of many at once overlaps no other', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => issue({ prefix: 'RACE-', count: 10 })));
    const firsts = answers.map(({ data }) => data.issueBarcodes.first).toSorted();
    expect(firsts).toEqual(['RACE-00001', 'RACE-00011', 'RACE-00021', 'RACE-00031', 'RACE-00041', 'RACE-00051']);
  });

  test('is the same for the same key, and a CONFLICT with other content', async () => {
    const first = await issue({ idempotencyKey: 'same' });
    expect((await issue({ idempotencyKey: 'same' })).data).toEqual(first.data);
    expect(codes(await issue({ idempotencyKey: 'same', count: 99 }))).toEqual(['CONFLICT']);
  });

  test.each<[string, Record<string, unknown>, Person, string]>([
    ['by a librarian of another library', {}, librarian('NJ-JN'), 'FORBIDDEN'],
    ['by a clerk', {}, clerk, 'FORBIDDEN'],
    ['by a reader', {}, reader(sampleCard(1)), 'FORBIDDEN'],
    ['by nobody', {}, { role: 'anonymous' }, 'UNAUTHENTICATED'],
    ['to a store that there is not', { store: 'NOWHERE' }, admin, 'NOT_FOUND'],
    ['of a library that there is not', { library: 'NJ-XX' }, admin, 'NOT_FOUND'],
    ['of no numbers', { count: 0 }, admin, 'BAD_USER_INPUT'],
    ['of too many', { count: 10_001 }, admin, 'BAD_USER_INPUT'],
    ['that could be an assigned number', { prefix: 'P0000' }, admin, 'BAD_USER_INPUT'],
    ['past the last number', { prefix: 'JL-', count: 10_000, idempotencyKey: 'x' }, admin, 'none'],
  ])('is not issued %s', async (_title, changes, person, code) => {
    expect(codes(await issue(changes, person))).toEqual(code === 'none' ? [] : [code]);
  });
});

test('the ranges of a store are for its clerks and the library that issued them', async () => {
  const ranges = async (person: Person) => {
    const { data } = await ask(
      network.subgraphs.bookstores,
      person,
      '{ stores { id barcodeRanges { first library { id } } } }',
    );
    const own = data.stores.find(({ id }: { id: string }) => id === 'QINGCHUN').barcodeRanges;
    return own.map(({ first }: { first: string }) => first);
  };
  const seeded = `${yearOf(new Date())}-00001`;
  expect(await ranges(clerk)).toContain(seeded);
  expect(await ranges(librarian('NJ-JL'))).toContain(seeded);
  expect(await ranges(librarian('NJ-JN'))).toEqual([]);
  expect(await ranges({ ...clerk, store: 'WENDU' } as Person)).toEqual([]);
  expect(await ranges({ role: 'anonymous' })).toEqual([]);
});

describe('a scanned barcode', () => {
  const year = yearOf(new Date());

  test('of a range of the store is the copy’s', async () => {
    expect((await scan(`${year}-00500`)).data.submitPurchaseLendOrder).toEqual({ itemBarcode: `${year}-00500` });
  });

  test.each([
    ['after the range', `${year}-00501`],
    ['with other digits', `${year}-500`],
    ['of another store', 'JL-00101'],
    ['of a copy that the library has', '00830387'],
  ])('%s is told as a mistake with the ranges that there are, and leaves no order', async (_title, barcode) => {
    const before = await rows(network.subgraphs.bookstores, 'select id from purchase_lend_order');
    const answer = await scan(barcode);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toContain(`NJ-JL ${year}-00001–${year}-00500`);
    expect(await rows(network.subgraphs.bookstores, 'select id from purchase_lend_order')).toEqual(before);
  });
});
