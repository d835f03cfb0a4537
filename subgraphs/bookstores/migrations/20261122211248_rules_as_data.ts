import { Migration } from '@mikro-orm/migrations';

export class Migration20261122211248_rules_as_data extends Migration {
  override name = 'Migration20261122211248_rules_as_data';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "purchase_lend_order" add "facts" jsonb null, add "reader_type" text null, add "rule_sets" jsonb not null default '[]';`,
    );
    this.addSql(
      `alter table "purchase_lend_order" add constraint "purchase_lend_order_reader_type_check" check ("reader_type" in ('ADULT', 'CHILD'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "purchase_lend_order" drop column "facts", drop column "reader_type", drop column "rule_sets";`,
    );
  }
}
