import type DataLoader from 'dataloader';
import { CallerError } from '../../lib/errors.ts';
import { Item } from '../../lib/items/entities.ts';
import { holdingsLoaders } from '../../lib/items/holdings.ts';
import type { ItemsContext } from '../../lib/items/resolvers.ts';
import { oneByKey } from '../../lib/loaders.ts';
import { entities } from '../../lib/statements.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { Member } from './entities.ts';

export interface Context extends ItemsContext {
  loaders: ReturnType<typeof createLoaders>;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext): Context {
  const ctx: Context = {
    ...base,
    loaders: createLoaders(base),
    holdings: holdingsLoaders(base.em),
    acquisitionBranch: (library) => acquisitionBranch(ctx.loaders.memberByLibrary, library),
    ownLibraries: async () => (await base.em.find(Member, {})).map(({ libraryId }) => libraryId),
    forget() {
      ctx.loaders = createLoaders(base);
      ctx.holdings = holdingsLoaders(base.em);
    },
  };
  return ctx;
}

function createLoaders({ em }: BaseContext) {
  return {
    memberByLibrary: oneByKey(
      (libraries: readonly string[]) =>
        entities(em, Member, 'memberByLibrary', 'where library_id = any($1)', [libraries]),
      (member) => member.libraryId,
    ),
    itemById: oneByKey(
      (ids: readonly string[]) => em.find(Item, { id: [...ids] }),
      (item) => item.id,
    ),
  };
}

async function acquisitionBranch(members: DataLoader<string, Member | null>, library: string): Promise<string> {
  const member = await members.load(library);
  if (!member) {
    throw new CallerError('NOT_FOUND', `${library} is not a district library of this network.`);
  }
  return member.acquisitionBranchId;
}
