import { Migration } from '@mikro-orm/migrations';

export class Migration20261123005656_holds extends Migration {
  override name = 'Migration20261123005656_holds';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "hold_policy" ("version" int not null, "valid_from" date not null, "shelf_days" int not null, "kept_at_once" int not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "created_by" varchar(255) not null, "created_at" timestamptz not null, primary key ("version"));`,
    );
    this.addSql(
      `alter table "hold_policy" add constraint "hold_policy_idempotency_key_unique" unique ("idempotency_key");`,
    );

    this.addSql(
      `create table "hold_queue" ("book_id" varchar(255) not null, "last_number" int not null default 0, "last_served" int not null default 0, "looked_at" timestamptz null, primary key ("book_id"));`,
    );
    this.addSql(`create index "hold_queue_looked_at_index" on "hold_queue" ("looked_at");`);

    this.addSql(
      `create table "hold" ("id" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "reader_id" varchar(255) not null, "book_id" varchar(255) not null, "number" int not null, "state" text not null, "pickup_branch_id" varchar(255) not null, "pickup_library" varchar(255) not null, "placed_at" timestamptz not null, "suspended_until" date null, "item_id" varchar(255) null, "served" int null, "passed_over" boolean not null default false, "shelf_until" date null, "loan_id" varchar(255) null, "ended_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "hold_reader_id_placed_at_index" on "hold" ("reader_id", "placed_at");`);
    this.addSql(
      `create unique index "hold_one_per_reader" on "hold" ("reader_id", "book_id") where state not in ('FULFILLED', 'CANCELLED', 'EXPIRED');`,
    );
    this.addSql(`create index "hold_waiting" on "hold" ("book_id", "number") where state in ('WAITING', 'SUSPENDED');`);
    this.addSql(`create index "hold_ready" on "hold" ("shelf_until") where state = 'READY';`);
    this.addSql(`create index "hold_suspended" on "hold" ("suspended_until") where state = 'SUSPENDED';`);
    this.addSql(
      `alter table "hold" add constraint "hold_reader_id_idempotency_key_unique" unique ("reader_id", "idempotency_key");`,
    );
    this.addSql(`alter table "hold" add constraint "hold_book_id_number_unique" unique ("book_id", "number");`);

    this.addSql(
      `create table "kept_copy" ("id" varchar(255) not null, "book_id" varchar(255) not null, "item_id" varchar(255) null, "call_number_sort" varchar(255) collate "C" not null default '', "status" text not null, "branch_id" varchar(255) null, "hold_id" varchar(255) null, "moves" int not null default 0, primary key ("id"));`,
    );
    this.addSql(`create index "kept_copy_book_id_index" on "kept_copy" ("book_id");`);
    this.addSql(
      `create unique index "kept_copy_of_item" on "kept_copy" ("item_id") where status not in ('CAPTURING', 'RELEASING');`,
    );
    this.addSql(
      `create index "kept_copy_on_shelf" on "kept_copy" ("branch_id", "call_number_sort", "item_id") where status = 'ON_HOLD_SHELF';`,
    );
    this.addSql(`alter table "kept_copy" add constraint "kept_copy_hold_id_unique" unique ("hold_id");`);

    this.addSql(`alter table "item_return" drop constraint "item_return_next_check";`);
    this.addSql(
      `alter table "item_return" add "book_id" varchar(255) null, add "hold_id" varchar(255) null, add "freed" boolean not null default false;`,
    );
    this.addSql(
      `alter table "item_return" add constraint "item_return_next_check" check ("next" in ('SHELVE', 'SEND_TO', 'TO_CATALOGUING', 'HOLD_FOR'));`,
    );

    this.addSql(
      `alter table "hold" add constraint "hold_reader_id_foreign" foreign key ("reader_id") references "reader" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_suspended_until" check ((state = 'SUSPENDED') = (suspended_until is not null));`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_ready_until" check (state <> 'READY' or shelf_until is not null);`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_fulfilled_by_loan" check (state <> 'FULFILLED' or loan_id is not null);`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_ended_at" check ((state in ('FULFILLED', 'CANCELLED', 'EXPIRED')) = (ended_at is not null));`,
    );
    this.addSql(
      `alter table "hold" add constraint "hold_state_check" check ("state" in ('WAITING', 'SUSPENDED', 'PAGED', 'IN_TRANSIT', 'READY', 'FULFILLED', 'CANCELLED', 'EXPIRED'));`,
    );

    this.addSql(
      `alter table "kept_copy" add constraint "kept_copy_hold_id_foreign" foreign key ("hold_id") references "hold" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "kept_copy" add constraint "kept_copy_known" check (status in ('CAPTURING', 'RELEASING') or (item_id is not null and branch_id is not null));`,
    );
    this.addSql(
      `alter table "kept_copy" add constraint "kept_copy_held" check (status not in ('CAPTURING', 'RELEASING') or hold_id is null);`,
    );
    this.addSql(
      `alter table "kept_copy" add constraint "kept_copy_status_check" check ("status" in ('CAPTURING', 'PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'RELEASING'));`,
    );
  }
}
