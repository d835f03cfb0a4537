// A copy that was scanned and is kept for the queue of its book, or may be: whose is it, and where does it go? Decided with the
// queue locked; every scan of a copy is a return, whether it comes back from a loan, from its shelf, or from the courier.
import { removeJob } from '../../lib/jobs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { ItemReturn } from './entities.ts';
import { Hold, KeptCopy } from './holdEntities.ts';
import { assign, firstInTurn, lockQueue, move } from './holdQueue.ts';

export interface ScannedCopy {
  returnId: string;
  bookId: string;
  callNumberSort: string;
  /** Under which its owner keeps it for the queue. */
  claimId: string;
}

/**
 * Gives a scanned copy to the reader whose it is, or to the first who waits, and writes into the return what the desk does:
 * HOLD_FOR, or `freed` when nobody waits.
 * @returns the kept copy to tell its owner about; null when it is freed or was decided before; 'LATER' while somebody else
 * decides about the copy
 */
export async function decideScanned(
  em: EntityManager,
  now: Date,
  { returnId, bookId, callNumberSort, claimId }: ScannedCopy,
): Promise<KeptCopy | 'LATER' | null> {
  const queue = await lockQueue(em, bookId);
  const returned = await em.findOneOrFail(ItemReturn, { id: returnId }, { refresh: true });
  if (returned.next || returned.freed) {
    return null;
  }
  const { itemId, branchId } = returned;
  const known = await em.findOne(KeptCopy, { id: claimId }, { refresh: true });
  const other = await em.count(KeptCopy, {
    itemId,
    id: { $ne: claimId },
    status: { $nin: ['CAPTURING', 'RELEASING'] },
  });
  const holder = known?.holdId ? await em.findOneOrFail(Hold, { id: known.holdId }, { refresh: true }) : null;
  const isUndecided = known ? known.status === 'CAPTURING' || known.status === 'RELEASING' : claimId !== returnId;
  if (other > 0 || isUndecided || holder?.loanId != null) {
    return 'LATER';
  }
  const hold = holder ?? (await firstInTurn(em, bookId, now));
  if (!hold) {
    if (known) {
      await em.nativeDelete(KeptCopy, { id: known.id });
    }
    returned.freed = true;
    return null;
  }
  const kept =
    known ?? em.create(KeptCopy, { id: claimId, bookId, itemId, branchId, callNumberSort, status: 'IN_TRANSIT' });
  if (!holder) {
    await assign(em, queue, { kept, hold, now });
  }
  const isThere = hold.pickupBranchId === branchId;
  const status = isThere ? 'ON_HOLD_SHELF' : 'IN_TRANSIT';
  await move(em, kept, { status, branchId: hold.pickupBranchId, hold, now });
  Object.assign(returned, { next: 'HOLD_FOR', destination: isThere ? null : hold.pickupBranchId, holdId: hold.id });
  await em.flush();
  await removeJob(em, `completeReturn:${returnId}`);
  return kept;
}
