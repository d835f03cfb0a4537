// The tables of whoever owns items: the central library's subgraph and the districts' have the same.
// A bought copy is its order's (`claimId`) until it is on a shelf for the first time; a lost or damaged one is its loss's.
import { defineEntity, p } from '@mikro-orm/core';
import { HoldingsChange } from './publicationEntities.ts';
import { itemStatuses } from './statuses.ts';
import { workEntities } from './workEntities.ts';

const ItemSchema = defineEntity({
  name: 'Item',
  tableName: 'item',
  indexes: [
    { properties: ['bookId', 'libraryId', 'callNumberSort', 'id'] },
    {
      name: 'item_of_record',
      expression: `create index "item_of_record" on "item" ("record_id") where record_id is not null`,
    },
    {
      name: 'item_to_catalogue',
      expression: `create index "item_to_catalogue" on "item" ("library_id", "call_number_sort", "id") where status = 'IN_PROCESS' and not catalogued`,
    },
    {
      name: 'item_at_work',
      expression: `create index "item_at_work" on "item" ((coalesce(kept_at, branch_id)), "status", "call_number_sort", "id") where status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN')`,
    },
    {
      name: 'item_bought',
      expression: `create index "item_bought" on "item" ("branch_id") where purchase_order_id is not null`,
    },
  ],
  uniques: [{ properties: ['libraryId', 'barcode'] }, { properties: ['purchaseOrderId', 'volume'] }],
  checks: [{ name: 'item_due_when_lent', expression: "(status = 'ON_LOAN') = (due_date is not null)" }],
  properties: {
    /** `NJ-JN:5069250004`. */
    id: p.string().primary(),
    libraryId: p.string(),
    barcode: p.string(),
    bookId: p.string(),
    /** The library's bibliographic record that names it, `NJ-JN:012003001`; null where nobody has told. */
    recordId: p.string().nullable(),
    callNumber: p.string(),
    /** `callNumberSortKey(callNumber)`; compared byte by byte. */
    callNumberSort: p.text().collation('C'),
    branchId: p.string(),
    location: p.string(),
    status: p.enum(itemStatuses),
    /** What its library says where that is not understood; counts while the status is UNKNOWN. */
    statusText: p.string().nullable(),
    dueDate: p.date().nullable(),
    /** The loan, the order, the loss or the keeping for a hold that holds it now. */
    claimId: p.string().nullable(),
    /** Where it is kept for a hold, or sent for one; null while it is where it belongs. */
    keptAt: p.string().nullable(),
    /** The order that bought it, for a copy of the purchase programme. */
    purchaseOrderId: p.string().nullable(),
    /** Which volume of its order's set it is, from 1; null for a copy that no order bought. */
    volume: p.integer().nullable(),
    /** False while it has to go through cataloguing: a bought copy, and one that was lost or damaged and came back. */
    catalogued: p.boolean().default(true),
    /** The copy slot of its order was given back; should it come back, it counts as held like any other. */
    slotReleased: p.boolean().default(false),
    sample: p.boolean().default(false),
  },
});

/** 复本. One physical copy. */
export class Item extends ItemSchema.class {}
ItemSchema.setClass(Item);

const ItemClaimSchema = defineEntity({
  name: 'ItemClaim',
  tableName: 'item_claim',
  properties: {
    /** The loan, the order or the loss that claims. */
    id: p.string().primary(),
    /** RELEASED stays as a tombstone that refuses a claim which arrives late. */
    state: p.enum(['HELD', 'CONFIRMED', 'RELEASED'] as const),
    /** How often a copy that is kept for the queue of its book was moved; null for any other claim. */
    moves: p.integer().nullable(),
    at: p.datetime().defaultRaw('now()'),
  },
});

/** What a loan, an order or the queue of a book has claimed here. */
export class ItemClaim extends ItemClaimSchema.class {}
ItemClaimSchema.setClass(ItemClaim);

const ReturnReceiptSchema = defineEntity({
  name: 'ReturnReceipt',
  tableName: 'return_receipt',
  indexes: [{ properties: ['itemId'] }],
  properties: {
    id: p.string().primary(),
    itemId: p.string(),
    bookId: p.string(),
    next: p.enum(['SHELVE', 'SEND_TO', 'TO_CATALOGUING'] as const),
    destination: p.string().nullable(),
    at: p.datetime().defaultRaw('now()'),
  },
});

/** What the desk was told for one return; the same return is told the same again. */
export class ReturnReceipt extends ReturnReceiptSchema.class {}
ReturnReceiptSchema.setClass(ReturnReceipt);

export const itemEntities = [Item, ItemClaim, ReturnReceipt, HoldingsChange, ...workEntities];
