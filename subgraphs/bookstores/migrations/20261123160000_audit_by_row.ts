import { Migration } from '@mikro-orm/migrations';
import { auditTriggers } from '../../../lib/audit/sql.ts';

/** As they are when this is made; what changes later is for a migration of its own. */
const audited = {
  address_look: { key: ['id'] },
  api_key: { key: ['id'], leftOut: ['hash', 'last_used_at'] },
  barcode_range: { key: ['id'], leftOut: ['content_hash'] },
  contract: { key: ['id'], leftOut: ['content_hash'] },
  offer: { key: ['id'], notes: 'changes' },
  order_address: { key: ['order_id'], subject: { column: 'order_id' } },
  order_erasure: { key: ['id'] },
  order_item_step: { key: ['order_id', 'item_id', 'step'], subject: { column: 'order_id' } },
  purchase_lend_order: {
    key: ['id'],
    subject: { column: 'card' },
    leftOut: ['content_hash', 'attempt', 'deadline', 'reserving', 'try_again', 'lease_holder', 'lease_until', 'phase'],
  },
  statement: { key: ['id'] },
  statement_correction: { key: ['id'], leftOut: ['content_hash'] },
  statement_dispute: { key: ['id'] },
  statement_invoice: { key: ['store_id', 'number'] },
  statement_line: { key: ['id'] },
  statement_transition: { key: ['id'] },
  store: { key: ['id'] },
  store_attempt: { key: ['order_id', 'store_id'] },
  store_choice: { key: ['id'] },
  webhook: { key: ['id'], leftOut: ['secret'] },
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
