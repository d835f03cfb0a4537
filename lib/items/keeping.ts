// The owner's side of copies that are kept for the queue of their book. Which reader gets one is decided in `lending`; here the
// copy shows where it stands. A claim of this kind has `moves`: messages about it may overtake each other, and an older one is
// left out. Whoever kept a copy first keeps it until it is lent, lost, or given back to its shelf.
import type { EntityManager } from '@mikro-orm/postgresql';
import { claim } from '../claims.ts';
import { type Transactable, transact } from '../orm.ts';
import { lockItem } from './cataloguing.ts';
import { nextStep, ordersCopy, putDown } from './claims.ts';
import { type Item, ItemClaim, ReturnReceipt } from './entities.ts';
import { publishHoldings } from './publication.ts';
import { type ItemStatus } from './statuses.ts';

/** What the desk is told for a return. */
export interface ReceivedItem {
  itemId: string;
  bookId: string;
  /** Null for a copy that is kept for the queue: `lending` decides. */
  next: ReturnReceipt['next'] | null;
  destination?: string | null | undefined;
  /** Under which the copy is kept for the queue: the return's own, or an earlier one. */
  claimId?: string | null | undefined;
  callNumberSort: string;
}

export interface KeptMove {
  itemId: string;
  claimId: string;
  /** How often `lending` has moved it; a message with a lower number than the last one is old. */
  moves: number;
  /** PAGED, IN_TRANSIT or ON_HOLD_SHELF. */
  status: ItemStatus;
  /** Where it stands, or is sent to. */
  branchId: string;
}

export interface KeptRelease {
  itemId: string;
  claimId: string;
  returnId: string;
  /** Where it was scanned. */
  branchId: string;
  cataloguingBranchId: string;
}

/** Whether a copy is kept for the queue of its book. */
export async function isKeptForQueue(em: EntityManager, { claimId }: Item): Promise<boolean> {
  return claimId != null && (await em.findOne(ItemClaim, { id: claimId }))?.moves != null;
}

/** Marks a claim as one for the queue. */
export async function claimForQueue(em: EntityManager, claimId: string): Promise<void> {
  await claim(em, 'item_claim', claimId);
  await em.nativeUpdate(ItemClaim, { id: claimId, moves: null }, { moves: 0 });
}

/** A copy that is kept stands somewhere else, or is on its way. False when it is not kept under this claim any more. */
export function moveKeptItem(
  ctx: Transactable,
  { itemId, claimId, moves, status, branchId }: KeptMove,
): Promise<boolean> {
  return transact(ctx, async (em) => {
    const item = await lockItem(em, itemId);
    if (item?.claimId !== claimId) {
      return false;
    }
    if ((await em.nativeUpdate(ItemClaim, { id: claimId, moves: { $lt: moves } }, { moves })) > 0) {
      Object.assign(item, { status, keptAt: branchId });
      await em.flush();
      await publishHoldings(em, itemId);
    }
    return true;
  });
}

/** Nobody waits for a copy that was scanned at a branch: it goes to its shelf. Idempotent by the return. */
export function releaseKeptItem(
  ctx: Transactable & { now: Date },
  { itemId, claimId, returnId, branchId, cataloguingBranchId }: KeptRelease,
): Promise<ReceivedItem | null> {
  return transact(ctx, async (em) => {
    const item = await lockItem(em, itemId);
    const earlier = await em.findOne(ReturnReceipt, { id: returnId });
    if (!item || earlier) {
      return earlier && { ...receiptFields(earlier), callNumberSort: item?.callNumberSort ?? '' };
    }
    const step = nextStep(item, branchId, cataloguingBranchId);
    const receipt = em.create(ReturnReceipt, {
      id: returnId,
      itemId,
      bookId: item.bookId,
      ...step,
      at: new Date(),
    });
    if (item.claimId === claimId) {
      await em.nativeUpdate(ItemClaim, { id: claimId }, { state: 'RELEASED' });
      await putDown(em, item, receipt.next, { branchId, cataloguingBranchId, at: ctx.now });
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return { ...receiptFields(receipt), callNumberSort: item.callNumberSort };
  });
}

/** Whether a copy that was scanned, and would go to its shelf, may be kept for the queue. A bought one is on its shelf first. */
export function mayBeKept(item: Item, next: ReturnReceipt['next']): boolean {
  return next !== 'TO_CATALOGUING' && item.status !== 'REFERENCE_ONLY' && !ordersCopy(item);
}

export function receiptFields({ itemId, bookId, next, destination }: ReturnReceipt) {
  return { itemId, bookId, next, destination };
}
