// A store's own orders: those that wait for it, and all of them; and a library's that wait for a librarian.
import { authorise, may } from '../../lib/actions.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { type OrderStatus, PurchaseLendOrder, type Store } from './entities.ts';

type OrderPage = Connection<PurchaseLendOrder>;

/** Online orders that the store has to confirm or to ship, the oldest first. Null for who may not see them. */
export async function inboxOfStore(ctx: Context, store: Store, page: PageArguments): Promise<OrderPage | null> {
  return may(ctx.identity, 'store.readOrders', { store: store.id })
    ? pageOfOrders(
        ctx,
        { storeId: store.id, channel: 'ONLINE', status: ['APPROVED', 'CONFIRMED'], phase: 'DONE' },
        page,
        'asc',
      )
    : null;
}

/** All orders of the store, or those of one status, the newest first. Null for who may not see them. */
export async function ordersOfStore(
  ctx: Context,
  store: Store,
  { status, ...page }: PageArguments & { status?: OrderStatus | null },
): Promise<OrderPage | null> {
  return may(ctx.identity, 'store.readOrders', { store: store.id })
    ? pageOfOrders(ctx, { storeId: store.id, ...(status ? { status } : {}) }, page, 'desc')
    : null;
}

/** Orders that a librarian decides, the oldest first: of the own library, or for administrators of one or all. */
export function ordersInReview(
  ctx: Context,
  { library, ...page }: PageArguments & { library?: string | null | undefined },
): Promise<OrderPage> {
  const { identity } = ctx;
  const payer = library ?? (identity.role === 'librarian' ? identity.library : null);
  authorise(identity, 'order.review', { library: payer });
  return pageOfOrders(ctx, { status: 'NEEDS_REVIEW', ...(payer === null ? {} : { payer }) }, page, 'asc');
}

async function pageOfOrders(
  ctx: Context,
  where: Record<string, unknown>,
  { first, after }: PageArguments,
  order: 'asc' | 'desc',
): Promise<OrderPage> {
  checkFirst(first);
  const [submittedAt, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  const further = order === 'asc' ? '$gt' : '$lt';
  const moment = new Date(submittedAt ?? 0);
  const beyond =
    submittedAt === undefined
      ? {}
      : { $or: [{ submittedAt: { [further]: moment } }, { submittedAt: moment, id: { [further]: String(id) } }] };
  const [orders, count] = await Promise.all([
    ctx.em.find(
      PurchaseLendOrder,
      { ...where, ...beyond },
      { orderBy: { submittedAt: order, id: order }, limit: first + 1 },
    ),
    ctx.em.count(PurchaseLendOrder, where),
  ]);
  return toConnection(orders, first, count, (row) => [row.submittedAt.toISOString(), row.id]);
}
