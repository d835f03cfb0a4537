import { Migration } from '@mikro-orm/migrations';

export class Migration20261122211833_online_orders extends Migration {
  override name = 'Migration20261122211833_online_orders';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "address_look" ("id" bigserial primary key, "order_id" varchar(255) not null, "by" varchar(255) not null, "at" timestamptz not null);`,
    );
    this.addSql(`create index "address_look_order_id_index" on "address_look" ("order_id");`);

    this.addSql(
      `create table "store_attempt" ("order_id" varchar(255) not null, "store_id" varchar(255) not null, "why" text not null, "at" timestamptz not null, primary key ("order_id", "store_id"));`,
    );
    this.addSql(`create index "store_attempt_store_id_index" on "store_attempt" ("store_id");`);

    this.addSql(
      `create table "store_choice" ("id" varchar(255) not null, "stock_weight" int not null, "price_weight" int not null, "load_weight" int not null, primary key ("id"));`,
    );

    this.addSql(`alter table "order_address" add "erase_at" timestamptz null;`);

    this.addSql(
      `alter table "purchase_lend_order" add "terms" jsonb null, add "shipped_at" timestamptz null, add "ends_as" text null, add "ends_by" varchar(255) null, add "ends_reason" varchar(255) null, add "round" int not null default 0, add "reviewed" boolean not null default false, add "due_at" timestamptz null, add "courier" varchar(255) null, add "tracking_number" varchar(255) null, add "liable" text null;`,
    );
    this.addSql(`create index "order_due" on "purchase_lend_order" ("due_at") where due_at is not null;`);
    this.addSql(
      `create index "order_waiting" on "purchase_lend_order" ("store_id", "submitted_at") where status in ('APPROVED', 'CONFIRMED');`,
    );
    this.addSql(
      `update "purchase_lend_order" set "due_at" = now() + interval '24 hours' where "channel" = 'ONLINE' and "status" = 'APPROVED';`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_ends_as_check" check ("ends_as" in ('SUBMITTED', 'NEEDS_REVIEW', 'APPROVED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'LENT', 'REFUSED', 'EXPIRED', 'NOT_SUPPLIED', 'CANCELLED', 'VOIDED', 'REFUSED_AT_DOOR', 'RETURNED_TO_SENDER', 'LOST', 'DAMAGED', 'RETURNED', 'IN_PROCESS', 'SHELVED', 'COMPENSATED', 'WRITTEN_OFF'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_liable_check" check ("liable" in ('CARRIER', 'STORE'));`,
    );

    this.addSql(
      `alter table "address_look" add constraint "address_look_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id") on delete restrict;`,
    );

    this.addSql(
      `alter table "store_attempt" add constraint "store_attempt_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "store_attempt" add constraint "store_attempt_store_id_foreign" foreign key ("store_id") references "store" ("id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "store_attempt" add constraint "store_attempt_why_check" check ("why" in ('OUT_OF_STOCK', 'NO_ANSWER', 'FUND_EMPTY'));`,
    );

    this.addSql(
      `alter table "store_choice" add constraint "store_choice_weights" check (stock_weight >= 0 and price_weight >= 0 and load_weight >= 0);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "address_look" cascade;`);
    this.addSql(`drop table if exists "store_attempt" cascade;`);
    this.addSql(`drop table if exists "store_choice" cascade;`);

    this.addSql(`alter table "order_address" drop column "erase_at";`);

    this.addSql(`drop index "order_due";`);
    this.addSql(`drop index "order_waiting";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_ends_as_check";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_liable_check";`);
    this.addSql(
      `alter table "purchase_lend_order" drop column "terms", drop column "shipped_at", drop column "ends_as", drop column "ends_by", drop column "ends_reason", drop column "round", drop column "reviewed", drop column "due_at", drop column "courier", drop column "tracking_number", drop column "liable";`,
    );
  }
}
