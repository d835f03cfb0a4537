import { parse } from 'graphql';
import { itemTasks, recurringItemTasks } from '../../lib/items/resolvers.ts';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { type Context, createContext } from './context.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { resolvers } from './resolvers.ts';

export const districts: SubgraphDefinition<Context> = {
  name: 'districts',
  typeDefs: parse(subgraphSdl('districts')),
  resolvers,
  database: { entities, migrations },
  createContext,
  tasks: itemTasks,
  recurring: recurringItemTasks,
};
