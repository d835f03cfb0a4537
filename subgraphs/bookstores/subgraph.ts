import { parse } from 'graphql';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { BarcodeRange } from './barcodes.ts';
import { type Context, createContext } from './context.ts';
import { deliveryEntities } from './deliveryEntities.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { resumeOrder } from './orders.ts';
import { reconcileAll } from './reconcile.ts';
import { resolvers } from './resolvers.ts';
import { sweepOrders } from './timers.ts';

export const bookstores: SubgraphDefinition<Context> = {
  name: 'bookstores',
  typeDefs: parse(subgraphSdl('bookstores')),
  resolvers,
  database: { entities: [...entities, ...deliveryEntities, BarcodeRange], migrations },
  createContext,
  tasks: { resumeOrder, sweepOrders, reconcileAll },
  recurring: { sweepOrders: 30, reconcileAll: 86_400 },
};
