import { Migration } from '@mikro-orm/migrations';

export class Migration20261123005653_holds extends Migration {
  override name = 'Migration20261123005653_holds';

  override up(): void | Promise<void> {
    this.addSql(`alter table "item" add "kept_at" varchar(255) null;`);
    this.addSql(
      `create index "item_at_work" on "item" ((coalesce(kept_at, branch_id)), "status", "call_number_sort", "id") where status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN');`,
    );

    this.addSql(`alter table "item_claim" add "moves" int null;`);
  }
}
