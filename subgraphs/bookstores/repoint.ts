// The catalogue has found that two books are one: offers and orders follow. Lines of statements stay as they were issued.
import { transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';

/**
 * What is here of one book is of another. A store that offers both sells all from one offer; the other stays, empty, for the orders
 * that have taken from it. Said again it does what has come in meanwhile.
 */
export function repointBook(ctx: Context, { from, to }: { from: string; to: string }): Promise<boolean> {
  return transact(ctx, async (em) => {
    await statement(em, `/* joinOffers */ select from offer where book_id in ($1, $2) order by id for update`, [
      from,
      to,
    ]);
    await statement(
      em,
      `/* joinOffers */ update offer set stock = offer.stock + other.stock, adjusted = offer.adjusted + other.stock
       from offer as other where offer.book_id = $2 and other.book_id = $1 and other.store_id = offer.store_id`,
      [from, to],
    );
    await statement(
      em,
      `/* joinOffers */ update offer set stock = 0, adjusted = adjusted - stock where book_id = $1
         and exists (select from offer as other where other.book_id = $2 and other.store_id = offer.store_id)`,
      [from, to],
    );
    await statement(
      em,
      `/* joinOffers */ update offer set book_id = $2::text where book_id = $1
         and not exists (select from offer as other where other.book_id = $2 and other.store_id = offer.store_id)`,
      [from, to],
    );
    await statement(em, `/* moveOrders */ update purchase_lend_order set book_id = $2::text where book_id = $1`, [
      from,
      to,
    ]);
    return true;
  });
}
