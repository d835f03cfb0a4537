// Readers, loans, requests and returns.
import { defineEntity, p } from '@mikro-orm/core';
import type { Failure } from '../../lib/failures.ts';
import type { DeliveryAddress } from '../../lib/inputs.ts';

const ReaderSchema = defineEntity({
  name: 'Reader',
  tableName: 'reader',
  checks: [{ name: 'reader_within_quota', expression: 'open_loans between 0 and loan_quota' }],
  properties: {
    id: p.string().primary(),
    card: p.string().unique(),
    name: p.string(),
    type: p.enum(['ADULT', 'CHILD'] as const),
    band: p.enum(['EXCELLENT', 'GOOD', 'FAIR', 'NONE'] as const),
    bandAsOf: p.datetime(),
    bandSource: p.string(),
    /** The source did not answer when it was asked last: the band is the one from before. */
    bandStale: p.boolean().default(false),
    /** A librarian has stopped the card. */
    suspended: p.boolean().default(false),
    suspendedReason: p.string().nullable(),
    /** The first day on which what the credit ledger says does not keep the reader from borrowing. */
    suspendedUntil: p.date().nullable(),
    birthDay: p.date().nullable(),
    /** Who has allowed a reader under 14 to borrow, and when. */
    guardian: p.string().nullable(),
    consentAt: p.datetime().nullable(),
    /** Known by credit alone, without a card of the library. */
    creditOnly: p.boolean().default(false),
    loanQuota: p.integer().default(8),
    /** Loans RESERVED or ACTIVE. The row is locked to change it: it decides whether there may be one more. */
    openLoans: p.integer().default(0),
    /** Wants to be reminded of due days and of copies that wait. */
    reminders: p.boolean().default(true),
    sample: p.boolean().default(false),
  },
});

/** 读者. A person with a card. */
export class Reader extends ReaderSchema.class {}
ReaderSchema.setClass(Reader);

/** How a loan comes about. MEMBER: a member system has lent its own copy, and reports it. */
export const loanChannels = ['DESK', 'SELF_SERVICE', 'ONLINE', 'PURCHASE', 'MEMBER'] as const;

const LoanSchema = defineEntity({
  name: 'Loan',
  tableName: 'loan',
  indexes: [
    { properties: ['readerId', 'requestedAt'] },
    {
      name: 'loan_to_cut',
      expression: `create index "loan_to_cut" on "loan" ((coalesce(returned_at, requested_at))) where reader_id is not null and status in ('RETURNED', 'LOST', 'RELEASED')`,
    },
    { properties: ['itemId'] },
    { properties: ['orderId'] },
    {
      name: 'loan_to_tally',
      expression: `create index "loan_to_tally" on "loan" ("id") where tallied <> (status not in ('RESERVED', 'RELEASED'))`,
    },
    {
      name: 'loan_due',
      expression: `create index "loan_due" on "loan" ("due_date", "id") where status = 'ACTIVE'`,
    },
    {
      name: 'loan_one_per_item',
      expression: `create unique index "loan_one_per_item" on "loan" ("item_id") where status = 'ACTIVE'`,
    },
    {
      name: 'loan_bought_once',
      expression: `create unique index "loan_bought_once" on "loan" ("reader_id", "book_id") where channel = 'PURCHASE' and status <> 'RELEASED' and volume = 1 and not again`,
    },
  ],
  checks: [
    { name: 'loan_reader_while_open', expression: "reader_id is not null or status not in ('RESERVED', 'ACTIVE')" },
    { name: 'loan_of_order_when_bought', expression: "(channel = 'PURCHASE') = (order_id is not null)" },
    {
      name: 'loan_complete_when_active',
      // One that travels to its reader has no due day before it starts.
      expression:
        "status not in ('ACTIVE', 'RETURNED', 'LOST') or (item_id is not null and (due_date is not null or (channel = 'ONLINE' and started_at is null)))",
    },
  ],
  properties: {
    /** For a purchase `loanIdOf` its order and volume, for an online loan the request's. */
    id: p.string().primary(),
    /** The purchase-lend order that bought the copy for this loan. */
    orderId: p.string().nullable(),
    /** Which volume of a set it is, from 1. */
    volume: p.integer().default(1),
    /** Null once its time is over: see privacy.ts. */
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('no action').nullable(),
    /** Indexed for merges of books. */
    bookId: p.string().index(),
    itemId: p.string().nullable(),
    status: p.enum(['RESERVED', 'ACTIVE', 'RETURNED', 'LOST', 'RELEASED'] as const),
    channel: p.enum(loanChannels),
    /** 定价 of what was bought for it, in fen; of a set, with its first volume. */
    listPriceFen: p.integer().nullable(),
    /** The reader had the book before, and a librarian let that pass. */
    again: p.boolean().default(false),
    requestedAt: p.datetime(),
    /** Null while it is to start by its policy; then it has no due day either. */
    startedAt: p.datetime().nullable(),
    dueDate: p.date().nullable(),
    /** The day on which a courier took the copy along on its way back; from then on it does not get later. */
    backOn: p.date().nullable(),
    returnedAt: p.datetime().nullable(),
    /** The policy that decided its terms; null for what was bought, reported by a member system, or lent before there were any. */
    policyId: p.string().nullable(),
    /** How often it was renewed. */
    renewals: p.integer().default(0),
    /** How often it may be, by the terms of the purchase that made it; null where the policy says. */
    renewalsAllowed: p.integer().nullable(),
    /** It is counted in the ranking: see tallies.ts. */
    tallied: p.boolean().default(false),
    /** The reader says that it came back; it does not count as overdue while somebody looks for it. */
    claimedReturnedAt: p.datetime().nullable(),
  },
});

/** 借阅. One copy lent to one reader. */
export class Loan extends LoanSchema.class {}
LoanSchema.setClass(Loan);

const LoanClaimSchema = defineEntity({
  name: 'LoanClaim',
  tableName: 'loan_claim',
  properties: {
    id: p.string().primary(),
    state: p.enum(['HELD', 'CONFIRMED', 'RELEASED'] as const),
    at: p.datetime().defaultRaw('now()'),
  },
});

/** What a purchase-lend order has claimed of a reader's quota. */
export class LoanClaim extends LoanClaimSchema.class {}
LoanClaimSchema.setClass(LoanClaim);

const LoanRequestSchema = defineEntity({
  name: 'LoanRequest',
  tableName: 'loan_request',
  uniques: [{ properties: ['organisation', 'idempotencyKey'] }],
  indexes: [
    {
      name: 'loan_request_to_cut',
      expression: `create index "loan_request_to_cut" on "loan_request" ("requested_at") where reader_id is not null`,
    },
    {
      name: 'loan_request_kept_content',
      expression: `create index "loan_request_kept_content" on "loan_request" ("requested_at") where content_hash like '~_%'`,
    },
  ],
  checks: [{ name: 'loan_request_reader_while_open', expression: "reader_id is not null or phase = 'DONE'" }],
  properties: {
    /** The same as its loan's. */
    id: p.string().primary(),
    channel: p.enum(['DESK', 'SELF_SERVICE', 'ONLINE', 'MEMBER'] as const),
    /** The copy at the desk; null when the network chooses one. */
    wantedItemId: p.string().nullable(),
    organisation: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    phase: p.enum(['GATHERING', 'COMMITTING', 'ABORTING', 'DONE'] as const),
    outcome: p.enum(['LENT', 'REFUSED'] as const).nullable(),
    deadline: p.datetime(),
    /** True once an owner may hold a copy for it: an abort has to release there. */
    reserving: p.boolean().default(false),
    tryAgain: p.boolean().default(false),
    leaseHolder: p.string().nullable(),
    leaseUntil: p.datetime().nullable(),
    /** Null once its time is over: see privacy.ts. */
    readerId: () => p.manyToOne(Reader).mapToPk().joinColumn('reader_id').deleteRule('no action').nullable().index(),
    /** Indexed for merges of books. */
    bookId: p.string().index(),
    itemId: p.string().nullable(),
    branchId: p.string().nullable(),
    policyId: p.string().nullable(),
    /** The tariff by which the reader agreed to pay freight, for a loan that travels. */
    tariffId: p.string().nullable(),
    /** For a loan that was made elsewhere. */
    startedAt: p.datetime().nullable(),
    dueDate: p.date().nullable(),
    failures: p.json<Failure[]>().default('[]'),
    requestedAt: p.datetime(),
  },
});

/** A reader's wish to borrow, at a desk or online, and what became of it. */
export class LoanRequest extends LoanRequestSchema.class {}
LoanRequestSchema.setClass(LoanRequest);

const LoanAddressSchema = defineEntity({
  name: 'LoanAddress',
  tableName: 'loan_address',
  properties: {
    loanId: p.string().primary(),
    address: p.json<DeliveryAddress>(),
  },
});

/** Where a loan that is being decided goes; a table of its own, so that it can be erased. Once it is in a parcel, that has it. */
export class LoanAddress extends LoanAddressSchema.class {}
LoanAddressSchema.setClass(LoanAddress);

const ItemReturnSchema = defineEntity({
  name: 'ItemReturn',
  tableName: 'item_return',
  uniques: [{ properties: ['organisation', 'idempotencyKey'] }],
  indexes: [{ properties: ['itemId', 'returnedAt'] }],
  properties: {
    id: p.string().primary(),
    organisation: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    itemId: p.string(),
    /** Null for one from before there were holds. */
    bookId: p.string().nullable(),
    branchId: p.string(),
    loanId: () => p.manyToOne(Loan).mapToPk().joinColumn('loan_id').deleteRule('restrict').nullable().index(),
    /** Null until the copy's owner has answered. */
    next: p.enum(['SHELVE', 'SEND_TO', 'TO_CATALOGUING', 'HOLD_FOR'] as const).nullable(),
    destination: p.string().nullable(),
    /** The hold that it is for. */
    holdId: p.string().nullable(),
    /** Decided that nobody waits for it; its owner may not know yet. */
    freed: p.boolean().default(false),
    returnedAt: p.datetime(),
  },
});

/** A copy that came back over a desk. */
export class ItemReturn extends ItemReturnSchema.class {}
ItemReturnSchema.setClass(ItemReturn);

const ItemLossSchema = defineEntity({
  name: 'ItemLoss',
  tableName: 'item_loss',
  uniques: [{ properties: ['organisation', 'idempotencyKey'] }],
  indexes: [
    { properties: ['itemId'] },
    {
      name: 'item_loss_one_open',
      expression: `create unique index "item_loss_one_open" on "item_loss" ("item_id") where state <> 'SETTLED'`,
    },
  ],
  checks: [
    {
      name: 'item_loss_settled_complete',
      expression: "(state = 'SETTLED') = (outcome is not null and settled_at is not null)",
    },
    {
      name: 'item_loss_paid_when_compensated',
      expression: "coalesce(outcome = 'COMPENSATED', false) = (amount_fen is not null)",
    },
  ],
  properties: {
    id: p.string().primary(),
    organisation: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    itemId: p.string(),
    kind: p.enum(['LOST', 'DAMAGED'] as const),
    /** REPORTED until the copy's owner has decided, OPEN until somebody settles it. */
    state: p.enum(['REPORTED', 'OPEN', 'SETTLED'] as const),
    /** The loan that was active when it was reported. */
    loanId: () => p.manyToOne(Loan).mapToPk().joinColumn('loan_id').deleteRule('restrict').nullable().index(),
    /** The purchase-lend order whose loan has ended by it. */
    orderId: p.string().nullable(),
    reason: p.text(),
    reportedAt: p.datetime(),
    reportedBy: p.string(),
    outcome: p.enum(['COMPENSATED', 'WRITTEN_OFF'] as const).nullable(),
    /** What was paid: the library's income outside its fund. */
    amountFen: p.integer().nullable(),
    settledReason: p.text().nullable(),
    settledAt: p.datetime().nullable(),
  },
});

/** A copy that was lost or damaged, and how that was settled. */
export class ItemLoss extends ItemLossSchema.class {}
ItemLossSchema.setClass(ItemLoss);

export const entities = [Reader, Loan, LoanClaim, LoanRequest, LoanAddress, ItemReturn, ItemLoss];
