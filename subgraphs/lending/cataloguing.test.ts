// After the first return: a bought copy is catalogued, placed in a district, shelved and lent again, and its order follows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemStatuses } from '../../lib/items/statuses.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
const books = ['B000003', 'B000004', 'B000008', 'B000009', 'B000010', 'B000011', 'B000012', 'B000014', 'B000015'];

beforeAll(async () => {
  network = await openTestNetwork();
  await makeNew(network.subgraphs, books);
});
afterAll(() => network[Symbol.asyncDispose]());

const central = librarian('NJ-JL');
let keys = 0;
let cards = 0;
const mutate = (person: Person, mutation: string, input: Record<string, unknown>) =>
  ask(network.subgraphs.lending, person, mutation, { input });
const done = async (person: Person, mutation: string, input: Record<string, unknown>) => {
  const answer = await mutate(person, mutation, input);
  expect(codes(answer)).toEqual([]);
  return answer.data;
};

const catalogueMutation = `mutation ($input: CatalogueItemInput!) { catalogueItem(input: $input) { item { id } branch { id } next } }`;
const shelveMutation = `mutation ($input: ShelveItemInput!) { shelveItem(input: $input) { id } }`;
const returnMutation = `mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next destination { id } } }`;

/** A copy that was bought at the counter; of the central library by QINGCHUN, of Qinhuai by WENDU. */
const buy = async (changes: Record<string, unknown> = {}) => {
  keys += 1;
  const mutation = /* GraphQL */ `
    mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) { ... on PurchaseLendOrderLent { itemBarcode order { id payer { id } } } }
    }
  `;
  const input = {
    idempotencyKey: `buy-${keys}`,
    store: 'QINGCHUN',
    card: sampleCard(++cards + 1),
    bookId: showcaseId('notHeld'),
    listPrice: { fen: 10_00 },
    ...changes,
  };
  const { data } = await ask(network.subgraphs.bookstores, admin, mutation, { input });
  const { itemBarcode: barcode, order } = data.submitPurchaseLendOrder;
  return { barcode, library: order.payer.id as string, orderId: order.id as string };
};
const giveBack = ({ barcode, library }: { barcode: string; library: string }, branch: string) =>
  done(admin, returnMutation, { idempotencyKey: `back-${++keys}`, barcode, library, branch });
const itemOf = async ({ barcode, library }: { barcode: string; library: string }) => {
  const owner = library === 'NJ-JL' ? network.subgraphs.central : network.subgraphs.districts;
  const [item] = await rows<Record<string, unknown>>(
    owner,
    'select status, catalogued, branch_id, location, call_number, claim_id from item where id = ?',
    [`${library}:${barcode}`],
  );
  return item;
};
const history = (orderId: string) =>
  rows<{ to: string; actor: string }>(
    network.subgraphs.bookstores,
    'select "to", actor from purchase_transition where order_id = ? order by id',
    [orderId],
  );
const statusOf = async (orderId: string) => (await history(orderId)).at(-1)?.to;
const becomes = (orderId: string, status: string) =>
  until(`the order is ${status}`, async () => (await statusOf(orderId)) === status);
const label = ({ barcode, library }: { barcode: string; library: string }) => ({ barcode, library });

test('one bought copy: lent, returned elsewhere, catalogued, placed where the title is lacking, shelved, lent again', async () => {
  const bookId = showcaseId('notHeld');
  const copy = await buy();
  expect(await giveBack(copy, 'JN-MAIN')).toEqual({
    returnItem: { next: 'TO_CATALOGUING', destination: { id: 'JL-MAIN' } },
  });
  await becomes(copy.orderId, 'RETURNED');
  await giveBack(copy, 'JL-MAIN');
  await becomes(copy.orderId, 'IN_PROCESS');
  expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', catalogued: false });

  const placed = await done(central, catalogueMutation, { ...label(copy), callNumber: 'I267/32820' });
  const { branch } = placed.catalogueItem;
  expect(placed.catalogueItem).toMatchObject({ item: { id: `NJ-JL:${copy.barcode}` }, next: 'SEND_TO' });
  expect(branch.id).toMatch(/^(?!JL)[A-Z]+-MAIN$/);
  const place = `NJ-${branch.id.replace('-MAIN', '')}`;
  expect(await itemOf(copy)).toMatchObject({
    status: 'IN_TRANSIT',
    catalogued: true,
    branch_id: branch.id,
    call_number: 'I267/32820',
  });
  const elsewhere = branch.id === 'GC-MAIN' ? 'JN-MAIN' : 'GC-MAIN';
  expect((await giveBack(copy, elsewhere)).returnItem).toEqual({ next: 'SEND_TO', destination: branch });

  await done(librarian(place), shelveMutation, { ...label(copy), branch: branch.id, location: '二楼' });
  await becomes(copy.orderId, 'SHELVED');
  expect(await history(copy.orderId)).toEqual([
    { to: 'SUBMITTED', actor: 'ADMIN' },
    { to: 'LENT', actor: 'SYSTEM' },
    { to: 'RETURNED', actor: 'ADMIN' },
    { to: 'IN_PROCESS', actor: 'SYSTEM' },
    { to: 'SHELVED', actor: 'LIBRARIAN' },
  ]);

  const { data } = await network.query(
    `query ($id: ID!) { book(id: $id) { holdings { library { id } now { total available items {
       nodes { callNumber status location branch { id library { id } } library { id } } } } } } }`,
    { id: bookId },
  );
  expect(data.book.holdings[0]).toEqual({
    library: { id: 'NJ-JL' },
    now: {
      total: 1,
      available: 1,
      items: {
        nodes: [
          {
            callNumber: 'I267/32820',
            status: 'AVAILABLE',
            location: '二楼',
            branch: { id: branch.id, library: { id: place } },
            library: { id: 'NJ-JL' },
          },
        ],
      },
    },
  });
  expect(data.book.holdings.slice(1).map(({ now }: { now: { total: number } }) => now.total)).toEqual(
    Array(13).fill(0),
  );

  const request = /* GraphQL */ `
    mutation ($input: RequestLoanInput!) {
      requestLoan(input: $input) { ... on LoanRequested { loan { item { id } } parcel { from { id } } } }
    }
  `;
  const deliveryAddress = {
    recipient: '李雷',
    phone: '13900000000',
    province: '江苏省',
    city: '南京市',
    district: '玄武区',
    street: '中山路1号',
  };
  const lent = await done(reader(sampleCard(1)), request, { idempotencyKey: 'again', bookId, deliveryAddress });
  expect(lent.requestLoan).toEqual({
    loan: { item: { id: `NJ-JL:${copy.barcode}` } },
    parcel: { from: { id: branch.id } },
  });
  expect((await giveBack(copy, 'JL-MAIN')).returnItem).toEqual({ next: 'SEND_TO', destination: branch });
  expect((await giveBack(copy, branch.id)).returnItem).toEqual({ next: 'SHELVE', destination: null });
  expect(await itemOf(copy)).toMatchObject({ status: 'AVAILABLE', claim_id: null });
  expect(await statusOf(copy.orderId)).toBe('SHELVED');
  expect((await history(copy.orderId)).length).toBe(5);
});

describe('cataloguing', () => {
  test('tells the order that its copy is in process, when no desk has', async () => {
    const copy = await buy({ bookId: 'B000003' });
    await giveBack(copy, 'JN-MAIN');
    await done(central, catalogueMutation, { ...label(copy), callNumber: 'I267/1', branch: 'JL-MAIN' });
    expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', catalogued: true, branch_id: 'JL-MAIN' });
    await becomes(copy.orderId, 'IN_PROCESS');
    expect((await giveBack(copy, 'JL-MAIN')).returnItem).toEqual({ next: 'SHELVE', destination: null });
    await becomes(copy.orderId, 'SHELVED');
    expect(await itemOf(copy)).toMatchObject({ status: 'AVAILABLE', claim_id: null });
  });

  test("places a district's own copy at home, and keeps what the librarian says", async () => {
    const atHome = await buy({ store: 'WENDU', bookId: 'B000008' });
    await giveBack(atHome, 'GC-MAIN');
    const qinhuai = librarian('NJ-QH');
    const { catalogueItem } = await done(qinhuai, catalogueMutation, { ...label(atHome), callNumber: 'I1' });
    expect(catalogueItem).toMatchObject({ branch: { id: 'QH-MAIN' }, next: 'SHELVE' });
    expect(await itemOf(atHome)).toMatchObject({ location: '秦淮区图书馆' });
    await done(qinhuai, shelveMutation, { ...label(atHome), branch: 'QH-MAIN' });
    expect(await itemOf(atHome)).toMatchObject({ status: 'AVAILABLE' });

    const away = await buy({ store: 'WENDU', bookId: 'B000004' });
    await giveBack(away, 'QH-MAIN');
    const said = { ...label(away), callNumber: 'I2', branch: 'GC-SAMPLE', location: '新书架' };
    expect((await done(qinhuai, catalogueMutation, said)).catalogueItem).toMatchObject({ next: 'SEND_TO' });
    expect(await itemOf(away)).toMatchObject({ status: 'IN_TRANSIT', branch_id: 'GC-SAMPLE', location: '新书架' });
    await done(librarian('NJ-GC'), shelveMutation, { ...label(away), branch: 'GC-SAMPLE' });
  });

  test('said twice is done once; with another call number it is a CONFLICT', async () => {
    const copy = await buy({ bookId: 'B000009' });
    await giveBack(copy, 'JL-MAIN');
    const input = { ...label(copy), callNumber: 'K1/9', branch: 'GC-MAIN' };
    const first = await done(central, catalogueMutation, input);
    expect(await done(central, catalogueMutation, input)).toEqual(first);
    expect(codes(await mutate(central, catalogueMutation, { ...input, callNumber: 'K1/10' }))).toEqual(['CONFLICT']);
    const shelved = { ...label(copy), branch: 'GC-MAIN' };
    const once = await done(librarian('NJ-GC'), shelveMutation, shelved);
    expect(await done(librarian('NJ-GC'), shelveMutation, shelved)).toEqual(once);
    expect(codes(await mutate(central, catalogueMutation, input))).toEqual(['CONFLICT']);
  });

  test('proposes nothing while an owner of copies is silent, and takes what is said', async () => {
    const copy = await buy({ bookId: 'B000010' });
    await giveBack(copy, 'JL-MAIN');
    network.silence('districts');
    const input = { ...label(copy), callNumber: 'K2/1' };
    expect(codes(await mutate(central, catalogueMutation, input))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', catalogued: false });
    await done(central, catalogueMutation, { ...input, branch: 'GC-MAIN' });
    network.silence(null);
  });

  test('is for a copy that waits for it; nothing else changes', async () => {
    const copy = await buy({ bookId: 'B000011' });
    const input = { ...label(copy), callNumber: 'K3/1', branch: 'GC-MAIN' };
    for (const status of itemStatuses.filter((one) => one !== 'IN_PROCESS')) {
      await put(copy, status, false);
      expect(codes(await mutate(central, catalogueMutation, input)), status).toEqual(['CONFLICT']);
      expect(await itemOf(copy)).toMatchObject({ status, catalogued: false, call_number: '/待编' });
    }
    await put(copy, 'IN_PROCESS', true);
    expect(codes(await mutate(central, catalogueMutation, input))).toEqual(['CONFLICT']);
    await put(copy, 'IN_PROCESS', false);
    expect(codes(await mutate(central, catalogueMutation, { ...input, callNumber: ' ' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await mutate(central, catalogueMutation, { ...input, branch: 'NOWHERE' }))).toEqual(['NOT_FOUND']);
    expect(codes(await mutate(central, catalogueMutation, { ...input, barcode: 'X' }))).toEqual(['NOT_FOUND']);
    for (const person of [librarian('NJ-GC'), clerk, reader(sampleCard(1))]) {
      expect(codes(await mutate(person, catalogueMutation, input))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await mutate({ role: 'anonymous' }, catalogueMutation, input))).toEqual(['UNAUTHENTICATED']);
    expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', catalogued: false });
    await put(copy, 'ON_LOAN', false);
  });
});

describe('shelving', () => {
  test('is for a catalogued copy where it belongs; nothing else changes', async () => {
    const copy = await buy({ bookId: 'B000012' });
    const input = { ...label(copy), branch: 'JL-MAIN' };
    const possible = new Set(['IN_PROCESS', 'IN_TRANSIT', 'AVAILABLE']);
    for (const status of itemStatuses.filter((one) => !possible.has(one))) {
      await put(copy, status, true);
      expect(codes(await mutate(central, shelveMutation, input)), status).toEqual(['CONFLICT']);
      expect(await itemOf(copy)).toMatchObject({ status });
    }
    await put(copy, 'IN_PROCESS', false);
    expect(codes(await mutate(central, shelveMutation, input))).toEqual(['CONFLICT']);
    await put(copy, 'IN_TRANSIT', true);
    const elsewhere = await mutate(librarian('NJ-GC'), shelveMutation, { ...input, branch: 'GC-MAIN' });
    expect(codes(elsewhere)).toEqual(['CONFLICT']);
    expect(elsewhere.errors?.[0]?.message).toMatch(/JL-MAIN/);
    expect(codes(await mutate(librarian('NJ-GC'), shelveMutation, input))).toEqual(['FORBIDDEN']);
    expect(codes(await mutate({ role: 'anonymous' }, shelveMutation, input))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await mutate(central, shelveMutation, { ...input, barcode: 'X' }))).toEqual(['NOT_FOUND']);
    expect(codes(await mutate(central, shelveMutation, { ...input, branch: 'NOWHERE' }))).toEqual(['NOT_FOUND']);
    expect(await itemOf(copy)).toMatchObject({ status: 'IN_TRANSIT' });
    await put(copy, 'ON_LOAN', false);
  });
});

test('the list of cataloguing has what waits, by call number, a page at a time, for its librarians', async () => {
  const query = /* GraphQL */ `
    query ($library: ID!, $first: Int! = 100, $after: String) {
      itemsInCataloguing(library: $library, first: $first, after: $after) {
        totalCount nodes { __typename id } edges { node { id } } pageInfo { hasNextPage endCursor }
      }
    }
  `;
  const list = async (variables: Record<string, unknown>, person: Person = librarian('NJ-JN')) =>
    ask(network.subgraphs.lending, person, query, { library: 'NJ-JN', ...variables });
  const page = async (variables: Record<string, unknown> = {}) => (await list(variables)).data.itemsInCataloguing;
  expect((await page()).totalCount).toBe(0);
  const found = await rows<{ id: string; barcode: string }>(
    network.subgraphs.districts,
    `select id, barcode from item where library_id = 'NJ-JN' and book_id = 'B000002' and status = 'AVAILABLE'
     order by call_number_sort, id limit 5`,
  );
  await rows(network.subgraphs.districts, `update item set status = 'MISSING' where id in (?)`, [
    found.map(({ id }) => id),
  ]);
  for (const { barcode } of found.toReversed()) {
    await giveBack({ barcode, library: 'NJ-JN' }, 'JN-P16');
  }
  const ids = found.map(({ id }) => id);
  expect((await page()).nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
  const first = await page({ first: 3 });
  expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
  const second = await page({ first: 3, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(codes(await list({ first: 0 }))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await list({ after: 'nonsense' }))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await list({}, central))).toEqual(['FORBIDDEN']);
  expect(codes(await list({}, { role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);

  const asked = await network.query(
    '{ itemsInCataloguing(library: "NJ-JN", first: 1) { nodes { id callNumber status book { title } branch { id } } } }',
    {},
    librarian('NJ-JN'),
  );
  expect(asked.errors).toBeUndefined();
  expect(asked.data.itemsInCataloguing.nodes).toEqual([
    {
      id: ids[0],
      callNumber: expect.any(String),
      status: 'IN_PROCESS',
      book: { title: '三体' },
      branch: { id: 'JN-MAIN' },
    },
  ]);
});

test('an order whose owner of orders was silent is told later, in the right order', async () => {
  const copy = await buy({ bookId: 'B000014' });
  network.silence('bookstores');
  await giveBack(copy, 'JL-MAIN');
  await done(central, catalogueMutation, { ...label(copy), callNumber: 'K4/1', branch: 'JL-MAIN' });
  await done(central, shelveMutation, { ...label(copy), branch: 'JL-MAIN' });
  network.silence(null);
  await becomes(copy.orderId, 'SHELVED');
  expect((await history(copy.orderId)).map(({ to }) => to)).toEqual([
    'SUBMITTED',
    'LENT',
    'RETURNED',
    'IN_PROCESS',
    'SHELVED',
  ]);
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});

function put({ barcode, library }: { barcode: string; library: string }, status: string, catalogued: boolean) {
  return rows(
    network.subgraphs.central,
    `update item set status = ?, catalogued = ?, due_date = case when ? = 'ON_LOAN' then date '2026-12-31' end where id = ?`,
    [status, catalogued, status, `${library}:${barcode}`],
  );
}
