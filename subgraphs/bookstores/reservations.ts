// What an order takes at each other owner, and gives back: slot and money in central, the reader's quota in lending, the
// copy at the library that pays. Every call is idempotent by the order's claim.
import { claimOf } from '../../lib/claims.ts';
import { type Failure, isRuleCode } from '../../lib/failures.ts';
import { itemOwner } from '../../lib/owners.ts';
import type { Facts } from '../../lib/rules/judge.ts';
import type { Rule, RulesInForce } from '../../lib/rules/rules.ts';
import { yearOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import type { PurchaseLendOrder } from './entities.ts';
import { judgedAt } from './offline.ts';

/** What an order was judged by; the owners judge their part again under their locks. */
export interface Judged {
  facts: Facts;
  inForce: RulesInForce;
  /** What failed and a librarian is asked to let pass. */
  forReview: readonly Failure[];
}

/** What was reserved: a copy for each volume, or every reason why not. */
export interface Reservation {
  failures: Failure[];
  items: { itemId: string; barcode: string }[];
}

/** The copies of a reservation, as the columns of an order's row. */
export function columnsOf(items: Reservation['items']): Record<'item_ids' | 'item_barcodes', string> {
  return {
    item_ids: JSON.stringify(items.map(({ itemId }) => itemId)),
    item_barcodes: JSON.stringify(items.map(({ barcode }) => barcode)),
  };
}

const noCap = 2 ** 31 - 1;

interface OwnerAnswer {
  reserved: boolean;
  failures: { code: string; limit: number | null; actual: number | null; eligibleFrom?: string | null }[];
}

/** Reserves at all owners at once. */
export async function reserveEverywhere(ctx: Context, order: PurchaseLendOrder, judged: Judged): Promise<Reservation> {
  const [purchase, loan, { items, reason }] = await Promise.all([
    reservePurchase(ctx, order, judged),
    reserveLoan(ctx, order, judged),
    reserveItems(ctx, order),
  ]);
  return {
    failures: [...purchase, ...loan, ...(reason === 'BARCODE_IN_USE' ? [{ code: reason } as const] : [])],
    items,
  };
}

/** The book is in the reader's hand: money is expended, its copies are on loan, their loans run. */
export async function confirmEverywhere(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  const { payer, itemIds, dueDate, occurredAt, terms } = order;
  const id = claimOf(order);
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { confirmPurchase(orderId: $id) }', { id }),
    ctx.ask(
      itemOwner(payer ?? ''),
      'mutation ($id: ID!, $dueDate: Date!) { confirmOrderItems(orderId: $id, dueDate: $dueDate) }',
      { id, dueDate },
    ),
    ctx.ask('lending', 'mutation ($input: ConfirmLoanInput!) { confirmLoan(input: $input) }', {
      input: {
        orderId: id,
        itemIds,
        dueDate,
        startedAt: occurredAt?.toISOString() ?? null,
        renewals: terms?.renewals ?? null,
      },
    }),
  ]);
}

/** Gives back all that the order may have taken at other owners, wherever it got. */
export async function releaseEverywhere(
  ctx: Context,
  order: Pick<PurchaseLendOrder, 'id' | 'attempt' | 'payer'>,
): Promise<void> {
  const { payer } = order;
  const id = claimOf(order);
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { releasePurchase(orderId: $id) }', { id }),
    ctx.ask(itemOwner(payer ?? ''), 'mutation ($id: ID!) { releaseOrderItems(orderId: $id) }', { id }),
    ctx.ask('lending', 'mutation ($id: ID!) { releaseLoan(orderId: $id) }', { id }),
  ]);
}

/** The order goes to another store: what is encumbered follows the price there, or every reason why it cannot. */
export async function adjustEverywhere(ctx: Context, order: PurchaseLendOrder): Promise<Failure[]> {
  const { netFen, round, status } = order;
  const { adjustPurchase } = await ctx.ask<{ adjustPurchase: OwnerAnswer }>(
    'central',
    'mutation ($input: AdjustPurchaseInput!) { adjustPurchase(input: $input) { reserved failures { code limit actual } } }',
    {
      input: {
        orderId: claimOf(order),
        netFen,
        round,
        // What a librarian lets pass is approved only now.
        year: status === 'NEEDS_REVIEW' ? yearOf(ctx.now) : null,
      },
    },
  );
  return failuresIn(adjustPurchase);
}

/**
 * Takes a sale back everywhere. Lending decides first: a book that came back to a library is not at the store.
 * @returns false, and nothing is changed anywhere, when it did
 */
export async function voidEverywhere(ctx: Context, order: PurchaseLendOrder): Promise<boolean> {
  const { payer } = order;
  const id = claimOf(order);
  const { voidLoan } = await ctx.ask<{ voidLoan: boolean }>(
    'lending',
    'mutation ($id: ID!) { voidLoan(orderId: $id) }',
    {
      id,
    },
  );
  if (!voidLoan) {
    return false;
  }
  await Promise.all([
    ctx.ask('central', 'mutation ($id: ID!) { voidPurchase(orderId: $id) }', { id }),
    ctx.ask(itemOwner(payer ?? ''), 'mutation ($id: ID!) { voidOrderItems(orderId: $id) }', { id }),
  ]);
  return true;
}

async function reservePurchase(ctx: Context, order: PurchaseLendOrder, judged: Judged): Promise<Failure[]> {
  const { facts } = judged;
  const rules = rulesUnderLock(judged);
  const { reservePurchase: result } = await ctx.ask<{ reservePurchase: OwnerAnswer }>(
    'central',
    'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved failures { code limit actual } } }',
    {
      input: {
        orderId: claimOf(order),
        bookId: order.bookId,
        payer: order.payer,
        year: yearOf(judgedAt(order)),
        copies: Math.ceil(facts.items / facts.book.volumes),
        netFen: order.netFen,
        payerHeld: facts.payerHeld,
        cityHeld: facts.cityHeld,
        payerCap: capOf(rules, 'COPY_CAP'),
        cityCap: capOf(rules, 'CITY_COPY_CAP'),
      },
    },
  );
  return failuresIn(result);
}

async function reserveLoan(ctx: Context, order: PurchaseLendOrder, judged: Judged): Promise<Failure[]> {
  const { card, bookId, items, listPriceFen, occurredAt } = order;
  const { reserveLoan: result } = await ctx.ask<{ reserveLoan: OwnerAnswer }>(
    'lending',
    'mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { reserved failures { code limit actual eligibleFrom } } }',
    {
      input: {
        orderId: claimOf(order),
        card,
        bookId,
        day: judged.facts.day,
        items,
        listPriceFen,
        requestedAt: occurredAt?.toISOString() ?? null,
        rules: rulesUnderLock(judged),
      },
    },
  );
  return failuresIn(result);
}

async function reserveItems(ctx: Context, order: PurchaseLendOrder) {
  const { reserveOrderItems } = await ctx.ask<{
    reserveOrderItems: { items: Reservation['items']; reason: string | null };
  }>(
    itemOwner(order.payer ?? ''),
    'mutation ($input: ReserveOrderItemsInput!) { reserveOrderItems(input: $input) { items { itemId barcode } reason } }',
    {
      input: {
        orderId: claimOf(order),
        bookId: order.bookId,
        library: order.payer,
        count: order.items,
        barcodes: order.scannedBarcodes,
        callNumber: `${order.classNumber ?? ''}/待编`,
        location: '采编部',
      },
    },
  );
  return reserveOrderItems;
}

/**
 * The rules that may refuse under an owner's lock. One that only marks does not, nor one that a librarian is asked about for
 * this order. One that asks for a review and was met when it was judged refuses when it is not met any more: nobody would see it.
 */
function rulesUnderLock({ inForce, forReview }: Judged): Rule[] {
  const asked = new Set<string>(forReview.map(({ code }) => code));
  return [...inForce.rules.values()].filter(
    ({ code, onFail }) => onFail !== 'FLAG' && onFail !== 'OFF' && !asked.has(code),
  );
}

function capOf(rules: readonly Rule[], code: Rule['code']): number {
  return rules.find((rule) => rule.code === code)?.limit ?? noCap;
}

/** @throws Error when an owner has reserved nothing for a reason that is no rule: nothing may come of that order */
function failuresIn({ reserved, failures }: OwnerAnswer): Failure[] {
  const known = failures.flatMap(({ code, limit, actual, eligibleFrom }) =>
    isRuleCode(code) ? [{ code, limit, actual, ...(eligibleFrom ? { eligibleFrom } : {}) }] : [],
  );
  if (!reserved && known.length === 0) {
    throw new Error(`an owner has reserved nothing: ${failures.map(({ code }) => code).join(' ')}`);
  }
  return known;
}
