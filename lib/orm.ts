// One MikroORM per subgraph. Entities for writes, `em.execute` for hot batched reads and for locks.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Constructor, DeadlockException, type EntityClass, type EntitySchema } from '@mikro-orm/core';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { asDriverException } from './outage.ts';
import { PreparingClient } from './statements.ts';

export type { EntityManager };

export interface DatabaseOptions {
  /** Named in messages: `central`. */
  name: string;
  url: string;
  entities: (EntityClass | EntitySchema)[];
  migrations: { name: string; class: Constructor<Migration> }[];
}

/** A connection costs some 10 ms of both sides: a counter that was quiet for a while does not begin with eight of them. */
const idleMs = 300_000;

/** Any number; the same for every process that migrates this database. */
const migrationLock = 4_720_001;

/**
 * Connects to the database of one subgraph.
 * @throws Error that names the subgraph, the host and the variable to look at, when nothing answers there within 5 s
 */
export async function openOrm({ name, url, entities, migrations }: DatabaseOptions): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl: url,
    // Inside a transaction MikroORM hands out its EntityManager by this name to whoever forks one: several subgraphs in
    // one process must not have the same.
    contextName: name,
    entities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true, tableName: 'migration' },
    pool: { min: 0, max: 8, idleTimeoutMillis: idleMs },
    driverOptions: {
      Client: PreparingClient,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // A process that stands still in a transaction would hold its locks for as long.
      idle_in_transaction_session_timeout: 60_000,
      application_name: `shelfgraph ${name}`,
    },
  });
  try {
    await orm.em.execute('select 1');
  } catch (error) {
    await orm.close(true);
    throw unreachable(name, url, error);
  }
  return orm;
}

/**
 * How long a change of a table waits for those who use it: whoever comes after it waits too, and what waits for half a second is refused. Then
 * it is given up and tried again, for about a minute.
 */
const lockTimeoutMs = 100;
const betweenAttemptsMs = 500;
const migrationAttempts = 200;
/** `lock_not_available` and `deadlock_detected`, of PostgreSQL. */
const isTaken = (error: unknown) => ['55P03', '40P01'].includes(String((error as { code?: unknown }).code));

/**
 * Brings the database to the newest migration, in one transaction, while others use it. Safe when several processes start at once: one
 * migrates, the others wait.
 */
export async function migrate(orm: MikroORM): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await orm.em.fork().transactional(async (em) => {
        await em.execute('select pg_advisory_xact_lock(?)', [migrationLock]);
        await em.execute(`set local lock_timeout = ${lockTimeoutMs}`);
        const transaction = em.getTransactionContext();
        await orm.migrator.up(transaction ? { transaction } : undefined);
      });
    } catch (error) {
      if (!isTaken(error) || attempt === migrationAttempts) throw error;
      await sleep(Math.random() * betweenAttemptsMs);
    }
  }
}

/** What `transact` needs of a request: the EntityManager that it reads with, and how to forget what it has read. */
export interface Transactable {
  em: EntityManager;
  /** Empties loaders, so that reads after the change see it. */
  forget: () => void;
}

const attempts = 4;

/**
 * One change, one transaction, on a fresh EntityManager; afterwards the request reads anew.
 * Deadlocks and serialisation failures are tried again, so `work` must have no effect outside the database.
 * A thrown error rolls back; a returned value commits, a refusal too.
 */
export async function transact<Result>(
  ctx: Transactable,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ctx.em.fork({ clear: true }).transactional(work);
    } catch (error) {
      if (!(error instanceof DeadlockException) || attempt === attempts) {
        throw asDriverException(ctx.em, error);
      }
    } finally {
      ctx.em.clear();
      ctx.forget();
    }
  }
}

function unreachable(name: string, url: string, cause: unknown): Error {
  const { host, pathname } = new URL(url);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `The database of ${name} at ${host}${pathname} does not answer: ${reason}\n` +
      `Check DATABASE_URL_${name.toUpperCase()}, or unset all DATABASE_URL_… to use the embedded PostgreSQL.`,
    { cause },
  );
}
