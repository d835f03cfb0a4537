// Loans and parcels are shown to the reader and to librarians; for others they do not exist.
import { may } from '../../lib/actions.ts';
import type { Identity } from '../../lib/identity.ts';
import type { Context } from './context.ts';
import { type Loan, Reader } from './entities.ts';
import type { Parcel } from './parcelEntities.ts';
import { mayReadPrivate, readerOfRow } from './readers.ts';

/** The caller's own record. */
export function readerOfCaller(ctx: Context, identity: Identity): Promise<Reader | null> | null {
  if (identity.role !== 'reader' || !may(identity, 'reader.find', { card: identity.card })) return null;
  return ctx.em.findOne(Reader, { card: identity.card });
}

export async function loanForViewer(ctx: Context, id: string): Promise<Loan | null> {
  const loan = await ctx.loaders.loanById.load(id);
  return loan && mayReadPrivate(ctx, await readerOfRow(ctx, loan)) ? loan : null;
}

export async function parcelForViewer(ctx: Context, id: string): Promise<Parcel | null> {
  const parcel = await ctx.loaders.parcelById.load(id);
  return parcel && mayReadPrivate(ctx, await readerOfRow(ctx, parcel)) ? parcel : null;
}
