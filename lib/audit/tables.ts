// 审计范围. Which tables the audit covers, what of their rows is about a reader, and why the others are not covered. A table without a line
// here fails test/audit-chain.e2e.test.ts.
import type { SubgraphName } from '../../schema/sdl.ts';

/** Finds whom a row is about. */
export interface Subject {
  /** Of the row. */
  column: string;
  /** SQL that gives the `card` for each `key` of `$1`, a list of values of the column; null where the column is the card. */
  cards: string | null;
}

export interface AuditedTable {
  key: readonly string[];
  /**
   * Columns that are neither compared nor noted: how far something is worked on, counts that others tell, secrets, hashes from which a
   * card could be found by trying.
   */
  leftOut?: readonly string[];
  subject?: Subject;
  /** Columns that say who the reader is: a pseudonym stands for them. */
  reader?: readonly string[];
  /** Other columns with what is known of a reader, or was written by a person. */
  personal?: readonly string[];
  /** Who deletes a row wants its contents gone: the audit forgets them too. */
  forgetsDeleted?: true;
  /** `changes`: rows come by lists and imports, whose runs are audited; noted is what somebody changes afterwards, one by one. */
  notes?: 'all' | 'changes';
}

const columns = (...lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' '));
const lease = ['deadline', 'reserving', 'try_again', 'lease_holder', 'lease_until', 'phase'];
const ofReader: Subject = {
  column: 'reader_id',
  cards: '/* subjects */ select id as key, card from reader where id = any($1)',
};
const ofLoan: Subject = {
  column: 'loan_id',
  cards:
    '/* subjects */ select loan.id as key, card from loan join reader on reader.id = reader_id where loan.id = any($1)',
};
const ofParcel: Subject = {
  column: 'parcel_id',
  cards:
    '/* subjects */ select parcel.id as key, card from parcel join reader on reader.id = reader_id where parcel.id = any($1)',
};
const ofOrder: Subject = {
  column: 'order_id',
  cards: '/* subjects */ select id as key, card from purchase_lend_order where id = any($1) and card is not null',
};
const version: AuditedTable = { key: ['id'], leftOut: ['content_hash'] };

const item: AuditedTable = { key: ['id'], leftOut: ['call_number_sort', 'slot_released'], notes: 'changes' };
const owner: Record<string, AuditedTable> = {
  item,
  item_claim: { key: ['id'], leftOut: ['moves'] },
  return_receipt: { key: ['id'] },
};

export const auditedTables: Record<SubgraphName, Record<string, AuditedTable>> = {
  central: {
    ...owner,
    bib_record: {
      key: ['id'],
      leftOut: ['marc', 'bibliographic', 'identity', 'keys', 'call_numbers', 'fullness', 'at'],
      notes: 'changes',
    },
    book_alias: { key: ['id'] },
    branch: { key: ['id'] },
    fund: { key: ['id'] },
    fund_allocation: version,
    import_run: {
      key: ['id'],
      leftOut: columns(
        'received received_at position bytes_read record_number written_number records_read records_added',
        'records_changed records_unchanged records_rejected items_read items_added items_changed items_unchanged',
        'items_rejected warnings failures',
      ),
    },
    item_mapping: { key: ['library_id'] },
    ledger_entry: { key: ['id'] },
    library: { key: ['id'] },
    purchase: { key: ['id'] },
    purchase_correction: { key: ['id'] },
    put_items_receipt: { key: ['library_id', 'idempotency_key'], leftOut: ['content_hash', 'results'] },
    rule_set: version,
    slot_release: { key: ['order_id', 'item_id'] },
  },
  districts: {
    ...owner,
    availability_source: { key: ['library_id'], leftOut: ['token'] },
    member: { key: ['library_id'], leftOut: ['told_by_rows'] },
  },
  bookstores: {
    address_look: { key: ['id'] },
    api_key: { key: ['id'], leftOut: ['hash', 'last_used_at'] },
    barcode_range: version,
    contract: version,
    offer: { key: ['id'], notes: 'changes' },
    order_address: {
      key: ['order_id'],
      subject: ofOrder,
      personal: ['address'],
      forgetsDeleted: true,
    },
    order_erasure: { key: ['id'] },
    order_item_step: { key: ['order_id', 'item_id', 'step'], subject: ofOrder, personal: ['reason'] },
    purchase_lend_order: {
      key: ['id'],
      leftOut: ['content_hash', 'attempt', ...lease],
      subject: { column: 'card', cards: null },
      reader: ['card', 'reader_id', 'organisation'],
      personal: ['reader_name', 'idempotency_key', 'ends_reason', 'facts', 'failures', 'flags', 'reader_type'],
    },
    statement: { key: ['id'] },
    statement_correction: version,
    statement_dispute: { key: ['id'] },
    statement_invoice: { key: ['store_id', 'number'] },
    statement_line: { key: ['id'] },
    statement_transition: { key: ['id'] },
    store: { key: ['id'] },
    store_attempt: { key: ['order_id', 'store_id'] },
    store_choice: { key: ['id'] },
    webhook: { key: ['id'], leftOut: ['secret'] },
  },
  lending: {
    closing: version,
    courier: { key: ['id'], leftOut: ['secret'] },
    credit_event: {
      key: ['id'],
      subject: ofReader,
      reader: ['reader_id'],
      personal: ['appeal', 'decision', 'reference'],
    },
    freight_tariff: version,
    fulfilment_choice: { key: ['valid_from'] },
    history_erasure: {
      key: ['id'],
      leftOut: lease,
      subject: ofReader,
      reader: ['reader_id'],
      personal: ['idempotency_key', 'erased', 'kept', 'taken_books', 'taken_until'],
    },
    hold: {
      key: ['id'],
      leftOut: ['content_hash'],
      subject: ofReader,
      reader: ['reader_id'],
      personal: ['idempotency_key'],
    },
    hold_policy: { ...version, key: ['version'] },
    item_loss: {
      key: ['id'],
      leftOut: ['content_hash'],
      subject: ofLoan,
      personal: ['reason', 'settled_reason'],
    },
    item_return: { key: ['id'], leftOut: ['content_hash'] },
    loan: { key: ['id'], leftOut: ['tallied'], subject: ofReader, reader: ['reader_id'] },
    loan_address: { key: ['loan_id'], subject: ofLoan, personal: ['address'], forgetsDeleted: true },
    loan_claim: { key: ['id'] },
    loan_policy: version,
    loan_renewal: {
      key: ['id'],
      leftOut: ['content_hash'],
      subject: ofLoan,
      personal: ['idempotency_key', 'failures'],
    },
    loan_request: {
      key: ['id'],
      leftOut: ['content_hash', ...lease],
      subject: ofReader,
      reader: ['reader_id', 'organisation'],
      personal: ['idempotency_key', 'failures'],
    },
    parcel: {
      key: ['id'],
      leftOut: ['request_hash', 'version'],
      subject: ofReader,
      reader: ['reader_id'],
      personal: ['request_key'],
    },
    parcel_address: {
      key: ['parcel_id'],
      leftOut: ['address_hash'],
      subject: ofParcel,
      personal: ['address'],
      forgetsDeleted: true,
    },
    parcel_address_look: { key: ['id'] },
    parcel_line: { key: ['parcel_id', 'loan_id'] },
    reader: {
      key: ['id'],
      leftOut: ['open_loans', 'sample'],
      subject: { column: 'card', cards: null },
      reader: ['id', 'card'],
      personal: columns(
        'name type band band_as_of band_source band_stale suspended_reason suspended_until birth_day guardian consent_at',
        'credit_only',
      ),
    },
    reminder_choice: { key: ['valid_from'] },
    retention_policy: { ...version, key: ['version'] },
    saved_address: {
      key: ['id'],
      leftOut: ['address_hash'],
      subject: ofReader,
      reader: ['reader_id'],
      personal: ['address'],
      forgetsDeleted: true,
    },
  },
};

const projection = 'a projection, made anew from what is audited or from what an owner says';
const eventLog = 'a log of events, written from changes of audited tables';
const work = 'what is still to be told or done; it is gone afterwards';
const published = 'published lists that come with the installation and are changed by no operation';
const audit = 'the audit itself';
const migrations = 'which migrations were made';
const catalogue = 'bibliographic records in bulk; the runs that bring them are audited, and merges and splits';
const ofAll = {
  audit_change: audit,
  audit_entry: audit,
  audit_value: audit,
  migration: migrations,
};
const ofOwner = { ...ofAll, holdings_change: work, overdue_mark: work, work_change: eventLog };

/** Tables that are not audited, each with the reason. */
export const notAudited: Record<SubgraphName, Record<string, string>> = {
  central: {
    ...ofOwner,
    book: catalogue,
    book_call_number: catalogue,
    book_index: catalogue,
    book_key: catalogue,
    catalogue_event: eventLog,
    copy_slot: 'a row to lock; slots are taken by purchases and released by slot_release',
    import_part: 'bytes of a file that is being imported; its run has their hash',
    import_reject: 'what a run could not read; the run is audited',
    known_holdings: projection,
    library_report: projection,
    periodical: published,
    programme_event: published,
    ranking_entry: published,
    room: published,
  },
  districts: ofOwner,
  bookstores: {
    ...ofAll,
    event_cursor: 'how far somebody has read the events',
    purchase_transition: eventLog,
    webhook_delivery: work,
  },
  lending: {
    ...ofAll,
    former_book: 'a projection of merges, which the catalogue audits',
    hold_queue: 'counters; the numbers stand in holds',
    kept_copy: 'where a copy stands that is kept for a hold; the hold, the claim and the item are audited',
    lending_event: eventLog,
    loan_tally: projection,
    notice: work,
    parcel_event: 'a log of what couriers say, who may say it twice; what follows from it is written to parcels',
    purchase_sum: 'keyed traces of what was erased; see decision 0019',
    reminder_run: work,
    taken_hash: 'keyed traces of what was erased; see decision 0019',
  },
};
