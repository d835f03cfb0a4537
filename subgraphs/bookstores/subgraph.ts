import { parse } from 'graphql';
import { auditEntities } from '../../lib/audit/entities.ts';
import { auditTasks, recurringAuditTasks } from '../../lib/audit/seal.ts';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { ApiKey } from './apiKeyEntities.ts';
import { BarcodeRange } from './barcodes.ts';
import { type Context, createContext } from './context.ts';
import { settleCorrection } from './corrections.ts';
import { deliverWebhook, dispatchEvents } from './deliveries.ts';
import { deliveryEntities } from './deliveryEntities.ts';
import { entities } from './entities.ts';
import { figures } from './figures.ts';
import { issueDueStatements } from './issuing.ts';
import { orderEvents } from './live.ts';
import { migrations } from './migrations/index.ts';
import { resumeOrder } from './orders.ts';
import { cutOrders, cutSeconds } from './privacy.ts';
import { privacyEntities } from './privacyEntities.ts';
import { reconcileAll } from './reconcile.ts';
import { resolvers } from './resolvers.ts';
import { statementEntities } from './statementEntities.ts';
import { sweepOrders } from './timers.ts';
import { webhookEntities } from './webhookEntities.ts';

export const bookstores: SubgraphDefinition<Context> = {
  name: 'bookstores',
  typeDefs: parse(subgraphSdl('bookstores')),
  resolvers,
  database: {
    entities: [
      ...entities,
      ...auditEntities,
      ...deliveryEntities,
      ...statementEntities,
      BarcodeRange,
      ...webhookEntities,
      ApiKey,
      ...privacyEntities,
    ],
    migrations,
  },
  createContext,
  tasks: {
    ...auditTasks('bookstores'),
    resumeOrder,
    sweepOrders,
    reconcileAll,
    deliverWebhook,
    settleCorrection,
    issueDueStatements,
    cutOrders,
  },
  recurring: { ...recurringAuditTasks, sweepOrders: 30, reconcileAll: 86_400, cutOrders: cutSeconds },
  // At 02:00 in Asia/Shanghai, when what was sold before midnight has arrived; every day, so that a missed one is made up.
  crontab: '0 18 * * * issueDueStatements',
  events: { source: orderEvents, work: dispatchEvents },
  figures,
};
