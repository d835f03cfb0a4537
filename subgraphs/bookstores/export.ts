// 个人数据. What bookstores keep about a reader: the orders, with what is kept beside them, in pages of a constant number of statements.

import type { Connection, PageArguments } from '../../lib/pagination.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import type { Context } from './context.ts';
import { OrderAddress, OrderItemStep, type PurchaseLendOrder } from './entities.ts';
import { ordersOfCard } from './privacy.ts';

/** Of a card; lending has shown that the caller may have it, and each list asks again. */
export interface ReaderExport {
  card: string;
}

export interface ExportedOrder {
  order: PurchaseLendOrder;
  addressErasedAt: Date | null;
  steps: OrderItemStep[];
}

/** A page of a card's orders with their steps. */
export async function exportedOrders(
  ctx: Context,
  { card }: ReaderExport,
  page: PageArguments,
): Promise<Connection<ExportedOrder>> {
  const orders = await ordersOfCard(ctx, card, page);
  const ids = orders.nodes.map(({ id }) => id);
  const [steps, addresses] = await Promise.all([
    stepsOf(ctx, ids),
    ctx.em.find(OrderAddress, { orderId: { $in: ids } }),
  ]);
  const eraseAt = new Map(addresses.map((address) => [address.orderId, address.eraseAt ?? null]));
  const edges = orders.edges.map(({ cursor, node: order }) => ({
    cursor,
    node: {
      order,
      addressErasedAt: eraseAt.get(order.id) ?? null,
      steps: steps.filter(({ orderId }) => orderId === order.id),
    },
  }));
  return { ...orders, edges, nodes: edges.map(({ node }) => node) };
}

function stepsOf({ em }: Pick<BaseContext, 'em'>, ids: string[]): Promise<OrderItemStep[]> {
  return em.find(OrderItemStep, { orderId: { $in: ids } }, { orderBy: { at: 'asc', itemId: 'asc', step: 'asc' } });
}
