import { Migration } from '@mikro-orm/migrations';

export class Migration20261123031155_privacy extends Migration {
  override name = 'Migration20261123031155_privacy';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "order_erasure" ("id" varchar(255) not null, "orders" int not null, "at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "order_erasure_at_index" on "order_erasure" ("at");`);

    this.addSql(`alter table "purchase_lend_order" alter column "card" drop not null;`);
    this.addSql(
      `create index "order_of_card" on "purchase_lend_order" ("card", "submitted_at") where card is not null;`,
    );
    this.addSql(`create index "order_to_cut" on "purchase_lend_order" ("submitted_at") where card is not null;`);
    this.addSql(
      `create index "order_kept_content" on "purchase_lend_order" ("submitted_at") where content_hash like '~_%';`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_reader_while_open" check (card is not null or (reader_id is null and reader_name is null and phase = 'DONE' and status not in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT')));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "order_erasure" cascade;`);

    this.addSql(`drop index "order_of_card";`);
    this.addSql(`drop index "order_to_cut";`);
    this.addSql(`drop index "order_kept_content";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "order_reader_while_open";`);
    this.addSql(`alter table "purchase_lend_order" alter column "card" set not null;`);
  }
}
