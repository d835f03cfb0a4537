// What an order's decision leads to: everything is confirmed or released at all owners, then the outcome is written.
//
// An order that has been decided is taken up again when it gets to an end: `endsAs` says which one. Its status changes only
// when all owners have done their part, so a client never sees an end that still holds something.
import { type EntityManager, transact } from '../../lib/orm.ts';
import { netFenOf } from '../../lib/rules/judge.ts';
import { entities } from '../../lib/statements.ts';
import { cancelResume, takeUpAgain } from '../../lib/workflow.ts';
import { eraseAddress } from './addresses.ts';
import type { Context } from './context.ts';
import { StoreAttempt } from './deliveryEntities.ts';
import { type OrderStatus, PurchaseLendOrder, PurchaseTransition } from './entities.ts';
import { checkStep, type Move, moveOrder } from './lifecycle.ts';
import { adjustEverywhere, confirmEverywhere, releaseEverywhere, voidEverywhere } from './reservations.ts';
import { emptyOffer, promiseCopy, settleStock, takeBackPromise } from './stock.ts';

/** The table and the task of the orders' workflow. */
export const orderTable = { table: 'purchase_lend_order', task: 'resumeOrder' };

/** What is COMMITTING ends as `endsAs` says, else at the counter as LENT, online as APPROVED. */
export async function commit(ctx: Context, order: PurchaseLendOrder): Promise<PurchaseLendOrder> {
  const to = order.endsAs ?? (order.channel === 'COUNTER' ? 'LENT' : 'APPROVED');
  if (to === 'LENT') {
    await confirmEverywhere(ctx, order);
  } else if (order.round > 0 && (await adjustEverywhere(ctx, order)).length > 0) {
    return order.status === 'NEEDS_REVIEW' ? stayAsItIs(ctx, order) : passOnAgain(ctx, order);
  }
  return end(ctx, order, to);
}

/** What is ABORTING ends as `endsAs` says, else as REFUSED; one that a librarian has accepted in vain waits again. */
export async function abort(ctx: Context, order: PurchaseLendOrder): Promise<PurchaseLendOrder> {
  const to = order.endsAs ?? (order.status === 'NEEDS_REVIEW' ? 'NEEDS_REVIEW' : 'REFUSED');
  if (to === 'VOIDED') {
    return (await voidEverywhere(ctx, order)) ? end(ctx, order, to) : stayAsItIs(ctx, order);
  }
  if (order.reserving) {
    await releaseEverywhere(ctx, order);
  }
  return end(ctx, order, to);
}

const confirming = new Set<OrderStatus>(['APPROVED', 'LENT']);

/**
 * Takes an order, whose row the caller has locked, up again to get to `to` once every owner has done its part.
 * @throws CallerError CONFLICT when no step leads there; nothing is changed then
 */
export async function endAs(
  em: EntityManager,
  order: PurchaseLendOrder,
  to: OrderStatus,
  { actor, reason = null }: Omit<Move, 'at'>,
): Promise<void> {
  checkStep(order, to);
  Object.assign(order, { endsAs: to, endsBy: actor, endsReason: reason, round: order.round + 1 });
  await takeUpAgain(em, orderTable, order, confirming.has(to) ? 'COMMITTING' : 'ABORTING');
}

/**
 * The store cannot supply an online order: the next one is asked that has the book, no dearer than it was approved, and is
 * paid by the same library, none of those that were asked before; without one the order ends as NOT_SUPPLIED. The order's row is locked.
 */
export async function passOn(
  em: EntityManager,
  order: PurchaseLendOrder,
  why: StoreAttempt['why'],
  { at, actor }: Move,
): Promise<void> {
  const { id, bookId, storeId, payer = null, facts } = order;
  await (why === 'OUT_OF_STOCK' ? emptyOffer : takeBackPromise)(em, order, at);
  em.create(StoreAttempt, { orderId: id, storeId: storeId ?? '', why, at });
  await em.flush();
  const attempts = await em.find(StoreAttempt, { orderId: id });
  const next = await promiseCopy(em, bookId, at, {
    not: attempts.map((attempt) => attempt.storeId),
    payer,
    maxPriceFen: facts?.listPriceFen ?? 0,
  });
  const reason = [order.endsReason, `${why}: ${storeId}`].filter(Boolean).join('; ').slice(0, 255);
  if (!next) {
    // The last store stays on the order, which nothing is promised to any more.
    order.offerId = null;
    return endAs(em, order, 'NOT_SUPPLIED', { actor, reason });
  }
  const { offer, contract } = next;
  Object.assign(order, {
    storeId: offer.storeId,
    offerId: offer.id,
    listPriceFen: offer.listPriceFen,
    rateBasisPoints: contract.rateBasisPoints,
    netFen: netFenOf(offer.listPriceFen, contract.rateBasisPoints),
  });
  await endAs(em, order, 'APPROVED', { actor, reason });
}

/** The fund cannot bear the price at the store that an order was passed on to: the one after it is asked. */
async function passOnAgain(ctx: Context, { id, round, endsBy }: PurchaseLendOrder): Promise<PurchaseLendOrder> {
  await transact(ctx, async (em) => {
    const order = await lockOrder(em, id);
    if (order.phase === 'COMMITTING' && order.round === round) {
      await passOn(em, order, 'FUND_EMPTY', { at: ctx.now, actor: endsBy ?? 'SYSTEM' });
    }
  });
  const next = await orderById(ctx.em, id);
  return (next.phase === 'COMMITTING' ? commit : abort)(ctx, next);
}

/** Writes what an order has come to; nothing, when it has been written or the order has gone on since. The order as it stands. */
function end(ctx: Context, { id, round }: PurchaseLendOrder, to: OrderStatus): Promise<PurchaseLendOrder> {
  return transact(ctx, async (em) => {
    const order = await lockOrder(em, id);
    if (order.phase === 'DONE' || order.round !== round) {
      return order;
    }
    if (order.phase === 'ABORTING' && order.reserving && to === 'NEEDS_REVIEW') {
      Object.assign(order, { reserving: false, attempt: order.attempt + 1 });
    }
    if (order.status !== to || to === 'APPROVED') {
      await reach(em, order, to, ctx.now);
    }
    if (order.channel === 'ONLINE' && order.outcome && order.outcome !== 'SUPPLIED') {
      await eraseAddress(em, id);
    }
    await rest(em, order);
    return order;
  });
}

async function reach(em: EntityManager, order: PurchaseLendOrder, to: OrderStatus, at: Date): Promise<void> {
  await settleStock(em, order, to, at);
  if (to === 'LENT') order.lentAt = at;
  // Not the codes of the failing rules: `failures` shows of those what the viewer may see.
  const reason = order.endsReason ?? (order.tryAgain ? 'TRY_AGAIN' : null);
  const leftStoreId = passedOn.has(to) ? await storeBefore(em, order) : null;
  moveOrder(em, order, to, { at, actor: order.endsBy ?? 'SYSTEM', reason, leftStoreId });
}

/** Where a store may have lost the order to another one, or to none. */
const passedOn = new Set<OrderStatus>(['APPROVED', 'NOT_SUPPLIED']);

/** The store that was told of an order's last step, if the order is another's by now. */
async function storeBefore(em: EntityManager, { id, storeId = null }: PurchaseLendOrder): Promise<string | null> {
  const [last] = await em.find(PurchaseTransition, { orderId: id }, { orderBy: { id: 'desc' }, limit: 1 });
  const before = last?.storeId ?? null;
  return before === storeId ? null : before;
}

/** An owner says no: a book that is to be voided came back to a library, or no fund pays. The order stands as it stood. */
function stayAsItIs(ctx: Context, { id, round }: PurchaseLendOrder): Promise<PurchaseLendOrder> {
  return transact(ctx, async (em) => {
    const order = await lockOrder(em, id);
    if (order.phase !== 'DONE' && order.round === round) {
      await rest(em, order);
    }
    return order;
  });
}

async function rest(em: EntityManager, order: PurchaseLendOrder): Promise<void> {
  Object.assign(order, { phase: 'DONE', endsAs: null, endsBy: null, endsReason: null });
  await cancelResume(em, orderTable, order.id);
}

/** An order's row, locked: whoever holds it decides what becomes of it. */
export function lockOrder(em: EntityManager, id: string): Promise<PurchaseLendOrder> {
  return orderById(em, id, 'for update');
}

/** An order as it stands now. @throws Error when there is none */
export async function orderById(
  em: EntityManager,
  id: string,
  lock: 'for update' | '' = '',
): Promise<PurchaseLendOrder> {
  const [order] = await entities(em, PurchaseLendOrder, 'orderById', `where id = $1 ${lock}`, [id]);
  if (!order) {
    throw new Error(`there is no order ${id}`);
  }
  return order;
}
