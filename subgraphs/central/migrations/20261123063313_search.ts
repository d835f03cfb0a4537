import { Migration } from '@mikro-orm/migrations';

export class Migration20261123063313_search extends Migration {
  override name = 'Migration20261123063313_search';

  override up(): void | Promise<void> {
    this.addSql(`drop index "book_search_text_trigrams";`);
    this.addSql(`alter table "book" drop column "search_text";`);
    this.addSql(`alter table "book" add "accessible" text[] not null default '{}', add "popularity" int not null default 0,
      add "search_version" smallint not null default 0, add "class_sort" text collate "C" null;`);
    this.addSql(`update "book" set "popularity" = counted.total
      from (select book_id, sum(total) as total from known_holdings group by book_id) as counted where book.id = counted.book_id;`);
    this.addSql(`alter index "book_search" set (gin_pending_list_limit = 512);`);
    this.addSql(`create index "book_popularity" on "book" ("popularity" desc, "id");`);
    this.addSql(`create index "book_year" on "book" ("year" desc nulls last, "id");`);
    this.addSql(`create index "book_class_sort_id_index" on "book" ("class_sort", "id");`);
    this.addSql(`create index "book_search_version_index" on "book" ("search_version");`);
    this.addSql(`alter table "book" add constraint "book_accessible_known"
      check (accessible <@ array['BRAILLE', 'LARGE_PRINT', 'AUDIO']::text[]);`);

    // A book's index is made of its description, which knows nothing of the call numbers of its copies: they stay when it is made anew.
    this.addSql(`create function book_call_numbers() returns trigger language plpgsql as $$
      begin
        new.search := new.search || coalesce((
          select string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''':1B', ' ')
          from unnest(old.search) where starts_with(lexeme, '~k') and lexeme <> all (tsvector_to_array(new.search))
        ), '')::tsvector;
        return new;
      end $$;`);
    this.addSql(`create trigger book_call_numbers before update of search on book
      for each row when (old.search is distinct from new.search) execute function book_call_numbers();`);

    // Neither what a book is found by nor how popular it is belongs to its description: it is no news.
    this.addSql(`create or replace function book_event() returns trigger language plpgsql as $$
      declare
        was text;
        is_now text;
      begin
        if tg_op = 'INSERT' then
          insert into catalogue_event (kind, book_id) select 'BOOK_ADDED', id from after;
          return null;
        end if;
        select string_agg(format('before.%I', attname), ', '), string_agg(format('after.%I', attname), ', ') into was, is_now
        from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped
          and attname not in ('search', 'search_version', 'class_sort', 'popularity');
        execute format('insert into catalogue_event (kind, book_id)
          select ''BOOK_CHANGED'', after.id from after full join before on before.id = after.id
          where after.id is not null and (%s) is distinct from (%s)', was, is_now);
        return null;
      end $$;`);
  }
}
