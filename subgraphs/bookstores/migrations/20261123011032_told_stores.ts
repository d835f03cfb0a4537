import { Migration } from '@mikro-orm/migrations';

export class Migration20261123011032_told_stores extends Migration {
  override name = 'Migration20261123011032_told_stores';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "purchase_transition" add "store_id" varchar(255) null, add "left_store_id" varchar(255) null;`,
    );
    this.addSql(
      `update "purchase_transition" set "store_id" = "purchase_lend_order"."store_id" from "purchase_lend_order" where "purchase_lend_order"."id" = "order_id";`,
    );
  }
}
