// Whether a database keeps up with what its subgraph asks of it. Statements wait for one of a few connections; nobody sees that queue
// but the pool.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { createQueueRate } from './queue-rate.ts';

export interface DatabaseLoad {
  /** How long a statement that comes now would wait for a connection, in ms. */
  waitMs(): number;
  /** Statements have waited without a break for some time. */
  readonly isFull: boolean;
}

/** Less than this, in ms, is a burst. */
const sampleMs = 250;

/** Begins to look at the connections of a subgraph. */
export async function watchDatabaseLoad(orm: MikroORM): Promise<DatabaseLoad> {
  const pool = (await orm.em.getConnection().getNativeClient()) as Pool;
  const rate = createQueueRate(sampleMs);
  pool.on('acquire', () => {
    if (pool.idleCount === 0 && pool.waitingCount > 0) rate.full();
  });
  pool.on('release', () => {
    rate.freed();
    if (pool.waitingCount === 0) rate.free();
  });
  return {
    waitMs() {
      if (pool.waitingCount === 0) return 0;
      // Where nothing is answered any more, nobody acquires anything.
      rate.full();
      return rate.waitMs(pool.waitingCount);
    },
    get isFull() {
      return pool.waitingCount > 0 && rate.fullMs() > sampleMs;
    },
  };
}
