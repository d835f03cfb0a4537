// Stores, their contracts and offers, and purchase-lend orders.
import { defineEntity, p } from '@mikro-orm/core';
import type { Failure, RuleCode } from '../../lib/failures.ts';
import type { DeliveryAddress } from '../../lib/inputs.ts';
import type { Facts } from '../../lib/rules/judge.ts';
import type { Terms } from '../../lib/rules/rules.ts';

/** Where an order can stand; what may follow is told by lifecycle.ts. */
export const orderStatuses = [
  'SUBMITTED',
  'NEEDS_REVIEW',
  'APPROVED',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
  'LENT',
  'REFUSED',
  'EXPIRED',
  'NOT_SUPPLIED',
  'CANCELLED',
  'VOIDED',
  'REFUSED_AT_DOOR',
  'RETURNED_TO_SENDER',
  'LOST',
  'DAMAGED',
  'RETURNED',
  'IN_PROCESS',
  'SHELVED',
  'COMPENSATED',
  'WRITTEN_OFF',
] as const;

export type OrderStatus = (typeof orderStatuses)[number];

const StoreSchema = defineEntity({
  name: 'Store',
  tableName: 'store',
  properties: {
    id: p.string().primary(),
    name: p.string(),
    partner: p.string(),
    since: p.string(),
    source: p.enum(['NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'] as const),
  },
});

/** A partner bookstore. */
export class Store extends StoreSchema.class {}
StoreSchema.setClass(Store);

const ContractSchema = defineEntity({
  name: 'Contract',
  tableName: 'contract',
  checks: [
    { name: 'contract_rate', expression: 'rate_basis_points between 1 and 10000' },
    { name: 'contract_days', expression: 'valid_from <= valid_to' },
    { name: 'contract_offline', expression: 'offline_copies_per_day >= 0 and offline_price_cap_fen >= 0' },
  ],
  properties: {
    id: p.string().primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').index(),
    /** The library that pays, and owns what is bought. */
    payer: p.string(),
    /** Share of the list price that the library pays: 8500 is 85 %. */
    rateBasisPoints: p.integer(),
    validFrom: p.date(),
    validTo: p.date(),
    /** What the store may sell while it is off line, a day and at which price at most. */
    offlineCopiesPerDay: p.integer().default(0),
    offlinePriceCapFen: p.integer().default(0),
    /** Null for those that the network began with. */
    idempotencyKey: p.string().unique().nullable(),
    contentHash: p.string().nullable(),
  },
});

/** What a library and a store have agreed on. */
export class Contract extends ContractSchema.class {}
ContractSchema.setClass(Contract);

const OfferSchema = defineEntity({
  name: 'Offer',
  tableName: 'offer',
  indexes: [{ properties: ['bookId'] }],
  uniques: [{ properties: ['storeId', 'bookId'] }],
  checks: [
    { name: 'offer_not_negative', expression: 'stock >= 0 and in_flight >= 0 and list_price_fen > 0' },
    { name: 'offer_adds_up', expression: 'received + adjusted = stock + sold + in_flight' },
  ],
  properties: {
    id: p.string().primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').index(),
    bookId: p.string(),
    isbn: p.string().nullable(),
    listPriceFen: p.integer(),
    stock: p.integer(),
    received: p.integer().default(0),
    /** Corrections: a copy that the clerk holds in hand though the stock said none. */
    adjusted: p.integer().default(0),
    sold: p.integer().default(0),
    /** Copies promised to online orders. */
    inFlight: p.integer().default(0),
    asOf: p.datetime(),
    sample: p.boolean().default(false),
  },
});

/** 在售. One title in one store. */
export class Offer extends OfferSchema.class {}
OfferSchema.setClass(Offer);

const PurchaseLendOrderSchema = defineEntity({
  name: 'PurchaseLendOrder',
  tableName: 'purchase_lend_order',
  uniques: [{ properties: ['organisation', 'idempotencyKey'] }],
  indexes: [
    { properties: ['storeId', 'submittedAt'] },
    { properties: ['bookId'] },
    {
      name: 'order_of_card',
      expression:
        'create index "order_of_card" on "purchase_lend_order" ("card", "submitted_at") where card is not null',
    },
    {
      name: 'order_to_cut',
      expression: 'create index "order_to_cut" on "purchase_lend_order" ("submitted_at") where card is not null',
    },
    {
      name: 'order_kept_content',
      expression: `create index "order_kept_content" on "purchase_lend_order" ("submitted_at") where content_hash like '~_%'`,
    },
    {
      name: 'order_due',
      expression: 'create index "order_due" on "purchase_lend_order" ("due_at") where due_at is not null',
    },
    {
      name: 'order_waiting',
      expression: `create index "order_waiting" on "purchase_lend_order" ("store_id", "submitted_at") where status in ('APPROVED', 'CONFIRMED')`,
    },
    { properties: ['lentAt'] },
    {
      name: 'order_unsettled',
      expression: `create index "order_unsettled" on "purchase_lend_order" ("payer", "store_id", "lent_at") where lent_at is not null and not settled`,
    },
    {
      name: 'order_settled_voided',
      expression: `create index "order_settled_voided" on "purchase_lend_order" ("store_id") where settled and status = 'VOIDED'`,
    },
    { properties: ['submittedAt'] },
    {
      name: 'order_replayed',
      expression: `create index "order_replayed" on "purchase_lend_order" ("store_id", "occurred_at") where occurred_at is not null`,
    },
    {
      name: 'order_in_review',
      expression: `create index "order_in_review" on "purchase_lend_order" ("payer", "submitted_at") where status = 'NEEDS_REVIEW'`,
    },
  ],
  checks: [
    {
      name: 'order_reader_while_open',
      expression:
        "card is not null or (reader_id is null and reader_name is null and phase = 'DONE' and status not in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT'))",
    },
    {
      name: 'order_done_when_ended',
      expression: "status <> 'SUBMITTED' or phase <> 'DONE'",
    },
    {
      name: 'order_lent_complete',
      expression:
        "status <> 'LENT' or (jsonb_array_length(item_ids) = items and due_date is not null and reader_id is not null)",
    },
    {
      name: 'order_replayed_at_counter',
      expression: "(occurred_at is null) = (offline_copies is null) and (occurred_at is null or channel = 'COUNTER')",
    },
  ],
  properties: {
    id: p.string().primary(),
    /** Whose keys are unique: `store:QINGCHUN`, `reader:N2026000001`. */
    organisation: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    channel: p.enum(['COUNTER', 'ONLINE'] as const),
    status: p.enum(orderStatuses),
    outcome: p.enum(['SUPPLIED', 'NOT_SUPPLIED', 'CANCELLED'] as const).nullable(),
    phase: p.enum(['GATHERING', 'COMMITTING', 'ABORTING', 'DONE'] as const),
    deadline: p.datetime(),
    /** True once owners may hold something for it: an abort has to release there. */
    reserving: p.boolean().default(false),
    /** It was given up undecided. */
    tryAgain: p.boolean().default(false),
    leaseHolder: p.string().nullable(),
    leaseUntil: p.datetime().nullable(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').deleteRule('restrict').nullable().index(),
    offerId: () => p.manyToOne(Offer).mapToPk().joinColumn('offer_id').deleteRule('restrict').nullable().index(),
    bookId: p.string(),
    isbn: p.string().nullable(),
    classNumber: p.string().nullable(),
    /** Null online when no store offers it. */
    listPriceFen: p.integer().nullable(),
    /** Volumes of a set that is sold under one ISBN and price. */
    items: p.integer().default(1),
    /** Share of the list price that the payer's contract says, when it was submitted: 8500 is 85 %. */
    rateBasisPoints: p.integer().nullable(),
    netFen: p.integer(),
    payer: p.string().nullable(),
    /** Null once its time is over, as are the id and the name: see privacy.ts. */
    card: p.string().nullable(),
    readerId: p.string().nullable(),
    readerName: p.string().nullable(),
    /** One for each volume, as the clerk scanned them; none, and numbers are assigned. */
    scannedBarcodes: p.json<string[]>().default('[]'),
    /** The copies, one for each volume, from approval on. */
    itemIds: p.json<string[]>().default('[]'),
    itemBarcodes: p.json<string[]>().default('[]'),
    dueDate: p.date().nullable(),
    /** The terms of its loan that were in force when it was submitted. Null before it was judged. */
    terms: p.json<Terms>().nullable(),
    failures: p.json<Failure[]>().default('[]'),
    flags: p.json<RuleCode[]>().default('[]'),
    /** What it was judged by, to judge it again by other rules. Numbers only, nothing that names the reader. */
    facts: p.json<Facts>().nullable(),
    readerType: p.enum(['ADULT', 'CHILD'] as const).nullable(),
    /** Ids of the rule sets that judged it. */
    ruleSets: p.json<string[]>().default('[]'),
    submittedBy: p.string(),
    /** When the network got it. */
    submittedAt: p.datetime(),
    /** When a store sold it that was off line; null for an order that was submitted at once. */
    occurredAt: p.datetime().nullable(),
    /** Copies that count for the store's allowance of that day, this order's the last; above the allowance it takes nothing of it. */
    offlineCopies: p.integer().nullable(),
    /** How often all that it had taken was given back and it may take it again: see lib/claims.ts. */
    attempt: p.integer().default(0),
    /** The status at which the work that goes on ends; null for the usual one, and when none goes on. */
    endsAs: p.enum(orderStatuses).nullable(),
    endsBy: p.string().nullable(),
    endsReason: p.string().nullable(),
    /** How often the order was taken up again after its decision: what belongs to an earlier round comes too late. */
    round: p.integer().default(0),
    /** A librarian was asked to decide. */
    reviewed: p.boolean().default(false),
    /** When something happens by itself. */
    dueAt: p.datetime().nullable(),
    courier: p.string().nullable(),
    trackingNumber: p.string().nullable(),
    shippedAt: p.datetime().nullable(),
    /** Who bears what was lost or damaged on its way. */
    liable: p.enum(['CARRIER', 'STORE'] as const).nullable(),
    /** When the reader had it; the month of this moment is the statement's. */
    lentAt: p.datetime().nullable(),
    /** It stands on a statement that was issued. Written with its line, so that open statements need not look for all lines. */
    settled: p.boolean().default(false),
  },
});

/** 购借单. A title that the library buys at a reader's choice and lends to that reader. */
export class PurchaseLendOrder extends PurchaseLendOrderSchema.class {}
PurchaseLendOrderSchema.setClass(PurchaseLendOrder);

const PurchaseTransitionSchema = defineEntity({
  name: 'PurchaseTransition',
  tableName: 'purchase_transition',
  indexes: [{ properties: ['tx', 'id'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** Where it stands among all events, with its id: the migration that made the column says how, lib/events.ts why. */
    tx: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id').index(),
    at: p.datetime(),
    from: p.string().nullable(),
    to: p.enum(orderStatuses),
    actor: p.string(),
    reason: p.text().nullable(),
    /** The store that had the order after this step. */
    storeId: p.string().nullable(),
    /** The store that lost it to that one, or to none. */
    leftStoreId: p.string().nullable(),
  },
});

/** One step in the life of an order. */
export class PurchaseTransition extends PurchaseTransitionSchema.class {}
PurchaseTransitionSchema.setClass(PurchaseTransition);

const OrderAddressSchema = defineEntity({
  name: 'OrderAddress',
  tableName: 'order_address',
  properties: {
    orderId: p.string().primary(),
    address: p.json<DeliveryAddress>(),
    /** Some time after the delivery; null before. */
    eraseAt: p.datetime().nullable(),
  },
});

/** Where an online order goes. A table of its own, so that it can be erased. */
export class OrderAddress extends OrderAddressSchema.class {}
OrderAddressSchema.setClass(OrderAddress);

const OrderItemStepSchema = defineEntity({
  name: 'OrderItemStep',
  tableName: 'order_item_step',
  checks: [{ name: 'order_item_step_paid', expression: "(step = 'COMPENSATED') = (amount_fen is not null)" }],
  properties: {
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id').deleteRule('restrict').primary(),
    itemId: p.string().primary(),
    step: p
      .enum(['RETURNED', 'IN_PROCESS', 'SHELVED', 'LOST', 'DAMAGED', 'COMPENSATED', 'WRITTEN_OFF'] as const)
      .primary(),
    at: p.datetime(),
    actor: p.string(),
    reason: p.text().nullable(),
    /** What was paid for it. */
    amountFen: p.integer().nullable(),
  },
});

/** What happened to a copy of an order after its loan; the order follows its copies. */
export class OrderItemStep extends OrderItemStepSchema.class {}
OrderItemStepSchema.setClass(OrderItemStep);

export const entities = [Store, Contract, Offer, PurchaseLendOrder, PurchaseTransition, OrderAddress, OrderItemStep];
