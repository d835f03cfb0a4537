import { Migration } from '@mikro-orm/migrations';

export class Migration20261123003300_bought_again extends Migration {
  override name = 'Migration20261123003300_bought_again';

  override up(): void | Promise<void> {
    this.addSql(`alter table "loan" add "again" boolean not null default false;`);
    this.addSql(`drop index "loan_bought_once";`);
    this.addSql(
      `create unique index "loan_bought_once" on "loan" ("reader_id", "book_id") where channel = 'PURCHASE' and status <> 'RELEASED' and volume = 1 and not again;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "loan_bought_once";`);
    this.addSql(
      `create unique index "loan_bought_once" on "loan" ("reader_id", "book_id") where channel = 'PURCHASE' and status <> 'RELEASED' and volume = 1;`,
    );
    this.addSql(`alter table "loan" drop column "again";`);
  }
}
