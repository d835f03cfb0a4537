// 结算单. What one library owes one store for one Shanghai month. A month that is not issued yet has no row: its lines are
// read from the orders. Issued lines are never changed or deleted, and none is added after AGREED (triggers of the migration).
import { defineEntity, p } from '@mikro-orm/core';
import { PurchaseLendOrder, Store } from './entities.ts';

export const issuedStatuses = ['ISSUED', 'DISPUTED', 'AGREED', 'INVOICED', 'PAID'] as const;
export const statementStatuses = ['OPEN', ...issuedStatuses] as const;
export type StatementStatus = (typeof statementStatuses)[number];

export const lineKinds = ['LENT', 'RED', 'CORRECTED'] as const;

const StatementSchema = defineEntity({
  name: 'Statement',
  tableName: 'statement',
  uniques: [{ properties: ['library', 'storeId', 'month'] }],
  indexes: [{ properties: ['month', 'id'] }],
  properties: {
    /** `NJ-JL:QINGCHUN:2026-11`. */
    id: p.string().primary(),
    library: p.string(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').index(),
    /** `2026-11`. */
    month: p.string().length(7),
    status: p.enum(issuedStatuses),
    /** 1 when issued; one more each time it is issued again. */
    revision: p.integer().default(1),
    storeAgreed: p.boolean().default(false),
    libraryAgreed: p.boolean().default(false),
    paymentReference: p.string().nullable(),
  },
});

/** A statement that was issued. */
export class Statement extends StatementSchema.class {}
StatementSchema.setClass(Statement);

const StatementCorrectionSchema = defineEntity({
  name: 'StatementCorrection',
  tableName: 'statement_correction',
  uniques: [{ properties: ['organisation', 'idempotencyKey'] }, { properties: ['orderId', 'sequence'] }],
  indexes: [
    {
      name: 'statement_correction_one_pending',
      expression: `create unique index "statement_correction_one_pending" on "statement_correction" ("order_id") where state = 'PENDING'`,
    },
  ],
  checks: [
    {
      name: 'statement_correction_terms',
      expression:
        '(new_list_price_fen is null) = (new_net_fen is null) and (new_list_price_fen is null) = (new_rate_basis_points is null)',
    },
  ],
  properties: {
    id: p.string().primary(),
    organisation: p.string(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id'),
    /** The first correction of its order is 1. */
    sequence: p.integer(),
    /** A disputed statement that is issued again with it. Null: it stands in the statement of the month it was made in. */
    statementId: () =>
      p.manyToOne(Statement).mapToPk().joinColumn('statement_id').deleteRule('restrict').nullable().index(),
    oldListPriceFen: p.integer(),
    oldRateBasisPoints: p.integer(),
    oldNetFen: p.integer(),
    /** Null when the line is taken off altogether. */
    newListPriceFen: p.integer().nullable(),
    newRateBasisPoints: p.integer().nullable(),
    newNetFen: p.integer().nullable(),
    reason: p.text(),
    correctedBy: p.string(),
    at: p.datetime(),
    /** PENDING until the ledger of the library's fund has it. */
    state: p.enum(['PENDING', 'RECORDED', 'REFUSED'] as const),
    recordedAt: p.datetime().nullable(),
    refusal: p.string().nullable(),
  },
});

/** A line was wrong: what it said, and what is right. */
export class StatementCorrection extends StatementCorrectionSchema.class {}
StatementCorrectionSchema.setClass(StatementCorrection);

const StatementLineSchema = defineEntity({
  name: 'StatementLine',
  tableName: 'statement_line',
  indexes: [{ properties: ['statementId', 'date', 'id'] }],
  checks: [
    {
      name: 'statement_line_signed',
      expression:
        "list_price_fen > 0 and copies <> 0 and (kind = 'RED') = (copies < 0) and (net_fen = 0 or (net_fen < 0) = (copies < 0))",
    },
  ],
  properties: {
    /** The order's id; with `:RED`, `:RIGHT` behind a correction's, `:VOIDED` behind that of an order taken back. */
    id: p.string().primary(),
    statementId: () => p.manyToOne(Statement).mapToPk().joinColumn('statement_id'),
    kind: p.enum(lineKinds),
    orderId: () => p.manyToOne(PurchaseLendOrder).mapToPk().joinColumn('order_id').index(),
    correctionId: () =>
      p.manyToOne(StatementCorrection).mapToPk().joinColumn('correction_id').deleteRule('restrict').nullable().index(),
    /** Day of LENT, or of the correction. */
    date: p.date(),
    bookId: p.string(),
    isbn: p.string().nullable(),
    /** As ordered. */
    title: p.text(),
    /** Negative on a red line, as is the net. */
    copies: p.integer(),
    listPriceFen: p.integer(),
    rateBasisPoints: p.integer(),
    netFen: p.integer(),
  },
});

/** A line of an issued statement. */
export class StatementLine extends StatementLineSchema.class {}
StatementLineSchema.setClass(StatementLine);

const StatementDisputeSchema = defineEntity({
  name: 'StatementDispute',
  tableName: 'statement_dispute',
  indexes: [
    {
      name: 'statement_dispute_one_open',
      expression: `create unique index "statement_dispute_one_open" on "statement_dispute" ("line_id") where answered_at is null`,
    },
  ],
  properties: {
    id: p.string().primary(),
    statementId: () => p.manyToOne(Statement).mapToPk().joinColumn('statement_id').index(),
    lineId: () => p.manyToOne(StatementLine).mapToPk().joinColumn('line_id').index(),
    raisedBy: p.enum(['STORE', 'LIBRARY'] as const),
    reason: p.text(),
    at: p.datetime(),
    /** Null while open, and for a dispute that was withdrawn. */
    answer: p.text().nullable(),
    answeredAt: p.datetime().nullable(),
  },
});

/** One side does not accept a line. */
export class StatementDispute extends StatementDisputeSchema.class {}
StatementDisputeSchema.setClass(StatementDispute);

const StatementInvoiceSchema = defineEntity({
  name: 'StatementInvoice',
  tableName: 'statement_invoice',
  properties: {
    storeId: p.string().primary(),
    number: p.string().primary(),
    statementId: () => p.manyToOne(Statement).mapToPk().joinColumn('statement_id').index(),
  },
});

/** 发票. A store's invoice number, used once. */
export class StatementInvoice extends StatementInvoiceSchema.class {}
StatementInvoiceSchema.setClass(StatementInvoice);

const StatementTransitionSchema = defineEntity({
  name: 'StatementTransition',
  tableName: 'statement_transition',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    statementId: () => p.manyToOne(Statement).mapToPk().joinColumn('statement_id').index(),
    at: p.datetime(),
    from: p.enum(statementStatuses),
    to: p.enum(issuedStatuses),
    actor: p.string(),
    reason: p.text().nullable(),
  },
});

/** One step in the life of a statement. */
export class StatementTransition extends StatementTransitionSchema.class {}
StatementTransitionSchema.setClass(StatementTransition);

export const statementEntities = [
  Statement,
  StatementCorrection,
  StatementLine,
  StatementDispute,
  StatementInvoice,
  StatementTransition,
];
