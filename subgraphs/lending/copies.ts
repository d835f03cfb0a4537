// Which copy a reader gets: asked from the owners of items, kept at the first one that still has it.
import { ownerOfItem } from '../../lib/owners.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';

/** How long a silent owner of items is waited for, in ms; its copies are left out then. */
export const ownerPatience = 1_500;

export interface AvailableItem {
  itemId: string;
  branch: string;
  callNumberSort?: string;
}

/**
 * Copies that can be lent now, the central library's first. A silent owner's are left out.
 * @throws the last error, when no owner answers
 */
export async function availableItems(ctx: Context, bookId: string): Promise<AvailableItem[]> {
  const answers = await Promise.allSettled(
    ['central', 'districts'].map((owner) =>
      within(
        ownerPatience,
        ctx.ask<{ availableItems: AvailableItem[] }>(
          owner,
          'query ($bookId: ID!) { availableItems(bookId: $bookId, first: 20) { itemId branch callNumberSort } }',
          { bookId },
        ),
      ),
    ),
  );
  const silent = answers.find((answer) => answer.status === 'rejected');
  const items = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.availableItems : []));
  if (items.length === 0 && silent) {
    throw silent.reason;
  }
  return items;
}

/** Pages the first copy that its owner still has, for a loan or for the queue of its book; null when all are gone. */
export async function firstPaged(
  ctx: Context,
  loanId: string,
  items: AvailableItem[],
  forQueue = false,
): Promise<AvailableItem | null> {
  for (const item of items) {
    const { pageItem } = await ctx.ask<{ pageItem: boolean }>(
      ownerOfItem(item.itemId),
      `mutation ($itemId: ID!, $loanId: ID!, $forQueue: Boolean!) {
        pageItem(itemId: $itemId, loanId: $loanId, forQueue: $forQueue)
      }`,
      { itemId: item.itemId, loanId, forQueue },
    );
    if (pageItem) {
      return item;
    }
  }
  return null;
}
