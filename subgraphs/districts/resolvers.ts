import { holdingsId, parseHoldingsId } from '../../lib/items/holdings.ts';
import { holdingsNowResolvers, itemFieldResolvers, itemMutations, itemQueries } from '../../lib/items/resolvers.ts';
import { districtHoldingsNow } from './holdings.ts';
import type { Resolvers } from './types.generated.ts';

export const resolvers: Resolvers = {
  Query: itemQueries,
  Mutation: itemMutations,
  DistrictHoldings: {
    __resolveReference: ({ id }) => parseHoldingsId(id),
    id: holdingsId,
    now: (holdings, _args, ctx) => districtHoldingsNow(ctx, holdings),
  },
  HoldingsNow: holdingsNowResolvers,
  DistrictItem: {
    __resolveReference: ({ id }, ctx) => ctx.loaders.itemById.load(id),
    ...itemFieldResolvers,
  },
  Item: { __resolveType: () => 'DistrictItem' },
  Holdings: { __resolveType: () => 'DistrictHoldings' },
};
