// Parcels as lists: what a branch has to do, and what a reader has under way.
import { authorise } from '../../lib/actions.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import type { Reader } from './entities.ts';
import { Parcel, type ParcelDirection, type ParcelStatus } from './parcelEntities.ts';
import { mayReadPrivate } from './readers.ts';
import { branchRecord } from './records.ts';

/** Parcels of a branch, the oldest first; those to be packed, and those whose pick-up is to be booked, unless another status is asked. */
export async function parcelsOfBranch(
  ctx: Context,
  {
    branch: branchId,
    status,
    direction,
    first,
    after,
  }: PageArguments & {
    branch: string;
    status: ParcelStatus;
    direction?: ParcelDirection | null | undefined;
  },
): Promise<Connection<Parcel>> {
  const branch = await branchRecord(ctx, branchId);
  authorise(ctx.identity, 'parcel.handle', { library: branch.library });
  return page(ctx, { branchId, status, ...(direction ? { direction } : {}) }, { first, after });
}

/** A reader's parcels, the oldest first. */
export function parcelsOfReader(ctx: Context, reader: Reader, args: PageArguments): Promise<Connection<Parcel>> {
  return mayReadPrivate(ctx, reader)
    ? page(ctx, { readerId: reader.id }, args)
    : Promise.resolve(toConnection([], checkFirst(args.first), 0, cursorKey));
}

async function page(
  ctx: Context,
  where: { branchId?: string; status?: ParcelStatus; direction?: ParcelDirection; readerId?: string },
  { first, after }: PageArguments,
): Promise<Connection<Parcel>> {
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const beyond =
    at === undefined
      ? {}
      : { $or: [{ createdAt: { $gt: new Date(at) } }, { createdAt: new Date(at), id: { $gt: String(id) } }] };
  const [parcels, count] = await Promise.all([
    ctx.em.find(Parcel, { ...where, ...beyond }, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: first + 1 }),
    ctx.em.count(Parcel, where),
  ]);
  return toConnection(parcels, first, count, cursorKey);
}

function cursorKey(parcel: Parcel): string[] {
  return [parcel.createdAt.toISOString(), parcel.id];
}
