// What happens to orders by themselves. Each order says in `dueAt` when; one job looks for those whose moment has come.
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { eraseOldAddresses } from './addresses.ts';
import type { Context } from './context.ts';
import { endAs, lockOrder, passOn } from './endings.ts';
import { type OrderStatus, PurchaseLendOrder } from './entities.ts';
import { signFor } from './fulfilment.ts';
import { carryOn } from './orders.ts';

const batch = 100;

/** The job: moves on every order whose time is over, and erases the addresses that are not needed any more. */
export async function sweepOrders(ctx: Context): Promise<void> {
  await eraseOldAddresses(ctx.em, ctx.now);
  const due = await ctx.em.find(
    PurchaseLendOrder,
    { dueAt: { $lte: ctx.now }, phase: 'DONE' },
    { orderBy: { dueAt: 'asc', id: 'asc' }, limit: batch },
  );
  for (const { id } of due) {
    try {
      await moveOn(ctx, id);
    } catch (error) {
      // The others do not wait for it; the next run tries again.
      ctx.log.error({ order: id, error: describeError(error) }, 'an order whose time is over was not moved on');
    }
  }
}

async function moveOn(ctx: Context, id: string): Promise<void> {
  const order = await transact(ctx, async (em) => {
    const locked = await lockOrder(em, id);
    if (locked.phase === 'DONE' && locked.dueAt && locked.dueAt <= ctx.now) {
      await byItself[locked.status]?.(em, locked, ctx.now);
    }
    return locked;
  });
  if (order.phase !== 'DONE') {
    await carryOn(ctx, id);
  }
}

type Step = (em: EntityManager, order: PurchaseLendOrder, at: Date) => Promise<void>;

const autoSign: Step = (em, order, at) => signFor(em, order, { at, actor: 'SYSTEM', reason: 'AUTO_SIGNED' });

/** What happens where `patience` of lifecycle.ts has a line. */
const byItself: Partial<Record<OrderStatus, Step>> = {
  NEEDS_REVIEW: (em, order) => endAs(em, order, 'EXPIRED', { actor: 'SYSTEM', reason: 'NOT_REVIEWED' }),
  APPROVED: (em, order, at) => passOn(em, order, 'NO_ANSWER', { at, actor: 'SYSTEM' }),
  SHIPPED: autoSign,
  DELIVERED: autoSign,
};
