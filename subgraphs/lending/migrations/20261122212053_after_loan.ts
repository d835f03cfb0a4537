import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212053_after_loan extends Migration {
  override name = 'Migration20261122212053_after_loan';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "item_loss" ("id" varchar(255) not null, "organisation" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "item_id" varchar(255) not null, "kind" text not null, "state" text not null, "loan_id" varchar(255) null, "order_id" varchar(255) null, "reason" text not null, "reported_at" timestamptz not null, "reported_by" varchar(255) not null, "outcome" text null, "amount_fen" int null, "settled_reason" text null, "settled_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "item_loss_loan_id_index" on "item_loss" ("loan_id");`);
    this.addSql(`create index "item_loss_item_id_index" on "item_loss" ("item_id");`);
    this.addSql(`create unique index "item_loss_one_open" on "item_loss" ("item_id") where state <> 'SETTLED';`);
    this.addSql(
      `alter table "item_loss" add constraint "item_loss_organisation_idempotency_key_unique" unique ("organisation", "idempotency_key");`,
    );

    this.addSql(`alter table "loan" drop constraint "loan_complete_when_active";`);
    this.addSql(`alter table "loan" drop constraint "loan_status_check";`);
    this.addSql(
      `alter table "loan" add constraint "loan_complete_when_active" check (status not in ('ACTIVE', 'RETURNED', 'LOST') or (item_id is not null and due_date is not null));`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_status_check" check ("status" in ('RESERVED', 'ACTIVE', 'RETURNED', 'LOST', 'RELEASED'));`,
    );

    this.addSql(
      `alter table "item_loss" add constraint "item_loss_loan_id_foreign" foreign key ("loan_id") references "loan" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "item_loss" add constraint "item_loss_settled_complete" check ((state = 'SETTLED') = (outcome is not null and settled_at is not null));`,
    );
    this.addSql(
      `alter table "item_loss" add constraint "item_loss_paid_when_compensated" check (coalesce(outcome = 'COMPENSATED', false) = (amount_fen is not null));`,
    );
    this.addSql(`alter table "item_loss" add constraint "item_loss_kind_check" check ("kind" in ('LOST', 'DAMAGED'));`);
    this.addSql(
      `alter table "item_loss" add constraint "item_loss_state_check" check ("state" in ('REPORTED', 'OPEN', 'SETTLED'));`,
    );
    this.addSql(
      `alter table "item_loss" add constraint "item_loss_outcome_check" check ("outcome" in ('COMPENSATED', 'WRITTEN_OFF'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "item_loss" cascade;`);

    this.addSql(`alter table "loan" drop constraint "loan_complete_when_active";`);
    this.addSql(`alter table "loan" drop constraint "loan_status_check";`);
    this.addSql(
      `alter table "loan" add constraint "loan_complete_when_active" check ((status <> ALL (ARRAY['ACTIVE'::text, 'RETURNED'::text])) OR ((item_id IS NOT NULL) AND (due_date IS NOT NULL)));`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_status_check" check ("status" in ('RESERVED', 'ACTIVE', 'RETURNED', 'RELEASED'));`,
    );
  }
}
