import { internal } from '../../lib/internal.ts';
import { holdingsId, parseHoldingsId } from '../../lib/items/holdings.ts';
import { itemFieldResolvers, itemMutations, itemQueries } from '../../lib/items/resolvers.ts';
import type { Context } from './context.ts';
import { copiesOfHoldings, districtHoldingsNow } from './holdings.ts';
import { districtBranchCopies, districtHeldCounts } from './sources/counts.ts';
import { reasonText } from './sources/reasons.ts';
import { availabilitySources, type SourceState, setAvailabilitySource } from './sources/settings.ts';
import type { Resolvers } from './types.generated.ts';

export const resolvers: Resolvers = {
  Query: {
    ...itemQueries,
    heldCounts: internal(({ bookId }: { bookId: string }, ctx: Context) => districtHeldCounts(ctx, [bookId])),
    heldCountsOf: internal(({ bookIds }: { bookIds: string[] }, ctx: Context) => districtHeldCounts(ctx, bookIds)),
    branchCopiesOfBooks: internal(({ bookIds }: { bookIds: string[] }, ctx: Context) =>
      districtBranchCopies(ctx, bookIds),
    ),
    availabilitySources: (_parent, _args, ctx) => availabilitySources(ctx),
  },
  Mutation: {
    ...itemMutations,
    setAvailabilitySource: (_parent, { input }, ctx) => setAvailabilitySource(ctx, input),
  },
  AvailabilitySource: {
    library: ({ libraryId }) => ({ id: libraryId }),
    url: ({ settings }) => settings?.url ?? null,
    hasToken: ({ settings }) => settings?.token != null,
    timeLimitMs: ({ settings }) => settings?.timeLimitMs ?? null,
    freshSeconds: ({ settings }) => settings?.freshSeconds ?? null,
    concurrency: ({ settings }) => settings?.concurrency ?? null,
    statusTexts: ({ settings }) => settings?.statusTexts ?? [],
    breaker: ({ health }) => health?.breaker ?? null,
    lastAnswerAt: ({ health }) => health?.lastAnswerAt ?? null,
    lastError: ({ health }) => health?.lastError ?? null,
    p95Ms: ({ health }) => health?.p95Ms ?? null,
    notUnderstood: ({ health }: SourceState) => health?.notUnderstood ?? [],
  },
  SourceFailure: { message: ({ reason }) => reasonText(reason) },
  DistrictHoldings: {
    __resolveReference: ({ id }) => parseHoldingsId(id),
    id: holdingsId,
    now: (holdings, _args, ctx) => districtHoldingsNow(ctx, holdings),
  },
  HoldingsNow: {
    message: ({ reason }) => reason && reasonText(reason),
    items: (now, page, ctx) => copiesOfHoldings(ctx, now, page),
  },
  DistrictItem: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.copyById.load(id),
    ...itemFieldResolvers,
  },
  Item: { __resolveType: () => 'DistrictItem' },
  Holdings: { __resolveType: () => 'DistrictHoldings' },
};
