// The result of a mutation, read from the order's row: the first answer and every repetition say the same.
import type { PurchaseLendOrder } from './entities.ts';

export interface Taken {
  order: PurchaseLendOrder;
  dueDate: string;
  itemBarcode: string;
}

export interface Refused {
  order: PurchaseLendOrder;
}

const undecided = { __typename: 'TryAgain' as const };

/** The outcome of an order at the counter, once it is decided. */
export function counterResult(order: PurchaseLendOrder | null) {
  if (!order) {
    return undecided;
  }
  const taken = { order, dueDate: order.dueDate ?? '', itemBarcode: order.itemBarcode ?? '' };
  if (order.status === 'LENT') {
    return { __typename: 'PurchaseLendOrderLent' as const, ...taken, readerName: order.readerName ?? '' };
  }
  return order.phase === 'COMMITTING' ? { __typename: 'PurchaseLendOrderDecided' as const, ...taken } : refusal(order);
}

/** The outcome of an online order, once it is decided. */
export function onlineResult(order: PurchaseLendOrder | null) {
  if (!order) {
    return undecided;
  }
  return order.status === 'APPROVED' || order.phase === 'COMMITTING'
    ? { __typename: 'PurchaseApproved' as const, order }
    : refusal(order);
}

function refusal(order: PurchaseLendOrder) {
  return order.tryAgain ? { __typename: 'TryAgain' as const } : { __typename: 'PurchaseRefused' as const, order };
}
