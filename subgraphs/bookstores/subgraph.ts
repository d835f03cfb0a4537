import { parse } from 'graphql';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { BarcodeRange } from './barcodes.ts';
import { type Context, createContext } from './context.ts';
import { entities } from './entities.ts';
import { migrations } from './migrations/index.ts';
import { resumeOrder } from './orders.ts';
import { resolvers } from './resolvers.ts';

export const bookstores: SubgraphDefinition<Context> = {
  name: 'bookstores',
  typeDefs: parse(subgraphSdl('bookstores')),
  resolvers,
  database: { entities: [...entities, BarcodeRange], migrations },
  createContext,
  tasks: { resumeOrder },
};
