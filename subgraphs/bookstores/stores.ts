// Stores and what they offer.
import { may } from '../../lib/actions.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { Offer, type PurchaseLendOrder, type Store } from './entities.ts';
import { contractOn } from './facts.ts';

/** Titles on sale in one store, the last changed first. */
export async function offersOfStore(
  ctx: Context,
  store: Store,
  { first, after }: PageArguments,
): Promise<Connection<Offer>> {
  checkFirst(first);
  const [asOf, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const beyond =
    asOf === undefined
      ? {}
      : { $or: [{ asOf: { $lt: new Date(asOf) } }, { asOf: new Date(asOf), id: { $gt: String(id) } }] };
  const [offers, count] = await Promise.all([
    ctx.em.find(Offer, { storeId: store.id, ...beyond }, { orderBy: { asOf: 'desc', id: 'asc' }, limit: first + 1 }),
    ctx.em.count(Offer, { storeId: store.id }),
  ]);
  return toConnection(offers, first, count, (offer) => [offer.asOf.toISOString(), offer.id]);
}

/** The library that pays for what is bought in a store today. */
export async function payerOfStore(ctx: Context, store: Store): Promise<{ id: string } | null> {
  const contract = await contractOn(ctx.em, store.id, ctx.now);
  return contract && { id: contract.payer };
}

/** An order, for those who may read it; for others it does not exist. */
export async function orderForViewer(ctx: Context, id: string): Promise<PurchaseLendOrder | null> {
  const order = await ctx.loaders.orderById.load(id);
  return order && may(ctx.identity, 'order.read', resourceOf(order)) ? order : null;
}

/** What the action table needs to know of an order. */
export function resourceOf(order: PurchaseLendOrder) {
  return { store: order.storeId, library: order.payer, card: order.card };
}
