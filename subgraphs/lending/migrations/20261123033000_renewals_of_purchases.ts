import { Migration } from '@mikro-orm/migrations';

export class Migration20261123033000_renewals_of_purchases extends Migration {
  override name = 'Migration20261123033000_renewals_of_purchases';

  override up(): void {
    this.addSql(`alter table "loan" add "renewals_allowed" int null;`);
    this.addSql(`create index "item_return_item_id_returned_at_index" on "item_return" ("item_id", "returned_at");`);
  }

  override down(): void {
    this.addSql(`drop index "item_return_item_id_returned_at_index";`);
    this.addSql(`alter table "loan" drop column "renewals_allowed";`);
  }
}
