import { Migration } from '@mikro-orm/migrations';
import { auditTriggers } from '../../../lib/audit/sql.ts';

/** As they are when this is made; what changes later is for a migration of its own. */
const audited = {
  item: { key: ['id'], leftOut: ['call_number_sort', 'slot_released'], notes: 'changes' },
  item_claim: { key: ['id'], leftOut: ['moves'] },
  return_receipt: { key: ['id'] },
  availability_source: { key: ['library_id'], leftOut: ['token'] },
  member: { key: ['library_id'], leftOut: ['told_by_rows'] },
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
