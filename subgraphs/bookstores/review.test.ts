// A sale off line that a librarian decides: nothing is held while it waits; accepted, it is lent if copies, money and the reader's limits allow
// it; refused, the store bears it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';
import { replaysOf } from '../../test/replays.ts';

const noon = () => new Date(`${dayOf(new Date())}T12:00:00+08:00`);

let network: TestNetwork;
let replays: ReturnType<typeof replaysOf>;
let orders: ReturnType<typeof ordersOf>;
let now = noon();
const year = yearOf(noon());
const jinling = librarian('NJ-JL');
let allocations = 0;
let labelled = '';

/** As many fen as the fund has left, after this. */
const leave = async (library: string, fen: number) => {
  const { central } = network.subgraphs;
  const [fund] = await rows<{ taken: number }>(
    central,
    'select (encumbered_fen + expended_fen)::int as taken from fund where library_id = ? and year = ?',
    [library, year],
  );
  const answer = await ask(
    central,
    admin,
    'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { free { fen } } }',
    { input: { idempotencyKey: `left-${++allocations}`, library, year, amount: { fen: (fund?.taken ?? 0) + fen } } },
  );
  expect(answer.data.allocateFund.free.fen).toBe(fen);
};
const addRule = async (code: string, limit: number) => {
  const answer = await ask(
    network.subgraphs.central,
    jinling,
    'mutation ($key: String!, $input: RuleSetInput!) { addRuleSet(idempotencyKey: $key, input: $input) { id } }',
    {
      key: `rule-${++allocations}`,
      input: { library: 'NJ-JL', channel: 'COUNTER', validFrom: dayOf(now), rules: [{ code, limit }] },
    },
  );
  expect(codes(answer)).toEqual([]);
  // In force for what is decided from now on.
  now = new Date(now.getTime() + 1_000);
};
/** A sale that waits, only because the contract allows none off line. */
const waiting = async (changes: Record<string, unknown> = {}) => {
  await replays.allow(0);
  const result = await replays.resultOf(changes);
  expect(result.__typename).toBe('PurchaseInReview');
  return result.order;
};
/** What the owners hold for an order, of whichever attempt. */
const held = async (id: string) => {
  const { central, lending } = network.subgraphs;
  const open = [`${id}%`];
  return [
    ...(
      await rows<{ state: string }>(central, "select state from purchase where id like ? and state <> 'RELEASED'", open)
    ).map(({ state }) => state),
    ...(await rows<{ status: string }>(central, 'select status from item where purchase_order_id like ?', open)).map(
      ({ status }) => status,
    ),
    ...(
      await rows<{ status: string }>(lending, "select status from loan where id like ? and status <> 'RELEASED'", open)
    ).map(({ status }) => status),
  ];
};
const lentParts = ['CONFIRMED', 'ON_LOAN', 'ACTIVE'];
const conflictOf = async (id: string, person = jinling) => {
  const answer = await replays.review(id, 'APPROVE', person);
  expect(codes(answer)).toEqual(['CONFLICT']);
  return answer.errors?.[0];
};

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  replays = replaysOf(network, () => now);
  orders = ordersOf(network);
  await leave('NJ-JL', 50_000_000);
});
afterAll(() => network[Symbol.asyncDispose]());

describe('a sale that waits', () => {
  test('holds nothing, is told to the library that pays, and does not end by itself', async () => {
    const book = showcaseId('notHeld');
    const before = [await orders.money(), await orders.offer('QINGCHUN', book), await orders.openLoans(sampleCard(2))];
    const order = await waiting({ bookId: book, card: sampleCard(2), listPrice: { fen: 58_00 } });
    expect(await held(order.id)).toEqual([]);
    expect([await orders.money(), await orders.openLoans(sampleCard(2))]).toEqual([before[0], before[2]]);
    now = new Date(now.getTime() + 30 * 86_400_000);
    await orders.runJob('sweepOrders');
    expect((await orders.seen(jinling, order.id)).availableActions).toEqual(['APPROVE', 'REFUSE']);
    now = noon();
    for (const person of [clerk, reader(sampleCard(2))]) {
      expect((await orders.seen(person, order.id)).availableActions).toEqual([]);
      expect(codes(await replays.review(order.id, 'APPROVE', person))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await replays.review(order.id, 'APPROVE', librarian('NJ-QH')))).toEqual(['NOT_FOUND']);
    expect(codes(await replays.review(order.id, 'REFUSE'))).toEqual(['BAD_USER_INPUT']);
  });

  test('stands in the list of its library only', async () => {
    const { id } = await waiting();
    const list = (person: Parameters<typeof ask>[1], variables = {}) =>
      ask(
        network.subgraphs.bookstores,
        person,
        'query ($library: ID) { ordersInReview(library: $library, first: 100) { totalCount nodes { id status } } }',
        variables,
      );
    expect((await list(jinling)).data.ordersInReview.nodes).toContainEqual({ id, status: 'NEEDS_REVIEW' });
    expect((await list(admin)).data.ordersInReview.nodes).toContainEqual({ id, status: 'NEEDS_REVIEW' });
    expect((await list(librarian('NJ-QH'))).data.ordersInReview).toEqual({ totalCount: 0, nodes: [] });
    expect(codes(await list(librarian('NJ-QH'), { library: 'NJ-JL' }))).toEqual(['FORBIDDEN']);
    expect(codes(await list(clerk))).toEqual(['FORBIDDEN']);
  });
});

describe('a sale that is accepted', () => {
  test('is lent: copy, loan, money, stock and statement as for any, the loan from the day of the sale', async () => {
    const occurredAt = new Date(now.getTime() - 3 * 86_400_000).toISOString();
    const order = await waiting({
      bookId: showcaseId('notHeld'),
      card: sampleCard(3),
      listPrice: { fen: 58_00 },
      occurredAt,
    });
    const { data } = await replays.review(order.id, 'APPROVE, reason: "额度之外，同意"');
    expect(data.order).toMatchObject({
      status: 'LENT',
      outcome: 'SUPPLIED',
      dueDate: addDays(dayOf(new Date(occurredAt)), 30),
      itemBarcode: expect.stringMatching(/^P\d{9}$/),
      transitions: [
        { from: null, to: 'SUBMITTED', actor: 'CLERK', reason: null },
        { from: 'SUBMITTED', to: 'NEEDS_REVIEW', actor: 'SYSTEM', reason: null },
        { from: 'NEEDS_REVIEW', to: 'LENT', actor: 'LIBRARIAN', reason: '额度之外，同意' },
      ],
    });
    expect(await held(order.id)).toEqual(lentParts);
    const [loan] = await rows<{ started_at: Date }>(
      network.subgraphs.lending,
      'select started_at from loan where id = ?',
      [order.id],
    );
    expect(new Date(loan?.started_at ?? 0).toISOString()).toBe(occurredAt);
    const statement = await ask(
      network.subgraphs.bookstores,
      jinling,
      'query ($id: ID!) { statement(id: $id) { lines(first: 100) { nodes { order { id } net { fen } } } } }',
      { id: `NJ-JL:QINGCHUN:${dayOf(now).slice(0, 7)}` },
    );
    expect(statement.data.statement.lines.nodes).toContainEqual({ order: { id: order.id }, net: { fen: 49_30 } });
    expect(codes(await replays.review(order.id, 'APPROVE'))).toEqual(['CONFLICT']);
    expect(await orders.done(clerk, 'voidOrder', order.id, ', reason: "退回"')).toMatchObject({ status: 'VOIDED' });
    expect(await held(order.id)).toEqual([]);
  });

  test('is lent though a rule said no that a librarian may lift', async () => {
    await replays.allow(1);
    const { order } = await replays.resultOf(
      { card: sampleCard(77), bookId: showcaseId('tooDear'), listPrice: { fen: 128_00 } },
      admin,
    );
    expect(order.failures.map(({ code, onFail }: { code: string; onFail: string }) => [code, onFail])).toEqual([
      ['OFFLINE_PRICE_CAP', 'REVIEW'],
      ['PRICE_CAP', 'REVIEW'],
      ['OVERDUE_BLOCK', 'REVIEW'],
    ]);
    expect((await replays.review(order.id, 'APPROVE')).data.order.status).toBe('LENT');
  });

  test('is lent though the reader had the book before, and counts as had', async () => {
    await replays.allow(3);
    const again = { bookId: showcaseId('threePermitted'), card: sampleCard(15) };
    expect((await replays.resultOf(again, admin)).__typename).toBe('PurchaseLendOrderLent');
    const { order } = await replays.resultOf(again, admin);
    expect(order.failures).toMatchObject([{ code: 'ALREADY_TAKEN', onFail: 'REVIEW' }]);
    expect((await replays.review(order.id, 'APPROVE')).data.order.status).toBe('LENT');
    expect((await replays.resultOf(again, admin)).order.failures).toMatchObject([{ code: 'ALREADY_TAKEN' }]);
  });

  test('is lent whole when it is a set: so many copies, loans and copies of the allowance', async () => {
    const limit = await replays.allow(1);
    const line = { title: '【样例】两册套书', year, classNumber: 'I267', volumes: 2 };
    const { order } = await replays.resultOf({ isbn: '9787100000604', line, card: sampleCard(16) });
    expect(order.failures).toMatchObject([{ code: 'OFFLINE_ALLOWANCE', limit, actual: limit + 1 }]);
    expect((await replays.review(order.id, 'APPROVE')).data.order.status).toBe('LENT');
    expect((await held(order.id)).toSorted()).toEqual(['ACTIVE', 'ACTIVE', 'CONFIRMED', 'ON_LOAN', 'ON_LOAN']);
  });

  test('without a contract is paid by the default library', async () => {
    const { order } = await replays.resultOf({ occurredAt: '2019-01-01T00:00:00Z', card: sampleCard(4) });
    // Its year has no fund.
    expect((await conflictOf(order.id))?.extensions['failures']).toEqual([
      { code: 'FUND_EMPTY', limit: 0, actual: 20_00 },
    ]);
  });
});

describe('what guards copies, money and the reader’s limits is not lifted', () => {
  const guards: [string, () => Promise<string>, () => Promise<unknown>][] = [
    [
      'COPY_CAP',
      async () => (await waiting({ bookId: showcaseId('enoughCopies'), card: sampleCard(5) })).id,
      () =>
        rows(
          network.subgraphs.central,
          "update item set status = 'WITHDRAWN', due_date = null where book_id = ? and barcode like 'S9%'",
          [showcaseId('enoughCopies')],
        ),
    ],
    [
      'LOAN_QUOTA',
      async () => (await waiting({ card: sampleCard(71) })).id,
      async () => {
        const { lending } = network.subgraphs;
        await rows(lending, "update loan set status = 'RETURNED', returned_at = now() where reader_id = 'R000071'");
        await rows(lending, "update reader set open_loans = 0 where id = 'R000071'");
      },
    ],
    [
      'FUND_EMPTY',
      async () => {
        const { id } = await waiting({ card: sampleCard(6) });
        await leave('NJ-JL', 16_99);
        return id;
      },
      () => leave('NJ-JL', 50_000_000),
    ],
    [
      'BARCODE_IN_USE',
      async () => {
        const itemBarcode = `${year}-00300`;
        await replays.allow(1);
        labelled = (await replays.resultOf({ itemBarcode, card: sampleCard(7) })).order.id;
        return (await waiting({ itemBarcode, card: sampleCard(8) })).id;
      },
      () => orders.done(clerk, 'voidOrder', labelled, ', reason: "扫错标签"'),
    ],
    [
      'READER_YEARLY_SPEND',
      async () => {
        await rows(
          network.subgraphs.lending,
          `insert into loan (id, order_id, reader_id, book_id, list_price_fen, status, channel, requested_at, item_id, due_date)
           values ('spent', 'spent', 'R000013', 'B000001', 48001, 'RETURNED', 'PURCHASE', ?, 'NJ-JL:spent', ?)`,
          [now, dayOf(now)],
        );
        return (await waiting({ card: sampleCard(13) })).id;
      },
      () => addRule('READER_YEARLY_SPEND', 480_01 + 20_00),
    ],
    [
      'READER_OUTSTANDING',
      async () => {
        await addRule('READER_OUTSTANDING', 0);
        return (await waiting({ card: sampleCard(14) })).id;
      },
      () => addRule('READER_OUTSTANDING', 1),
    ],
  ];

  test.each(
    guards,
  )('%s: the librarian is told, nothing stays reserved, and with room it is lent', async (code, make, makeRoom) => {
    const id = await make();
    const before = [await orders.money(), await orders.openLoans(sampleCard(71))];
    const conflict = await conflictOf(id);
    expect(conflict?.extensions).toMatchObject({ action: 'APPROVE', status: 'NEEDS_REVIEW', failures: [{ code }] });
    expect(conflict?.message).toMatch(/暂不能接受.*Make room, or refuse it\./);
    // As often as he likes.
    await conflictOf(id);
    expect(await held(id)).toEqual([]);
    expect([await orders.money(), await orders.openLoans(sampleCard(71))]).toEqual(before);
    const seen = await orders.seen(
      jinling,
      id,
      'status becoming availableActions failures { code onFail } transitions { to }',
    );
    expect(seen).toMatchObject({ status: 'NEEDS_REVIEW', becoming: null, availableActions: ['APPROVE', 'REFUSE'] });
    expect(seen.failures).toContainEqual({ code, onFail: 'REFUSE' });
    expect(seen.transitions).toHaveLength(2);
    await makeRoom();
    const { data, errors } = await replays.review(id, 'APPROVE');
    expect(errors).toBeUndefined();
    expect(data.order.status).toBe('LENT');
    expect(await held(id)).toEqual(lentParts);
  });

  test('of two sales and money for one, one is lent, whoever accepts them at once', async () => {
    await addRule('READER_OUTSTANDING', 5);
    const ids = [(await waiting({ card: sampleCard(9) })).id, (await waiting({ card: sampleCard(10) })).id];
    await leave('NJ-JL', 17_00);
    const answers = await Promise.all([...ids, ...ids].map((id) => replays.review(id, 'APPROVE')));
    expect(answers.filter(({ data }) => data?.order?.status === 'LENT')).toHaveLength(1);
    expect(answers.flatMap(codes)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
    const statuses = await Promise.all(ids.map(async (id) => (await orders.seen(jinling, id)).status));
    expect(statuses.toSorted()).toEqual(['LENT', 'NEEDS_REVIEW']);
    await leave('NJ-JL', 50_000_000);
    const left = ids[statuses.indexOf('NEEDS_REVIEW')] ?? '';
    expect((await replays.review(left, 'APPROVE')).data.order.status).toBe('LENT');
  });

  test('the ledger shows all of an order’s attempts as its own', async () => {
    const itemBarcode = `${year}-00301`;
    await replays.allow(2);
    const { order: first } = await replays.resultOf({ itemBarcode, card: sampleCard(11) });
    // All rules pass; the owner of the copies refuses, and what the others had kept is given back.
    const { order } = await replays.resultOf({ itemBarcode, card: sampleCard(12) });
    expect(order).toMatchObject({ status: 'NEEDS_REVIEW', failures: [{ code: 'BARCODE_IN_USE', onFail: 'REFUSE' }] });
    expect(await held(order.id)).toEqual([]);
    await orders.done(clerk, 'voidOrder', first.id, ', reason: "扫错标签"');
    expect((await replays.review(order.id, 'APPROVE')).data.order).toMatchObject({ status: 'LENT', itemBarcode });
    const ledger = await ask(
      network.subgraphs.central,
      jinling,
      `query ($order: ID!) {
        fund(library: "NJ-JL", year: ${year}) { ledger(first: 20, order: $order) { nodes { step account order { id } } } }
      }`,
      { order: order.id },
    );
    const entries: { step: string; account: string; order: { id: string } }[] = ledger.data.fund.ledger.nodes;
    expect(entries.map(({ step }) => step).toReversed()).toEqual(
      ['ENCUMBERED', 'RELEASED', 'ENCUMBERED', 'EXPENDED'].flatMap((step) => [step, step]),
    );
    expect(new Set(entries.map((entry) => entry.order.id))).toEqual(new Set([order.id]));
    const correction = await ask(
      network.subgraphs.bookstores,
      jinling,
      `mutation ($input: CorrectStatementLineInput!) { correctStatementLine(input: $input) { state net { fen } } }`,
      { input: { idempotencyKey: 'corrected', order: order.id, listPrice: { fen: 10_00 }, reason: '定价录错' } },
    );
    expect(correction.data.correctStatementLine).toEqual({ state: 'RECORDED', net: { fen: 8_50 } });
  });
});

test('after all of it every invariant holds', async () => {
  // The quota's test has given back loans by hand, and the cap's has withdrawn copies.
  expect(await violations(network.databaseUrls)).toEqual([]);
});
