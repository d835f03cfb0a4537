// Do all owners say the same about an order? What does not match is repaired by the orders' own idempotent steps, then looked at
// again: what still differs is for a person.
import { authorise } from '../../lib/actions.ts';
import { lastClaimOf, orderOfClaim } from '../../lib/claims.ts';
import { describeError } from '../../lib/masking.ts';
import { checkFirst } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { type OrderStatus, PurchaseLendOrder } from './entities.ts';
import { carryOn } from './orders.ts';
import { adjustEverywhere, confirmEverywhere, releaseEverywhere, voidEverywhere } from './reservations.ts';
import { releaseWaiting } from './review.ts';

export interface Finding {
  orderId: string;
  /** What does not match. */
  what: string;
  repaired: boolean;
}

export interface Reconciliation {
  checked: number;
  findings: Finding[];
  /** Where to go on; null at the end. */
  next: string | null;
}

/** What the owners hold for one order; of a set, a copy and a loan for each volume. Nothing and RELEASED are the same. */
interface Held {
  purchase: string;
  netFen: number | null;
  copies: number;
  /** Statuses. */
  loans: string[];
}

const nothing: Held = { purchase: 'NONE', netFen: null, copies: 0, loans: [] };

/** Compares one page of orders, by their ids, with what all owners hold. For administrators, and the nightly job. */
export async function reconcileOrders(
  ctx: Context,
  { first, after }: { first: number; after?: string | null },
): Promise<Reconciliation> {
  authorise(ctx.identity, 'order.reconcile');
  checkFirst(first);
  const begin = after ?? '';
  const rows = await ctx.em.execute<Record<string, unknown>[]>(
    `/* reconcileOrders */ select * from purchase_lend_order where id collate "C" > ? order by id collate "C" limit ?`,
    [begin, first],
  );
  const orders = rows.map((row) => ctx.em.map(PurchaseLendOrder, row));
  const next = orders.length < first ? null : (orders.at(-1)?.id ?? null);
  const held = await heldBetween(ctx, {
    after: begin === '' ? '' : lastClaimOf(begin),
    upTo: next === null ? null : lastClaimOf(next),
  });
  const findings: Finding[] = [];
  for (const order of orders) {
    const what = mismatchOf(order, held.get(order.id) ?? nothing, ctx.now);
    held.delete(order.id);
    if (what !== null && (await isUnchanged(ctx, order))) {
      findings.push({ orderId: order.id, what, repaired: await repair(ctx, order) });
    }
  }
  for (const [orderId, stray] of held) {
    const what = `no such order, but ${wordsOf(stray)}`;
    // The order may have been written after its page was read.
    if ((await ctx.em.count(PurchaseLendOrder, { id: orderId })) === 0) {
      findings.push({ orderId, what, repaired: false });
    }
  }
  return { checked: orders.length, findings, next };
}

/** The nightly job: all orders, page by page; what it finds is logged. */
export async function reconcileAll(ctx: Context): Promise<void> {
  for (let after: string | null = ''; after !== null; ) {
    const page: Reconciliation = await reconcileOrders(ctx, { first: 100, after });
    for (const finding of page.findings) {
      ctx.log.warn(finding, 'an order did not match across its owners');
    }
    after = page.next;
    ctx.em.clear();
  }
}

type Expectation = (held: Held, items: number) => boolean;

const open: Expectation = ({ purchase, copies, loans }, items) =>
  purchase === 'RESERVED' && copies === items && areAll(loans, items, /^RESERVED$/);
const lent: Expectation = ({ purchase, copies, loans }, items) =>
  purchase === 'CONFIRMED' && copies === items && areAll(loans, items, /^(ACTIVE|RETURNED|LOST)$/);
const ended: Expectation = ({ purchase, copies, loans }) => purchase === 'NONE' && copies === 0 && loans.length === 0;

/** What the owners must hold. After the loan the library's own work goes on, which is not judged here. */
const expected: Partial<Record<OrderStatus, Expectation>> = {
  NEEDS_REVIEW: open,
  APPROVED: open,
  CONFIRMED: open,
  SHIPPED: open,
  DELIVERED: open,
  LENT: lent,
  REFUSED: ended,
  EXPIRED: ended,
  NOT_SUPPLIED: ended,
  CANCELLED: ended,
  VOIDED: ended,
  REFUSED_AT_DOOR: ended,
  RETURNED_TO_SENDER: ended,
  LOST: ended,
  DAMAGED: ended,
};

/** How long an order may be worked on, in ms, before it is called stuck. */
const workingTime = 60_000;

/** What does not match, in words; null when all is well, or the order is being worked on. */
function mismatchOf(order: PurchaseLendOrder, held: Held, now: Date): string | null {
  const { status, phase, outcome, netFen } = order;
  if (phase !== 'DONE') {
    return order.deadline.getTime() + workingTime < now.getTime() && (order.leaseUntil ?? order.deadline) < now
      ? `${phase}, on its way from ${status} to ${order.endsAs ?? 'its decision'}`
      : null;
  }
  const isAfterLoan = (status === 'LOST' || status === 'DAMAGED') && outcome === 'SUPPLIED';
  // What a store sold off line holds nothing while a librarian decides.
  const isWaiting = status === 'NEEDS_REVIEW' && order.channel === 'COUNTER';
  const rule = isAfterLoan ? undefined : isWaiting ? ended : expected[status];
  if (rule && !rule(held, order.items)) {
    return `${status}, but ${wordsOf(held)}`;
  }
  return held.purchase === 'RESERVED' && held.netFen !== netFen
    ? `${status} for ${netFen} fen, but ${held.netFen} are encumbered`
    : null;
}

function wordsOf({ purchase, copies, loans }: Held): string {
  return `the purchase is ${purchase}, the copies are ${copies}, the loans ${loans.join(' and ') || 'NONE'}`;
}

function areAll(loans: string[], items: number, status: RegExp): boolean {
  return loans.length === items && loans.every((loan) => status.test(loan));
}

/** An order that went on while its owners were asked is none that does not match. */
async function isUnchanged(ctx: Context, { id, status, phase, round }: PurchaseLendOrder): Promise<boolean> {
  return (await ctx.em.count(PurchaseLendOrder, { id, status, phase, round })) > 0;
}

/** Does once more what the order's status asks of the owners. True when all match afterwards. */
async function repair(ctx: Context, order: PurchaseLendOrder): Promise<boolean> {
  try {
    await doAgain(ctx, order);
  } catch (error) {
    ctx.log.warn({ order: order.id, error: describeError(error) }, 'an order could not be repaired');
    return false;
  }
  const repaired = await ctx.em.findOneOrFail(PurchaseLendOrder, { id: order.id }, { refresh: true });
  const held =
    (await heldBetween(ctx, { after: order.id.slice(0, -1), upTo: lastClaimOf(order.id) })).get(order.id) ?? nothing;
  return repaired.phase === 'DONE' && mismatchOf(repaired, held, ctx.now) === null;
}

async function doAgain(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  const { phase, status, channel } = order;
  if (phase !== 'DONE') {
    await carryOn(ctx, order.id);
  } else if (status === 'LENT') {
    await confirmEverywhere(ctx, order);
  } else if (status === 'VOIDED') {
    await voidEverywhere(ctx, order);
  } else if (expected[status] === ended) {
    await releaseEverywhere(ctx, order);
  } else if (status === 'NEEDS_REVIEW' && channel === 'COUNTER') {
    await releaseWaiting(ctx, order);
  } else if (order.round > 0) {
    await adjustEverywhere(ctx, order);
  }
}

/** What all owners hold for orders with an id after one and up to another. */
async function heldBetween(ctx: Context, range: { after: string; upTo: string | null }): Promise<Map<string, Held>> {
  const variables = '($after: ID!, $upTo: ID)';
  const items = `query ${variables} { orderItemsBetween(after: $after, upTo: $upTo) { orderId } }`;
  const [purchases, loans, ...owners] = await Promise.all([
    ctx.ask<{ purchasesBetween: { orderId: string; state: string; netFen: number }[] }>(
      'central',
      `query ${variables} { purchasesBetween(after: $after, upTo: $upTo) { orderId state netFen } }`,
      range,
    ),
    ctx.ask<{ loansOfOrdersBetween: { orderId: string; status: string }[] }>(
      'lending',
      `query ${variables} { loansOfOrdersBetween(after: $after, upTo: $upTo) { orderId status } }`,
      range,
    ),
    ...['central', 'districts'].map((owner) =>
      ctx.ask<{ orderItemsBetween: { orderId: string }[] }>(owner, items, range),
    ),
  ]);
  const held = new Map<string, Held>();
  const of = (claimId: string): Held => {
    const orderId = orderOfClaim(claimId);
    const known = held.get(orderId) ?? { ...nothing, loans: [] };
    held.set(orderId, known);
    return known;
  };
  for (const { orderId, state, netFen } of purchases.purchasesBetween)
    Object.assign(of(orderId), { purchase: state, netFen });
  for (const { orderId, status } of loans.loansOfOrdersBetween) of(orderId).loans.push(status);
  for (const { orderId } of owners.flatMap(({ orderItemsBetween }) => orderItemsBetween)) of(orderId).copies += 1;
  return held;
}
