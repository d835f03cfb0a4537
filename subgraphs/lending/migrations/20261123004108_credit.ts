import { Migration } from '@mikro-orm/migrations';

export class Migration20261123004108_credit extends Migration {
  override name = 'Migration20261123004108_credit';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "credit_event" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "kind" text not null, "reference" varchar(255) not null, "points" int not null, "at" timestamptz not null, "expires_on" date not null, "state" text not null, "appeal" text null, "appealed_at" timestamptz null, "decision" text null, "decided_at" timestamptz null, "decided_by" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "credit_event_reader_id_at_index" on "credit_event" ("reader_id", "at");`);
    this.addSql(
      `alter table "credit_event" add constraint "credit_event_reader_id_kind_reference_unique" unique ("reader_id", "kind", "reference");`,
    );

    this.addSql(
      `alter table "reader" add "band_stale" boolean not null default false, add "suspended_reason" varchar(255) null, add "suspended_until" date null, add "birth_day" date null, add "guardian" varchar(255) null, add "consent_at" timestamptz null;`,
    );
    // A child's card was made at a desk, with a guardian beside the child.
    this.addSql(`update "reader" set "guardian" = '办证时的监护人', "consent_at" = now() where "type" = 'CHILD';`);

    this.addSql(
      `alter table "credit_event" add constraint "credit_event_reader_id_foreign" foreign key ("reader_id") references "reader" ("id");`,
    );
    this.addSql(
      `alter table "credit_event" add constraint "credit_event_kind_check" check ("kind" in ('OVERDUE', 'REFUSED_PARCEL', 'DAMAGE', 'LOSS', 'RETURNED_IN_TIME'));`,
    );
    this.addSql(
      `alter table "credit_event" add constraint "credit_event_state_check" check ("state" in ('COUNTED', 'APPEALED', 'CONFIRMED', 'WITHDRAWN'));`,
    );
  }
}
