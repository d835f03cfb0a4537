import { parse } from 'graphql';
import { auditEntities } from '../../lib/audit/entities.ts';
import { auditTasks, recurringAuditTasks } from '../../lib/audit/seal.ts';
import { itemTasks, recurringItemTasks } from '../../lib/items/resolvers.ts';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { type Context, createContext } from './context.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { resolvers } from './resolvers.ts';
import { openSources, type Sources } from './sources/sources.ts';

export const districts: SubgraphDefinition<Context, Sources> = {
  name: 'districts',
  typeDefs: parse(subgraphSdl('districts')),
  resolvers,
  database: { entities: [...entities, ...auditEntities], migrations },
  createContext,
  share: openSources,
  tasks: { ...auditTasks('districts'), ...itemTasks },
  recurring: { ...recurringItemTasks, ...recurringAuditTasks },
};
