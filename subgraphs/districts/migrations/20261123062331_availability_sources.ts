import { Migration } from '@mikro-orm/migrations';

export class Migration20261123062331_availability_sources extends Migration {
  override name = 'Migration20261123062331_availability_sources';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "availability_source" ("library_id" varchar(255) not null, "url" text not null, "token" varchar(255) null, "time_limit_ms" int not null, "fresh_seconds" int not null, "concurrency" int not null, "status_texts" jsonb not null, "changed_at" timestamptz not null, primary key ("library_id"));`,
    );
    this.addSql(`alter table "member" add "source_kind" text not null default 'DATABASE';`);
    this.addSql(`alter table "member" add "told_by_rows" boolean not null default true;`);
    this.addSql(
      `alter table "member" add constraint "member_source_kind_check" check ("source_kind" in ('DATABASE', 'HTTP'));`,
    );
  }
}
