// Resolvers of what stores, readers and libraries are told: the subscription and the webhooks.

import { eventIdOf } from '../../lib/watch.ts';
import type { OrderStatus } from './entities.ts';
import { type OrderChange, watchOrders } from './live.ts';
import { orderForViewer } from './stores.ts';
import type { MutationResolvers, Resolvers } from './types.generated.ts';
import { deliveriesOf, enableWebhook, registerWebhook, removeWebhook, replayWebhooks, statusOf } from './webhooks.ts';

export const webhookMutations = {
  registerWebhook: (_, args, ctx) => registerWebhook(ctx, args),
  removeWebhook: (_, { id }, ctx) => removeWebhook(ctx, id),
  enableWebhook: (_, { id }, ctx) => enableWebhook(ctx, id),
  replayWebhooks: (_, args, ctx) => replayWebhooks(ctx, args),
} satisfies MutationResolvers;

export const liveTypes = {
  Subscription: {
    purchaseLendOrderChanged: {
      subscribe: (_, args, ctx) => watchOrders(ctx, args),
      resolve: (change: OrderChange) => change,
    },
  },
  PurchaseLendOrderChange: {
    order: (change, _args, ctx) => orderForViewer(ctx, change.orderId),
  },
  Webhook: {
    status: statusOf,
    deliveries: (webhook, page, ctx) => deliveriesOf(ctx, webhook, page),
  },
  WebhookDelivery: {
    eventId: (delivery) => eventIdOf(delivery.eventId),
    from: async (delivery, _args, ctx) =>
      (await ctx.loaders.transitionById.load(delivery.eventId))!.from as OrderStatus,
    to: async (delivery, _args, ctx) => (await ctx.loaders.transitionById.load(delivery.eventId))!.to,
  },
} satisfies Resolvers;
