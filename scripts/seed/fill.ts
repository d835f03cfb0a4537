// The database of one subgraph, migrated and filled.
import { definitions } from '../../gateway/definitions.ts';
import { openDatabase } from '../../lib/database.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { reseed, seedIfEmpty } from './write.ts';

/** What became of a database. */
export type Filling = 'restored' | 'filled' | 'unchanged';

/** Migrates a database and fills it when it is empty; with `reset` it is emptied first. */
export async function fillDatabase(name: SubgraphName, url: string, { reset = false } = {}): Promise<Filling> {
  const orm = await openDatabase({ name, url, ...definitions[name].database });
  try {
    if (!reset) return (await seedIfEmpty(orm, name, new Date())) ? 'filled' : 'unchanged';
    await reseed(orm, name, new Date());
    return 'restored';
  } finally {
    await orm.close(true);
  }
}
