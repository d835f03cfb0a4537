// Return anywhere: a copy came back over a desk. The loan ends here, in one transaction; what the desk does with the copy
// is its owner's word, asked right after, and again by a job when the owner is silent. No rule refuses a return. The return
// of a bought copy is told to its order.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { authorise } from '../../lib/actions.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { addLater, removeJob } from '../../lib/jobs.ts';
import { describeError } from '../../lib/masking.ts';
import { tellOrder } from '../../lib/orderSteps.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { ownerOfItem } from '../../lib/owners.ts';
import { entities, statement } from '../../lib/statements.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { noteCreditEvent } from './credit.ts';
import { ItemReturn, Loan } from './entities.ts';
import { serveOthersOf, someoneWaits } from './holdQueue.ts';
import { decideScanned } from './holdReturns.ts';
import { tellOwners, tryToServe } from './holdServing.ts';
import { failedLoanOf, receiveFromParcels } from './parcelReceipts.ts';
import { lockReader } from './quota.ts';
import { branchRecord, existingItem } from './records.ts';
import { kindOfReturn } from './standing.ts';
import type { ReturnItemInput } from './types.generated.ts';

const completeAfterSeconds = 5;

/** Takes a copy back at a branch; the same key and content answers with the first return's result. */
export async function returnItem(ctx: Context, input: ReturnItemInput): Promise<ItemReturn> {
  const branch = await branchRecord(ctx, input.branch);
  authorise(ctx.identity, 'item.return', { library: branch.library });
  const { idempotencyKey: key, ...content } = input;
  const keyed = {
    organisation: `library:${branch.library}`,
    idempotencyKey: checkText('idempotencyKey', key),
    contentHash: contentHash(content),
  };
  const earlier = await findByKey(ctx, keyed);
  if (earlier) {
    return completeAgain(ctx, earlier);
  }
  const item = await knownItem(ctx, input);
  const { row } = await insertOnce(
    () => findByKey(ctx, keyed),
    () => transact(ctx, (em) => endLoan(em, ctx, { ...keyed, ...item, branchId: branch.id })),
  );
  return complete(ctx, row);
}

/** A return that a member system has taken itself; said twice it is done once. What came back by another way before stays so. */
export async function returnReported(
  ctx: Context,
  { loanId, library, branch, returnedAt }: { loanId: string; library: string; branch: string; returnedAt: Date },
): Promise<void> {
  const { id: branchId } = await branchRecord(ctx, branch);
  const keyed = { organisation: `member:${library}`, idempotencyKey: loanId };
  const earlier = await ctx.em.findOne(ItemReturn, keyed);
  if (earlier) {
    await completeAgain(ctx, earlier);
    return;
  }
  const row = await transact(ctx, async (em) => {
    const { readerId } = await em.findOneOrFail(Loan, { id: loanId });
    if (readerId == null) {
      // It ended long ago.
      return null;
    }
    await lockReader(em, readerId);
    const { itemId, bookId, status } = await em.findOneOrFail(Loan, { id: loanId }, { refresh: true });
    // The copy may be another reader's by now: what is told of a loan that was returned is no word about it.
    return itemId == null || status === 'RETURNED'
      ? null
      : endLoan(em, ctx, { ...keyed, contentHash: '', itemId, bookId, branchId, returnedAt, loanId });
  });
  if (row) {
    await complete(ctx, row);
  }
}

/** The job of a return: asks the copy's owner again. */
export async function completeReturn(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const returned = await ctx.em.findOneOrFail(ItemReturn, { id: String(id) });
  const completed = await completeAgain(ctx, returned);
  if (!completed.next) {
    await transact(ctx, (em) => scheduleCompletion(em, returned.id));
  }
}

/** The job of a loan whose copy came back before it was entered: its owner puts the copy down, as it was told the desk. */
export async function receiveAgain(ctx: Context, { id, loanId }: Record<string, unknown>): Promise<void> {
  const returned = await ctx.em.findOneOrFail(ItemReturn, { id: String(id) });
  const received = await receive(ctx, { ...returned, loanId: String(loanId) });
  if (received?.next === 'SHELVE') {
    await tryToServe(ctx, received.bookId);
  }
}

async function findByKey(
  ctx: Context,
  {
    organisation,
    idempotencyKey,
    contentHash: hash,
  }: { organisation: string; idempotencyKey: string; contentHash: string },
): Promise<ItemReturn | null> {
  const earlier = await ctx.em.findOne(ItemReturn, { organisation, idempotencyKey });
  if (earlier) {
    checkSameContent(idempotencyKey, earlier.contentHash, hash);
  }
  return earlier;
}

/** The copy and its book. One that is on loan is known here, so it can come back while its owner is silent. */
async function knownItem(
  ctx: Context,
  { barcode, library }: ReturnItemInput,
): Promise<{ itemId: string; bookId: string }> {
  const likely = `${library}:${barcode.trim()}`;
  const loan = await activeLoan(ctx.em, likely, null);
  const { itemId, bookId } = loan
    ? { itemId: likely, bookId: loan.bookId }
    : await existingItem(ctx, { barcode, library });
  return { itemId, bookId };
}

async function endLoan(
  em: EntityManager,
  ctx: Context,
  input: Pick<ItemReturn, 'organisation' | 'idempotencyKey' | 'contentHash' | 'itemId' | 'bookId' | 'branchId'> & {
    /** When it came back, and from which loan alone, where that was told later. */
    returnedAt?: Date;
    loanId?: string;
  },
): Promise<ItemReturn> {
  const { returnedAt = ctx.now, loanId, ...given } = input;
  const open =
    (await activeLoan(em, given.itemId, loanId ?? null)) ?? (loanId ? null : await failedLoanOf(em, given.itemId));
  if (open) {
    await lockReader(em, open.readerId);
  }
  const ended = open !== null && (await endActive(em, open.id, returnedAt));
  // One that had not begun is neither in time nor late. What a courier took along in time is in time.
  if (open?.dueDate && ended) {
    const takenAt = open.backOn ? new Date(`${open.backOn}T00:00:00+08:00`) : returnedAt;
    const backAt = open.claimedReturnedAt ?? takenAt;
    const kind = kindOfReturn(open.dueDate, backAt);
    await noteCreditEvent(em, { readerId: open.readerId, kind, of: open.id, at: ctx.now });
  }
  const returned = em.create(ItemReturn, {
    ...given,
    id: randomUUID(),
    // Also the loan that had ended when its parcel did not reach its reader: the copy is still kept for it.
    loanId: ended || open?.status === 'RELEASED' ? (open?.id ?? null) : null,
    returnedAt,
  });
  await em.flush();
  if (open) {
    await receiveFromParcels(em, open.id, returnedAt);
  }
  if (open && ended) {
    await serveOthersOf(em, open.readerId);
  }
  if (open?.orderId && ended) {
    const { itemId } = given;
    await tellOrder(em, { orderId: open.orderId, itemId, step: 'RETURNED', at: returnedAt, actor: actorOf(ctx) });
  }
  await scheduleCompletion(em, returned.id);
  return returned;
}

/** The loan that a copy is out by; with an id, no other one. */
async function activeLoan(em: EntityManager, itemId: string, id: string | null): Promise<Loan | null> {
  const those = "where item_id = $1 and status = 'ACTIVE' and ($2::text is null or id = $2)";
  return (await entities(em, Loan, 'activeLoan', those, [itemId, id]))[0] ?? null;
}

/** Ends a loan that is out, whose reader is locked, and gives its place in the quota back; false for one that has ended before. */
async function endActive(em: EntityManager, id: string, returnedAt: Date): Promise<boolean> {
  const ended = await statement(
    em,
    `/* endActive */ with ended as (
       update loan set status = 'RETURNED', returned_at = $2 where id = $1 and status = 'ACTIVE' returning reader_id
     )
     update reader set open_loans = open_loans - 1 from ended where reader.id = ended.reader_id returning reader.id`,
    [id, returnedAt],
  );
  return ended.length > 0;
}

/**
 * The same for a return that was entered some time ago. A copy that was scanned again or lent since is not where this return has left
 * it: then the owner is not asked, and the answer is that of the last scan.
 */
async function completeAgain(ctx: Context, returned: ItemReturn): Promise<ItemReturn> {
  const { id, itemId, returnedAt, loanId = null } = returned;
  if (returned.next) {
    return returned;
  }
  const [since] = await statement<Pick<ItemReturn, 'next' | 'destination' | 'holdId'>>(
    ctx.em,
    `/* completeAgain */
     select next, destination, hold_id as "holdId", returned_at as at from item_return
     where item_id = $1 and returned_at > $2 and next is not null
     union all
     select 'SHELVE', null, null, requested_at from loan
     where item_id = $1 and requested_at > $2 and status <> 'RELEASED' and id is distinct from $3
     order by at desc limit 1`,
    [itemId, returnedAt, loanId],
  );
  if (!since) {
    return complete(ctx, returned);
  }
  const { next, destination, holdId } = since;
  await transact(ctx, async (em) => {
    await em.nativeUpdate(ItemReturn, { id, next: null }, { next, destination, holdId });
    await removeJob(em, `completeReturn:${id}`);
  });
  return ctx.em.findOneOrFail(ItemReturn, { id }, { refresh: true });
}

/** Asks the owner what to do with the copy, and keeps the answer. `next` stays null while the owner is silent. */
async function complete(ctx: Context, returned: ItemReturn): Promise<ItemReturn> {
  if (returned.next) {
    return returned;
  }
  const { id, itemId } = returned;
  try {
    const step = await nextStep(ctx, returned);
    if (step === 'HELD' || step === 'LATER') {
      return await ctx.em.findOneOrFail(ItemReturn, { id }, { refresh: true });
    }
    // An owner that does not know the copy any more leaves it to its cataloguers.
    const { next, destination } = step ?? { next: 'TO_CATALOGUING' as const, destination: null };
    await statement(
      ctx.em,
      `/* complete */ with needless as (delete from graphile_worker._private_jobs where key = $4 and locked_at is null)
       update item_return set next = $2, destination = $3 where id = $1`,
      [id, next, destination ?? null, `completeReturn:${id}`],
    );
    if (next === 'SHELVE' && step) {
      // Somebody who has come meanwhile has not seen it on its shelf.
      await tryToServe(ctx, step.bookId);
    }
    return Object.assign(returned, { next, destination: destination ?? null });
  } catch (error) {
    ctx.log.warn(
      { requestId: ctx.requestId, itemId, error: describeError(error) },
      "the copy's owner is silent, a job will ask again",
    );
    return returned;
  }
}

const undecidedPauses = [50, 100, 200, 400];

/** What its owner says, or the queue of its book. Somebody else who decides about the copy just now is waited for, a little. */
async function nextStep(ctx: Context, returned: ItemReturn): Promise<Received | 'HELD' | 'LATER' | null> {
  for (const pause of [...undecidedPauses, 0]) {
    const received = await receive(ctx, returned);
    const step = received && !received.next ? await decide(ctx, returned, received) : received;
    if (step !== 'LATER' || pause === 0) {
      return step;
    }
    await setTimeout(pause);
  }
  return 'LATER';
}

interface Received extends Pick<ItemReturn, 'next' | 'destination'> {
  bookId: string;
  callNumberSort: string;
  claimId: string | null;
}

const receivedFields = 'bookId next destination claimId callNumberSort';

type Came = Pick<ItemReturn, 'id' | 'itemId' | 'bookId' | 'branchId' | 'loanId'>;

async function receive(ctx: Context, { id, itemId, bookId, branchId, loanId }: Came): Promise<Received | null> {
  const { receiveItem } = await ctx.ask<{ receiveItem: Received | null }>(
    ownerOfItem(itemId),
    `mutation ($itemId: ID!, $branchId: ID!, $returnId: ID!, $loanId: ID, $forQueue: Boolean!) {
      receiveItem(itemId: $itemId, branchId: $branchId, returnId: $returnId, loanId: $loanId, forQueue: $forQueue) {
        ${receivedFields}
      }
    }`,
    {
      itemId,
      branchId,
      returnId: id,
      loanId: loanId ?? (await lastLoanOf(ctx.em, itemId)),
      forQueue: !bookId || (await someoneWaits(ctx.em, bookId, ctx.now)),
    },
  );
  return receiveItem;
}

/** The last loan of a copy, which its owner may not know to have ended; null where it runs. */
async function lastLoanOf(em: EntityManager, itemId: string): Promise<string | null> {
  const loan = await em.findOne(Loan, { itemId }, { orderBy: { requestedAt: 'desc' }, refresh: true });
  return loan && loan.status !== 'ACTIVE' ? loan.id : null;
}

/** Whose a copy is that is kept for the queue. What nobody waits for goes to its shelf; its owner says where that is. */
async function decide(
  ctx: Context,
  { id: returnId, itemId, branchId }: ItemReturn,
  { claimId, bookId, callNumberSort }: Received,
): Promise<Received | 'HELD' | 'LATER' | null> {
  if (claimId === null) {
    return 'LATER';
  }
  const kept = await transact(ctx, (em) => decideScanned(em, ctx.now, { returnId, bookId, callNumberSort, claimId }));
  if (kept === 'LATER') {
    return kept;
  }
  await tellOwners(ctx, [kept]);
  const { next, freed } = await ctx.em.findOneOrFail(ItemReturn, { id: returnId }, { refresh: true });
  if (next || !freed) {
    return 'HELD';
  }
  const { releaseKeptItem } = await ctx.ask<{ releaseKeptItem: Received | null }>(
    ownerOfItem(itemId),
    `mutation ($input: ReleaseKeptItemInput!) { releaseKeptItem(input: $input) { ${receivedFields} } }`,
    { input: { itemId, claimId, returnId, branchId } },
  );
  return releaseKeptItem;
}

function scheduleCompletion(em: EntityManager, id: string): Promise<void> {
  return addLater(em, 'completeReturn', { id }, { key: `completeReturn:${id}`, afterSeconds: completeAfterSeconds });
}
