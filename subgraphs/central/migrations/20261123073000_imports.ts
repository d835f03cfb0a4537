import { Migration } from '@mikro-orm/migrations';

export class Migration20261123073000_imports extends Migration {
  override name = 'Migration20261123073000_imports';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "import_run" ("id" varchar(255) not null, "library_id" varchar(255) null, "store_id" varchar(255) null, "file_name" text not null, "asked_format" text null, "format" text null, "flavour" text null, "encoding" varchar(255) null, "dry_run" boolean not null, "state" text not null, "hash" varchar(255) null, "size" bigint null, "received" bigint not null default '0', "received_at" timestamptz not null, "position" bigint not null default '0', "bytes_read" bigint not null default '0', "record_number" int not null default 0, "written_number" int not null default 0, "records_read" int not null default 0, "records_added" int not null default 0, "records_changed" int not null default 0, "records_unchanged" int not null default 0, "records_rejected" int not null default 0, "items_read" int not null default 0, "items_added" int not null default 0, "items_changed" int not null default 0, "items_unchanged" int not null default 0, "items_rejected" int not null default 0, "warnings" int not null default 0, "message" text null, "failures" int not null default 0, "created_by" varchar(255) not null, "created_at" timestamptz not null, "started_at" timestamptz null, "ended_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "import_run_library_id_index" on "import_run" ("library_id");`);
    this.addSql(`create index "import_run_created_at_id_index" on "import_run" ("created_at", "id");`);
    this.addSql(`create index "import_run_store_id_index" on "import_run" ("store_id");`);

    this.addSql(
      `create table "import_reject" ("id" bigserial primary key, "run_id" varchar(255) not null, "record_number" int not null, "start" bigint not null, "kind" text not null, "reason" text not null, "bytes" bytea null, "at" timestamptz not null);`,
    );
    this.addSql(`create index "import_reject_run_id_id_index" on "import_reject" ("run_id", "id");`);

    this.addSql(
      `create table "import_part" ("run_id" varchar(255) not null, "start" bigint not null, "bytes" bytea not null, primary key ("run_id", "start"));`,
    );

    // Kept for an hour: packing costs more than it saves.
    this.addSql(`alter table "import_part" alter column "bytes" set storage external;`);

    this.addSql(
      `create table "item_mapping" ("library_id" varchar(255) not null, "tag" varchar(255) not null, "barcode" varchar(255) not null, "location" varchar(255) not null, "call_number" varchar(255) not null, "class_number" varchar(255) not null, "running_number" varchar(255) not null, primary key ("library_id"));`,
    );

    this.addSql(
      `alter table "import_run" add constraint "import_run_library_id_foreign" foreign key ("library_id") references "library" ("id") on delete set null;`,
    );
    this.addSql(
      `alter table "import_run" add constraint "import_run_of_one" check ((library_id is null) <> (store_id is null));`,
    );
    this.addSql(
      `alter table "import_run" add constraint "import_run_asked_format_check" check ("asked_format" in ('ISO2709', 'MARCXML', 'CSV', 'JSON', 'XLSX'));`,
    );
    this.addSql(
      `alter table "import_run" add constraint "import_run_format_check" check ("format" in ('ISO2709', 'MARCXML', 'CSV', 'JSON', 'XLSX'));`,
    );
    this.addSql(
      `alter table "import_run" add constraint "import_run_flavour_check" check ("flavour" in ('CNMARC', 'MARC21'));`,
    );
    this.addSql(
      `alter table "import_run" add constraint "import_run_state_check" check ("state" in ('RECEIVING', 'WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'));`,
    );

    this.addSql(
      `alter table "import_reject" add constraint "import_reject_run_id_foreign" foreign key ("run_id") references "import_run" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "import_reject" add constraint "import_reject_kind_check" check ("kind" in ('ERROR', 'WARNING'));`,
    );

    this.addSql(
      `alter table "import_part" add constraint "import_part_run_id_foreign" foreign key ("run_id") references "import_run" ("id") on delete cascade;`,
    );

    this.addSql(
      `alter table "item_mapping" add constraint "item_mapping_library_id_foreign" foreign key ("library_id") references "library" ("id") on update cascade on delete cascade;`,
    );
  }
}
