// What happens to parcels by themselves: one that was shipped counts as signed for after ten days, one whose way has ended is closed
// after fifteen, and its address is erased.
import { describeError } from '../../lib/masking.ts';
import { transact } from '../../lib/orm.ts';
import { eraseOldAddresses } from './addresses.ts';
import type { Context } from './context.ts';
import { tellCopiesNow } from './parcelCopies.ts';
import { Parcel } from './parcelEntities.ts';
import { isOnTheWay } from './parcelEvents.ts';
import { lockParcel } from './parcelLoans.ts';
import { keepEvent } from './parcelMoves.ts';

const batch = 100;

/** The job: moves on every parcel whose time is over, and erases the addresses that are not needed any more. */
export async function sweepParcels(ctx: Context): Promise<void> {
  await eraseOldAddresses(ctx.em, ctx.now);
  const due = await ctx.em.find(
    Parcel,
    { dueAt: { $lte: ctx.now } },
    { orderBy: { dueAt: 'asc', id: 'asc' }, limit: batch },
  );
  for (const { id } of due) {
    try {
      await moveOn(ctx, id);
    } catch (error) {
      // The others do not wait for it; the next run tries again.
      ctx.log.error({ parcel: id, error: describeError(error) }, 'a parcel whose time is over was not moved on');
    }
  }
}

async function moveOn(ctx: Context, id: string): Promise<void> {
  const isSigned = await transact(ctx, async (em) => {
    const locked = await lockParcel(em, id);
    const { parcel } = locked;
    if (!parcel.dueAt || parcel.dueAt > ctx.now) {
      return false;
    }
    if (!isOnTheWay(parcel.status)) {
      Object.assign(parcel, { dueAt: null, closedAt: ctx.now });
      return false;
    }
    const told = { origin: `parcel:${id}`, eventId: 'AUTO_SIGNED', event: 'AUTO_SIGNED', at: parcel.dueAt } as const;
    await keepEvent(em, ctx.now, locked, { ...told, actor: 'SYSTEM' });
    return true;
  });
  if (isSigned) {
    await tellCopiesNow(ctx, id);
  }
}
