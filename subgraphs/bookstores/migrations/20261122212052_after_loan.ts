import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212052_after_loan extends Migration {
  override name = 'Migration20261122212052_after_loan';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "order_item_step" ("order_id" varchar(255) not null, "item_id" varchar(255) not null, "step" text not null, "at" timestamptz not null, "actor" varchar(255) not null, "reason" text null, "amount_fen" int null, primary key ("order_id", "item_id", "step"));`,
    );

    this.addSql(
      `alter table "order_item_step" add constraint "order_item_step_order_id_foreign" foreign key ("order_id") references "purchase_lend_order" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "order_item_step" add constraint "order_item_step_paid" check ((step = 'COMPENSATED') = (amount_fen is not null));`,
    );
    this.addSql(
      `alter table "order_item_step" add constraint "order_item_step_step_check" check ("step" in ('RETURNED', 'IN_PROCESS', 'SHELVED', 'LOST', 'DAMAGED', 'COMPENSATED', 'WRITTEN_OFF'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "order_item_step" cascade;`);
  }
}
