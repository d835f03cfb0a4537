// What an order takes at each other owner, and gives back: slot and money in central, the reader's quota in lending, the
// copy at the library that pays. Every call is idempotent by the order's id.
import { type Failure, isRuleCode } from '../../lib/failures.ts';
import { itemOwner } from '../../lib/owners.ts';
import { yearOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import type { PurchaseLendOrder } from './entities.ts';
import { type Facts, limits } from './rules.ts';

/** What was reserved: the copy, or every reason why not. */
export interface Reservation {
  failures: Failure[];
  item: { itemId: string; barcode: string } | null;
}

interface OwnerAnswer {
  reserved: boolean;
  failures: { code: string; limit: number | null; actual: number | null }[];
}

/** Reserves at all owners at once. */
export async function reserveEverywhere(ctx: Context, order: PurchaseLendOrder, facts: Facts): Promise<Reservation> {
  const [purchase, loan, item] = await Promise.all([
    reservePurchase(ctx, order, facts),
    reserveLoan(ctx, order),
    reserveItem(ctx, order),
  ]);
  const { itemId, barcode, reason } = item;
  return {
    failures: [...purchase, ...loan, ...(reason === 'BARCODE_IN_USE' ? [{ code: reason } as const] : [])],
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

/** Gives back all that the order may have taken at other owners, wherever it got. */
export async function releaseEverywhere(ctx: Context, { id, payer }: PurchaseLendOrder): Promise<void> {
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { releasePurchase(orderId: $id) }', { id }),
    ctx.ask(itemOwner(payer ?? ''), 'mutation ($id: ID!) { releaseOrderItem(orderId: $id) }', { id }),
    ctx.ask('lending', 'mutation ($id: ID!) { releaseLoan(orderId: $id) }', { id }),
  ]);
}

async function reservePurchase(ctx: Context, order: PurchaseLendOrder, facts: Facts): Promise<Failure[]> {
  const { reservePurchase: result } = await ctx.ask<{ reservePurchase: OwnerAnswer }>(
    'central',
    'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved failures { code limit actual } } }',
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
  return failuresIn(result);
}

async function reserveLoan(ctx: Context, { id, card, bookId }: PurchaseLendOrder): Promise<Failure[]> {
  const { reserveLoan: result } = await ctx.ask<{ reserveLoan: OwnerAnswer }>(
    'lending',
    'mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { reserved failures { code limit actual } } }',
    { input: { orderId: id, card, bookId } },
  );
  return failuresIn(result);
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

/** @throws Error when an owner has reserved nothing for a reason that is no rule: nothing may come of that order */
function failuresIn({ reserved, failures }: OwnerAnswer): Failure[] {
  const known = failures.flatMap(({ code, limit, actual }) => (isRuleCode(code) ? [{ code, limit, actual }] : []));
  if (!reserved && known.length === 0) {
    throw new Error(`an owner has reserved nothing: ${failures.map(({ code }) => code).join(' ')}`);
  }
  return known;
}
