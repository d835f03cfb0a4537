// What follows from an order at the owners: another price, or the sale taken back. Each step any number of times, in any order.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { clerk, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';

let network: TestNetwork;
let orders: number;
let id: string;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  orders = 0;
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(() => {
  id = `order-${++orders}`;
});

const central = (mutation: string) => ask(network.subgraphs.central, service, `mutation { result: ${mutation} }`);
const reserve = () =>
  central(`reservePurchase(input: { orderId: "${id}", bookId: "${showcaseId('notHeld')}", payer: "NJ-GC",
    year: ${yearOf(new Date())}, copies: 1, netFen: 4000, payerHeld: 0, cityHeld: 0, payerCap: 30, cityCap: 30 }) { reserved }`);
const adjust = async (netFen: number, round: number) =>
  (
    await central(
      `adjustPurchase(input: { orderId: "${id}", netFen: ${netFen}, round: ${round} }) { reserved failures { code } }`,
    )
  ).data.result;
const ledger = async () =>
  (
    await rows<{ line: string }>(
      network.subgraphs.central,
      "select step || ' ' || account || ' ' || fen as line from ledger_entry where order_id = ? order by id",
      [id],
    )
  ).map(({ line }) => line);
const fund = async () =>
  (
    await rows<{ encumbered: number; expended: number }>(
      network.subgraphs.central,
      "select sum(encumbered_fen)::int as encumbered, sum(expended_fen)::int as expended from fund where library_id = 'NJ-GC'",
    )
  )[0];

const done = { reserved: true, failures: [] };

test('an adjustment counts once for each round, and one of an earlier round not at all', async () => {
  const before = await fund();
  await reserve();
  expect([await adjust(4500, 1), await adjust(4500, 1), await adjust(3900, 2), await adjust(4500, 1)]).toEqual(
    Array.from({ length: 4 }, () => done),
  );
  expect(await ledger()).toEqual([
    'ENCUMBERED FREE -4000',
    'ENCUMBERED ENCUMBERED 4000',
    'ADJUSTED FREE -500',
    'ADJUSTED ENCUMBERED 500',
    'ADJUSTED FREE 600',
    'ADJUSTED ENCUMBERED -600',
  ]);
  expect(await fund()).toEqual({ ...before, encumbered: (before?.encumbered ?? 0) + 3900 });
  await central(`releasePurchase(orderId: "${id}")`);
  expect(await fund()).toEqual(before);
  expect(await adjust(4500, 3)).toEqual({ reserved: false, failures: [{ code: 'RELEASED' }] });
});

test('an adjustment that the fund cannot bear changes nothing', async () => {
  await reserve();
  const before = await fund();
  expect(await adjust(2_000_000_000, 1)).toEqual({ reserved: false, failures: [{ code: 'FUND_EMPTY' }] });
  expect(await fund()).toEqual(before);
  expect(await ledger()).toHaveLength(2);
});

test('a void gives back what was expended, once, and the order can neither be reserved nor confirmed again', async () => {
  const before = await fund();
  await reserve();
  // Nothing is expended yet: that is for a release.
  await central(`voidPurchase(orderId: "${id}")`);
  expect(await fund()).toMatchObject({ encumbered: (before?.encumbered ?? 0) + 4000 });
  await central(`confirmPurchase(orderId: "${id}")`);
  await Promise.all(Array.from({ length: 5 }, () => central(`voidPurchase(orderId: "${id}")`)));
  expect(await fund()).toEqual(before);
  expect((await reserve()).data.result).toEqual({ reserved: false });
  expect(codes(await central(`confirmPurchase(orderId: "${id}")`))).toEqual(['INTERNAL_SERVER_ERROR']);
});

test('a loan and a copy are taken back once, however often it is asked', async () => {
  const { lending } = network.subgraphs;
  const result = await ordersOf(network).submitAtCounter(sampleCard(1));
  const { id: order } = result.order;
  const openLoans = async () =>
    (await rows(lending, 'select open_loans from reader where card = ?', [sampleCard(1)]))[0];
  for (let time = 0; time < 3; time++) {
    const loan = await ask(lending, service, 'mutation ($id: ID!) { voidLoan(orderId: $id) }', { id: order });
    expect(loan.data.voidLoan).toBe(true);
    await central(`voidOrderItems(orderId: "${order}")`);
  }
  expect(await openLoans()).toEqual({ open_loans: 0 });
  expect(await rows(network.subgraphs.central, 'select 1 from item where purchase_order_id = ?', [order])).toEqual([]);
  const late = `reserveOrderItems(input: { orderId: "${order}", bookId: "B000101", library: "NJ-JL", count: 1, barcodes: [], callNumber: "I267", location: "采编部" }) { reason }`;
  expect((await central(late)).data.result).toEqual({ reason: 'RELEASED' });
});

test.each([
  ['central', 'mutation { adjustPurchase(input: { orderId: "x", netFen: 1, round: 1 }) { reserved } }'],
  ['central', 'mutation { voidPurchase(orderId: "x") }'],
  ['central', 'mutation { voidOrderItems(orderId: "x") }'],
  ['districts', 'mutation { voidOrderItems(orderId: "x") }'],
  ['lending', 'mutation { voidLoan(orderId: "x") }'],
  ['central', '{ bookRecords(ids: [], isbns: []) { id } }'],
  ['central', '{ purchasesBetween(after: "") { orderId } }'],
  ['districts', '{ orderItemsBetween(after: "") { orderId } }'],
  ['lending', '{ loansOfOrdersBetween(after: "") { orderId } }'],
] as const)('at %s, %s is for a service only', async (subgraph, operation) => {
  expect(codes(await ask(network.subgraphs[subgraph], clerk, operation))).toEqual(['FORBIDDEN']);
});
