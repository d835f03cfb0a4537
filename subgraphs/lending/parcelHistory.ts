// What a parcel holds, and what happened to it, for those who look at it.
import type { Context } from './context.ts';
import type { Loan } from './entities.ts';
import type { Parcel } from './parcelEntities.ts';
import type { ParcelStatus } from './parcelEvents.ts';

/** A line of a parcel's history. */
export interface Happened {
  event: ParcelStatus;
  at: Date;
  receivedAt: Date;
  actor: string;
}

/** The loans in a parcel. */
export async function loansOfParcel(ctx: Context, { id }: Parcel): Promise<Loan[]> {
  const lines = await ctx.loaders.linesByParcel.load(id);
  const loans = await Promise.all(lines.map(({ loanId }) => ctx.loaders.loanById.load(loanId)));
  return loans.filter((loan) => loan !== null);
}

/** All that was told of a parcel, in the order of the times at which it happened; what was no step of its way too. */
export async function historyOf(
  ctx: Context,
  { id, createdAt, acceptedAt, endedAt, status }: Parcel,
): Promise<Happened[]> {
  const told: Happened[] = await ctx.loaders.eventsByParcel.load(id);
  return [
    ...own('CREATED', createdAt),
    ...own('ACCEPTED', acceptedAt),
    ...told.toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.receivedAt.getTime() - b.receivedAt.getTime()),
    ...(status === 'CANCELLED' ? own('CANCELLED', endedAt) : []),
  ];
}

function own(event: ParcelStatus, at: Date | null | undefined): Happened[] {
  return at ? [{ event, at, receivedAt: at, actor: 'SYSTEM' }] : [];
}
