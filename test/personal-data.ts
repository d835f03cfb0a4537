// Every column of every table that may hold something about a reader: where the export shows it, or why it is nothing personal. A column
// without a line here fails test/export.e2e.test.ts, and so does one whose value the export does not show.
import type { SubgraphName } from '../schema/sdl.ts';

/** Columns by where the export shows them, and the rest with the reason. */
export interface TableData {
  /** SQL for the rows of a reader, by `:id` and `:card`. */
  of: string;
  /** Columns that the export shows under one of these names. */
  shown: Record<string, string>;
  /** Columns of the machinery, each with the reason. */
  left: Record<string, string>;
}

const keys = {
  content_hash: 'a hash that tells two requests apart; what it is made of is shown',
};
const work = {
  phase: 'how far it is being worked on',
  deadline: 'how far it is being worked on',
  try_again: 'how far it is being worked on',
  lease_holder: 'how far it is being worked on',
  lease_until: 'how far it is being worked on',
};
const same = (...columns: string[]): Record<string, string> =>
  Object.fromEntries(
    columns.map((column) => [column, column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())]),
  );

const ofReader = 'reader_id = :id';
const ofLoan = 'loan_id in (select id from loan where reader_id = :id)';
const ofParcel = 'parcel_id in (select id from parcel where reader_id = :id)';
const ofOrder = 'order_id in (select id from purchase_lend_order where card = :card)';

export const personalData: Partial<Record<SubgraphName, Record<string, TableData>>> = {
  lending: {
    reader: {
      of: 'id = :id',
      shown: {
        ...same('id', 'card', 'name', 'type', 'band', 'band_as_of', 'band_source', 'band_stale', 'suspended'),
        ...same('suspended_reason', 'suspended_until', 'birth_day', 'guardian', 'consent_at', 'credit_only'),
        ...same('loan_quota', 'open_loans', 'reminders'),
      },
      left: { sample: 'invented data' },
    },
    loan: {
      of: ofReader,
      shown: {
        ...same('id', 'order_id', 'volume', 'status', 'channel', 'again', 'requested_at', 'started_at', 'due_date'),
        ...same('back_on', 'returned_at', 'policy_id', 'renewals', 'claimed_returned_at'),
        book_id: 'book',
        item_id: 'item',
        list_price_fen: 'listPrice',
      },
      left: {
        reader_id: 'the reader',
        tallied: 'whether it is counted in a ranking',
        renewals_allowed: 'the terms of the rule set by which it was bought',
      },
    },
    loan_request: {
      of: ofReader,
      shown: {
        ...same('id', 'channel', 'organisation', 'idempotency_key', 'outcome', 'policy_id', 'tariff_id'),
        ...same('started_at', 'due_date', 'failures', 'requested_at'),
        book_id: 'book',
        item_id: 'item',
        wanted_item_id: 'item',
        branch_id: 'branch',
      },
      left: { ...keys, ...work, reserving: work.phase, reader_id: 'the reader' },
    },
    notice: {
      of: ofReader,
      shown: {
        ...same('id', 'kind', 'day', 'state', 'attempts', 'sent_at', 'last_error', 'created_at'),
        book_id: 'book',
        loan_id: 'loan',
        hold_id: 'hold',
      },
      left: {
        reader_id: 'the reader',
        subject_id: 'the loan or the hold',
        occasion: 'the day',
        next_attempt_at: 'how far it is being worked on',
      },
    },
    lending_event: {
      of: ofReader,
      shown: {},
      left: Object.fromEntries(
        [
          'id',
          'tx',
          'at',
          'kind',
          'reader_id',
          'branch_id',
          'list',
          'loan_id',
          'hold_id',
          'parcel_id',
          'item_id',
          'origin',
        ].map((column) => [
          column,
          'what has happened to a loan, a hold or a parcel, which is shown itself; kept for 30 days',
        ]),
      ),
    },
    loan_address: { of: ofLoan, shown: { address: 'address' }, left: { loan_id: 'the loan' } },
    loan_renewal: {
      of: ofLoan,
      shown: same('at', 'by', 'due_date', 'failures', 'idempotency_key'),
      left: { ...keys, id: 'its number', loan_id: 'the loan' },
    },
    item_return: {
      of: ofLoan,
      shown: { branch_id: 'branch', returned_at: 'returnedAt' },
      left: {
        ...keys,
        id: 'its number',
        organisation: 'the library that took it back',
        idempotency_key: "the desk's number",
        loan_id: 'the loan',
        item_id: "the loan's",
        book_id: "the loan's",
        next: 'where the copy went afterwards',
        destination: 'where the copy went afterwards',
        hold_id: 'for whom the copy was kept afterwards: another reader',
        freed: 'where the copy went afterwards',
      },
    },
    item_loss: {
      of: ofLoan,
      shown: {
        ...same('id', 'kind', 'reason', 'reported_at', 'outcome', 'settled_reason', 'settled_at'),
        amount_fen: 'amount',
      },
      left: {
        ...keys,
        organisation: 'the library that reported it',
        idempotency_key: "the desk's number",
        item_id: "the loan's",
        loan_id: 'the loan',
        state: 'told by when and how it was settled',
        order_id: "the loan's",
        reported_by: 'role of a librarian',
      },
    },
    hold: {
      of: ofReader,
      shown: {
        ...same('id', 'idempotency_key', 'number', 'state', 'placed_at', 'suspended_until', 'served', 'passed_over'),
        ...same('shelf_until', 'ended_at'),
        book_id: 'book',
        item_id: 'item',
        pickup_branch_id: 'pickup',
        loan_id: 'loan',
      },
      left: { ...keys, reader_id: 'the reader', pickup_library: 'of the branch' },
    },
    kept_copy: {
      of: 'hold_id in (select id from hold where reader_id = :id)',
      shown: {},
      left: {
        id: 'a claim',
        book_id: "the hold's",
        item_id: "the hold's",
        call_number_sort: 'of the copy',
        status: "the hold's state",
        branch_id: 'where the copy stands',
        hold_id: 'the hold',
        moves: 'how often it was moved',
      },
    },
    parcel: {
      of: ofReader,
      shown: {
        ...same('id', 'direction', 'status', 'tracking_number', 'created_at', 'accepted_at', 'shipped_at', 'ended_at'),
        ...same('due_at', 'closed_at', 'liable', 'request_key', 'tariff_id'),
        branch_id: 'from',
        courier_id: 'courier',
        freight_fen: 'freight',
      },
      left: {
        reader_id: 'the reader',
        request_hash: keys.content_hash,
        request_number: 'which parcel of a request it is',
        version: 'how often it was changed',
      },
    },
    parcel_line: {
      of: ofParcel,
      shown: { loan_id: 'loan', item_id: 'item' },
      left: { parcel_id: 'the parcel', direction: "the parcel's", received_at: 'as the return' },
    },
    parcel_event: {
      of: ofParcel,
      shown: same('event', 'at', 'received_at', 'actor'),
      left: {
        ...keys,
        id: 'its number',
        parcel_id: 'the parcel',
        origin: 'whose number it is',
        event_id: "the courier's or the library's number",
      },
    },
    parcel_address: {
      of: ofParcel,
      shown: { address: 'address', erase_at: 'addressErasedAt' },
      left: { parcel_id: 'the parcel', address_hash: 'equal for equal addresses' },
    },
    parcel_address_look: {
      of: ofParcel,
      shown: same('by', 'at'),
      left: { id: 'its number', parcel_id: 'the parcel' },
    },
    saved_address: {
      of: ofReader,
      shown: same('id', 'address', 'saved_at'),
      left: { reader_id: 'the reader', address_hash: 'equal for equal addresses' },
    },
    credit_event: {
      of: ofReader,
      shown: {
        ...same('id', 'kind', 'reference', 'points', 'at', 'expires_on', 'state', 'appeal', 'appealed_at'),
        ...same('decision', 'decided_at', 'decided_by'),
      },
      left: { reader_id: 'the reader' },
    },
    history_erasure: {
      of: ofReader,
      shown: same('id', 'requested_at', 'erased', 'kept', 'done_at'),
      left: {
        ...work,
        reader_id: 'the reader',
        idempotency_key: "the app's number",
        taken_books: 'shown in what was kept',
        taken_until: 'shown in what was kept',
      },
    },
    purchase_sum: {
      of: 'spender = :spender',
      shown: { bought_on: 'boughtOn', copies: 'copies', list_fen: 'listTotal' },
      left: { spender: 'a keyed hash of the card' },
    },
  },
  bookstores: {
    purchase_lend_order: {
      of: 'card = :card',
      shown: {
        ...same('id', 'organisation', 'idempotency_key', 'channel', 'status', 'outcome', 'isbn', 'items', 'card'),
        ...same('reader_id', 'reader_name', 'item_barcodes', 'due_date', 'failures', 'flags', 'reader_type'),
        ...same('submitted_by', 'submitted_at', 'occurred_at', 'due_at', 'courier', 'tracking_number', 'liable'),
        store_id: 'store',
        book_id: 'book',
        list_price_fen: 'listPrice',
        payer: 'payer',
        facts: 'account',
      },
      left: {
        ...keys,
        ...work,
        reserving: work.phase,
        offer_id: 'of the store',
        class_number: 'of the book',
        rate_basis_points: 'between library and store',
        net_fen: 'between library and store',
        scanned_barcodes: 'as the barcodes',
        item_ids: 'as the barcodes',
        terms: 'of the programme',
        rule_sets: 'of the programme',
        offline_copies: "of the store's day",
        attempt: 'how far it is being worked on',
        ends_as: 'how far it is being worked on',
        ends_by: 'how far it is being worked on',
        ends_reason: 'how far it is being worked on',
        round: 'how far it is being worked on',
        reviewed: 'told by the transitions',
        shipped_at: 'told by the transitions',
        lent_at: 'told by the transitions',
        settled: 'between library and store',
      },
    },
    purchase_transition: {
      of: ofOrder,
      shown: same('at', 'from', 'to', 'actor', 'reason'),
      left: {
        id: 'its number',
        tx: 'its place among all events',
        order_id: 'the order',
        store_id: 'which store had it then',
        left_store_id: 'which store had it before',
      },
    },
    order_address: {
      of: ofOrder,
      shown: { address: 'deliveryAddress', erase_at: 'addressErasedAt' },
      left: { order_id: 'the order' },
    },
    address_look: {
      of: ofOrder,
      shown: same('by', 'at'),
      left: { id: 'its number', order_id: 'the order' },
    },
    order_item_step: {
      of: ofOrder,
      shown: { ...same('item_id', 'step', 'at', 'actor', 'reason'), amount_fen: 'amount' },
      left: { order_id: 'the order' },
    },
    store_attempt: {
      of: ofOrder,
      shown: {},
      left: {
        order_id: 'the order',
        store_id: 'between stores and library',
        why: 'between stores and library',
        at: 'between stores and library',
      },
    },
    webhook_delivery: {
      of: ofOrder,
      shown: {},
      left: Object.fromEntries(
        ['id', 'webhook_id', 'event_id', 'order_id', 'state', 'attempts', 'due_since', 'tries', 'next_attempt_at']
          .concat('last_attempt_at', 'last_status', 'last_error', 'delivered_at')
          .map((column) => [column, 'how a store was told; what it was told is not kept']),
      ),
    },
  },
};

/** Where a reader is a pseudonym, and what is personal is erased with the history: lib/audit/tables.ts. */
const audit = {
  audit_change: 'what is being written to the audit; it is gone within seconds',
  audit_entry: 'the audit: hashes stand for what is personal',
  audit_value: 'the audit: what was done to what the export shows',
};

/** Tables that hold nothing of any one reader, each with the reason. */
export const otherTables: Record<SubgraphName, Record<string, string>> = {
  central: {
    ...audit,
    bib_record: "a library's record of a book; of a decision its library",
    book: 'the catalogue',
    book_call_number: 'the catalogue',
    book_index: 'the catalogue',
    book_key: 'the catalogue',
    book_alias: 'the catalogue',
    branch: 'an organisation',
    copy_slot: 'counts',
    fund: 'money of a library',
    fund_allocation: 'money of a library',
    import_part: 'a file of records or copies',
    import_reject: 'a record or a copy of a file',
    import_run: 'a file, by the library or the store that has sent it',
    item: 'a copy; its claim is the number of a loan or an order',
    item_claim: 'the number of a loan or an order',
    catalogue_event: 'the catalogue, and counts',
    holdings_change: 'a library and a book',
    item_mapping: 'which fields name copies',
    known_holdings: 'counts',
    ledger_entry: 'money of a library, by orders',
    library: 'an organisation',
    library_report: 'a moment',
    periodical: 'the catalogue',
    programme_event: 'published',
    purchase: 'money of a library, by orders',
    purchase_correction: 'money of a library, by orders',
    put_items_receipt: 'what a library was told of its copies',
    ranking_entry: 'published',
    return_receipt: 'where a copy went',
    room: 'an organisation',
    rule_set: 'rules',
    slot_release: 'copies of orders',
    overdue_mark: 'a day',
    work_change: 'a copy; its claim is the number of a loan or a hold',
  },
  districts: {
    ...audit,
    holdings_change: 'a library and a book',
    availability_source: 'of a library',
    item: 'a copy; its claim is the number of a loan or an order',
    item_claim: 'the number of a loan or an order',
    member: 'an organisation',
    return_receipt: 'where a copy went',
    overdue_mark: 'a day',
    work_change: 'a copy; its claim is the number of a loan or a hold',
  },
  bookstores: {
    api_key: 'of a store',
    ...audit,
    barcode_range: 'of a store',
    contract: 'of a store',
    event_cursor: 'of the network',
    offer: 'of a store',
    order_erasure: 'a number and a count',
    statement: 'money between library and store',
    statement_correction: 'money between library and store, by orders',
    statement_dispute: 'money between library and store',
    statement_invoice: 'money between library and store',
    statement_line: 'money between library and store, by orders',
    statement_transition: 'money between library and store',
    store: 'an organisation',
    store_choice: 'rules',
    webhook: 'of a store',
  },
  lending: {
    ...audit,
    closing: 'of a library',
    courier: 'an organisation',
    former_book: 'ids of books',
    freight_tariff: 'rules',
    fulfilment_choice: 'rules',
    hold_policy: 'rules',
    hold_queue: 'counts',
    loan_claim: 'the number of an order',
    loan_policy: 'rules',
    loan_tally: 'counts',
    reminder_choice: 'rules',
    reminder_run: 'a day',
    retention_policy: 'rules',
    taken_hash: 'a keyed hash of a card and a book: shown as ALREADY_TAKEN to whoever asks for that book',
  },
};
