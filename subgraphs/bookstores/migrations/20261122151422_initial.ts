import { Migration } from '@mikro-orm/migrations';

export class Migration20261122151422_initial extends Migration {
  override name = 'Migration20261122151422_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "order_address" ("order_id" varchar(255) not null, "address" jsonb not null, primary key ("order_id"));`,
    );

    this.addSql(
      `create table "store" ("id" varchar(255) not null, "name" varchar(255) not null, "partner" varchar(255) not null, "since" varchar(255) not null, "source" text not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "offer" ("id" varchar(255) not null, "store_id" varchar(255) not null, "book_id" varchar(255) not null, "isbn" varchar(255) null, "list_price_fen" int not null, "stock" int not null, "received" int not null default 0, "adjusted" int not null default 0, "sold" int not null default 0, "in_flight" int not null default 0, "as_of" timestamptz not null, "sample" boolean not null default false, primary key ("id"));`,
    );
    this.addSql(`create index "offer_store_id_index" on "offer" ("store_id");`);
    this.addSql(`create index "offer_book_id_index" on "offer" ("book_id");`);
    this.addSql(`alter table "offer" add constraint "offer_store_id_book_id_unique" unique ("store_id", "book_id");`);

    this.addSql(
      `create table "purchase_lend_order" ("id" varchar(255) not null, "organisation" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "channel" text not null, "status" text not null, "outcome" text null, "phase" text not null, "deadline" timestamptz not null, "reserving" boolean not null default false, "try_again" boolean not null default false, "lease_holder" varchar(255) null, "lease_until" timestamptz null, "store_id" varchar(255) null, "offer_id" varchar(255) null, "book_id" varchar(255) not null, "isbn" varchar(255) null, "class_number" varchar(255) null, "list_price_fen" int null, "net_fen" int not null, "payer" varchar(255) null, "card" varchar(255) not null, "reader_id" varchar(255) null, "reader_name" varchar(255) null, "scanned_barcode" varchar(255) null, "item_id" varchar(255) null, "item_barcode" varchar(255) null, "due_date" date null, "failures" jsonb not null default '[]', "flags" jsonb not null default '[]', "submitted_by" varchar(255) not null, "submitted_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "purchase_lend_order_store_id_index" on "purchase_lend_order" ("store_id");`);
    this.addSql(`create index "purchase_lend_order_offer_id_index" on "purchase_lend_order" ("offer_id");`);
    this.addSql(
      `create index "purchase_lend_order_store_id_submitted_at_index" on "purchase_lend_order" ("store_id", "submitted_at");`,
    );
    this.addSql(`create index "purchase_lend_order_book_id_index" on "purchase_lend_order" ("book_id");`);
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_organisation_idempotency_key_unique" unique ("organisation", "idempotency_key");`,
    );

    this.addSql(
      `create table "purchase_transition" ("id" bigserial primary key, "order_id" varchar(255) not null, "at" timestamptz not null, "from" varchar(255) null, "to" text not null, "actor" varchar(255) not null, "reason" varchar(255) null);`,
    );
    this.addSql(`create index "purchase_transition_order_id_index" on "purchase_transition" ("order_id");`);

    this.addSql(
      `create table "contract" ("id" varchar(255) not null, "store_id" varchar(255) not null, "payer" varchar(255) not null, "rate_basis_points" int not null, "valid_from" date not null, "valid_to" date not null, primary key ("id"));`,
    );
    this.addSql(`create index "contract_store_id_index" on "contract" ("store_id");`);

    this.addSql(
      `alter table "store" add constraint "store_source_check" check ("source" in ('NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'));`,
    );

    this.addSql(
      `alter table "offer" add constraint "offer_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_not_negative" check (stock >= 0 and in_flight >= 0 and list_price_fen > 0);`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_adds_up" check (received + adjusted = stock + sold + in_flight);`,
    );

    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_store_id_foreign" foreign key ("store_id") references "store" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_offer_id_foreign" foreign key ("offer_id") references "offer" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_done_when_ended" check ((status = 'SUBMITTED') = (phase <> 'DONE'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_lent_complete" check (status <> 'LENT' or (item_id is not null and due_date is not null and reader_id is not null));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_channel_check" check ("channel" in ('COUNTER', 'ONLINE'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_status_check" check ("status" in ('SUBMITTED', 'APPROVED', 'LENT', 'REFUSED'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_outcome_check" check ("outcome" in ('SUPPLIED', 'NOT_SUPPLIED'));`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_phase_check" check ("phase" in ('GATHERING', 'COMMITTING', 'ABORTING', 'DONE'));`,
    );

    this.addSql(
      `alter table "purchase_transition" add constraint "purchase_transition_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id");`,
    );
    this.addSql(
      `alter table "purchase_transition" add constraint "purchase_transition_to_check" check ("to" in ('SUBMITTED', 'APPROVED', 'LENT', 'REFUSED'));`,
    );

    this.addSql(
      `alter table "contract" add constraint "contract_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );
    this.addSql(`alter table "contract" add constraint "contract_rate" check (rate_basis_points between 1 and 10000);`);
    this.addSql(`alter table "contract" add constraint "contract_days" check (valid_from <= valid_to);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "offer" drop constraint "offer_store_id_foreign";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_store_id_foreign";`);
    this.addSql(`alter table "contract" drop constraint "contract_store_id_foreign";`);
    this.addSql(`alter table "purchase_lend_order" drop constraint "purchase_lend_order_offer_id_foreign";`);
    this.addSql(`alter table "purchase_transition" drop constraint "purchase_transition_order_id_foreign";`);

    this.addSql(`drop table if exists "order_address" cascade;`);
    this.addSql(`drop table if exists "store" cascade;`);
    this.addSql(`drop table if exists "offer" cascade;`);
    this.addSql(`drop table if exists "purchase_lend_order" cascade;`);
    this.addSql(`drop table if exists "purchase_transition" cascade;`);
    this.addSql(`drop table if exists "contract" cascade;`);
  }
}
