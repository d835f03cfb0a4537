import { Migration } from '@mikro-orm/migrations';

export class Migration20261123013300_loan_tally extends Migration {
  override name = 'Migration20261123013300_loan_tally';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "loan_tally" ("library" varchar(255) not null, "year" int not null, "reader_type" text not null, "book_id" varchar(255) not null, "loans" int not null, primary key ("library", "year", "reader_type", "book_id"));`,
    );
    this.addSql(
      `create index "loan_tally_ranking" on "loan_tally" ("library", "year", "reader_type", "loans" desc, "book_id");`,
    );
    this.addSql(
      `alter table "loan_tally" add constraint "loan_tally_reader_type_check" check ("reader_type" in ('ADULT', 'CHILD'));`,
    );
    this.addSql(`alter table "loan" add "tallied" boolean not null default false;`);
    this.addSql(
      `create index "loan_to_tally" on "loan" ("id") where tallied <> (status not in ('RESERVED', 'RELEASED'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "loan_to_tally";`);
    this.addSql(`alter table "loan" drop column "tallied";`);
    this.addSql(`drop table if exists "loan_tally" cascade;`);
  }
}
