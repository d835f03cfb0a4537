import { Migration } from '@mikro-orm/migrations';

export class Migration20261123030509_live extends Migration {
  override name = 'Migration20261123030509_live';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "lending_event" ("id" bigserial primary key, "tx" xid8 not null default pg_current_xact_id(), "at" timestamptz not null default now(), "kind" text not null, "reader_id" varchar(255) null, "branch_id" varchar(255) null, "list" text null, "loan_id" varchar(255) null, "hold_id" varchar(255) null, "parcel_id" varchar(255) null, "item_id" varchar(255) null, "origin" varchar(255) null);`,
    );
    this.addSql(
      `create unique index "lending_event_told_once" on "lending_event" ("origin") where origin is not null;`,
    );
    this.addSql(`create index "lending_event_tx_id_index" on "lending_event" ("tx", "id");`);
    this.addSql(
      `create index "lending_event_of_reader" on "lending_event" ("reader_id", "tx", "id") where reader_id is not null;`,
    );
    this.addSql(
      `create index "lending_event_of_branch" on "lending_event" ("branch_id", "tx", "id") where branch_id is not null;`,
    );

    this.addSql(
      `create table "notice" ("id" varchar(255) not null, "reader_id" varchar(255) not null, "kind" text not null, "loan_id" varchar(255) null, "hold_id" varchar(255) null, "subject_id" varchar(255) not null, "occasion" varchar(255) not null, "book_id" varchar(255) not null, "day" date not null, "state" text not null, "attempts" int not null default 0, "next_attempt_at" timestamptz null, "sent_at" timestamptz null, "last_error" varchar(255) null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(`create index "notice_created_at_index" on "notice" ("created_at");`);
    this.addSql(`create index "notice_reader_id_sent_at_id_index" on "notice" ("reader_id", "sent_at", "id");`);
    this.addSql(`create index "notice_to_send" on "notice" ("next_attempt_at", "id") where state = 'PENDING';`);
    this.addSql(`create index "notice_failed" on "notice" ("created_at", "id") where state = 'FAILED';`);
    this.addSql(
      `alter table "notice" add constraint "notice_subject_id_kind_occasion_unique" unique ("subject_id", "kind", "occasion");`,
    );

    this.addSql(
      `create table "reminder_choice" ("valid_from" date not null, "due_soon_days" int not null, "overdue_days" int[] not null, primary key ("valid_from"));`,
    );

    this.addSql(
      `create table "reminder_run" ("day" date not null, "done_at" timestamptz not null, primary key ("day"));`,
    );

    this.addSql(`alter table "reader" add "reminders" boolean not null default true;`);

    this.addSql(`create index "loan_due" on "loan" ("due_date", "id") where status = 'ACTIVE';`);

    this.addSql(
      `alter table "lending_event" add constraint "lending_event_watched" check ((reader_id is null) <> (branch_id is null));`,
    );
    this.addSql(
      `alter table "lending_event" add constraint "lending_event_listed" check ((branch_id is null) = (list is null));`,
    );
    this.addSql(
      `alter table "lending_event" add constraint "lending_event_kind_check" check ("kind" in ('LOAN_REQUESTED', 'LOAN_LENT', 'LOAN_DUE', 'LOAN_RENEWED', 'LOAN_CLAIMED_RETURNED', 'LOAN_RETURNED', 'LOAN_LOST', 'LOAN_RELEASED', 'HOLD_PLACED', 'HOLD_WAITING', 'HOLD_SUSPENDED', 'HOLD_PAGED', 'HOLD_IN_TRANSIT', 'HOLD_READY', 'HOLD_FULFILLED', 'HOLD_CANCELLED', 'HOLD_EXPIRED', 'PARCEL_CREATED', 'PARCEL_ACCEPTED', 'PARCEL_PICKED_UP', 'PARCEL_IN_TRANSIT', 'PARCEL_OUT_FOR_DELIVERY', 'PARCEL_DELIVERED', 'PARCEL_AUTO_SIGNED', 'PARCEL_REFUSED', 'PARCEL_RETURNED_TO_SENDER', 'PARCEL_LOST', 'PARCEL_DAMAGED', 'PARCEL_CANCELLED', 'ENTERED', 'LEFT', 'CHANGED'));`,
    );
    this.addSql(
      `alter table "lending_event" add constraint "lending_event_list_check" check ("list" in ('TO_PICK', 'TO_RECEIVE', 'ON_HOLD_SHELF', 'OVERDUE', 'TO_PACK', 'TO_BOOK', 'WITH_COURIER'));`,
    );

    this.addSql(`alter table "notice" add constraint "notice_of_one" check ((loan_id is null) <> (hold_id is null));`);
    this.addSql(
      `alter table "notice" add constraint "notice_to_send_at" check ((state = 'PENDING') = (next_attempt_at is not null));`,
    );
    this.addSql(
      `alter table "notice" add constraint "notice_sent_at" check ((state = 'SENT') = (sent_at is not null));`,
    );
    this.addSql(
      `alter table "notice" add constraint "notice_kind_check" check ("kind" in ('DUE_SOON', 'OVERDUE', 'HOLD_READY'));`,
    );
    this.addSql(
      `alter table "notice" add constraint "notice_state_check" check ("state" in ('PENDING', 'SENT', 'DROPPED', 'FAILED'));`,
    );

    this.addSql(
      `alter table "reminder_choice" add constraint "reminder_choice_due_soon" check (due_soon_days between 0 and 30);`,
    );
    this.addSql(
      `alter table "reminder_choice" add constraint "reminder_choice_overdue" check (1 <= all (overdue_days) and 365 >= all (overdue_days) and array_position(overdue_days, null) is null and cardinality(overdue_days) <= 12);`,
    );

    // Where an event stands: after all others of its reader, or its branch, though the transaction of a later one may have begun first.
    // At a commit that notifies all others of the server wait: so it notifies only while somebody listens (lib/events.ts).
    this.addSql(`create function lending_event_place() returns trigger language plpgsql as $$
      declare last xid8;
      begin
        if new.reader_id is not null then
          select tx into last from lending_event where reader_id = new.reader_id order by tx desc, id desc limit 1;
        else
          select tx into last from lending_event where branch_id = new.branch_id order by tx desc, id desc limit 1;
        end if;
        new.tx := greatest(pg_current_xact_id(), last);
        if pg_try_advisory_lock(4720003, hashtext('lending_event')) then
          perform pg_advisory_unlock(4720003, hashtext('lending_event'));
        else
          perform pg_notify('lending_event', '');
        end if;
        return new;
      end $$;`);
    this.addSql(`create trigger lending_event_place before insert on lending_event
      for each row execute function lending_event_place();`);

    // What is lent is asked for first, so a loan that is written otherwise than RESERVED, by a seed, is no news.
    this.addSql(`create function loan_event() returns trigger language plpgsql as $$
      begin
        insert into lending_event (kind, reader_id, loan_id) values (case
          when tg_op = 'INSERT' then 'LOAN_REQUESTED'
          when new.status <> old.status and new.status = 'ACTIVE' then 'LOAN_LENT'
          when new.status <> old.status and new.status = 'RESERVED' then 'LOAN_REQUESTED'
          when new.status <> old.status then 'LOAN_' || new.status
          when new.renewals > old.renewals then 'LOAN_RENEWED'
          when new.due_date is distinct from old.due_date then 'LOAN_DUE'
          else 'LOAN_CLAIMED_RETURNED'
        end, new.reader_id, new.id);
        return null;
      end $$;`);
    this.addSql(`create trigger loan_event_insert after insert on loan
      for each row when (new.status = 'RESERVED') execute function loan_event();`);
    this.addSql(`create trigger loan_event_update after update of status, renewals, due_date, claimed_returned_at on loan
      for each row when (new.reader_id is not null and (new.status <> old.status or new.renewals > old.renewals
        or (new.status = 'ACTIVE' and new.due_date is distinct from old.due_date)
        or (old.claimed_returned_at is null and new.claimed_returned_at is not null)))
      execute function loan_event();`);

    this.addSql(`create function hold_event() returns trigger language plpgsql as $$
      begin
        insert into lending_event (kind, reader_id, hold_id)
        values (case tg_op when 'INSERT' then 'HOLD_PLACED' else 'HOLD_' || new.state end, new.reader_id, new.id);
        return null;
      end $$;`);
    this.addSql(`create trigger hold_event_insert after insert on hold for each row execute function hold_event();`);
    this.addSql(`create trigger hold_event_update after update of state, suspended_until, shelf_until, pickup_branch_id on hold
      for each row when (new.reader_id is not null and (new.state <> old.state or new.pickup_branch_id <> old.pickup_branch_id
        or (new.state = 'SUSPENDED' and new.suspended_until is distinct from old.suspended_until)
        or (new.state = 'READY' and new.shelf_until is distinct from old.shelf_until)))
      execute function hold_event();`);

    this.addSql(`create function parcel_list(direction text, status text) returns text language sql immutable as $$
      select case
        when status = 'CREATED' then case direction when 'OUT' then 'TO_PACK' else 'TO_BOOK' end
        when status in ('ACCEPTED', 'PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'REFUSED') then 'WITH_COURIER'
      end $$;`);
    this.addSql(`create function parcel_event() returns trigger language plpgsql as $$
      declare
        was text := case tg_op when 'UPDATE' then parcel_list(old.direction, old.status) end;
        now_in text := parcel_list(new.direction, new.status);
      begin
        if new.reader_id is not null then
          insert into lending_event (kind, reader_id, parcel_id) values ('PARCEL_' || new.status, new.reader_id, new.id);
        end if;
        if was = now_in then
          insert into lending_event (kind, list, branch_id, parcel_id) values ('CHANGED', now_in, new.branch_id, new.id);
          return null;
        end if;
        if was is not null then
          insert into lending_event (kind, list, branch_id, parcel_id) values ('LEFT', was, old.branch_id, new.id);
        end if;
        if now_in is not null then
          insert into lending_event (kind, list, branch_id, parcel_id) values ('ENTERED', now_in, new.branch_id, new.id);
        end if;
        return null;
      end $$;`);
    this.addSql(
      `create trigger parcel_told_insert after insert on parcel for each row execute function parcel_event();`,
    );
    this.addSql(`create trigger parcel_told_update after update of status on parcel
      for each row when (new.status <> old.status) execute function parcel_event();`);

    // What forgets its reader takes along what the reader was told of it.
    this.addSql(`create function shelf_forgotten() returns trigger language plpgsql as $$
      begin
        delete from lending_event where reader_id = old.reader_id and old.id in (loan_id, hold_id, parcel_id);
        delete from notice where subject_id = old.id;
        return null;
      end $$;`);
    for (const table of ['loan', 'hold', 'parcel']) {
      this.addSql(`create trigger ${table}_forgotten after update of reader_id on ${table}
        for each row when (old.reader_id is not null and new.reader_id is null) execute function shelf_forgotten();`);
    }

    // Where a kept copy stands, its owner tells; whom it is for is known here alone.
    this.addSql(`create function kept_copy_event() returns trigger language plpgsql as $$
      begin
        insert into lending_event (kind, list, branch_id, item_id, hold_id) values ('CHANGED',
          case new.status when 'PAGED' then 'TO_PICK' when 'IN_TRANSIT' then 'TO_RECEIVE' else new.status end,
          new.branch_id, new.item_id, new.hold_id);
        return null;
      end $$;`);
    this.addSql(`create trigger kept_copy_event after update of hold_id on kept_copy
      for each row when (new.hold_id is distinct from old.hold_id and new.status = old.status and new.branch_id = old.branch_id
        and new.status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF'))
      execute function kept_copy_event();`);
  }

  override down(): void | Promise<void> {
    for (const [trigger, table] of [
      ['loan_event_insert', 'loan'],
      ['loan_event_update', 'loan'],
      ['hold_event_insert', 'hold'],
      ['hold_event_update', 'hold'],
      ['parcel_told_insert', 'parcel'],
      ['parcel_told_update', 'parcel'],
      ['loan_forgotten', 'loan'],
      ['hold_forgotten', 'hold'],
      ['parcel_forgotten', 'parcel'],
      ['kept_copy_event', 'kept_copy'],
      ['lending_event_place', 'lending_event'],
    ]) {
      this.addSql(`drop trigger ${trigger} on ${table};`);
    }
    this.addSql(
      `drop function loan_event(), hold_event(), parcel_event(), shelf_forgotten(), kept_copy_event(), lending_event_place(), parcel_list(text, text);`,
    );
    this.addSql(`drop table if exists "lending_event" cascade;`);
    this.addSql(`drop table if exists "notice" cascade;`);
    this.addSql(`drop table if exists "reminder_choice" cascade;`);
    this.addSql(`drop table if exists "reminder_run" cascade;`);

    this.addSql(`drop index "loan_due";`);

    this.addSql(`alter table "reader" drop column "reminders";`);
  }
}
