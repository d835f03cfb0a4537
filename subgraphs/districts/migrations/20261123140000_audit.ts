import { Migration } from '@mikro-orm/migrations';
import { auditTables, auditTriggers } from '../../../lib/audit/sql.ts';

/** As they are when this is made; what changes later is for a migration of its own. */
const audited = {
  item: { key: ['id'], leftOut: ['call_number_sort', 'slot_released'], notes: 'changes' },
  item_claim: { key: ['id'], leftOut: ['moves'] },
  return_receipt: { key: ['id'] },
  availability_source: { key: ['library_id'], leftOut: ['token'] },
  member: { key: ['library_id'], leftOut: ['told_by_rows'] },
} as const;

export class Migration20261123140000_audit extends Migration {
  override name = 'Migration20261123140000_audit';

  override up(): void | Promise<void> {
    for (const sql of auditTables) this.addSql(sql);
    for (const [table, columns] of Object.entries(audited)) {
      for (const sql of auditTriggers(table, columns)) this.addSql(sql);
    }
  }
}
