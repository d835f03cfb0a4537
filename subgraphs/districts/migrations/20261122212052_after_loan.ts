import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212052_after_loan extends Migration {
  override name = 'Migration20261122212052_after_loan';

  override up(): void | Promise<void> {
    this.addSql(`alter table "item" add "slot_released" boolean not null default false;`);
    this.addSql(
      `create index "item_to_catalogue" on "item" ("library_id", "call_number_sort", "id") where status = 'IN_PROCESS' and not catalogued;`,
    );
    this.addSql(`create index "item_bought" on "item" ("branch_id") where purchase_order_id is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "item_to_catalogue";`);
    this.addSql(`drop index "item_bought";`);
    this.addSql(`alter table "item" drop column "slot_released";`);
  }
}
