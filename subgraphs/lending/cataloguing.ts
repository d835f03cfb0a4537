// After the first return: a bought copy is catalogued, placed, and put on the shelf. The copy's owner decides by its status;
// here is the desk's way to whichever owner it is.
import { authorise } from '../../lib/actions.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { itemOwner, itemReference, ownerOfItem } from '../../lib/owners.ts';
import type { Connection, PageArguments } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { tryToServe } from './holdServing.ts';
import { proposePlacement } from './placement.ts';
import { branchRecord, existingItem, unknownItem } from './records.ts';
import type { CatalogueItemInput, ShelveItemInput } from './types.generated.ts';

/** Where a catalogued copy goes. */
export interface Placement {
  itemId: string;
  branch: { id: string };
  next: 'SHELVE' | 'SEND_TO';
}

/** Copies of a library that wait for cataloguing, by call number. */
export async function itemsInCataloguing(ctx: Context, { library, first, after }: PageArguments & { library: string }) {
  authorise(ctx.identity, 'item.catalogue', { library });
  const { itemsToCatalogue: page } = await ctx.ask<{ itemsToCatalogue: Omit<Connection<{ itemId: string }>, 'nodes'> }>(
    itemOwner(library),
    `query ($library: ID!, $first: Int!, $after: String) {
      itemsToCatalogue(library: $library, first: $first, after: $after) {
        edges { cursor node { itemId } } pageInfo { hasNextPage endCursor } totalCount
      }
    }`,
    { library, first, after },
  );
  const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: itemReference(node.itemId) }));
  return { ...page, edges, nodes: edges.map(({ node }) => node) };
}

/** Gives a copy that waits its call number and its place; the same said twice is done once. */
export async function catalogueItem(ctx: Context, input: CatalogueItemInput): Promise<Placement> {
  authorise(ctx.identity, 'item.catalogue', { library: input.library });
  const callNumber = checkText('callNumber', input.callNumber, 60);
  const given = input.location == null ? null : checkText('location', input.location);
  const { itemId, bookId, branch: present } = await existingItem(ctx, input);
  const branch = await branchRecord(ctx, input.branch ?? (await proposePlacement(ctx, { itemId, bookId })) ?? present);
  const { catalogueOwnItem: next } = await ctx.ask<{ catalogueOwnItem: 'SHELVE' | 'SEND_TO' | null }>(
    ownerOfItem(itemId),
    'mutation ($input: CatalogueOwnItemInput!) { catalogueOwnItem(input: $input) }',
    { input: { itemId, callNumber, location: given ?? branch.name, branchId: branch.id, actor: actorOf(ctx) } },
  );
  if (!next) {
    throw unknownItem(input);
  }
  return { itemId, branch: { id: branch.id }, next };
}

/** Puts a catalogued copy on the shelf of the branch where it belongs; the same said twice is done once. */
export async function shelveItem(ctx: Context, input: ShelveItemInput) {
  const branch = await branchRecord(ctx, input.branch);
  authorise(ctx.identity, 'item.shelve', { library: branch.library });
  const location = input.location == null ? null : checkText('location', input.location);
  const { itemId, bookId } = await existingItem(ctx, input);
  await ctx.ask(ownerOfItem(itemId), 'mutation ($input: ShelveOwnItemInput!) { shelveOwnItem(input: $input) }', {
    input: { itemId, branchId: branch.id, location, actor: actorOf(ctx) },
  });
  // From now on it can be borrowed: by those who wait for it first.
  await tryToServe(ctx, bookId);
  return itemReference(itemId);
}
