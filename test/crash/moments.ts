// Moments in the life of an order at which something is killed. Locks of the test's own hold an owner up, as a slow disk would, so
// that an order stands between two of its steps when the signal comes; nothing in the product knows of it.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { SubgraphName } from '../../schema/sdl.ts';

export type Moment = (hold: MomentHold) => Promise<void>;

export interface MomentHold {
  /** Takes a lock, until it is let go of or the moment is over. */
  lock: (
    database: SubgraphName,
    sql: string,
    values?: unknown[],
  ) => Promise<{ row: { id: string }; letGo: () => Promise<void> }>;
  /** The first row that a query finds. */
  seen: (database: SubgraphName, sql: string, values?: unknown[]) => Promise<{ id: string }>;
}

/** The moment did not come in time: nothing that leads there was under way. */
class NotReachedError extends Error {}

/** An order has 3 s for its decision, and must come first. */
const patienceMs = 4_000;
/** A step of all owners has ended, but for the one that is held up. */
const othersMs = 60;

const wholeTable = (table: string) => `lock table ${table} in exclusive mode`;
const anOrder = (condition: string) => `select id from purchase_lend_order where ${condition} limit 1`;
const thisOrder = 'select id from purchase_lend_order where id = $1 for update';
const isGathered = `phase = 'GATHERING' and reserving`;
const waiting = (statement: string) =>
  `select pid::text as id from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '${statement}%'`;
const reservedThere = `select id from purchase where id = $1 and state = 'RESERVED'`;

/** An order whose owners have all reserved, and whose decision is held up. */
async function beforeDecision({ lock, seen }: MomentHold) {
  const slow = await lock('central', wholeTable('purchase'));
  await seen('bookstores', anOrder(isGathered));
  const order = await lock('bookstores', `${anOrder(isGathered)} for update`);
  await slow.letGo();
  await seen('central', reservedThere, [order.row.id]);
  await seen('bookstores', waiting('/* decide */'));
  return order;
}

/** An order that is decided; one owner's confirmation is held up, the others' are done. */
async function betweenConfirmations(hold: MomentHold) {
  const order = await beforeDecision(hold);
  const slow = await hold.lock('lending', wholeTable('loan'));
  await order.letGo();
  await hold.seen('bookstores', anOrder(`phase = 'COMMITTING' and id = $1`), [order.row.id]);
  await pause(othersMs);
  return { order, slow };
}

/** By what a reader of the figures is to see. */
export const moments: Record<string, Moment> = {
  async 'some owners have reserved'({ lock, seen }) {
    await lock('central', wholeTable('purchase'));
    await seen('bookstores', anOrder(isGathered));
    await pause(othersMs);
  },
  async 'before the decision'(hold) {
    await beforeDecision(hold);
  },
  async 'between confirmations'(hold) {
    await betweenConfirmations(hold);
  },
  async 'before the end is written'(hold) {
    const { order, slow } = await betweenConfirmations(hold);
    await hold.lock('bookstores', thisOrder, [order.row.id]);
    await slow.letGo();
    await hold.seen('bookstores', waiting('select%for update'));
  },
  async 'between releases'({ lock, seen }) {
    await lock('lending', wholeTable('loan'));
    await seen('bookstores', anOrder(`phase = 'ABORTING'`));
    await pause(othersMs);
  },
  async 'taken up again'({ lock, seen }) {
    await lock('central', wholeTable('purchase'));
    await seen('bookstores', anOrder(`phase <> 'DONE' and round > 0`));
    await pause(othersMs);
  },
  async 'a copy came back, its owner does not know'({ lock, seen }) {
    await lock('central', wholeTable('item'));
    await seen('lending', `select id from item_return where next is null limit 1`);
  },
};

/** Brings a moment about and kills in it. False, and nothing is killed, when it does not come. */
export async function atMoment(
  moment: Moment,
  databaseUrl: (name: SubgraphName) => string,
  kill: () => Promise<void>,
): Promise<boolean> {
  const end = performance.now() + patienceMs;
  const open = new Set<pg.Client>();
  const connect = async (database: SubgraphName) => {
    const client = new pg.Client({ connectionString: databaseUrl(database), application_name: 'crash test' });
    // PostgreSQL itself may be what is killed.
    client.on('error', () => {});
    await client.connect();
    open.add(client);
    return client;
  };
  const close = async (client: pg.Client) => {
    open.delete(client);
    await client.end().catch(() => {});
  };
  const seen: MomentHold['seen'] = async (database, sql, values = []) => {
    const client = await connect(database);
    try {
      while (performance.now() < end) {
        const [row] = (await client.query(sql, values)).rows;
        if (row) return row;
        await pause(2);
      }
      throw new NotReachedError(sql);
    } finally {
      await close(client);
    }
  };
  const lock: MomentHold['lock'] = async (database, sql, values = []) => {
    const client = await connect(database);
    await client.query(`begin; set local lock_timeout = ${Math.max(1, Math.ceil(end - performance.now()))}`);
    const { rows } = await client.query(sql, values).catch((error: { code?: string }) => {
      throw error.code === '55P03' ? new NotReachedError(sql) : error;
    });
    if (sql.startsWith('select') && rows.length === 0) throw new NotReachedError(sql);
    return { row: rows[0] ?? { id: '' }, letGo: () => close(client) };
  };
  try {
    await moment({ lock, seen });
    await kill();
    return true;
  } catch (error) {
    if (error instanceof NotReachedError) return false;
    throw error;
  } finally {
    await Promise.all(Array.from(open, close));
  }
}
