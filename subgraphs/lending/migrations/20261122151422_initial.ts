import { Migration } from '@mikro-orm/migrations';

export class Migration20261122151422_initial extends Migration {
  override name = 'Migration20261122151422_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "loan_address" ("loan_id" varchar(255) not null, "address" jsonb not null, primary key ("loan_id"));`,
    );

    this.addSql(
      `create table "loan_claim" ("id" varchar(255) not null, "state" text not null, "at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "reader" ("id" varchar(255) not null, "card" varchar(255) not null, "name" varchar(255) not null, "type" text not null, "band" text not null, "band_as_of" timestamptz not null, "band_source" varchar(255) not null, "suspended" boolean not null default false, "loan_quota" int not null default 8, "open_loans" int not null default 0, "sample" boolean not null default false, primary key ("id"));`,
    );
    this.addSql(`alter table "reader" add constraint "reader_card_unique" unique ("card");`);

    this.addSql(
      `create table "loan_request" ("id" varchar(255) not null, "organisation" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "phase" text not null, "outcome" text null, "deadline" timestamptz not null, "reserving" boolean not null default false, "try_again" boolean not null default false, "lease_holder" varchar(255) null, "lease_until" timestamptz null, "reader_id" varchar(255) not null, "book_id" varchar(255) not null, "item_id" varchar(255) null, "branch_id" varchar(255) null, "failures" jsonb not null default '[]', "requested_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "loan_request_reader_id_index" on "loan_request" ("reader_id");`);
    this.addSql(
      `alter table "loan_request" add constraint "loan_request_organisation_idempotency_key_unique" unique ("organisation", "idempotency_key");`,
    );

    this.addSql(
      `create table "loan" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "book_id" varchar(255) not null, "item_id" varchar(255) null, "status" text not null, "channel" text not null, "requested_at" timestamptz not null, "started_at" timestamptz null, "due_date" date null, "returned_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "loan_reader_id_requested_at_index" on "loan" ("reader_id", "requested_at");`);
    this.addSql(`create index "loan_item_id_index" on "loan" ("item_id");`);
    this.addSql(`create unique index "loan_one_per_item" on "loan" ("item_id") where status = 'ACTIVE';`);
    this.addSql(
      `create unique index "loan_bought_once" on "loan" ("reader_id", "book_id") where channel = 'PURCHASE' and status <> 'RELEASED';`,
    );

    this.addSql(
      `create table "parcel" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "loan_id" varchar(255) not null, "direction" text not null, "status" text not null, "from_branch_id" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "parcel_reader_id_index" on "parcel" ("reader_id");`);
    this.addSql(`alter table "parcel" add constraint "parcel_loan_id_unique" unique ("loan_id");`);

    this.addSql(
      `create table "item_return" ("id" varchar(255) not null, "organisation" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "item_id" varchar(255) not null, "branch_id" varchar(255) not null, "loan_id" varchar(255) null, "next" text null, "destination" varchar(255) null, "returned_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "item_return_loan_id_index" on "item_return" ("loan_id");`);
    this.addSql(
      `alter table "item_return" add constraint "item_return_organisation_idempotency_key_unique" unique ("organisation", "idempotency_key");`,
    );

    this.addSql(
      `alter table "loan_claim" add constraint "loan_claim_state_check" check ("state" in ('HELD', 'CONFIRMED', 'RELEASED'));`,
    );

    this.addSql(
      `alter table "reader" add constraint "reader_within_quota" check (open_loans between 0 and loan_quota);`,
    );
    this.addSql(`alter table "reader" add constraint "reader_type_check" check ("type" in ('ADULT', 'CHILD'));`);
    this.addSql(
      `alter table "reader" add constraint "reader_band_check" check ("band" in ('EXCELLENT', 'GOOD', 'FAIR', 'NONE'));`,
    );

    this.addSql(
      `alter table "loan_request" add constraint "loan_request_reader_id_foreign" foreign key ("reader_id") references "reader" ("id");`,
    );
    this.addSql(
      `alter table "loan_request" add constraint "loan_request_phase_check" check ("phase" in ('GATHERING', 'COMMITTING', 'ABORTING', 'DONE'));`,
    );
    this.addSql(
      `alter table "loan_request" add constraint "loan_request_outcome_check" check ("outcome" in ('LENT', 'REFUSED'));`,
    );

    this.addSql(
      `alter table "loan" add constraint "loan_reader_id_foreign" foreign key ("reader_id") references "reader" ("id");`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_complete_when_active" check (status not in ('ACTIVE', 'RETURNED') or (item_id is not null and due_date is not null));`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_status_check" check ("status" in ('RESERVED', 'ACTIVE', 'RETURNED', 'RELEASED'));`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_channel_check" check ("channel" in ('DESK', 'ONLINE', 'PURCHASE'));`,
    );

    this.addSql(
      `alter table "parcel" add constraint "parcel_reader_id_foreign" foreign key ("reader_id") references "reader" ("id");`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_loan_id_foreign" foreign key ("loan_id") references "loan" ("id");`,
    );
    this.addSql(`alter table "parcel" add constraint "parcel_direction_check" check ("direction" in ('OUT'));`);
    this.addSql(`alter table "parcel" add constraint "parcel_status_check" check ("status" in ('CREATED'));`);

    this.addSql(
      `alter table "item_return" add constraint "item_return_loan_id_foreign" foreign key ("loan_id") references "loan" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "item_return" add constraint "item_return_next_check" check ("next" in ('SHELVE', 'SEND_TO', 'TO_CATALOGUING'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "loan_request" drop constraint "loan_request_reader_id_foreign";`);
    this.addSql(`alter table "loan" drop constraint "loan_reader_id_foreign";`);
    this.addSql(`alter table "parcel" drop constraint "parcel_reader_id_foreign";`);
    this.addSql(`alter table "parcel" drop constraint "parcel_loan_id_foreign";`);
    this.addSql(`alter table "item_return" drop constraint "item_return_loan_id_foreign";`);

    this.addSql(`drop table if exists "loan_address" cascade;`);
    this.addSql(`drop table if exists "loan_claim" cascade;`);
    this.addSql(`drop table if exists "reader" cascade;`);
    this.addSql(`drop table if exists "loan_request" cascade;`);
    this.addSql(`drop table if exists "loan" cascade;`);
    this.addSql(`drop table if exists "parcel" cascade;`);
    this.addSql(`drop table if exists "item_return" cascade;`);
  }
}
