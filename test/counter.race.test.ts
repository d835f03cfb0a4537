// The title with three permitted copies, 64 clerks at once: three are lent, and every invariant holds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ordersUnderWay, violations } from './invariants.ts';
import { type Answer, clerk, openTestNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 30_000 });
});
afterAll(() => network[Symbol.asyncDispose]());

const submit = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent { order { id } itemBarcode }
      ... on PurchaseLendOrderDecided { order { id } itemBarcode }
      ... on PurchaseRefused { failures { code } }
    }
  }
`;

const order = (idempotencyKey: string, card: string, bookId: string) => ({
  input: { idempotencyKey, store: 'QINGCHUN', card, bookId, listPrice: { fen: 4550 } },
});

/** As a clerk does who is told to try again: with a new key. */
const decided = async (key: string, card: string, bookId: string, attempt = 1): Promise<Answer['data']> => {
  const { data } = await network.query(submit, order(`${key}-${attempt}`, card, bookId), clerk);
  const result = data.submitPurchaseLendOrder;
  return result.__typename === 'TryAgain' ? decided(key, card, bookId, attempt + 1) : result;
};

test('of 64 parallel orders for a title with 3 permitted copies exactly 3 are lent, 61 refused with COPY_CAP', async () => {
  const bookId = showcaseId('threePermitted');
  const results = await Promise.all(
    Array.from({ length: 64 }, (_, index) => decided(`race-${index}`, sampleCard(index + 1), bookId)),
  );
  // Decided is lent too, where an owner is slow to enter it.
  const lent = results.filter(({ __typename }) => /^PurchaseLendOrder(Lent|Decided)$/.test(__typename));
  expect(lent).toHaveLength(3);
  const refused = results.filter(({ __typename }) => __typename === 'PurchaseRefused');
  expect(refused).toHaveLength(61);
  expect(refused.flatMap(({ failures }) => failures)).toEqual(Array.from({ length: 61 }, () => ({ code: 'COPY_CAP' })));
  await expect.poll(() => ordersUnderWay(network.databaseUrls), { timeout: 30_000, interval: 200 }).toBe(0);
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('the same key 50 times in parallel is one order', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      network.query(submit, order('one-key', sampleCard(70), showcaseId('notHeld')), clerk),
    ),
  );
  const results = answers.map(({ data }) => data.submitPurchaseLendOrder);
  expect(results.filter(({ __typename }) => !/^PurchaseLendOrder(Lent|Decided)$/.test(__typename))).toEqual([]);
  expect(new Set(results.map(({ order: { id } }) => id)).size).toBe(1);
  await expect.poll(() => ordersUnderWay(network.databaseUrls), { timeout: 30_000, interval: 200 }).toBe(0);
  expect(await violations(network.databaseUrls)).toEqual([]);
});
