// What an order takes at each owner, and gives back: slot and money in central, the reader's quota in lending, the copy at
// the library that pays, the stock here. Every call is idempotent by the order's id.
import { LockMode } from '@mikro-orm/core';
import { type Failure, isRuleCode } from '../../lib/failures.ts';
import { transact } from '../../lib/orm.ts';
import { itemOwner } from '../../lib/owners.ts';
import { yearOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { Offer, PurchaseLendOrder } from './entities.ts';
import { type Facts, limits } from './rules.ts';

/** What was reserved: the copy, or every reason why not. */
export interface Reservation {
  failures: Failure[];
  item: { itemId: string; barcode: string } | null;
}

interface OwnerFailure {
  code: string;
  limit: number | null;
  actual: number | null;
}

/** Reserves at all owners at once. */
export async function reserveEverywhere(ctx: Context, order: PurchaseLendOrder, facts: Facts): Promise<Reservation> {
  const [purchase, loan, item, stock] = await Promise.all([
    reservePurchase(ctx, order, facts),
    reserveLoan(ctx, order),
    reserveItem(ctx, order),
    reserveStock(ctx, order),
  ]);
  const { itemId, barcode, reason } = item;
  return {
    failures: [...purchase, ...loan, ...stock, ...(reason === 'BARCODE_IN_USE' ? [{ code: reason } as const] : [])],
    item: itemId && barcode ? { itemId, barcode } : null,
  };
}

/** The book is in the reader's hand: money is expended, the copy is on loan, the loan runs. */
export async function confirmEverywhere(
  ctx: Context,
  { id, payer, itemId, dueDate }: PurchaseLendOrder,
): Promise<void> {
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { confirmPurchase(orderId: $id) }', { id }),
    ctx.ask(
      itemOwner(payer ?? ''),
      'mutation ($id: ID!, $dueDate: Date!) { confirmOrderItem(orderId: $id, dueDate: $dueDate) }',
      { id, dueDate },
    ),
    ctx.ask('lending', 'mutation ($input: ConfirmLoanInput!) { confirmLoan(input: $input) }', {
      input: { orderId: id, itemId, dueDate },
    }),
  ]);
}

/** Gives back all that the order may have taken, wherever it got. */
export async function releaseEverywhere(ctx: Context, { id, payer, offerId }: PurchaseLendOrder): Promise<void> {
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { releasePurchase(orderId: $id) }', { id }),
    ctx.ask(itemOwner(payer ?? ''), 'mutation ($id: ID!) { releaseOrderItem(orderId: $id) }', { id }),
    ctx.ask('lending', 'mutation ($id: ID!) { releaseLoan(orderId: $id) }', { id }),
    offerId && releaseStock(ctx, id),
  ]);
}

async function reservePurchase(ctx: Context, order: PurchaseLendOrder, facts: Facts): Promise<Failure[]> {
  const { reservePurchase: result } = await ctx.ask<{ reservePurchase: { failures: OwnerFailure[] } }>(
    'central',
    'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { failures { code limit actual } } }',
    {
      input: {
        orderId: order.id,
        bookId: order.bookId,
        payer: order.payer,
        year: yearOf(order.submittedAt),
        copies: facts.copies,
        netFen: order.netFen,
        payerHeld: facts.payerHeld,
        cityHeld: facts.cityHeld,
        payerCap: limits.copyCap,
        cityCap: limits.cityCopyCap,
      },
    },
  );
  return toFailures(result.failures);
}

async function reserveLoan(ctx: Context, { id, card, bookId }: PurchaseLendOrder): Promise<Failure[]> {
  const { reserveLoan: result } = await ctx.ask<{ reserveLoan: { failures: OwnerFailure[] } }>(
    'lending',
    'mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { failures { code limit actual } } }',
    { input: { orderId: id, card, bookId } },
  );
  return toFailures(result.failures);
}

async function reserveItem(ctx: Context, order: PurchaseLendOrder) {
  const { reserveOrderItem } = await ctx.ask<{
    reserveOrderItem: { itemId: string | null; barcode: string | null; reason: string | null };
  }>(
    itemOwner(order.payer ?? ''),
    'mutation ($input: ReserveOrderItemInput!) { reserveOrderItem(input: $input) { itemId barcode reason } }',
    {
      input: {
        orderId: order.id,
        bookId: order.bookId,
        library: order.payer,
        barcode: order.scannedBarcode,
        callNumber: `${order.classNumber ?? ''}/待编`,
        location: '采编部',
      },
    },
  );
  return reserveOrderItem;
}

/** Online: one copy of the store with the largest stock is promised. At the counter the book is in the clerk's hand. */
async function reserveStock(ctx: Context, { id, channel, bookId }: PurchaseLendOrder): Promise<Failure[]> {
  if (channel === 'COUNTER') {
    return [];
  }
  return transact(ctx, async (em) => {
    const order = await em.findOneOrFail(PurchaseLendOrder, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (order.offerId || order.phase !== 'GATHERING') {
      return [];
    }
    const offer = await em.findOne(
      Offer,
      { bookId, stock: { $gt: 0 }, ...(order.storeId ? { storeId: order.storeId } : {}) },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { stock: 'desc', id: 'asc' } },
    );
    if (!offer) {
      return [{ code: 'NOT_IN_STOCK' }];
    }
    offer.stock -= 1;
    offer.inFlight += 1;
    order.offerId = offer.id;
    return [];
  });
}

function releaseStock(ctx: Context, orderId: string): Promise<void> {
  return transact(ctx, async (em) => {
    const order = await em.findOneOrFail(PurchaseLendOrder, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!order.offerId) {
      return;
    }
    const offer = await em.findOneOrFail(Offer, { id: order.offerId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    offer.stock += 1;
    offer.inFlight -= 1;
    order.offerId = null;
  });
}

function toFailures(failures: OwnerFailure[]): Failure[] {
  return failures.flatMap(({ code, limit, actual }) => (isRuleCode(code) ? [{ code, limit, actual }] : []));
}
