// Return anywhere: a copy came back over a desk. The loan ends here, in one transaction; what the desk does with the copy
// is its owner's word, asked right after, and again by a job when the owner is silent. No rule refuses a return. The return
// of a bought copy is told to its order.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { addJob, removeJob } from '../../lib/jobs.ts';
import { describeError } from '../../lib/masking.ts';
import { tellOrder } from '../../lib/orderSteps.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { ownerOfItem } from '../../lib/owners.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { noteCreditEvent } from './credit.ts';
import { ItemReturn, Loan } from './entities.ts';
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
    return complete(ctx, earlier);
  }
  const itemId = await knownItem(ctx, input);
  const { row } = await insertOnce(
    () => findByKey(ctx, keyed),
    () => transact(ctx, (em) => endLoan(em, ctx, { ...keyed, itemId, branchId: branch.id })),
  );
  return complete(ctx, row);
}

/** A return that a member system has taken itself; said twice it is done once. What came back by another way before stays so. */
export async function returnReported(
  ctx: Context,
  { loanId, library, branch, returnedAt }: { loanId: string; library: string; branch: string; returnedAt: Date },
): Promise<void> {
  const { itemId } = await ctx.em.findOneOrFail(Loan, { id: loanId }, { refresh: true });
  if (!itemId) {
    return;
  }
  const { id: branchId } = await branchRecord(ctx, branch);
  const keyed = { organisation: `member:${library}`, idempotencyKey: loanId, contentHash: '' };
  const find = () => ctx.em.findOne(ItemReturn, { organisation: keyed.organisation, idempotencyKey: loanId });
  const { row } = await insertOnce(find, () =>
    transact(ctx, (em) => endLoan(em, ctx, { ...keyed, itemId, branchId, returnedAt, loanId })),
  );
  await complete(ctx, row);
}

/** The job of a return: asks the copy's owner again. */
export async function completeReturn(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const returned = await ctx.em.findOneOrFail(ItemReturn, { id: String(id) });
  const completed = await complete(ctx, returned);
  if (!completed.next) {
    await transact(ctx, (em) => scheduleCompletion(em, returned.id));
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

/** The copy's id. One that is on loan is known here, so it can come back while its owner is silent. */
async function knownItem(ctx: Context, { barcode, library }: ReturnItemInput): Promise<string> {
  const likely = `${library}:${barcode.trim()}`;
  if ((await ctx.em.count(Loan, { itemId: likely, status: 'ACTIVE' })) > 0) {
    return likely;
  }
  return (await existingItem(ctx, { barcode, library })).itemId;
}

async function endLoan(
  em: EntityManager,
  ctx: Context,
  input: Pick<ItemReturn, 'organisation' | 'idempotencyKey' | 'contentHash' | 'itemId' | 'branchId'> & {
    /** When it came back, and from which loan alone, where that was told later. */
    returnedAt?: Date;
    loanId?: string;
  },
): Promise<ItemReturn> {
  const { returnedAt = ctx.now, loanId, ...given } = input;
  const open =
    (await em.findOne(Loan, { itemId: given.itemId, status: 'ACTIVE', ...(loanId ? { id: loanId } : {}) })) ??
    (loanId ? null : await failedLoanOf(em, given.itemId));
  const reader = open && (await lockReader(em, open.readerId));
  const ended =
    open && (await em.nativeUpdate(Loan, { id: open.id, status: 'ACTIVE' }, { status: 'RETURNED', returnedAt }));
  if (reader) {
    reader.openLoans -= ended ?? 0;
    await em.flush();
  }
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
  if (open?.orderId && ended) {
    const { itemId } = given;
    await tellOrder(em, { orderId: open.orderId, itemId, step: 'RETURNED', at: returnedAt, actor: actorOf(ctx) });
  }
  await scheduleCompletion(em, returned.id);
  return returned;
}

/** Asks the owner what to do with the copy, and keeps the answer. `next` stays null while the owner is silent. */
async function complete(ctx: Context, returned: ItemReturn): Promise<ItemReturn> {
  if (returned.next) {
    return returned;
  }
  const { id, itemId, branchId } = returned;
  try {
    const { receiveItem } = await ctx.ask<{ receiveItem: Pick<ItemReturn, 'next' | 'destination'> | null }>(
      ownerOfItem(itemId),
      `mutation ($itemId: ID!, $branchId: ID!, $returnId: ID!, $loanId: ID) {
        receiveItem(itemId: $itemId, branchId: $branchId, returnId: $returnId, loanId: $loanId) { next destination }
      }`,
      { itemId, branchId, returnId: id, loanId: returned.loanId },
    );
    // An owner that does not know the copy any more leaves it to its cataloguers.
    const { next, destination } = receiveItem ?? { next: 'TO_CATALOGUING' as const, destination: null };
    await transact(ctx, async (em) => {
      await em.nativeUpdate(ItemReturn, { id }, { next, destination });
      await removeJob(em, `completeReturn:${id}`);
    });
    return await ctx.em.findOneOrFail(ItemReturn, { id });
  } catch (error) {
    ctx.log.warn(
      { requestId: ctx.requestId, itemId, error: describeError(error) },
      "the copy's owner is silent, a job will ask again",
    );
    return returned;
  }
}

function scheduleCompletion(em: EntityManager, id: string): Promise<void> {
  return addJob(em, 'completeReturn', { id }, { key: `completeReturn:${id}`, afterSeconds: completeAfterSeconds });
}
