import { Migration } from '@mikro-orm/migrations';

export class Migration20261123062000_item_lists extends Migration {
  override name = 'Migration20261123062000_item_lists';

  override up(): void | Promise<void> {
    this.addSql(`alter table "item" add "status_text" varchar(255) null;`);
    // Numbers are padded: a long call number has a longer key than a varchar takes.
    this.addSql(`alter table "item" alter column "call_number_sort" type text collate "C";`);
    this.addSql(`alter table "item" drop constraint "item_status_check";`);
    this.addSql(
      `alter table "item" add constraint "item_status_check" check ("status" in ('AVAILABLE', 'ON_LOAN', 'ON_HOLD_SHELF', 'PAGED', 'IN_TRANSIT', 'ON_ORDER', 'IN_PROCESS', 'REFERENCE_ONLY', 'DAMAGED', 'MISSING', 'LOST', 'WITHDRAWN', 'UNKNOWN'));`,
    );
    this.addSql(`create index "return_receipt_item_id_index" on "return_receipt" ("item_id");`);

    this.addSql(
      `create table "put_items_receipt" ("library_id" varchar(255) not null, "idempotency_key" varchar(255) not null, "content_hash" varchar(255) not null, "results" jsonb not null, "at" timestamptz not null, primary key ("library_id", "idempotency_key"));`,
    );
    this.addSql(`create index "put_items_receipt_at_index" on "put_items_receipt" ("at");`);

    // A copy that a list brings can stand in a list of its branch at once: see item_work().
    this.addSql(`create function item_work_new() returns trigger language plpgsql as $$
      declare
        now_in text := item_list(new);
      begin
        if now_in is not null then
          insert into work_change (kind, list, branch_id, item_id, claim_id)
          values ('ENTERED', now_in, coalesce(new.kept_at, new.branch_id), new.id, new.claim_id);
          perform graphile_worker.add_job('tellWork', payload := '{}', queue_name := 'work', max_attempts := 100);
        end if;
        return null;
      end $$;`);
    this.addSql(`create trigger item_work_insert after insert on item
      for each row when (new.status in ('PAGED', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'ON_LOAN')) execute function item_work_new();`);
  }
}
