// Webhooks of stores, what each of them is sent, and how far the events have been handed out.
import { defineEntity, p } from '@mikro-orm/core';
import { PurchaseTransition, Store } from './entities.ts';

const WebhookSchema = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  uniques: [{ properties: ['storeId', 'url'] }],
  properties: {
    id: p.string().primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id'),
    url: p.text(),
    secret: p.string(),
    createdAt: p.datetime(),
    /** Since when every attempt has failed. */
    failingSince: p.datetime().nullable(),
    disabledAt: p.datetime().nullable(),
  },
});

/** Where a store's own system hears of its orders. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);

const WebhookDeliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  uniques: [{ properties: ['webhookId', 'eventId'] }],
  indexes: [{ properties: ['webhookId', 'state', 'nextAttemptAt'] }, { properties: ['webhookId', 'orderId'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    webhookId: () => p.manyToOne(Webhook).mapToPk().joinColumn('webhook_id').deleteRule('cascade'),
    eventId: () => p.manyToOne(PurchaseTransition).mapToPk().joinColumn('event_id').index(),
    orderId: p.string(),
    state: p.enum(['PENDING', 'DELIVERED', 'FAILED'] as const),
    attempts: p.integer().default(0),
    /** When it was to be sent first; its three days begin here. */
    dueSince: p.datetime(),
    /** Tries since then: they tell the next gap. */
    tries: p.integer().default(0),
    nextAttemptAt: p.datetime().nullable(),
    lastAttemptAt: p.datetime().nullable(),
    lastStatus: p.integer().nullable(),
    lastError: p.string().nullable(),
    deliveredAt: p.datetime().nullable(),
  },
});

/** One event for one webhook. */
export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);

const EventCursorSchema = defineEntity({
  name: 'EventCursor',
  tableName: 'event_cursor',
  properties: {
    /** Who reads: `webhooks`. */
    reader: p.string().primary(),
    tx: p.string().columnType('xid8'),
    eventId: p.bigint('number'),
  },
});

/** How far a reader of the events of orders has come. */
export class EventCursor extends EventCursorSchema.class {}
EventCursorSchema.setClass(EventCursor);

export const webhookEntities = [Webhook, WebhookDelivery, EventCursor];
