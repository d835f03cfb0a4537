// A bought copy that is lost or withdrawn gives its copy slot back: the payer and the city may have one more.
import { LockMode } from '@mikro-orm/core';
import { transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Purchase, SlotRelease } from './entities.ts';

/** Gives back the slot of one copy of an order. Idempotent by the copy; an order never gives back more than it took. */
export function releaseSlot(ctx: Context, orderId: string, itemId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const purchase = await em.findOne(Purchase, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const released = await em.count(SlotRelease, { orderId });
    if (released < (purchase?.copies ?? 1)) {
      await em.upsert(SlotRelease, { orderId, itemId, at: ctx.now }, { onConflictAction: 'ignore' });
    }
    return true;
  });
}
