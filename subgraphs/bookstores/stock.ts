// What a store has of a title. The offer's row decides, by a conditional update. Each change is of this moment, so that a
// count that the store made before it does not undo it.
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { defaultWeights, inOrderOfChoice, type Weights } from './choice.ts';
import { StoreChoice } from './deliveryEntities.ts';
import { type Contract, Offer, type OrderStatus, type PurchaseLendOrder } from './entities.ts';
import { contractsOn } from './facts.ts';

/** Where an order was before: not there again, at the same library's expense, and not dearer than it was approved. */
export interface Elsewhere {
  not: readonly string[];
  payer: string | null;
  maxPriceFen: number;
}

/** A copy that a store can supply, and the contract by which it is paid. */
export interface Sale {
  offer: Offer;
  contract: Contract;
}

/** Offers of stores that have a book, and what decides between them. */
export interface Stocked {
  offers: Offer[];
  contracts: ReadonlyMap<string, Contract>;
  /** Online orders that each store has yet to ship. */
  loads: ReadonlyMap<string, number>;
  weights: Weights;
}

/** What stores have of books, in three statements however many books there are. */
export async function stockedOffers(em: EntityManager, bookIds: readonly string[], now: Date): Promise<Stocked> {
  const rows = await em.execute<(Record<string, unknown> & { store_id: string; load: number })[]>(
    `/* stockedOffers */
     with stocked as (select * from offer where book_id in (?) and stock > 0),
     store_load as (
       select store_id, (
         select count(*)::int from purchase_lend_order as waiting
         where waiting.store_id = store.store_id and waiting.channel = 'ONLINE'
           and waiting.status in ('APPROVED', 'CONFIRMED')
       ) as load from (select distinct store_id from stocked) as store
     )
     select stocked.*, store_load.load from stocked join store_load using (store_id) order by stocked.id`,
    [bookIds],
  );
  const loads = new Map(rows.map(({ store_id: storeId, load }) => [storeId, load]));
  const [contracts, choice] = await Promise.all([
    contractsOn(em, [...loads.keys()], now),
    em.findOne(StoreChoice, { id: 'CITY' }),
  ]);
  const offers = rows.map(({ load: _, ...row }) => em.map(Offer, row));
  return { offers, contracts, loads, weights: choice ?? defaultWeights };
}

/** Offers of one book that an online order can go to, of stores under contract, in the order of choice. */
export function salesOf(
  { offers, contracts, loads, weights }: Stocked,
  bookId: string,
  elsewhere: Elsewhere | null = null,
): Sale[] {
  const candidates = offers.flatMap((offer) => {
    const { id, storeId, stock, listPriceFen } = offer;
    const contract = contracts.get(storeId);
    const isPossible =
      offer.bookId === bookId &&
      (!elsewhere ||
        (!elsewhere.not.includes(storeId) &&
          listPriceFen <= elsewhere.maxPriceFen &&
          contract?.payer === elsewhere.payer));
    return contract && isPossible
      ? [{ id, stock, listPriceFen, load: loads.get(storeId) ?? 0, sale: { offer, contract } }]
      : [];
  });
  return inOrderOfChoice(candidates, weights).map(({ sale }) => sale);
}

/** Offers that an online order can go to, of stores under contract that have the book, in the order of choice. */
export async function salesInStock(
  em: EntityManager,
  bookId: string,
  now: Date,
  elsewhere: Elsewhere | null = null,
): Promise<Sale[]> {
  return salesOf(await stockedOffers(em, [bookId], now), bookId, elsewhere);
}

/** As `salesInStock`, the offers alone. */
export async function offersInStock(em: EntityManager, bookId: string, now: Date): Promise<Offer[]> {
  return (await salesInStock(em, bookId, now)).map(({ offer }) => offer);
}

/** Promises one copy to an online order, of the first offer that still has one; null when none has. */
export async function promiseCopy(
  em: EntityManager,
  bookId: string,
  now: Date,
  elsewhere: Elsewhere | null = null,
): Promise<Sale | null> {
  for (const sale of await salesInStock(em, bookId, now, elsewhere)) {
    const [promised] = await em.execute<{ id: string }[]>(
      `/* promiseCopy */ update offer set stock = stock - 1, in_flight = in_flight + 1, as_of = greatest(as_of, ?)
       where id = ? and stock > 0 returning id`,
      [now, sale.offer.id],
    );
    if (promised) {
      return sale;
    }
  }
  return null;
}

/**
 * What becomes of the store's copy when an order gets to a status. One that was sold off line is gone from the store once the network
 * knows of it, whoever pays: it comes off the stock when its order is to be reviewed, counts as sold when that is lent, and
 * nothing changes when it is refused.
 */
export async function settleStock(em: EntityManager, order: PurchaseLendOrder, to: OrderStatus, now: Date) {
  const { channel, offerId, status } = order;
  if (channel === 'COUNTER' && to === 'NEEDS_REVIEW') {
    await changeOffer(em, order, 'adjusted = adjusted - least(stock, 1), stock = stock - least(stock, 1)', now);
  } else if (channel === 'COUNTER' && to === 'LENT' && status === 'NEEDS_REVIEW') {
    await sellReviewed(em, order, now);
  } else if (to === 'APPROVED' || to === 'NEEDS_REVIEW') {
    return;
  } else if (to === 'VOIDED') {
    await changeOffer(em, order, 'stock = stock + 1, sold = sold - 1', now);
  } else if (channel === 'COUNTER' && to === 'LENT') {
    await sellOverCounter(em, order, now);
  } else if (!offerId) {
    return;
  } else if (to === 'LENT') {
    await changeOffer(em, order, 'in_flight = in_flight - 1, sold = sold + 1', now);
  } else if (to === 'LOST' || to === 'DAMAGED') {
    await changeOffer(em, order, 'in_flight = in_flight - 1, adjusted = adjusted - 1', now);
  } else {
    await changeOffer(em, order, 'in_flight = in_flight - 1, stock = stock + 1', now);
  }
}

/** The store has none, whatever its offer said: neither the promised copy nor others. */
export function emptyOffer(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  return changeOffer(em, order, 'in_flight = in_flight - 1, adjusted = adjusted - 1 - stock, stock = 0', now);
}

/** The promised copy is for sale again. */
export function takeBackPromise(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  return changeOffer(em, order, 'in_flight = in_flight - 1, stock = stock + 1', now);
}

/** @param change a constant of this file, never input */
async function changeOffer(em: EntityManager, { storeId, bookId }: PurchaseLendOrder, change: string, now: Date) {
  await em.execute(
    `/* changeOffer */ update offer set ${change}, as_of = greatest(as_of, ?) where store_id = ? and book_id = ?`,
    [now, storeId, bookId],
  );
}

/** The copy that came off the stock for a review counts as sold. */
async function sellReviewed(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  await em.execute(
    `/* sellReviewed */ insert into offer
       (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
     values (?, ?, ?, ?, ?, 0, 0, 1, 1, 0, ?, false)
     on conflict (store_id, book_id) do update set adjusted = offer.adjusted + 1, sold = offer.sold + 1`,
    [randomUUID(), order.storeId, order.bookId, order.isbn, order.listPriceFen, now],
  );
}

/** The book that the clerk holds is sold: a stock that said none, a price that was old, or no offer at all, is corrected. */
async function sellOverCounter(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  await statement(
    em,
    `/* sellOverCounter */ insert into offer
       (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
     values ($1, $2, $3, $4, $5, 0, 0, 1, 1, 0, $6, false)
     on conflict (store_id, book_id) do update set
       stock = greatest(offer.stock - 1, 0), sold = offer.sold + 1, as_of = greatest(offer.as_of, excluded.as_of),
       list_price_fen = excluded.list_price_fen,
       adjusted = offer.adjusted + case when offer.stock > 0 then 0 else 1 end`,
    [randomUUID(), order.storeId, order.bookId, order.isbn, order.listPriceFen, now],
  );
}
