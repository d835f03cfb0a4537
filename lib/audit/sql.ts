// The tables and triggers of the audit, one text for all four databases. A table's triggers are made by a migration; which tables have
// them, and why others have none, is in tables.ts.
import type { AuditedTable, Subject } from './tables.ts';

/** Creates the tables of the audit. */
export const auditTables: readonly string[] = [
  `create table "audit_change" ("id" bigserial primary key, "transaction" bigint not null, "at" timestamptz not null, "caller" text null, "role" text not null, "table_name" text not null, "op" text not null, "before" jsonb null, "after" jsonb null);`,
  `create table "audit_entry" ("seq" bigint not null, "at" timestamptz not null, "table_name" text not null, "key" text not null, "op" text not null, "content" text not null, "hash" text not null, primary key ("seq"));`,
  `create index "audit_entry_table_name_key_index" on "audit_entry" ("table_name", "key");`,
  `create table "audit_value" ("entry" bigint not null, "part" text not null, "at" timestamptz not null, "salt" text null, "value" text null, "reader" text null, "erased_by" bigint null, primary key ("entry", "part"));`,
  `create index "audit_value_reader" on "audit_value" ("reader") where reader is not null;`,
  `create index "audit_value_erased_by" on "audit_value" ("erased_by", "entry", "part") where erased_by is not null;`,
  `create index "audit_value_kept" on "audit_value" ("at") where erased_by is null;`,
];

/**
 * Creates the triggers of a table, or makes them anew: whoever adds a column to a table that is audited does so in the same migration.
 *
 * Each table has a function of its own, which names its columns. An UPDATE notes those that have changed, with the key and the column that
 * says whom the row is about; to tell which, a comparison of each column costs a tenth of making JSON of the row twice.
 */
export function auditTriggers(
  table: string,
  { key, leftOut = [], subject, notes = 'all' }: Pick<AuditedTable, 'key' | 'leftOut' | 'notes'> & AuditedSubject,
): string[] {
  const capture = `audit_capture_${table}`;
  const without = `'{${leftOut.join(',')}}'`;
  const always = [...new Set([...key, ...(subject ? [subject.column] : [])])];
  const known = (row: 'old' | 'new') =>
    `jsonb_build_object(${always.map((column) => `'${column}', ${row}."${column}"`).join(', ')})`;
  const trigger = (op: string, each: 'row' | 'statement') =>
    `create or replace trigger "audit_${op}" after ${op} on "${table}" for each ${each} execute function "${capture}"();`;
  return [
    // The function names the schema in which it is made: a table of the same name elsewhere on a search path catches nothing.
    `do $create$ begin execute format($text$
create or replace function %1$I() returns trigger language plpgsql as $body$
declare
  the_caller text := nullif(current_setting('shelfgraph.caller', true), '');
  was jsonb;
  is_now jsonb;
begin${notes === 'all' ? '' : inBulk}
  if tg_op = 'UPDATE' then
    was := '{}';
    is_now := '{}';
%2$s
    if is_now = '{}' then
      return null;
    end if;
    was := was || ${known('old')};
    is_now := is_now || ${known('new')};
  elsif tg_op = 'INSERT' then
    is_now := to_jsonb(new) - ${without}::text[];
  elsif tg_op = 'DELETE' then
    was := to_jsonb(old) - ${without}::text[];
  end if;
  insert into %3$I.audit_change (transaction, at, caller, role, table_name, op, before, after)
  values (pg_current_xact_id()::text::bigint, clock_timestamp(), the_caller, session_user, tg_table_name, tg_op, was, is_now);
  return null;
end $body$ $text$, '${capture}', (
      select string_agg(format($column$    if old.%1$I is distinct from new.%1$I then
      was := was || jsonb_build_object(%1$L, old.%1$I);
      is_now := is_now || jsonb_build_object(%1$L, new.%1$I);
    end if;$column$, attname), chr(10) order by attnum)
      from pg_attribute
      where attrelid = '"${table}"'::regclass and attnum > 0 and not attisdropped and attname <> all (${without}::text[])
    ), current_schema()); end $create$;`,
    ...(notes === 'all' ? [trigger('insert', 'row')] : []),
    trigger('update', 'row'),
    trigger('delete', 'row'),
    trigger('truncate', 'statement'),
  ];
}

interface AuditedSubject {
  subject?: Pick<Subject, 'column'>;
}

const inBulk = `
  if (the_caller::jsonb -> 'bulk') is not null then
    return null;
  end if;`;
