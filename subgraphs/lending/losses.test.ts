// Lost and damaged copies: the loan ends, the copy leaves the holdings, the copy slot is free, the order follows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transport } from '../../lib/transport.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';

type Person = Parameters<typeof ask>[1];
type Label = { barcode: string; library: string };

let network: TestNetwork;
const books = [
  'B000003',
  showcaseId('threePermitted'),
  'B000008',
  'B000009',
  'B000010',
  'B000011',
  'B000012',
  'B000014',
  'B000015',
];

beforeAll(async () => {
  network = await openTestNetwork();
  await makeNew(network.subgraphs, books);
});
afterAll(() => network[Symbol.asyncDispose]());

const central = librarian('NJ-JL');
let keys = 0;
let cards = 0;
const mutate = (person: Person, mutation: string, input: Record<string, unknown>) =>
  ask(network.subgraphs.lending, person, mutation, { input });
const done = async (person: Person, mutation: string, input: Record<string, unknown>) => {
  const answer = await mutate(person, mutation, input);
  expect(codes(answer)).toEqual([]);
  return Object.values(answer.data as Record<string, Record<string, unknown>>)[0]!;
};
const lossFields =
  '{ id kind item { id } loan { id status returnedAt } reason outcome amount { fen } settledReason settledAt }';
const lostMutation = `mutation ($input: ItemLossInput!) { reportItemLost(input: $input) ${lossFields} }`;
const damagedMutation = `mutation ($input: ItemLossInput!) { reportItemDamaged(input: $input) ${lossFields} }`;
const settleMutation = `mutation ($input: SettleItemInput!) { settleItem(input: $input) ${lossFields} }`;
const returnMutation = 'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next loan { id } } }';
const loss = (copy: Label, changes: Record<string, unknown> = {}) => ({
  idempotencyKey: `loss-${++keys}`,
  barcode: copy.barcode,
  library: copy.library,
  reason: '读者报失',
  ...changes,
});
const settle = (copy: Label, changes: Record<string, unknown> = {}) => ({
  barcode: copy.barcode,
  library: copy.library,
  outcome: 'COMPENSATED',
  amount: { fen: 45_50 },
  reason: '读者已赔偿',
  ...changes,
});

const submit = async (changes: Record<string, unknown> = {}) => {
  keys += 1;
  const mutation = /* GraphQL */ `
    mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) {
        ... on PurchaseLendOrderLent { itemBarcode order { id payer { id } } }
        ... on PurchaseRefused { failures { code } }
      }
    }
  `;
  const input = {
    idempotencyKey: `buy-${keys}`,
    store: 'QINGCHUN',
    card: sampleCard(++cards),
    bookId: showcaseId('notHeld'),
    listPrice: { fen: 10_00 },
    ...changes,
  };
  const { data } = await ask(network.subgraphs.bookstores, admin, mutation, { input });
  return { ...data.submitPurchaseLendOrder, card: input.card };
};
const buy = async (changes?: Record<string, unknown>) => {
  const { itemBarcode, order, card } = await submit(changes);
  return { barcode: itemBarcode as string, library: order.payer.id as string, orderId: order.id as string, card };
};
const ownerOf = ({ library }: Label) => (library === 'NJ-JL' ? network.subgraphs.central : network.subgraphs.districts);
const idOf = ({ barcode, library }: Label) => `${library}:${barcode}`;
const itemOf = async (copy: Label) =>
  (
    await rows<Record<string, unknown>>(
      ownerOf(copy),
      'select status, claim_id, slot_released, catalogued from item where id = ?',
      [idOf(copy)],
    )
  )[0];
const openLoans = async (card: string) =>
  (
    await rows<{ open_loans: number }>(network.subgraphs.lending, 'select open_loans from reader where card = ?', [
      card,
    ])
  )[0]?.open_loans;
const history = (orderId: string) =>
  rows<{ to: string; actor: string; reason: string | null }>(
    network.subgraphs.bookstores,
    'select "to", actor, reason from purchase_transition where order_id = ? order by id',
    [orderId],
  );
const becomes = (orderId: string, status: string) =>
  until(`the order is ${status}`, async () => (await history(orderId)).at(-1)?.to === status);
const isCopy = (copy: Label, status: string) =>
  until(`the copy is ${status}`, async () => (await itemOf(copy))?.['status'] === status);
const slots = async (bookId: string) =>
  (
    await rows<{ taken: number }>(
      network.subgraphs.central,
      `select coalesce(sum(copies - (select count(*) from slot_release where order_id = purchase.id)), 0)::int as taken
       from purchase where book_id = ? and state <> 'RELEASED'`,
      [bookId],
    )
  )[0]?.taken;

describe('a bought copy that its reader has lost', () => {
  const bookId = showcaseId('threePermitted');
  const price = { listPrice: { fen: 45_50 }, bookId };

  test('ends the loan, leaves the holdings and frees its slot, so that COPY_CAP allows one more', async () => {
    const [copy] = [await buy(price), await buy(price), await buy(price)];
    expect((await submit(price)).failures).toEqual([{ code: 'COPY_CAP' }]);
    expect(await openLoans(copy.card)).toBe(1);
    const reported = await done(central, lostMutation, loss(copy));
    expect(reported).toMatchObject({
      kind: 'LOST',
      item: { id: idOf(copy) },
      loan: { id: copy.orderId, status: 'LOST', returnedAt: null },
      outcome: null,
    });
    expect(await openLoans(copy.card)).toBe(0);
    expect(await itemOf(copy)).toMatchObject({ status: 'LOST', slot_released: true });
    await becomes(copy.orderId, 'LOST');
    await until('the slot is free', async () => (await slots(bookId)) === 2);

    const written = { outcome: 'WRITTEN_OFF', amount: null, reason: '无法追回' };
    expect(await done(central, settleMutation, settle(copy, written))).toMatchObject({
      id: reported['id'],
      outcome: 'WRITTEN_OFF',
      amount: null,
    });
    await becomes(copy.orderId, 'WRITTEN_OFF');
    await isCopy(copy, 'WITHDRAWN');
    expect((await history(copy.orderId)).slice(1)).toEqual([
      { to: 'LENT', actor: 'SYSTEM', reason: null },
      { to: 'LOST', actor: 'LIBRARIAN', reason: '读者报失' },
      { to: 'WRITTEN_OFF', actor: 'LIBRARIAN', reason: '无法追回' },
    ]);
    expect((await submit(price)).itemBarcode).toMatch(/^P/);
    expect((await submit(price)).failures).toEqual([{ code: 'COPY_CAP' }]);
    expect(await slots(bookId)).toBe(3);
  });

  test('and finds again counts as held, goes to cataloguing, and its order stays as it is', async () => {
    const [{ barcode } = { barcode: '' }] = await rows<{ barcode: string }>(
      network.subgraphs.central,
      "select barcode from item where book_id = ? and status = 'WITHDRAWN'",
      [bookId],
    );
    const copy = { barcode, library: 'NJ-JL' };
    const back = { idempotencyKey: 'found', ...copy, branch: 'JL-MAIN' };
    expect(await done(central, returnMutation, back)).toEqual({ next: 'TO_CATALOGUING', loan: null });
    expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', catalogued: false, claim_id: null });
    const held = await ask(network.subgraphs.central, service, `{ heldCounts(bookId: "${bookId}") { held } }`);
    expect(held.data.heldCounts).toEqual([{ held: 3 }]);
    expect(await slots(bookId)).toBe(3);
  });
});

test('what a reader pays stands in the history of the order; the fund and its ledger are untouched', async () => {
  const copy = await buy({ bookId: 'B000003' });
  const ledger = () => rows(network.subgraphs.central, 'select * from ledger_entry order by id');
  const funds = () => rows(network.subgraphs.central, 'select * from fund order by id');
  const before = [await ledger(), await funds()];
  await done(central, lostMutation, loss(copy));
  const settled = await done(central, settleMutation, settle(copy));
  expect(settled).toMatchObject({ outcome: 'COMPENSATED', amount: { fen: 45_50 }, settledReason: '读者已赔偿' });
  expect(await done(central, settleMutation, settle(copy))).toEqual(settled);
  await becomes(copy.orderId, 'COMPENSATED');
  expect([await ledger(), await funds()]).toEqual(before);
  const query = `{ purchaseLendOrder(id: "${copy.orderId}") { status outcome compensation { fen } } }`;
  const seen = async (person: Person) =>
    (await ask(network.subgraphs.bookstores, person, query)).data.purchaseLendOrder;
  const whole = { status: 'COMPENSATED', outcome: 'SUPPLIED', compensation: { fen: 45_50 } };
  expect(await seen(central)).toEqual(whole);
  expect(await seen(reader(copy.card))).toEqual(whole);
  expect(await seen(clerk)).toEqual({ ...whole, compensation: null });
});

test('a damaged copy keeps its slot until it is withdrawn; its loan is returned', async () => {
  const copy = await buy({ bookId: 'B000008' });
  const reported = await done(central, damagedMutation, loss(copy));
  expect(reported).toMatchObject({ kind: 'DAMAGED', loan: { status: 'RETURNED', returnedAt: expect.any(String) } });
  await becomes(copy.orderId, 'DAMAGED');
  expect(await itemOf(copy)).toMatchObject({ status: 'DAMAGED', slot_released: false });
  expect(await slots('B000008')).toBe(1);
  await done(central, settleMutation, settle(copy));
  await isCopy(copy, 'WITHDRAWN');
  await until('the slot is free', async () => (await slots('B000008')) === 0);
  await becomes(copy.orderId, 'COMPENSATED');
});

test('a damaged copy that is mended is not withdrawn when its loss is settled', async () => {
  const copy = await buy({ bookId: 'B000009' });
  await done(central, damagedMutation, loss(copy));
  const back = { idempotencyKey: 'mended', barcode: copy.barcode, library: copy.library, branch: 'JL-MAIN' };
  expect(await done(central, returnMutation, back)).toMatchObject({ next: 'TO_CATALOGUING' });
  await done(central, settleMutation, settle(copy));
  await becomes(copy.orderId, 'COMPENSATED');
  await until('all jobs of now are done', async () => {
    const jobs = await rows(
      network.subgraphs.lending,
      'select 1 from graphile_worker._private_jobs where run_at <= now()',
    );
    return jobs.length === 0;
  });
  expect(await itemOf(copy)).toMatchObject({ status: 'IN_PROCESS', slot_released: false });
  expect(await slots('B000009')).toBe(1);
});

test("a bought copy that the library loses after its return frees its slot and leaves the order's history alone", async () => {
  const copy = await buy({ bookId: 'B000010' });
  const back = { idempotencyKey: 'first', barcode: copy.barcode, library: copy.library, branch: 'JL-MAIN' };
  await done(central, returnMutation, back);
  await becomes(copy.orderId, 'IN_PROCESS');
  expect(await done(central, lostMutation, loss(copy))).toMatchObject({ loan: null });
  await until('the slot is free', async () => (await slots('B000010')) === 0);
  await done(central, settleMutation, settle(copy, { outcome: 'WRITTEN_OFF', amount: null }));
  await isCopy(copy, 'WITHDRAWN');
  expect((await history(copy.orderId)).at(-1)?.to).toBe('IN_PROCESS');
});

describe('a report', () => {
  const anyCopy = async (status: string, library = 'NJ-JN') => {
    const [item] = await rows<{ barcode: string; branch_id: string }>(
      ownerOf({ barcode: '', library }),
      `select barcode, branch_id from item where library_id = ? and status = ? and claim_id is null and sample
       order by id limit 1`,
      [library, status],
    );
    return { barcode: item!.barcode, library, branch: item!.branch_id };
  };

  test('twice with one key is one loss; with other content, or for a copy whose loss is open, a CONFLICT', async () => {
    const copy = await anyCopy('AVAILABLE');
    const input = loss(copy);
    const jiangning = librarian('NJ-JN');
    const first = await done(jiangning, lostMutation, input);
    expect(first).toMatchObject({ loan: null, kind: 'LOST' });
    expect(await done(jiangning, lostMutation, input)).toEqual(first);
    expect(codes(await mutate(jiangning, lostMutation, { ...input, reason: '另一原因' }))).toEqual(['CONFLICT']);
    expect(codes(await mutate(jiangning, damagedMutation, input))).toEqual(['CONFLICT']);
    expect(codes(await mutate(jiangning, damagedMutation, loss(copy)))).toEqual(['CONFLICT']);
    expect(await itemOf(copy)).toMatchObject({ status: 'LOST' });
  });

  test.each([
    ['LOST', ['ON_ORDER', 'LOST', 'WITHDRAWN']],
    ['DAMAGED', ['ON_ORDER', 'LOST', 'WITHDRAWN', 'DAMAGED']],
  ])('of a copy that cannot be %s is a CONFLICT and changes nothing', async (kind, impossible) => {
    const copy = await anyCopy('AVAILABLE', 'NJ-GC');
    for (const status of impossible) {
      await rows(network.subgraphs.districts, 'update item set status = ? where id = ?', [status, idOf(copy)]);
      const mutation = kind === 'LOST' ? lostMutation : damagedMutation;
      expect(codes(await mutate(librarian('NJ-GC'), mutation, loss(copy))), status).toEqual(['CONFLICT']);
      expect(await itemOf(copy)).toMatchObject({ status, claim_id: null });
    }
    expect(await rows(network.subgraphs.lending, 'select id from item_loss where item_id = ?', [idOf(copy)])).toEqual(
      [],
    );
    await rows(network.subgraphs.districts, "update item set status = 'AVAILABLE' where id = ?", [idOf(copy)]);
  });

  test('of a copy that is paged for a loan which is not entered yet is a CONFLICT', async () => {
    const copy = await anyCopy('AVAILABLE', 'NJ-GC');
    const page = 'mutation ($id: ID!) { pageItem(itemId: $id, loanId: "being-entered") }';
    await ask(network.subgraphs.districts, service, page, { id: idOf(copy) });
    expect(codes(await mutate(librarian('NJ-GC'), lostMutation, loss(copy)))).toEqual(['CONFLICT']);
    expect(await itemOf(copy)).toMatchObject({ status: 'PAGED' });
    await ask(network.subgraphs.districts, service, 'mutation { unpageItem(loanId: "being-entered") }');
  });

  test('of a desk loan ends it and frees the reader', async () => {
    const [loan] = await rows<{ id: string; item_id: string; card: string; open_loans: number }>(
      network.subgraphs.lending,
      `select loan.id, item_id, card, open_loans from loan join reader on reader.id = reader_id
       where status = 'ACTIVE' and channel = 'DESK' limit 1`,
    );
    const [library = '', barcode = ''] = loan!.item_id.split(':');
    expect(await done(admin, lostMutation, loss({ library, barcode }))).toMatchObject({
      loan: { id: loan!.id, status: 'LOST' },
    });
    expect(await openLoans(loan!.card)).toBe(loan!.open_loans - 1);
  });

  test('of a copy that an online reader has ends that loan; found again it goes to cataloguing', async () => {
    const request =
      'mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { ... on LoanRequested { loan { id item { id } } } } }';
    const deliveryAddress = {
      recipient: '李雷',
      phone: '13900000000',
      province: '江苏省',
      city: '南京市',
      district: '玄武区',
      street: '中山路1号',
    };
    const card = sampleCard(60);
    const asked = { idempotencyKey: 'online', bookId: 'B000002', deliveryAddress };
    const { loan } = (await done(reader(card), request, asked)) as { loan: { id: string; item: { id: string } } };
    const [library = '', barcode = ''] = loan.item.id.split(':');
    expect(await done(admin, lostMutation, loss({ library, barcode }))).toMatchObject({
      loan: { id: loan.id, status: 'LOST' },
    });
    expect(await openLoans(card)).toBe(0);
    const back = { idempotencyKey: 'found-online', library, barcode, branch: 'GC-MAIN' };
    expect(await done(admin, returnMutation, back)).toEqual({ next: 'TO_CATALOGUING', loan: null });
    expect(await itemOf({ library, barcode })).toMatchObject({ status: 'IN_PROCESS', claim_id: null });
  });

  test("is for the owner's librarians, and those where the copy stands; a settlement for the owner's", async () => {
    const copy = await anyCopy('AVAILABLE', 'NJ-JL');
    await rows(network.subgraphs.central, "update item set branch_id = 'GC-MAIN' where id = ?", [idOf(copy)]);
    for (const person of [librarian('NJ-JN'), clerk, reader(sampleCard(1))]) {
      expect(codes(await mutate(person, lostMutation, loss(copy)))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await mutate({ role: 'anonymous' }, lostMutation, loss(copy)))).toEqual(['UNAUTHENTICATED']);
    expect(await done(librarian('NJ-GC'), lostMutation, loss(copy))).toMatchObject({ kind: 'LOST' });
    for (const person of [librarian('NJ-GC'), clerk, reader(sampleCard(1))]) {
      expect(codes(await mutate(person, settleMutation, settle(copy)))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await mutate({ role: 'anonymous' }, settleMutation, settle(copy)))).toEqual(['UNAUTHENTICATED']);
    await done(central, settleMutation, settle(copy));
    await isCopy(copy, 'WITHDRAWN');
  });

  test('that is wrong is refused with what is wrong', async () => {
    const copy = await anyCopy('AVAILABLE', 'NJ-JL');
    const wrong: [Record<string, unknown>, string][] = [
      [{ barcode: 'X' }, 'NOT_FOUND'],
      [{ reason: ' ' }, 'BAD_USER_INPUT'],
      [{ idempotencyKey: '' }, 'BAD_USER_INPUT'],
    ];
    for (const [changes, code] of wrong) {
      expect(codes(await mutate(central, lostMutation, loss(copy, changes)))).toEqual([code]);
    }
    await done(central, lostMutation, loss(copy));
    const settlements: [Record<string, unknown>, string][] = [
      [{ amount: null }, 'BAD_USER_INPUT'],
      [{ amount: { fen: 0 } }, 'BAD_USER_INPUT'],
      [{ amount: { fen: 10_000_001 } }, 'BAD_USER_INPUT'],
      [{ outcome: 'WRITTEN_OFF' }, 'BAD_USER_INPUT'],
      [{ reason: '' }, 'BAD_USER_INPUT'],
      [{ barcode: 'X' }, 'NOT_FOUND'],
    ];
    for (const [changes, code] of settlements) {
      expect(codes(await mutate(central, settleMutation, settle(copy, changes)))).toEqual([code]);
    }
    await done(central, settleMutation, settle(copy));
    const again = settle(copy, { amount: { fen: 1 } });
    expect(codes(await mutate(central, settleMutation, again))).toEqual(['CONFLICT']);
    const never = await anyCopy('AVAILABLE', 'NJ-JL');
    expect(codes(await mutate(central, settleMutation, settle(never)))).toEqual(['CONFLICT']);
  });

  test.each(['loseItem', 'recordOrderStep'])('that stops at %s is carried on by its job', async (field) => {
    const copy = await buy({ bookId: field === 'loseItem' ? 'B000011' : 'B000012' });
    const owner = field === 'loseItem' ? 'central' : 'bookstores';
    const failing: Transport = (request, call) =>
      request.query.includes(field)
        ? Promise.reject(new Error('connection reset'))
        : network.subgraphs[owner].execute(request, call);
    const input = loss(copy);
    network.silence(owner, failing);
    const answer = await mutate(central, lostMutation, input);
    expect(codes(answer)).toEqual(field === 'loseItem' ? ['SUBGRAPH_UNAVAILABLE'] : []);
    network.silence(null);
    await becomes(copy.orderId, 'LOST');
    expect(await itemOf(copy)).toMatchObject({ status: 'LOST' });
    expect(await done(central, lostMutation, input)).toMatchObject({ loan: { status: 'LOST' } });
    expect(await openLoans(copy.card)).toBe(0);
  });
});

test('two reports of one copy at once are one loss', async () => {
  const copy = await buy({ bookId: 'B000014' });
  const answers = await Promise.all(Array.from({ length: 8 }, () => mutate(central, lostMutation, loss(copy))));
  const refused = answers.flatMap((answer) => codes(answer));
  expect(refused).toEqual(Array(7).fill('CONFLICT'));
  expect(await openLoans(copy.card)).toBe(0);
  await becomes(copy.orderId, 'LOST');
});

test('a report and a return at once leave one end of the loan', async () => {
  const copies = [await buy({ bookId: 'B000015' }), await buy({ bookId: 'B000015' }), await buy({ bookId: 'B000015' })];
  await Promise.all(
    copies.flatMap((copy) => [
      mutate(central, lostMutation, loss(copy)),
      mutate(central, returnMutation, {
        idempotencyKey: `race-${copy.barcode}`,
        barcode: copy.barcode,
        library: copy.library,
        branch: 'JL-MAIN',
      }),
    ]),
  );
  for (const { orderId, card } of copies) {
    expect(await openLoans(card)).toBe(0);
    await until('the order has followed', async () =>
      ['LOST', 'IN_PROCESS', 'RETURNED'].includes((await history(orderId)).at(-1)?.to ?? ''),
    );
  }
});

test('after all of it every invariant holds', async () => {
  const settled = async () => (await violations(network.databaseUrls)).length === 0;
  await until('it is at rest', settled, 6_000).catch(() => {});
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('a reason of 500 characters gets into the history of the order, and is not shown to the clerk', async () => {
  const copy = await buy();
  const reasons = ['丢'.repeat(500), '赔'.repeat(500)];
  await done(central, lostMutation, { ...loss(copy), reason: reasons[0] });
  await done(central, settleMutation, settle(copy, { reason: reasons[1] }));
  await until('the order is settled', async () => (await history(copy.orderId)).at(-1)?.to === 'COMPENSATED');
  const seen = async (person: Person) => {
    const question = 'query ($id: ID!) { purchaseLendOrder(id: $id) { transitions { to reason } } }';
    const { data } = await ask(network.subgraphs.bookstores, person, question, { id: copy.orderId });
    return data.purchaseLendOrder.transitions.slice(-2).map(({ reason }: { reason: string | null }) => reason);
  };
  for (const person of [central, reader(copy.card), admin]) expect(await seen(person)).toEqual(reasons);
  expect(await seen(clerk)).toEqual([null, null]);
});

test('a lost copy is outstanding until its loss is settled', async () => {
  const copy = await buy();
  const outstanding = async () => {
    const { data } = await ask(
      network.subgraphs.lending,
      service,
      'query ($card: String!) { borrowingFacts(card: $card, bookId: "B000001", day: "2026-11-23") { reader { outstanding } } }',
      { card: copy.card },
    );
    return data.borrowingFacts.reader.outstanding;
  };
  expect(await outstanding()).toBe(1);
  await done(central, lostMutation, loss(copy));
  expect(await outstanding()).toBe(1);
  await done(central, settleMutation, settle(copy));
  expect(await outstanding()).toBe(0);
});
