import DataLoader from 'dataloader';
import { CallerError } from '../../lib/errors.ts';
import { Item } from '../../lib/items/entities.ts';
import { holdingsId, holdingsLoaders, type ShownItem } from '../../lib/items/holdings.ts';
import type { ItemsContext } from '../../lib/items/resolvers.ts';
import { oneByKey } from '../../lib/loaders.ts';
import { entities } from '../../lib/statements.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { Member } from './entities.ts';
import { copiesOfSources } from './sources/copies.ts';
import { isKeptHere, ours } from './sources/rows.ts';
import type { Sources } from './sources/sources.ts';
import { wordsOfSources } from './sources/words.ts';

export interface Context extends ItemsContext {
  loaders: ReturnType<typeof createLoaders>;
  /** The libraries' own systems. */
  sources: Sources;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext, sources: Sources): Context {
  const ctx: Context = {
    ...base,
    sources,
    loaders: createLoaders(base, () => ctx),
    holdings: holdingsLoaders(base.em),
    ours,
    speaksFor: isKeptHere,
    acquisitionBranch: (library) => acquisitionBranch(ctx.loaders.memberByLibrary, library),
    ownLibraries: async () =>
      (await base.em.find(Member, { sourceKind: 'DATABASE', toldByRows: true })).map(({ libraryId }) => libraryId),
    forget() {
      ctx.loaders = createLoaders(base, () => ctx);
      ctx.holdings = holdingsLoaders(base.em);
    },
  };
  return ctx;
}

function createLoaders({ em }: BaseContext, ctx: () => Context) {
  const itemById = oneByKey(
    (ids: readonly string[]) => entities(em, Item, 'itemById', `where id = any($1) and ${ours}`, [ids]),
    (item) => item.id,
  );
  const copyOfSource = new DataLoader((ids: readonly string[]) => copiesOfSources(ctx(), ids));
  return {
    memberByLibrary: oneByKey(
      (libraries: readonly string[]) =>
        entities(em, Member, 'memberByLibrary', 'where library_id = any($1)', [libraries]),
      (member) => member.libraryId,
    ),
    /** A copy that this network lends, or one that its library's own system tells of. */
    copyById: {
      load: async (id: string): Promise<ShownItem | null> => (await itemById.load(id)) ?? (await copyOfSource.load(id)),
    },
    /** What a library's own system says of a book. */
    wordByHoldings: new DataLoader(
      (keys: readonly { libraryId: string; bookId: string }[]) => wordsOfSources(ctx(), keys),
      { cacheKeyFn: holdingsId },
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
