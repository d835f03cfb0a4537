// 打包. What a branch does with parcels before a courier has them: split, join, and hand over under the courier's number.
import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { CallerError } from '../../lib/errors.ts';
import { checkText } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { existingCourier } from './couriers.ts';
import { Loan } from './entities.ts';
import { tellCopiesNow } from './parcelCopies.ts';
import { Parcel, ParcelAddress, ParcelLine } from './parcelEntities.ts';
import { follow, type LockedParcel, lockParcel } from './parcelLoans.ts';
import { checkStep, handledParcel } from './parcelMoves.ts';
import { cancelEmpty } from './parcels.ts';
import { freightOf, mostItems, tariffById } from './tariffs.ts';

/**
 * The courier has accepted a parcel under its number: an OUT parcel is packed, the pick-up of a BACK parcel is booked. Said twice it is done once.
 * @throws CallerError CONFLICT when it is accepted otherwise, empty, or the number is another parcel's
 */
export async function acceptParcel(
  ctx: Context,
  { id, courier: courierId, ...given }: { id: string; courier: string; trackingNumber: string },
): Promise<Parcel> {
  await handledParcel(ctx, id);
  const trackingNumber = checkText('trackingNumber', given.trackingNumber, 50);
  const courier = await existingCourier(ctx.em, courierId);
  try {
    const isEmpty = await transact(ctx, async (em) => {
      const locked = await lockParcel(em, id);
      const { parcel } = locked;
      if (parcel.courierId === courier.id && parcel.trackingNumber === trackingNumber) {
        return false;
      }
      checkStep(parcel, 'ACCEPTED');
      if ((await dropEndedLoans(em, locked)) === 0) {
        await cancelEmpty(em, locked.parcel, ctx.now);
        return true;
      }
      Object.assign(parcel, { courierId: courier.id, trackingNumber, acceptedAt: ctx.now, status: 'ACCEPTED' });
      await em.flush();
      await follow(em, locked);
      return false;
    });
    if (isEmpty) {
      throw new CallerError(
        'CONFLICT',
        '包裹内的借阅均已结束，包裹已取消。Every loan in the parcel has ended meanwhile: the parcel is cancelled.',
        { status: 'CANCELLED' },
      );
    }
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new CallerError(
      'CONFLICT',
      `${courier.name} 的单号“${trackingNumber}”已属于另一包裹。The number "${trackingNumber}" of ${courier.id} is another parcel's: check it.`,
      { argument: 'trackingNumber' },
    );
  }
  await tellCopiesNow(ctx, id);
  return ctx.em.findOneOrFail(Parcel, { id }, { refresh: true });
}

/**
 * Takes loans out of a parcel that is not packed yet into one of their own; the reader pays nothing for that.
 * @throws CallerError CONFLICT, BAD_USER_INPUT when none or all of its loans are named
 */
export async function splitParcel(
  ctx: Context,
  { id, loans }: { id: string; loans: readonly string[] },
): Promise<Parcel[]> {
  await handledParcel(ctx, id);
  return transact(ctx, async (em) => {
    const { parcel } = await lockParcel(em, id);
    checkUnpacked(parcel);
    const lines = await em.find(ParcelLine, { parcelId: id });
    const taken = lines.filter(({ loanId }) => loans.includes(loanId));
    if (taken.length === 0 || taken.length === lines.length || taken.length !== new Set(loans).size) {
      throw new CallerError(
        'BAD_USER_INPUT',
        `请给出该包裹中的一部分借阅，不能是全部。"loans" names some of the ${lines.length} loans in this parcel, not none and not all.`,
        { argument: 'loans' },
      );
    }
    const { readerId, direction, branchId, tariffId } = parcel;
    const apart = em.create(Parcel, {
      id: randomUUID(),
      readerId,
      direction,
      branchId,
      tariffId,
      status: 'CREATED',
      freightFen: 0,
      createdAt: ctx.now,
    });
    await em.flush();
    const moved = taken.map(({ loanId }) => loanId);
    await em.nativeUpdate(ParcelLine, { parcelId: id, loanId: { $in: moved } }, { parcelId: apart.id });
    const to = await em.findOne(ParcelAddress, { parcelId: id });
    if (to) {
      em.create(ParcelAddress, { parcelId: apart.id, address: to.address, addressHash: to.addressHash });
    }
    return [parcel, apart];
  });
}

/**
 * Puts parcels of one reader, from one branch to one address, into the first of them.
 * @throws CallerError CONFLICT when they differ, are packed, or have more than five copies together
 */
export async function joinParcels(ctx: Context, ids: readonly string[]): Promise<Parcel> {
  const [first, ...others] = [...new Set(ids)];
  if (first === undefined || others.length === 0 || others.length >= mostItems) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `请给出 2 至 ${mostItems} 个包裹。"ids" names from 2 to ${mostItems} parcels, each once, for each has a copy at least; these are ${ids.length}.`,
      { argument: 'ids', actual: ids.length },
    );
  }
  for (const id of [first, ...others]) {
    await handledParcel(ctx, id);
  }
  return transact(ctx, async (em) => {
    const { parcel } = await lockParcel(em, first);
    const rest = await em.find(Parcel, { id: { $in: others } }, { refresh: true });
    const all = [parcel, ...rest];
    await checkJoinable(em, all);
    const lines = await em.find(ParcelLine, { parcelId: { $in: all.map(({ id }) => id) } });
    if (lines.length > mostItems) {
      throw new CallerError(
        'CONFLICT',
        `一个包裹至多 ${mostItems} 册，合并后为 ${lines.length} 册。A parcel has ${mostItems} copies at most; together these have ${lines.length}.`,
        { limit: mostItems, actual: lines.length },
      );
    }
    const agreed = all.reduce((sum, { freightFen }) => sum + freightFen, 0);
    const tariff = await tariffById(em, parcel.tariffId);
    parcel.freightFen = Math.min(agreed, freightOf(tariff, lines.length));
    await em.nativeUpdate(ParcelLine, { parcelId: { $in: others } }, { parcelId: first });
    for (const emptied of rest) {
      await cancelEmpty(em, emptied, ctx.now);
    }
    return parcel;
  });
}

/** A loan has ended over a desk, or its copy was lost, while the parcel was waiting. Returns how many are left. */
async function dropEndedLoans(em: EntityManager, { parcel }: LockedParcel): Promise<number> {
  const lines = await em.find(ParcelLine, { parcelId: parcel.id });
  const running = await em.find(Loan, { id: { $in: lines.map(({ loanId }) => loanId) }, status: 'ACTIVE' });
  const ended = lines.filter(({ loanId }) => !running.some(({ id }) => id === loanId));
  if (ended.length > 0) {
    await em.nativeDelete(ParcelLine, { parcelId: parcel.id, loanId: { $in: ended.map(({ loanId }) => loanId) } });
  }
  return running.length;
}

function checkUnpacked({ status, direction }: Parcel): void {
  if (status !== 'CREATED' || direction !== 'OUT') {
    throw new CallerError(
      'CONFLICT',
      `包裹现为 ${status}，只有待打包（CREATED）的外寄包裹可以拆分或合并。The ${direction} parcel is ${status}: only an OUT parcel that is CREATED can be split or joined.`,
      { status },
    );
  }
}

async function checkJoinable(em: EntityManager, parcels: readonly Parcel[]): Promise<void> {
  parcels.forEach(checkUnpacked);
  const addresses = await em.find(ParcelAddress, { parcelId: { $in: parcels.map(({ id }) => id) } });
  const goTogether =
    isSame(parcels.map(({ readerId }) => readerId)) &&
    isSame(parcels.map(({ branchId }) => branchId)) &&
    addresses.length === parcels.length &&
    isSame(addresses.map((address) => address.addressHash));
  if (!goTogether) {
    throw new CallerError(
      'CONFLICT',
      '只能合并同一读者、同一分馆、同一地址的包裹。Parcels travel together when reader, branch and address are the same.',
      { argument: 'ids' },
    );
  }
}

function isSame(values: readonly unknown[]): boolean {
  return new Set(values).size === 1;
}
