// Edges between owners: what happens when things arrive late, twice, together, or are asked by the wrong person.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ask, rows, service, until } from './ask.ts';
import { violations } from './invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';

let network: TestNetwork;
let keys = 0;

beforeAll(async () => {
  network = await openTestNetwork();
});
afterAll(() => network[Symbol.asyncDispose]());

const deliveryAddress = {
  recipient: '【样例】收件人',
  phone: '025-00000000',
  province: '江苏省',
  city: '南京市',
  district: '建邺区',
  street: '【样例】样例路 1 号',
};

async function submit(card: string, bookId: string, fen: number, person: Person = clerk) {
  const input = { idempotencyKey: `edge-${++keys}`, store: 'QINGCHUN', card, bookId, listPrice: { fen } };
  const { data } = await network.query(
    `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent { order { id } itemBarcode }
      ... on PurchaseRefused { failures { code } order { id failures { code } transitions { to reason } } }
    } }`,
    { input },
    person,
  );
  return data.submitPurchaseLendOrder;
}

const returnCopy = (barcode: string, library: string, branch: string) =>
  network.query(
    `mutation ($input: ReturnItemInput!) { returnItem(input: $input) {
      next message(lang: EN) item { id ... on DistrictItem { barcode } } loan { id status }
    } }`,
    { input: { idempotencyKey: `edge-${++keys}`, barcode, library, branch } },
    librarian('NJ-JL'),
  );

const requestLoan = (card: string, bookId: string) =>
  network.query(
    `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) {
      __typename ... on LoanRequested { loan { id item { id } } } ... on LoanRefused { failures { code } }
    } }`,
    { input: { idempotencyKey: `edge-${++keys}`, bookId, deliveryAddress } },
    reader(card),
  );

test("a clerk does not read the reader's rules from the order's history", async () => {
  const { failures, order } = await submit(sampleCard(77), showcaseId('notHeld'), 5800);
  expect(failures).toEqual([{ code: 'READER_NOT_ELIGIBLE' }]);
  expect(order.failures).toEqual([{ code: 'READER_NOT_ELIGIBLE' }]);
  expect(order.transitions).toEqual([
    { to: 'SUBMITTED', reason: null },
    { to: 'REFUSED', reason: null },
  ]);
});

test('a copy kept for one reader stays so when a late or a second return of it arrives', async () => {
  const [copy] = await rows<{ id: string; barcode: string; library_id: string; branch_id: string; book_id: string }>(
    network.subgraphs.districts,
    "select * from item where status = 'AVAILABLE' and book_id = 'B000002' order by id limit 1",
  );
  const { data } = await requestLoan(sampleCard(1), 'B000002');
  expect(data.requestLoan).toMatchObject({ __typename: 'LoanRequested', loan: { item: { id: copy?.id } } });
  // A return that began before the copy was paged, and reaches its owner only now.
  const receive = `mutation ($itemId: ID!, $branchId: ID!) {
    receiveItem(itemId: $itemId, branchId: $branchId, returnId: "late", loanId: "an-earlier-loan") { next }
  }`;
  await ask(network.subgraphs.districts, service, receive, { itemId: copy?.id, branchId: copy?.branch_id });
  const [kept] = await rows<{ status: string; claim_id: string }>(
    network.subgraphs.districts,
    'select status, claim_id from item where id = ?',
    [copy?.id],
  );
  expect(kept).toEqual({ status: 'PAGED', claim_id: data.requestLoan.loan.id });
});

test('while the owner is silent a return ends the loan and tells the desk to put the copy aside', async () => {
  const { data: lent } = await requestLoan(sampleCard(2), 'B000002');
  const barcode = lent.requestLoan.loan.item.id.split(':')[1];
  network.silence('districts');
  const { data, errors } = await returnCopy(barcode, 'NJ-JN', 'JL-MAIN');
  network.silence(null);
  expect(data.returnItem).toMatchObject({ next: null, loan: { status: 'RETURNED' } });
  expect(data.returnItem.message).toContain('put the copy aside');
  expect(errors?.every(({ extensions }) => extensions['subgraph'] === 'districts')).toBe(true);
  await until('the job has told the owner', async () => {
    const [item] = await rows<{ status: string }>(network.subgraphs.districts, 'select status from item where id = ?', [
      `NJ-JN:${barcode}`,
    ]);
    return item?.status === 'IN_TRANSIT';
  });
});

test('a bought copy that comes back before its loan is confirmed ends that loan when it is', async () => {
  const bookId = showcaseId('notHeld');
  const lending = (query: string, variables: Record<string, unknown>) =>
    ask(network.subgraphs.lending, service, query, variables);
  const reserve = 'mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { reserved } }';
  await lending(reserve, {
    input: { orderId: 'early-return', card: sampleCard(3), bookId, day: '2026-11-22', rules: [] },
  });
  const [copy] = await rows<{ barcode: string }>(
    network.subgraphs.central,
    "select barcode from item where status = 'AVAILABLE' and library_id = 'NJ-JL' order by id limit 1",
  );
  await returnCopy(copy?.barcode ?? '', 'NJ-JL', 'JL-MAIN');
  const confirm = 'mutation ($input: ConfirmLoanInput!) { confirmLoan(input: $input) }';
  const input = { orderId: 'early-return', itemIds: [`NJ-JL:${copy?.barcode}`], dueDate: '2030-01-01' };
  expect((await lending(confirm, { input })).data).toEqual({ confirmLoan: true });
  const [loan] = await rows<{ status: string }>(
    network.subgraphs.lending,
    "select status from loan where id = 'early-return'",
  );
  expect(loan?.status).toBe('RETURNED');
  const [{ open_loans: open } = { open_loans: -1 }] = await rows<{ open_loans: number }>(
    network.subgraphs.lending,
    'select open_loans from reader where card = ?',
    [sampleCard(3)],
  );
  expect(open).toBe(0);
  // It belongs to no order: away with it before the invariants are asked.
  await rows(network.subgraphs.lending, "delete from loan where id = 'early-return'");
});

test('two readers at once get the last copies of two stores', async () => {
  const bookId = showcaseId('threePermitted');
  await rows(network.subgraphs.bookstores, 'update offer set stock = 1, received = 1 where book_id = ?', [bookId]);
  const order = (card: string) =>
    network.query(
      `mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) {
        __typename ... on PurchaseApproved { order { store { id } } } ... on PurchaseRefused { failures { code } }
      } }`,
      { input: { idempotencyKey: `edge-${++keys}`, bookId, deliveryAddress } },
      reader(card),
    );
  const answers = await Promise.all([order(sampleCard(4)), order(sampleCard(5))]);
  const stores = answers.map(({ data }) => data.requestPurchase.order?.store.id);
  expect(new Set(stores).size).toBe(2);
  expect(stores).not.toContain(undefined);
});

test('an online order that is refused gives the promised copy back', async () => {
  const bookId = showcaseId('tooDear');
  const stock = async () =>
    rows(network.subgraphs.bookstores, 'select id, stock, in_flight from offer where book_id = ? order by id', [
      bookId,
    ]);
  const before = await stock();
  const { data } = await network.query(
    'mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) { ... on PurchaseRefused { failures { code } } } }',
    { input: { idempotencyKey: `edge-${++keys}`, bookId, deliveryAddress } },
    reader(sampleCard(6)),
  );
  expect(data.requestPurchase.failures).toEqual([{ code: 'PRICE_CAP' }]);
  expect(await stock()).toEqual(before);
});

test("nobody reads a fund's balance by asking with one invented price after the other", async () => {
  const judge = (fen: number, person: Person | null) =>
    network.query(
      'query ($input: PurchaseEligibilityInput!) { purchaseEligibility(input: $input) { ... on PurchaseEligibility { failures { code } } } }',
      { input: { bookId: showcaseId('notHeld'), store: 'WENDU', listPrice: { fen } } },
      person,
    );
  const { data: nobody } = await judge(9_999_999, null);
  expect(nobody.purchaseEligibility.failures).toEqual([{ code: 'PRICE_CAP' }]);
  const { data: payer } = await judge(9_999_999, librarian('NJ-QH'));
  expect(payer.purchaseEligibility.failures).toEqual([{ code: 'PRICE_CAP' }, { code: 'FUND_EMPTY' }]);
});

test('a fund larger than GraphQL can count still pays', async () => {
  await rows(network.subgraphs.central, "update fund set allocated_fen = 3000000000 where library_id = 'NJ-JL'");
  const result = await submit(sampleCard(8), showcaseId('notHeld'), 5800, admin);
  expect(result.__typename).toBe('PurchaseLendOrderLent');
});

test('after all of it every invariant holds', async () => {
  await until('all orders have ended', async () => {
    const [open] = await rows<{ count: number }>(
      network.subgraphs.bookstores,
      "select count(*)::int as count from purchase_lend_order where phase <> 'DONE'",
    );
    return open?.count === 0;
  });
  expect(await violations(network.databaseUrls)).toEqual([]);
});
