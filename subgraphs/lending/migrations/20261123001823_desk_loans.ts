import { Migration } from '@mikro-orm/migrations';

export class Migration20261123001823_desk_loans extends Migration {
  override name = 'Migration20261123001823_desk_loans';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "closing" ("id" varchar(255) not null, "scope" varchar(255) not null, "library" varchar(255) null, "weekday" int null, "from_day" date not null, "to_day" date null, "reason" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "created_by" varchar(255) not null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "closing_scope_to_day_index" on "closing" ("scope", "to_day");`);
    this.addSql(
      `alter table "closing" add constraint "closing_scope_idempotency_key_unique" unique ("scope", "idempotency_key");`,
    );

    this.addSql(
      `create table "loan_policy" ("id" varchar(255) not null, "scope" varchar(255) not null, "library" varchar(255) null, "reader_type" text null, "format" text null, "valid_from" date not null, "version" int not null, "loan_days" int not null, "renewals" int not null, "renewal_days" int not null, "start" text not null, "start_days" int not null default 0, "idempotency_key" varchar(255) null, "content_hash" varchar(255) null, "created_by" varchar(255) null, "created_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "loan_policy" add constraint "loan_policy_scope_idempotency_key_unique" unique ("scope", "idempotency_key");`,
    );
    this.addSql(
      `alter table "loan_policy" add constraint "loan_policy_scope_version_unique" unique ("scope", "version");`,
    );

    this.addSql(
      `create table "loan_renewal" ("id" varchar(255) not null, "loan_id" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "due_date" date null, "failures" jsonb not null default '[]', "at" timestamptz not null, "by" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "loan_renewal" add constraint "loan_renewal_loan_id_idempotency_key_unique" unique ("loan_id", "idempotency_key");`,
    );

    this.addSql(
      `alter table "loan_request" add "channel" text not null default 'ONLINE', add "wanted_item_id" varchar(255) null, add "policy_id" varchar(255) null, add "started_at" timestamptz null, add "due_date" date null;`,
    );
    this.addSql(`alter table "loan_request" alter column "channel" drop default;`);
    this.addSql(
      `alter table "loan_request" add constraint "loan_request_channel_check" check ("channel" in ('DESK', 'SELF_SERVICE', 'ONLINE', 'MEMBER'));`,
    );

    this.addSql(`alter table "loan" drop constraint "loan_channel_check";`);
    this.addSql(
      `alter table "loan" add "policy_id" varchar(255) null, add "renewals" int not null default 0, add "claimed_returned_at" timestamptz null;`,
    );
    this.addSql(
      `alter table "loan" add constraint "loan_channel_check" check ("channel" in ('DESK', 'SELF_SERVICE', 'ONLINE', 'PURCHASE', 'MEMBER'));`,
    );

    this.addSql(
      `alter table "closing" add constraint "closing_weekday" check (weekday is null or weekday between 1 and 7);`,
    );
    this.addSql(`alter table "closing" add constraint "closing_days" check (to_day is null or from_day <= to_day);`);
    this.addSql(
      `alter table "closing" add constraint "closing_ends" check (weekday is not null or to_day is not null);`,
    );

    this.addSql(
      `alter table "loan_policy" add constraint "loan_policy_reader_type_check" check ("reader_type" in ('ADULT', 'CHILD'));`,
    );
    this.addSql(
      `alter table "loan_policy" add constraint "loan_policy_format_check" check ("format" in ('BOOK', 'PERIODICAL', 'MAP', 'AUDIO_VISUAL', 'POP_UP', 'LOOSE_LEAF', 'IMPORTED', 'GIFT'));`,
    );
    this.addSql(
      `alter table "loan_policy" add constraint "loan_policy_start_check" check ("start" in ('ACCEPTANCE', 'SIGN_OFF', 'DAYS_AFTER_SHIPPING'));`,
    );

    this.addSql(
      `alter table "loan_renewal" add constraint "loan_renewal_loan_id_foreign" foreign key ("loan_id") references "loan" ("id") on delete restrict;`,
    );
  }
}
