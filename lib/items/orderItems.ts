// The copies that an order buys: created as ON_ORDER, one for each volume, then lent, or removed again. Every step is idempotent by the
// order, and a release refuses a claim that arrives later.
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../callNumbers.ts';
import { releaseClaim } from '../claims.ts';
import { type Transactable, transact } from '../orm.ts';
import { statement } from '../statements.ts';
import { Item } from './entities.ts';
import { publishHoldings, publishSql } from './publication.ts';
import { type ItemStatus } from './statuses.ts';

export interface NewItems {
  orderId: string;
  bookId: string;
  library: string;
  /** Volumes; each becomes a copy. */
  count: number;
  /** One for each volume; none, and numbers are assigned. */
  barcodes: readonly string[];
  callNumber: string;
  location: string;
  branchId: string;
}

/** The copies of an order in the order of their volumes, or why there are none. */
export interface ReservedItems {
  items: { itemId: string; barcode: string }[];
  reason: 'BARCODE_IN_USE' | 'RELEASED' | null;
}

/** Creates the copies that an order buys as ON_ORDER; their barcodes are taken from now on. All of them, or none. */
export async function reserveOrderItems(ctx: Transactable, input: NewItems): Promise<ReservedItems> {
  try {
    return await createOrderItems(ctx.em, input);
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) {
      throw error;
    }
    // An assigned number that a clerk has scanned before is passed over: the sequence has gone on.
    return input.barcodes.length === 0 ? reserveOrderItems(ctx, input) : { items: [], reason: 'BARCODE_IN_USE' };
  }
}

/** The copies that an order bought are in the reader's hand. One statement, so one transaction. */
export async function confirmOrderItems({ em }: Transactable, orderId: string, dueDate: string): Promise<boolean> {
  await statement(
    em,
    `/* confirmOrderItems */
     with confirmed as (
       update item_claim set state = 'CONFIRMED' where id = $1 and state = 'HELD'
     ), lent as (
       update item set status = 'ON_LOAN', due_date = $2 where purchase_order_id = $1 and status = 'ON_ORDER'
       returning library_id, book_id
     ), changed as (
       -- One report counts all copies of the book.
       select distinct library_id, book_id from lent
     )
     ${publishSql('changed')}`,
    [orderId, dueDate],
  );
  return true;
}

/** The order came to nothing: the copies never were. */
export function releaseOrderItems(ctx: Transactable, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'item_claim', orderId);
    await em.nativeDelete(Item, { purchaseOrderId: orderId, status: 'ON_ORDER' });
    return true;
  });
}

/** The sale was taken back: the copies never were, and their barcodes can be used again. A reservation that comes late is refused. */
export function voidOrderItems(ctx: Transactable, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await em.execute(
      `/* voidOrderItems */ insert into item_claim (id, state) values (?, 'RELEASED')
       on conflict (id) do update set state = 'RELEASED'`,
      [orderId],
    );
    const items = await lockItemsOf(em, orderId);
    // The job counts when it runs.
    await publishFirst(em, items);
    await em.nativeDelete(Item, { purchaseOrderId: orderId });
    return true;
  });
}

/** The copies that an order bought, locked in the order of their ids: whoever locks several does so in this order. */
export function lockItemsOf(em: EntityManager, orderId: string): Promise<Item[]> {
  return em.find(
    Item,
    { purchaseOrderId: orderId },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  );
}

/** All copies are of one book and one library, which one report counts. */
async function publishFirst(em: EntityManager, [item]: Item[]): Promise<void> {
  if (item) {
    await publishHoldings(em, item.id);
  }
}

/** The copies that orders bought, of orders with an id after one and up to another. */
export function orderItemsBetween(em: EntityManager, { after, upTo }: { after: string; upTo?: string | null }) {
  return em.execute<{ orderId: string; itemId: string; status: ItemStatus }[]>(
    `/* orderItemsBetween */ select purchase_order_id as "orderId", id as "itemId", status from item
     where purchase_order_id collate "C" > ? and (?::text is null or purchase_order_id collate "C" <= ?)`,
    [after, upTo ?? null, upTo ?? null],
  );
}

/** Claims and creates in one statement, so in one transaction. */
async function createOrderItems(em: EntityManager, input: NewItems): Promise<ReservedItems> {
  const { orderId, library, count, barcodes, bookId, callNumber, branchId, location } = input;
  const created = await statement<{ id: string; barcode: string; volume: number }>(
    em,
    `/* createOrderItems */
     with claimed as (
       insert into item_claim (id, state) values ($1, 'HELD') on conflict (id) do nothing returning id
     ), numbered as (
       select volume, coalesce(given.barcode, 'P' || lpad(nextval('item_barcode')::text, 9, '0')) as barcode
       from claimed cross join generate_series(1, $3::int) as volume
       left join unnest($4::text[]) with ordinality as given (barcode, place) on given.place = volume
     )
     insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status, claim_id,
       purchase_order_id, volume, catalogued, sample)
     select $2::text || ':' || barcode, $2, barcode, $5, $6, $7, $8, $9, 'ON_ORDER', $1, $1, volume, false, false
     from numbered returning id, barcode, volume`,
    [
      orderId,
      library,
      barcodes.length || count,
      [...barcodes],
      bookId,
      callNumber,
      callNumberSortKey(callNumber),
      branchId,
      location,
    ],
  );
  const items =
    created.length > 0
      ? created.toSorted((one, other) => one.volume - other.volume)
      : await em.find(Item, { purchaseOrderId: orderId }, { orderBy: { volume: 'asc' } });
  return {
    items: items.map(({ id, barcode }) => ({ itemId: id, barcode })),
    reason: items.length > 0 ? null : 'RELEASED',
  };
}
