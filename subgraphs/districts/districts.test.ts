// The district libraries' copies: what they say of them now, and what orders, loans and returns do to them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const districts = (query: string, variables?: Record<string, unknown>, person = service) =>
  ask(network.subgraphs.districts, person, query, variables);
const dataOf = async (query: string, variables?: Record<string, unknown>) => {
  const answer = await districts(query, variables);
  expect(codes(answer)).toEqual([]);
  return answer.data;
};
const itemOf = async (where: string, value: string) =>
  (
    await rows<{ id: string; status: string; claim_id: string | null; catalogued: boolean; due_date: string | null }>(
      network.subgraphs.districts,
      `select id, status, claim_id, catalogued, due_date::text from item where ${where} = ?`,
      [value],
    )
  )[0];

/** An order of the library of Qinhuai. */
const input = (orderId: string, changes: Record<string, unknown> = {}) => ({
  input: {
    orderId,
    bookId: 'B000013',
    library: 'NJ-QH',
    count: 1,
    barcodes: [],
    callNumber: 'I247.5/待编',
    location: '采编部',
    ...changes,
  },
});

const reserved = (barcode: string) => ({ items: [{ itemId: `NJ-QH:${barcode}`, barcode }], reason: null });

describe('holdings now', () => {
  const query = /* GraphQL */ `
    query ($id: ID!, $first: Int! = 20, $after: String) {
      entities: _entities(representations: [{ __typename: "DistrictHoldings", id: $id }]) {
        ... on DistrictHoldings {
          now {
            state reason total available
            items(first: $first, after: $after) {
              totalCount nodes { __typename barcode callNumber status dueDate location } pageInfo { hasNextPage endCursor }
            }
          }
        }
      }
    }
  `;
  const now = async (id: string, page: object = {}) => (await dataOf(query, { id, ...page })).entities[0]?.now;
  const pages = async (size: number) => {
    const found: { barcode: string; callNumber: string }[] = [];
    let after: string | null = null;
    do {
      const { items } = await now('NJ-JN|B000002', { first: size, after });
      found.push(...items.nodes);
      after = items.pageInfo.hasNextPage ? items.pageInfo.endCursor : null;
    } while (after);
    return found;
  };

  test('are the 24 copies of 三体 in Jiangning, in the order of their call numbers', async () => {
    const { items, ...counts } = await now('NJ-JN|B000002', { first: 100 });
    expect(counts).toEqual({ state: 'LIVE', reason: null, total: 24, available: 22 });
    expect(items.totalCount).toBe(24);
    const order = items.nodes.map(({ callNumber }: { callNumber: string }) => callNumber);
    expect(order).toEqual([
      ...Array(3).fill('I2/3176CH'),
      ...Array(2).fill('I2/4384TS'),
      ...Array(3).fill('I2/4653:1ML'),
      ...Array(4).fill('I2/4829DS'),
      ...Array(3).fill('I2/7563LK'),
      ...Array(3).fill('I2/8720:1HX'),
      'I2/11501:1JN',
      'I247.5/214ZC',
      'I247.5/502GH',
      'I247.5/522:1DX',
      ...Array(2).fill('I247.5/7861:1'),
    ]);
    expect(items.nodes).toContainEqual({
      __typename: 'DistrictItem',
      barcode: '5069585988',
      callNumber: 'I2/4653:1ML',
      status: 'ON_LOAN',
      dueDate: '2024-10-13',
      location: expect.any(String),
    });
  });

  test.each([1, 5, 23, 24])('come page by page, %i at a time, each copy once', async (size) => {
    const found = await pages(size);
    expect(found).toEqual(await pages(100));
    expect(new Set(found.map(({ barcode }) => barcode)).size).toBe(24);
  });

  test('are live and none where the library holds no copy', async () => {
    const none = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
    expect(await now('NJ-GC|B000002')).toEqual({ state: 'LIVE', reason: null, total: 0, available: 0, items: none });
  });

  test('are unknown, with a reason, for a library whose copies are not kept here', async () => {
    expect(await now('NJ-XX|B000002')).toMatchObject({
      state: 'UNKNOWN',
      reason: 'NOT_CONNECTED',
      total: null,
      available: null,
    });
    expect(await now('NJ-JL|B000001')).toMatchObject({ state: 'UNKNOWN', reason: 'NOT_CONNECTED' });
  });

  test('are null for an id that is not one', async () => {
    expect((await dataOf(query, { id: 'nonsense' })).entities).toEqual([null]);
  });

  test.each([{ first: 0 }, { first: 101 }, { after: 'nonsense' }])('refuse the page %j', async (page) => {
    expect(codes(await districts(query, { id: 'NJ-JN|B000002', ...page }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a copy paged for a loan', () => {
  const id = 'NJ-JN:5069250004';
  const other = 'NJ-JN:5069448001';
  const page = async (itemId: string, loanId: string) =>
    (
      await dataOf('mutation ($itemId: ID!, $loanId: ID!) { pageItem(itemId: $itemId, loanId: $loanId) }', {
        itemId,
        loanId,
      })
    ).pageItem;
  const unpage = (loanId: string) => dataOf('mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }', { loanId });

  test('is kept for that loan, twice asked as once, and for no other', async () => {
    expect(await page(id, 'loan-1')).toBe(true);
    expect(await page(id, 'loan-1')).toBe(true);
    expect(await page(id, 'loan-2')).toBe(false);
    expect(await itemOf('id', id)).toMatchObject({ status: 'PAGED', claim_id: 'loan-1' });
  });

  test('is the only one of its loan', async () => {
    expect(await page(other, 'loan-1')).toBe(false);
    expect((await itemOf('id', other))?.status).toBe('AVAILABLE');
  });

  test('is available again when the loan comes to nothing, and that loan gets it no more', async () => {
    await unpage('loan-1');
    await unpage('loan-1');
    expect(await itemOf('id', id)).toMatchObject({ status: 'AVAILABLE', claim_id: null });
    expect(await page(id, 'loan-1')).toBe(false);
    expect(await page(id, 'loan-2')).toBe(true);
    await unpage('loan-1');
    expect(await itemOf('id', id)).toMatchObject({ status: 'PAGED', claim_id: 'loan-2' });
  });

  test('is refused to a loan that was given up before it came', async () => {
    await unpage('loan-3');
    expect(await page(other, 'loan-3')).toBe(false);
  });

  test('goes to one of twenty loans at once; the others may ask for another copy', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, number) => page(other, `race-${number}`)));
    expect(results.filter(Boolean)).toHaveLength(1);
    const loser = `race-${results.indexOf(false)}`;
    expect(await page('NJ-JN:50699012629', loser)).toBe(true);
  });

  test('is not one that is lent, or that does not exist', async () => {
    expect(await page('NJ-JN:5069585988', 'loan-4')).toBe(false);
    expect(await page('NJ-JN:none', 'loan-4')).toBe(false);
  });
});

describe('a copy bought by an order', () => {
  const mutation = /* GraphQL */ `
    mutation ($input: ReserveOrderItemsInput!) { reserveOrderItems(input: $input) { items { itemId barcode } reason } }
  `;
  const reserve = async (orderId: string, changes?: Record<string, unknown>) =>
    (await dataOf(mutation, input(orderId, changes))).reserveOrderItems;
  const confirm = (orderId: string, dueDate = '2026-12-22') =>
    dataOf('mutation ($id: ID!, $dueDate: Date!) { confirmOrderItems(orderId: $id, dueDate: $dueDate) }', {
      id: orderId,
      dueDate,
    });
  const release = (orderId: string) =>
    dataOf('mutation ($id: ID!) { releaseOrderItems(orderId: $id) }', { id: orderId });
  const released = { items: [], reason: 'RELEASED' };
  const inUse = { items: [], reason: 'BARCODE_IN_USE' };

  test('is created once with a number of its own, on order until it is lent', async () => {
    const first = await reserve('order-1');
    expect(first).toEqual(reserved(first.items[0].barcode));
    expect(first.items[0].barcode).toMatch(/^P\d{9}$/);
    expect(await reserve('order-1')).toEqual(first);
    expect(await itemOf('purchase_order_id', 'order-1')).toMatchObject({ status: 'ON_ORDER', catalogued: false });
    await confirm('order-1');
    await confirm('order-1', '2027-01-01');
    await release('order-1');
    expect(await itemOf('purchase_order_id', 'order-1')).toMatchObject({ status: 'ON_LOAN', due_date: '2026-12-22' });
  });

  test('is not held by the library as long as it is on order', async () => {
    await reserve('order-2', { bookId: 'B000003' });
    const held = await dataOf(
      '{ heldCounts(bookId: "B000003") { library held } availableItems(bookId: "B000003") { itemId } }',
    );
    expect(held).toEqual({ heldCounts: [], availableItems: [] });
  });

  test('is gone when the order comes to nothing, and that order gets none any more', async () => {
    await reserve('order-3', { barcodes: ['SCAN-0003'] });
    await release('order-3');
    await release('order-3');
    expect(await itemOf('purchase_order_id', 'order-3')).toBeUndefined();
    expect(await reserve('order-3')).toEqual(released);
    expect(await reserve('order-4', { barcodes: ['SCAN-0003'] })).toEqual(reserved('SCAN-0003'));
  });

  test('is refused to an order that was released before it came', async () => {
    await release('order-5');
    expect(await reserve('order-5')).toEqual(released);
  });

  test('is refused with BARCODE_IN_USE for a scanned barcode of the same library, not of another', async () => {
    expect(await reserve('order-6', { barcodes: ['SCAN-0003'] })).toEqual(inUse);
    expect(await reserve('order-7', { barcodes: ['5069250004'], library: 'NJ-JN' })).toEqual(inUse);
    expect(await reserve('order-8', { barcodes: ['5069250004'] })).toEqual(reserved('5069250004'));
    expect(await reserve('order-6', { barcodes: ['SCAN-0006'] })).toEqual(reserved('SCAN-0006'));
  });

  test('gets another number where a clerk has scanned the one that was next', async () => {
    const { barcode } = (await reserve('order-10')).items[0];
    const numbered = (after: number) => `P${String(Number(barcode.slice(1)) + after).padStart(9, '0')}`;
    await reserve('order-11', { barcodes: [numbered(1)] });
    expect(await reserve('order-12')).toEqual(reserved(numbered(2)));
  });

  test('of three volumes is three copies, lent and gone together; one barcode that is in use, and there is none', async () => {
    const set = (orderId: string, barcodes: string[]) => reserve(orderId, { count: 3, barcodes });
    const volumes = (orderId: string) =>
      rows(
        network.subgraphs.districts,
        'select barcode, volume, status from item where purchase_order_id = ? order by volume',
        [orderId],
      );
    expect(await set('set-1', ['SET-0001', 'SCAN-0006', 'SET-0002'])).toEqual(inUse);
    expect(await volumes('set-1')).toEqual([]);
    const scanned = ['SET-0002', 'SET-0001', 'SET-0003'];
    const items = scanned.map((barcode) => ({ itemId: `NJ-QH:${barcode}`, barcode }));
    expect(await set('set-1', scanned)).toEqual({ items, reason: null });
    expect(await set('set-1', scanned)).toEqual({ items, reason: null });
    await confirm('set-1');
    expect(await volumes('set-1')).toEqual(
      scanned.map((barcode, index) => ({ barcode, volume: index + 1, status: 'ON_LOAN' })),
    );
    const { items: numbered } = await set('set-2', []);
    expect(new Set(numbered.map(({ barcode }: { barcode: string }) => barcode)).size).toBe(3);
    await release('set-2');
    expect(await volumes('set-2')).toEqual([]);
    expect(await set('set-2', [])).toEqual(released);
  });

  test('is for a district library of this network', async () => {
    expect(codes(await districts(mutation, input('order-9', { library: 'NJ-XX' })))).toEqual(['NOT_FOUND']);
    expect(codes(await districts(mutation, input('order-9', { library: 'NJ-JL' })))).toEqual(['NOT_FOUND']);
  });
});

describe('a copy that comes back', () => {
  const receive = async (itemId: string, branchId: string, returnId: string) =>
    (
      await dataOf(
        'mutation ($i: ID!, $b: ID!, $r: ID!) { receiveItem(itemId: $i, branchId: $b, returnId: $r) { itemId bookId next destination } }',
        { i: itemId, b: branchId, r: returnId },
      )
    ).receiveItem;
  const lent = 'NJ-JN:5069585988';
  const receipt = { itemId: lent, bookId: 'B000002' };

  test('elsewhere is sent home, the same return twice told the same, and shelved there', async () => {
    const away = { ...receipt, next: 'SEND_TO', destination: 'JN-P16' };
    expect(await receive(lent, 'GC-MAIN', 'return-1')).toEqual(away);
    expect(await itemOf('id', lent)).toMatchObject({ status: 'IN_TRANSIT', due_date: null });
    expect(await receive(lent, 'JN-P16', 'return-2')).toEqual({ ...receipt, next: 'SHELVE', destination: null });
    expect(await receive(lent, 'GC-MAIN', 'return-1')).toEqual(away);
    expect(await itemOf('id', lent)).toMatchObject({ status: 'AVAILABLE' });
  });

  test('bought by an order goes to cataloguing, wherever it comes back and however often', async () => {
    const bought = await itemOf('purchase_order_id', 'order-1');
    const cataloguing = { next: 'TO_CATALOGUING', destination: 'QH-MAIN' };
    expect(await receive(bought!.id, 'GC-MAIN', 'return-3')).toMatchObject(cataloguing);
    expect(await itemOf('id', bought!.id)).toMatchObject({ status: 'IN_PROCESS' });
    expect(await receive(bought!.id, 'QH-MAIN', 'return-4')).toMatchObject(cataloguing);
  });

  test.each([
    'DAMAGED',
    'MISSING',
    'LOST',
    'WITHDRAWN',
    'UNKNOWN',
  ])('that was %s goes to cataloguing', async (status) => {
    const id = 'NJ-JN:5069692277';
    await rows(network.subgraphs.districts, 'update item set status = ?, due_date = null where id = ?', [status, id]);
    expect(await receive(id, 'JN-P11', `return-${status}`)).toMatchObject({ next: 'TO_CATALOGUING' });
  });

  test('and that nobody here knows is null', async () => {
    expect(await receive('NJ-JN:none', 'JN-MAIN', 'return-5')).toBeNull();
  });
});

test.each([
  '{ heldCounts(bookId: "B000002") { held } }',
  '{ itemRecord(barcode: "5069250004", library: "NJ-JN") { itemId } }',
  'mutation { pageItem(itemId: "NJ-JN:5069250004", loanId: "x") }',
  'mutation { releaseOrderItems(orderId: "x") }',
  'mutation { loseItem(itemId: "NJ-JN:5069250004", lossId: "x", kind: LOST) }',
  'mutation { shelveOwnItem(input: { itemId: "x", branchId: "x", actor: "x" }) }',
])('%s is for a service only', async (field) => {
  for (const person of [reader(sampleCard(1)), clerk, librarian('NJ-JN'), admin]) {
    expect(codes(await ask(network.subgraphs.districts, person, field))).toEqual(['FORBIDDEN']);
  }
  expect(codes(await ask(network.subgraphs.districts, { role: 'anonymous' }, field))).toEqual(['UNAUTHENTICATED']);
});
