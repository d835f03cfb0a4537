// The owner's side of loans and returns: page a copy, lend it, take it back. Every step is idempotent by the loan or the return, and a
// release refuses a claim that arrives later.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claim, releaseClaim } from '../claims.ts';
import { loanIdOf, tellOrder } from '../orderSteps.ts';
import { type Transactable, transact } from '../orm.ts';
import { statement } from '../statements.ts';
import { lockItem } from './cataloguing.ts';
import { Item, ItemClaim, ReturnReceipt } from './entities.ts';
import { claimForQueue, isKeptForQueue, mayBeKept, type ReceivedItem, receiptFields } from './keeping.ts';
import { publishHoldings, publishSql } from './publication.ts';
import { type ItemStatus } from './statuses.ts';

/**
 * Keeps an available copy for a loan, or for the queue of its book. False when it is not available any more, or the loan was
 * given up.
 */
export async function pageItem(
  ctx: Transactable & { ours?: string },
  { itemId, loanId, forQueue = false }: { itemId: string; loanId: string; forQueue?: boolean },
): Promise<boolean> {
  const { ours = 'true' } = ctx;
  if (!forQueue && (await pageForLoan(ctx.em, itemId, loanId, ours))) {
    return true;
  }
  return transact(ctx, async (em) => {
    if (!(await claim(em, 'item_claim', loanId))) {
      return (await em.count(Item, { id: itemId, claimId: loanId })) > 0;
    }
    if (forQueue) {
      await claimForQueue(em, loanId);
    }
    const paged = await statement(
      em,
      `/* pageItem */ update item set status = 'PAGED', claim_id = $2
       where id = $1 and status = 'AVAILABLE' and ${ours} returning id`,
      [itemId, loanId],
    );
    if (paged.length === 0) {
      await em.nativeDelete(ItemClaim, { id: loanId });
      return false;
    }
    await publishHoldings(em, itemId);
    return true;
  });
}

/** One statement, so one transaction, for a copy that is available and a loan that has not asked for one before. */
async function pageForLoan(em: EntityManager, itemId: string, loanId: string, ours: string): Promise<boolean> {
  const paged = await statement(
    em,
    `/* pageForLoan */
     with available as (
       select id from item where id = $1 and status = 'AVAILABLE' and ${ours} for update
     ), claimed as (
       insert into item_claim (id, state) select $2, 'HELD' from available on conflict (id) do nothing returning id
     ), paged as (
       update item set status = 'PAGED', claim_id = $2 where id = $1 and exists (select from claimed)
       returning library_id, book_id
     )
     ${publishSql('paged')}`,
    [itemId, loanId],
  );
  return paged.length > 0;
}

/**
 * A copy that is kept for a reader's hold is to travel to that reader by a loan: it is paged where it stands. Idempotent; false for
 * one that is not kept under the claim any more.
 */
export function pageKeptItem(
  ctx: Transactable,
  { itemId, loanId, claimId }: { itemId: string; loanId: string; claimId: string },
): Promise<boolean> {
  return transact(ctx, async (em) => {
    const item = await lockItem(em, itemId);
    if (item?.claimId === loanId) {
      return true;
    }
    if (item?.claimId !== claimId || !(await claim(em, 'item_claim', loanId))) {
      return false;
    }
    Object.assign(item, { status: 'PAGED', claimId: loanId });
    await em.flush();
    await publishHoldings(em, itemId);
    return true;
  });
}

/** Gives whatever copy was paged for a loan back: to its shelf, or on its way there when it was paged in another branch. */
export function unpageItem(ctx: Transactable, loanId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'item_claim', loanId);
    const item = await em.findOne(Item, { claimId: loanId, status: 'PAGED' });
    if (item) {
      const isHome = item.keptAt == null || item.keptAt === item.branchId;
      Object.assign(item, { status: isHome ? 'AVAILABLE' : 'IN_TRANSIT', claimId: null, keptAt: null });
      await em.flush();
      await publishHoldings(em, item.id);
    }
    return true;
  });
}

export interface Lending {
  itemId: string;
  loanId: string;
  dueDate: string;
  /** Under which it was kept for the reader's hold. */
  claimId?: string | null | undefined;
}

/**
 * A copy that is paged for a loan, kept for its reader's hold, on its way by the loan, or lent by it already, is out until a day.
 * Idempotent; false for one that the loan has no more, because it came back.
 */
export async function lendItem(ctx: Transactable, lending: Lending): Promise<boolean> {
  const { itemId, loanId, dueDate, claimId } = lending;
  if (claimId == null && (await lendPaged(ctx.em, lending))) {
    return true;
  }
  return transact(ctx, async (em) => {
    await em.nativeUpdate(ItemClaim, { id: loanId, state: 'HELD' }, { state: 'CONFIRMED' });
    const item = await em.findOne(Item, { id: itemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const isKept = claimId != null && item?.claimId === claimId;
    if (!item || !(isKept || (inHand.has(item.status) && holderOf(item) === loanId))) {
      return false;
    }
    Object.assign(item, { status: 'ON_LOAN', dueDate, keptAt: null, ...(isKept ? { claimId: loanId } : {}) });
    await em.flush();
    await publishHoldings(em, itemId);
    return true;
  });
}

/**
 * One statement, so one transaction, for the copy that is paged for the loan. The catalogue is told nothing: by its numbers the copy
 * has been out since it was paged.
 */
async function lendPaged(em: EntityManager, { itemId, loanId, dueDate }: Lending): Promise<boolean> {
  const lent = await statement(
    em,
    `/* lendPaged */
     with confirmed as (
       update item_claim set state = 'CONFIRMED' where id = $2 and state = 'HELD'
     )
     update item set status = 'ON_LOAN', due_date = $3, kept_at = null
     where id = $1 and claim_id = $2 and status = 'PAGED' returning id`,
    [itemId, loanId, dueDate],
  );
  return lent.length > 0;
}

/**
 * A courier has a copy, on its way to the reader of a loan or back from there. Idempotent; false for a copy that the loan does not
 * have, or has no more.
 */
export function carryItem(ctx: Transactable, itemId: string, loanId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await em.nativeUpdate(ItemClaim, { id: loanId, state: 'HELD' }, { state: 'CONFIRMED' });
    const item = await em.findOne(Item, { id: itemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!item || !inHand.has(item.status) || holderOf(item) !== loanId) {
      return false;
    }
    Object.assign(item, { status: 'IN_TRANSIT', dueDate: null, keptAt: null });
    await em.flush();
    await publishHoldings(em, itemId);
    return true;
  });
}

/** A loan's copy is in one of these while nobody else can have it. */
const inHand = new Set<ItemStatus>(['PAGED', 'ON_LOAN', 'IN_TRANSIT']);

/** The loan that has a copy; of a bought one that has not been on a shelf yet, its own. */
export function holderOf(item: Item): string | null {
  return ordersCopy(item) ? loanIdOf(item.claimId ?? '', item.volume ?? 1) : (item.claimId ?? null);
}

export interface IncomingItem {
  itemId: string;
  branchId: string;
  returnId: string;
  /** The loan that ended by this return, or the last one before it. A copy that another one has stays with that one. */
  loanId?: string | null | undefined;
  /** Readers wait for its book: a copy that would go to its shelf is kept until `lending` has decided. */
  forQueue?: boolean;
  /** Where the owner's cataloguers are. */
  cataloguingBranchId: string;
}

/**
 * A copy came back over a desk. Null when the owner has no such copy. A bought one tells its order when it is where the
 * cataloguers are, and when it is on a shelf for the first time.
 */
export async function receiveItem(
  ctx: Transactable & { now: Date },
  incoming: IncomingItem,
): Promise<ReceivedItem | null> {
  const { itemId, branchId, returnId, loanId, forQueue = false, cataloguingBranchId } = incoming;
  const shelved = forQueue ? null : await shelveLent(ctx, incoming);
  if (shelved) {
    return shelved;
  }
  return transact(ctx, async (em) => {
    const item = await em.findOne(Item, { id: itemId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const earlier = await em.findOne(ReturnReceipt, { id: returnId });
    if (item && earlier && loanId != null && inHand.has(item.status) && holderOf(item) === loanId) {
      // It was left alone when it came, kept for a loan that was being made: for the one that has ended by this return.
      await putDown(em, item, earlier.next, { branchId, cataloguingBranchId, at: ctx.now });
      await em.flush();
      await publishHoldings(em, itemId);
    }
    if (!item || earlier) {
      return earlier && { ...receiptFields(earlier), callNumberSort: item?.callNumberSort ?? '' };
    }
    const { bookId, callNumberSort } = item;
    if (await isKeptForQueue(em, item)) {
      return { itemId, bookId, callNumberSort, next: null, claimId: item.claimId };
    }
    const step = nextStep(item, branchId, cataloguingBranchId);
    // Kept for another loan, or out by one: a word that comes late is of a return before that.
    const isOthers = inHand.has(item.status) && item.claimId != null && item.claimId !== loanId && !ordersCopy(item);
    if (forQueue && !isOthers && mayBeKept(item, step.next)) {
      await claimForQueue(em, returnId);
      Object.assign(item, { status: 'IN_TRANSIT', dueDate: null, claimId: returnId, keptAt: branchId });
      await em.flush();
      await publishHoldings(em, itemId);
      return { itemId, bookId, callNumberSort, next: null, claimId: returnId };
    }
    const receipt = em.create(ReturnReceipt, {
      id: returnId,
      itemId,
      bookId,
      ...step,
      at: new Date(),
    });
    if (!isOthers) {
      await putDown(em, item, receipt.next, { branchId, cataloguingBranchId, at: ctx.now });
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return { ...receiptFields(receipt), callNumberSort };
  });
}

/**
 * A copy that was lent is on its shelf again: it stands where it came back, is catalogued, and no other loan has it. One statement, so
 * one transaction; null, with nothing changed, for any other copy and for a return that was received before.
 */
async function shelveLent(
  { em, now }: Transactable & { now: Date },
  { itemId, branchId, returnId, loanId = null }: IncomingItem,
): Promise<ReceivedItem | null> {
  const [shelved] = await statement<{ bookId: string; callNumberSort: string }>(
    em,
    `/* shelveLent */
     with back as (
       select id from item where id = $1 and branch_id = $2 and status = 'ON_LOAN' and catalogued
         and (claim_id is null or (claim_id = $5 and claim_id is distinct from purchase_order_id))
         and not exists (select from item_claim where item_claim.id = item.claim_id and moves is not null)
       for update
     ), received as (
       insert into return_receipt (id, item_id, book_id, next, at)
       select $3, item.id, item.book_id, 'SHELVE', $4 from item where item.id in (select id from back)
       on conflict (id) do nothing returning id
     ), shelved as (
       update item set status = 'AVAILABLE', due_date = null, kept_at = null, claim_id = null
       where id = $1 and exists (select from received) returning library_id, book_id, call_number_sort
     ), told as (
       ${publishSql('shelved')}
     )
     select book_id as "bookId", call_number_sort as "callNumberSort", (select count(*) from told) from shelved`,
    [itemId, branchId, returnId, now, loanId],
  );
  return shelved
    ? { itemId, bookId: shelved.bookId, callNumberSort: shelved.callNumberSort, next: 'SHELVE', destination: null }
    : null;
}

const onItsWay = { SHELVE: 'AVAILABLE', SEND_TO: 'IN_TRANSIT', TO_CATALOGUING: 'IN_PROCESS' } as const;
const needsCataloguing = new Set(['DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN', 'ON_ORDER', 'UNKNOWN']);

/** The copy stands where the desk was told to bring it. */
export async function putDown(
  em: EntityManager,
  item: Item,
  next: ReturnReceipt['next'],
  { branchId, cataloguingBranchId, at }: { branchId: string; cataloguingBranchId: string; at: Date },
): Promise<void> {
  const orderId = ordersCopy(item);
  item.status = statusAfter(next, item.status);
  item.dueDate = null;
  item.keptAt = null;
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

/** What the desk does with a copy that nobody waits for. */
export function nextStep(
  item: Item,
  branchId: string,
  cataloguing: string,
): Pick<ReturnReceipt, 'next' | 'destination'> {
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
