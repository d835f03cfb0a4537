import { manyByKey, oneByKey, withLoaders } from '../../lib/loaders.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { Offer, PurchaseLendOrder, PurchaseTransition, Store } from './entities.ts';
import { moneyLoaders } from './moneyLoaders.ts';

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
      (ids: readonly string[]) => em.find(Store, { id: [...ids] }),
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
      (ids: readonly string[]) => em.find(PurchaseLendOrder, { id: [...ids] }),
      (order) => order.id,
    ),
    transitionsByOrder: manyByKey(
      (ids: readonly string[]) => em.find(PurchaseTransition, { orderId: [...ids] }, { orderBy: { id: 'asc' } }),
      (transition) => transition.orderId,
    ),
  };
}
