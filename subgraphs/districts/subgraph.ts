import { parse } from 'graphql';
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
  database: { entities, migrations },
  createContext,
  share: openSources,
  tasks: itemTasks,
  recurring: recurringItemTasks,
};
