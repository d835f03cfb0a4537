// Connections to a database of which nothing is heard: a host that is gone without a word would hold them for a quarter of an hour.
import type { Socket } from 'node:net';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';

/** What we use of pg's clients; its types leave it out. */
interface Wire {
  connection: { stream: Socket };
  readyForQuery: boolean;
}

/**
 * Cuts a connection on which a statement is under way and nothing has come or gone for so long, in ms; the statement fails, and
 * the pool makes another connection when one is needed. From now on: what migrates may take longer.
 */
export async function cutSilentConnections(orm: MikroORM, limitMs: number): Promise<void> {
  const pool = (await orm.em.getConnection().getNativeClient()) as Pool;
  const watched = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const wire = client as unknown as Wire;
    const { stream } = wire.connection;
    stream.setTimeout(limitMs, () => {
      if (!wire.readyForQuery) stream.destroy(new Error(`The database has said nothing for ${limitMs / 1_000} s.`));
    });
  });
}
