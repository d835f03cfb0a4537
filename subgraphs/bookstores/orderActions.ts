// What somebody may do with an order, in ONE table: through which channel, where the order stands, and by which permission of
// lib/actions.ts. `availableActions` and the mutations read the same lines.
import { authorise, may, type Action as Permission } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { lockOrder } from './endings.ts';
import type { OrderStatus, PurchaseLendOrder } from './entities.ts';
import { carryOn } from './orders.ts';
import { orderForViewer, resourceOf } from './stores.ts';
import type { OrderAction } from './types.generated.ts';

interface Line {
  channels: readonly PurchaseLendOrder['channel'][];
  from: readonly OrderStatus[];
  permission: Permission;
  /** Why it cannot be done though the order stands right; null when it can. */
  obstacle?: (order: PurchaseLendOrder, now: Date) => string | null;
}

const ONLINE = ['ONLINE'] as const;
const shipped = { channels: ONLINE, from: ['SHIPPED'], permission: 'order.fulfil' } as const;
const beforeShipping = ['APPROVED', 'CONFIRMED'] as const;
const underReview = { channels: ['COUNTER', 'ONLINE'], from: ['NEEDS_REVIEW'], permission: 'order.review' } as const;

/** One line for each action. */
export const orderActions: Record<OrderAction, Line> = {
  APPROVE: underReview,
  REFUSE: underReview,
  CONFIRM: { channels: ONLINE, from: ['APPROVED'], permission: 'order.fulfil' },
  REPORT_OUT_OF_STOCK: { channels: ONLINE, from: beforeShipping, permission: 'order.fulfil' },
  SHIP: { channels: ONLINE, from: ['CONFIRMED'], permission: 'order.fulfil' },
  RECORD_DELIVERED: shipped,
  RECORD_REFUSED_AT_DOOR: shipped,
  RECORD_RETURNED: shipped,
  RECORD_LOST: shipped,
  RECORD_DAMAGED: shipped,
  SIGN_FOR: { channels: ONLINE, from: ['SHIPPED', 'DELIVERED'], permission: 'order.signFor' },
  CANCEL: { channels: ONLINE, from: beforeShipping, permission: 'order.cancel' },
  VOID: { channels: ['COUNTER'], from: ['LENT'], permission: 'order.void', obstacle: notToday },
};

const names = Object.keys(orderActions) as OrderAction[];

/** What the person who asks can do with an order now; nothing while it is on its way to its next status. */
export function availableActions({ identity, now }: Context, order: PurchaseLendOrder): OrderAction[] {
  return names.filter(
    (name) => may(identity, orderActions[name].permission, resourceOf(order)) && isPossible(order, name, now),
  );
}

/**
 * Does an action to an order and carries it on as far as it goes within seconds.
 * @param change what is done to the order, whose row is locked; it throws to change nothing
 * @throws CallerError UNAUTHENTICATED, NOT_FOUND for an order that the caller may not see, FORBIDDEN, CONFLICT
 */
export async function act(
  ctx: Context,
  id: string,
  action: OrderAction,
  change: (em: EntityManager, order: PurchaseLendOrder) => Promise<void>,
): Promise<PurchaseLendOrder> {
  const { permission } = orderActions[action];
  if (ctx.identity.role === 'anonymous') {
    authorise(ctx.identity, permission);
  }
  if (!(await orderForViewer(ctx, id))) {
    throw new CallerError(
      'NOT_FOUND',
      `没有购借单“${id}”，或它不属于您。There is no order "${id}", or it is not yours.`,
      { argument: 'id' },
    );
  }
  const order = await transact(ctx, async (em) => {
    const locked = await lockOrder(em, id);
    authorise(ctx.identity, permission, resourceOf(locked));
    checkPossible(locked, action, ctx.now);
    await change(em, locked);
    await em.flush();
    return locked;
  });
  return order.phase === 'DONE' ? order : carryOn(ctx, id);
}

function isPossible(order: PurchaseLendOrder, action: OrderAction, now: Date): boolean {
  const { channels, from, obstacle } = orderActions[action];
  return (
    order.phase === 'DONE' &&
    channels.includes(order.channel) &&
    from.includes(order.status) &&
    (obstacle?.(order, now) ?? null) === null
  );
}

/** @throws CallerError CONFLICT that says where the order stands and what could be done with it */
function checkPossible(order: PurchaseLendOrder, action: OrderAction, now: Date): void {
  if (isPossible(order, action, now)) {
    return;
  }
  const { status, endsAs = null } = order;
  throw new CallerError('CONFLICT', whyNot(order, action, now), { action, status, becoming: endsAs });
}

function whyNot(order: PurchaseLendOrder, action: OrderAction, now: Date): string {
  const { status, phase, channel, endsAs } = order;
  const { channels, from, obstacle } = orderActions[action];
  if (phase !== 'DONE') {
    return `购借单正由 ${status} 变为 ${endsAs ?? '下一状态'}，请稍后再试。The order is on its way from ${status} to ${endsAs ?? 'its decision'}: nothing else can be done with it now.`;
  }
  if (!channels.includes(channel)) {
    return `${action} 不适用于 ${channel} 购借单。${action} is not for orders of the channel ${channel}.`;
  }
  if (!from.includes(status)) {
    const possible = names.filter((name) => isPossible(order, name, now));
    return `购借单现为 ${status}，${action} 只适用于 ${from.join('、')}。The order is ${status}; ${action} needs ${from.join(' or ')}. ${possible.length > 0 ? `Possible now: ${possible.join(', ')}.` : 'Nothing can be done with it any more.'}`;
  }
  return obstacle?.(order, now) ?? '';
}

/** A sale is taken back on the day on which it was made, in Asia/Shanghai: after that it is in the books. */
function notToday({ lentAt }: PurchaseLendOrder, now: Date): string | null {
  const day = lentAt ? dayOf(lentAt) : '';
  return day === dayOf(now)
    ? null
    : `只能在借出当日（${day}）作废，今天是 ${dayOf(now)}；请读者到馆归还。An order is voided on the day it was lent, ${day}; today is ${dayOf(now)}: the reader returns the book to a library.`;
}
