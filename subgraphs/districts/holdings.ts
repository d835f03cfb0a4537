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
import { copiesOf, countsOf, isHeld } from './sources/words.ts';

/** A library's word; of one whose own system answers, with the copies that it is about. */
export interface DistrictHoldingsNow extends Omit<HoldingsNow, 'reason'> {
  reason: Reason | null;
  copies?: ShownItem[];
}

/** The live word of one district library; UNKNOWN, with the reason, for one that is not of this network or cannot say. */
export async function districtHoldingsNow(ctx: Context, key: HoldingsKey): Promise<DistrictHoldingsNow> {
  const member = await ctx.loaders.memberByLibrary.load(key.libraryId);
  const unknown = { ...key, state: 'UNKNOWN', asOf: ctx.now, total: null, available: null, copies: [] } as const;
  if (!member) return { ...unknown, copies: [], reason: 'NOT_CONNECTED' };
  if (member.sourceKind === 'DATABASE') return { ...(await holdingsNow(ctx.holdings, key, ctx.now)), reason: null };
  const word = await ctx.loaders.wordByHoldings.load(key);
  if ('reason' in word) return { ...unknown, copies: [], reason: word.reason };
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
  const rest = copies.filter((copy) => isAfter(copy, sort, id));
  return toConnection(rest.slice(0, page.first + 1), page.first, copies.length, (copy) => [
    copy.callNumberSort,
    copy.id,
  ]);
}

/** As the database compares: byte by byte. */
function isAfter({ callNumberSort, id }: ShownItem, sort: string, afterId: string): boolean {
  const order = Buffer.compare(Buffer.from(callNumberSort), Buffer.from(sort));
  return order > 0 || (order === 0 && Buffer.compare(Buffer.from(id), Buffer.from(afterId)) > 0);
}
