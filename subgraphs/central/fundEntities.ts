// What changed a fund outside the life of an order: allocations, and corrections of what was expended.
import { defineEntity, p } from '@mikro-orm/core';
import { Fund } from './entities.ts';

const FundAllocationSchema = defineEntity({
  name: 'FundAllocation',
  tableName: 'fund_allocation',
  properties: {
    /** The reference of its ledger entries. */
    id: p.string().primary(),
    fundId: () => p.manyToOne(Fund).mapToPk().joinColumn('fund_id').index(),
    idempotencyKey: p.string().unique(),
    contentHash: p.string(),
    /** The whole allocation from then on. */
    allocatedFen: p.bigint('number'),
    reason: p.string().nullable(),
    allocatedBy: p.string(),
    at: p.datetime(),
  },
});

/** One decision on how much a fund has. */
export class FundAllocation extends FundAllocationSchema.class {}
FundAllocationSchema.setClass(FundAllocation);

const PurchaseCorrectionSchema = defineEntity({
  name: 'PurchaseCorrection',
  tableName: 'purchase_correction',
  properties: {
    /** The correction of the store's statement; the reference of its ledger entries. */
    id: p.string().primary(),
    orderId: p.string().index(),
    /** Signed: what the library pays more. */
    fen: p.integer(),
    /** REFUSED stays, so that the same correction is never recorded later. */
    state: p.enum(['RECORDED', 'REFUSED'] as const),
    reason: p.enum(['FUND_EMPTY', 'NOT_EXPENDED'] as const).nullable(),
    at: p.datetime(),
  },
});

/** What became of one correction of a statement. */
export class PurchaseCorrection extends PurchaseCorrectionSchema.class {}
PurchaseCorrectionSchema.setClass(PurchaseCorrection);

export const fundEntities = [FundAllocation, PurchaseCorrection];
