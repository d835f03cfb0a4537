// What is in a parcel before a courier has it: requests of one reader to one address from one branch travel together, five at most, and
// the reader cancels. All under the lock of the reader's row.
import { randomUUID } from 'node:crypto';
import { authorise, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { addressHash } from './addresses.ts';
import type { Context } from './context.ts';
import { Loan, LoanAddress, type LoanRequest, type Reader } from './entities.ts';
import { scheduleUnpaging, unpageCopy } from './parcelCopies.ts';
import { Parcel, ParcelAddress, ParcelLine } from './parcelEntities.ts';
import { type LockedParcel, lockParcel } from './parcelLoans.ts';
import { checkStep, noSuchParcel } from './parcelMoves.ts';
import { lockReader } from './quota.ts';
import { freightOf, mostItems, tariffById } from './tariffs.ts';
import { loanForViewer, parcelForViewer } from './viewers.ts';

/** Puts a loan that was decided into a parcel of its reader that is still to be packed, or into a new one. The caller holds the reader's row. */
export async function putIntoParcel(
  em: EntityManager,
  now: Date,
  { id: loanId, readerId = null, itemId, branchId, tariffId }: LoanRequest,
): Promise<void> {
  const given = await em.findOne(LoanAddress, { loanId });
  const [room] = given ? await parcelsWithRoom(em, { readerId, branchId, hash: addressHash(given.address) }) : [];
  const tariff = await tariffById(em, tariffId ?? 'DEFAULT_OUT');
  const parcel =
    room?.parcel ??
    em.create(Parcel, {
      id: randomUUID(),
      readerId,
      direction: 'OUT',
      status: 'CREATED',
      branchId: branchId ?? '',
      tariffId: tariff.id,
      freightFen: freightOf(tariff, 1),
      createdAt: now,
    });
  if (room) {
    // By its own tariff, and never more than before: the reader has agreed to each.
    const own = await tariffById(em, parcel.tariffId);
    parcel.freightFen = Math.min(parcel.freightFen, freightOf(own, room.items + 1));
  }
  await em.flush();
  em.create(ParcelLine, { parcelId: parcel.id, loanId, direction: 'OUT', itemId: itemId ?? '' });
  if (given && !room) {
    const { address } = given;
    em.create(ParcelAddress, { parcelId: parcel.id, address, addressHash: addressHash(address) });
  }
  await em.flush();
  await em.nativeDelete(LoanAddress, { loanId });
}

async function parcelsWithRoom(
  em: EntityManager,
  { readerId, branchId, hash }: { readerId: string | null; branchId: string | null | undefined; hash: string },
): Promise<{ parcel: Parcel; items: number }[]> {
  const parcels = await em.find(
    Parcel,
    { readerId, branchId: branchId ?? '', direction: 'OUT', status: 'CREATED' },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const ids = parcels.map(({ id }) => id);
  const [addresses, lines] = await Promise.all([
    em.find(ParcelAddress, { parcelId: { $in: ids }, addressHash: hash }),
    em.find(ParcelLine, { parcelId: { $in: ids } }),
  ]);
  const same = new Set(addresses.map(({ parcelId }) => parcelId));
  return parcels
    .map((parcel) => ({ parcel, items: lines.filter(({ parcelId }) => parcelId === parcel.id).length }))
    .filter(({ parcel, items }) => same.has(parcel.id) && items < mostItems);
}

/** Nothing comes of a loan that is not packed yet: its copy goes back to the shelf. Said twice it is done once. */
export async function cancelLoan(ctx: Context, id: string): Promise<Loan> {
  const { identity } = ctx;
  authorise(identity, 'loan.cancel', ownOf(identity));
  const loan = await loanForViewer(ctx, id);
  if (!loan) {
    throw new CallerError('NOT_FOUND', `没有借阅“${id}”，或它不属于您。There is no loan "${id}", or it is not yours.`, {
      argument: 'loan',
    });
  }
  const cancelled = await transact(ctx, async (em) => {
    const reader = await lockReader(em, loan.readerId);
    const line = await em.findOne(ParcelLine, { loanId: id, direction: 'OUT' });
    const parcel = line && (await em.findOneOrFail(Parcel, { id: line.parcelId }, { refresh: true }));
    const running = await em.findOneOrFail(Loan, { id }, { refresh: true });
    if (running.status === 'RELEASED' && !line) {
      return [];
    }
    if (parcel?.status !== 'CREATED' || running.status !== 'ACTIVE') {
      throw new CallerError(
        'CONFLICT',
        `该借阅（${running.status}）已不能取消${parcel ? `：包裹现为 ${parcel.status}` : ''}。The loan is ${running.status}${parcel ? `, its parcel ${parcel.status}` : ' and in no parcel'}: only what waits to be packed can be cancelled.`,
        { status: parcel?.status ?? running.status },
      );
    }
    return takeOut(em, { parcel, reader }, [running], ctx.now);
  });
  await unpageNow(ctx, cancelled);
  return ctx.em.findOneOrFail(Loan, { id }, { refresh: true });
}

/** Nothing comes of a parcel that no courier has accepted: of an OUT parcel its loans end, of a BACK parcel they go on. Said twice it is done once. */
export async function cancelParcel(ctx: Context, id: string): Promise<Parcel> {
  const { identity } = ctx;
  authorise(identity, 'loan.cancel', ownOf(identity));
  if (!(await parcelForViewer(ctx, id))) {
    throw noSuchParcel(id);
  }
  const cancelled = await transact(ctx, async (em) => {
    const locked = await lockParcel(em, id);
    if (locked.parcel.status === 'CANCELLED') {
      return [];
    }
    checkStep(locked.parcel, 'CANCELLED');
    const lines = await em.find(ParcelLine, { parcelId: id }, { orderBy: { loanId: 'asc' } });
    if (locked.parcel.direction === 'BACK') {
      await cancelEmpty(em, locked.parcel, ctx.now);
      return [];
    }
    const loans = await em.find(Loan, { id: { $in: lines.map(({ loanId }) => loanId) } }, { refresh: true });
    const reader = locked.reader ?? (await lockReader(em, locked.parcel.readerId));
    return takeOut(em, { parcel: locked.parcel, reader }, loans, ctx.now);
  });
  await unpageNow(ctx, cancelled);
  return ctx.em.findOneOrFail(Parcel, { id }, { refresh: true });
}

/** Ends running loans that are still here, and takes them out of their parcel. */
async function takeOut(
  em: EntityManager,
  { parcel, reader }: Pick<LockedParcel, 'parcel'> & { reader: Reader },
  loans: readonly Loan[],
  now: Date,
): Promise<Loan[]> {
  const running = loans.filter(({ status }) => status === 'ACTIVE');
  for (const loan of running) {
    Object.assign(loan, { status: 'RELEASED', startedAt: null, dueDate: null });
    reader.openLoans -= 1;
    await scheduleUnpaging(em, loan);
  }
  await em.flush();
  await em.nativeDelete(ParcelLine, { parcelId: parcel.id, loanId: { $in: loans.map(({ id }) => id) } });
  if ((await em.count(ParcelLine, { parcelId: parcel.id })) === 0) {
    await cancelEmpty(em, parcel, now);
  }
  return running;
}

/** Nothing is in it any more, or will be: the address is not needed. */
export async function cancelEmpty(em: EntityManager, parcel: Parcel, now: Date): Promise<void> {
  Object.assign(parcel, { status: 'CANCELLED', endedAt: now, freightFen: 0 });
  await em.flush();
  await em.nativeDelete(ParcelAddress, { parcelId: parcel.id });
}

/** The shelf gets its copies back now; what is not told now, a job tells. */
async function unpageNow(ctx: Context, loans: readonly Loan[]): Promise<void> {
  for (const { id: loanId, itemId } of loans) {
    await unpageCopy(ctx, { loanId, itemId }).catch((error: unknown) =>
      ctx.log.warn({ requestId: ctx.requestId, loanId, error: describeError(error) }, 'a copy is unpaged by its job'),
    );
  }
}
