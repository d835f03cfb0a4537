// The life of a purchase-lend order: which step may follow which, by channel. Every change of a status goes through `moveOrder`,
// so that no step is taken that the table does not know, each leaves its transition, and no order waits without an end.
import { CallerError } from '../../lib/errors.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { type OrderStatus, type PurchaseLendOrder, PurchaseTransition } from './entities.ts';

/** SUPPLIED: the reader got the book. NOT_SUPPLIED: not. CANCELLED: it was not wanted any more. */
export type OrderOutcome = 'SUPPLIED' | 'NOT_SUPPLIED' | 'CANCELLED';

type Steps = Partial<Record<OrderStatus, readonly OrderStatus[]>>;

const afterLoan: Steps = {
  RETURNED: ['IN_PROCESS'],
  IN_PROCESS: ['SHELVED'],
  LOST: ['COMPENSATED', 'WRITTEN_OFF'],
  DAMAGED: ['COMPENSATED', 'WRITTEN_OFF'],
};

/** What may follow, by channel. A status without an entry is the last one. */
export const steps: Record<PurchaseLendOrder['channel'], Steps> = {
  COUNTER: {
    ...afterLoan,
    SUBMITTED: ['LENT', 'REFUSED', 'NEEDS_REVIEW'],
    NEEDS_REVIEW: ['LENT', 'REFUSED'],
    LENT: ['VOIDED', 'RETURNED', 'LOST', 'DAMAGED'],
  },
  ONLINE: {
    ...afterLoan,
    SUBMITTED: ['APPROVED', 'REFUSED', 'NEEDS_REVIEW'],
    NEEDS_REVIEW: ['APPROVED', 'REFUSED', 'EXPIRED'],
    // To APPROVED again: the next store is asked.
    APPROVED: ['CONFIRMED', 'APPROVED', 'NOT_SUPPLIED', 'CANCELLED'],
    CONFIRMED: ['SHIPPED', 'APPROVED', 'NOT_SUPPLIED', 'CANCELLED'],
    SHIPPED: ['DELIVERED', 'REFUSED_AT_DOOR', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED'],
    DELIVERED: ['LENT'],
    LENT: ['RETURNED', 'LOST', 'DAMAGED'],
  },
};

const outcomes: Partial<Record<OrderStatus, OrderOutcome>> = {
  LENT: 'SUPPLIED',
  REFUSED: 'NOT_SUPPLIED',
  EXPIRED: 'NOT_SUPPLIED',
  NOT_SUPPLIED: 'NOT_SUPPLIED',
  REFUSED_AT_DOOR: 'NOT_SUPPLIED',
  RETURNED_TO_SENDER: 'NOT_SUPPLIED',
  CANCELLED: 'CANCELLED',
  VOIDED: 'CANCELLED',
};

const hour = 3_600_000;

/** How long an order may stand somewhere, in ms, until something happens by itself: see timers.ts. */
export const patience: Record<PurchaseLendOrder['channel'], Partial<Record<OrderStatus, number>>> = {
  COUNTER: {},
  ONLINE: { NEEDS_REVIEW: 72 * hour, APPROVED: 24 * hour, SHIPPED: 240 * hour, DELIVERED: 240 * hour },
};

/** How an order has ended when it gets to a status; the outcome stays as it was where the status is none of an end. */
export function outcomeAt(status: OrderStatus, before: OrderOutcome | null): OrderOutcome | null {
  // A parcel that is lost on its way never was a loan.
  if (before === null && (status === 'LOST' || status === 'DAMAGED')) return 'NOT_SUPPLIED';
  return outcomes[status] ?? before;
}

export interface Move {
  at: Date;
  /** Role of who does it, in capitals; SYSTEM for the network itself. */
  actor: string;
  reason?: string | null;
  /** The store that loses the order by this step. */
  leftStoreId?: string | null;
}

/** @throws CallerError CONFLICT when an order does not stand where the step to `to` begins */
export function checkStep({ channel, status: from }: PurchaseLendOrder, to: OrderStatus): void {
  if (!steps[channel][from]?.includes(to)) {
    const possible = steps[channel][from] ?? [];
    throw new CallerError(
      'CONFLICT',
      `购借单现为 ${from}，不能变为 ${to}。The order is ${from} and cannot become ${to}${possible.length > 0 ? `; it can become ${possible.join(', ')}` : ': it has ended'}.`,
      { status: from },
    );
  }
}

/**
 * Moves an order, whose row the caller has locked, to its next status, and writes the transition.
 * @throws CallerError CONFLICT when the order does not stand where this step begins; nothing is changed then
 */
export function moveOrder(
  em: EntityManager,
  order: PurchaseLendOrder,
  to: OrderStatus,
  { at, actor, reason = null, leftStoreId = null }: Move,
): void {
  checkStep(order, to);
  const { id, channel, status: from } = order;
  const wait = patience[channel][to];
  order.dueAt = wait === undefined ? null : new Date(at.getTime() + wait);
  order.reviewed ||= to === 'NEEDS_REVIEW';
  order.status = to;
  order.outcome = outcomeAt(to, order.outcome ?? null);
  em.create(PurchaseTransition, {
    orderId: id,
    at,
    from,
    to,
    actor,
    reason,
    storeId: order.storeId ?? null,
    leftStoreId,
  });
}
