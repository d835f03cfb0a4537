// An online order after its approval: every step over the real databases, every end with all released, and no other step.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';
import { type OrderStatus, orderStatuses } from './entities.ts';
import { orderActions } from './orderActions.ts';
import type { OrderAction } from './types.generated.ts';

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
let cards = 0;
const nextCard = () => sampleCard(++cards);
const wendu: Identity = { ...clerk, role: 'clerk', store: 'WENDU', subject: 'clerk@WENDU' };
const released = ['RELEASED', 'NONE', 'RELEASED'];
const kept = ['RESERVED', 'ON_ORDER', 'RESERVED'];

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  orders = ordersOf(network);
  // One library pays in all stores, by another rate in each.
  const { bookstores } = network.subgraphs;
  await rows(bookstores, "update contract set payer = 'NJ-JL'");
  await rows(bookstores, "update contract set rate_basis_points = 9000 where store_id = 'WENDU'");
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  // The stores are asked in this order.
  await orders.setStock('QINGCHUN', 30);
  await orders.setStock('WENDU', 20);
  await orders.setStock('XINCHENG', 10);
});

const approved = async (card: string) => {
  const result = await orders.requestOnline(card);
  expect(result.__typename).toBe('PurchaseApproved');
  return result.order;
};

describe('an approved order', () => {
  test('is confirmed, shipped, delivered and signed for; then the money is spent and the loan runs from that day', async () => {
    const card = nextCard();
    const before = await orders.money();
    const { id, dueAt, availableActions } = await approved(card);
    expect(availableActions).toEqual(['CANCEL']);
    expect(Date.parse(dueAt)).toBeGreaterThan(Date.now() + 23.9 * 3_600_000);
    expect((await orders.seen(clerk, id)).availableActions).toEqual(['CONFIRM', 'REPORT_OUT_OF_STOCK']);

    expect(await orders.done(clerk, 'confirmOrder', id)).toMatchObject({ status: 'CONFIRMED', dueAt: null });
    const shipped = await orders.done(clerk, 'shipOrder', id, ', courier: " 顺丰 ", trackingNumber: "SF1234567890"');
    expect(shipped).toMatchObject({ status: 'SHIPPED', courier: '顺丰', trackingNumber: 'SF1234567890' });
    const delivered = await orders.done(clerk, 'recordDelivery', id, ', event: DELIVERED');
    expect(delivered).toMatchObject({ status: 'DELIVERED', outcome: null, dueDate: null });
    expect(await orders.held(id)).toEqual(kept);

    const due = addDays(dayOf(new Date()), 30);
    const lent = await orders.done(reader(card), 'signForOrder', id);
    expect(lent).toMatchObject({ status: 'LENT', outcome: 'SUPPLIED', becoming: null, dueDate: due, dueAt: null });
    expect(lent.availableActions).toEqual([]);
    expect(lent.transitions).toEqual([
      { from: null, to: 'SUBMITTED', actor: 'READER', reason: null },
      { from: 'SUBMITTED', to: 'APPROVED', actor: 'SYSTEM', reason: null },
      { from: 'APPROVED', to: 'CONFIRMED', actor: 'CLERK', reason: null },
      { from: 'CONFIRMED', to: 'SHIPPED', actor: 'CLERK', reason: null },
      { from: 'SHIPPED', to: 'DELIVERED', actor: 'CLERK', reason: null },
      { from: 'DELIVERED', to: 'LENT', actor: 'READER', reason: null },
    ]);
    expect(await orders.held(id)).toEqual(['CONFIRMED', 'ON_LOAN', 'ACTIVE']);
    expect(await rows(network.subgraphs.lending, 'select due_date::text as due from loan where id = ?', [id])).toEqual([
      { due },
    ]);
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 29, sold: 1, in_flight: 0 });
    expect(await orders.money()).toEqual({
      encumbered: before?.encumbered,
      expended: (before?.expended ?? 0) + 49_30,
    });
  });

  test('may be signed for before anybody has reported the delivery', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    await orders.carryTo('SHIPPED', id);
    const lent = await orders.done(clerk, 'signForOrder', id);
    expect(lent.transitions.slice(-2)).toMatchObject([
      { from: 'SHIPPED', to: 'DELIVERED', actor: 'CLERK' },
      { from: 'DELIVERED', to: 'LENT', actor: 'CLERK' },
    ]);
  });

  test.each([
    ['cancelled by its reader', 'APPROVED', 'cancelOrder', '', 'CANCELLED', 'CANCELLED', 0],
    ['cancelled after the store has confirmed', 'CONFIRMED', 'cancelOrder', '', 'CANCELLED', 'CANCELLED', 0],
    [
      'refused at the door',
      'SHIPPED',
      'recordDelivery',
      ', event: REFUSED_AT_DOOR',
      'REFUSED_AT_DOOR',
      'NOT_SUPPLIED',
      0,
    ],
    [
      'returned to the sender',
      'SHIPPED',
      'recordDelivery',
      ', event: RETURNED_TO_SENDER',
      'RETURNED_TO_SENDER',
      'NOT_SUPPLIED',
      0,
    ],
    ['lost on its way', 'SHIPPED', 'recordDelivery', ', event: LOST, liable: CARRIER', 'LOST', 'NOT_SUPPLIED', 1],
    [
      'damaged on its way',
      'SHIPPED',
      'recordDelivery',
      ', event: DAMAGED, liable: STORE',
      'DAMAGED',
      'NOT_SUPPLIED',
      1,
    ],
  ] as const)('that is %s gives everything back', async (_title, from, mutation, further, status, outcome, gone) => {
    const card = nextCard();
    const before = { money: await orders.money(), offer: await orders.offer('QINGCHUN') };
    const { id } = await approved(card);
    if (from !== 'APPROVED') await orders.carryTo(from, id);
    const ended = await orders.done(mutation === 'cancelOrder' ? reader(card) : clerk, mutation, id, further);
    expect(ended).toMatchObject({ status, outcome, becoming: null, availableActions: [], dueAt: null });
    expect(ended.liable).toBe(gone ? (status === 'LOST' ? 'CARRIER' : 'STORE') : null);
    expect(await orders.held(id)).toEqual(released);
    expect(await orders.openLoans(card)).toBe(0);
    expect(await orders.money()).toEqual(before.money);
    const { stock = 0, adjusted = 0 } = before.offer ?? {};
    expect(await orders.offer('QINGCHUN')).toEqual({
      ...before.offer,
      stock: stock - gone,
      adjusted: adjusted - gone,
    });
    // The reader may ask for it again.
    const again = await approved(card);
    await orders.done(reader(card), 'cancelOrder', again.id);
  });

  test('stays where it stands while an owner is silent, says what it becomes, and is not done anything else with', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    network.silence('lending');
    const pending = await orders.done(reader(card), 'cancelOrder', id);
    expect(pending).toMatchObject({ status: 'APPROVED', becoming: 'CANCELLED', outcome: null, availableActions: [] });
    const conflict = await orders.act(clerk, 'confirmOrder', id);
    network.silence(null);
    expect(codes(conflict)).toEqual(['CONFLICT']);
    expect(conflict.errors?.[0]?.message).toMatch(/on its way from APPROVED to CANCELLED/);
    await network.subgraphs.bookstores.startJobs();
    await expect.poll(async () => (await orders.seen(reader(card), id)).status, { timeout: 15_000 }).toBe('CANCELLED');
    await network.subgraphs.bookstores.stopJobs();
    expect(await orders.held(id)).toEqual(released);
  });
});

describe('a store that has no copy', () => {
  test('passes the order on to the next one; the money follows the rate there, and its own stock is 0', async () => {
    const card = nextCard();
    const before = await orders.money();
    const { id } = await approved(card);
    const passed = await orders.done(clerk, 'reportOutOfStock', id);
    expect(passed).toMatchObject({ status: 'APPROVED', store: { id: 'WENDU' }, becoming: null });
    expect(passed.transitions.at(-1)).toEqual({
      from: 'APPROVED',
      to: 'APPROVED',
      actor: 'CLERK',
      reason: 'OUT_OF_STOCK: QINGCHUN',
    });
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 0, in_flight: 0 });
    expect(await orders.offer('WENDU')).toMatchObject({ stock: 19, in_flight: 1 });
    expect(await orders.held(id)).toEqual(kept);
    expect((await orders.money())?.encumbered).toBe((before?.encumbered ?? 0) + 52_20);
    // It is the next store's now.
    expect(await orders.seen(clerk, id)).toBeNull();
    expect(codes(await orders.act(clerk, 'confirmOrder', id))).toEqual(['NOT_FOUND']);
    await orders.done(wendu, 'confirmOrder', id);

    const third = await orders.done(wendu, 'reportOutOfStock', id);
    expect(third).toMatchObject({ status: 'APPROVED', store: { id: 'XINCHENG' } });
    expect((await orders.money())?.encumbered).toBe((before?.encumbered ?? 0) + 49_30);
    // None is asked twice, though the first one has it again.
    await orders.setStock('QINGCHUN', 30);
    const ended = await orders.done(admin, 'reportOutOfStock', id);
    expect(ended).toMatchObject({ status: 'NOT_SUPPLIED', outcome: 'NOT_SUPPLIED' });
    expect(await orders.held(id)).toEqual(released);
    expect(await orders.money()).toEqual(before);
    expect(await orders.openLoans(card)).toBe(0);
  });

  test('does not pass it on to a store that is dearer, or that another library pays for', async () => {
    const { bookstores } = network.subgraphs;
    await rows(bookstores, "update offer set list_price_fen = 5900 where store_id = 'WENDU' and book_id = ?", [
      showcaseId('notHeld'),
    ]);
    await rows(bookstores, "update contract set payer = 'NJ-JY' where store_id = 'XINCHENG'");
    const { id } = await approved(nextCard());
    expect(await orders.done(clerk, 'reportOutOfStock', id)).toMatchObject({ status: 'NOT_SUPPLIED' });
    await rows(bookstores, "update contract set payer = 'NJ-JL' where store_id = 'XINCHENG'");
    await rows(bookstores, "update offer set list_price_fen = 5800 where store_id = 'WENDU' and book_id = ?", [
      showcaseId('notHeld'),
    ]);
  });

  test('passes it on to a store that is dearer than the last one, and not than what was approved', async () => {
    const { bookstores } = network.subgraphs;
    const price = (fen: number) =>
      rows(bookstores, "update offer set list_price_fen = ? where store_id = 'WENDU' and book_id = ?", [
        fen,
        showcaseId('notHeld'),
      ]);
    const before = await orders.money();
    const { id } = await approved(nextCard());
    await price(56_00);
    const cheaper = await orders.done(clerk, 'reportOutOfStock', id);
    expect(cheaper).toMatchObject({ status: 'APPROVED', store: { id: 'WENDU' }, listPrice: { fen: 56_00 } });
    const third = await orders.done(wendu, 'reportOutOfStock', id);
    expect(third).toMatchObject({ status: 'APPROVED', store: { id: 'XINCHENG' }, listPrice: { fen: 58_00 } });
    expect((await orders.money())?.encumbered).toBe((before?.encumbered ?? 0) + 49_30);
    await orders.done(admin, 'reportOutOfStock', id);
    expect(await orders.money()).toEqual(before);
    await price(58_00);
  });

  test('passes it over a store whose rate the fund cannot bear', async () => {
    const { central } = network.subgraphs;
    const { id } = await approved(nextCard());
    const fund = "library_id = 'NJ-JL'";
    await rows(central, `update fund set allocated_fen = encumbered_fen + expended_fen + 100 where ${fund}`);
    const passed = await orders.done(clerk, 'reportOutOfStock', id);
    expect(passed).toMatchObject({ status: 'APPROVED', store: { id: 'XINCHENG' } });
    expect(passed.transitions.at(-1).reason).toBe('OUT_OF_STOCK: QINGCHUN; FUND_EMPTY: WENDU');
    expect(await orders.offer('WENDU')).toMatchObject({ stock: 20, in_flight: 0 });
    await rows(central, `update fund set allocated_fen = 50000000 where ${fund}`);
    await orders.done(admin, 'reportOutOfStock', id);
  });

  test('is chosen by the weights of the table', async () => {
    const { bookstores } = network.subgraphs;
    await rows(bookstores, "insert into store_choice values ('CITY', 0, 100, 0)");
    await rows(bookstores, "update offer set list_price_fen = 5000 where store_id = 'XINCHENG' and book_id = ?", [
      showcaseId('notHeld'),
    ]);
    const card = nextCard();
    const { id, store } = await approved(card);
    expect(store).toEqual({ id: 'XINCHENG' });
    await rows(bookstores, 'delete from store_choice');
    await rows(bookstores, "update offer set list_price_fen = 5800 where store_id = 'XINCHENG' and book_id = ?", [
      showcaseId('notHeld'),
    ]);
    await orders.done(reader(card), 'cancelOrder', id);
  });
});

describe('the inbox of a store', () => {
  const inbox = `query ($after: String) { stores { id
    inbox(first: 1, after: $after) { totalCount nodes { id status } pageInfo { hasNextPage endCursor } }
    orders(first: 2, status: CANCELLED) { totalCount nodes { status } } } }`;
  const of = async (person: Identity, store: string, after: string | null = null) =>
    (await ask(network.subgraphs.bookstores, person, inbox, { after })).data.stores.find(
      ({ id }: { id: string }) => id === store,
    );

  test('has what waits for it, the oldest first, page by page; shipped orders are gone from it', async () => {
    const before = (await of(clerk, 'QINGCHUN')).inbox.totalCount;
    const placed: string[] = [];
    const readers = [nextCard(), nextCard(), nextCard()];
    for (const card of readers) placed.push((await approved(card)).id);
    await orders.carryTo('CONFIRMED', placed[0] ?? '');
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = (
        await of(clerk, 'QINGCHUN', after)
      ).inbox;
      found.push(...page.nodes.map(({ id }) => id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(found.slice(-3)).toEqual(placed);
    await orders.done(clerk, 'shipOrder', placed[0] ?? '', ', courier: "顺丰", trackingNumber: "1"');
    expect((await of(clerk, 'QINGCHUN')).inbox.totalCount).toBe(before + 2);
    expect((await of(clerk, 'QINGCHUN')).orders.nodes).toEqual([{ status: 'CANCELLED' }, { status: 'CANCELLED' }]);
    await orders.done(clerk, 'recordDelivery', placed[0] ?? '', ', event: REFUSED_AT_DOOR');
    for (const index of [1, 2]) await orders.done(reader(readers[index] ?? ''), 'cancelOrder', placed[index] ?? '');
  });

  test('shows the addresses to ship to, over the gateway, and keeps one look at each order', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    const toShip = `{ stores { id inbox(first: 100) { nodes { id book { title } deliveryAddress { recipient street } } } } }`;
    const { data, errors } = await network.query(toShip, {}, clerk);
    expect(errors).toBeUndefined();
    const own = data.stores.find((store: { id: string }) => store.id === 'QINGCHUN');
    expect(own.inbox.nodes.find((order: { id: string }) => order.id === id)).toEqual({
      id,
      book: { title: '【样例】新书：全市尚无' },
      deliveryAddress: { recipient: '王明', street: '乐山路158号' },
    });
    expect(data.stores.find((store: { id: string }) => store.id === 'WENDU').inbox).toBeNull();
    expect((await orders.seen(admin, id, 'addressLooks { by }')).addressLooks).toEqual([{ by: 'clerk@QINGCHUN' }]);
    await orders.done(reader(card), 'cancelOrder', id);
  });

  test('is for its clerks and administrators only', async () => {
    expect((await of(admin, 'QINGCHUN')).inbox).not.toBeNull();
    for (const person of [wendu, reader(sampleCard(1)), librarian('NJ-JL'), { role: 'anonymous' } as const]) {
      expect(await of(person, 'QINGCHUN')).toMatchObject({ inbox: null, orders: null });
    }
  });
});

describe('an action', () => {
  const mutations: Record<OrderAction, [string, string?]> = {
    APPROVE: ['reviewOrder', ', decision: APPROVE'],
    REFUSE: ['reviewOrder', ', decision: REFUSE, reason: "超出范围"'],
    CONFIRM: ['confirmOrder'],
    REPORT_OUT_OF_STOCK: ['reportOutOfStock'],
    SHIP: ['shipOrder', ', courier: "顺丰", trackingNumber: "1"'],
    RECORD_DELIVERED: ['recordDelivery', ', event: DELIVERED'],
    RECORD_REFUSED_AT_DOOR: ['recordDelivery', ', event: REFUSED_AT_DOOR'],
    RECORD_RETURNED: ['recordDelivery', ', event: RETURNED_TO_SENDER'],
    RECORD_LOST: ['recordDelivery', ', event: LOST, liable: CARRIER'],
    RECORD_DAMAGED: ['recordDelivery', ', event: DAMAGED, liable: CARRIER'],
    SIGN_FOR: ['signForOrder'],
    CANCEL: ['cancelOrder'],
    VOID: ['voidOrder', ', reason: "扫错"'],
  };
  const actions = Object.keys(mutations) as OrderAction[];

  test.each([
    'COUNTER',
    'ONLINE',
  ] as const)('that a %s order does not allow where it stands is a CONFLICT and changes nothing', async (channel) => {
    const card = nextCard();
    const { order } = channel === 'ONLINE' ? await orders.requestOnline(card) : await orders.submitAtCounter(card);
    const { bookstores } = network.subgraphs;
    const snapshot = () =>
      rows(
        bookstores,
        `select to_jsonb(purchase_lend_order) as row, (select count(*) from purchase_transition where order_id = purchase_lend_order.id)
         from purchase_lend_order where id = ?`,
        [order.id],
      );
    const [row] = await rows<{ status: OrderStatus }>(
      bookstores,
      'select status, due_date, lent_at from purchase_lend_order where id = ?',
      [order.id],
    );
    let refused = 0;
    for (const status of orderStatuses.filter((name) => name !== 'SUBMITTED')) {
      await rows(
        bookstores,
        "update purchase_lend_order set status = ?, due_date = '2026-12-01', lent_at = now() where id = ?",
        [status, order.id],
      );
      const before = await snapshot();
      const possible = new Set<OrderAction>();
      for (const person of [clerk, reader(card), librarian('NJ-JL'), admin]) {
        const { availableActions } = await orders.seen(person, order.id);
        for (const action of availableActions) possible.add(action);
      }
      for (const action of actions) {
        const line = orderActions[action];
        const isLegal = line.channels.includes(channel) && line.from.includes(status);
        expect([action, status, possible.has(action)]).toEqual([action, status, isLegal]);
        if (isLegal) continue;
        const [mutation, further] = mutations[action];
        const person = action === 'CANCEL' ? reader(card) : admin;
        const answer = await orders.act(person, mutation, order.id, further);
        expect([action, status, codes(answer)]).toEqual([action, status, ['CONFLICT']]);
        refused++;
      }
      expect(await snapshot()).toEqual(before);
    }
    expect(refused).toBeGreaterThan(200);
    await rows(
      bookstores,
      'update purchase_lend_order set status = ?, due_date = null, lent_at = null where id = ? and channel = ?',
      [row?.status, order.id, 'ONLINE'],
    );
    await rows(bookstores, "update purchase_lend_order set status = 'LENT' where id = ? and channel = 'COUNTER'", [
      order.id,
    ]);
  });

  test('is for those whom the table names; for others the order does not exist', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    expect(codes(await orders.act(reader(card), 'confirmOrder', id))).toEqual(['FORBIDDEN']);
    expect(codes(await orders.act(librarian('NJ-JL'), 'confirmOrder', id))).toEqual(['FORBIDDEN']);
    expect(codes(await orders.act(clerk, 'cancelOrder', id))).toEqual(['FORBIDDEN']);
    expect(codes(await orders.act(wendu, 'confirmOrder', id))).toEqual(['NOT_FOUND']);
    expect(codes(await orders.act(reader(sampleCard(60)), 'cancelOrder', id))).toEqual(['NOT_FOUND']);
    expect(codes(await orders.act(admin, 'confirmOrder', 'no-such-order'))).toEqual(['NOT_FOUND']);
    expect(codes(await orders.act({ role: 'anonymous' }, 'confirmOrder', id))).toEqual(['UNAUTHENTICATED']);
    expect((await orders.seen(reader(card), id)).status).toBe('APPROVED');
    await orders.done(reader(card), 'cancelOrder', id);
  });

  test.each([
    ['a courier without a name', 'shipOrder', ', courier: " ", trackingNumber: "1"', 'courier'],
    [
      'a tracking number that is too long',
      'shipOrder',
      `, courier: "顺丰", trackingNumber: "${'1'.repeat(51)}"`,
      'trackingNumber',
    ],
    ['a loss that nobody bears', 'recordDelivery', ', event: LOST', 'liable'],
    ['a delivery that somebody bears', 'recordDelivery', ', event: DELIVERED, liable: STORE', 'liable'],
    ['a refusal without a reason', 'reviewOrder', ', decision: REFUSE', 'reason'],
    ['a void without a reason', 'voidOrder', ', reason: " "', 'reason'],
  ])('with %s is a mistake', async (_title, mutation, further, argument) => {
    const answer = await orders.act(admin, mutation, 'any', further);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.extensions['argument']).toBe(argument);
  });

  test('of twenty at once, to ship and to cancel, exactly one wins', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    await orders.carryTo('CONFIRMED', id);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? orders.act(clerk, 'shipOrder', id, ', courier: "顺丰", trackingNumber: "1"')
          : orders.act(reader(card), 'cancelOrder', id),
      ),
    );
    const won = answers.filter((answer) => codes(answer).length === 0);
    expect(won).toHaveLength(1);
    expect(answers.flatMap(codes)).toEqual(Array.from({ length: 19 }, () => 'CONFLICT'));
    const { status, transitions } = await orders.seen(clerk, id);
    expect(status).toBe(won[0]?.data.order.status);
    expect(transitions).toHaveLength(4);
    if (status === 'SHIPPED') await orders.done(clerk, 'recordDelivery', id, ', event: REFUSED_AT_DOOR');
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
