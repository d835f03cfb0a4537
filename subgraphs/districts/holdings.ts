// What the district libraries say of their copies now: from the rows here, or from a library's own system.
import {
  type HoldingsKey,
  type HoldingsNow,
  holdingsNow,
  itemsOfHoldings,
  type ShownItem,
} from '../../lib/items/holdings.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import type { Reason } from './sources/reasons.ts';
import { compareCopies, copiesOf, countsOf, isHeld } from './sources/words.ts';

/** A library's word; of one whose own system answers, with the copies that it is about. */
export interface DistrictHoldingsNow extends Omit<HoldingsNow, 'reason'> {
  reason: Reason | null;
  copies?: ShownItem[];
}

/** The live word of one district library; UNKNOWN, with the reason, for one that is not of this network or cannot say. */
export async function districtHoldingsNow(ctx: Context, key: HoldingsKey): Promise<DistrictHoldingsNow> {
  const member = await ctx.loaders.memberByLibrary.load(key.libraryId);
  if (!member) return unknown(key, ctx.now, 'NOT_CONNECTED');
  if (member.sourceKind === 'DATABASE') return holdingsNow(ctx.holdings, key, ctx.now);
  const word = await ctx.loaders.wordByHoldings.load(key);
  if ('reason' in word) return unknown(key, ctx.now, word.reason);
  const { total, available } = countsOf(word);
  const copies = copiesOf(word).filter(isHeld);
  return { ...key, state: 'LIVE', asOf: word.asOf, reason: null, total, available, copies };
}

/** The copies of one holdings row in the order of their call numbers, a page at a time. */
export async function copiesOfHoldings(
  ctx: Context,
  { copies, ...key }: DistrictHoldingsNow,
  page: PageArguments,
): Promise<Connection<ShownItem>> {
  if (!copies) return itemsOfHoldings(ctx.em, ctx.holdings, key, page);
  checkFirst(page.first);
  const [sort, id] = (decodeCursor(page.after, ['string', 'string']) ?? ['', '']) as [string, string];
  const rest = copies.filter((copy) => compareCopies(copy, { callNumberSort: sort, id }) > 0);
  return toConnection(rest.slice(0, page.first + 1), page.first, copies.length, (copy) => [
    copy.callNumberSort,
    copy.id,
  ]);
}

function unknown(key: HoldingsKey, asOf: Date, reason: Reason): DistrictHoldingsNow {
  return { ...key, state: 'UNKNOWN', asOf, reason, total: null, available: null, copies: [] };
}
