import { Migration } from '@mikro-orm/migrations';

/**
 * What books are found, filtered and sorted by goes into a table of its own, and whole call numbers into another: a search reads less of
 * each match, and a call number more does not have the whole book indexed anew.
 */
export class Migration20261124005337_book_index extends Migration {
  override name = 'Migration20261124005337_book_index';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "book_call_number" ("book_id" varchar(255) not null, "number" text collate "C" not null, primary key ("book_id", "number"));`,
    );
    this.addSql(
      `create table "book_index" ("book_id" varchar(255) not null, "popularity" int not null default 0, "search" tsvector not null default '', "version" smallint not null default 0, "year" int null, "format" text not null default 'BOOK', "accessible" text[] not null default '{}', "class_sort" text collate "C" null);`,
    );
    // A search grades each match by what the book is found by, several times. Rows beyond 2 KB would have it compressed, and each look
    // would unpack it anew, at several times the cost of the rest.
    this.addSql(`alter table "book_index" set (toast_tuple_target = 8160);`);
    // Whoever makes a book, it is found: those that have no index get one by the job that looks for version 0. Made before the rows are: from here
    // on who writes a book waits for the end.
    this.addSql(`create function book_index_row() returns trigger language plpgsql as $$
      begin
        insert into book_index (book_id, year, format, accessible) select id, year, format, accessible from after on conflict do nothing;
        return null;
      end $$;`);
    this.addSql(`create trigger book_index_row after insert on book referencing new table as after
      for each statement execute function book_index_row();`);

    // Processes of the release before search in the columns of `book`, and describe books there: what they write is indexed by the same job.
    // The columns, their indexes and the triggers on them go with the next release.
    this.addSql(`create function book_index_outdated() returns trigger language plpgsql as $$
      begin
        insert into book_call_number (book_id, number)
        select new.id, substr(lexeme, 3) from unnest(new.search) where starts_with(lexeme, '~k') on conflict do nothing;
        update book_index set version = 0, year = new.year, format = new.format, accessible = new.accessible where book_id = new.id;
        return null;
      end $$;`);
    this.addSql(`create trigger book_index_outdated after update of search on book
      for each row when ((old.search, old.year, old.format, old.accessible) is distinct from (new.search, new.year, new.format, new.accessible))
      execute function book_index_outdated();`);
    this.addSql(`create trigger book_index_outdated_insert after insert on book
      for each row when (new.search <> '') execute function book_index_outdated();`);

    this.addSql(`insert into book_call_number (book_id, number)
      select id, substr(lexeme, 3) from book, unnest(search) where starts_with(lexeme, '~k');`);
    this.addSql(`create index "book_call_number_number_book_id_index" on "book_call_number" ("number", "book_id");`);

    // With the classes that call numbers begin with, as searchVectorOf has it; what it has made of the rest is the same.
    this.addSql(`insert into book_index (book_id, popularity, search, version, year, format, accessible, class_sort)
      select id, popularity,
        ts_delete(search, array(select lexeme from unnest(search) where starts_with(lexeme, '~k'))) || coalesce((
          select string_agg(distinct '''~c' || replace(replace(split_part(number, '/', 1), '\\', '\\\\'), '''', '''''') || ''':1C', ' ')
          from book_call_number where book_id = id), '')::tsvector,
        case search_version when 1 then 2 else 0 end, year, format, accessible, class_sort
      from book;`);
    this.addSql(`alter table "book_index" add primary key ("book_id");`);
    this.addSql(
      `create index "book_index_search" on "book_index" using gin ("search") with (gin_pending_list_limit = 512);`,
    );
    this.addSql(`create index "book_index_popularity" on "book_index" ("popularity" desc, "book_id");`);
    this.addSql(`create index "book_index_year" on "book_index" ("year" desc nulls last, "book_id");`);
    this.addSql(`create index "book_index_class_sort_book_id_index" on "book_index" ("class_sort", "book_id");`);
    this.addSql(`create index "book_index_version_index" on "book_index" ("version");`);
    this.addSql(
      `alter table "book_index" add constraint "book_index_book_id_foreign" foreign key ("book_id") references "book" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "book_index" add constraint "book_index_format_check" check ("format" in ('BOOK', 'PERIODICAL', 'MAP', 'AUDIO_VISUAL', 'POP_UP', 'LOOSE_LEAF', 'IMPORTED', 'GIFT'));`,
    );
  }
}
