// How any copy that is there is lent, at a desk or online: a durable workflow over lending, which has the quota and the terms, and
// the owner of the copy. A place in the quota is kept with the request; the copy is paged; one update decides.
import { randomUUID } from 'node:crypto';
import type { Failure } from '../../lib/failures.ts';
import { checkSameContent } from '../../lib/inputs.ts';
import { addJob } from '../../lib/jobs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { libraryOfItem, ownerOfItem } from '../../lib/owners.ts';
import { asStored, erasedKey, erasedReader, withoutReader } from '../../lib/pseudonyms.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import {
  awaitEnd,
  beginWork,
  cancelResume,
  decide,
  placeOnce,
  resume,
  scheduleResume,
  type Workflow,
} from '../../lib/workflow.ts';
import { dueOn } from './calendars.ts';
import type { Context } from './context.ts';
import { type AvailableItem, availableItems, firstPaged } from './copies.ts';
import { noteCreditEvent } from './credit.ts';
import { ItemReturn, Loan, LoanAddress, LoanRequest } from './entities.ts';
import { Hold, type KeptCopy } from './holdEntities.ts';
import { fulfilHold, giveKeptCopyBack, keptClaimOf, ownKeptCopy, takeKeptCopy } from './holdLoans.ts';
import { endedSql, serveSoon, someoneWaits } from './holdQueue.ts';
import { tellOwners, tryToServe } from './holdServing.ts';
import { meetLoss } from './losses.ts';
import { putIntoParcel } from './parcels.ts';
import { termsOf } from './policies.ts';
import { giveBack, loanFailures, lockReader } from './quota.ts';
import { readerOfRow } from './readers.ts';
import { formatOfBook } from './records.ts';
import { kindOfReturn } from './standing.ts';

const workflow: Workflow<Context, LoanRequest> = {
  table: 'loan_request',
  task: 'resumeLoanRequest',
  read: (ctx, id) => ctx.em.findOneOrFail(LoanRequest, { id }, { refresh: true }),
  gather,
  commit,
  abort,
};

export type Keyed = Pick<LoanRequest, 'organisation' | 'idempotencyKey' | 'contentHash'>;

export interface NewRequest extends Keyed {
  channel: LoanRequest['channel'];
  readerId: string;
  bookId: string;
  /** The copy at the desk; null when the network chooses one. */
  wanted: AvailableItem | null;
  /** Where an online loan goes. */
  address: LoanAddress['address'] | null;
  /** By which the reader has agreed to pay freight, for an online loan. */
  tariffId: string | null;
  /** What a member system has agreed on itself; null when the policies say. */
  agreed: { startedAt: Date; dueDate: string } | null;
}

/** The request that an idempotency key has made before, ended; null for a new key. */
export async function findByKey(ctx: Context, keyed: Keyed) {
  const { organisation, idempotencyKey, contentHash } = keyed;
  const { contentHash: _, ...kept } = withoutReader(ctx.pseudonym, keyed);
  const request = await ctx.em.findOne(LoanRequest, { $or: [{ organisation, idempotencyKey }, kept] });
  if (!request) {
    return null;
  }
  if (request.organisation === erasedReader) {
    throw erasedKey(idempotencyKey);
  }
  checkSameContent(idempotencyKey, request.contentHash, asStored(ctx.pseudonym, request.contentHash, contentHash));
  return awaitEnd(ctx, workflow, request.id);
}

/** Writes a request and carries it to its end; null when there was no time left, and nothing was written. */
export function placeRequest(ctx: Context, request: NewRequest): Promise<LoanRequest | null> {
  return placeOnce(ctx, workflow, {
    find: () => findByKey(ctx, request),
    insert: () => transact(ctx, (em) => insertRequest(em, ctx, request)),
  });
}

/** The job of a request. */
export function resumeLoanRequest(ctx: Context, { id, tries = 0 }: Record<string, unknown>): Promise<void> {
  return resume(ctx, workflow, { id: String(id), tries: Number(tries) });
}

/** Whether a request has come to nothing, and why. */
export function refusalOf(request: LoanRequest): Failure[] | null {
  return request.outcome === 'REFUSED' || request.phase === 'ABORTING' ? request.failures : null;
}

/** What a caller is told of a request: to try again, why it is refused, or what `decided` says of one that was decided in favour. */
export function outcomeOf<Decided>(request: LoanRequest | null, decided: (request: LoanRequest) => Promise<Decided>) {
  if (!request || request.tryAgain) {
    return { __typename: 'TryAgain' as const };
  }
  const failures = refusalOf(request);
  return failures ? { __typename: 'LoanRefused' as const, failures } : decided(request);
}

/** Keeps a place in the quota with the request, or writes the refusal. */
async function insertRequest(em: EntityManager, ctx: Context, input: NewRequest): Promise<LoanRequest> {
  const { address, wanted, agreed, ...given } = input;
  const reader = await lockReader(em, given.readerId);
  const isReport = given.channel === 'MEMBER';
  // What a member system has lent is lent: the quota alone can keep it out.
  const all = await loanFailures(em, reader, ctx.now, given.channel);
  const failures = all.filter(({ code }) => !isReport || code === 'LOAN_QUOTA');
  const refused = failures.length > 0;
  const { deadline, ...lease } = await beginWork(em);
  const request = em.create(
    LoanRequest,
    {
      ...given,
      id: randomUUID(),
      phase: refused ? 'DONE' : 'GATHERING',
      outcome: refused ? 'REFUSED' : null,
      deadline,
      ...(refused ? {} : lease),
      reserving: false,
      tryAgain: false,
      failures,
      requestedAt: ctx.now,
      wantedItemId: wanted?.itemId ?? null,
      branchId: wanted?.branch ?? null,
      startedAt: agreed?.startedAt ?? null,
      dueDate: agreed?.dueDate ?? null,
    },
    { persist: false },
  );
  await em.insert(request);
  if (!refused) {
    const { id, readerId, bookId, channel, requestedAt } = request;
    await statement(
      em,
      `/* insertRequest */ with kept as (update reader set open_loans = open_loans + 1 where id = $2)
       insert into loan (id, reader_id, book_id, status, channel, requested_at) values ($1, $2, $3, 'RESERVED', $4, $5)`,
      [id, readerId, bookId, channel, requestedAt],
    );
    if (address) {
      em.create(LoanAddress, { loanId: id, address });
    }
    await scheduleResume(em, workflow, id);
  }
  return request;
}

/** Pages the wanted copy, or the first one that its owner still has, and decides by which policy it is lent. */
async function gather(ctx: Context, request: LoanRequest): Promise<LoanRequest | void> {
  const { id, bookId, wantedItemId, branchId } = request;
  // The copy in hand, or the one that waits for this reader: a courier brings it where the reader does not fetch it.
  const wanted = wantedItemId ? { itemId: wantedItemId, branch: branchId ?? '' } : await ownKeptCopy(ctx.em, request);
  if (!wanted && (await isHeldByOthers(ctx, request))) {
    await decide(ctx.em, workflow, id, 'ABORTING', { failures: JSON.stringify([{ code: 'HELD_BY_OTHERS' }]) });
    return;
  }
  const items = wanted ? [wanted] : await availableItems(ctx, bookId);
  const [open] = await statement<{ kept: boolean }>(
    ctx.em,
    `/* gather */ update loan_request set reserving = true where id = $1 and phase = 'GATHERING'
     returning exists (select from kept_copy where item_id = $2 and hold_id is not null) as kept`,
    [id, wanted?.itemId ?? null],
  );
  const item = open ? await keptOrPaged(ctx, request, { kept: open.kept ? wanted : null, items }) : null;
  // A copy that is out by what is known here is not lent a second time, whatever its owner says.
  const isOut = item !== null && (await isOnLoan(ctx, item));
  if (!item || isOut) {
    const code = wantedItemId ? 'ITEM_NOT_AVAILABLE' : 'NO_COPY_AVAILABLE';
    await decide(ctx.em, workflow, id, 'ABORTING', { failures: JSON.stringify([{ code }]) });
    return;
  }
  const { policyId, dueDate } = await agreedTerms(ctx, request, item.itemId);
  const isDecided = await decide(ctx.em, workflow, id, 'COMMITTING', {
    item_id: item.itemId,
    branch_id: item.branch,
    policy_id: policyId,
    due_date: dueDate,
  });
  if (isDecided) {
    return Object.assign(request, {
      phase: 'COMMITTING',
      reserving: true,
      itemId: item.itemId,
      branchId: item.branch,
      policyId,
      dueDate,
    });
  }
}

/** Whether readers wait for the book whom no copy serves: what stands on the shelves is theirs first. */
async function isHeldByOthers(ctx: Context, { bookId, readerId }: LoanRequest): Promise<boolean> {
  if (await someoneWaits(ctx.em, bookId, ctx.now, readerId)) {
    await tryToServe(ctx, bookId);
  }
  return someoneWaits(ctx.em, bookId, ctx.now, readerId);
}

/** The wanted copy where it is kept for the reader's own hold, or the first one that can be paged. */
async function keptOrPaged(
  ctx: Context,
  request: LoanRequest,
  { kept, items }: { kept: AvailableItem | null; items: AvailableItem[] },
): Promise<AvailableItem | null> {
  if (kept && (await transact(ctx, (em) => takeKeptCopy(em, request, kept.itemId)))) {
    return kept;
  }
  return firstPaged(ctx, request.id, items);
}

async function isOnLoan({ em }: Context, { itemId }: AvailableItem): Promise<boolean> {
  const active = "select id from loan where item_id = $1 and status = 'ACTIVE'";
  return (await statement(em, `/* isOnLoan */ ${active}`, [itemId])).length > 0;
}

async function agreedTerms(ctx: Context, request: LoanRequest, itemId: string) {
  if (request.dueDate) {
    return { policyId: null, dueDate: request.dueDate };
  }
  const library = libraryOfItem(itemId);
  const day = dayOf(ctx.now);
  const [format, reader] = await Promise.all([formatOfBook(ctx, request.bookId), readerOfRow(ctx, request)]);
  const policy = await termsOf(ctx.em, { library, readerType: reader?.type ?? 'ADULT', format, day });
  const dueDate = request.channel === 'ONLINE' ? null : await dueOn(ctx.em, library, addDays(day, policy.loanDays));
  return { policyId: policy.id, dueDate };
}

async function commit(ctx: Context, request: LoanRequest): Promise<LoanRequest | void> {
  const { id, itemId, channel, policyId, dueDate } = request;
  const claimId = await keptClaimOf(ctx.em, id);
  if (channel !== 'ONLINE') {
    await lendAtOwner(ctx, { itemId: itemId ?? '', loanId: id, dueDate: dueDate ?? '', claimId });
  } else if (claimId) {
    await pageKept(ctx, { itemId: itemId ?? '', loanId: id, claimId });
  }
  const start = channel === 'ONLINE' ? null : (request.startedAt ?? ctx.now);
  const terms = { itemId, policyId: policyId ?? null, startedAt: start, dueDate };
  if (channel !== 'ONLINE' && (await endLent(ctx, request, start))) {
    return Object.assign(request, { phase: 'DONE', outcome: 'LENT' });
  }
  let passedOn: KeptCopy | null = null;
  await end(ctx, id, 'LENT', async (em) => {
    passedOn = await fulfilHold(em, request, { itemId: itemId ?? '', now: ctx.now });
    // Whoever puts a loan into a parcel holds its reader's row. It starts on its way, by its policy.
    if (channel === 'ONLINE') {
      await lockReader(em, request.readerId);
    }
    // Kept for this loan, it can only have come back from it. A scan that brought it to the reader's hold is no return.
    const fulfilled = await em.findOne(Hold, { loanId: id });
    const [returned] = await em.find(
      ItemReturn,
      {
        itemId,
        loanId: null,
        returnedAt: { $gte: request.requestedAt },
        ...(fulfilled ? { $or: [{ holdId: null }, { holdId: { $ne: fulfilled.id } }] } : {}),
      },
      { orderBy: { returnedAt: 'desc' }, limit: 1 },
    );
    if (returned) {
      await endReturned(em, ctx, { id, terms, returned });
      await em.nativeDelete(LoanAddress, { loanId: id });
      return;
    }
    await em.nativeUpdate(Loan, { id, status: 'RESERVED' }, { ...terms, status: 'ACTIVE' });
    if (await meetLoss(em, { id, itemId: itemId ?? '', requestedAt: request.requestedAt })) {
      await em.nativeDelete(LoanAddress, { loanId: id });
      return;
    }
    if (channel === 'ONLINE') {
      await putIntoParcel(em, ctx.now, request);
    }
  });
  await tellOwners(ctx, [passedOn]);
}

/**
 * A loan over a desk runs, where nothing else has happened meanwhile: the reader has no hold of the book, and the copy has not come
 * back, was not lost. One statement, so one transaction.
 * @returns false, with nothing changed, where it takes a closer look
 */
async function endLent({ em }: Context, request: LoanRequest, startedAt: Date | null): Promise<boolean> {
  const { id, itemId, policyId, dueDate, readerId, bookId } = request;
  const ended = await statement(
    em,
    `/* endLent */
     with ended as (
       update loan_request set phase = 'DONE', outcome = 'LENT' where id = $1 and phase <> 'DONE'
         and not exists (select from hold where reader_id = $6 and book_id = $7 and state not in ${endedSql})
         and not exists (select from item_return where item_id = $2 and loan_id is null and returned_at >= requested_at)
         and not exists (select from item_loss where item_id = $2 and loan_id is null and reported_at >= requested_at)
       returning id
     ), running as (
       update loan set item_id = $2, policy_id = $3, started_at = $4, due_date = $5, status = 'ACTIVE'
       where id = $1 and status = 'RESERVED' and exists (select from ended)
     ), needless as (
       delete from graphile_worker._private_jobs where key = $8 and locked_at is null and exists (select from ended)
     )
     select id from ended`,
    [id, itemId, policyId ?? null, startedAt, dueDate, readerId, bookId, `${workflow.task}:${id}`],
  );
  return ended.length > 0;
}

/**
 * The copy came back before its loan was entered. Its owner, who keeps it for the loan, has perhaps left it alone then, and is told of
 * the return once more, as this loan's.
 */
async function endReturned(
  em: EntityManager,
  ctx: Context,
  { id, terms, returned }: { id: string; terms: Partial<Loan>; returned: ItemReturn },
): Promise<void> {
  const { returnedAt } = returned;
  const { readerId } = await em.findOneOrFail(Loan, { id });
  (await lockReader(em, readerId)).openLoans -= 1;
  await em.flush();
  await em.nativeUpdate(Loan, { id }, { ...terms, status: 'RETURNED', returnedAt });
  if (terms.dueDate) {
    await noteCreditEvent(em, { readerId, kind: kindOfReturn(terms.dueDate, returnedAt), of: id, at: ctx.now });
  }
  await addJob(em, 'receiveAgain', { id: returned.id, loanId: id });
}

/** The copy is in the reader's hand until a day. Idempotent by the loan; a copy that came back already stays where it is. */
export async function lendAtOwner(
  ctx: Pick<Context, 'ask'>,
  loan: { itemId: string; loanId: string; dueDate: string; claimId?: string | null },
): Promise<void> {
  await ctx.ask(
    ownerOfItem(loan.itemId),
    `mutation ($itemId: ID!, $loanId: ID!, $dueDate: Date!, $claimId: ID) {
      lendItem(itemId: $itemId, loanId: $loanId, dueDate: $dueDate, claimId: $claimId)
    }`,
    loan,
  );
}

/** The copy that was kept for the reader's hold is to be packed for the reader's loan. Idempotent by the loan. */
async function pageKept(ctx: Context, loan: { itemId: string; loanId: string; claimId: string }): Promise<void> {
  await ctx.ask(
    ownerOfItem(loan.itemId),
    `mutation ($itemId: ID!, $loanId: ID!, $claimId: ID!) {
      pageKeptItem(itemId: $itemId, loanId: $loanId, claimId: $claimId)
    }`,
    loan,
  );
}

async function abort(ctx: Context, request: LoanRequest): Promise<void> {
  const { id, bookId, reserving } = request;
  if (reserving) {
    const release = 'mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }';
    await Promise.all(['central', 'districts'].map((owner) => ctx.ask(owner, release, { loanId: id })));
  }
  let passedOn: KeptCopy | null = null;
  await end(ctx, id, 'REFUSED', async (em) => {
    passedOn = await giveKeptCopyBack(em, request, ctx.now);
    await giveBack(em, { id });
    await em.nativeDelete(LoanAddress, { loanId: id });
    if (reserving) {
      // A copy that was paged for it is on its shelf again.
      await serveSoon(em, bookId);
    }
  });
  await tellOwners(ctx, [passedOn]);
}

async function end(
  ctx: Context,
  id: string,
  outcome: 'LENT' | 'REFUSED',
  alongside: (em: EntityManager) => Promise<void>,
): Promise<void> {
  await transact(ctx, async (em) => {
    const open = await em.nativeUpdate(LoanRequest, { id, phase: { $ne: 'DONE' } }, { phase: 'DONE', outcome });
    if (open > 0) {
      await alongside(em);
      await cancelResume(em, workflow, id);
    }
  });
}
