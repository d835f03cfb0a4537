import { Migration } from '@mikro-orm/migrations';
import { auditTriggers } from '../../../lib/audit/sql.ts';

/** As they are when this is made; what changes later is for a migration of its own. */
const audited = {
  item: { key: ['id'], leftOut: ['call_number_sort', 'slot_released'], notes: 'changes' },
  item_claim: { key: ['id'], leftOut: ['moves'] },
  return_receipt: { key: ['id'] },
  bib_record: {
    key: ['id'],
    leftOut: ['marc', 'bibliographic', 'identity', 'keys', 'call_numbers', 'fullness', 'at'],
    notes: 'changes',
  },
  book_alias: { key: ['id'] },
  branch: { key: ['id'] },
  fund: { key: ['id'] },
  fund_allocation: { key: ['id'], leftOut: ['content_hash'] },
  import_run: {
    key: ['id'],
    leftOut: [
      'received',
      'received_at',
      'position',
      'bytes_read',
      'record_number',
      'written_number',
      'records_read',
      'records_added',
      'records_changed',
      'records_unchanged',
      'records_rejected',
      'items_read',
      'items_added',
      'items_changed',
      'items_unchanged',
      'items_rejected',
      'warnings',
      'failures',
    ],
  },
  item_mapping: { key: ['library_id'] },
  ledger_entry: { key: ['id'] },
  library: { key: ['id'] },
  purchase: { key: ['id'] },
  purchase_correction: { key: ['id'] },
  put_items_receipt: { key: ['library_id', 'idempotency_key'], leftOut: ['content_hash', 'results'] },
  rule_set: { key: ['id'], leftOut: ['content_hash'] },
  slot_release: { key: ['order_id', 'item_id'] },
} as const;

export class Migration20261123160000_audit_by_row extends Migration {
  override name = 'Migration20261123160000_audit_by_row';

  override up(): void | Promise<void> {
    // Earlier triggers had one function for all tables, which noted whole rows.
    this.addSql('drop function if exists audit_capture() cascade;');
    for (const [table, columns] of Object.entries(audited)) {
      for (const sql of auditTriggers(table, columns)) this.addSql(sql);
    }
  }
}
