// From approval to the reader's door, and back: what the store, the courier and the reader do with an online order.
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { eraseLater } from './addresses.ts';
import type { Context } from './context.ts';
import { endAs, passOn } from './endings.ts';
import type { PurchaseLendOrder } from './entities.ts';
import { type Move, moveOrder } from './lifecycle.ts';
import { judgedAt } from './offline.ts';
import { act } from './orderActions.ts';
import { accept, checkLent } from './review.ts';
import type {
  MutationRecordDeliveryArgs,
  MutationReviewOrderArgs,
  MutationShipOrderArgs,
  OrderAction,
} from './types.generated.ts';

/** The store has the book in hand for the order. */
export function confirmOrder(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return act(ctx, id, 'CONFIRM', async (em, order) => moveOrder(em, order, 'CONFIRMED', moveOf(ctx)));
}

/** The store cannot supply it: the next store is asked, or nobody can. */
export function reportOutOfStock(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return act(ctx, id, 'REPORT_OUT_OF_STOCK', (em, order) => passOn(em, order, 'OUT_OF_STOCK', moveOf(ctx)));
}

/** The courier has it. */
export function shipOrder(ctx: Context, { id, ...given }: MutationShipOrderArgs): Promise<PurchaseLendOrder> {
  const courier = checkText('courier', given.courier, 50);
  const trackingNumber = checkText('trackingNumber', given.trackingNumber, 50);
  return act(ctx, id, 'SHIP', async (em, order) => {
    Object.assign(order, { courier, trackingNumber, shippedAt: ctx.now });
    moveOrder(em, order, 'SHIPPED', moveOf(ctx));
  });
}

const deliveryActions = {
  DELIVERED: 'RECORD_DELIVERED',
  REFUSED_AT_DOOR: 'RECORD_REFUSED_AT_DOOR',
  RETURNED_TO_SENDER: 'RECORD_RETURNED',
  LOST: 'RECORD_LOST',
  DAMAGED: 'RECORD_DAMAGED',
} as const satisfies Record<MutationRecordDeliveryArgs['event'], OrderAction>;

/** What the courier reports of a parcel. All but DELIVERED end the order, and release what it held. */
export function recordDelivery(
  ctx: Context,
  { id, event, liable = null }: MutationRecordDeliveryArgs,
): Promise<PurchaseLendOrder> {
  const needsLiable = event === 'LOST' || event === 'DAMAGED';
  if (needsLiable !== (liable !== null)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      needsLiable
        ? `${event} 须注明责任方 liable：CARRIER 或 STORE。${event} needs "liable": CARRIER or STORE bears it.`
        : `${event} 不涉及责任方，请去掉 liable。"liable" is for LOST and DAMAGED only; leave it out for ${event}.`,
      { argument: 'liable' },
    );
  }
  return act(ctx, id, deliveryActions[event], async (em, order) => {
    if (event === 'DELIVERED') {
      await deliver(em, order, moveOf(ctx));
      return;
    }
    order.liable = liable;
    await endAs(em, order, event, moveOf(ctx));
  });
}

/** The reader has the book: the loan begins. */
export function signForOrder(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return act(ctx, id, 'SIGN_FOR', (em, order) => signFor(em, order, moveOf(ctx)));
}

/** The reader does not want it any more, before it is shipped. */
export function cancelOrder(ctx: Context, id: string): Promise<PurchaseLendOrder> {
  return act(ctx, id, 'CANCEL', (em, order) => endAs(em, order, 'CANCELLED', moveOf(ctx)));
}

/**
 * A librarian of the library that pays decides; what a store sold off line is lent when it is accepted, the book has long been taken.
 * @throws CallerError CONFLICT also when it cannot be lent now, with what stands in the way; it waits again then
 */
export async function reviewOrder(
  ctx: Context,
  { id, decision, ...given }: MutationReviewOrderArgs,
): Promise<PurchaseLendOrder> {
  const reason = given.reason == null && decision === 'APPROVE' ? null : checkText('reason', given.reason ?? '', 200);
  const move = { ...moveOf(ctx), reason };
  const reviewed = await act(ctx, id, decision, async (em, order) => {
    if (decision === 'REFUSE') {
      await endAs(em, order, 'REFUSED', move);
    } else if (order.channel === 'COUNTER') {
      order.dueDate ??= dueDateFrom(order, ctx.now);
      await accept(em, order, move);
    } else if (yearOf(order.submittedAt) === yearOf(ctx.now)) {
      moveOrder(em, order, 'APPROVED', move);
    } else {
      // The fund of the year in which it is approved pays.
      await endAs(em, order, 'APPROVED', move);
    }
  });
  if (decision === 'APPROVE') {
    checkPaid(ctx, reviewed);
    checkLent(ctx, reviewed);
  }
  return reviewed;
}

/** @throws CallerError CONFLICT when the fund of the new year cannot bear an order that was submitted in the old one */
function checkPaid(ctx: Context, { channel, status, phase }: PurchaseLendOrder): void {
  if (channel === 'ONLINE' && status === 'NEEDS_REVIEW' && phase === 'DONE') {
    const year = yearOf(ctx.now);
    throw new CallerError(
      'CONFLICT',
      `${year} 年度购书经费不足，购借单仍待审核。The fund of ${year}, the year in which it would be approved, cannot bear it: the order is still to be decided. Allocate more, or refuse it.`,
      { action: 'APPROVE', status },
    );
  }
}

/**
 * Takes back a sale of this day: the book is at the store again, and the reader may take it another time.
 * @throws CallerError CONFLICT also when the book came back to a library meanwhile
 */
export async function voidOrder(ctx: Context, id: string, givenReason: string): Promise<PurchaseLendOrder> {
  const reason = checkText('reason', givenReason, 200);
  const order = await act(ctx, id, 'VOID', (em, locked) => endAs(em, locked, 'VOIDED', { ...moveOf(ctx), reason }));
  if (order.phase === 'DONE' && order.status !== 'VOIDED') {
    throw new CallerError(
      'CONFLICT',
      `该书已归还图书馆，不能作废。The book was returned to a library: the order cannot be voided.`,
      { action: 'VOID', status: order.status },
    );
  }
  return order;
}

/** The parcel is at the reader's: the days of the address are counted from now. */
async function deliver(em: EntityManager, order: PurchaseLendOrder, move: Move): Promise<void> {
  moveOrder(em, order, 'DELIVERED', move);
  await eraseLater(em, order.id, move.at);
}

/** DELIVERED, if nobody has said so, and then LENT: the loan runs from this day. */
export async function signFor(em: EntityManager, order: PurchaseLendOrder, move: Move): Promise<void> {
  if (order.status === 'SHIPPED') {
    await deliver(em, order, move);
  }
  order.dueDate = dueDateFrom(order, move.at);
  await endAs(em, order, 'LENT', move);
}

/** The last day of its loan, by the terms of its library, when the reader has it from a moment on. */
function dueDateFrom(order: PurchaseLendOrder, now: Date): string {
  const { terms, shippedAt } = order;
  const { loanDays, loanStart, loanStartDays } = terms ?? { loanDays: 30, loanStart: 'SIGN_OFF', loanStartDays: 0 };
  switch (loanStart) {
    case 'ACCEPTANCE':
      return addDays(dayOf(judgedAt(order)), loanDays);
    case 'DAYS_AFTER_SHIPPING':
      return addDays(dayOf(shippedAt ?? now), loanStartDays + loanDays);
    default:
      return addDays(dayOf(now), loanDays);
  }
}

function moveOf(ctx: Context): Move {
  return { at: ctx.now, actor: actorOf(ctx) };
}
