// Holds, the queues in which they stand, and the copies that are kept for them.
import { defineEntity, p } from '@mikro-orm/core';
import { Reader } from './entities.ts';

/** In the order of a hold's life. */
export const holdStates = [
  'WAITING',
  'SUSPENDED',
  'PAGED',
  'IN_TRANSIT',
  'READY',
  'FULFILLED',
  'CANCELLED',
  'EXPIRED',
] as const;

export type HoldState = (typeof holdStates)[number];

const HoldSchema = defineEntity({
  name: 'Hold',
  tableName: 'hold',
  uniques: [{ properties: ['readerId', 'idempotencyKey'] }, { properties: ['bookId', 'number'] }],
  indexes: [
    { properties: ['readerId', 'placedAt'] },
    {
      name: 'hold_one_per_reader',
      expression: `create unique index "hold_one_per_reader" on "hold" ("reader_id", "book_id") where state not in ('FULFILLED', 'CANCELLED', 'EXPIRED')`,
    },
    {
      name: 'hold_waiting',
      expression: `create index "hold_waiting" on "hold" ("book_id", "number") where state in ('WAITING', 'SUSPENDED')`,
    },
    {
      name: 'hold_ready',
      expression: `create index "hold_ready" on "hold" ("shelf_until") where state = 'READY'`,
    },
    {
      name: 'hold_to_cut',
      expression: `create index "hold_to_cut" on "hold" ("ended_at") where reader_id is not null and ended_at is not null`,
    },
    {
      name: 'hold_suspended',
      expression: `create index "hold_suspended" on "hold" ("suspended_until") where state = 'SUSPENDED'`,
    },
  ],
  checks: [
    { name: 'hold_reader_while_open', expression: 'reader_id is not null or ended_at is not null' },
    { name: 'hold_suspended_until', expression: "(state = 'SUSPENDED') = (suspended_until is not null)" },
    { name: 'hold_ready_until', expression: "state <> 'READY' or shelf_until is not null" },
    { name: 'hold_fulfilled_by_loan', expression: "state <> 'FULFILLED' or loan_id is not null" },
    { name: 'hold_ended_at', expression: "(state in ('FULFILLED', 'CANCELLED', 'EXPIRED')) = (ended_at is not null)" },
  ],
  properties: {
    id: p.string().primary(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    /** Null once its time is over: see privacy.ts. */
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('restrict').nullable(),
    bookId: p.string(),
    /** The place in the queue of the book, from 1, for ever. */
    number: p.integer(),
    state: p.enum(holdStates),
    pickupBranchId: p.string(),
    /** The library of that branch. */
    pickupLibrary: p.string(),
    placedAt: p.datetime(),
    /** It waits its place, and is not served before this day. */
    suspendedUntil: p.date().nullable(),
    /** The copy that is or was kept for it last. */
    itemId: p.string().nullable(),
    /** Which one of its book it was to get a copy, from 1; the first time alone. */
    served: p.integer().nullable(),
    /** A later hold got a copy while this one could not be served. */
    passedOver: p.boolean().default(false),
    /** The last day on the hold shelf. */
    shelfUntil: p.date().nullable(),
    /** The loan that is being made of it, or was. */
    loanId: p.string().nullable(),
    endedAt: p.datetime().nullable(),
  },
});

/** 预约. A reader's place in the queue of a book. */
export class Hold extends HoldSchema.class {}
HoldSchema.setClass(Hold);

const HoldQueueSchema = defineEntity({
  name: 'HoldQueue',
  tableName: 'hold_queue',
  properties: {
    bookId: p.string().primary(),
    lastNumber: p.integer().default(0),
    lastServed: p.integer().default(0),
    /** When its waiting holds were last held against the copies on the shelves. */
    lookedAt: p.datetime().nullable().index(),
  },
});

/** The queue of a book. The row is locked to change a hold of the book or a copy that is kept for one. */
export class HoldQueue extends HoldQueueSchema.class {}
HoldQueueSchema.setClass(HoldQueue);

const KeptCopySchema = defineEntity({
  name: 'KeptCopy',
  tableName: 'kept_copy',
  indexes: [
    { properties: ['bookId'] },
    {
      name: 'kept_copy_of_item',
      expression: `create unique index "kept_copy_of_item" on "kept_copy" ("item_id") where status not in ('CAPTURING', 'RELEASING')`,
    },
    {
      name: 'kept_copy_on_shelf',
      expression: `create index "kept_copy_on_shelf" on "kept_copy" ("branch_id", "call_number_sort", "item_id") where status = 'ON_HOLD_SHELF'`,
    },
  ],
  uniques: [{ properties: ['holdId'] }],
  checks: [
    {
      name: 'kept_copy_known',
      expression: "status in ('CAPTURING', 'RELEASING') or (item_id is not null and branch_id is not null)",
    },
    { name: 'kept_copy_held', expression: "status not in ('CAPTURING', 'RELEASING') or hold_id is null" },
  ],
  properties: {
    /** The claim at the copy's owner: the capture's own, or the return's that brought it. */
    id: p.string().primary(),
    bookId: p.string(),
    itemId: p.string().nullable(),
    callNumberSort: p.string().collation('C').default(''),
    /** CAPTURING until a copy is found for it; RELEASING until its owner has it back on the shelf. */
    status: p.enum(['CAPTURING', 'PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'RELEASING'] as const),
    /** Where it stands, or is sent to. */
    branchId: p.string().nullable(),
    /** Which one of the queue gets it; null for one that is to be taken down and sent home. */
    holdId: () => p.manyToOne(Hold).mapToPk().joinColumn('hold_id').deleteRule('restrict').nullable(),
    /** How often it was moved; its owner leaves out what is older than the last. */
    moves: p.integer().default(0),
  },
});

/** A copy that is kept for the queue of its book, from the moment when nobody else can have it until it is lent or goes home. */
export class KeptCopy extends KeptCopySchema.class {}
KeptCopySchema.setClass(KeptCopy);

const HoldPolicySchema = defineEntity({
  name: 'HoldPolicy',
  tableName: 'hold_policy',
  properties: {
    /** Counted from 1; 0 is what holds where nobody has said anything. */
    version: p.integer().primary().autoincrement(false),
    validFrom: p.date(),
    /** Days on the hold shelf. */
    shelfDays: p.integer(),
    /** Copies that are kept for one reader at once. */
    keptAtOnce: p.integer(),
    idempotencyKey: p.string().unique(),
    contentHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

/** 预约政策. One version of the terms of holds. */
export class HoldPolicy extends HoldPolicySchema.class {}
HoldPolicySchema.setClass(HoldPolicy);

export const holdEntities = [Hold, HoldQueue, KeptCopy, HoldPolicy];
