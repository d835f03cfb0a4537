// After the loan the order follows its copies: steps come twice, in any order, too early, and for sets one by one.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';

let network: TestNetwork;
const books = Array.from({ length: 30 }, (_, index) => `B0000${11 + index}`);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  await makeNew(network.subgraphs, books);
});
afterAll(() => network[Symbol.asyncDispose]());

const mutation = 'mutation ($input: OrderStepInput!) { recordOrderStep(input: $input) }';
const at = (hour: number) => `2026-12-01T0${hour}:00:00.000Z`;
const hours: Record<string, number> = {
  RETURNED: 1,
  IN_PROCESS: 2,
  SHELVED: 3,
  LOST: 4,
  DAMAGED: 5,
  COMPENSATED: 6,
  WRITTEN_OFF: 7,
};
const send = (step: string, changes: Record<string, unknown> = {}) => {
  const amountFen = step === 'COMPENSATED' ? 10_00 : null;
  const input = {
    orderId,
    itemId: 'NJ-JL:1',
    step,
    at: at(hours[step] ?? 0),
    actor: 'LIBRARIAN',
    amountFen,
    ...changes,
  };
  return ask(network.subgraphs.bookstores, service, mutation, { input });
};
const noted = async (step: string, changes?: Record<string, unknown>) => {
  const answer = await send(step, changes);
  expect(answer).toEqual({ data: { recordOrderStep: true } });
};
const history = async () => {
  const transitions = await rows<{ to: string; at: Date }>(
    network.subgraphs.bookstores,
    'select "to", at from purchase_transition where order_id = ? order by id',
    [orderId],
  );
  return transitions.slice(2).map((one) => `${one.to} ${new Date(one.at).getUTCHours()}`);
};
const status = async () =>
  (
    await rows<{ status: string }>(
      network.subgraphs.bookstores,
      'select status from purchase_lend_order where id = ?',
      [orderId],
    )
  )[0]?.status;
const put = (changes: string) =>
  rows(network.subgraphs.bookstores, `update purchase_lend_order set ${changes} where id = ?`, [orderId]);

let keys = 0;
let orderId = '';
beforeEach(async () => {
  keys += 1;
  const { data } = await ask(
    network.subgraphs.bookstores,
    clerk,
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) { ... on PurchaseLendOrderLent { order { id } } }
    }`,
    {
      input: {
        idempotencyKey: `after-${keys}`,
        store: 'QINGCHUN',
        card: sampleCard(keys),
        bookId: books[keys],
        listPrice: { fen: 10_00 },
      },
    },
  );
  orderId = data.submitPurchaseLendOrder.order.id;
});

const orders = (steps: string[]): string[][] =>
  steps.length < 2
    ? [steps]
    : steps.flatMap((step) => orders(steps.filter((one) => one !== step)).map((rest) => [step, ...rest]));

test.each(
  orders(['RETURNED', 'IN_PROCESS', 'SHELVED']),
)('steps in the order %s, %s, %s end on the shelf, each at its time', async (...steps) => {
  for (const step of steps) {
    await noted(step);
    await noted(step, { at: at(9), actor: 'SYSTEM' });
  }
  expect(await history()).toEqual(['RETURNED 1', 'IN_PROCESS 2', 'SHELVED 3']);
});

test('an order goes no further than the steps reach without a gap', async () => {
  await noted('SHELVED');
  await noted('IN_PROCESS');
  expect(await status()).toBe('LENT');
  await noted('RETURNED');
  expect(await status()).toBe('SHELVED');
});

test.each(
  orders(['LOST', 'COMPENSATED']),
)('a loss and its settlement in the order %s, %s end settled', async (...steps) => {
  for (const step of [...steps, ...steps]) {
    await noted(step);
  }
  expect(await history()).toEqual(['LOST 4', 'COMPENSATED 6']);
});

describe('a set of three', () => {
  const items = ['NJ-JL:1', 'NJ-JL:2', 'NJ-JL:3'];

  test('is returned, in process and shelved when all three are', async () => {
    await put(`items = 3, item_ids = '${JSON.stringify(items)}'`);
    for (const step of ['RETURNED', 'IN_PROCESS', 'SHELVED']) {
      const before = await status();
      for (const [index, itemId] of items.entries()) {
        expect(await status()).toBe(before);
        await noted(step, { itemId, at: at(index + 4) });
      }
      expect(await status()).toBe(step);
    }
    expect(await history()).toEqual(['RETURNED 6', 'IN_PROCESS 6', 'SHELVED 6']);
  });

  test('is lost with the first that is, and settled when all that are lost or damaged are', async () => {
    await put(`items = 3, item_ids = '${JSON.stringify(items)}'`);
    await noted('RETURNED', { itemId: items[0] });
    await noted('DAMAGED', { itemId: items[1] });
    await noted('LOST', { itemId: items[2] });
    expect(await status()).toBe('DAMAGED');
    await noted('COMPENSATED', { itemId: items[1] });
    expect(await status()).toBe('DAMAGED');
    await noted('WRITTEN_OFF', { itemId: items[2] });
    expect(await status()).toBe('COMPENSATED');
  });
});

test.each([
  ['is not decided', "status = 'SUBMITTED', phase = 'COMMITTING'"],
  ['is not delivered', "status = 'SHIPPED', channel = 'ONLINE'"],
  ['is being worked on', "phase = 'ABORTING'"],
])('a step for an order that %s comes too early, changes nothing, and is right later', async (_title, changes) => {
  await put(changes);
  expect(codes(await send('RETURNED'))).toEqual(['CONFLICT']);
  expect(await history()).toEqual([]);
  await put("status = 'LENT', phase = 'DONE', channel = 'COUNTER'");
  await noted('RETURNED');
  expect(await status()).toBe('RETURNED');
});

test.each([
  'VOIDED',
  'REFUSED',
  'COMPENSATED',
  'SHELVED',
])('a step for an order that ended as %s changes nothing', async (ended) => {
  await put(`status = '${ended}'`);
  for (const step of ['RETURNED', 'IN_PROCESS', 'SHELVED', 'LOST', 'WRITTEN_OFF']) {
    await noted(step);
  }
  expect(await status()).toBe(ended);
  expect(await history()).toEqual([]);
});

test('the same steps at once move the order once', async () => {
  const steps = ['SHELVED', 'RETURNED', 'IN_PROCESS', 'RETURNED', 'SHELVED', 'IN_PROCESS'];
  await Promise.all(steps.map((step) => noted(step)));
  expect(await history()).toEqual(['RETURNED 1', 'IN_PROCESS 2', 'SHELVED 3']);
});

test('an order that nobody knows is NOT_FOUND, and a step is for a service only', async () => {
  expect(codes(await send('RETURNED', { orderId: 'none' }))).toEqual(['NOT_FOUND']);
  const input = { orderId, itemId: 'NJ-JL:1', step: 'RETURNED', at: at(1), actor: 'X' };
  for (const person of [reader(sampleCard(1)), clerk, librarian('NJ-JL'), admin]) {
    expect(codes(await ask(network.subgraphs.bookstores, person, mutation, { input }))).toEqual(['FORBIDDEN']);
  }
});
