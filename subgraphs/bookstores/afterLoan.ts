// After the loan an order follows what happens to its copies: RETURNED → IN_PROCESS → SHELVED once all of them are there;
// LOST or DAMAGED with the first one that is, COMPENSATED or WRITTEN_OFF once all such are settled.
//
// Steps come from the jobs of lending and of the copies' owners, twice and in any order: each is noted once, and the order
// goes as far as the steps reach without a gap, each with its own time. SHELVED that comes before RETURNED waits as a note;
// RETURNED then carries the order over both. What is noted never needs to be sent again.
import { LockMode } from '@mikro-orm/core';
import { may } from '../../lib/actions.ts';
import { orderOfClaim } from '../../lib/claims.ts';
import { CallerError } from '../../lib/errors.ts';
import type { OrderStep } from '../../lib/orderSteps.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { OrderItemStep, type OrderStatus, PurchaseLendOrder, type PurchaseTransition } from './entities.ts';
import { moveOrder } from './lifecycle.ts';
import { resourceOf } from './stores.ts';

/** Where an order has not come to its loan yet. */
const beforeLoan = new Set<OrderStatus>(['SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED']);

/**
 * Notes a step of one copy, and moves its order as far as it goes. An order that ended otherwise stays as it is.
 * @throws CallerError NOT_FOUND for no order, CONFLICT for one that is not lent yet or is being worked on: to be sent again
 */
export function recordOrderStep(ctx: Context, { orderId: claimId, ...step }: OrderStep): Promise<boolean> {
  const orderId = orderOfClaim(claimId);
  return transact(ctx, async (em) => {
    const order = await em.findOne(PurchaseLendOrder, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!order) {
      throw new CallerError('NOT_FOUND', `没有购借单“${orderId}”。There is no order "${orderId}".`);
    }
    if (beforeLoan.has(order.status) || order.phase !== 'DONE') {
      throw new CallerError('CONFLICT', `The order is ${order.status} (${order.phase}): ${step.step} comes too early.`);
    }
    await em.upsert(
      OrderItemStep,
      { ...step, orderId, reason: step.reason ?? null, amountFen: step.amountFen ?? null },
      { onConflictAction: 'ignore' },
    );
    await follow(em, order);
    return true;
  });
}

const ofLosses = new Set<OrderStatus>(['LOST', 'DAMAGED', 'COMPENSATED', 'WRITTEN_OFF']);

/** Why an order took a step. What a library wrote about a loss is for whoever may know what was paid for it. */
export async function reasonForViewer(
  ctx: Context,
  { orderId, to, reason }: PurchaseTransition,
): Promise<string | null> {
  if (reason == null || !ofLosses.has(to)) {
    return reason ?? null;
  }
  const order = await ctx.loaders.orderById.load(orderId);
  return order && may(ctx.identity, 'order.readCompensation', resourceOf(order)) ? reason : null;
}

/** What was paid for copies of an order, in fen; null for nothing, and for a viewer who may not know. */
export async function compensationOfOrder(ctx: Context, order: PurchaseLendOrder): Promise<number | null> {
  if (!may(ctx.identity, 'order.readCompensation', resourceOf(order))) {
    return null;
  }
  const paid = await ctx.loaders.compensationsByOrder.load(order.id);
  return paid.length === 0 ? null : paid.reduce((sum, { amountFen }) => sum + (amountFen ?? 0), 0);
}

async function follow(em: EntityManager, order: PurchaseLendOrder): Promise<void> {
  const noted = await em.find(OrderItemStep, { orderId: order.id }, { orderBy: { at: 'asc', itemId: 'asc' } });
  for (let step = nextStep(order, noted); step; step = nextStep(order, noted)) {
    moveOrder(em, order, step.step, { at: step.at, actor: step.actor, reason: step.reason ?? null });
  }
}

/** The step that takes the order on from where it stands; of several copies the last one's, of losses the first one's. */
function nextStep({ status, items }: PurchaseLendOrder, noted: OrderItemStep[]): OrderItemStep | undefined {
  const of = (...steps: OrderItemStep['step'][]) => noted.filter(({ step }) => steps.includes(step));
  const whenAll = (steps: OrderItemStep[]) => (steps.length >= items ? steps.at(-1) : undefined);
  const losses = of('LOST', 'DAMAGED');
  switch (status) {
    case 'LENT':
      return losses[0] ?? whenAll(of('RETURNED'));
    case 'RETURNED':
      return whenAll(of('IN_PROCESS'));
    case 'IN_PROCESS':
      return whenAll(of('SHELVED'));
    case 'LOST':
    case 'DAMAGED': {
      const settled = of('COMPENSATED', 'WRITTEN_OFF');
      const isSettled = losses.length > 0 && settled.length >= losses.length;
      return isSettled ? (settled.findLast(({ step }) => step === 'COMPENSATED') ?? settled.at(-1)) : undefined;
    }
    default:
      return undefined;
  }
}
