import { Migration } from '@mikro-orm/migrations';

export class Migration20261122213616_barcode_ranges extends Migration {
  override name = 'Migration20261122213616_barcode_ranges';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "barcode_range" ("id" varchar(255) not null, "store_id" varchar(255) not null, "library" varchar(255) not null, "prefix" varchar(255) not null, "digits" int not null, "first_number" int not null, "last_number" int not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "issued_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "barcode_range_store_id_index" on "barcode_range" ("store_id");`);
    this.addSql(
      `alter table "barcode_range" add constraint "barcode_range_library_idempotency_key_unique" unique ("library", "idempotency_key");`,
    );

    this.addSql(
      `alter table "barcode_range" add constraint "barcode_range_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );
    this.addSql(
      `alter table "barcode_range" add constraint "barcode_range_numbers" check (first_number between 1 and last_number);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "barcode_range" cascade;`);
  }
}
