import { parse } from 'graphql';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { BarcodeRange } from './barcodes.ts';
import { type Context, createContext } from './context.ts';
import { deliverWebhook, dispatchEvents } from './deliveries.ts';
import { deliveryEntities } from './deliveryEntities.ts';
import { entities } from './entities.ts';
import { orderEvents } from './live.ts';
import { migrations } from './migrations/index.ts';
import { resumeOrder } from './orders.ts';
import { reconcileAll } from './reconcile.ts';
import { resolvers } from './resolvers.ts';
import { sweepOrders } from './timers.ts';
import { webhookEntities } from './webhookEntities.ts';

export const bookstores: SubgraphDefinition<Context> = {
  name: 'bookstores',
  typeDefs: parse(subgraphSdl('bookstores')),
  resolvers,
  database: { entities: [...entities, ...deliveryEntities, BarcodeRange, ...webhookEntities], migrations },
  createContext,
  tasks: { resumeOrder, sweepOrders, reconcileAll, deliverWebhook },
  recurring: { sweepOrders: 30, reconcileAll: 86_400 },
  events: { source: orderEvents, work: dispatchEvents },
};
