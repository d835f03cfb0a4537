// What happens to a parcel: told by couriers, branches and readers, kept once. Where it is then is worked out from all that was told
// (parcelEvents.ts), and its loans follow (parcelLoans.ts).
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { authorise, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { noteCreditEvent } from './credit.ts';
import { carried, completeLoss, enterLoss } from './losses.ts';
import { tellCopiesNow } from './parcelCopies.ts';
import { type Liable, Parcel, ParcelEvent, ParcelLine } from './parcelEntities.ts';
import { hasArrived, isStep, type ParcelStatus, parcelSteps } from './parcelEvents.ts';
import { follow, type LockedParcel, lockParcel } from './parcelLoans.ts';
import { branchRecord } from './records.ts';
import type { RecordParcelEventInput } from './types.generated.ts';
import { parcelForViewer } from './viewers.ts';

/** What a clock may be ahead of ours. */
const aheadMs = 300_000;

/**
 * A parcel that the caller's library packs, or receives.
 * @throws CallerError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND
 */
export async function handledParcel(ctx: Context, id: string): Promise<{ parcel: Parcel; library: string }> {
  const { identity } = ctx;
  const isStaff = identity.role === 'librarian' || identity.role === 'admin';
  const parcel = isStaff ? await parcelForViewer(ctx, id) : null;
  if (!isStaff) {
    authorise(identity, 'parcel.handle', { library: null });
  }
  if (!parcel) {
    throw noSuchParcel(id);
  }
  const { library } = await branchRecord(ctx, parcel.branchId);
  authorise(identity, 'parcel.handle', { library });
  return { parcel, library };
}

/** The error for an id that is no parcel's, or somebody else's. */
export function noSuchParcel(id: string): CallerError {
  return new CallerError(
    'NOT_FOUND',
    `没有包裹“${id}”，或它不属于您。There is no parcel "${id}", or it is not yours.`,
    {
      argument: 'id',
    },
  );
}

/** @throws CallerError CONFLICT that says where the parcel stands and what can follow */
export function checkStep({ status }: Pick<Parcel, 'status'>, to: ParcelStatus): void {
  if (!isStep(status, to)) {
    const possible = parcelSteps[status] ?? [];
    const next = possible.length > 0 ? `; it can become ${possible.join(', ')}` : ': its way has ended';
    throw new CallerError(
      'CONFLICT',
      `包裹现为 ${status}，不能变为 ${to}。The parcel is ${status} and cannot become ${to}${next}.`,
      { status },
    );
  }
}

/** What a courier, a branch or the network tells of a parcel. */
export type NewEvent = Pick<ParcelEvent, 'origin' | 'eventId' | 'event' | 'at' | 'actor'> & { contentHash?: string };

/** Writes what was told of a parcel and has its loans follow. The caller holds the reader's row. */
export async function keepEvent(em: EntityManager, now: Date, locked: LockedParcel, told: NewEvent): Promise<void> {
  em.create(ParcelEvent, { contentHash: '', ...told, parcelId: locked.parcel.id, receivedAt: now });
  await em.flush();
  await follow(em, locked);
}

/** @throws CallerError BAD_USER_INPUT for a moment that has not come */
export function checkMoment(at: Date, now: Date): void {
  if (Number.isNaN(at.getTime()) || at.getTime() > now.getTime() + aheadMs) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“at”应为已发生的时刻。"at" is when it happened, not in the future; the clock here says ${now.toISOString()}.`,
      { argument: 'at' },
    );
  }
}

/**
 * A branch tells what happened to a parcel, in the courier's stead. The same key and content is the same event.
 * @throws CallerError CONFLICT for what is no step from where the parcel stands; nothing is changed then
 */
export async function recordParcelEvent(ctx: Context, input: RecordParcelEventInput): Promise<Parcel> {
  const { idempotencyKey: key, parcel: id, event, liable = null } = input;
  const { library } = await handledParcel(ctx, id);
  const eventId = checkText('idempotencyKey', key);
  const at = input.at ?? ctx.now;
  checkMoment(at, ctx.now);
  const isLoss = event === 'LOST' || event === 'DAMAGED';
  if (liable && !isLoss) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `${event} 不涉及责任方，请去掉 liable。"liable" is for LOST and DAMAGED only; leave it out for ${event}.`,
      { argument: 'liable' },
    );
  }
  const origin = `library:${library}`;
  const hash = contentHash({ parcel: id, event, at: input.at?.toISOString() ?? null, liable });
  const losses = await keepOnce(ctx, { origin, eventId, contentHash: hash }, id, async (em, locked) => {
    checkStep(locked.parcel, event);
    await keepEvent(em, ctx.now, locked, { origin, eventId, contentHash: hash, event, at, actor: actorOf(ctx) });
    return liable ? close(em, ctx, locked, liable) : [];
  });
  return afterwards(ctx, id, losses ?? []);
}

/**
 * The reader, or a librarian at the reader's word, has the parcel. Said twice it is done once, and what counts as signed for already
 * is: its loans began then, and do not begin later by this.
 */
export async function signForParcel(ctx: Context, id: string): Promise<Parcel> {
  const { identity } = ctx;
  authorise(identity, 'parcel.signFor', ownOf(identity));
  const parcel = await parcelForViewer(ctx, id);
  if (!parcel || parcel.direction !== 'OUT') {
    throw noSuchParcel(id);
  }
  await transact(ctx, async (em) => {
    const locked = await lockParcel(em, id);
    if (!hasArrived(locked.parcel.status)) {
      checkStep(locked.parcel, 'DELIVERED');
      const told = { origin: `parcel:${id}`, eventId: 'SIGNED', event: 'DELIVERED', at: ctx.now } as const;
      await keepEvent(em, ctx.now, locked, { ...told, actor: actorOf(ctx) });
    }
  });
  return afterwards(ctx, id, []);
}

/**
 * Who bears the loss of a parcel: its copies are lost or damaged from now on, and what is heard of it later changes nothing.
 * @throws CallerError CONFLICT for a parcel that is neither lost nor damaged, or that was closed otherwise
 */
export async function recordLiability(ctx: Context, { id, liable }: { id: string; liable: Liable }): Promise<Parcel> {
  await handledParcel(ctx, id);
  const losses = await transact(ctx, async (em) => {
    const locked = await lockParcel(em, id);
    return locked.parcel.liable === liable ? [] : close(em, ctx, locked, liable);
  });
  return afterwards(ctx, id, losses);
}

/** Keeps an event of whoever numbers events, once. Null when it was kept before. */
export async function keepOnce<Result>(
  ctx: Context,
  { origin, eventId, contentHash: hash }: { origin: string; eventId: string; contentHash: string },
  parcelId: string,
  keep: (em: EntityManager, locked: LockedParcel) => Promise<Result>,
): Promise<Result | null> {
  const isKept = async (em: EntityManager) => {
    const earlier = await em.findOne(ParcelEvent, { origin, eventId });
    if (earlier) {
      checkSameContent(eventId, earlier.contentHash, hash);
    }
    return earlier !== null;
  };
  try {
    return await transact(ctx, async (em) => {
      const locked = await lockParcel(em, parcelId);
      return (await isKept(em)) ? null : keep(em, locked);
    });
  } catch (error) {
    // Kept meanwhile for another parcel, whose reader's row was not locked here.
    if (error instanceof UniqueConstraintViolationException && (await isKept(ctx.em))) {
      return null;
    }
    throw error;
  }
}

/** What follows outside of the transaction: owners are told, losses are carried on. */
export async function afterwards(ctx: Context, parcelId: string, losses: readonly string[]): Promise<Parcel> {
  await tellCopiesNow(ctx, parcelId);
  for (const id of losses) {
    await completeLoss(ctx, { id }).catch((error: unknown) =>
      ctx.log.warn(
        { requestId: ctx.requestId, loss: id, error: describeError(error) },
        'a loss is carried on by its job',
      ),
    );
  }
  return ctx.em.findOneOrFail(Parcel, { id: parcelId }, { refresh: true });
}

/** Enters the losses of what was in a parcel, and closes it. */
async function close(em: EntityManager, ctx: Context, { parcel }: LockedParcel, liable: Liable): Promise<string[]> {
  const kind = parcel.status;
  if ((kind !== 'LOST' && kind !== 'DAMAGED') || parcel.liable) {
    const why = parcel.liable ? `责任方已定为 ${parcel.liable}` : '既未遗失也未破损';
    throw new CallerError(
      'CONFLICT',
      `包裹现为 ${kind}，${why}。The parcel is ${kind}${parcel.liable ? `, and ${parcel.liable} bears it` : ': it is neither lost nor damaged'}.`,
      { status: kind, liable: parcel.liable ?? null },
    );
  }
  if (parcel.direction === 'BACK' && liable === 'READER') {
    throw new CallerError(
      'BAD_USER_INPUT',
      '快递揽收之后，读者不承担还书包裹的损失。The reader is not liable for what a courier has accepted: CARRIER or BRANCH bears it.',
      { argument: 'liable' },
    );
  }
  Object.assign(parcel, { liable, closedAt: ctx.now, dueAt: null, version: parcel.version + 1 });
  await em.flush();
  if (liable === 'READER') {
    const event = kind === 'LOST' ? 'LOSS' : 'DAMAGE';
    await noteCreditEvent(em, { readerId: parcel.readerId, kind: event, of: parcel.id, at: ctx.now });
  }
  const lines = await em.find(ParcelLine, { parcelId: parcel.id, receivedAt: null }, { orderBy: { loanId: 'asc' } });
  const entered: string[] = [];
  for (const { itemId, loanId } of lines) {
    const loss = await enterLoss(em, ctx, {
      organisation: `${carried}${parcel.id}`,
      idempotencyKey: loanId,
      contentHash: '',
      itemId,
      loanId,
      kind,
      reason: `包裹 ${parcel.trackingNumber} ${kind === 'LOST' ? '遗失' : '破损'}，责任方 ${liable}`,
    });
    entered.push(...(loss ? [loss.id] : []));
  }
  return entered;
}
