// The database of one subgraph, ready for use: its tables and those of its job queue are the newest.
import type { MikroORM } from '@mikro-orm/postgresql';
import { migrateJobs } from './jobs.ts';
import { type DatabaseOptions, migrate, openOrm } from './orm.ts';

/** Connects to a database and brings it to the newest migration. */
export async function openDatabase(options: DatabaseOptions): Promise<MikroORM> {
  const orm = await openOrm(options);
  try {
    await migrateJobs(options.url);
    await migrate(orm);
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
