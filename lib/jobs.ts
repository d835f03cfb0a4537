// Durable jobs on graphile-worker, in the subgraph's own database. A job is added inside the business transaction.
//
// A process that is killed leaves its jobs locked for four hours, in the name of its pool of workers. So every pool holds an
// advisory lock, which ends with its connection, and everybody unlocks the jobs of pools that hold none.
import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Logger, run, runMigrations, type Task, type WorkerPool } from 'graphile-worker';
import pg from 'pg';
import type { Logger as Log } from 'pino';
import { describeError } from './masking.ts';
import { statement } from './statements.ts';
import { traceHeader, traceToFollow } from './telemetry/tracing.ts';

/**
 * Handlers by task name. A handler that throws is run again 2 s later, as long as it takes. `stopping` aborts when the process is to end,
 * which waits for the handler: one that takes long leaves the rest to a new job of its own.
 */
export type Tasks = Record<string, (payload: Record<string, unknown>, stopping: AbortSignal) => Promise<void>>;

export interface JobOptions {
  /** Add no second job with this key; the newest payload and time win. */
  key?: string;
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** Not before so many seconds have passed, by the database's clock. */
  afterSeconds?: number;
}

/** Adds a job in the transaction of `em`: it exists if and only if the change is committed. */
export async function addJob(
  em: EntityManager,
  task: string,
  payload: Record<string, unknown>,
  options: JobOptions = {},
) {
  await em.execute(
    `/* addJob */ select 1 from graphile_worker.add_job(
       ?, payload := ?::json, queue_name := ?, run_at := now() + make_interval(secs => ?), max_attempts := 100, job_key := ?)`,
    [task, JSON.stringify(traced(payload)), options.queue ?? null, options.afterSeconds ?? 0, options.key ?? null],
  );
}

/** A job that follows from what is recorded as a trace names it. */
function traced(payload: Record<string, unknown>): Record<string, unknown> {
  const trace = traceToFollow();
  return trace ? { ...payload, [traceHeader]: trace } : payload;
}

/** The trace from which a job follows. */
export function traceOf({ [traceHeader]: trace }: Record<string, unknown>): string | undefined {
  return typeof trace === 'string' ? trace : undefined;
}

/** What a job is about, as it was given to `addJob`. */
export function withoutTrace({ [traceHeader]: _, ...payload }: Record<string, unknown>): Record<string, unknown> {
  return payload;
}

/**
 * Adds a job under a key that is new, and for later, at a tenth of the cost: nobody is woken, the queue looks every second. Where
 * the key or the task is not as new or as known as that, as `addJob` does.
 */
export async function addLater(
  em: EntityManager,
  task: string,
  payload: Record<string, unknown>,
  { key, afterSeconds }: Required<Pick<JobOptions, 'key' | 'afterSeconds'>>,
): Promise<void> {
  const [added] = await statement(
    em,
    `/* addLater */ insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts, key)
     select id, $2::json, now() + make_interval(secs => $4), 100, $3 from graphile_worker._private_tasks where identifier = $1
     on conflict (key) do nothing returning id`,
    [task, JSON.stringify(traced(payload)), key, afterSeconds],
  );
  if (!added) await addJob(em, task, payload, { key, afterSeconds });
}

/** Adds a job that adds itself again each time it has run, unless it is there: one in all processes, at its own time. */
export async function addRecurring(em: EntityManager, task: string, afterSeconds: number): Promise<void> {
  await em.execute(
    `/* addRecurring */ select 1 from graphile_worker.add_job(
       ?, payload := '{}', run_at := now() + make_interval(secs => ?), max_attempts := 100, job_key := ?,
       job_key_mode := 'preserve_run_at')`,
    [task, afterSeconds, task],
  );
}

/** Creates or updates the tables of the job queue. */
export async function migrateJobs(url: string): Promise<void> {
  // A connection that is lost on the way shows at the statement that needs it.
  const pool = openPool(url, () => {});
  try {
    await runMigrations({ pgPool: pool, logger: quiet });
  } finally {
    await pool.end();
  }
}

/**
 * Takes away the jobs that have not begun and would do the same as the one that is running: what they were added for is
 * committed, so whoever looks after this sees it. A key would not do: the queue may give a new job the key of one that is
 * just beginning, and it ends with that one.
 */
export async function joinWaiting(em: EntityManager, task: string, payload: Record<string, unknown>): Promise<void> {
  await statement(
    em,
    `/* joinWaiting */ delete from graphile_worker._private_jobs where id in (
       select job.id from graphile_worker._private_jobs as job
       join graphile_worker._private_tasks as task on task.id = job.task_id
       where task.identifier = $1 and job.locked_at is null and job.payload::jsonb - '${traceHeader}' = $2::jsonb
       for update of job skip locked)`,
    [task, JSON.stringify(payload)],
  );
}

/** Takes away a job that has not begun. One that has goes on, and adds nothing to what is done. */
export async function removeJob(em: EntityManager, key: string): Promise<void> {
  await statement(
    em,
    '/* removeJob */ delete from graphile_worker._private_jobs where key = $1 and locked_at is null',
    [key],
  );
}

const lockClass = 4_720_002;
const sweepEvery = 1_000;
const retryAfterSeconds = 2;
const idleMs = 300_000;
const restartAfter = 1_000;
/** How long the queue may take, in ms, to end in order after its last job. */
const settleWithin = 500;

/**
 * Runs jobs until `stop` is called, which waits for those that have begun.
 * @param url the subgraph's database
 * @param crontab tasks that recur, a line each, in UTC: `0 18 * * * issueDueStatements`
 */
export async function startJobs(
  url: string,
  tasks: Tasks,
  log: Log,
  crontab = '',
): Promise<{ stop: () => Promise<void> }> {
  const presence = await announcePresence(url, log);
  const stopping = new AbortController();
  const pool = openPool(url, (error) => {
    if (!stopping.signal.aborted) {
      log.warn({ error: describeError(error) }, 'the job queue lost a connection');
    }
  });
  const start = async () => {
    const broken = brokenPool(presence.events);
    const runner = await run({
      pgPool: pool,
      concurrency: 4,
      noHandleSignals: true,
      pollInterval: 1_000,
      // Without batches a job that ends while the database is away is an unhandled rejection, and the process with it.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      logger: loggerOf(log),
      events: presence.events,
      crontab,
      taskList: Object.fromEntries(
        Object.entries(tasks).map(([name, handle]) => [
          name,
          retried(name, (payload) => handle(payload, stopping.signal), log),
        ]),
      ),
    });
    return {
      stop: () => Promise.race([runner.stop(), broken]),
      ended: Promise.race([runner.promise, broken]).finally(() => presence.events.removeAllListeners(cannotWrite)),
    };
  };
  let runner = await start();
  const running = keepRunning();
  return {
    async stop() {
      stopping.abort();
      await runner.stop().catch(() => {});
      await running;
      await pool.end();
      await presence.stop();
    },
  };

  /** A runner whose database went away ends; another one takes its place as soon as it can. */
  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      await runner.ended.catch((error: unknown) => log.error({ error: describeError(error) }, 'the job runner ended'));
      presence.end();
      while (!stopping.signal.aborted) {
        await setTimeout(restartAfter, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) {
          return;
        }
        try {
          runner = await start();
          break;
        } catch (error) {
          log.warn({ error: describeError(error) }, 'the job runner cannot start and tries again');
        }
      }
    }
  }
}

/** A pool whose connections may be lost at any moment, in use, idle or closing, without taking the process with them. */
function openPool(url: string, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    idleTimeoutMillis: idleMs,
    application_name: 'shelfgraph jobs',
  });
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  return pool;
}

/** Waits between tries do not grow, as the queue's own would: what waits for an owner goes on when the owner is back. */
function retried(name: string, handle: (payload: Record<string, unknown>) => Promise<void>, log: Log): Task {
  return async (payload, { job, query }) => {
    try {
      await handle(payload as Record<string, unknown>);
    } catch (error) {
      log.warn({ task: name, ...idsOf(payload), error: describeError(error) }, 'a job failed and is tried again');
      await query(
        `/* retried */ select 1 from graphile_worker.add_job($1, payload := $2::json, job_key := $3, max_attempts := 100,
           queue_name := (select queue_name from graphile_worker._private_job_queues where id = $4),
           run_at := now() + make_interval(secs => $5))`,
        [name, JSON.stringify(payload), job.key, job.job_queue_id, retryAfterSeconds],
      );
    }
  };
}

/** What a job is about, for the log; the rest of its payload may be what a person has written. */
function idsOf(payload: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload as object).filter(([name]) => /^id$|Id$/.test(name)));
}

const cannotWrite = 'pool:fatalError';

/**
 * Resolves when a pool of workers could not write down that a job had ended, so that it ends too, and all its jobs have. Of a pool
 * that met several such failures the queue's own promise never settles: it counts them twice (graphile-worker 0.18.0).
 */
async function brokenPool(events: EventEmitter): Promise<void> {
  const [{ workerPool }] = (await once(events, 'pool:create')) as [{ workerPool: WorkerPool }];
  await new Promise<void>((resolve) => {
    events.on(cannotWrite, (event: { workerPool: WorkerPool }) => {
      // The pool before it may still have something to say.
      if (event.workerPool.id === workerPool.id) resolve();
    });
  });
  // The library's own list; it has no other name.
  // oxlint-disable-next-line no-underscore-dangle
  await Promise.allSettled(workerPool._workers.map(({ promise }) => promise));
  await setTimeout(settleWithin, undefined, { ref: false });
}

async function announcePresence(url: string, log: Log) {
  const events = new EventEmitter();
  const pools = new Set<string>();
  let client: pg.Client | null = null;
  let stopped = false;
  // One statement at a time on the one connection.
  let turn: Promise<unknown> = Promise.resolve();

  const connected = async () => {
    if (client) {
      return client;
    }
    const fresh = new pg.Client({ connectionString: url, application_name: 'shelfgraph worker presence' });
    fresh.on('error', () => {
      client = null;
    });
    await fresh.connect();
    for (const pool of pools) {
      await fresh.query(announce, [lockClass, pool]);
    }
    client = fresh;
    return fresh;
  };
  const query = (sql: string, values: unknown[]): Promise<unknown> => {
    const result = turn.then(async () => (await connected()).query(sql, values));
    turn = result.catch(() => {});
    return result;
  };
  const complain = (error: unknown) => {
    if (!stopped) {
      log.warn({ error: String(error) }, 'cannot look after the job queue');
    }
  };
  events.on('pool:create', ({ workerPool: { id } }: { workerPool: { id: string } }) => {
    pools.add(id);
    query(announce, [lockClass, id]).catch(complain);
  });
  await query(unlockJobsOfTheDead, [lockClass]);
  const timer = setInterval(() => void query(unlockJobsOfTheDead, [lockClass]).catch(complain), sweepEvery);

  return {
    events,
    /** The pools of this process have ended: what they were at is for others to do. */
    end() {
      for (const pool of pools) query(leave, [lockClass, pool]).catch(complain);
      pools.clear();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await turn;
      await client?.end();
    },
  };
}

// Shared, so that it never waits: for the connection that it replaces, or for another name with the same hash.
const announce = '/* announce */ select pg_advisory_lock_shared($1, hashtext($2))';
const leave = '/* leave */ select pg_advisory_unlock_shared($1, hashtext($2))';

const unlockJobsOfTheDead = `/* unlockJobsOfTheDead */
  with dead as (
    select distinct locked_by from graphile_worker._private_jobs as job
    where locked_by is not null and locked_at < now() - interval '1 second' and not exists (
      select 1 from pg_locks
      where locktype = 'advisory' and classid = $1::oid and objsubid = 2 and granted
        and objid = (hashtext(job.locked_by)::bigint & 4294967295)::oid
        and database = (select oid from pg_database where datname = current_database())
    )
  )
  select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead having count(*) > 0`;

const quiet = new Logger(() => () => {});

function loggerOf(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    if (level === 'error' || level === 'warning') {
      log.warn({ meta }, message);
    }
  });
}
