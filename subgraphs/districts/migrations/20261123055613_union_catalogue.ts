import { Migration } from '@mikro-orm/migrations';

export class Migration20261123055613_union_catalogue extends Migration {
  override name = 'Migration20261123055613_union_catalogue';

  override up(): void | Promise<void> {
    this.addSql(`alter table "item" add "record_id" varchar(255) null;`);
    this.addSql(`create index "item_of_record" on "item" ("record_id") where record_id is not null;`);
  }
}
