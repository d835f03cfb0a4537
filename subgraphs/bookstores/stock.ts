// What a store has of a title. The offer's row decides, by a conditional update.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { Offer, type PurchaseLendOrder } from './entities.ts';

/** Offers that an online order can go to: of the stores under contract that have the book, the one with most of it first. */
export async function offersInStock(em: EntityManager, bookId: string, now: Date): Promise<Offer[]> {
  const day = dayOf(now);
  const rows = await em.execute<Record<string, unknown>[]>(
    `/* offersInStock */ select offer.* from offer
     where book_id = ? and stock > 0 and exists (
       select 1 from contract where contract.store_id = offer.store_id and valid_from <= ? and valid_to >= ?
     ) order by stock desc, list_price_fen, id`,
    [bookId, day, day],
  );
  return rows.map((row) => em.map(Offer, row));
}

/** Promises one copy to an online order, of the first offer that still has one; null when none has. */
export async function promiseCopy(em: EntityManager, bookId: string, now: Date): Promise<Offer | null> {
  for (const offer of await offersInStock(em, bookId, now)) {
    const [promised] = await em.execute<{ id: string }[]>(
      `/* promiseCopy */ update offer set stock = stock - 1, in_flight = in_flight + 1
       where id = ? and stock > 0 returning id`,
      [offer.id],
    );
    if (promised) {
      return offer;
    }
  }
  return null;
}

/** The order came to nothing: the promised copy is for sale again. */
export async function takeBackPromise(em: EntityManager, offerId: string): Promise<void> {
  const offer = await em.findOneOrFail(Offer, { id: offerId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  offer.stock += 1;
  offer.inFlight -= 1;
}

/** The book that the clerk holds is sold: a stock that said none, a price that was old, or no offer at all, is corrected. */
export async function sellOverCounter(em: EntityManager, order: PurchaseLendOrder, now: Date): Promise<void> {
  await em.execute(
    `/* sellOverCounter */ insert into offer
       (id, store_id, book_id, isbn, list_price_fen, stock, received, adjusted, sold, in_flight, as_of, sample)
     values (?, ?, ?, ?, ?, 0, 0, 1, 1, 0, ?, false)
     on conflict (store_id, book_id) do update set
       stock = greatest(offer.stock - 1, 0), sold = offer.sold + 1, as_of = excluded.as_of,
       list_price_fen = excluded.list_price_fen,
       adjusted = offer.adjusted + case when offer.stock > 0 then 0 else 1 end`,
    [randomUUID(), order.storeId, order.bookId, order.isbn, order.listPriceFen, now],
  );
}
