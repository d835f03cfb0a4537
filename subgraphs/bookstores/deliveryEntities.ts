// What an online order leaves behind on its way: the stores that were asked, and who looked at the reader's address.
import { defineEntity, p } from '@mikro-orm/core';
import { PurchaseLendOrder, Store } from './entities.ts';

const StoreChoiceSchema = defineEntity({
  name: 'StoreChoice',
  tableName: 'store_choice',
  checks: [
    { name: 'store_choice_weights', expression: 'stock_weight >= 0 and price_weight >= 0 and load_weight >= 0' },
  ],
  properties: {
    /** `CITY`: the one choice of the network. */
    id: p.string().primary(),
    stockWeight: p.integer(),
    priceWeight: p.integer(),
    loadWeight: p.integer(),
  },
});

/** How much each thing counts when a store is chosen for an online order. Without a row the defaults of choice.ts hold. */
export class StoreChoice extends StoreChoiceSchema.class {}
StoreChoiceSchema.setClass(StoreChoice);

const StoreAttemptSchema = defineEntity({
  name: 'StoreAttempt',
  tableName: 'store_attempt',
  properties: {
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id').deleteRule('restrict').primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').deleteRule('restrict').primary().index(),
    why: p.enum(['OUT_OF_STOCK', 'NO_ANSWER', 'FUND_EMPTY'] as const),
    at: p.datetime(),
  },
});

/** A store that could not supply an order; it is not asked again. */
export class StoreAttempt extends StoreAttemptSchema.class {}
StoreAttemptSchema.setClass(StoreAttempt);

const AddressLookSchema = defineEntity({
  name: 'AddressLook',
  tableName: 'address_look',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id').deleteRule('restrict').index(),
    by: p.string(),
    at: p.datetime(),
  },
});

/** A store's look at a reader's address. */
export class AddressLook extends AddressLookSchema.class {}
AddressLookSchema.setClass(AddressLook);

export const deliveryEntities = [StoreChoice, StoreAttempt, AddressLook];
