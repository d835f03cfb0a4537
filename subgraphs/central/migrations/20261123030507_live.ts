import { Migration } from '@mikro-orm/migrations';

export class Migration20261123030507_live extends Migration {
  override name = 'Migration20261123030507_live';

  override up(): void | Promise<void> {
    this.addSql(`create table "overdue_mark" ("id" int not null, "day" date not null, primary key ("id"));`);

    this.addSql(
      `create table "work_change" ("id" bigserial primary key, "origin" varchar(255) not null default gen_random_uuid(), "at" timestamptz not null default now(), "kind" text not null, "list" text not null, "branch_id" varchar(255) not null, "item_id" varchar(255) not null, "claim_id" varchar(255) null);`,
    );

    this.addSql(
      `alter table "work_change" add constraint "work_change_kind_check" check ("kind" in ('ENTERED', 'LEFT', 'CHANGED'));`,
    );
    this.addSql(
      `alter table "work_change" add constraint "work_change_list_check" check ("list" in ('TO_PICK', 'TO_RECEIVE', 'ON_HOLD_SHELF', 'OVERDUE'));`,
    );

    // In which list of its branch a copy stands: the same as `itemsAtWork` says.
    this.addSql(`create function item_list(copy item) returns text language sql stable as $$
      select case
        when copy.status = 'PAGED' then 'TO_PICK'
        when copy.status = 'IN_TRANSIT' and (copy.kept_at is not null or copy.claim_id is null
          or (copy.claim_id = copy.purchase_order_id and copy.catalogued)) then 'TO_RECEIVE'
        when copy.status = 'ON_HOLD_SHELF' then 'ON_HOLD_SHELF'
        when copy.status = 'ON_LOAN' and copy.due_date <= (select day from overdue_mark where id = 1) then 'OVERDUE'
      end $$;`);
    this.addSql(`create function item_work() returns trigger language plpgsql as $$
      declare
        was text := item_list(old);
        now_in text := case tg_op when 'UPDATE' then item_list(new) end;
        place_was text := coalesce(old.kept_at, old.branch_id);
        place text := case tg_op when 'UPDATE' then coalesce(new.kept_at, new.branch_id) end;
      begin
        if was = now_in and place_was = place then
          if new.claim_id is not distinct from old.claim_id then
            return null;
          end if;
          insert into work_change (kind, list, branch_id, item_id, claim_id) values ('CHANGED', now_in, place, new.id, new.claim_id);
        elsif was is null and now_in is null then
          return null;
        else
          if was is not null then
            insert into work_change (kind, list, branch_id, item_id, claim_id) values ('LEFT', was, place_was, old.id, old.claim_id);
          end if;
          if now_in is not null then
            insert into work_change (kind, list, branch_id, item_id, claim_id) values ('ENTERED', now_in, place, new.id, new.claim_id);
          end if;
        end if;
        perform graphile_worker.add_job('tellWork', payload := '{}', queue_name := 'work', max_attempts := 100);
        return null;
      end $$;`);
    this.addSql(`create trigger item_work_update after update of status, branch_id, kept_at, claim_id, due_date on item
      for each row when (old.status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN')
        or new.status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN'))
      execute function item_work();`);
    this.addSql(`create trigger item_work_delete after delete on item
      for each row when (old.status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN')) execute function item_work();`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger item_work_update on item;`);
    this.addSql(`drop trigger item_work_delete on item;`);
    this.addSql(`drop function item_work();`);
    this.addSql(`drop function item_list(item);`);
    this.addSql(`drop table if exists "overdue_mark" cascade;`);
    this.addSql(`drop table if exists "work_change" cascade;`);
  }
}
