// A sale at the counter is taken back: on the same day in Shanghai, everywhere or nowhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
// 23:30 in Shanghai.
let now = new Date('2026-11-22T15:30:00Z');
let cards = 0;
const nextCard = () => sampleCard(++cards);
const reason = ', reason: "扫错读者证"';

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  orders = ordersOf(network);
  const issue = `mutation { issueBarcodes(input: {
    idempotencyKey: "labels", store: "QINGCHUN", library: "NJ-JL", prefix: "V", count: 9
  }) { first last } }`;
  const answer = await ask(network.subgraphs.bookstores, librarian('NJ-JL'), issue);
  expect(answer.data.issueBarcodes).toEqual({ first: 'V00001', last: 'V00009' });
});
afterAll(() => network[Symbol.asyncDispose]());

const lent = async (card: string, changes: Record<string, unknown> = {}) => {
  const result = await orders.submitAtCounter(card, changes);
  expect(result.__typename).toBe('PurchaseLendOrderLent');
  return result.order;
};

test('on the same day: copy, loan, slot, money and stock are as they were, and the reader may take the book again', async () => {
  const card = nextCard();
  const before = { offer: await orders.offer('QINGCHUN'), money: await orders.money() };
  const { id, availableActions } = await lent(card, { itemBarcode: 'V00001' });
  expect(availableActions).toEqual(['VOID']);
  now = new Date('2026-11-22T15:59:59Z');
  const voided = await orders.done(clerk, 'voidOrder', id, reason);
  expect(voided).toMatchObject({ status: 'VOIDED', outcome: 'CANCELLED', becoming: null, availableActions: [] });
  expect(voided.transitions.at(-1)).toEqual({ from: 'LENT', to: 'VOIDED', actor: 'CLERK', reason: '扫错读者证' });
  expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
  expect(await orders.offer('QINGCHUN')).toEqual(before.offer);
  expect(await orders.money()).toEqual(before.money);
  expect(await orders.openLoans(card)).toBe(0);
  const ledger = 'select step, account, fen::int from ledger_entry where order_id = ? order by id';
  expect((await rows(network.subgraphs.central, ledger, [id])).slice(-2)).toEqual([
    { step: 'VOIDED', account: 'EXPENDED', fen: -49_30 },
    { step: 'VOIDED', account: 'FREE', fen: 49_30 },
  ]);
  // The label that was stuck on the book can be used again.
  await lent(card, { itemBarcode: 'V00001' });
});

test('a moment after midnight in Shanghai it is a CONFLICT, and stands', async () => {
  now = new Date('2026-11-22T15:59:00Z');
  const { id } = await lent(nextCard());
  now = new Date('2026-11-22T16:00:00Z');
  const answer = await orders.act(clerk, 'voidOrder', id, reason);
  expect(codes(answer)).toEqual(['CONFLICT']);
  expect(answer.errors?.[0]?.message).toMatch(/2026-11-22; today is 2026-11-23/);
  expect(await orders.seen(clerk, id)).toMatchObject({ status: 'LENT', availableActions: [] });
  expect(await orders.held(id)).toEqual(['CONFIRMED', 'ON_LOAN', 'ACTIVE']);
});

test('is for the clerks of the store, and not for its reader or librarians', async () => {
  const card = nextCard();
  const { id } = await lent(card);
  expect(codes(await orders.act(reader(card), 'voidOrder', id, reason))).toEqual(['FORBIDDEN']);
  expect(codes(await orders.act(librarian('NJ-JL'), 'voidOrder', id, reason))).toEqual(['FORBIDDEN']);
  expect(codes(await orders.act({ ...clerk, store: 'WENDU' } as typeof clerk, 'voidOrder', id, reason))).toEqual([
    'NOT_FOUND',
  ]);
  await orders.done(clerk, 'voidOrder', id, reason);
});

test('a book that came back to a library is a CONFLICT, and nothing is undone', async () => {
  const { id } = await lent(nextCard(), { itemBarcode: 'V00002' });
  const back = await ask(
    network.subgraphs.lending,
    librarian('NJ-JL'),
    `mutation { returnItem(input: { idempotencyKey: "r-1", barcode: "V00002", library: "NJ-JL", branch: "JL-MAIN" }) { next } }`,
  );
  expect(codes(back)).toEqual([]);
  const money = await orders.money();
  const answer = await orders.act(clerk, 'voidOrder', id, reason);
  expect(codes(answer)).toEqual(['CONFLICT']);
  expect(answer.errors?.[0]?.message).toMatch(/returned to a library/);
  expect((await orders.held(id))[0]).toBe('CONFIRMED');
  expect(await orders.money()).toEqual(money);
});

test('is done once by eight clerks at the same time, and carried out later when an owner was silent', async () => {
  const { id } = await lent(nextCard());
  network.silence('central');
  const answers = await Promise.all(Array.from({ length: 8 }, () => orders.act(clerk, 'voidOrder', id, reason)));
  network.silence(null);
  expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(1);
  expect(answers.flatMap(codes)).toEqual(Array.from({ length: 7 }, () => 'CONFLICT'));
  expect(await orders.seen(clerk, id)).toMatchObject({ status: 'LENT', becoming: 'VOIDED' });
  await network.subgraphs.bookstores.startJobs();
  await expect.poll(async () => (await orders.seen(clerk, id)).status, { timeout: 15_000 }).toBe('VOIDED');
  await network.subgraphs.bookstores.stopJobs();
  expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
