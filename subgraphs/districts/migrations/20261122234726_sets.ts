import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234726_sets extends Migration {
  override name = 'Migration20261122234726_sets';

  override up(): void | Promise<void> {
    this.addSql(`alter table "item" drop constraint "item_purchase_order_id_unique";`);
    this.addSql(`alter table "item" add "volume" int null;`);
    this.addSql(`update "item" set "volume" = 1 where "purchase_order_id" is not null;`);
    this.addSql(
      `alter table "item" add constraint "item_purchase_order_id_volume_unique" unique ("purchase_order_id", "volume");`,
    );
  }
}
