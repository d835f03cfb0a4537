import { Migration } from '@mikro-orm/migrations';

export class Migration20261122211248_rules_as_data extends Migration {
  override name = 'Migration20261122211248_rules_as_data';

  override up(): void | Promise<void> {
    this.addSql(`alter table "reader" add "credit_only" boolean not null default false;`);

    this.addSql(`alter table "loan" add "list_price_fen" int null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "loan" drop column "list_price_fen";`);

    this.addSql(`alter table "reader" drop column "credit_only";`);
  }
}
