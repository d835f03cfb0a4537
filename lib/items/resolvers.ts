// Resolvers of the types and internal fields that every owner of items has.
import { internal } from '../internal.ts';
import { tellOrderJob } from '../orderSteps.ts';
import { libraryOfItem } from '../owners.ts';
import type { PageArguments } from '../pagination.ts';
import { entities } from '../statements.ts';
import {
  type Cataloguing,
  catalogueItem,
  itemsToCatalogue,
  placementFacts,
  type Shelving,
  shelveItem,
} from './cataloguing.ts';
import {
  carryItem,
  type IncomingItem,
  type Lending,
  lendItem,
  pageItem,
  pageKeptItem,
  receiveItem,
  unpageItem,
} from './claims.ts';
import { Item } from './entities.ts';
import {
  availableItems,
  type HoldingsLoaders,
  type HoldingsNow,
  heldCounts,
  itemsOfHoldings,
  type ShownItem,
} from './holdings.ts';
import { type KeptMove, type KeptRelease, moveKeptItem, releaseKeptItem } from './keeping.ts';
import { type Loss, loseItem, releaseSlot, withdrawItem } from './losses.ts';
import { branchCopiesOfBooks, heldCountsOf } from './manyBooks.ts';
import {
  confirmOrderItems,
  type NewItems,
  orderItemsBetween,
  releaseOrderItems,
  reserveOrderItems,
  voidOrderItems,
} from './orderItems.ts';
import { reportHoldings, type SpeakingFor, sayStillTrue, stillTrueSeconds } from './publication.ts';
import { type PutOwnItems, putOwnItems } from './putItems.ts';
import { offerCopies } from './queueOffers.ts';
import { repointItems, repointItemsOf } from './repoint.ts';
import { noteOverdue, overdueSeconds, tellWork } from './workChanges.ts';
import { itemsAtWork, type WorkQuestion } from './worklists.ts';

/** What these resolvers need of a subgraph's context. */
export interface ItemsContext extends SpeakingFor {
  holdings: HoldingsLoaders;
  /** SQL of the rows of `item` whose copies are this owner's to lend; all are without it. */
  ours?: string;
  /** The branch that receives what a library buys. */
  acquisitionBranch: (libraryId: string) => Promise<string>;
}

export const holdingsNowResolvers = {
  items: (now: HoldingsNow, page: PageArguments, ctx: ItemsContext) => itemsOfHoldings(ctx.em, ctx.holdings, now, page),
};

export const itemFieldResolvers = {
  branch: ({ branchId }: ShownItem) => (branchId === null ? null : { id: branchId }),
  library: ({ libraryId }: ShownItem) => ({ id: libraryId }),
  book: ({ bookId }: ShownItem) => (bookId === null ? null : { id: bookId }),
  statusText: ({ status, statusText }: ShownItem) => (status === 'UNKNOWN' && statusText) || null,
};

export const itemQueries = {
  heldCounts: internal(({ bookId }: { bookId: string }, ctx: ItemsContext) => heldCounts(ctx.em, bookId)),
  availableItems: internal(({ bookId, first }: { bookId: string; first: number }, ctx: ItemsContext) =>
    availableItems(ctx.em, bookId, first, ctx.ours),
  ),
  branchCopiesOfBooks: internal(({ bookIds }: { bookIds: string[] }, ctx: ItemsContext) =>
    branchCopiesOfBooks(ctx.em, bookIds),
  ),
  heldCountsOf: internal(({ bookIds }: { bookIds: string[] }, ctx: ItemsContext) => heldCountsOf(ctx.em, bookIds)),
  orderItemsBetween: internal((args: { after: string; upTo?: string | null }, ctx: ItemsContext) =>
    orderItemsBetween(ctx.em, args),
  ),
  itemRecord: internal(async ({ barcode, library }: { barcode: string; library: string }, ctx: ItemsContext) => {
    const [item] = await entities(ctx.em, Item, 'itemRecord', 'where library_id = $1 and barcode = $2', [
      library,
      barcode,
    ]);
    return item ? { itemId: item.id, bookId: item.bookId, status: item.status, branch: item.branchId } : null;
  }),
  itemsToCatalogue: internal(({ library, ...page }: PageArguments & { library: string }, ctx: ItemsContext) =>
    itemsToCatalogue(ctx.em, library, page),
  ),
  placementFacts: internal(({ bookId, itemId }: { bookId: string; itemId: string }, ctx: ItemsContext) =>
    placementFacts(ctx.em, bookId, itemId),
  ),
  itemsAtWork: internal((question: WorkQuestion, ctx: ItemsContext) => itemsAtWork(ctx.em, question)),
};

export const itemMutations = {
  reserveOrderItems: internal(async ({ input }: { input: Omit<NewItems, 'branchId'> }, ctx: ItemsContext) =>
    reserveOrderItems(ctx, { ...input, branchId: await ctx.acquisitionBranch(input.library) }),
  ),
  confirmOrderItems: internal(({ orderId, dueDate }: { orderId: string; dueDate: string }, ctx: ItemsContext) =>
    confirmOrderItems(ctx, orderId, dueDate),
  ),
  releaseOrderItems: internal(({ orderId }: { orderId: string }, ctx: ItemsContext) => releaseOrderItems(ctx, orderId)),
  voidOrderItems: internal(({ orderId }: { orderId: string }, ctx: ItemsContext) => voidOrderItems(ctx, orderId)),
  lendItem: internal((loan: Lending, ctx: ItemsContext) => lendItem(ctx, loan)),
  pageItem: internal((paging: Parameters<typeof pageItem>[1], ctx: ItemsContext) => pageItem(ctx, paging)),
  carryItem: internal(({ itemId, loanId }: { itemId: string; loanId: string }, ctx: ItemsContext) =>
    carryItem(ctx, itemId, loanId),
  ),
  pageKeptItem: internal((paging: Parameters<typeof pageKeptItem>[1], ctx: ItemsContext) => pageKeptItem(ctx, paging)),
  unpageItem: internal(({ loanId }: { loanId: string }, ctx: ItemsContext) => unpageItem(ctx, loanId)),
  receiveItem: internal(async (input: Omit<IncomingItem, 'cataloguingBranchId'>, ctx: ItemsContext) =>
    receiveItem(ctx, { ...input, cataloguingBranchId: await ctx.acquisitionBranch(libraryOfItem(input.itemId)) }),
  ),
  moveKeptItem: internal(({ input }: { input: KeptMove }, ctx: ItemsContext) => moveKeptItem(ctx, input)),
  releaseKeptItem: internal(async ({ input }: { input: Omit<KeptRelease, 'cataloguingBranchId'> }, ctx: ItemsContext) =>
    releaseKeptItem(ctx, { ...input, cataloguingBranchId: await ctx.acquisitionBranch(libraryOfItem(input.itemId)) }),
  ),
  catalogueOwnItem: internal(({ input }: { input: Cataloguing }, ctx: ItemsContext) => catalogueItem(ctx, input)),
  shelveOwnItem: internal(({ input }: { input: Shelving }, ctx: ItemsContext) => shelveItem(ctx, input)),
  loseItem: internal((input: Loss, ctx: ItemsContext) => loseItem(ctx, input)),
  repointBook: internal(({ from, to }: { from: string; to: string }, ctx: ItemsContext) =>
    repointItems(ctx.em, from, to),
  ),
  repointRecord: internal(({ record, ...books }: { record: string; from: string; to: string }, ctx: ItemsContext) =>
    repointItemsOf(ctx.em, [record], books),
  ),
  withdrawItem: internal(({ itemId, lossId }: { itemId: string; lossId: string }, ctx: ItemsContext) =>
    withdrawItem(ctx, itemId, lossId),
  ),
  putOwnItems: internal((list: PutOwnItems, ctx: ItemsContext) => putOwnItems(ctx, list)),
};

/** Jobs that every owner of items has. */
export const itemTasks = {
  reportHoldings,
  noteOverdue,
  offerCopies,
  releaseSlot,
  sayStillTrue,
  tellOrder: tellOrderJob,
  tellWork,
};

/** Those that recur, and after how many seconds. */
export const recurringItemTasks = { noteOverdue: overdueSeconds, sayStillTrue: stillTrueSeconds };
