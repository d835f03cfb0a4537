// Resolvers of the keys of stores' own systems.
import { internal } from '../../lib/internal.ts';
import { apiKeyGrant, apiKeysOfStore, createApiKey, revokeApiKey, statusOfKey } from './apiKeys.ts';
import type { Context } from './context.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from './types.generated.ts';

export const apiKeyQueries = {
  apiKeys: (_, args, ctx) => apiKeysOfStore(ctx, args),
  apiKeyGrant: internal((args: { hash: string }, ctx: Context) => apiKeyGrant(ctx, args)),
} satisfies QueryResolvers;

export const apiKeyMutations = {
  createApiKey: (_, args, ctx) => createApiKey(ctx, args),
  revokeApiKey: (_, { id }, ctx) => revokeApiKey(ctx, id),
} satisfies MutationResolvers;

export const apiKeyTypes = {
  ApiKey: {
    store: async (key, _args, ctx) => (await ctx.loaders.storeById.load(key.storeId))!,
    status: (key, _args, ctx) => statusOfKey(key, ctx.now),
  },
} satisfies Resolvers;
