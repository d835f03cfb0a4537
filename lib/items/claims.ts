// The owner's side of loans and orders: page a copy, take it back; create the copy that an order buys.
// Every step is idempotent by the loan, order or return, and a release refuses a claim that arrives later.
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../callNumbers.ts';
import { claim, releaseClaim } from '../claims.ts';
import { tellOrder } from '../orderSteps.ts';
import { type Transactable, transact } from '../orm.ts';
import { Item, ItemClaim, type ItemStatus, ReturnReceipt } from './entities.ts';
import { publishHoldings } from './publication.ts';

/** Keeps an available copy for a loan. False when it is not available any more, or the loan was given up. */
export function pageItem(ctx: Transactable, itemId: string, loanId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    if (!(await claim(em, 'item_claim', loanId))) {
      return (await em.count(Item, { id: itemId, claimId: loanId })) > 0;
    }
    const paged = await em.nativeUpdate(
      Item,
      { id: itemId, status: 'AVAILABLE' },
      { status: 'PAGED', claimId: loanId },
    );
    if (paged === 0) {
      await em.nativeDelete(ItemClaim, { id: loanId });
      return false;
    }
    await publishHoldings(em, itemId);
    return true;
  });
}

/** Gives whatever copy was paged for a loan back to the shelf. */
export function unpageItem(ctx: Transactable, loanId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'item_claim', loanId);
    const item = await em.findOne(Item, { claimId: loanId, status: 'PAGED' });
    if (item) {
      item.status = 'AVAILABLE';
      item.claimId = null;
      await em.flush();
      await publishHoldings(em, item.id);
    }
    return true;
  });
}

export interface NewItem {
  orderId: string;
  bookId: string;
  library: string;
  barcode?: string | null | undefined;
  callNumber: string;
  location: string;
  branchId: string;
}

export interface ReservedItem {
  reserved: boolean;
  itemId: string | null;
  barcode: string | null;
  reason: 'BARCODE_IN_USE' | 'RELEASED' | null;
}

const refusedItem = { reserved: false, itemId: null, barcode: null };

/** Creates the copy that an order buys as ON_ORDER; its barcode is taken from now on. */
export async function reserveOrderItem(ctx: Transactable, input: NewItem): Promise<ReservedItem> {
  try {
    return await transact(ctx, (em) => createOrderItem(em, input));
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) {
      throw error;
    }
    // An assigned number that a clerk has scanned before is passed over: the sequence has gone on.
    return input.barcode == null ? reserveOrderItem(ctx, input) : { ...refusedItem, reason: 'BARCODE_IN_USE' };
  }
}

/** The copy that an order bought is in the reader's hand. */
export function confirmOrderItem(ctx: Transactable, orderId: string, dueDate: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await em.nativeUpdate(ItemClaim, { id: orderId, state: 'HELD' }, { state: 'CONFIRMED' });
    const item = await em.findOne(Item, { purchaseOrderId: orderId, status: 'ON_ORDER' });
    if (item) {
      Object.assign(item, { status: 'ON_LOAN', dueDate });
      await em.flush();
      await publishHoldings(em, item.id);
    }
    return true;
  });
}

/** The order came to nothing: the copy never was. */
export function releaseOrderItem(ctx: Transactable, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'item_claim', orderId);
    await em.nativeDelete(Item, { purchaseOrderId: orderId, status: 'ON_ORDER' });
    return true;
  });
}

/** The sale was taken back: the copy never was, and its barcode can be used again. A reservation that comes late is refused. */
export function voidOrderItem(ctx: Transactable, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await em.execute(
      `/* voidOrderItem */ insert into item_claim (id, state) values (?, 'RELEASED')
       on conflict (id) do update set state = 'RELEASED'`,
      [orderId],
    );
    const item = await em.findOne(Item, { purchaseOrderId: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (item) {
      // The job counts when it runs.
      await publishHoldings(em, item.id);
      await em.nativeDelete(Item, { id: item.id });
    }
    return true;
  });
}

/** The copies that orders bought, of orders with an id after one and up to another. */
export function orderItemsBetween(em: EntityManager, { after, upTo }: { after: string; upTo?: string | null }) {
  return em.execute<{ orderId: string; itemId: string; status: ItemStatus }[]>(
    `/* orderItemsBetween */ select purchase_order_id as "orderId", id as "itemId", status from item
     where purchase_order_id collate "C" > ? and (?::text is null or purchase_order_id collate "C" <= ?)`,
    [after, upTo ?? null, upTo ?? null],
  );
}

export interface IncomingItem {
  itemId: string;
  branchId: string;
  returnId: string;
  /** The loan that ended by this return. A copy that is paged for another one stays kept for it. */
  loanId?: string | null | undefined;
  /** Where the owner's cataloguers are. */
  cataloguingBranchId: string;
}

/**
 * A copy came back over a desk. Null when the owner has no such copy. A bought one tells its order when it is where the
 * cataloguers are, and when it is on a shelf for the first time.
 */
export function receiveItem(
  ctx: Transactable & { now: Date },
  { itemId, branchId, returnId, loanId, cataloguingBranchId }: IncomingItem,
): Promise<ReturnReceipt | null> {
  return transact(ctx, async (em) => {
    const item = await em.findOne(Item, { id: itemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const earlier = await em.findOne(ReturnReceipt, { id: returnId });
    if (!item || earlier) {
      return earlier;
    }
    const receipt = em.create(ReturnReceipt, {
      id: returnId,
      itemId,
      bookId: item.bookId,
      ...nextStep(item, branchId, cataloguingBranchId),
      at: new Date(),
    });
    if (item.status !== 'PAGED' || item.claimId === loanId) {
      await putDown(em, item, receipt.next, { branchId, cataloguingBranchId, at: ctx.now });
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return receipt;
  });
}

const onItsWay = { SHELVE: 'AVAILABLE', SEND_TO: 'IN_TRANSIT', TO_CATALOGUING: 'IN_PROCESS' } as const;
const needsCataloguing = new Set(['DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN', 'ON_ORDER']);

/** The copy stands where the desk was told to bring it. */
async function putDown(
  em: EntityManager,
  item: Item,
  next: ReturnReceipt['next'],
  { branchId, cataloguingBranchId, at }: { branchId: string; cataloguingBranchId: string; at: Date },
): Promise<void> {
  const orderId = ordersCopy(item);
  item.status = statusAfter(next, item.status);
  item.dueDate = null;
  item.claimId = next === 'SHELVE' ? null : orderId;
  if (next === 'TO_CATALOGUING') {
    Object.assign(item, { catalogued: false, branchId: cataloguingBranchId });
  }
  if (orderId && next !== 'SEND_TO' && branchId === item.branchId) {
    const step = next === 'SHELVE' ? 'SHELVED' : 'IN_PROCESS';
    await tellOrder(em, { orderId, itemId: item.id, step, at, actor: 'SYSTEM' });
  }
}

/** The order that bought a copy which has not been on a shelf yet. */
export function ordersCopy(item: Item): string | null {
  return item.claimId != null && item.claimId === item.purchaseOrderId ? item.claimId : null;
}

function nextStep(item: Item, branchId: string, cataloguing: string): Pick<ReturnReceipt, 'next' | 'destination'> {
  if (!item.catalogued || needsCataloguing.has(item.status)) {
    return { next: 'TO_CATALOGUING', destination: cataloguing };
  }
  return item.branchId === branchId
    ? { next: 'SHELVE', destination: null }
    : { next: 'SEND_TO', destination: item.branchId };
}

/** A copy for reading here only must not become one that can be borrowed, wherever it was found. */
function statusAfter(next: ReturnReceipt['next'], before: ItemStatus): ItemStatus {
  return before === 'REFERENCE_ONLY' ? before : onItsWay[next];
}

async function createOrderItem(em: EntityManager, input: NewItem): Promise<ReservedItem> {
  const { orderId, library } = input;
  if (!(await claim(em, 'item_claim', orderId))) {
    const item = await em.findOne(Item, { purchaseOrderId: orderId });
    return item
      ? { reserved: true, itemId: item.id, barcode: item.barcode, reason: null }
      : { ...refusedItem, reason: 'RELEASED' };
  }
  const barcode = input.barcode ?? (await assignBarcode(em));
  const id = `${library}:${barcode}`;
  em.create(Item, {
    id,
    libraryId: library,
    barcode,
    bookId: input.bookId,
    callNumber: input.callNumber,
    callNumberSort: callNumberSortKey(input.callNumber),
    branchId: input.branchId,
    location: input.location,
    status: 'ON_ORDER',
    claimId: orderId,
    purchaseOrderId: orderId,
    catalogued: false,
    sample: false,
  });
  await em.flush();
  return { reserved: true, itemId: id, barcode, reason: null };
}

async function assignBarcode(em: EntityManager): Promise<string> {
  const [row] = await em.execute<{ number: string }[]>(
    `/* assignBarcode */ select 'P' || lpad(nextval('item_barcode')::text, 9, '0') as number`,
  );
  return row?.number ?? '';
}
