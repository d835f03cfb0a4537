// A copy is lost or damaged, and what comes of it. The loss is written here first, with the job that carries it on; the
// copy's owner decides by the copy's status; then the loan ends and the order, if it was bought, is told.
//
// What is paid for a copy is income of the library outside its fund: it stands with the loss and in the order's history. The
// fund's ledger is not touched, for the fund has bought the copy once and for all.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { addJob, removeJob } from '../../lib/jobs.ts';
import { tellOrder } from '../../lib/orderSteps.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { ownerOfItem } from '../../lib/owners.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { noteCreditEvent } from './credit.ts';
import { ItemLoss, Loan } from './entities.ts';
import { dropKeptCopy } from './holdQueue.ts';
import { isWithReader, receiveFromParcels } from './parcelReceipts.ts';
import { lockReader } from './quota.ts';
import { branchRecord, existingItem, type Label, unknownItem } from './records.ts';
import type { ItemLossInput, SettleItemInput } from './types.generated.ts';

const completeAfterSeconds = 5;
/** What a loss is numbered by when a parcel was lost or damaged. */
export const carried = 'parcel:';
/** The highest amount that can be meant, 100,000 yuan. */
const maxAmountFen = 10_000_000;

type Keyed = Pick<ItemLoss, 'organisation' | 'idempotencyKey' | 'contentHash'>;

/**
 * Reports a copy as lost or damaged; the same key and content answers with the first report's result.
 * @throws CallerError CONFLICT when the copy cannot be lost, or its last loss is not settled; nothing has changed then
 */
export async function reportLoss(ctx: Context, kind: ItemLoss['kind'], input: ItemLossInput): Promise<ItemLoss> {
  await authoriseReport(ctx, input);
  const { idempotencyKey: key, ...content } = input;
  const keyed: Keyed = {
    organisation: `library:${input.library}`,
    idempotencyKey: checkText('idempotencyKey', key),
    contentHash: contentHash({ ...content, kind }),
  };
  const earlier = await findByKey(ctx, keyed);
  if (earlier) {
    return complete(ctx, earlier);
  }
  const reason = checkText('reason', input.reason, 500);
  const { itemId } = await existingItem(ctx, input);
  await checkNoOpenLoss(ctx, itemId);
  const { row } = await insertOnce(
    async () => (await findByKey(ctx, keyed)) ?? checkNoOpenLoss(ctx, itemId),
    () => transact(ctx, (em) => insertLoss(em, ctx, { ...keyed, itemId, kind, reason })),
  );
  return complete(ctx, row);
}

/** The job of a loss: carries on what a process that died, or an owner that was silent, has left. */
export async function completeLoss(ctx: Context, { id }: Record<string, unknown>): Promise<void> {
  const loss = await ctx.em.findOne(ItemLoss, { id: String(id) });
  if (loss) {
    await complete(ctx, loss).catch((error: unknown) => {
      // What the owner refuses is forgotten; whoever reported it was told, or asks again.
      if (!(error instanceof CallerError)) {
        throw error;
      }
    });
  }
}

/**
 * Settles the open loss of a copy; the same said twice is done once.
 * @throws CallerError CONFLICT when the copy has no loss that is open
 */
export async function settleItem(ctx: Context, input: SettleItemInput): Promise<ItemLoss> {
  authorise(ctx.identity, 'item.settle', { library: input.library });
  const reason = checkText('reason', input.reason, 500);
  const amountFen = checkAmount(input);
  const { itemId } = await existingItem(ctx, input);
  return transact(ctx, async (em) => {
    const [loss] = await em.find(
      ItemLoss,
      { itemId },
      { orderBy: { reportedAt: 'desc', id: 'asc' }, limit: 1, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (loss?.state === 'SETTLED' && isSettledSo(loss, input.outcome, amountFen, reason)) {
      return loss;
    }
    if (loss?.state !== 'OPEN') {
      throw notOpen(itemId, loss);
    }
    const { outcome } = input;
    Object.assign(loss, { state: 'SETTLED', outcome, amountFen, settledReason: reason, settledAt: ctx.now });
    await em.flush();
    await addJob(em, 'withdrawItem', { itemId, lossId: loss.id });
    if (loss.orderId) {
      const step = { orderId: loss.orderId, itemId, step: outcome, at: ctx.now, actor: actorOf(ctx) };
      await tellOrder(em, { ...step, reason, amountFen });
    }
    return loss;
  });
}

/** The job of a settlement: the copy leaves its owner's collection. */
export async function withdrawItem(ctx: Context, { itemId, lossId }: Record<string, unknown>): Promise<void> {
  await ctx.ask(
    ownerOfItem(String(itemId)),
    'mutation ($itemId: ID!, $lossId: ID!) { withdrawItem(itemId: $itemId, lossId: $lossId) }',
    { itemId, lossId },
  );
}

/** Librarians of the owner, and of the library in whose branch the copy belongs. */
async function authoriseReport(ctx: Context, label: Label): Promise<void> {
  const { identity } = ctx;
  if (identity.role !== 'librarian' || may(identity, 'item.reportLoss', { library: label.library })) {
    authorise(identity, 'item.reportLoss', { library: label.library });
    return;
  }
  const { branch } = await existingItem(ctx, label);
  authorise(identity, 'item.reportLoss', { library: (await branchRecord(ctx, branch)).library });
}

async function findByKey(
  ctx: Context,
  { organisation, idempotencyKey, contentHash: hash }: Keyed,
): Promise<ItemLoss | null> {
  const earlier = await ctx.em.findOne(ItemLoss, { organisation, idempotencyKey });
  if (earlier) {
    checkSameContent(idempotencyKey, earlier.contentHash, hash);
  }
  return earlier;
}

async function checkNoOpenLoss(ctx: Context, itemId: string): Promise<null> {
  const open = await ctx.em.findOne(ItemLoss, { itemId, state: { $ne: 'SETTLED' } });
  if (open) {
    throw new CallerError(
      'CONFLICT',
      `复本 ${itemId} 已登记为 ${open.kind}，尚未处理完毕，请先用 settleItem 处理。The copy ${itemId} was reported ${open.kind} before and that is not settled: settle it first, with "settleItem".`,
      { loss: open.id },
    );
  }
  return null;
}

/**
 * A copy was reported lost or damaged while its loan was being made, on the hold shelf, say: the loss is the loan's too. The caller's
 * transaction has just made the loan run.
 * @returns true when the loan has ended by it already; otherwise it runs until the loss is decided
 */
export async function meetLoss(
  em: EntityManager,
  { id, itemId, requestedAt }: Pick<Loan, 'id' | 'requestedAt'> & { itemId: string },
): Promise<boolean> {
  const [loss] = await em.find(
    ItemLoss,
    { itemId, loanId: null, reportedAt: { $gte: requestedAt } },
    { orderBy: { reportedAt: 'desc' }, limit: 1, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (!loss) {
    return false;
  }
  loss.loanId = id;
  await em.flush();
  if (loss.state === 'REPORTED') {
    return false;
  }
  const { readerId } = await em.findOneOrFail(Loan, { id });
  const reader = await lockReader(em, readerId);
  reader.openLoans -= await em.nativeUpdate(Loan, { id, status: 'ACTIVE' }, endBy(loss));
  await em.flush();
  return true;
}

type NewLoss = Keyed & Pick<ItemLoss, 'itemId' | 'kind' | 'reason'>;

/** Enters the loss of a loan's copy in the caller's transaction; `completeLoss` carries it on. Null for one that is entered already. */
export async function enterLoss(
  em: EntityManager,
  ctx: Context,
  given: NewLoss & { loanId: string },
): Promise<ItemLoss | null> {
  const isOpen = (await em.count(ItemLoss, { itemId: given.itemId, state: { $ne: 'SETTLED' } })) > 0;
  return isOpen ? null : insertLoss(em, ctx, given);
}

async function insertLoss(
  em: EntityManager,
  ctx: Context,
  { loanId, ...given }: NewLoss & { loanId?: string },
): Promise<ItemLoss> {
  const loan = loanId ? null : await em.findOne(Loan, { itemId: given.itemId, status: 'ACTIVE' });
  const loss = em.create(ItemLoss, {
    ...given,
    id: randomUUID(),
    state: 'REPORTED',
    loanId: loanId ?? loan?.id ?? null,
    reportedAt: ctx.now,
    reportedBy: actorOf(ctx),
  });
  await em.flush();
  await addJob(em, 'completeLoss', { id: loss.id }, { key: jobKey(loss), afterSeconds: completeAfterSeconds });
  return loss;
}

/** Has the copy's owner decide; then ends the loan, or forgets a loss that cannot be. */
async function complete(ctx: Context, loss: ItemLoss): Promise<ItemLoss> {
  if (loss.state !== 'REPORTED') {
    return loss;
  }
  const { id, itemId, kind, loanId } = loss;
  try {
    const { loseItem } = await ctx.ask<{ loseItem: boolean | null }>(
      ownerOfItem(itemId),
      `mutation ($itemId: ID!, $lossId: ID!, $kind: LossKind!, $loanId: ID) {
        loseItem(itemId: $itemId, lossId: $lossId, kind: $kind, loanId: $loanId)
      }`,
      { itemId, lossId: id, kind, loanId },
    );
    if (!loseItem) {
      const [library = '', barcode = ''] = itemId.split(':');
      throw unknownItem({ library, barcode });
    }
  } catch (error) {
    if (error instanceof CallerError) {
      await transact(ctx, async (em) => {
        await em.nativeDelete(ItemLoss, { id, state: 'REPORTED' });
        await removeJob(em, jobKey(loss));
      });
    }
    throw error;
  }
  await transact(ctx, async (em) => {
    await dropKeptCopy(em, itemId);
    await endByLoss(em, loss);
  });
  return ctx.em.findOneOrFail(ItemLoss, { id });
}

/** The loan of a lost copy is lost; that of a damaged one is returned, for the copy is here. */
async function endByLoss(em: EntityManager, { id }: ItemLoss): Promise<void> {
  const loss = await em.findOneOrFail(ItemLoss, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (loss.state !== 'REPORTED') {
    return;
  }
  const { itemId, kind, loanId, reason, reportedAt: at, reportedBy: actor } = loss;
  const loan = loanId ? await em.findOneOrFail(Loan, { id: loanId }) : null;
  const reader = loan && (await lockReader(em, loan.readerId));
  const ended = loan ? await em.nativeUpdate(Loan, { id: loan.id, status: 'ACTIVE' }, endBy(loss)) : 0;
  if (reader) {
    reader.openLoans -= ended;
  }
  const orderId = (ended > 0 && loan?.orderId) || null;
  Object.assign(loss, { state: 'OPEN', orderId });
  await em.flush();
  // The loss of a parcel is noted with the parcel.
  if (loan && ended > 0 && !loss.organisation.startsWith(carried)) {
    if (await isWithReader(em, loan.id)) {
      const event = kind === 'LOST' ? 'LOSS' : 'DAMAGE';
      await noteCreditEvent(em, { readerId: loan.readerId, kind: event, of: loan.id, at });
    }
    if (kind === 'DAMAGED') {
      // The copy is here.
      await receiveFromParcels(em, loan.id, at);
    }
  }
  if (orderId) {
    await tellOrder(em, { orderId, itemId, step: kind, at, actor, reason });
  }
  await removeJob(em, jobKey(loss));
}

function endBy({ kind, reportedAt }: ItemLoss) {
  return kind === 'LOST' ? { status: 'LOST' as const } : { status: 'RETURNED' as const, returnedAt: reportedAt };
}

function jobKey({ id }: Pick<ItemLoss, 'id'>): string {
  return `completeLoss:${id}`;
}

/** @throws CallerError BAD_USER_INPUT for a compensation without an amount, and for a write-off with one */
function checkAmount({ outcome, amount }: SettleItemInput): number | null {
  if (outcome === 'WRITTEN_OFF' && amount == null) {
    return null;
  }
  if (outcome === 'COMPENSATED' && amount != null && amount.fen >= 1 && amount.fen <= maxAmountFen) {
    return amount.fen;
  }
  throw new CallerError(
    'BAD_USER_INPUT',
    `赔偿（COMPENSATED）须填赔偿金额，单位为分，0.01 至 100000 元；核销（WRITTEN_OFF）不填金额。COMPENSATED needs "amount", what was paid, in fen, from 0.01 to 100,000 yuan; WRITTEN_OFF has none.`,
    { argument: 'amount' },
  );
}

function isSettledSo(loss: ItemLoss, outcome: string, amountFen: number | null, reason: string): boolean {
  return loss.outcome === outcome && (loss.amountFen ?? null) === amountFen && loss.settledReason === reason;
}

function notOpen(itemId: string, loss: ItemLoss | undefined): CallerError {
  const zh = loss?.state === 'REPORTED' ? '正在登记，请稍后再试' : loss ? '已处理完毕' : '没有待处理的丢失或破损登记';
  const en =
    loss?.state === 'REPORTED'
      ? 'its loss is being entered: try again in a few seconds'
      : loss
        ? `its loss was settled before, as ${loss.outcome}`
        : 'nobody has reported it lost or damaged';
  return new CallerError('CONFLICT', `复本 ${itemId}：${zh}。The copy ${itemId} has no open loss: ${en}.`, {
    argument: 'barcode',
  });
}
