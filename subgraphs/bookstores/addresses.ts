// Where an online order goes. The reader's own until it is erased; the store sees it while it has to ship the order and for some
// days after the delivery, and every look is kept. Erased at once when the order ends without a delivery.
import { may } from '../../lib/actions.ts';
import type { Identity } from '../../lib/identity.ts';
import type { DeliveryAddress } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import type { AddressLook } from './deliveryEntities.ts';
import { OrderAddress, type PurchaseLendOrder } from './entities.ts';
import { resourceOf } from './stores.ts';

/** Days after the delivery on which the address is still there, for a parcel that has to be looked for. */
const keptDays = 15;

/** Before these the store has nothing to ship. */
const notShipped = new Set(['SUBMITTED', 'NEEDS_REVIEW']);

/** The address, for those who may see it now. A clerk's look is written before it is shown. */
export async function addressForViewer(ctx: Context, order: PurchaseLendOrder): Promise<DeliveryAddress | null> {
  if (!mayLook(ctx.identity, order)) {
    return null;
  }
  const kept = await ctx.loaders.addressByOrder.load(order.id);
  if (!kept || (kept.eraseAt && kept.eraseAt <= ctx.now)) {
    return null;
  }
  if (ctx.identity.role === 'clerk') {
    await ctx.loaders.lookByOrder.load(order.id);
  }
  return kept.address;
}

/** Who at the store has looked at the address, the oldest first; for the reader, the library that pays and administrators. */
export async function addressLooks(ctx: Context, order: PurchaseLendOrder): Promise<AddressLook[] | null> {
  return may(ctx.identity, 'order.readAddressLooks', resourceOf(order))
    ? ctx.loaders.looksByOrder.load(order.id)
    : null;
}

/** The parcel was brought: from now on the address is kept for some days only. */
export async function eraseLater(em: EntityManager, orderId: string, at: Date): Promise<void> {
  await em.nativeUpdate(OrderAddress, { orderId }, { eraseAt: new Date(at.getTime() + keptDays * 86_400_000) });
}

/** Nothing was or will be delivered. */
export async function eraseAddress(em: EntityManager, orderId: string): Promise<void> {
  await em.nativeDelete(OrderAddress, { orderId });
}

/** Erases every address whose time is over. */
export function eraseOldAddresses(em: EntityManager, now: Date): Promise<number> {
  return em.nativeDelete(OrderAddress, { eraseAt: { $lte: now } });
}

/** Writes that somebody looks at the addresses of these orders. */
export async function recordLooks(
  { em, identity, now }: Pick<Context, 'em' | 'identity' | 'now'>,
  orderIds: readonly string[],
): Promise<void> {
  const by = 'subject' in identity ? identity.subject : identity.role;
  await em.execute(
    `/* recordLooks */ insert into address_look (order_id, by, at) values ${orderIds.map(() => '(?, ?, ?)').join(', ')}`,
    orderIds.flatMap((id) => [id, by, now]),
  );
}

function mayLook(identity: Identity, order: PurchaseLendOrder): boolean {
  return (
    may(identity, 'order.readAddress', resourceOf(order)) &&
    (identity.role === 'reader' || !notShipped.has(order.status))
  );
}
