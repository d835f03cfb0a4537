import { Migration } from '@mikro-orm/migrations';

export class Migration20261122235735_offline_replay extends Migration {
  override name = 'Migration20261122235735_offline_replay';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "purchase_lend_order" add "occurred_at" timestamptz null, add "offline_copies" int null, add "attempt" int not null default 0;`,
    );
    this.addSql(
      `create index "order_replayed" on "purchase_lend_order" ("store_id", "occurred_at") where occurred_at is not null;`,
    );
    this.addSql(
      `create index "order_in_review" on "purchase_lend_order" ("payer", "submitted_at") where status = 'NEEDS_REVIEW';`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "order_replayed_at_counter" check ((occurred_at is null) = (offline_copies is null) and (occurred_at is null or channel = 'COUNTER'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "order_replayed";`);
    this.addSql(`drop index "order_in_review";`);
    this.addSql(
      `alter table "purchase_lend_order" drop constraint "order_replayed_at_counter", drop column "occurred_at", drop column "offline_copies", drop column "attempt";`,
    );
  }
}
