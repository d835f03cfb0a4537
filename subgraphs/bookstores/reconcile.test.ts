// What does not match across the owners is found, repaired where the orders' own steps can, and told where they cannot.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { ordersOf } from '../../test/orders.ts';

let network: TestNetwork;
let orders: ReturnType<typeof ordersOf>;
let now = new Date();
const ids: Record<'lent' | 'approved' | 'cancelled' | 'voided' | 'pending', string> = {
  lent: '',
  approved: '',
  cancelled: '',
  voided: '',
  pending: '',
};

const mutation = `mutation ($first: Int!, $after: ID) {
  reconcileOrders(first: $first, after: $after) { checked next findings { orderId what repaired } }
}`;
const reconcile = async (first = 100) => {
  const findings: { orderId: string; what: string; repaired: boolean }[] = [];
  let checked = 0;
  for (let after: string | null = null; ; ) {
    const answer = await ask(network.subgraphs.bookstores, admin, mutation, { first, after });
    expect(codes(answer)).toEqual([]);
    const page: { checked: number; findings: typeof findings; next: string | null } = answer.data.reconcileOrders;
    checked += page.checked;
    findings.push(...page.findings);
    if (page.next === null) return { checked, findings };
    after = page.next;
  }
};

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  orders = ordersOf(network);
  await rows(network.subgraphs.bookstores, "update contract set payer = 'NJ-JL'");
  ids.lent = (await orders.submitAtCounter(sampleCard(1))).order.id;
  ids.approved = (await orders.requestOnline(sampleCard(2))).order.id;
  ids.cancelled = (await orders.requestOnline(sampleCard(3))).order.id;
  await orders.done(reader(sampleCard(3)), 'cancelOrder', ids.cancelled);
  ids.voided = (await orders.submitAtCounter(sampleCard(4))).order.id;
  await orders.done(clerk, 'voidOrder', ids.voided, ', reason: "扫错"');
});
afterAll(() => network[Symbol.asyncDispose]());

test('nothing is found when all is well, whatever the size of a page', async () => {
  expect(await reconcile()).toEqual({ checked: 4, findings: [] });
  expect(await reconcile(1)).toEqual({ checked: 4, findings: [] });
});

test('a step that an owner has forgotten is done again', async () => {
  const { central, lending } = network.subgraphs;
  // As after a backup of one owner that is some minutes older than the others.
  await rows(central, "update purchase set state = 'RESERVED' where id = ?", [ids.lent]);
  await rows(central, "delete from ledger_entry where order_id = ? and step = 'EXPENDED'", [ids.lent]);
  await rows(
    central,
    'update fund set encumbered_fen = encumbered_fen + 4930, expended_fen = expended_fen - 4930 where id = (select fund_id from purchase where id = ?)',
    [ids.lent],
  );
  await rows(lending, "update loan set status = 'RESERVED' where id = ?", [ids.cancelled]);
  await rows(lending, 'update reader set open_loans = open_loans + 1 where card = ?', [sampleCard(3)]);
  const { findings } = await reconcile();
  expect(findings.toSorted((one, other) => (one.what < other.what ? -1 : 1))).toEqual([
    {
      orderId: ids.cancelled,
      what: 'CANCELLED, but the purchase is NONE, the copies are 0, the loans RESERVED',
      repaired: true,
    },
    {
      orderId: ids.lent,
      what: 'LENT, but the purchase is RESERVED, the copies are 1, the loans ACTIVE',
      repaired: true,
    },
  ]);
  expect(await reconcile()).toEqual({ checked: 4, findings: [] });
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('an order that nobody carries on is carried on', async () => {
  ids.pending = (await orders.requestOnline(sampleCard(5))).order.id;
  network.silence('lending');
  await orders.done(reader(sampleCard(5)), 'cancelOrder', ids.pending);
  network.silence(null);
  await rows(network.subgraphs.bookstores, 'update purchase_lend_order set lease_until = null where id = ?', [
    ids.pending,
  ]);
  // Not yet: its job may be at it.
  expect((await reconcile()).findings).toEqual([]);
  now = new Date(now.getTime() + 120_000);
  expect((await reconcile()).findings).toEqual([
    { orderId: ids.pending, what: 'ABORTING, on its way from APPROVED to CANCELLED', repaired: true },
  ]);
  expect((await orders.seen(reader(sampleCard(5)), ids.pending)).status).toBe('CANCELLED');
});

test('what cannot be repaired is told', async () => {
  const { central, lending } = network.subgraphs;
  await rows(lending, 'delete from loan where id = ?', [ids.approved]);
  await rows(
    central,
    "insert into purchase (id, book_id, payer, fund_id, state) select 'stray', book_id, payer, fund_id, 'RESERVED' from purchase where id = ?",
    [ids.approved],
  );
  const { findings } = await reconcile();
  expect(findings).toEqual([
    {
      orderId: ids.approved,
      what: 'APPROVED, but the purchase is RESERVED, the copies are 1, the loans NONE',
      repaired: false,
    },
    {
      orderId: 'stray',
      what: 'no such order, but the purchase is RESERVED, the copies are 0, the loans NONE',
      repaired: false,
    },
  ]);
});

test('is for administrators', async () => {
  for (const [person, code] of [
    [clerk, 'FORBIDDEN'],
    [reader(sampleCard(1)), 'FORBIDDEN'],
    [{ role: 'anonymous' }, 'UNAUTHENTICATED'],
  ] as const) {
    expect(codes(await ask(network.subgraphs.bookstores, person, mutation, { first: 1 }))).toEqual([code]);
  }
});
