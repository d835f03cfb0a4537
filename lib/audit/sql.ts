// The tables and triggers of the audit, one text for all four databases. A table's triggers are made by a migration; which tables have
// them, and why others have none, is in tables.ts.
import type { AuditedTable } from './tables.ts';

/** Creates the tables of the audit and the function of its triggers. */
export const auditTables: readonly string[] = [
  `create table "audit_change" ("id" bigserial primary key, "transaction" bigint not null, "at" timestamptz not null, "caller" text null, "role" text not null, "table_name" text not null, "op" text not null, "before" jsonb null, "after" jsonb null);`,
  `create table "audit_entry" ("seq" bigint not null, "at" timestamptz not null, "table_name" text not null, "key" text not null, "op" text not null, "content" text not null, "hash" text not null, primary key ("seq"));`,
  `create index "audit_entry_table_name_key_index" on "audit_entry" ("table_name", "key");`,
  `create table "audit_value" ("entry" bigint not null, "part" text not null, "at" timestamptz not null, "salt" text null, "value" text null, "reader" text null, "erased_by" bigint null, primary key ("entry", "part"));`,
  `create index "audit_value_reader" on "audit_value" ("reader") where reader is not null;`,
  `create index "audit_value_erased_by" on "audit_value" ("erased_by", "entry", "part") where erased_by is not null;`,
  `create index "audit_value_kept" on "audit_value" ("at") where erased_by is null;`,
  // The function names the schema in which it is made: a table of the same name elsewhere on a search path catches nothing.
  `do $create$ begin execute format($text$
create function audit_capture() returns trigger language plpgsql as $body$
declare
  the_caller text := nullif(current_setting('shelfgraph.caller', true), '');
  key_columns text[] := string_to_array(tg_argv[0], ',');
  columns_left_out text[] := string_to_array(tg_argv[1], ',');
  changed bigint;
begin
  if tg_argv[2] = 'not in bulk' and (the_caller::jsonb -> 'bulk') is not null then
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into %1$I.audit_change (transaction, at, caller, role, table_name, op, after)
    select pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name, 'INSERT',
      to_jsonb(new_row) - columns_left_out
    from new_rows as new_row;
  elsif tg_op = 'DELETE' then
    insert into %1$I.audit_change (transaction, at, caller, role, table_name, op, before)
    select pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name, 'DELETE',
      to_jsonb(old_row) - columns_left_out
    from old_rows as old_row;
  elsif tg_op = 'UPDATE' then
    select count(*) into changed from new_rows;
    if changed = 1 then
      insert into %1$I.audit_change (transaction, at, caller, role, table_name, op, before, after)
      select pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name, 'UPDATE', was.image, is_now.image
      from (select to_jsonb(old_row) - columns_left_out as image from old_rows as old_row) as was,
        (select to_jsonb(new_row) - columns_left_out as image from new_rows as new_row) as is_now
      where was.image <> is_now.image;
    elsif changed > 1 then
      insert into %1$I.audit_change (transaction, at, caller, role, table_name, op, before, after)
      select pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name,
        case when was.image is null then 'INSERT' when is_now.image is null then 'DELETE' else 'UPDATE' end, was.image, is_now.image
      from (
        select image - columns_left_out as image, (select string_agg(image ->> name, ':') from unnest(key_columns) as name) as key
        from (select to_jsonb(old_row) as image from old_rows as old_row) as old_images
      ) as was full join (
        select image - columns_left_out as image, (select string_agg(image ->> name, ':') from unnest(key_columns) as name) as key
        from (select to_jsonb(new_row) as image from new_rows as new_row) as new_images
      ) as is_now on was.key = is_now.key
      where was.image is distinct from is_now.image;
    end if;
  else
    insert into %1$I.audit_change (transaction, at, caller, role, table_name, op)
    values (pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name, tg_op);
  end if;
  return null;
end $body$ $text$, current_schema()); end $create$;`,
];

/** Creates the triggers of a table. */
export function auditTriggers(
  table: string,
  { key, leftOut = [], notes = 'all' }: Pick<AuditedTable, 'key' | 'leftOut' | 'notes'>,
): string[] {
  const given = `'${key.join(',')}', '${leftOut.join(',')}', '${notes === 'all' ? '' : 'not in bulk'}'`;
  const trigger = (op: string, rows: string) =>
    `create trigger "audit_${op}" after ${op} on "${table}" ${rows} for each statement execute function audit_capture(${given});`;
  return [
    ...(notes === 'all' ? [trigger('insert', 'referencing new table as new_rows')] : []),
    trigger('update', 'referencing old table as old_rows new table as new_rows'),
    trigger('delete', 'referencing old table as old_rows'),
    trigger('truncate', ''),
  ];
}
