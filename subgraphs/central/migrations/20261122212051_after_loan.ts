import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212051_after_loan extends Migration {
  override name = 'Migration20261122212051_after_loan';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "library_report" ("library_id" varchar(255) not null, "as_of" timestamptz(6) not null, primary key ("library_id"));`,
    );

    this.addSql(
      `create table "slot_release" ("order_id" varchar(255) not null, "item_id" varchar(255) not null, "at" timestamptz not null, primary key ("order_id", "item_id"));`,
    );

    this.addSql(`alter table "item" add "slot_released" boolean not null default false;`);
    this.addSql(
      `create index "item_to_catalogue" on "item" ("library_id", "call_number_sort", "id") where status = 'IN_PROCESS' and not catalogued;`,
    );
    this.addSql(`create index "item_bought" on "item" ("branch_id") where purchase_order_id is not null;`);

    this.addSql(
      `alter table "library_report" add constraint "library_report_library_id_foreign" foreign key ("library_id") references "library" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "library_report" cascade;`);
    this.addSql(`drop table if exists "slot_release" cascade;`);

    this.addSql(`drop index "item_to_catalogue";`);
    this.addSql(`drop index "item_bought";`);
    this.addSql(`alter table "item" drop column "slot_released";`);
  }
}
