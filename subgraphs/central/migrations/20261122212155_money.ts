import { Migration } from '@mikro-orm/migrations';

export class Migration20261122212155_money extends Migration {
  override name = 'Migration20261122212155_money';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "fund_allocation" ("id" varchar(255) not null, "fund_id" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "allocated_fen" bigint not null, "reason" varchar(255) null, "allocated_by" varchar(255) not null, "at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "fund_allocation_fund_id_index" on "fund_allocation" ("fund_id");`);
    this.addSql(
      `alter table "fund_allocation" add constraint "fund_allocation_idempotency_key_unique" unique ("idempotency_key");`,
    );

    this.addSql(
      `create table "purchase_correction" ("id" varchar(255) not null, "order_id" varchar(255) not null, "fen" int not null, "state" text not null, "reason" text null, "at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "purchase_correction_order_id_index" on "purchase_correction" ("order_id");`);

    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_order_id_step_account_round_unique";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_step_check";`);
    this.addSql(`alter table "ledger_entry" add "reference" varchar(255) not null default '';`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_order_id_step_account_round_reference_unique" unique ("order_id", "step", "account", "round", "reference");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_step_check" check ("step" in ('ALLOCATED', 'ENCUMBERED', 'ADJUSTED', 'EXPENDED', 'RELEASED', 'VOIDED', 'CORRECTED'));`,
    );

    this.addSql(
      `alter table "fund_allocation" add constraint "fund_allocation_fund_id_foreign" foreign key ("fund_id") references "fund" ("id");`,
    );

    this.addSql(
      `alter table "purchase_correction" add constraint "purchase_correction_state_check" check ("state" in ('RECORDED', 'REFUSED'));`,
    );
    this.addSql(
      `alter table "purchase_correction" add constraint "purchase_correction_reason_check" check ("reason" in ('FUND_EMPTY', 'NOT_EXPENDED'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "fund_allocation" cascade;`);
    this.addSql(`drop table if exists "purchase_correction" cascade;`);

    this.addSql(
      `alter table "ledger_entry" drop constraint "ledger_entry_order_id_step_account_round_reference_unique";`,
    );
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_step_check";`);
    this.addSql(`alter table "ledger_entry" drop column "reference";`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_order_id_step_account_round_unique" unique ("order_id", "step", "account", "round");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_step_check" check ("step" in ('ALLOCATED', 'ENCUMBERED', 'ADJUSTED', 'EXPENDED', 'RELEASED', 'VOIDED'));`,
    );
  }
}
