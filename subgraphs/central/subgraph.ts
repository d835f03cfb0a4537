import { parse } from 'graphql';
import { auditEntities } from '../../lib/audit/entities.ts';
import { auditTasks, recurringAuditTasks } from '../../lib/audit/seal.ts';
import { itemTasks, recurringItemTasks } from '../../lib/items/resolvers.ts';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { indexBooks, indexSeconds } from './bookIndex.ts';
import { bookIndexEntities } from './bookIndexEntities.ts';
import { CatalogueEvent } from './changeEntities.ts';
import { catalogueEvents, forgetChanges } from './changes.ts';
import { type Context, createContext } from './context.ts';
import { entities } from './entities.ts';
import { figures } from './figures.ts';
import { fundEntities } from './fundEntities.ts';
import { importEntities } from './importEntities.ts';
import { importTasks, recurringImportTasks } from './importResolvers.ts';
import { migrations } from './migrations/index.ts';
import { countPopularity, popularitySeconds } from './popularity.ts';
import { PutItemsReceipt } from './putItems.ts';
import { recordEntities } from './recordEntities.ts';
import { repoint } from './repointing.ts';
import { resolvers } from './resolvers.ts';
import { RuleSetVersion } from './ruleSets.ts';

export const central: SubgraphDefinition<Context> = {
  name: 'central',
  typeDefs: parse(subgraphSdl('central')),
  resolvers,
  database: {
    entities: [
      ...entities,
      ...bookIndexEntities,
      ...auditEntities,
      ...fundEntities,
      ...recordEntities,
      ...importEntities,
      RuleSetVersion,
      CatalogueEvent,
      PutItemsReceipt,
    ],
    migrations,
  },
  createContext,
  tasks: {
    ...auditTasks('central'),
    ...itemTasks,
    ...importTasks,
    countPopularity,
    forgetChanges,
    indexBooks,
    repoint,
  },
  recurring: {
    ...recurringAuditTasks,
    ...recurringItemTasks,
    ...recurringImportTasks,
    countPopularity: popularitySeconds,
    forgetChanges: 3_600,
    indexBooks: indexSeconds,
  },
  events: { source: catalogueEvents },
  figures,
};
