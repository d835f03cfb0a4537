// Where the copies in a parcel are, told to their owners: a copy is PAGED until the courier has it, IN_TRANSIT while it travels, and
// ON_LOAN when the reader has it. Told right after a change, and by a job when an owner is silent.

import { LockMode } from '@mikro-orm/core';
import { addJob, removeJob } from '../../lib/jobs.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { ownerOfItem } from '../../lib/owners.ts';
import type { Context } from './context.ts';
import { Loan } from './entities.ts';
import { serveSoon } from './holdQueue.ts';
import { lendAtOwner } from './loanRequests.ts';
import { Parcel, ParcelLine } from './parcelEntities.ts';
import { hasArrived, hasFailed, isOnTheWay } from './parcelEvents.ts';

const tellAfterSeconds = 5;
const jobKey = (parcelId: string) => `tellCopies:${parcelId}`;

/** Adds, in the transaction that changes a parcel, the job that tells the owners of its copies. */
export function scheduleTelling(em: EntityManager, parcelId: string): Promise<void> {
  return addJob(em, 'tellCopies', { id: parcelId }, { key: jobKey(parcelId), afterSeconds: tellAfterSeconds });
}

/** Tells the owners now; one that is silent is left to the job. */
export async function tellCopiesNow(ctx: Context, parcelId: string): Promise<void> {
  try {
    await tellCopies(ctx, { id: parcelId });
  } catch (error) {
    const details = { requestId: ctx.requestId, parcel: parcelId, error: describeError(error) };
    ctx.log.warn(details, "a copy's owner is silent, a job will tell it where the copy is");
  }
}

/** The job of a parcel: tells until what was told is how it stands. */
export async function tellCopies(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const parcelId = String(id);
  for (;;) {
    const em = ctx.em.fork({ clear: true });
    const parcel = await em.findOneOrFail(Parcel, { id: parcelId });
    const lines = await em.find(ParcelLine, { parcelId }, { orderBy: { loanId: 'asc' } });
    const loans = await em.find(Loan, { id: { $in: lines.map(({ loanId }) => loanId) } });
    const loanOf = new Map(loans.map((loan) => [loan.id, loan]));
    for (const line of lines) {
      await tellOne(ctx, parcel, line, loanOf.get(line.loanId));
    }
    const isTold = await transact(ctx, async (locking) => {
      const locked = await locking.findOneOrFail(Parcel, { id: parcelId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (locked.version !== parcel.version) {
        return false;
      }
      await removeJob(locking, jobKey(parcelId));
      return true;
    });
    if (isTold) {
      return;
    }
  }
}

async function tellOne(ctx: Context, parcel: Parcel, line: ParcelLine, loan: Loan | undefined): Promise<void> {
  const { itemId, loanId } = line;
  const dueDate = loan?.status === 'ACTIVE' ? loan.dueDate : null;
  switch (placeOf(parcel, line, loan)) {
    case 'TRAVELS':
      await ctx.ask(
        ownerOfItem(itemId),
        'mutation ($itemId: ID!, $loanId: ID!) { carryItem(itemId: $itemId, loanId: $loanId) }',
        { itemId, loanId },
      );
      break;
    case 'READER':
      if (dueDate) {
        await lendAtOwner(ctx, { itemId, loanId, dueDate });
      }
      break;
  }
}

/** Where a copy is, as far as its parcel says; null where that says nothing. */
function placeOf(
  { direction, status, liable }: Parcel,
  { receivedAt }: ParcelLine,
  loan: Loan | undefined,
): 'TRAVELS' | 'READER' | null {
  // What a desk has taken, or is entered as lost, is no business of a courier.
  if (receivedAt || liable) {
    return null;
  }
  if (direction === 'BACK') {
    if (loan?.status !== 'ACTIVE') return null;
    return loan.backOn ? 'TRAVELS' : status === 'REFUSED' || status === 'RETURNED_TO_SENDER' ? 'READER' : null;
  }
  if (hasArrived(status)) {
    return loan?.backOn ? null : 'READER';
  }
  return isOnTheWay(status) || hasFailed(status) ? 'TRAVELS' : null;
}

/** Adds, in the transaction that ends a loan whose copy is paged, the job that gives the copy back to the shelf. */
export function scheduleUnpaging(
  em: EntityManager,
  { id: loanId, itemId }: Pick<Loan, 'id' | 'itemId'>,
): Promise<void> {
  return addJob(em, 'unpageCopy', { loanId, itemId });
}

/** The job of a loan that was cancelled. Said twice it is done once. */
export async function unpageCopy(ctx: Context, { loanId, itemId }: Record<string, unknown>): Promise<void> {
  await ctx.ask(ownerOfItem(String(itemId)), 'mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }', { loanId });
  const { bookId } = await ctx.em.findOneOrFail(Loan, { id: String(loanId) });
  await transact(ctx, (em) => serveSoon(em, bookId));
}
