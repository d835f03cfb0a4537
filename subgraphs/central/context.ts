import DataLoader from 'dataloader';
import { CallerError } from '../../lib/errors.ts';
import { Item } from '../../lib/items/entities.ts';
import { holdingsLoaders } from '../../lib/items/holdings.ts';
import type { ItemsContext } from '../../lib/items/resolvers.ts';
import { manyByKey, oneByKey } from '../../lib/loaders.ts';
import { centralLibrary } from '../../lib/owners.ts';
import { entities, statement } from '../../lib/statements.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { booksById } from './aliases.ts';
import { recordPages } from './bookRecords.ts';
import { BookAlias, Branch, Library, Room } from './entities.ts';
import { knownHoldings } from './projection.ts';

export interface Context extends ItemsContext {
  loaders: ReturnType<typeof createLoaders>;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext): Context {
  const ctx: Context = {
    ...base,
    loaders: createLoaders(base),
    holdings: holdingsLoaders(base.em),
    acquisitionBranch: (library) => mainBranch(base, library),
    ownLibraries: async () => [centralLibrary],
    forget() {
      ctx.loaders = createLoaders(base);
      ctx.holdings = holdingsLoaders(base.em);
    },
  };
  return ctx;
}

function createLoaders({ em }: BaseContext) {
  return {
    /** By an id that it has or had. */
    bookById: new DataLoader((ids: readonly string[]) => booksById(em, ids)),
    recordPages: recordPages(em),
    aliasesByBook: manyByKey(
      (ids: readonly string[]) => em.find(BookAlias, { bookId: [...ids] }, { orderBy: { id: 'asc' } }),
      (alias) => alias.bookId,
    ),
    libraryById: oneByKey(
      (ids: readonly string[]) => em.find(Library, { id: [...ids] }),
      (library) => library.id,
    ),
    branchById: oneByKey(
      (ids: readonly string[]) => entities(em, Branch, 'branchById', 'where id = any($1)', [ids]),
      (branch) => branch.id,
    ),
    branchesByLibrary: manyByKey(
      (ids: readonly string[]) => em.find(Branch, { libraryId: [...ids] }, { orderBy: { id: 'asc' } }),
      (branch) => branch.libraryId,
    ),
    roomsByBranch: manyByKey(
      (ids: readonly string[]) => em.find(Room, { branchId: [...ids] }, { orderBy: { floor: 'asc', name: 'asc' } }),
      (room) => room.branchId,
    ),
    knownHoldingsByBook: manyByKey(
      (ids: readonly string[]) => knownHoldings(em, ids),
      (holdings) => holdings.bookId,
    ),
    itemById: oneByKey(
      (ids: readonly string[]) => em.find(Item, { id: [...ids] }),
      (item) => item.id,
    ),
    /** The key is the position of the first one wanted: 0 for all members, the central library first. */
    librariesFrom: new DataLoader(async (positions: readonly number[]) => {
      const libraries = await em.find(Library, {}, { orderBy: { position: 'asc' } });
      return positions.map((position) => libraries.filter((library) => library.position >= position));
    }),
  };
}

async function mainBranch({ em }: BaseContext, library: string): Promise<string> {
  const [branch] = await statement<{ id: string }>(
    em,
    `/* mainBranch */ select id from branch where library_id = $1 and kind = 'MAIN'`,
    [library],
  );
  if (!branch) {
    throw new CallerError('NOT_FOUND', `${library} has no main branch to receive what it buys.`);
  }
  return branch.id;
}
