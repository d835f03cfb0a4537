// Puts the databases of a network back to where they stood, for tests that do the same thing hundreds of times.
import { rows } from './ask.ts';
import type { TestNetwork } from './network.ts';

const tablesOf = `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1`;

/** Keeps what all tables hold now. @returns what puts it back, in some 100 ms; jobs that wait are forgotten */
export async function keepDatabases({ subgraphs }: Pick<TestNetwork, 'subgraphs'>): Promise<() => Promise<void>> {
  const restores = await Promise.all(
    Object.values(subgraphs).map(async (subgraph) => {
      const tables = (await rows<{ name: string }>(subgraph, tablesOf)).map(({ name }) => name);
      await rows(subgraph, 'create schema kept');
      for (const table of tables) await rows(subgraph, `create table kept.${table} as table public.${table}`);
      const copies = tables.map((table) => `insert into public.${table} overriding system value table kept.${table};`);
      return () =>
        rows(
          subgraph,
          // Without triggers and foreign keys: what was kept was whole.
          `begin; set local session_replication_role = replica; truncate ${tables.join(', ')}; ${copies.join('\n')}
           delete from graphile_worker._private_jobs; commit`,
        );
    }),
  );
  return async () => {
    await Promise.all(restores.map((restore) => restore()));
  };
}
