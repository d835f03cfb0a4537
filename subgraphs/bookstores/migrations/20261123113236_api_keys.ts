import { Migration } from '@mikro-orm/migrations';

export class Migration20261123113236_api_keys extends Migration {
  override name = 'Migration20261123113236_api_keys';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_key" ("id" varchar(255) not null, "store_id" varchar(255) not null, "name" varchar(255) not null, "hash" varchar(255) not null, "prefix" varchar(255) not null, "scopes" jsonb not null, "created_at" timestamptz not null, "created_by" varchar(255) not null, "expires_at" timestamptz not null, "revoked_at" timestamptz null, "revoked_by" varchar(255) null, "last_used_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_key" add constraint "api_key_hash_unique" unique ("hash");`);
    this.addSql(`create index "api_key_store_id_created_at_id_index" on "api_key" ("store_id", "created_at", "id");`);
    this.addSql(
      `alter table "api_key" add constraint "api_key_store_id_foreign" foreign key ("store_id") references "store" ("id");`,
    );
  }
}
