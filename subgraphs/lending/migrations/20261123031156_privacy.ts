import { Migration } from '@mikro-orm/migrations';

export class Migration20261123031156_privacy extends Migration {
  override name = 'Migration20261123031156_privacy';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "purchase_sum" ("spender" varchar(255) not null, "bought_on" date not null, "copies" int not null, "list_fen" int not null, primary key ("spender", "bought_on"));`,
    );
    this.addSql(`create index "purchase_sum_bought_on_index" on "purchase_sum" ("bought_on");`);

    this.addSql(
      `create table "history_erasure" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "idempotency_key" varchar(255) not null, "requested_at" timestamptz not null, "phase" text not null, "deadline" timestamptz not null, "try_again" boolean not null default false, "lease_holder" varchar(255) null, "lease_until" timestamptz null, "erased" jsonb not null default '{}', "taken_books" int not null default 0, "taken_until" date null, "kept" jsonb null, "done_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "history_erasure" add constraint "history_erasure_reader_id_idempotency_key_unique" unique ("reader_id", "idempotency_key");`,
    );

    this.addSql(
      `create table "retention_policy" ("version" int not null, "valid_from" date not null, "loan_days" int not null, "hold_days" int not null, "parcel_days" int not null, "order_days" int not null, "taken_days" int not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "created_by" varchar(255) not null, "created_at" timestamptz not null, primary key ("version"));`,
    );
    this.addSql(
      `alter table "retention_policy" add constraint "retention_policy_idempotency_key_unique" unique ("idempotency_key");`,
    );

    this.addSql(
      `create table "taken_hash" ("hash" varchar(255) not null, "expires_on" date not null, primary key ("hash"));`,
    );
    this.addSql(`create index "taken_hash_expires_on_index" on "taken_hash" ("expires_on");`);

    this.addSql(`alter table "parcel" alter column "reader_id" drop not null;`);
    this.addSql(
      `create index "parcel_to_cut" on "parcel" ((coalesce(ended_at, created_at))) where reader_id is not null and (closed_at is not null or status = 'CANCELLED');`,
    );
    this.addSql(
      `alter table "parcel" add constraint "parcel_reader_while_open" check (reader_id is not null or closed_at is not null or status = 'CANCELLED');`,
    );

    this.addSql(`alter table "loan_request" alter column "reader_id" drop not null;`);
    this.addSql(`create index "loan_request_to_cut" on "loan_request" ("requested_at") where reader_id is not null;`);
    this.addSql(
      `create index "loan_request_kept_content" on "loan_request" ("requested_at") where content_hash like '~_%';`,
    );
    this.addSql(
      `alter table "loan_request" add constraint "loan_request_reader_while_open" check (reader_id is not null or phase = 'DONE');`,
    );

    this.addSql(`alter table "loan" alter column "reader_id" drop not null;`);
    this.addSql(
      `create index "loan_to_cut" on "loan" ((coalesce(returned_at, requested_at))) where reader_id is not null and status in ('RETURNED', 'LOST', 'RELEASED');`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_reader_while_open" check (reader_id is not null or status not in ('RESERVED', 'ACTIVE'));`,
    );

    this.addSql(`alter table "hold" alter column "reader_id" drop not null;`);
    this.addSql(
      `create index "hold_to_cut" on "hold" ("ended_at") where reader_id is not null and ended_at is not null;`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_reader_while_open" check (reader_id is not null or ended_at is not null);`,
    );

    this.addSql(
      `alter table "history_erasure" add constraint "history_erasure_reader_id_foreign" foreign key ("reader_id") references "reader" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "history_erasure" add constraint "history_erasure_phase_check" check ("phase" in ('GATHERING', 'COMMITTING', 'ABORTING', 'DONE'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "purchase_sum" cascade;`);
    this.addSql(`drop table if exists "history_erasure" cascade;`);
    this.addSql(`drop table if exists "retention_policy" cascade;`);
    this.addSql(`drop table if exists "taken_hash" cascade;`);

    this.addSql(`drop index "hold_to_cut";`);
    this.addSql(`alter table "hold" drop constraint "hold_reader_while_open";`);
    this.addSql(`alter table "hold" alter column "reader_id" set not null;`);

    this.addSql(`drop index "loan_to_cut";`);
    this.addSql(`alter table "loan" drop constraint "loan_reader_while_open";`);
    this.addSql(`alter table "loan" alter column "reader_id" set not null;`);

    this.addSql(`drop index "loan_request_to_cut";`);
    this.addSql(`drop index "loan_request_kept_content";`);
    this.addSql(`alter table "loan_request" drop constraint "loan_request_reader_while_open";`);
    this.addSql(`alter table "loan_request" alter column "reader_id" set not null;`);

    this.addSql(`drop index "parcel_to_cut";`);
    this.addSql(`alter table "parcel" drop constraint "parcel_reader_while_open";`);
    this.addSql(`alter table "parcel" alter column "reader_id" set not null;`);
  }
}
