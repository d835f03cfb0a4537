// The order in which readers get the copies of a book. Copies come first, then readers: a copy is taken out of everybody's reach
// at its owner, and then, with the queue of its book locked, it goes to the first reader who can have one. So no reader is
// promised a copy that somebody else takes, and no reader is passed by another who came later. See docs/decisions/0015.
//
// Locks are taken in this order: the queue, then readers.
import { LockMode } from '@mikro-orm/core';
import { addJob } from '../../lib/jobs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { dueOn } from './calendars.ts';
import { Hold, HoldQueue, KeptCopy } from './holdEntities.ts';
import { holdTermsOn, keptAtOnceSql } from './holdPolicies.ts';
import { overdueSql } from './overdue.ts';
import { lockReader } from './quota.ts';

/** Where a copy stands that is kept for somebody. */
export type KeptStatus = 'PAGED' | 'IN_TRANSIT' | 'ON_HOLD_SHELF';

export const endedStates = ['FULFILLED', 'CANCELLED', 'EXPIRED'] as const;

/** The same as a list of SQL. */
export const endedSql = `('${endedStates.join("', '")}')`;

/** What a hold is while its copy stands so. */
export const stateOf = { PAGED: 'PAGED', IN_TRANSIT: 'IN_TRANSIT', ON_HOLD_SHELF: 'READY' } as const;

/**
 * Where a kept copy stands when another reader's turn has come: on the shelf of the right branch already, on its way, or to be
 * picked from where it stands and sent.
 */
export function statusForNext(status: KeptStatus, branchId: string, pickupBranchId: string): KeptStatus {
  return status === 'ON_HOLD_SHELF' && branchId !== pickupBranchId ? 'PAGED' : status;
}

/** The queue of a book, locked: who has it decides about its holds and the copies that are kept for them. */
export async function lockQueue(em: EntityManager, bookId: string): Promise<HoldQueue> {
  await em.execute('/* lockQueue */ insert into hold_queue (book_id) values (?) on conflict (book_id) do nothing', [
    bookId,
  ]);
  return em.findOneOrFail(HoldQueue, { bookId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The same for a book that may have no queue: then there is nothing to lock. */
export async function lockQueueIfAny(em: EntityManager, bookId: string): Promise<void> {
  await em.findOne(HoldQueue, { bookId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/**
 * The condition under which a waiting hold cannot be served on a day, given as an SQL expression: its reader may not borrow, by the
 * same rules as `loanFailures`, or has as many copies kept as there may be.
 */
const blockedOn = (day: string): string => `(reader.suspended or coalesce(reader.suspended_until > ${day}::date, false)
  or (reader.consent_at is null and case when reader.birth_day is null then reader.type = 'CHILD'
      else ${day}::text < (left(reader.birth_day::text, 4)::int + 14)::text || substr(reader.birth_day::text, 5) end)
  or exists (select 1 from loan where reader_id = reader.id and ${overdueSql(`${day}::date`)})
  or (select count(*) from hold as kept where kept.reader_id = reader.id and kept.state in ('PAGED', 'IN_TRANSIT', 'READY'))
    >= ${keptAtOnceSql(`${day}::date`)})`;

interface Waiting {
  id: string;
  readerId: string;
}

/** Holds of a book that can be served, in their order, at most `limit`; those of one reader may be left out. */
export async function servable(
  em: EntityManager,
  bookId: string,
  { now, limit, except = '' }: { now: Date; limit: number; except?: string },
): Promise<Waiting[]> {
  return statement(
    em,
    `/* servable */ select hold.id, hold.reader_id as "readerId" from hold join reader on reader.id = hold.reader_id
     where hold.book_id = $1 and hold.state = 'WAITING' and hold.reader_id <> $2 and not ${blockedOn('$3::text')}
     order by hold.number limit $4`,
    [bookId, except, dayOf(now), limit],
  );
}

/** Whether somebody waits who can be served; a reader's own hold may be left out. */
export async function someoneWaits(
  em: EntityManager,
  bookId: string,
  now: Date,
  except?: string | null,
): Promise<boolean> {
  return (await servable(em, bookId, { now, limit: 1, except: except ?? '' })).length > 0;
}

/** The first hold that can be served, its reader locked; null when there is none. The queue is locked. */
export async function firstInTurn(em: EntityManager, bookId: string, now: Date): Promise<Hold | null> {
  const first = async () => (await servable(em, bookId, { now, limit: 1 }))[0];
  let candidate = await first();
  while (candidate) {
    await lockReader(em, candidate.readerId);
    // What stood against the reader is only certain now.
    const again = await first();
    if (again?.id === candidate.id) {
      return em.findOneOrFail(Hold, { id: candidate.id }, { refresh: true });
    }
    candidate = again;
  }
  return null;
}

/** Gives a kept copy to a hold. The queue is locked. */
export async function assign(
  em: EntityManager,
  queue: HoldQueue,
  { kept, hold, now }: { kept: KeptCopy; hold: Hold; now: Date },
): Promise<void> {
  if (hold.served == null) {
    queue.lastServed += 1;
    hold.served = queue.lastServed;
  }
  await notePassedOver(em, hold, now);
  kept.holdId = hold.id;
  hold.itemId = kept.itemId ?? null;
  await show(em, kept, hold, now);
}

/** The hold says where its copy stands. */
async function show(em: EntityManager, kept: KeptCopy, hold: Hold, now: Date): Promise<void> {
  hold.state = stateOf[kept.status as KeptStatus];
  if (hold.state === 'READY') {
    hold.shelfUntil ??= await lastShelfDay(em, hold.pickupLibrary, now);
  }
  await em.flush();
}

/** A kept copy stands elsewhere, or is another reader's; its owner is told by a job. */
export async function move(
  em: EntityManager,
  kept: KeptCopy,
  { status, branchId, hold, now }: { status: KeptStatus; branchId: string; hold: Hold | null; now: Date },
): Promise<void> {
  const isMoved = kept.status !== status || kept.branchId !== branchId;
  Object.assign(kept, { status, branchId, moves: kept.moves + 1 });
  if (hold) {
    if (status !== 'ON_HOLD_SHELF' || isMoved) {
      hold.shelfUntil = null;
    }
    await show(em, kept, hold, now);
  }
  await em.flush();
  await addJob(em, 'tellKept', { id: kept.id }, { key: `tellKept:${kept.id}`, afterSeconds: 2 });
}

/** Gives a copy that is kept for nobody any more to a hold; one that stands on another branch's hold shelf is picked there. */
async function handOver(
  em: EntityManager,
  queue: HoldQueue,
  { kept, hold, now }: { kept: KeptCopy; hold: Hold; now: Date },
): Promise<void> {
  await assign(em, queue, { kept, hold, now });
  const branchId = kept.branchId ?? '';
  const status = statusForNext(kept.status as KeptStatus, branchId, hold.pickupBranchId);
  if (status !== kept.status) {
    await move(em, kept, { status, branchId, hold, now });
  }
}

/**
 * Ends a hold, and passes the copy that is kept for it on: to the first reader who can have it, or home. The queue is locked.
 * @returns the kept copy that its owner has to be told about; null when there is none
 */
export async function endHold(
  em: EntityManager,
  queue: HoldQueue,
  { hold, state, now }: { hold: Hold; state: (typeof endedStates)[number]; now: Date },
): Promise<KeptCopy | null> {
  Object.assign(hold, { state, endedAt: now, suspendedUntil: null });
  await em.flush();
  await serveOthersOf(em, hold.readerId, hold.bookId);
  const kept = await em.findOne(KeptCopy, { holdId: hold.id });
  return kept && passOn(em, queue, kept, now);
}

/** Gives a kept copy whose hold has ended to the next reader, or leaves it to be taken down. The queue is locked. */
export async function passOn(em: EntityManager, queue: HoldQueue, kept: KeptCopy, now: Date): Promise<KeptCopy> {
  kept.holdId = null;
  await em.flush();
  const next = await firstInTurn(em, queue.bookId, now);
  const { branchId, status } = kept;
  if (next) {
    await handOver(em, queue, { kept, hold: next, now });
  } else if (status === 'PAGED' && kept.moves === 0) {
    // It stands on its own shelf still.
    kept.status = 'RELEASING';
    await em.flush();
    await addJob(em, 'finishCapture', { id: kept.id }, { key: `finishCapture:${kept.id}` });
  } else if (status === 'PAGED' && branchId) {
    await move(em, kept, { status: 'ON_HOLD_SHELF', branchId, hold: null, now });
  }
  return kept;
}

/** A kept copy is lost or damaged: its hold waits at its old place again. */
export async function dropKeptCopy(em: EntityManager, itemId: string): Promise<void> {
  const known = await em.findOne(KeptCopy, { itemId });
  if (!known) {
    return;
  }
  await lockQueue(em, known.bookId);
  const kept = await em.findOne(KeptCopy, { id: known.id }, { refresh: true });
  const hold = kept?.holdId ? await em.findOneOrFail(Hold, { id: kept.holdId }, { refresh: true }) : null;
  if (hold && hold.loanId == null) {
    Object.assign(hold, { state: 'WAITING', itemId: null, shelfUntil: null });
    await em.flush();
  }
  await em.nativeDelete(KeptCopy, { id: known.id });
  await serveSoon(em, known.bookId);
}

/**
 * Gives copies that are kept for nobody to the readers whose turn it is, and notes when the queue was looked at.
 * @returns the copies that their owners have to be told about
 */
export async function serveFromKept(em: EntityManager, bookId: string, now: Date): Promise<KeptCopy[]> {
  const queue = await lockQueue(em, bookId);
  queue.lookedAt = now;
  await em.flush();
  const free = await em.find(
    KeptCopy,
    { bookId, holdId: null, status: { $in: ['PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF'] } },
    { orderBy: { id: 'asc' } },
  );
  const served: KeptCopy[] = [];
  while (free.length > 0) {
    const next = await firstInTurn(em, bookId, now);
    if (!next) {
      break;
    }
    const near = free.findIndex(({ branchId }) => branchId === next.pickupBranchId);
    const [kept] = free.splice(Math.max(near, 0), 1);
    if (kept) {
      await handOver(em, queue, { kept, hold: next, now });
      served.push(kept);
    }
  }
  return served;
}

/** A reader who can have copies again: the queues in which the reader waits are looked at by jobs. */
export async function serveOthersOf(
  em: EntityManager,
  readerId: string | null | undefined,
  exceptBookId = '',
): Promise<void> {
  if (readerId == null) {
    return;
  }
  const waiting = await em.find(
    Hold,
    { readerId, state: 'WAITING', bookId: { $ne: exceptBookId } },
    { fields: ['bookId'], orderBy: { number: 'asc' } },
  );
  for (const { bookId } of waiting) {
    await serveSoon(em, bookId);
  }
}

/** Adds the job that looks whether a reader who waits for a book can be served. */
export async function serveSoon(em: EntityManager, bookId: string, afterSeconds = 0): Promise<void> {
  await addJob(em, 'serveQueue', { bookId }, { afterSeconds });
}

/** The last day of a copy that is put on a hold shelf of a library; never one on which it is closed. */
async function lastShelfDay(em: EntityManager, library: string, now: Date): Promise<string> {
  const day = dayOf(now);
  const { shelfDays } = await holdTermsOn(em, day);
  return dueOn(em, library, addDays(day, shelfDays));
}

/** Holds before this one that could not be served when it was. */
async function notePassedOver(em: EntityManager, { bookId, number }: Hold, now: Date): Promise<void> {
  await statement(
    em,
    `/* notePassedOver */ update hold set passed_over = true from reader
     where hold.book_id = $1 and hold.number < $2 and reader.id = hold.reader_id and not hold.passed_over
       and (hold.state = 'SUSPENDED' or (hold.state = 'WAITING' and ${blockedOn('$3::text')}))`,
    [bookId, number, dayOf(now)],
  );
}
