// What the district libraries say of their copies now.
import { type HoldingsKey, type HoldingsNow, holdingsNow } from '../../lib/items/holdings.ts';
import type { Context } from './context.ts';

/** The live word of one district library; UNKNOWN for a library whose items are not kept here. */
export async function districtHoldingsNow(ctx: Context, key: HoldingsKey): Promise<HoldingsNow> {
  const member = await ctx.loaders.memberByLibrary.load(key.libraryId);
  return member
    ? holdingsNow(ctx.holdings, key, ctx.now)
    : { ...key, state: 'UNKNOWN', asOf: ctx.now, reason: 'NOT_CONNECTED', total: null, available: null };
}
