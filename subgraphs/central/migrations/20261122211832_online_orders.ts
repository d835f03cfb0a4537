import { Migration } from '@mikro-orm/migrations';

export class Migration20261122211832_online_orders extends Migration {
  override name = 'Migration20261122211832_online_orders';

  override up(): void | Promise<void> {
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_order_id_step_account_unique";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_step_check";`);
    this.addSql(`alter table "ledger_entry" add "round" int not null default 0;`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_order_id_step_account_round_unique" unique ("order_id", "step", "account", "round");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_step_check" check ("step" in ('ALLOCATED', 'ENCUMBERED', 'ADJUSTED', 'EXPENDED', 'RELEASED', 'VOIDED'));`,
    );

    this.addSql(`alter table "purchase" add "round" int not null default 0;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_order_id_step_account_round_unique";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_step_check";`);
    this.addSql(`alter table "ledger_entry" drop column "round";`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_order_id_step_account_unique" unique ("order_id", "step", "account");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_step_check" check ("step" in ('ALLOCATED', 'ENCUMBERED', 'EXPENDED', 'RELEASED'));`,
    );

    this.addSql(`alter table "purchase" drop column "round";`);
  }
}
