import { Migration } from '@mikro-orm/migrations';

export class Migration20261122151421_initial extends Migration {
  override name = 'Migration20261122151421_initial';

  override up(): void | Promise<void> {
    this.addSql('create extension if not exists pg_trgm;');
    // With the locale C, PostgreSQL sees no letters in Chinese and a search would find nothing; that cannot be mended later.
    this.addSql(`do $$ begin
      if cardinality(show_trgm('三体')) = 0 then
        raise exception 'The database has a locale that knows no Chinese letters: create it with the locale C.UTF-8.';
      end if;
    end $$;`);
    this.addSql('create sequence "item_barcode";');
    this.addSql(
      `create table "book" ("id" varchar(255) not null, "isbn" varchar(13) null, "title" varchar(255) not null, "responsibility" varchar(255) null, "publisher" varchar(255) null, "year" int null, "class_number" varchar(255) null, "dimensions" varchar(255) null, "sample" boolean not null default false, "search_text" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "book_isbn_index" on "book" ("isbn");`);
    this.addSql(`create index "book_search_text_trigrams" on "book" using gin ("search_text" gin_trgm_ops);`);

    this.addSql(`create table "copy_slot" ("book_id" varchar(255) not null, primary key ("book_id"));`);

    this.addSql(
      `create table "item" ("id" varchar(255) not null, "library_id" varchar(255) not null, "barcode" varchar(255) not null, "book_id" varchar(255) not null, "call_number" varchar(255) not null, "call_number_sort" varchar(255) collate "C" not null, "branch_id" varchar(255) not null, "location" varchar(255) not null, "status" text not null, "due_date" date null, "claim_id" varchar(255) null, "purchase_order_id" varchar(255) null, "catalogued" boolean not null default true, "sample" boolean not null default false, primary key ("id"));`,
    );
    this.addSql(
      `create index "item_book_id_library_id_call_number_sort_id_index" on "item" ("book_id", "library_id", "call_number_sort", "id");`,
    );
    this.addSql(`alter table "item" add constraint "item_library_id_barcode_unique" unique ("library_id", "barcode");`);
    this.addSql(`alter table "item" add constraint "item_purchase_order_id_unique" unique ("purchase_order_id");`);

    this.addSql(
      `create table "item_claim" ("id" varchar(255) not null, "state" text not null, "at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "known_holdings" ("book_id" varchar(255) not null, "library_id" varchar(255) not null, "total" int not null, "available" int not null, "held" int not null, "as_of" timestamptz(6) not null, primary key ("book_id", "library_id"));`,
    );

    this.addSql(
      `create table "library" ("id" varchar(255) not null, "position" int not null, "name" varchar(255) not null, "name_en" varchar(255) null, "kind" text not null, "code" varchar(255) null, "district" varchar(255) null, "website" varchar(255) null, "phone" varchar(255) null, "address" varchar(255) null, "postcode" varchar(255) null, "source" text not null, primary key ("id"));`,
    );
    this.addSql(`alter table "library" add constraint "library_position_unique" unique ("position");`);

    this.addSql(
      `create table "fund" ("id" varchar(255) not null, "library_id" varchar(255) not null, "year" int not null, "allocated_fen" bigint not null, "encumbered_fen" bigint not null default '0', "expended_fen" bigint not null default '0', primary key ("id"));`,
    );
    this.addSql(`create index "fund_library_id_index" on "fund" ("library_id");`);
    this.addSql(`alter table "fund" add constraint "fund_library_id_year_unique" unique ("library_id", "year");`);

    this.addSql(
      `create table "ledger_entry" ("id" bigserial primary key, "fund_id" varchar(255) not null, "order_id" varchar(255) not null, "step" text not null, "account" text not null, "fen" bigint not null, "at" timestamptz not null);`,
    );
    this.addSql(`create index "ledger_entry_fund_id_index" on "ledger_entry" ("fund_id");`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_order_id_step_account_unique" unique ("order_id", "step", "account");`,
    );

    this.addSql(
      `create table "branch" ("id" varchar(255) not null, "library_id" varchar(255) not null, "kind" text not null, "name" varchar(255) not null, "aliases" text[] not null default '{}', "floor" int null, "subdistrict" varchar(255) null, "opened" date null, "source" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "branch_library_id_index" on "branch" ("library_id");`);

    this.addSql(
      `create table "periodical" ("id" varchar(255) not null, "title" varchar(255) not null, "shelf_number" varchar(255) not null, "founded" int null, "founded_in" varchar(255) null, "room" varchar(255) not null, "library_id" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "periodical_library_id_index" on "periodical" ("library_id");`);

    this.addSql(
      `create table "programme_event" ("id" varchar(255) not null, "kind" text not null, "title" varchar(255) not null, "series" varchar(255) null, "date" date not null, "end_date" date null, "start_time" varchar(255) null, "part_of_day" text null, "place" varchar(255) not null, "mode" text not null, "speaker" varchar(255) null, "speaker_title" varchar(255) null, "library_id" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "programme_event_library_id_index" on "programme_event" ("library_id");`);
    this.addSql(`create index "programme_event_date_index" on "programme_event" ("date");`);

    this.addSql(
      `create table "purchase" ("id" varchar(255) not null, "book_id" varchar(255) null, "payer" varchar(255) null, "fund_id" varchar(255) null, "copies" int not null default 0, "net_fen" int not null default 0, "state" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "purchase_fund_id_index" on "purchase" ("fund_id");`);
    this.addSql(`create index "purchase_book_id_index" on "purchase" ("book_id");`);

    this.addSql(
      `create table "ranking_entry" ("library_id" varchar(255) not null, "year" int not null, "audience" text not null, "rank" int not null, "title" varchar(255) not null, "responsibility" varchar(255) null, "publisher" varchar(255) null, "publication_year" int null, "call_number" varchar(255) null, "loans" int null, "source" text not null, "book_id" varchar(255) not null, primary key ("library_id", "year", "audience", "rank"));`,
    );
    this.addSql(`create index "ranking_entry_book_id_index" on "ranking_entry" ("book_id");`);

    this.addSql(
      `create table "return_receipt" ("id" varchar(255) not null, "item_id" varchar(255) not null, "book_id" varchar(255) not null, "next" text not null, "destination" varchar(255) null, "at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "room" ("id" varchar(255) not null, "branch_id" varchar(255) not null, "name" varchar(255) not null, "floor" int null, "seats" int null, "area_square_metres" int null, "renovated" int null, "braille_titles" int null, "barrier_free_film_discs" varchar(255) null, "devices" text[] not null default '{}', "source" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "room_branch_id_index" on "room" ("branch_id");`);

    this.addSql(
      `alter table "item" add constraint "item_due_when_lent" check ((status = 'ON_LOAN') = (due_date is not null));`,
    );
    this.addSql(
      `alter table "item" add constraint "item_status_check" check ("status" in ('AVAILABLE', 'ON_LOAN', 'ON_HOLD_SHELF', 'PAGED', 'IN_TRANSIT', 'ON_ORDER', 'IN_PROCESS', 'REFERENCE_ONLY', 'DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN'));`,
    );

    this.addSql(
      `alter table "item_claim" add constraint "item_claim_state_check" check ("state" in ('HELD', 'CONFIRMED', 'RELEASED'));`,
    );

    this.addSql(`alter table "library" add constraint "library_kind_check" check ("kind" in ('CENTRAL', 'DISTRICT'));`);
    this.addSql(
      `alter table "library" add constraint "library_source_check" check ("source" in ('NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'));`,
    );

    this.addSql(
      `alter table "fund" add constraint "fund_library_id_foreign" foreign key ("library_id") references "library" ("id");`,
    );
    this.addSql(
      `alter table "fund" add constraint "fund_not_overspent" check (encumbered_fen + expended_fen <= allocated_fen);`,
    );
    this.addSql(
      `alter table "fund" add constraint "fund_not_negative" check (encumbered_fen >= 0 and expended_fen >= 0);`,
    );

    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_fund_id_foreign" foreign key ("fund_id") references "fund" ("id");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_step_check" check ("step" in ('ALLOCATED', 'ENCUMBERED', 'EXPENDED', 'RELEASED'));`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_account_check" check ("account" in ('ALLOCATION', 'FREE', 'ENCUMBERED', 'EXPENDED'));`,
    );

    this.addSql(
      `alter table "branch" add constraint "branch_library_id_foreign" foreign key ("library_id") references "library" ("id");`,
    );
    this.addSql(
      `alter table "branch" add constraint "branch_kind_check" check ("kind" in ('MAIN', 'BRANCH', 'CIRCULATION_POINT', 'SELF_SERVICE'));`,
    );
    this.addSql(
      `alter table "branch" add constraint "branch_source_check" check ("source" in ('NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'));`,
    );

    this.addSql(
      `alter table "periodical" add constraint "periodical_library_id_foreign" foreign key ("library_id") references "library" ("id");`,
    );

    this.addSql(
      `alter table "programme_event" add constraint "programme_event_library_id_foreign" foreign key ("library_id") references "library" ("id");`,
    );
    this.addSql(
      `alter table "programme_event" add constraint "programme_event_kind_check" check ("kind" in ('ACTIVITY', 'CONCERT', 'LECTURE', 'VIDEO_LECTURE', 'EXHIBITION', 'CONSULTATION', 'SALON'));`,
    );
    this.addSql(
      `alter table "programme_event" add constraint "programme_event_part_of_day_check" check ("part_of_day" in ('MORNING', 'AFTERNOON', 'EVENING'));`,
    );
    this.addSql(
      `alter table "programme_event" add constraint "programme_event_mode_check" check ("mode" in ('ONSITE', 'ONLINE'));`,
    );

    this.addSql(
      `alter table "purchase" add constraint "purchase_fund_id_foreign" foreign key ("fund_id") references "fund" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "purchase" add constraint "purchase_complete_unless_released" check (state = 'RELEASED' or (book_id is not null and payer is not null and fund_id is not null));`,
    );
    this.addSql(
      `alter table "purchase" add constraint "purchase_state_check" check ("state" in ('RESERVED', 'CONFIRMED', 'RELEASED'));`,
    );

    this.addSql(
      `alter table "ranking_entry" add constraint "ranking_entry_book_id_foreign" foreign key ("book_id") references "book" ("id");`,
    );
    this.addSql(
      `alter table "ranking_entry" add constraint "ranking_entry_audience_check" check ("audience" in ('ADULT', 'CHILDREN'));`,
    );
    this.addSql(
      `alter table "ranking_entry" add constraint "ranking_entry_source_check" check ("source" in ('PRINTED'));`,
    );

    this.addSql(
      `alter table "return_receipt" add constraint "return_receipt_next_check" check ("next" in ('SHELVE', 'SEND_TO', 'TO_CATALOGUING'));`,
    );

    this.addSql(
      `alter table "room" add constraint "room_branch_id_foreign" foreign key ("branch_id") references "branch" ("id");`,
    );
    this.addSql(
      `alter table "room" add constraint "room_source_check" check ("source" in ('NEWSLETTER', 'CATALOGUE', 'INFERRED', 'SAMPLE'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql('drop sequence if exists "item_barcode";');
    this.addSql(`alter table "ranking_entry" drop constraint "ranking_entry_book_id_foreign";`);
    this.addSql(`alter table "fund" drop constraint "fund_library_id_foreign";`);
    this.addSql(`alter table "branch" drop constraint "branch_library_id_foreign";`);
    this.addSql(`alter table "periodical" drop constraint "periodical_library_id_foreign";`);
    this.addSql(`alter table "programme_event" drop constraint "programme_event_library_id_foreign";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_fund_id_foreign";`);
    this.addSql(`alter table "purchase" drop constraint "purchase_fund_id_foreign";`);
    this.addSql(`alter table "room" drop constraint "room_branch_id_foreign";`);

    this.addSql(`drop table if exists "book" cascade;`);
    this.addSql(`drop table if exists "copy_slot" cascade;`);
    this.addSql(`drop table if exists "item" cascade;`);
    this.addSql(`drop table if exists "item_claim" cascade;`);
    this.addSql(`drop table if exists "known_holdings" cascade;`);
    this.addSql(`drop table if exists "library" cascade;`);
    this.addSql(`drop table if exists "fund" cascade;`);
    this.addSql(`drop table if exists "ledger_entry" cascade;`);
    this.addSql(`drop table if exists "branch" cascade;`);
    this.addSql(`drop table if exists "periodical" cascade;`);
    this.addSql(`drop table if exists "programme_event" cascade;`);
    this.addSql(`drop table if exists "purchase" cascade;`);
    this.addSql(`drop table if exists "ranking_entry" cascade;`);
    this.addSql(`drop table if exists "return_receipt" cascade;`);
    this.addSql(`drop table if exists "room" cascade;`);
  }
}
