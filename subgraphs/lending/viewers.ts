// Loans, holds and parcels are shown to the reader and to librarians; for others they do not exist.
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
  return forViewer(ctx, await ctx.loaders.loanById.load(id));
}

export async function parcelForViewer(ctx: Context, id: string): Promise<Parcel | null> {
  return forViewer(ctx, await ctx.loaders.parcelById.load(id));
}

/** What names its reader, for those who may read it. For what is not there a reader is looked up too: the time tells nothing either. */
export async function forViewer<Row extends { readerId?: string | null }>(
  ctx: Context,
  row: Row | null,
): Promise<Row | null> {
  const reader = await readerOfRow(ctx, row ?? { readerId: '' });
  return row && mayReadPrivate(ctx, reader) ? row : null;
}
