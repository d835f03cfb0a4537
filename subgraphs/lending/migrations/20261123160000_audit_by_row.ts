import { Migration } from '@mikro-orm/migrations';
import { auditTriggers } from '../../../lib/audit/sql.ts';

/** As they are when this is made; what changes later is for a migration of its own. */
const audited = {
  closing: { key: ['id'], leftOut: ['content_hash'] },
  courier: { key: ['id'], leftOut: ['secret'] },
  credit_event: { key: ['id'], subject: { column: 'reader_id' } },
  freight_tariff: { key: ['id'], leftOut: ['content_hash'] },
  fulfilment_choice: { key: ['valid_from'] },
  history_erasure: {
    key: ['id'],
    subject: { column: 'reader_id' },
    leftOut: ['deadline', 'reserving', 'try_again', 'lease_holder', 'lease_until', 'phase'],
  },
  hold: { key: ['id'], subject: { column: 'reader_id' }, leftOut: ['content_hash'] },
  hold_policy: { key: ['version'], leftOut: ['content_hash'] },
  item_loss: { key: ['id'], subject: { column: 'loan_id' }, leftOut: ['content_hash'] },
  item_return: { key: ['id'], leftOut: ['content_hash'] },
  loan: { key: ['id'], subject: { column: 'reader_id' }, leftOut: ['tallied'] },
  loan_address: { key: ['loan_id'], subject: { column: 'loan_id' } },
  loan_claim: { key: ['id'] },
  loan_policy: { key: ['id'], leftOut: ['content_hash'] },
  loan_renewal: { key: ['id'], subject: { column: 'loan_id' }, leftOut: ['content_hash'] },
  loan_request: {
    key: ['id'],
    subject: { column: 'reader_id' },
    leftOut: ['content_hash', 'deadline', 'reserving', 'try_again', 'lease_holder', 'lease_until', 'phase'],
  },
  parcel: { key: ['id'], subject: { column: 'reader_id' }, leftOut: ['request_hash', 'version'] },
  parcel_address: { key: ['parcel_id'], subject: { column: 'parcel_id' }, leftOut: ['address_hash'] },
  parcel_address_look: { key: ['id'] },
  parcel_line: { key: ['parcel_id', 'loan_id'] },
  reader: { key: ['id'], subject: { column: 'card' }, leftOut: ['open_loans', 'sample'] },
  reminder_choice: { key: ['valid_from'] },
  retention_policy: { key: ['version'], leftOut: ['content_hash'] },
  saved_address: { key: ['id'], subject: { column: 'reader_id' }, leftOut: ['address_hash'] },
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
