// What becomes of sales off line beside their review: the store's stock, what a dead process has left, what follows the loan, the
// comparison of all owners, reports, and rules that are tried out.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';
import { replaysOf } from '../../test/replays.ts';
import { bookstores as definition } from './subgraph.ts';

const today = dayOf(new Date());
const noon = () => new Date(`${today}T12:00:00+08:00`);
const notHeld = showcaseId('notHeld');
const jinling = librarian('NJ-JL');

let network: TestNetwork;
let replays: ReturnType<typeof replaysOf>;
let orders: ReturnType<typeof ordersOf>;
let now = noon();

const waiting = async (changes: Record<string, unknown> = {}) => {
  await replays.allow(0);
  const result = await replays.resultOf(changes);
  expect(result.__typename).toBe('PurchaseInReview');
  return result.order;
};
const bookstoresRows = (sql: string, values: unknown[]) => rows(network.subgraphs.bookstores, sql, values);
const resume = (id: string) =>
  definition.tasks['resumeOrder']?.(
    network.subgraphs.bookstores.contextOf({
      identity: { role: 'service', subgraph: 'bookstores' },
      requestId: 'test',
    }) as never,
    { id },
  );

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  replays = replaysOf(network, () => now);
  orders = ordersOf(network);
});
beforeEach(() => {
  now = noon();
});
afterAll(() => network[Symbol.asyncDispose]());

describe('the store’s stock', () => {
  const sold = (card: number) => ({ bookId: notHeld, card: sampleCard(card), listPrice: { fen: 58_00 } });

  test('falls when the network hears of the sale, whoever pays, and counts it as sold when it is lent', async () => {
    await orders.setStock('QINGCHUN', 5);
    const one = await waiting(sold(1));
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 4, sold: 0, adjusted: -1 });
    const two = await waiting(sold(2));
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 3, sold: 0, adjusted: -2 });
    await replays.review(one.id, 'APPROVE');
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 3, sold: 1, adjusted: -1 });
    const { data } = await replays.review(two.id, 'REFUSE, reason: "超出额度，书店自行承担"');
    expect(data.order).toMatchObject({ status: 'REFUSED', outcome: 'NOT_SUPPLIED', availableActions: [] });
    expect(data.order.transitions.at(-1)).toEqual({
      from: 'NEEDS_REVIEW',
      to: 'REFUSED',
      actor: 'LIBRARIAN',
      reason: '超出额度，书店自行承担',
    });
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 3, sold: 1, adjusted: -1 });
    await replays.allow(1);
    expect((await replays.resultOf(sold(3))).__typename).toBe('PurchaseLendOrderLent');
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 2, sold: 2, adjusted: -1 });
  });

  test('that said none, or no offer at all, is corrected', async () => {
    await orders.setStock('QINGCHUN', 0);
    const before = await orders.offer('QINGCHUN');
    const { id } = await waiting(sold(4));
    expect(await orders.offer('QINGCHUN')).toEqual(before);
    await replays.review(id, 'APPROVE');
    expect(await orders.offer('QINGCHUN')).toMatchObject({
      stock: 0,
      sold: (before?.sold ?? 0) + 1,
      adjusted: (before?.adjusted ?? 0) + 1,
    });
    const unknown = await waiting({ card: sampleCard(5) });
    await replays.review(unknown.id, 'APPROVE');
    const [offer] = await bookstoresRows(
      'select stock, sold, adjusted, received from offer where book_id = (select book_id from purchase_lend_order where id = ?)',
      [unknown.id],
    );
    expect(offer).toEqual({ stock: 0, sold: 1, adjusted: 1, received: 0 });
  });
});

describe('what a dead process has left', () => {
  const left = `update purchase_lend_order set status = ?, phase = 'GATHERING', ends_as = null, lease_until = null,
    deadline = clock_timestamp() + ?::interval, reserving = true where id = ?`;

  test('an acceptance that was not decided is carried on by its job and lent', async () => {
    const { id } = await waiting({ card: sampleCard(6) });
    await bookstoresRows(left, ['NEEDS_REVIEW', '1 hour', id]);
    await resume(id);
    expect(await orders.seen(jinling, id)).toMatchObject({ status: 'LENT' });
  });

  test('one that is found too late waits again, with nothing held, and can be accepted', async () => {
    const { id } = await waiting({ card: sampleCard(7) });
    await bookstoresRows(left, ['NEEDS_REVIEW', '-1 second', id]);
    await resume(id);
    expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
    expect(await orders.seen(jinling, id)).toMatchObject({ status: 'NEEDS_REVIEW', becoming: null });
    expect((await replays.review(id, 'APPROVE')).data.order.status).toBe('LENT');
  });

  test('a sale that was written and not judged is judged by its job: what fails waits, whatever the hour', async () => {
    const { id } = await waiting({ card: sampleCard(8) });
    await bookstoresRows(left, ['SUBMITTED', '-1 second', id]);
    await bookstoresRows('update purchase_lend_order set reserving = false, reviewed = false where id = ?', [id]);
    await resume(id);
    expect(await orders.seen(jinling, id)).toMatchObject({ status: 'NEEDS_REVIEW' });
  });

  test('while an owner is silent an acceptance comes to nothing, and the librarian is told to try again', async () => {
    const { id } = await waiting({ card: sampleCard(9) });
    network.silence('lending');
    const answer = await replays.review(id, 'APPROVE');
    network.silence(null);
    expect(codes(answer)).toEqual(['CONFLICT']);
    expect(answer.errors?.[0]?.message).toMatch(/try again in a moment/);
    await bookstoresRows('update purchase_lend_order set lease_until = null where id = ?', [id]);
    await resume(id);
    expect((await replays.review(id, 'APPROVE')).data.order.status).toBe('LENT');
  });
});

describe('an order that was lent at its second attempt', () => {
  let id = '';
  let itemId = '';
  beforeAll(async () => {
    const order = await waiting({ card: sampleCard(10) });
    id = order.id;
    await bookstoresRows('update purchase_lend_order set attempt = 1 where id = ?', [id]);
    await replays.review(id, 'APPROVE');
    const [item] = await rows<{ id: string }>(
      network.subgraphs.central,
      'select id from item where purchase_order_id = ?',
      [`${id}.1`],
    );
    itemId = item?.id ?? '';
  });

  test('follows what happens to its copy', async () => {
    const answer = await ask(
      network.subgraphs.bookstores,
      { role: 'service', subgraph: 'lending' },
      'mutation ($input: OrderStepInput!) { recordOrderStep(input: $input) }',
      { input: { orderId: `${id}.1`, itemId, step: 'RETURNED', at: now.toISOString(), actor: 'LIBRARIAN' } },
    );
    expect(codes(answer)).toEqual([]);
    expect(await orders.seen(jinling, id)).toMatchObject({ status: 'RETURNED', outcome: 'SUPPLIED' });
  });

  test('matches across its owners, whatever the size of a page; what a waiting one holds is released', async () => {
    const reconcile = async (first: number) => {
      const found: unknown[] = [];
      for (let after: string | null = null; ; ) {
        const { data }: Awaited<ReturnType<typeof ask>> = await ask(
          network.subgraphs.bookstores,
          admin,
          `mutation ($first: Int!, $after: ID) {
            reconcileOrders(first: $first, after: $after) { next findings { orderId what repaired } }
          }`,
          { first, after },
        );
        found.push(...data.reconcileOrders.findings);
        after = data.reconcileOrders.next;
        if (after === null) return found;
      }
    };
    expect(await reconcile(100)).toEqual([]);
    expect(await reconcile(1)).toEqual([]);
    const stray = await waiting({ card: sampleCard(11) });
    const { lending } = network.subgraphs;
    await rows(lending, "insert into loan_claim (id, state) values (?, 'HELD')", [stray.id]);
    await rows(
      lending,
      `insert into loan (id, order_id, reader_id, book_id, status, channel, requested_at)
       values (?, ?, 'R000011', 'B000001', 'RESERVED', 'PURCHASE', now())`,
      [stray.id, stray.id],
    );
    await rows(lending, "update reader set open_loans = open_loans + 1 where id = 'R000011'");
    expect(await reconcile(1)).toEqual([
      {
        orderId: stray.id,
        what: 'NEEDS_REVIEW, but the purchase is NONE, the copies are 0, the loans RESERVED',
        repaired: true,
      },
    ]);
    expect((await replays.review(stray.id, 'APPROVE')).data.order.status).toBe('LENT');
    expect(await reconcile(100)).toEqual([]);
  });
});

describe('figures', () => {
  const yesterday = addDays(today, -1);

  test('count an order on the day on which it came in; a rule has refused it when the librarian has', async () => {
    await replays.allow(10, { at: new Date(`${yesterday}T20:00:00+08:00`) });
    const occurredAt = `${yesterday}T20:00:00+08:00`;
    const lent = await replays.resultOf({ occurredAt, card: sampleCard(12), listPrice: { fen: 31_00 } });
    expect(lent.__typename).toBe('PurchaseLendOrderLent');
    const { order } = await replays.resultOf({ occurredAt, card: sampleCard(81) });
    const report = async (from: string) => {
      const { data } = await ask(
        network.subgraphs.bookstores,
        jinling,
        `query ($day: Date!) {
          programmeReport(from: $day, to: $day) {
            ordersByStatus { status orders } refusals { code orders } spend { orders }
          }
        }`,
        { day: from },
      );
      return data.programmeReport;
    };
    expect(await report(yesterday)).toEqual({ ordersByStatus: [], refusals: [], spend: { orders: 0 } });
    const credit = { code: 'CREDIT', orders: 1 };
    const before = await report(today);
    expect(before.refusals).not.toContainEqual(credit);
    await replays.review(order.id, 'REFUSE, reason: "证已停用"');
    expect((await report(today)).refusals).toContainEqual(credit);
    expect((await report(today)).spend).toEqual(before.spend);
  });

  test('of a draft of rules: what it would refuse would have waited for a librarian; what waits anyway does not turn', async () => {
    await replays.allow(1);
    const dear = { listPrice: { fen: 44_44 } };
    const lent = await replays.resultOf({ ...dear, card: sampleCard(13) });
    const over = await replays.resultOf({ ...dear, card: sampleCard(14) });
    const { data } = await ask(
      network.subgraphs.bookstores,
      jinling,
      `query ($day: Date!, $ruleSet: RuleSetInput!) {
        ruleReplay(from: $day, to: $day, ruleSet: $ruleSet) {
          newlyRefused { count } newlyReviewed { count } turns { order { id } was wouldBe codes }
        }
      }`,
      { day: today, ruleSet: { library: 'NJ-JL', validFrom: today, rules: [{ code: 'PRICE_CAP', limit: 44_00 }] } },
    );
    const { turns, newlyRefused } = data.ruleReplay;
    expect(newlyRefused.count).toBe(0);
    expect(turns).toContainEqual({
      order: { id: lent.order.id },
      was: 'PASS',
      wouldBe: 'REVIEW',
      codes: ['PRICE_CAP'],
    });
    expect(turns.map(({ order }: { order: { id: string } }) => order.id)).not.toContain(over.order.id);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
