// The owner's side of a loss: a copy is lost or damaged, and leaves the collection when that is settled. A lost or withdrawn
// copy of the purchase programme gives its copy slot back, once; a damaged one keeps it until it is withdrawn, and a set keeps
// its slot as long as one of its volumes is there.
import type { EntityManager } from '@mikro-orm/postgresql';
import { claim } from '../claims.ts';
import { addJob } from '../jobs.ts';
import { type Transactable, transact } from '../orm.ts';
import type { BaseContext } from '../subgraph.ts';
import { lockItem, wrongStatus } from './cataloguing.ts';
import { holderOf } from './claims.ts';
import { Item } from './entities.ts';
import { isKeptForQueue } from './keeping.ts';
import { lockItemsOf } from './orderItems.ts';
import { publishHoldings } from './publication.ts';
import { type ItemStatus } from './statuses.ts';

export interface Loss {
  itemId: string;
  lossId: string;
  kind: 'LOST' | 'DAMAGED';
  /** The loan that ends by it. */
  loanId?: string | null | undefined;
}

/** A copy that never came, or that is gone already, cannot be lost. */
const cannotBe: Record<Loss['kind'], readonly ItemStatus[]> = {
  LOST: ['ON_ORDER', 'LOST', 'WITHDRAWN'],
  DAMAGED: ['ON_ORDER', 'LOST', 'WITHDRAWN', 'DAMAGED'],
};

/**
 * A copy is lost or damaged; true, or null when the owner has no such copy. Idempotent by the loss.
 * @throws CallerError CONFLICT for a copy that cannot be, or that is kept for a loan which is being entered
 */
export function loseItem(ctx: Transactable, { itemId, lossId, kind, loanId }: Loss): Promise<boolean | null> {
  return transact(ctx, async (em) => {
    const { item, volumes } = await lockWithItsSet(em, itemId);
    if (!item || !(await claim(em, 'item_claim', lossId))) {
      return item && true;
    }
    if (cannotBe[kind].includes(item.status)) {
      throw wrongStatus(item, `不能登记为 ${kind}`, `it cannot become ${kind}`);
    }
    const isKept = item.status === 'PAGED' || item.status === 'ON_LOAN';
    const holder = holderOf(item);
    // The queue of its book does without it.
    if (isKept && holder != null && holder !== loanId && !(await isKeptForQueue(em, item))) {
      throw wrongStatus(item, '正在办理借阅，请稍后再试', 'a loan of it is being entered: try again in a few seconds');
    }
    Object.assign(item, { status: kind, dueDate: null, claimId: lossId, keptAt: null });
    if (kind === 'LOST') {
      await giveSlotBack(em, volumes);
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return true;
  });
}

/** A loss is settled: the copy leaves the collection, unless it came back meanwhile. Idempotent by the loss. */
export function withdrawItem(ctx: Transactable, itemId: string, lossId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const { item, volumes } = await lockWithItsSet(em, itemId);
    if (item?.claimId === lossId && item.status !== 'WITHDRAWN') {
      item.status = 'WITHDRAWN';
      await giveSlotBack(em, volumes);
      await em.flush();
      await publishHoldings(em, itemId);
    }
    return true;
  });
}

/** The job that tells `central`, which has the copy slots. */
export async function releaseSlot(ctx: BaseContext, { orderId, itemId }: Record<string, unknown>): Promise<void> {
  await ctx.ask(
    'central',
    'mutation ($orderId: ID!, $itemId: ID!) { releaseSlot(orderId: $orderId, itemId: $itemId) }',
    { orderId, itemId },
  );
}

/** A copy, locked, and all that its order bought, for a slot is the set's. */
async function lockWithItsSet(em: EntityManager, itemId: string): Promise<{ item: Item | null; volumes: Item[] }> {
  const known = await em.findOne(Item, { id: itemId });
  const volumes = known?.purchaseOrderId ? await lockItemsOf(em, known.purchaseOrderId) : [];
  // What the sale's taking back has removed meanwhile is not there.
  return { item: volumes.find(({ id }) => id === itemId) ?? (await lockItem(em, itemId)), volumes };
}

const gone = new Set<ItemStatus>(['LOST', 'WITHDRAWN']);

async function giveSlotBack(em: EntityManager, volumes: Item[]): Promise<void> {
  const [first] = volumes;
  if (!first?.purchaseOrderId || first.slotReleased || !volumes.every(({ status }) => gone.has(status))) {
    return;
  }
  // An order that is no whole set has taken more slots than one: central gives back no more than were taken.
  for (const volume of volumes) {
    volume.slotReleased = true;
    await addJob(em, 'releaseSlot', { orderId: first.purchaseOrderId, itemId: volume.id });
  }
}
