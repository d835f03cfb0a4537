import { parse } from 'graphql';
import type { SubgraphDefinition } from '../../lib/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { BarcodeRange } from './barcodes.ts';
import { type Context, createContext } from './context.ts';
import { settleCorrection } from './corrections.ts';
import { entities } from './entities.ts';
import { issueDueStatements } from './issuing.ts';
import { migrations } from './migrations/index.ts';
import { resumeOrder } from './orders.ts';
import { resolvers } from './resolvers.ts';
import { statementEntities } from './statementEntities.ts';

export const bookstores: SubgraphDefinition<Context> = {
  name: 'bookstores',
  typeDefs: parse(subgraphSdl('bookstores')),
  resolvers,
  database: { entities: [...entities, ...statementEntities, BarcodeRange], migrations },
  createContext,
  tasks: { resumeOrder, settleCorrection, issueDueStatements },
  // At 02:00 in Asia/Shanghai, when what was sold before midnight has arrived; every day, so that a missed one is made up.
  crontab: '0 18 * * * issueDueStatements',
};
