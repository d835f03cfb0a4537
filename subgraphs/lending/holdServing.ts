// Copies that stand on a shelf and somebody waits for: taken out of everybody's reach at their owner, given to whose turn it is.
// A capture is written before its owner is asked, with the job that gives the copy back should this process die.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { addJob, removeJob } from '../../lib/jobs.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { ownerOfItem } from '../../lib/owners.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { type AvailableItem, availableItems, firstPaged } from './copies.ts';
import { Loan } from './entities.ts';
import { Hold, HoldQueue, KeptCopy } from './holdEntities.ts';
import { fulfilHold } from './holdLoans.ts';
import { assign, endHold, firstInTurn, lockQueue, servable, serveFromKept, serveSoon } from './holdQueue.ts';

const giveBackAfterSeconds = 5;
/** Holds that one run of the job ends or wakes, and queues that it looks at. */
const batch = 100;
/** A queue is looked at again after so long, whatever was said of its copies meanwhile. */
const lookAgainMs = 600_000;

/** Serves the readers who wait for a book as far as there are copies, those on the shelves too. Said twice it is done once. */
export async function serveQueue(ctx: Context, bookId: string): Promise<void> {
  for (;;) {
    const [first] = await servable(ctx.em, bookId, { now: ctx.now, limit: 1 });
    if (!first) {
      return;
    }
    const passedOn = await transact(ctx, (em) => serveFromKept(em, bookId, ctx.now));
    await tellOwners(ctx, passedOn);
    if (passedOn.length === 0 && !(await serveFromShelf(ctx, bookId))) {
      return;
    }
  }
}

/** The same where whoever asked has an answer already: what an owner does not say now, a job asks again. */
export async function tryToServe(ctx: Context, bookId: string): Promise<void> {
  try {
    await serveQueue(ctx, bookId);
  } catch (error) {
    ctx.log.warn(
      { bookId, error: describeError(error) },
      'an owner is silent, its copies are offered to the queue later',
    );
    await transact(ctx, (em) => serveSoon(em, bookId, giveBackAfterSeconds));
  }
}

/** Owners say that copies of these books may be lent now: adds the job of each queue in which somebody waits. One statement. */
export async function serveWaiting(ctx: Context, bookIds: readonly string[]): Promise<boolean> {
  await statement(
    ctx.em,
    `/* serveWaiting */ select graphile_worker.add_job('serveQueue', payload := json_build_object('bookId', book_id),
       max_attempts := 100, job_key := 'serveQueue:' || book_id)
     from (select distinct book_id from hold where book_id = any($1) and state = 'WAITING' order by book_id) as queue`,
    [bookIds],
  );
  return true;
}

/** The job of a queue. */
export function serveQueueJob(ctx: Context, { bookId }: Record<string, unknown>): Promise<void> {
  return serveQueue(ctx, String(bookId));
}

/** Tells owners where copies stand that are kept; those that do not answer are told by a job. */
export async function tellOwners(ctx: Context, copies: readonly (KeptCopy | null)[]): Promise<void> {
  for (const kept of copies) {
    try {
      if (kept?.status === 'RELEASING') {
        await finishCapture(ctx, { id: kept.id });
      } else if (kept) {
        await tellKept(ctx, { id: kept.id });
      }
    } catch (error) {
      ctx.log.warn({ item: kept?.itemId, error: describeError(error) }, "the copy's owner is silent, a job tells it");
    }
  }
}

/** The job of a kept copy: its owner shows where it stands. */
export async function tellKept(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const kept = await ctx.em.findOne(KeptCopy, { id: String(id) }, { refresh: true });
  const { itemId, branchId } = kept ?? {};
  if (!kept || !itemId || !branchId || kept.status === 'CAPTURING' || kept.status === 'RELEASING') {
    return;
  }
  const { id: claimId, status, moves } = kept;
  await ctx.ask(ownerOfItem(itemId), 'mutation ($input: MoveKeptItemInput!) { moveKeptItem(input: $input) }', {
    input: { itemId, claimId, moves, status, branchId },
  });
  await transact(ctx, async (em) => {
    // Moved again meanwhile, it is to be told again.
    const told = await em.findOne(KeptCopy, { id: claimId, moves }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (told) {
      await removeJob(em, `tellKept:${claimId}`);
    }
  });
}

/** The job of a capture: gives back what it has taken for nobody. Its owner refuses it from now on. */
export async function finishCapture(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const kept = await transact(ctx, async (em) => {
    const open = await em.findOne(
      KeptCopy,
      { id: String(id), status: { $in: ['CAPTURING', 'RELEASING'] } },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (open?.status === 'CAPTURING') {
      open.status = 'RELEASING';
    }
    return open;
  });
  if (!kept) {
    return;
  }
  const release = 'mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }';
  const owners = kept.itemId ? [ownerOfItem(kept.itemId)] : ['central', 'districts'];
  await Promise.all(owners.map((owner) => ctx.ask(owner, release, { loanId: kept.id })));
  await transact(ctx, async (em) => {
    await em.nativeDelete(KeptCopy, { id: kept.id, status: 'RELEASING' });
    await removeJob(em, `finishCapture:${kept.id}`);
    // Whoever has come meanwhile has not seen it on the shelf.
    await serveSoon(em, kept.bookId);
  });
}

/** The job of a bought loan: the reader who waited for the book has it, and a copy that was kept goes on. */
export async function fulfilBought(ctx: Context, { loanId }: Record<string, unknown>): Promise<void> {
  const { id, readerId, bookId, itemId } = await ctx.em.findOneOrFail(Loan, { id: String(loanId) });
  const passedOn = await transact(ctx, (em) =>
    fulfilHold(em, { id, readerId, bookId }, { itemId: itemId ?? '', now: ctx.now }),
  );
  await tellOwners(ctx, [passedOn]);
}

/**
 * The job that recurs: ends the holds whose last day on the shelf is over, wakes those whose suspension is over, and looks at
 * queues that nobody has looked at for ten minutes.
 */
export async function sweepHolds(ctx: Context): Promise<void> {
  const today = dayOf(ctx.now);
  const due = await ctx.em.find(
    Hold,
    {
      $or: [
        { state: 'READY', shelfUntil: { $lt: today } },
        { state: 'SUSPENDED', suspendedUntil: { $lte: today } },
      ],
    },
    { orderBy: { bookId: 'asc', number: 'asc' }, limit: batch },
  );
  const stale = await ctx.em.execute<{ bookId: string }[]>(
    `/* sweepHolds */ select book_id as "bookId" from hold_queue
     where (looked_at is null or looked_at < ?)
       and exists (select 1 from hold where hold.book_id = hold_queue.book_id and hold.state = 'WAITING')
     order by looked_at nulls first limit ?`,
    [new Date(ctx.now.getTime() - lookAgainMs), batch],
  );
  const works = [
    ...due.map(({ id, bookId }) => ({ bookId, work: () => moveOn(ctx, { id, bookId }) })),
    ...stale.map(({ bookId }) => ({ bookId, work: () => lookAgain(ctx, bookId) })),
  ];
  for (const { bookId, work } of works) {
    try {
      await work();
    } catch (error) {
      // The others do not wait for it; the next run tries again.
      ctx.log.error({ bookId, error: describeError(error) }, 'a queue whose time has come was not looked after');
    }
  }
}

async function moveOn(ctx: Context, { id, bookId }: Pick<Hold, 'id' | 'bookId'>): Promise<void> {
  const kept = await transact(ctx, async (em) => {
    const queue = await lockQueue(em, bookId);
    const hold = await em.findOneOrFail(Hold, { id }, { refresh: true });
    const today = dayOf(ctx.now);
    if (hold.state === 'READY' && hold.shelfUntil && hold.shelfUntil < today && hold.loanId == null) {
      return endHold(em, queue, { hold, state: 'EXPIRED', now: ctx.now });
    }
    if (hold.state === 'SUSPENDED' && hold.suspendedUntil && hold.suspendedUntil <= today) {
      Object.assign(hold, { state: 'WAITING', suspendedUntil: null });
    }
    return null;
  });
  await tellOwners(ctx, [kept]);
  await serveQueue(ctx, bookId);
}

async function lookAgain(ctx: Context, bookId: string): Promise<void> {
  await transact(ctx, (em) => em.nativeUpdate(HoldQueue, { bookId }, { lookedAt: ctx.now }));
  await serveQueue(ctx, bookId);
}

/** Captures one copy and gives it to whose turn it is. False when no owner has one. */
async function serveFromShelf(ctx: Context, bookId: string): Promise<boolean> {
  const items = await nearest(ctx, bookId, await availableItems(ctx, bookId));
  if (items.length === 0) {
    return false;
  }
  const id = randomUUID();
  await transact(ctx, async (em) => {
    em.create(KeptCopy, { id, bookId, status: 'CAPTURING' });
    await em.flush();
    await addJob(em, 'finishCapture', { id }, { key: `finishCapture:${id}`, afterSeconds: giveBackAfterSeconds });
  });
  const item = await firstPaged(ctx, id, items, true);
  const isGiven = item !== null && (await transact(ctx, (em) => decideCapture(em, ctx.now, { id, bookId, item })));
  if (!isGiven) {
    await finishCapture(ctx, { id });
  }
  // What was captured for nobody is back; whoever came meanwhile is looked after in the next round.
  return item !== null;
}

async function decideCapture(
  em: EntityManager,
  now: Date,
  { id, bookId, item }: { id: string; bookId: string; item: AvailableItem },
): Promise<boolean> {
  const queue = await lockQueue(em, bookId);
  const kept = await em.findOne(KeptCopy, { id, status: 'CAPTURING' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const hold = kept && (await firstInTurn(em, bookId, now));
  if (!kept || !hold) {
    return false;
  }
  const { itemId, branch: branchId, callNumberSort } = item;
  Object.assign(kept, { itemId, branchId, callNumberSort: callNumberSort ?? '', status: 'PAGED' });
  await em.flush();
  await assign(em, queue, { kept, hold, now });
  await removeJob(em, `finishCapture:${id}`);
  return true;
}

/** Those at the branch where the first reader picks up before all others. */
async function nearest(ctx: Context, bookId: string, items: AvailableItem[]): Promise<AvailableItem[]> {
  const [first] = await servable(ctx.em, bookId, { now: ctx.now, limit: 1 });
  const hold = first && (await ctx.em.findOne(Hold, { id: first.id }));
  const distance = ({ branch }: AvailableItem) => Number(branch !== hold?.pickupBranchId);
  return items.toSorted((a, b) => distance(a) - distance(b));
}

/** The first day that a hold suspended today may be suspended until, and the last. */
export function suspensionSpan(now: Date): { first: string; last: string } {
  const today = dayOf(now);
  return { first: addDays(today, 1), last: addDays(today, 180) };
}
