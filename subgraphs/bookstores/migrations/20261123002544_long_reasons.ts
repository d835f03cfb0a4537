import { Migration } from '@mikro-orm/migrations';

// A loss is reported and settled with a reason of up to 500 characters, which its order's history takes over.
export class Migration20261123002544_long_reasons extends Migration {
  override name = 'Migration20261123002544_long_reasons';

  override up(): void {
    this.addSql(`alter table "purchase_transition" alter column "reason" type text;`);
  }

  override down(): void {
    this.addSql(`alter table "purchase_transition" alter column "reason" type varchar(255) using left("reason", 255);`);
  }
}
