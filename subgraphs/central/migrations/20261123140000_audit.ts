import { Migration } from '@mikro-orm/migrations';
import { auditTables } from '../../../lib/audit/sql.ts';

export class Migration20261123140000_audit extends Migration {
  override name = 'Migration20261123140000_audit';

  override up(): void | Promise<void> {
    for (const sql of auditTables) this.addSql(sql);
  }
}
