// A loan of a copy that is kept for a hold: only for the hold's reader, whose hold it fulfils.
import type { EntityManager } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { Loan } from './entities.ts';
import { Hold, KeptCopy } from './holdEntities.ts';
import { endedStates, endHold, lockQueue } from './holdQueue.ts';

type Wish = Pick<Loan, 'id' | 'readerId' | 'bookId'>;

/** A reader's hold of a book that has not ended; null when there is none. */
export function openHold(em: EntityManager, { readerId, bookId }: Omit<Wish, 'id'>): Promise<Hold | null> {
  return em.findOne(Hold, { readerId, bookId, state: { $nin: [...endedStates] } });
}

/**
 * Takes a copy that is kept for the reader's own hold for a loan that is being made: until that is decided nobody cancels the
 * hold, and it does not expire. False when the copy is not kept for this reader.
 */
export async function takeKeptCopy(em: EntityManager, wish: Wish, itemId: string): Promise<boolean> {
  await lockQueue(em, wish.bookId);
  const kept = await em.findOne(KeptCopy, { itemId, holdId: { $ne: null } }, { refresh: true });
  const hold = kept?.holdId ? await em.findOneOrFail(Hold, { id: kept.holdId }, { refresh: true }) : null;
  if (!hold?.readerId || hold.readerId !== wish.readerId || (hold.loanId ?? wish.id) !== wish.id) {
    return false;
  }
  hold.loanId = wish.id;
  return true;
}

/** The copy that stands kept for a reader's own hold of a book; null when there is none, or it is on its way. */
export async function ownKeptCopy(
  em: EntityManager,
  wish: Omit<Wish, 'id'>,
): Promise<{ itemId: string; branch: string } | null> {
  const hold = await openHold(em, wish);
  const kept = hold && (await em.findOne(KeptCopy, { holdId: hold.id, status: { $in: ['PAGED', 'ON_HOLD_SHELF'] } }));
  return kept?.itemId ? { itemId: kept.itemId, branch: kept.branchId ?? '' } : null;
}

/** The claim of the copy that was taken for a loan; null for a loan of any other copy. */
export async function keptClaimOf(em: EntityManager, loanId: string): Promise<string | null> {
  const [kept] = await statement<{ id: string }>(
    em,
    `/* keptClaimOf */ select kept_copy.id from hold join kept_copy on kept_copy.hold_id = hold.id
     where hold.loan_id = $1 and hold.ended_at is null`,
    [loanId],
  );
  return kept?.id ?? null;
}

/**
 * A loan came to nothing: the copy stays kept for the hold, unless its reader has got another one meanwhile.
 * @returns a copy that goes on, for its owner to be told
 */
export async function giveKeptCopyBack(
  em: EntityManager,
  { id: loanId, readerId, bookId }: Wish,
  now: Date,
): Promise<KeptCopy | null> {
  if (!(await em.findOne(Hold, { loanId, endedAt: null }))) {
    return null;
  }
  await lockQueue(em, bookId);
  await em.nativeUpdate(Hold, { loanId, endedAt: null }, { loanId: null });
  const other = await em.findOne(Loan, { readerId, bookId, status: 'ACTIVE' });
  return other && fulfilHold(em, other, { itemId: other.itemId ?? '', now });
}

/**
 * The reader has the book: a hold of it is fulfilled, and a copy that was kept for it and is not the one that was lent goes on. Where
 * another loan is just being made of that copy, the hold is that loan's to fulfil.
 * @returns that copy, for its owner to be told
 */
export async function fulfilHold(
  em: EntityManager,
  { id: loanId, readerId, bookId }: Wish,
  { itemId, now }: { itemId: string; now: Date },
): Promise<KeptCopy | null> {
  if (!(await openHold(em, { readerId, bookId }))) {
    return null;
  }
  const queue = await lockQueue(em, bookId);
  const hold = await em.findOne(Hold, { readerId, bookId, state: { $nin: [...endedStates] } }, { refresh: true });
  if (!hold || (hold.loanId ?? loanId) !== loanId) {
    return null;
  }
  hold.loanId = loanId;
  // The copy that was lent is kept no more.
  await em.nativeDelete(KeptCopy, { holdId: hold.id, itemId });
  return endHold(em, queue, { hold, state: 'FULFILLED', now });
}
