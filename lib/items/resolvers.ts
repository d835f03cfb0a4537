// Resolvers of the types and internal fields that every owner of items has.
import { internal } from '../internal.ts';
import type { PageArguments } from '../pagination.ts';
import type { BaseContext } from '../subgraph.ts';
import {
  confirmOrderItem,
  type IncomingItem,
  type NewItem,
  orderItemsBetween,
  pageItem,
  receiveItem,
  releaseOrderItem,
  reserveOrderItem,
  unpageItem,
  voidOrderItem,
} from './claims.ts';
import { Item } from './entities.ts';
import { availableItems, type HoldingsLoaders, type HoldingsNow, heldCounts, itemsOfHoldings } from './holdings.ts';

/** What these resolvers need of a subgraph's context. */
export interface ItemsContext extends BaseContext {
  holdings: HoldingsLoaders;
  /** The branch that receives what a library buys. */
  acquisitionBranch: (libraryId: string) => Promise<string>;
}

export const holdingsNowResolvers = {
  items: (now: HoldingsNow, page: PageArguments, ctx: ItemsContext) => itemsOfHoldings(ctx.em, ctx.holdings, now, page),
};

export const itemFieldResolvers = {
  branch: (item: Item) => ({ id: item.branchId }),
  library: (item: Item) => ({ id: item.libraryId }),
  book: (item: Item) => ({ id: item.bookId }),
};

export const itemQueries = {
  heldCounts: internal(({ bookId }: { bookId: string }, ctx: ItemsContext) => heldCounts(ctx.em, bookId)),
  availableItems: internal(({ bookId, first }: { bookId: string; first: number }, ctx: ItemsContext) =>
    availableItems(ctx.em, bookId, first),
  ),
  orderItemsBetween: internal((args: { after: string; upTo?: string | null }, ctx: ItemsContext) =>
    orderItemsBetween(ctx.em, args),
  ),
  itemRecord: internal(async ({ barcode, library }: { barcode: string; library: string }, ctx: ItemsContext) => {
    const item = await ctx.em.findOne(Item, { libraryId: library, barcode });
    return item && { itemId: item.id, bookId: item.bookId, status: item.status };
  }),
};

export const itemMutations = {
  reserveOrderItem: internal(async ({ input }: { input: Omit<NewItem, 'branchId'> }, ctx: ItemsContext) =>
    reserveOrderItem(ctx, { ...input, branchId: await ctx.acquisitionBranch(input.library) }),
  ),
  confirmOrderItem: internal(({ orderId, dueDate }: { orderId: string; dueDate: string }, ctx: ItemsContext) =>
    confirmOrderItem(ctx, orderId, dueDate),
  ),
  releaseOrderItem: internal(({ orderId }: { orderId: string }, ctx: ItemsContext) => releaseOrderItem(ctx, orderId)),
  voidOrderItem: internal(({ orderId }: { orderId: string }, ctx: ItemsContext) => voidOrderItem(ctx, orderId)),
  pageItem: internal(({ itemId, loanId }: { itemId: string; loanId: string }, ctx: ItemsContext) =>
    pageItem(ctx, itemId, loanId),
  ),
  unpageItem: internal(({ loanId }: { loanId: string }, ctx: ItemsContext) => unpageItem(ctx, loanId)),
  receiveItem: internal((input: IncomingItem, ctx: ItemsContext) => receiveItem(ctx, input)),
};
