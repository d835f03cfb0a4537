import DataLoader from 'dataloader';
import { manyByKey, oneByKey, withLoaders } from '../../lib/loaders.ts';
import { entities } from '../../lib/statements.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { recordLooks } from './addresses.ts';
import { AddressLook } from './deliveryEntities.ts';
import { Offer, OrderAddress, OrderItemStep, PurchaseLendOrder, PurchaseTransition, Store } from './entities.ts';
import { moneyLoaders } from './moneyLoaders.ts';
import { Webhook } from './webhookEntities.ts';

export interface Context extends BaseContext {
  loaders: ReturnType<typeof createLoaders>;
}

/** The context of one fetch: its own EntityManager and loaders. */
export function createContext(base: BaseContext): Context {
  return withLoaders(base, createLoaders);
}

function createLoaders(base: BaseContext) {
  const { em } = base;
  return {
    ...moneyLoaders(base),
    storeById: oneByKey(
      (ids: readonly string[]) => entities(em, Store, 'storeById', 'where id = any($1)', [ids]),
      (store) => store.id,
    ),
    offerById: oneByKey(
      (ids: readonly string[]) => em.find(Offer, { id: [...ids] }),
      (offer) => offer.id,
    ),
    offersByBook: manyByKey(
      (ids: readonly string[]) => em.find(Offer, { bookId: [...ids] }, { orderBy: { stock: 'desc', id: 'asc' } }),
      (offer) => offer.bookId,
    ),
    orderById: oneByKey(
      (ids: readonly string[]) => entities(em, PurchaseLendOrder, 'orderById', 'where id = any($1)', [ids]),
      (order) => order.id,
    ),
    compensationsByOrder: manyByKey(
      (ids: readonly string[]) => em.find(OrderItemStep, { orderId: [...ids], step: 'COMPENSATED' }),
      (step) => step.orderId,
    ),
    transitionsByOrder: manyByKey(
      (ids: readonly string[]) => em.find(PurchaseTransition, { orderId: [...ids] }, { orderBy: { id: 'asc' } }),
      (transition) => transition.orderId,
    ),
    addressByOrder: oneByKey(
      (ids: readonly string[]) => em.find(OrderAddress, { orderId: [...ids] }),
      (address) => address.orderId,
    ),
    looksByOrder: manyByKey(
      (ids: readonly string[]) => em.find(AddressLook, { orderId: [...ids] }, { orderBy: { id: 'asc' } }),
      (look) => look.orderId,
    ),
    /** Loading is looking: each order's look is written once a request. */
    lookByOrder: new DataLoader(async (ids: readonly string[]) => {
      await recordLooks(base, ids);
      return ids;
    }),
    transitionById: oneByKey(
      (ids: readonly number[]) => em.find(PurchaseTransition, { id: [...ids] }),
      (transition) => transition.id,
    ),
    webhooksByStore: manyByKey(
      (ids: readonly string[]) => em.find(Webhook, { storeId: [...ids] }, { orderBy: { createdAt: 'asc', id: 'asc' } }),
      (webhook) => webhook.storeId,
    ),
  };
}
