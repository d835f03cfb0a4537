// Where a bought copy is wanted most: by default in a district that has no copy of the title. Asked from both owners of
// items, for a copy of any library may stand in any branch; while one of them is silent nothing is proposed.
import type { Context } from './context.ts';

export interface PlacementQuestion {
  /** The library that owns the copy. */
  owner: string;
  /** The main branch of each district library. */
  districts: { library: string; branch: string }[];
  libraryOfBranch: ReadonlyMap<string, string>;
  /** Whose copies of the title there are, and where they stand. */
  standing: { library: string; branch: string }[];
  /** Copies of the purchase programme of any title, by branch. */
  placed: { branch: string; copies: number }[];
}

/**
 * The main branch of the district that lacks the title, owning none and having none in its branches: the owner's own, if it
 * is one of those; else the one with the fewest copies of the programme in its branches, by id among equals. Null when
 * every district has the title: then the copy stays with its owner.
 */
export function choosePlacement({
  owner,
  districts,
  libraryOfBranch,
  standing,
  placed,
}: PlacementQuestion): string | null {
  const holders = new Set(standing.flatMap(({ library, branch }) => [library, libraryOfBranch.get(branch)]));
  const copies = (library: string) =>
    placed
      .filter(({ branch }) => libraryOfBranch.get(branch) === library)
      .reduce((sum, { copies: some }) => sum + some, 0);
  const lacking = districts
    .filter(({ library }) => !holders.has(library))
    .map((district) => ({ ...district, isOwner: district.library === owner, copies: copies(district.library) }))
    .toSorted(
      (left, right) =>
        Number(right.isOwner) - Number(left.isOwner) ||
        left.copies - right.copies ||
        (left.library < right.library ? -1 : 1),
    );
  return lacking[0]?.branch ?? null;
}

/**
 * The branch that is proposed for a copy; null when it should stay with its owner.
 * @throws SubgraphError when an owner of items is silent: unknown is never "lacks it"
 */
export async function proposePlacement(
  ctx: Context,
  { itemId, bookId }: { itemId: string; bookId: string },
): Promise<string | null> {
  const [{ branches }, ...owners] = await Promise.all([
    ctx.ask<{ branches: { id: string; kind: string; library: { id: string; kind: string } }[] }>(
      'central',
      '{ branches { id kind library { id kind } } }',
    ),
    ...['central', 'districts'].map((owner) =>
      ctx.ask<{ placementFacts: Pick<PlacementQuestion, 'standing' | 'placed'> }>(
        owner,
        `query ($bookId: ID!, $itemId: ID!) {
          placementFacts(bookId: $bookId, itemId: $itemId) { standing { library branch } placed { branch copies } }
        }`,
        { bookId, itemId },
      ),
    ),
  ]);
  return choosePlacement({
    owner: itemId.slice(0, itemId.indexOf(':')),
    districts: branches
      .filter(({ kind, library }) => kind === 'MAIN' && library.kind === 'DISTRICT')
      .map(({ id, library }) => ({ library: library.id, branch: id })),
    libraryOfBranch: new Map(branches.map(({ id, library }) => [id, library.id])),
    standing: owners.flatMap(({ placementFacts }) => placementFacts.standing),
    placed: owners.flatMap(({ placementFacts }) => placementFacts.placed),
  });
}
