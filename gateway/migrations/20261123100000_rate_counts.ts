import { Migration } from '@mikro-orm/migrations';

export class Migration20261123100000_rate_counts extends Migration {
  override name = 'Migration20261123100000_rate_counts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "rate_count" ("client" varchar(255) not null, "minute" int not null, "points" int not null, primary key ("client", "minute"));`,
    );
    this.addSql(`create index "rate_count_minute_index" on "rate_count" ("minute");`);
  }
}
