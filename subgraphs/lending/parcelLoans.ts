// What a parcel's way means for its loans: they start by their policies, end, run again, or are on their way back. Always worked out from
// all that was told, so what arrives late, twice or out of order comes to the same.
import type { EntityManager } from '../../lib/orm.ts';
import { libraryOfItem } from '../../lib/owners.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { keepAddressUntil, keptDays } from './addresses.ts';
import { dueOn } from './calendars.ts';
import { Loan, type Reader } from './entities.ts';
import { scheduleTelling } from './parcelCopies.ts';
import { Parcel, ParcelEvent, ParcelLine } from './parcelEntities.ts';
import { autoSignAt, hasArrived, hasFailed, type Way, wayOf } from './parcelEvents.ts';
import { defaultPolicy, LoanPolicy, type LoanTerms } from './policies.ts';
import { lockReader } from './quota.ts';

const dayMs = 86_400_000;

export interface LockedParcel {
  parcel: Parcel;
  /** Null for a parcel of long ago: what is heard of it is kept and changes nothing. */
  reader: Reader | null;
}

/** A parcel with its reader's row, which is the lock of all that belongs to the reader. */
export async function lockParcel(em: EntityManager, id: string): Promise<LockedParcel> {
  const { readerId } = await em.findOneOrFail(Parcel, { id });
  const reader = readerId == null ? null : await lockReader(em, readerId);
  return { reader, parcel: await em.findOneOrFail(Parcel, { id }, { refresh: true }) };
}

/** Brings a parcel and its loans to where the events say. The caller holds the reader's row. */
export async function follow(em: EntityManager, { parcel, reader }: LockedParcel): Promise<void> {
  if (parcel.closedAt || !parcel.acceptedAt || !reader) {
    return;
  }
  const told = await em.find(ParcelEvent, { parcelId: parcel.id });
  const way = wayOf(parcel.acceptedAt, told);
  Object.assign(parcel, way, { dueAt: nextMoment(parcel, way), version: parcel.version + 1 });
  const lines = await em.find(ParcelLine, { parcelId: parcel.id }, { orderBy: { loanId: 'asc' } });
  for (const line of lines) {
    const loan = await em.findOneOrFail(Loan, { id: line.loanId }, { refresh: true });
    await (parcel.direction === 'OUT'
      ? followOut(em, { parcel, reader, way, line, loan })
      : followBack(em, { parcel, way, loan }));
  }
  await em.flush();
  await keepAddressUntil(em, parcel.id, way.endedAt);
  await scheduleTelling(em, parcel.id);
}

/** When the timer looks at it: to sign for it, or, some days after its end, to close it. A loss waits for a person. */
function nextMoment({ direction }: Parcel, way: Way): Date | null {
  const isOver = hasArrived(way.status) || way.status === 'RETURNED_TO_SENDER';
  if (isOver && way.endedAt) {
    return new Date(way.endedAt.getTime() + keptDays * dayMs);
  }
  return direction === 'OUT' ? autoSignAt(way) : null;
}

/** A loan on its way to the reader: it starts by its policy, or nothing comes of it. */
async function followOut(
  em: EntityManager,
  { parcel, reader, way, line, loan }: { parcel: Parcel; reader: Reader; way: Way; line: ParcelLine; loan: Loan },
): Promise<void> {
  if (hasFailed(way.status)) {
    if (loan.status === 'ACTIVE') {
      Object.assign(loan, { status: 'RELEASED', startedAt: null, dueDate: null });
      reader.openLoans -= 1;
    }
    return;
  }
  if (loan.status === 'RELEASED' && (await canRunAgain(em, reader, line))) {
    loan.status = 'ACTIVE';
    reader.openLoans += 1;
  }
  if (loan.status !== 'ACTIVE' || loan.renewals > 0) {
    return;
  }
  const terms = await termsOfLoan(em, loan);
  const startedAt = startOf(terms, parcel.acceptedAt, way);
  if (startedAt?.getTime() !== loan.startedAt?.getTime()) {
    const lastDay = startedAt && addDays(dayOf(startedAt), terms.loanDays);
    Object.assign(loan, { startedAt, dueDate: lastDay && (await dueOn(em, libraryOfItem(line.itemId), lastDay)) });
  }
}

/** A failure that was told too soon is taken back, unless the copy is elsewhere or the reader's place was given away meanwhile. */
async function canRunAgain(em: EntityManager, reader: Reader, { itemId, receivedAt }: ParcelLine): Promise<boolean> {
  const isFree = !receivedAt && reader.openLoans < reader.loanQuota;
  return isFree && (await em.count(Loan, { itemId, status: 'ACTIVE' })) === 0;
}

/** A copy on its way back: the day on which the courier took it counts. A parcel that is brought back to the reader has not begun. */
async function followBack(
  em: EntityManager,
  { parcel, way, loan }: { parcel: Parcel; way: Way; loan: Loan },
): Promise<void> {
  const later = await em.execute<{ id: string }[]>(
    `/* followBack */ select parcel.id from parcel_line join parcel on parcel.id = parcel_id
     where loan_id = ? and parcel.direction = 'BACK' and status <> 'CANCELLED' and created_at > ? limit 1`,
    [loan.id, parcel.createdAt],
  );
  if (loan.status === 'ACTIVE' && later.length === 0) {
    const isAtReader = way.status === 'REFUSED' || way.status === 'RETURNED_TO_SENDER';
    loan.backOn = way.shippedAt && !isAtReader ? dayOf(way.shippedAt) : null;
  }
}

/** When a loan starts by its policy; null as long as that has not come. What the reader has has started. */
function startOf({ start, startDays }: LoanTerms, acceptedAt: Date | null | undefined, way: Way): Date | null {
  switch (start) {
    case 'ACCEPTANCE':
      return acceptedAt ?? null;
    case 'DAYS_AFTER_SHIPPING':
      return way.shippedAt && new Date(way.shippedAt.getTime() + startDays * dayMs);
    default:
      return hasArrived(way.status) ? way.endedAt : null;
  }
}

async function termsOfLoan(em: EntityManager, { policyId }: Loan): Promise<LoanTerms> {
  return policyId == null || policyId === defaultPolicy.id
    ? defaultPolicy
    : em.findOneOrFail(LoanPolicy, { id: policyId });
}
