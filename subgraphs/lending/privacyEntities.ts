// What is kept of readers whose history is not: the policy, keyed hashes that the rules look at, and erasures that were asked for.
import { defineEntity, p } from '@mikro-orm/core';
import { Reader } from './entities.ts';

const RetentionPolicySchema = defineEntity({
  name: 'RetentionPolicy',
  tableName: 'retention_policy',
  properties: {
    /** Counted from 1; 0 is what holds where nobody has said anything. */
    version: p.integer().primary().autoincrement(false),
    validFrom: p.date(),
    /** Days after the end of a loan. */
    loanDays: p.integer(),
    /** Days after the end of a hold that became no loan. */
    holdDays: p.integer(),
    /** Days after the end of a parcel's way. */
    parcelDays: p.integer(),
    /** Days after the end of an order of which nothing was lent. */
    orderDays: p.integer(),
    /** Days for which it is known, by a keyed hash, that a reader had a book. */
    takenDays: p.integer(),
    idempotencyKey: p.string().unique(),
    contentHash: p.string(),
    createdBy: p.string(),
    createdAt: p.datetime(),
  },
});

/** 留存政策. One version of how long what has ended keeps its reader. */
export class RetentionPolicy extends RetentionPolicySchema.class {}
RetentionPolicySchema.setClass(RetentionPolicy);

const TakenHashSchema = defineEntity({
  name: 'TakenHash',
  tableName: 'taken_hash',
  indexes: [{ properties: ['expiresOn'] }],
  properties: {
    /** The pseudonym of a card and a book. */
    hash: p.string().primary(),
    /** The first day in Asia/Shanghai on which it is not known any more. */
    expiresOn: p.date(),
  },
});

/** A reader had a book by this programme; which ones, only somebody who asks for both finds out. */
export class TakenHash extends TakenHashSchema.class {}
TakenHashSchema.setClass(TakenHash);

const PurchaseSumSchema = defineEntity({
  name: 'PurchaseSum',
  tableName: 'purchase_sum',
  indexes: [{ properties: ['boughtOn'] }],
  properties: {
    /** The pseudonym of a card. */
    spender: p.string().primary(),
    boughtOn: p.date().primary(),
    copies: p.integer(),
    /** List prices, in fen. */
    listFen: p.integer(),
  },
});

/** How much was bought for a reader on a day, without what, for the limits of a year; from loans that do not name the reader any more. */
export class PurchaseSum extends PurchaseSumSchema.class {}
PurchaseSumSchema.setClass(PurchaseSum);

/** What is erased, or kept, of a history. */
export const historyKinds = ['LOANS', 'LOAN_REQUESTS', 'HOLDS', 'PARCELS', 'CREDIT_EVENTS', 'ORDERS'] as const;
export type HistoryKind = (typeof historyKinds)[number];
export type Erased = Partial<Record<HistoryKind, number>>;

/** Why something of a history stays. */
export type KeptReason =
  | 'OPEN'
  | 'LOSS_NOT_SETTLED'
  | 'PARCEL_NOT_CLOSED'
  | 'APPEAL_NOT_DECIDED'
  | 'LINE_DISPUTED'
  | 'BEING_ENTERED'
  | 'CREDIT_COUNTS'
  | 'LIMITS_COUNT_IT'
  | 'KEPT_BY_READER';

export interface Kept {
  kind: HistoryKind | 'ADDRESSES' | 'TAKEN_BOOKS' | 'PURCHASE_SUMS';
  count: number;
  reason: KeptReason;
  /** The first day on which nothing of it stays; null where that is not known. */
  until: string | null;
}

const HistoryErasureSchema = defineEntity({
  name: 'HistoryErasure',
  tableName: 'history_erasure',
  uniques: [{ properties: ['readerId', 'idempotencyKey'] }],
  properties: {
    id: p.string().primary(),
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('restrict'),
    idempotencyKey: p.string(),
    /** What had ended by then is erased. */
    requestedAt: p.datetime(),
    phase: p.enum(['GATHERING', 'COMMITTING', 'ABORTING', 'DONE'] as const),
    deadline: p.datetime(),
    tryAgain: p.boolean().default(false),
    leaseHolder: p.string().nullable(),
    leaseUntil: p.datetime().nullable(),
    /** How many of each kind, counted with what erases them. */
    erased: p.json<Erased>().default('{}'),
    /** Keyed hashes of books that it has left behind, and until when they stay. */
    takenBooks: p.integer().default(0),
    takenUntil: p.date().nullable(),
    /** What stayed; null until it is done. */
    kept: p.json<Kept[]>().nullable(),
    doneAt: p.datetime().nullable(),
  },
});

/** A reader has asked that the history be erased, and what became of it. */
export class HistoryErasure extends HistoryErasureSchema.class {}
HistoryErasureSchema.setClass(HistoryErasure);

export const privacyEntities = [RetentionPolicy, TakenHash, PurchaseSum, HistoryErasure];
