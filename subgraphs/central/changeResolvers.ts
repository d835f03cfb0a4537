// Resolvers of what has changed in the catalogue: a page of changes, and availability seen live.

import { holdingsId } from '../../lib/items/holdings.ts';
import { type AvailabilityChange, watchAvailability } from './availability.ts';
import { type CatalogueChange, changesSince } from './changes.ts';
import type { Context } from './context.ts';
import { holdingsById } from './holdings.ts';
import type { QueryResolvers, Resolvers } from './types.generated.ts';

export const changeQueries = {
  changes: (_, question, ctx) => changesSince(ctx, question),
} satisfies QueryResolvers;

export const changeTypes = {
  Subscription: {
    availabilityChanged: {
      subscribe: (_, args, ctx) => watchAvailability(ctx, args),
      resolve: (change: AvailabilityChange) => change,
    },
  },
  AvailabilityChange: {
    book: ({ currentId }, _args, ctx) => ctx.loaders.bookById.load(currentId),
    holdings: (change, _args, ctx) => holdingsOfChange(ctx, change),
  },
  CatalogueChange: {
    book: ({ currentId }, _args, ctx) => ctx.loaders.bookById.load(currentId),
    holdings: (change, _args, ctx) => holdingsOfChange(ctx, change),
  },
} satisfies Resolvers;

function holdingsOfChange(ctx: Context, { currentId, libraryId }: CatalogueChange) {
  return libraryId === null ? null : holdingsById(ctx, holdingsId({ libraryId, bookId: currentId }));
}
