import { Migration } from '@mikro-orm/migrations';

export class Migration20261122234727_sets extends Migration {
  override name = 'Migration20261122234727_sets';

  override up(): void | Promise<void> {
    this.addSql(`alter table "loan" add "order_id" varchar(255) null, add "volume" int not null default 1;`);
    this.addSql(`update "loan" set "order_id" = "id" where "channel" = 'PURCHASE';`);
    this.addSql(`create index "loan_order_id_index" on "loan" ("order_id");`);
    this.addSql(
      `alter table "loan" add constraint "loan_of_order_when_bought" check ((channel = 'PURCHASE') = (order_id is not null));`,
    );
    this.addSql(`drop index "loan_bought_once";`);
    this.addSql(
      `create unique index "loan_bought_once" on "loan" ("reader_id", "book_id") where channel = 'PURCHASE' and status <> 'RELEASED' and volume = 1;`,
    );
  }
}
