import { Migration } from '@mikro-orm/migrations';

export class Migration20261122151422_initial extends Migration {
  override name = 'Migration20261122151422_initial';

  override up(): void | Promise<void> {
    this.addSql('create sequence "item_barcode";');
    this.addSql(
      `create table "item" ("id" varchar(255) not null, "library_id" varchar(255) not null, "barcode" varchar(255) not null, "book_id" varchar(255) not null, "call_number" varchar(255) not null, "call_number_sort" varchar(255) collate "C" not null, "branch_id" varchar(255) not null, "location" varchar(255) not null, "status" text not null, "due_date" date null, "claim_id" varchar(255) null, "purchase_order_id" varchar(255) null, "catalogued" boolean not null default true, "sample" boolean not null default false, primary key ("id"));`,
    );
    this.addSql(
      `create index "item_book_id_library_id_call_number_sort_id_index" on "item" ("book_id", "library_id", "call_number_sort", "id");`,
    );
    this.addSql(`alter table "item" add constraint "item_library_id_barcode_unique" unique ("library_id", "barcode");`);
    this.addSql(`alter table "item" add constraint "item_purchase_order_id_unique" unique ("purchase_order_id");`);

    this.addSql(
      `create table "item_claim" ("id" varchar(255) not null, "state" text not null, "at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "member" ("library_id" varchar(255) not null, "acquisition_branch_id" varchar(255) not null, primary key ("library_id"));`,
    );

    this.addSql(
      `create table "return_receipt" ("id" varchar(255) not null, "item_id" varchar(255) not null, "book_id" varchar(255) not null, "next" text not null, "destination" varchar(255) null, "at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `alter table "item" add constraint "item_due_when_lent" check ((status = 'ON_LOAN') = (due_date is not null));`,
    );
    this.addSql(
      `alter table "item" add constraint "item_status_check" check ("status" in ('AVAILABLE', 'ON_LOAN', 'ON_HOLD_SHELF', 'PAGED', 'IN_TRANSIT', 'ON_ORDER', 'IN_PROCESS', 'REFERENCE_ONLY', 'DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN'));`,
    );

    this.addSql(
      `alter table "item_claim" add constraint "item_claim_state_check" check ("state" in ('HELD', 'CONFIRMED', 'RELEASED'));`,
    );

    this.addSql(
      `alter table "return_receipt" add constraint "return_receipt_next_check" check ("next" in ('SHELVE', 'SEND_TO', 'TO_CATALOGUING'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql('drop sequence if exists "item_barcode";');
    this.addSql(`drop table if exists "item" cascade;`);
    this.addSql(`drop table if exists "item_claim" cascade;`);
    this.addSql(`drop table if exists "member" cascade;`);
    this.addSql(`drop table if exists "return_receipt" cascade;`);
  }
}
