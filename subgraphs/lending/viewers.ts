// Loans, parcels and addresses are shown to the reader and to librarians; for others they do not exist.
import type { Identity } from '../../lib/identity.ts';
import type { DeliveryAddress } from '../../lib/inputs.ts';
import type { Context } from './context.ts';
import { type Loan, type Parcel, Reader } from './entities.ts';
import { mayReadPrivate } from './readers.ts';

/** The caller's own record. */
export function readerOfCaller(ctx: Context, identity: Identity): Promise<Reader | null> | null {
  return identity.role === 'reader' ? ctx.em.findOne(Reader, { card: identity.card }) : null;
}

export async function loanForViewer(ctx: Context, id: string): Promise<Loan | null> {
  const loan = await ctx.loaders.loanById.load(id);
  return loan && mayReadPrivate(ctx, await ctx.loaders.readerById.load(loan.readerId)) ? loan : null;
}

export async function parcelForViewer(ctx: Context, id: string): Promise<Parcel | null> {
  const parcel = await ctx.loaders.parcelById.load(id);
  return parcel && mayReadPrivate(ctx, await ctx.loaders.readerById.load(parcel.readerId)) ? parcel : null;
}

/** Where a parcel goes. Null once the address is erased. */
export async function addressOfParcel(ctx: Context, parcel: Parcel): Promise<DeliveryAddress | null> {
  const reader = await ctx.loaders.readerById.load(parcel.readerId);
  return mayReadPrivate(ctx, reader) ? ((await ctx.loaders.addressByLoan.load(parcel.loanId))?.address ?? null) : null;
}
