// What a small database has.
import type { MikroORM } from '@mikro-orm/postgresql';

/** Names of the columns and indexes, without those of the table of migrations. */
export async function columnsIn(orm: MikroORM): Promise<{ columns: string[]; indexes: string[] }> {
  const columns = await orm.em.execute<{ name: string }[]>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name <> 'migration' order by table_name, ordinal_position`,
  );
  const indexes = await orm.em.execute<{ name: string }[]>(
    `select indexname as name from pg_indexes where schemaname = 'public' and tablename <> 'migration' order by 1`,
  );
  return { columns: columns.map(({ name }) => name), indexes: indexes.map(({ name }) => name) };
}
