import { Migration } from '@mikro-orm/migrations';

export class Migration20261123061111_changes extends Migration {
  override name = 'Migration20261123061111_changes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "catalogue_event" ("id" bigserial primary key, "tx" xid8 not null default pg_current_xact_id(), "at" timestamptz not null default now(), "kind" text not null, "book_id" varchar(255) not null, "library_id" varchar(255) null);`,
    );
    this.addSql(`create index "catalogue_event_tx_id_index" on "catalogue_event" ("tx", "id");`);
    this.addSql(`create index "catalogue_event_book_id_tx_id_index" on "catalogue_event" ("book_id", "tx", "id");`);
    this.addSql(
      `alter table "catalogue_event" add constraint "catalogue_event_of_library" check ((kind = 'HOLDINGS_CHANGED') = (library_id is not null));`,
    );
    this.addSql(
      `alter table "catalogue_event" add constraint "catalogue_event_kind_check" check ("kind" in ('HOLDINGS_CHANGED', 'BOOK_ADDED', 'BOOK_CHANGED', 'BOOK_MERGED'));`,
    );

    // At a commit that notifies all others of the server wait: so it notifies only while somebody listens (lib/events.ts).
    this.addSql(`create function catalogue_event_notice() returns trigger language plpgsql as $$
      begin
        if not exists (select from noted) then
          return null;
        end if;
        if pg_try_advisory_lock(4720003, hashtext('catalogue_event')) then
          perform pg_advisory_unlock(4720003, hashtext('catalogue_event'));
        else
          perform pg_notify('catalogue_event', '');
        end if;
        return null;
      end $$;`);
    this.addSql(`create trigger catalogue_event_notice after insert on catalogue_event referencing new table as noted
      for each statement execute function catalogue_event_notice();`);

    // One insert for each statement, whatever it has changed. Full joins are hashed, however few rows the first statement of a
    // connection had.
    this.addSql(`create function known_holdings_event() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          insert into catalogue_event (kind, book_id, library_id) select 'HOLDINGS_CHANGED', book_id, library_id from after;
        elsif tg_op = 'DELETE' then
          insert into catalogue_event (kind, book_id, library_id) select 'HOLDINGS_CHANGED', book_id, library_id from before;
        else
          insert into catalogue_event (kind, book_id, library_id)
          select 'HOLDINGS_CHANGED', book_id, library_id from before full join after using (book_id, library_id)
          where (before.total, before.available, before.held) is distinct from (after.total, after.available, after.held);
        end if;
        return null;
      end $$;`);
    this.addSql(`create trigger known_holdings_event_insert after insert on known_holdings referencing new table as after
      for each statement execute function known_holdings_event();`);
    this.addSql(`create trigger known_holdings_event_update after update on known_holdings
      referencing old table as before new table as after for each statement execute function known_holdings_event();`);
    this.addSql(`create trigger known_holdings_event_delete after delete on known_holdings referencing old table as before
      for each statement execute function known_holdings_event();`);

    // What a book is found by is no part of its description: books that are indexed anew are no news. The columns are read each time,
    // so one that is added later is compared too; rows as jsonb took ten times as long.
    this.addSql(`create function book_event() returns trigger language plpgsql as $$
      declare
        was text;
        is_now text;
      begin
        if tg_op = 'INSERT' then
          insert into catalogue_event (kind, book_id) select 'BOOK_ADDED', id from after;
          return null;
        end if;
        select string_agg(format('before.%I', attname), ', '), string_agg(format('after.%I', attname), ', ') into was, is_now
        from pg_attribute where attrelid = tg_relid and attnum > 0 and not attisdropped and attname not in ('search', 'search_text');
        execute format('insert into catalogue_event (kind, book_id)
          select ''BOOK_CHANGED'', after.id from after full join before on before.id = after.id
          where after.id is not null and (%s) is distinct from (%s)', was, is_now);
        return null;
      end $$;`);
    this.addSql(`create trigger book_event_insert after insert on book referencing new table as after
      for each statement execute function book_event();`);
    this.addSql(`create trigger book_event_update after update on book
      referencing old table as before new table as after for each statement execute function book_event();`);
    this.addSql(`create function book_merged_event() returns trigger language plpgsql as $$
      begin
        insert into catalogue_event (kind, book_id) values ('BOOK_MERGED', new.id);
        return null;
      end $$;`);
    this.addSql(`create trigger book_merged_event after insert or update on book_alias
      for each row execute function book_merged_event();`);

    this.addSql(
      `create table "holdings_change" ("id" bigserial primary key, "library_id" varchar(255) not null, "book_id" varchar(255) not null);`,
    );
    // One job for each statement, which tells all that waits: lib/items/publication.ts.
    this.addSql(`create function holdings_change_job() returns trigger language plpgsql as $$
      begin
        if exists (select from noted) then
          perform graphile_worker.add_job('reportHoldings', payload := '{}', queue_name := 'holdings', max_attempts := 100);
        end if;
        return null;
      end $$;`);
    this.addSql(`create trigger holdings_change_job after insert on holdings_change referencing new table as noted
      for each statement execute function holdings_change_job();`);
    // What waits as a job of its own is told the new way.
    this.addSql(`do $$
      begin
        if to_regclass('graphile_worker._private_jobs') is not null then
          insert into holdings_change (library_id, book_id)
          select distinct job.payload->>'library', job.payload->>'bookId'
          from graphile_worker._private_jobs as job join graphile_worker._private_tasks as task on task.id = job.task_id
          where task.identifier = 'reportHoldings' and job.payload->>'bookId' is not null;
        end if;
      end $$;`);
  }
}
