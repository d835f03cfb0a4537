// Orders while an owner fails in the middle: before the decision nothing stays reserved, after it the order is carried out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transport } from '../../lib/transport.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { clerk, openTestNetwork, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const mutation = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent { order { id } itemBarcode dueDate }
      ... on PurchaseLendOrderDecided { order { id status } itemBarcode dueDate message(lang: EN) }
      ... on PurchaseRefused { failures { code } }
    }
  }
`;
let keys = 0;
const order = (changes: Record<string, unknown> = {}) => ({
  idempotencyKey: `outage-${++keys}`,
  store: 'QINGCHUN',
  card: sampleCard(keys),
  bookId: showcaseId('notHeld'),
  listPrice: { fen: 58_00 },
  ...changes,
});
const submit = async (input: Record<string, unknown>) => {
  const answer = await ask(network.subgraphs.bookstores, clerk, mutation, { input });
  expect(codes(answer)).toEqual([]);
  return answer.data.submitPurchaseLendOrder;
};
/** An owner that answers everything but one field. */
const failingAt =
  (owner: 'central' | 'lending', field: string): Transport =>
  (request, call) =>
    request.query.includes(field)
      ? Promise.reject(new Error('connection reset'))
      : network.subgraphs[owner].execute(request, call);
const phaseOf = async (idempotencyKey: string) =>
  (
    await rows<{ phase: string; status: string }>(
      network.subgraphs.bookstores,
      'select phase, status from purchase_lend_order where idempotency_key = ?',
      [idempotencyKey],
    )
  )[0];
const taken = async () => {
  const { central, lending } = network.subgraphs;
  return Promise.all([
    rows(central, 'select id, encumbered_fen, expended_fen from fund order by id'),
    rows(central, "select id from purchase where state <> 'RELEASED' order by id"),
    rows(central, 'select id from item where purchase_order_id is not null order by id'),
    rows(lending, 'select id, open_loans from reader order by id'),
  ]);
};

test.each([
  ['central', 'reservePurchase'],
  ['central', 'reserveOrderItems'],
  ['lending', 'reserveLoan'],
] as const)('when %s fails at %s the clerk is told to try again, and all the others give back', async (owner, field) => {
  const before = await taken();
  const input = order();
  network.silence(owner, failingAt(owner, field));
  expect(await submit(input)).toEqual({ __typename: 'TryAgain' });
  network.silence(null);
  expect(await phaseOf(input.idempotencyKey)).toEqual({ phase: 'DONE', status: 'REFUSED' });
  expect(await taken()).toEqual(before);
  expect((await submit(order())).__typename).toBe('PurchaseLendOrderLent');
});

test('when lending hangs the clerk has an answer within seconds, and nothing is taken afterwards', async () => {
  const before = await taken();
  const input = order();
  network.silence('lending', () => new Promise(() => {}));
  const begun = performance.now();
  expect(await submit(input)).toEqual({ __typename: 'TryAgain' });
  expect(performance.now() - begun).toBeLessThan(4_500);
  network.silence(null);
  await until('it is given up', async () => (await phaseOf(input.idempotencyKey))?.phase === 'DONE');
  expect(await taken()).toEqual(before);
});

test.each([
  ['central', 'confirmPurchase'],
  ['lending', 'confirmLoan'],
] as const)('when %s fails at %s the reader takes the book along and its job carries it out later', async (owner, field) => {
  const input = order({ bookId: showcaseId('threePermitted') });
  network.silence(owner, failingAt(owner, field));
  const decided = await submit(input);
  network.silence(null);
  expect(decided).toMatchObject({
    __typename: 'PurchaseLendOrderDecided',
    itemBarcode: expect.stringMatching(/^P\d{9}$/),
    message: expect.stringContaining('the reader may take the book'),
  });
});

test('their jobs carry all of them out, and every invariant holds', async () => {
  await network.subgraphs.bookstores.startJobs();
  await until('every order is done', async () => {
    const open = await rows(network.subgraphs.bookstores, "select id from purchase_lend_order where phase <> 'DONE'");
    return open.length === 0;
  });
  const lent = await rows(network.subgraphs.bookstores, "select id from purchase_lend_order where status = 'LENT'");
  expect(lent).toHaveLength(5);
  expect(await violations(network.databaseUrls)).toEqual([]);
});
