// What bookstores did for erasures that readers have asked for.
import { defineEntity, p } from '@mikro-orm/core';

const OrderErasureSchema = defineEntity({
  name: 'OrderErasure',
  tableName: 'order_erasure',
  indexes: [{ properties: ['at'] }],
  properties: {
    /** The erasure, as lending numbers it. */
    id: p.string().primary(),
    /** Orders of which the reader was taken off, counted with the change itself. */
    orders: p.integer(),
    at: p.datetime(),
  },
});

/** How many orders an erasure has taken the reader off: asked again, it says the same. */
export class OrderErasure extends OrderErasureSchema.class {}
OrderErasureSchema.setClass(OrderErasure);

export const privacyEntities = [OrderErasure];
