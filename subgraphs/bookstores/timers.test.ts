// What happens to orders by themselves, with a clock that the test moves; and the review of orders, which ends by itself too.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { address, ordersOf } from '../../test/orders.ts';
import type { Context } from './context.ts';
import { dispatchEvents } from './deliveries.ts';

const hour = 3_600_000;
const day = 24 * hour;

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
let now = new Date();
let cards = 0;
const nextCard = () => sampleCard(++cards);
const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  orders = ordersOf(network);
  await rows(network.subgraphs.bookstores, "update contract set payer = 'NJ-JL'");
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(async () => {
  await orders.setStock('QINGCHUN', 30);
  await orders.setStock('WENDU', 20);
  await orders.setStock('XINCHENG', 10);
});

const approved = async (card: string) => {
  const result = await orders.requestOnline(card);
  expect(result.__typename).toBe('PurchaseApproved');
  return result.order;
};

describe('an order that its store does not answer', () => {
  test('goes to the next one after 24 hours and not before, and ends when none is left', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    const storeAfter = async (milliseconds: number) => {
      pass(milliseconds);
      await orders.runJob('sweepOrders');
      const { status, store, transitions } = await orders.seen(reader(card), id);
      return [status, store.id, transitions.at(-1).reason];
    };
    expect(await storeAfter(day - 1)).toEqual(['APPROVED', 'QINGCHUN', null]);
    expect(await storeAfter(1)).toEqual(['APPROVED', 'WENDU', 'NO_ANSWER: QINGCHUN']);
    expect(await orders.offer('QINGCHUN')).toMatchObject({ stock: 30, in_flight: 0 });
    expect(await storeAfter(day - 1)).toEqual(['APPROVED', 'WENDU', 'NO_ANSWER: QINGCHUN']);
    expect(await storeAfter(1)).toEqual(['APPROVED', 'XINCHENG', 'NO_ANSWER: WENDU']);
    expect(await storeAfter(day)).toEqual(['NOT_SUPPLIED', 'XINCHENG', 'NO_ANSWER: XINCHENG']);
    expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
    expect((await orders.seen(reader(card), id, 'deliveryAddress { street }')).deliveryAddress).toBeNull();
  });

  test('is told to the store that has it, to the one that loses it, and to the one that gets it', async () => {
    const { bookstores } = network.subgraphs;
    const stores = ['QINGCHUN', 'WENDU', 'XINCHENG'];
    for (const store of stores) {
      const webhook =
        "insert into webhook (id, store_id, url, secret, created_at) values (?, ?, 'https://pos.example', '', now())";
      await rows(bookstores, webhook, [`told-${store}`, store]);
    }
    const { id } = await approved(nextCard());
    pass(day);
    await orders.runJob('sweepOrders');
    pass(day);
    await orders.runJob('sweepOrders');
    await orders.setStock('XINCHENG', 0);
    pass(day);
    await orders.runJob('sweepOrders');
    const service = { identity: { role: 'service', subgraph: 'bookstores' }, requestId: 'test' } as const;
    let told: { webhook_id: string; to: string; reason: string | null }[] = [];
    // Events are read when no transaction of the whole server could still overtake them.
    await until('the last step is told', async () => {
      await dispatchEvents(bookstores.contextOf(service) as Context);
      told = await rows(
        bookstores,
        `select webhook_id, "to", reason from webhook_delivery join purchase_transition as event on event.id = event_id
         where event.order_id = ? order by event.id`,
        [id],
      );
      return told.some(({ to }) => to === 'NOT_SUPPLIED');
    });
    const toldTo = (store: string) =>
      told.filter(({ webhook_id }) => webhook_id === `told-${store}`).map(({ to, reason }) => [to, reason]);
    expect(toldTo('QINGCHUN')).toEqual([
      ['SUBMITTED', null],
      ['APPROVED', null],
      ['APPROVED', 'NO_ANSWER: QINGCHUN'],
    ]);
    expect(toldTo('WENDU')).toEqual([
      ['APPROVED', 'NO_ANSWER: QINGCHUN'],
      ['APPROVED', 'NO_ANSWER: WENDU'],
    ]);
    expect(toldTo('XINCHENG')).toEqual([
      ['APPROVED', 'NO_ANSWER: WENDU'],
      ['NOT_SUPPLIED', 'NO_ANSWER: XINCHENG'],
    ]);
    await rows(bookstores, "delete from webhook_delivery where webhook_id like 'told-%'");
    await rows(bookstores, "delete from webhook where id like 'told-%'");
  });

  test('stays when it was confirmed in time', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    pass(day - 1);
    await orders.done(clerk, 'confirmOrder', id);
    pass(10 * day);
    await orders.runJob('sweepOrders');
    expect(await orders.seen(clerk, id)).toMatchObject({ status: 'CONFIRMED', store: { id: 'QINGCHUN' } });
    await orders.done(reader(card), 'cancelOrder', id);
  });

  test('goes on once, however often the job runs at the same time', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    pass(day);
    await Promise.all(Array.from({ length: 8 }, () => orders.runJob('sweepOrders')));
    const { store, transitions } = await orders.seen(reader(card), id);
    expect(store.id).toBe('WENDU');
    expect(transitions).toHaveLength(3);
    await orders.done(reader(card), 'cancelOrder', id);
  });

  test('goes on when its owner is back, if that was silent', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    pass(day);
    network.silence('central');
    await orders.runJob('sweepOrders');
    expect(await orders.seen(reader(card), id)).toMatchObject({ status: 'APPROVED', becoming: 'APPROVED' });
    network.silence(null);
    await network.subgraphs.bookstores.startJobs();
    await expect.poll(async () => (await orders.seen(reader(card), id)).becoming, { timeout: 15_000 }).toBeNull();
    await network.subgraphs.bookstores.stopJobs();
    expect((await orders.seen(reader(card), id)).store.id).toBe('WENDU');
    await orders.done(reader(card), 'cancelOrder', id);
  });
});

describe('a parcel that nobody signs for', () => {
  test.each([
    ['delivered', 'DELIVERED'],
    ['shipped, and nothing was heard of it,', 'SHIPPED'],
  ] as const)('counts as signed for 10 days after it was %s; the loan runs from then', async (_title, status) => {
    const card = nextCard();
    const { id } = await approved(card);
    await orders.carryTo(status, id);
    pass(10 * day - 1);
    await orders.runJob('sweepOrders');
    expect((await orders.seen(reader(card), id)).status).toBe(status);
    pass(1);
    await orders.runJob('sweepOrders');
    const lent = await orders.seen(reader(card), id);
    expect(lent).toMatchObject({ status: 'LENT', outcome: 'SUPPLIED', dueDate: addDays(dayOf(now), 30) });
    expect(lent.transitions.at(-1)).toEqual({ from: 'DELIVERED', to: 'LENT', actor: 'SYSTEM', reason: 'AUTO_SIGNED' });
    expect(await orders.held(id)).toEqual(['CONFIRMED', 'ON_LOAN', 'ACTIVE']);
  });
});

describe('the address of an order', () => {
  const addressOf = async (person: Parameters<typeof orders.seen>[0], id: string) =>
    (await orders.seen(person, id, 'deliveryAddress { recipient phone province city district street }'))
      ?.deliveryAddress;

  test('is gone 15 days after the delivery, for everybody and from the table', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    await orders.carryTo('DELIVERED', id);
    pass(10 * day);
    await orders.runJob('sweepOrders');
    pass(5 * day - 1);
    await orders.runJob('sweepOrders');
    expect(await addressOf(reader(card), id)).toEqual(address);
    expect(await addressOf(clerk, id)).toEqual(address);
    pass(1);
    expect(await addressOf(reader(card), id)).toBeNull();
    expect(await addressOf(clerk, id)).toBeNull();
    const kept = 'select 1 from order_address where order_id = ?';
    expect(await rows(network.subgraphs.bookstores, kept, [id])).toHaveLength(1);
    await orders.runJob('sweepOrders');
    expect(await rows(network.subgraphs.bookstores, kept, [id])).toEqual([]);
  });

  test('is erased at once when the order ends without a delivery', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    await orders.done(reader(card), 'cancelOrder', id);
    expect(await rows(network.subgraphs.bookstores, 'select 1 from order_address where order_id = ?', [id])).toEqual(
      [],
    );
  });

  test('is the store’s to see from the approval on, each look is kept, and nobody else sees it', async () => {
    const card = nextCard();
    const { id } = await approved(card);
    const looks = async (person: Parameters<typeof orders.seen>[0]) =>
      (await orders.seen(person, id, 'addressLooks { by }')).addressLooks;
    expect(await addressOf(reader(card), id)).toEqual(address);
    expect(await looks(librarian('NJ-JL'))).toEqual([]);
    expect(await addressOf(clerk, id)).toEqual(address);
    // Twice in one question is one look.
    await orders.seen(clerk, id, 'first: deliveryAddress { street } second: deliveryAddress { city }');
    for (const person of [librarian('NJ-JL'), admin]) expect(await addressOf(person, id)).toBeNull();
    for (const person of [reader(sampleCard(60)), { ...clerk, store: 'WENDU' } as typeof clerk]) {
      expect(await orders.seen(person, id, 'id')).toBeNull();
    }
    const twice = [{ by: 'clerk@QINGCHUN' }, { by: 'clerk@QINGCHUN' }];
    for (const person of [reader(card), librarian('NJ-JL'), admin]) expect(await looks(person)).toEqual(twice);
    expect(await looks(clerk)).toBeNull();
    // The next store sees it, the one before does not any more.
    await orders.done(clerk, 'reportOutOfStock', id);
    expect(await orders.seen(clerk, id, 'id')).toBeNull();
    expect(await addressOf({ ...clerk, store: 'WENDU' } as typeof clerk, id)).toEqual(address);
    await orders.done(reader(card), 'cancelOrder', id);
  });
});

describe('an order that a librarian has to decide', () => {
  beforeAll(async () => {
    // A price above the cap is for a librarian: as the library's rules may say.
    const add = `mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "review", input: $input) { id } }`;
    const input = {
      library: 'NJ-JL',
      validFrom: dayOf(now),
      rules: [{ code: 'PRICE_CAP', onFail: 'REVIEW', limit: 50_00 }],
    };
    const answer = await ask(network.subgraphs.central, librarian('NJ-JL'), add, { input });
    expect(codes(answer)).toEqual([]);
  });

  const inReview = async (card: string) => {
    const result = await orders.requestOnline(card);
    expect(result.__typename).toBe('PurchaseInReview');
    return result.order;
  };

  test('keeps what it needs, and goes to the store when it is approved', async () => {
    const card = nextCard();
    const { id, status } = await inReview(card);
    expect(status).toBe('NEEDS_REVIEW');
    expect(await orders.held(id)).toEqual(['RESERVED', 'ON_ORDER', 'RESERVED']);
    expect((await orders.seen(librarian('NJ-JL'), id)).availableActions).toEqual(['APPROVE', 'REFUSE']);
    expect(await orders.seen(clerk, id, 'availableActions deliveryAddress { street }')).toEqual({
      availableActions: [],
      deliveryAddress: null,
    });
    expect(codes(await orders.act(reader(card), 'reviewOrder', id, ', decision: APPROVE'))).toEqual(['FORBIDDEN']);
    const order = await orders.done(librarian('NJ-JL'), 'reviewOrder', id, ', decision: APPROVE, reason: "读者急需"');
    expect(order).toMatchObject({ status: 'APPROVED', dueAt: new Date(now.getTime() + day).toISOString() });
    expect(order.transitions.at(-1)).toEqual({
      from: 'NEEDS_REVIEW',
      to: 'APPROVED',
      actor: 'LIBRARIAN',
      reason: '读者急需',
    });
    await orders.done(clerk, 'confirmOrder', id);
    await orders.done(reader(card), 'cancelOrder', id);
  });

  test('is paid by the fund of the year in which it is approved', async () => {
    const before = now;
    const year = yearOf(now);
    try {
      // 23:00 of the last day in Shanghai.
      now = new Date(`${year}-12-31T15:00:00Z`);
      const sums = () =>
        rows<{ year: number; encumbered: number }>(
          network.subgraphs.central,
          "select year, encumbered_fen::int as encumbered from fund where library_id = 'NJ-JL' and year >= ? order by year",
          [year],
        );
      const [old] = await sums();
      const card = nextCard();
      const { id } = await inReview(card);
      expect(await sums()).toEqual([{ year, encumbered: old!.encumbered + 49_30 }]);
      pass(2 * hour);
      const approve = () => orders.act(librarian('NJ-JL'), 'reviewOrder', id, ', decision: APPROVE');
      const allocate = `mutation { allocateFund(input: { idempotencyKey: "next", library: "NJ-JL", year: ${year + 1}, amount: { fen: 500000 } }) { year } }`;
      const refused = await approve();
      expect(codes(refused)).toEqual(['CONFLICT']);
      expect(refused.errors?.[0]?.message).toContain(`${year + 1}`);
      expect((await orders.seen(admin, id)).status).toBe('NEEDS_REVIEW');
      expect(codes(await ask(network.subgraphs.central, admin, allocate))).toEqual([]);
      expect((await approve()).data?.order.status).toBe('APPROVED');
      expect(await sums()).toEqual([
        { year, encumbered: old!.encumbered },
        { year: year + 1, encumbered: 49_30 },
      ]);
      expect(await violations(network.databaseUrls)).toEqual([]);
      await orders.done(clerk, 'confirmOrder', id);
      await orders.done(reader(card), 'cancelOrder', id);
    } finally {
      now = before;
    }
  });

  test('by a rule about the reader is kept for the librarian, not refused by lending', async () => {
    const add = 'mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "recent", input: $input) { id } }';
    const input = {
      library: 'NJ-JL',
      channel: 'ONLINE',
      readerType: 'CHILD',
      validFrom: dayOf(now),
      rules: [{ code: 'READER_RECENT', onFail: 'REVIEW', limit: 0, days: 30 }],
    };
    expect(codes(await ask(network.subgraphs.central, librarian('NJ-JL'), add, { input }))).toEqual([]);
    // Every ninth card is a child's.
    const card = sampleCard(63);
    const { id } = await inReview(card);
    expect(await orders.held(id)).toEqual(['RESERVED', 'ON_ORDER', 'RESERVED']);
    expect((await orders.seen(reader(card), id, 'failures { code onFail }')).failures).toContainEqual({
      code: 'READER_RECENT',
      onFail: 'REVIEW',
    });
    await orders.done(librarian('NJ-JL'), 'reviewOrder', id, ', decision: REFUSE, reason: "近期已购"');
  });

  test('gives all back when it is refused', async () => {
    const card = nextCard();
    const before = await orders.money();
    const { id } = await inReview(card);
    const order = await orders.done(librarian('NJ-JL'), 'reviewOrder', id, ', decision: REFUSE, reason: "定价过高"');
    expect(order).toMatchObject({ status: 'REFUSED', outcome: 'NOT_SUPPLIED', availableActions: [] });
    expect(order.transitions.at(-1)).toMatchObject({ actor: 'LIBRARIAN', reason: '定价过高' });
    expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
    expect(await orders.money()).toEqual(before);
  });

  test('expires after 3 days', async () => {
    const card = nextCard();
    const { id } = await inReview(card);
    pass(3 * day - 1);
    await orders.runJob('sweepOrders');
    expect((await orders.seen(reader(card), id)).status).toBe('NEEDS_REVIEW');
    pass(1);
    await orders.runJob('sweepOrders');
    expect(await orders.seen(reader(card), id)).toMatchObject({ status: 'EXPIRED', outcome: 'NOT_SUPPLIED' });
    expect(await orders.held(id)).toEqual(['RELEASED', 'NONE', 'RELEASED']);
  });

  test('at the counter is lent when it is accepted, and the store’s to bear when it is not', async () => {
    const { bookstores } = network.subgraphs;
    const answers = [];
    for (const decision of ['APPROVE', 'REFUSE, reason: "超出额度"']) {
      const { id, store } = await inReview(nextCard());
      // As a store hands it in that was off line: sold over the counter, nothing promised.
      await rows(bookstores, "update purchase_lend_order set channel = 'COUNTER', offer_id = null where id = ?", [id]);
      await rows(bookstores, 'update offer set in_flight = 0, stock = stock + 1 where in_flight = 1 and store_id = ?', [
        store.id,
      ]);
      const before = await orders.offer(store.id);
      const { status, outcome } = await orders.done(librarian('NJ-JL'), 'reviewOrder', id, `, decision: ${decision}`);
      const sold = ((await orders.offer(store.id))?.sold ?? 0) - (before?.sold ?? 0);
      answers.push([status, outcome, sold, ...(await orders.held(id))]);
    }
    expect(answers).toEqual([
      ['LENT', 'SUPPLIED', 1, 'CONFIRMED', 'ON_LOAN', 'ACTIVE'],
      ['REFUSED', 'NOT_SUPPLIED', 0, 'RELEASED', 'NONE', 'RELEASED'],
    ]);
  });
});

test('the job runs by itself, and adds itself again', async () => {
  const { bookstores } = network.subgraphs;
  const waiting = `select extract(epoch from run_at - now())::float as wait from graphile_worker._private_jobs
    where key = 'sweepOrders' and locked_at is null`;
  await rows(bookstores, "insert into order_address (order_id, address, erase_at) values ('old', '{}', ?)", [now]);
  await rows(bookstores, "delete from graphile_worker._private_jobs where key = 'sweepOrders'");
  await rows(bookstores, "select graphile_worker.add_job('sweepOrders', '{}', job_key := 'sweepOrders')");
  await bookstores.startJobs();
  const old = () => rows(bookstores, "select 1 from order_address where order_id = 'old'");
  await expect.poll(async () => (await old()).length, { timeout: 15_000 }).toBe(0);
  await expect.poll(() => rows<{ wait: number }>(bookstores, waiting), { timeout: 15_000 }).toHaveLength(1);
  const [job] = await rows<{ wait: number }>(bookstores, waiting);
  expect(job?.wait).toBeGreaterThan(10);
  await bookstores.stopJobs();
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
