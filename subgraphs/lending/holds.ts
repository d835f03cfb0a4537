// 预约. A reader waits for a book: placed, suspended, resumed, cancelled. Every change is made with the queue of the book locked.
import { randomUUID } from 'node:crypto';
import { authorise, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Failure } from '../../lib/failures.ts';
import { checkSameContent, checkText, contentHash, findBook } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { erasedKey } from '../../lib/pseudonyms.ts';
import type { Context } from './context.ts';
import type { Reader } from './entities.ts';
import { Loan } from './entities.ts';
import { Hold, KeptCopy } from './holdEntities.ts';
import { openHold } from './holdLoans.ts';
import { endedStates, endHold, type KeptStatus, lockQueue, move, statusForNext } from './holdQueue.ts';
import { holdForViewer } from './holdReads.ts';
import { suspensionSpan, tellOwners, tryToServe } from './holdServing.ts';
import { holdKey } from './privacyCuts.ts';
import { lockReader } from './quota.ts';
import { existingReader } from './readers.ts';
import { branchRecord } from './records.ts';
import type { HoldPickupInput, PlaceHoldInput } from './types.generated.ts';

/**
 * Places a hold; the same key and content answers with the first hold. A reader who waits for the book already is answered with
 * the hold that there is, unchanged: two equal wishes are one.
 */
export async function placeHold(ctx: Context, input: PlaceHoldInput) {
  const reader = await readerOf(ctx, input.card ?? null);
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const hash = contentHash({ ...content, card: reader.card });
  const erased = { readerId: null, idempotencyKey: holdKey(ctx.pseudonym, reader.card, idempotencyKey) };
  const earlier = await ctx.em.findOne(Hold, { $or: [{ readerId: reader.id, idempotencyKey }, erased] });
  if (earlier) {
    if (earlier.readerId == null) {
      throw erasedKey(idempotencyKey);
    }
    checkSameContent(idempotencyKey, earlier.contentHash, hash);
    return { __typename: 'HoldPlaced' as const, hold: earlier };
  }
  const [branch, found] = await Promise.all([branchRecord(ctx, input.pickup.branch), findBook(ctx.ask, input)]);
  if ('ambiguous' in found) {
    return { __typename: 'AmbiguousIsbn' as const, ...found.ambiguous };
  }
  const bookId = found.book.id;
  const failures = await neverToBeHad(ctx, bookId);
  const placed = await transact(ctx, (em) =>
    insertHold(em, ctx.now, {
      readerId: reader.id,
      bookId,
      idempotencyKey,
      contentHash: hash,
      pickupBranchId: branch.id,
      pickupLibrary: branch.library,
      failures,
    }),
  );
  if ('failures' in placed) {
    return { __typename: 'HoldRefused' as const, failures: placed.failures };
  }
  await tryToServe(ctx, bookId);
  return { __typename: 'HoldPlaced' as const, hold: await ctx.em.findOneOrFail(Hold, { id: placed.id }) };
}

/** Gives a hold up; said twice it is done once. A copy that was kept for it goes to the next reader, or home. */
export function cancelHold(ctx: Context, id: string): Promise<Hold> {
  return change(ctx, id, async (em, hold) => {
    if (hold.state === 'CANCELLED') {
      return null;
    }
    if (hold.state === 'FULFILLED' || hold.state === 'EXPIRED' || hold.loanId != null) {
      throw wrongState(hold, '只能取消尚未结束的预约', 'only a hold that has not ended is cancelled');
    }
    return endHold(em, await lockQueue(em, hold.bookId), { hold, state: 'CANCELLED', now: ctx.now });
  });
}

/** A hold keeps its place and is not served before a day; said again with another day it is that one. */
export function suspendHold(ctx: Context, id: string, until: string): Promise<Hold> {
  const { first, last } = suspensionSpan(ctx.now);
  if (until < first || until > last) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `暂停至 ${first} 至 ${last} 之间的一天。"until" is a day from ${first} to ${last}; this is ${until}.`,
      { argument: 'until' },
    );
  }
  return change(ctx, id, async (_em, hold) => {
    if (hold.state !== 'WAITING' && hold.state !== 'SUSPENDED') {
      throw wrongState(hold, '只有排队中的预约才能暂停', 'only a hold that waits is suspended');
    }
    Object.assign(hold, { state: 'SUSPENDED', suspendedUntil: until });
    return null;
  });
}

/** A suspended hold waits again, at its place; said twice it is done once. */
export async function resumeHold(ctx: Context, id: string): Promise<Hold> {
  const { bookId } = await change(ctx, id, async (_em, hold) => {
    if (hold.state !== 'WAITING' && hold.state !== 'SUSPENDED') {
      throw wrongState(hold, '只有暂停的预约才能恢复', 'only a hold that is suspended is resumed');
    }
    Object.assign(hold, { state: 'WAITING', suspendedUntil: null });
    return null;
  });
  await tryToServe(ctx, bookId);
  return ctx.em.findOneOrFail(Hold, { id }, { refresh: true });
}

/** The reader fetches it elsewhere; a copy that stands on a hold shelf already is sent there. Said twice it is done once. */
export async function changeHoldPickup(ctx: Context, id: string, pickup: HoldPickupInput): Promise<Hold> {
  const branch = await branchRecord(ctx, pickup.branch);
  return change(ctx, id, async (em, hold) => {
    if (endedStates.some((state) => state === hold.state) || hold.loanId != null) {
      throw wrongState(
        hold,
        '只有尚未结束的预约才能更改取书点',
        'the branch of pick-up of a hold that has not ended can be changed',
      );
    }
    Object.assign(hold, { pickupBranchId: branch.id, pickupLibrary: branch.library });
    const kept = await em.findOne(KeptCopy, { holdId: hold.id });
    const status = kept && statusForNext(kept.status as KeptStatus, kept.branchId ?? '', branch.id);
    if (!kept || status === kept.status) {
      return null;
    }
    await move(em, kept, { status: status as KeptStatus, branchId: kept.branchId ?? '', hold, now: ctx.now });
    return kept;
  });
}

/** @throws CallerError FORBIDDEN for somebody else's card, BAD_USER_INPUT without one, NOT_FOUND for one that is none */
async function readerOf(ctx: Context, given: string | null): Promise<Reader> {
  const { identity } = ctx;
  const card = given?.trim() ?? (identity.role === 'reader' ? identity.card : null);
  authorise(identity, 'hold.place', { card });
  if (card === null) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出读者证号 card。Give "card", the number on the reader\'s card: only a reader\'s own is known from the token.',
      { argument: 'card' },
    );
  }
  return existingReader(ctx, card);
}

/** A book of which the city has no copy, and none on order, is not waited for. An owner that is silent may have some. */
async function neverToBeHad(ctx: Context, bookId: string): Promise<Failure[]> {
  const copies = await ctx.loaders.copiesByBook.load(bookId);
  return copies?.rows.length === 0 ? [{ code: 'NOT_HELD' }] : [];
}

interface NewHold
  extends Pick<Hold, 'readerId' | 'bookId' | 'idempotencyKey' | 'contentHash' | 'pickupBranchId' | 'pickupLibrary'> {
  failures: Failure[];
}

async function insertHold(
  em: EntityManager,
  now: Date,
  { failures, ...given }: NewHold,
): Promise<Hold | { failures: Failure[] }> {
  const { readerId, bookId, idempotencyKey } = given;
  const queue = await lockQueue(em, bookId);
  const known = (await em.findOne(Hold, { readerId, idempotencyKey })) ?? (await openHold(em, given));
  if (known) {
    if (known.idempotencyKey === idempotencyKey) {
      checkSameContent(idempotencyKey, known.contentHash, given.contentHash);
    }
    return known;
  }
  // A loan of it that is just being made is seen, or waits for this.
  await lockReader(em, readerId);
  const borrowed = await em.count(Loan, { readerId, bookId, status: { $in: ['RESERVED', 'ACTIVE'] } });
  const refused: Failure[] = borrowed > 0 ? [{ code: 'ALREADY_ON_LOAN' }] : failures;
  if (refused.length > 0) {
    return { failures: refused };
  }
  queue.lastNumber += 1;
  return em.create(Hold, {
    ...given,
    id: randomUUID(),
    number: queue.lastNumber,
    state: 'WAITING',
    placedAt: now,
  });
}

/**
 * Changes a hold with its queue locked, and tells the owner of a copy that goes on.
 * @throws CallerError FORBIDDEN for a role that may not, NOT_FOUND for a hold that is none or somebody else's, CONFLICT by `work`
 */
async function change(
  ctx: Context,
  id: string,
  work: (em: EntityManager, hold: Hold) => Promise<KeptCopy | null>,
): Promise<Hold> {
  const { identity } = ctx;
  authorise(identity, 'hold.change', ownOf(identity));
  const known = await holdForViewer(ctx, id);
  if (!known) {
    throw new CallerError('NOT_FOUND', `没有预约“${id}”，或它不属于您。There is no hold "${id}", or it is not yours.`, {
      argument: 'id',
    });
  }
  const passedOn = await transact(ctx, async (em) => {
    await lockQueue(em, known.bookId);
    return work(em, await em.findOneOrFail(Hold, { id }, { refresh: true }));
  });
  await tellOwners(ctx, [passedOn]);
  return ctx.em.findOneOrFail(Hold, { id }, { refresh: true });
}

function wrongState({ state, loanId }: Hold, zh: string, en: string): CallerError {
  const now = loanId != null && state !== 'FULFILLED' ? `${state} (借出办理中, being lent)` : state;
  return new CallerError('CONFLICT', `该预约现为 ${now}，${zh}。The hold is ${now}; ${en}.`, { state });
}
