import { Migration } from '@mikro-orm/migrations';

export class Migration20261123061112_changes extends Migration {
  override name = 'Migration20261123061112_changes';

  override up(): void | Promise<void> {
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
