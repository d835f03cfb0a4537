import { Migration } from '@mikro-orm/migrations';

export class Migration20261122211247_rules_as_data extends Migration {
  override name = 'Migration20261122211247_rules_as_data';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "rule_set" ("id" varchar(255) not null, "library" varchar(255) not null, "channel" text null, "reader_type" text null, "valid_from" date not null, "version" int not null, "rules" jsonb not null, "terms" jsonb null, "note" varchar(255) null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "created_by" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "rule_set" add constraint "rule_set_library_idempotency_key_unique" unique ("library", "idempotency_key");`,
    );

    this.addSql(
      `alter table "book" add "format" text not null default 'BOOK', add "volumes" int not null default 1, add "catalogued" boolean not null default true;`,
    );
    this.addSql(
      `alter table "book" add constraint "book_format_check" check ("format" in ('BOOK', 'PERIODICAL', 'MAP', 'AUDIO_VISUAL', 'POP_UP', 'LOOSE_LEAF', 'IMPORTED', 'GIFT'));`,
    );

    this.addSql(
      `alter table "rule_set" add constraint "rule_set_channel_check" check ("channel" in ('COUNTER', 'ONLINE'));`,
    );
    this.addSql(
      `alter table "rule_set" add constraint "rule_set_reader_type_check" check ("reader_type" in ('ADULT', 'CHILD'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "rule_set" cascade;`);

    this.addSql(`alter table "book" drop constraint "book_format_check";`);
    this.addSql(`alter table "book" drop column "format", drop column "volumes", drop column "catalogued";`);
  }
}
