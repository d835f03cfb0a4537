// The result of a mutation, read from the order's row: the first answer and every repetition say the same.
import type { PurchaseLendOrder } from './entities.ts';

export interface Taken {
  order: PurchaseLendOrder;
  dueDate: string;
  itemBarcode: string;
  itemBarcodes: string[];
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
  const { dueDate, itemBarcodes } = order;
  const taken: Taken = { order, dueDate: dueDate ?? '', itemBarcode: itemBarcodes[0] ?? '', itemBarcodes };
  if (isReviewed(order)) {
    return { __typename: 'PurchaseInReview' as const, order };
  }
  // Also when it was voided or returned since: it is the first answer again.
  if (order.lentAt) {
    return { __typename: 'PurchaseLendOrderLent' as const, ...taken, readerName: order.readerName ?? '' };
  }
  return order.phase === 'COMMITTING' ? { __typename: 'PurchaseLendOrderDecided' as const, ...taken } : refusal(order);
}

/** The outcome of an online order, once it is decided. */
export function onlineResult(order: PurchaseLendOrder | null) {
  if (!order) {
    return undecided;
  }
  if (isReviewed(order)) {
    return { __typename: 'PurchaseInReview' as const, order };
  }
  const isRefused = order.status === 'REFUSED' || (order.status === 'SUBMITTED' && order.phase !== 'COMMITTING');
  return isRefused ? refusal(order) : { __typename: 'PurchaseApproved' as const, order };
}

/** A librarian was or will be asked. */
function isReviewed({ reviewed, endsAs }: PurchaseLendOrder): boolean {
  return reviewed || endsAs === 'NEEDS_REVIEW';
}

function refusal(order: PurchaseLendOrder) {
  return order.tryAgain ? { __typename: 'TryAgain' as const } : { __typename: 'PurchaseRefused' as const, order };
}
