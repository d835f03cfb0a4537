import { orderOfClaim } from '../../lib/claims.ts';
import { internal } from '../../lib/internal.ts';
import { holdingsId, holdingsNow } from '../../lib/items/holdings.ts';
import { holdingsNowResolvers, itemFieldResolvers, itemMutations, itemQueries } from '../../lib/items/resolvers.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { pinOf, whyOf } from './bookRecords.ts';
import { bookNumbers, bookRecords, booksByIsbn, bookTitles } from './catalogue.ts';
import { changeQueries, changeTypes } from './changeResolvers.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';
import {
  accessibleFacet,
  availableFacet,
  classFacet,
  districtFacet,
  facetsOf,
  formatFacet,
  libraryFacet,
  yearFacet,
} from './facets.ts';
import { allocateFund, correctPurchase, fundOf, fundsOf, ledgerOf } from './funds.ts';
import { bookHighlights } from './highlights.ts';
import { holdingsById, holdingsOfBook, lastKnownOfBook, lastKnownOfRow, members } from './holdings.ts';
import { importMutations, importQueries, importTypes } from './importResolvers.ts';
import { type ManyPurchases, purchaseFactsOf } from './manyPurchases.ts';
import { mergeBooks } from './merges.ts';
import { branches, branchPlaces } from './places.ts';
import { periodicals, programme } from './programme.ts';
import { type HoldingsReport, recordHoldings, recordStillTrue } from './projection.ts';
import {
  adjustPurchase,
  confirmPurchase,
  freeFen,
  purchaseFacts,
  purchasesBetween,
  type ReservePurchase,
  releasePurchase,
  reservePurchase,
  voidPurchase,
} from './purchases.ts';
import { putItems } from './putItems.ts';
import { rankings } from './rankings.ts';
import { addRuleSet, ruleSets, rulesOfScope } from './ruleSets.ts';
import { searchBooks } from './search.ts';
import { releaseSlot } from './slotReleases.ts';
import { splitBook } from './splits.ts';
import { createStub, type StubRecord } from './stubs.ts';
import { suggest } from './suggestions.ts';
import type { Resolvers } from './types.generated.ts';

const money = (fen: number) => ({ fen, currency: 'CNY' as const });

export const resolvers: Resolvers = {
  Query: {
    ...itemQueries,
    ...importQueries,
    ...changeQueries,
    book: (_, { id }, ctx) => ctx.loaders.bookById.load(id),
    booksByIsbn: (_, { isbn }, ctx) => booksByIsbn(ctx, isbn),
    searchBooks: (_, args, ctx) => searchBooks(ctx, args),
    suggest: (_, args, ctx) => suggest(ctx, args),
    libraries: (_, _args, ctx) => members(ctx),
    branches: (_, args, ctx) => branches(ctx, args),
    rankings: (_, args, ctx) => rankings(ctx, args),
    periodicals: (_, _args, ctx) => periodicals(ctx),
    programme: (_, { from, to }, ctx) => programme(ctx, from, to),
    ruleSets: (_, { library }, ctx) => ruleSets(ctx, library ?? null),
    rulesInForce: (_, { library, channel, readerType, on }, ctx) =>
      rulesOfScope(ctx, { library, channel, readerType: readerType ?? null, day: on ?? dayOf(ctx.now) }),
    purchaseFacts: internal((args: Parameters<typeof purchaseFacts>[1], ctx: Context) => purchaseFacts(ctx, args)),
    purchaseFactsOf: internal((args: ManyPurchases, ctx: Context) => purchaseFactsOf(ctx, args)),
    branchPlaces: internal((_: object, ctx: Context) => branchPlaces(ctx)),
    bookRecords: internal((args: { ids: string[]; isbns: string[] }, ctx: Context) => bookRecords(ctx, args)),
    purchasesBetween: internal((args: { after: string; upTo?: string | null }, ctx: Context) =>
      purchasesBetween(ctx, args),
    ),
    fund: (_, { library, year }, ctx) => fundOf(ctx, library, year),
    funds: (_, { year }, ctx) => fundsOf(ctx, year),
    bookNumbers: internal((args: { ids: string[]; libraries: string[] }, ctx: Context) => bookNumbers(ctx, args)),
    bookTitles: internal(({ ids }: { ids: string[] }, ctx: Context) => bookTitles(ctx, ids)),
    branchRecord: internal(async ({ id }: { id: string }, ctx: Context) => {
      const branch = await ctx.loaders.branchById.load(id);
      return branch && { id: branch.id, library: branch.libraryId, name: branch.name };
    }),
  },
  Mutation: {
    ...itemMutations,
    ...importMutations,
    mergeBooks: (_, { input }, ctx) => mergeBooks(ctx, input),
    splitBook: (_, { input }, ctx) => splitBook(ctx, input),
    addRuleSet: (_, { idempotencyKey, input }, ctx) => addRuleSet(ctx, { ...input, idempotencyKey }),
    createStub: internal(({ input }: { input: StubRecord }, ctx: Context) => createStub(ctx, input)),
    allocateFund: (_, { input }, ctx) => allocateFund(ctx, input),
    putItems: (_, { input }, ctx) => putItems(ctx, input),
    correctPurchase: internal(({ input }: { input: Parameters<typeof correctPurchase>[1] }, ctx: Context) =>
      correctPurchase(ctx, input),
    ),
    reservePurchase: internal(({ input }: { input: ReservePurchase }, ctx: Context) => reservePurchase(ctx, input)),
    confirmPurchase: internal(({ orderId }: { orderId: string }, ctx: Context) => confirmPurchase(ctx, orderId)),
    releasePurchase: internal(({ orderId }: { orderId: string }, ctx: Context) => releasePurchase(ctx, orderId)),
    adjustPurchase: internal(({ input }: { input: Parameters<typeof adjustPurchase>[1] }, ctx: Context) =>
      adjustPurchase(ctx, input),
    ),
    voidPurchase: internal(({ orderId }: { orderId: string }, ctx: Context) => voidPurchase(ctx, orderId)),
    recordHoldings: internal(({ reports }: { reports: HoldingsReport[] }, ctx: Context) =>
      recordHoldings(ctx, reports),
    ),
    recordStillTrue: internal(({ libraries, asOf }: { libraries: string[]; asOf: Date }, ctx: Context) =>
      recordStillTrue(ctx, libraries, asOf),
    ),
    releaseSlot: internal(({ orderId, itemId }: { orderId: string; itemId: string }, ctx: Context) =>
      releaseSlot(ctx, orderId, itemId),
    ),
  },
  ...changeTypes,
  ...importTypes,
  Book: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.bookById.load(id),
    holdings: (book, _args, ctx) => holdingsOfBook(ctx, book.id),
    lastKnown: (book, _args, ctx) => lastKnownOfBook(ctx, book.id),
    records: ({ id }, page, ctx) => ctx.loaders.recordPages.load({ bookId: id, ...page }),
    formerIds: async (book, _args, ctx) => (await ctx.loaders.aliasesByBook.load(book.id)).map(({ id }) => id),
  },
  BookRecord: {
    library: async ({ libraryId }, _args, ctx) => (await ctx.loaders.libraryById.load(libraryId))!,
    title: ({ bibliographic }) => bibliographic.title,
    otherTitle: ({ bibliographic }) => bibliographic.otherTitle,
    volume: ({ bibliographic }) => bibliographic.volume,
    responsibility: ({ bibliographic }) => bibliographic.responsibility,
    publisher: ({ bibliographic }) => bibliographic.publisher,
    year: ({ bibliographic }) => bibliographic.year,
    isbns: ({ bibliographic }) => bibliographic.isbns,
    badIsbns: ({ bibliographic }) => bibliographic.badIsbns,
    why: whyOf,
    pinned: pinOf,
  },
  BookConnection: {
    facets: ({ searched }) => facetsOf(searched),
  },
  BookEdge: {
    highlights: ({ node, searched }) => bookHighlights(node, searched.asked.words),
  },
  BookFacets: {
    libraries: (facets, _args, ctx) => libraryFacet(ctx, facets),
    districts: async (facets, _args, ctx) =>
      (await districtFacet(ctx, facets)).map(({ value, ...count }) => ({ ...count, district: value })),
    classes: async (facets, { under }, ctx) =>
      (await classFacet(ctx, facets, under ?? null)).map(({ value, ...count }) => ({ ...count, class: value })),
    years: (facets, { step }, ctx) => yearFacet(ctx, facets, step),
    formats: (facets, _args, ctx) => formatFacet(ctx, facets),
    accessible: (facets, _args, ctx) => accessibleFacet(ctx, facets),
    available: (facets, _args, ctx) => availableFacet(ctx, facets),
  },
  Suggestion: {
    book: ({ bookId }, _args, ctx) => (bookId ? ctx.loaders.bookById.load(bookId) : null),
  },
  TextRange: {
    from: ([from]) => from,
    to: ([, to]) => to,
  },
  Holdings: {
    __resolveType: ({ library }) => (library.kind === 'CENTRAL' ? 'CentralHoldings' : 'DistrictHoldings'),
  },
  CentralHoldings: {
    __resolveReference: ({ id }, ctx) => holdingsById(ctx, id),
    id: holdingsId,
    lastKnown: (row, _args, ctx) => lastKnownOfRow(ctx, row),
    now: (row, _args, ctx) => holdingsNow(ctx.holdings, row, ctx.now),
  },
  DistrictHoldings: {
    __resolveReference: ({ id }, ctx) => holdingsById(ctx, id),
    id: holdingsId,
    lastKnown: (row, _args, ctx) => lastKnownOfRow(ctx, row),
  },
  HoldingsNow: holdingsNowResolvers,
  Item: { __resolveType: () => 'CentralItem' },
  CentralItem: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.itemById.load(id),
    ...itemFieldResolvers,
    branch: (item, _args, ctx) => ctx.loaders.branchById.load(item.branchId),
    library: (item, _args, ctx) => ctx.loaders.libraryById.load(item.libraryId),
    book: (item, _args, ctx) => ctx.loaders.bookById.load(item.bookId),
  },
  Library: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.libraryById.load(id),
    branches: (library, _args, ctx) => ctx.loaders.branchesByLibrary.load(library.id),
  },
  Fund: {
    library: async (fund, _args, ctx) => (await ctx.loaders.libraryById.load(fund.libraryId))!,
    allocated: (fund) => money(fund.allocatedFen),
    encumbered: (fund) => money(fund.encumberedFen),
    expended: (fund) => money(fund.expendedFen),
    free: (fund) => money(freeFen(fund)),
    ledger: (fund, page, ctx) => ledgerOf(ctx, fund, page),
  },
  LedgerEntry: {
    id: (entry) => String(entry.id),
    amount: (entry) => money(entry.fen),
    order: (entry) => (entry.step === 'ALLOCATED' ? null : { id: orderOfClaim(entry.orderId) }),
  },
  Branch: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.branchById.load(id),
    library: async (branch, _args, ctx) => (await ctx.loaders.libraryById.load(branch.libraryId))!,
    rooms: (branch, _args, ctx) => ctx.loaders.roomsByBranch.load(branch.id),
  },
  RuleSet: {
    library: ({ library }, _args, ctx) => (library ? ctx.loaders.libraryById.load(library) : null),
    terms: ({ terms }) => terms ?? {},
  },
  PutItemResult: {
    candidates: async ({ candidates }, _args, ctx) =>
      (await ctx.loaders.bookById.loadMany(candidates)).filter((book) => book instanceof Book),
  },
  RankingEntry: {
    library: async (entry, _args, ctx) => (await ctx.loaders.libraryById.load(entry.libraryId))!,
    book: (entry, _args, ctx) => ctx.loaders.bookById.load(entry.bookId),
  },
  Periodical: {
    library: async (periodical, _args, ctx) => (await ctx.loaders.libraryById.load(periodical.libraryId))!,
  },
  ProgrammeEvent: {
    library: async (event, _args, ctx) => (await ctx.loaders.libraryById.load(event.libraryId))!,
  },
};
