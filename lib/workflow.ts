// Durable workflows over several owners: reserve at each owner, decide in one row, then confirm or release everywhere.
//
// The row that is worked on carries `phase`, `deadline`, `lease_holder` and `lease_until`. Whoever works on it, in line or as the job
// that was added with it, holds the lease. ONE conditional update decides: a crash before it means abort, after it there
// is only forward. So every step at an owner is idempotent by the row's id, and a release refuses a late reserve.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import { addJob, removeJob } from './jobs.ts';

/** GATHERING facts and reservations → COMMITTING or ABORTING, decided once → DONE. */
export type Phase = 'GATHERING' | 'COMMITTING' | 'ABORTING' | 'DONE';

export interface Workflow {
  /** Table with the columns id, phase, deadline, try_again, lease_holder, lease_until. A constant of the code, never input. */
  table: string;
  /** Task that resumes a row; gets `{ id }`. */
  task: string;
}

const leaseSeconds = 10;
const resumeAfter = 5_000;

/** Adds, in the transaction that inserts the row, the job that resumes it in 5 s should this process die. */
export async function scheduleResume(
  em: EntityManager,
  workflow: Workflow,
  id: string,
  delay = resumeAfter,
): Promise<void> {
  await addJob(em, workflow.task, { id }, { key: `${workflow.task}:${id}`, runAt: new Date(Date.now() + delay) });
}

/** A finished row needs no resuming. To be called in the transaction that ends it. */
export async function cancelResume(em: EntityManager, workflow: Workflow, id: string): Promise<void> {
  await removeJob(em, `${workflow.task}:${id}`);
}

/**
 * Works on a row under its lease.
 * @returns false, without calling `work`, when somebody else holds the lease or the row is DONE
 */
export async function withLease(
  em: EntityManager,
  workflow: Workflow,
  id: string,
  work: (holder: string) => Promise<void>,
): Promise<boolean> {
  const holder = randomUUID();
  const [row] = await em.execute<{ id: string }[]>(
    `/* withLease */ update ${workflow.table}
     set lease_holder = ?, lease_until = now() + interval '${leaseSeconds} seconds'
     where id = ? and phase <> 'DONE' and (lease_until is null or lease_until < now()) returning id`,
    [holder, id],
  );
  if (!row) {
    return false;
  }
  try {
    await work(holder);
    return true;
  } finally {
    await em.execute(
      `/* withLease */ update ${workflow.table} set lease_holder = null, lease_until = null where id = ? and lease_holder = ?`,
      [id, holder],
    );
  }
}

/**
 * The decision. Exactly one caller ever gets true for a row. After its deadline, by the database's clock, a row can only
 * be decided for ABORTING: who was told to try again meets no commit later.
 * @param changes further columns that the decision fixes
 */
export async function decide(
  em: EntityManager,
  workflow: Workflow,
  id: string,
  phase: 'COMMITTING' | 'ABORTING',
  changes: Record<string, unknown> = {},
): Promise<boolean> {
  const columns = Object.keys(changes);
  const [row] = await em.execute<{ id: string }[]>(
    `/* decide */ update ${workflow.table} set phase = ?${columns.map((column) => `, ${column} = ?`).join('')}
     where id = ? and phase = 'GATHERING' and (? = 'ABORTING' or clock_timestamp() < deadline) returning id`,
    [phase, ...columns.map((column) => changes[column]), id, phase],
  );
  return row !== undefined;
}

/**
 * Waits until a row is decided, for a caller that finds it in other hands. When its deadline passes undecided, because
 * whoever worked on it died, this caller decides for ABORTING.
 */
export async function awaitDecision(em: EntityManager, workflow: Workflow, id: string): Promise<void> {
  for (let pause = 20; ; pause = Math.min(pause * 2, 200)) {
    const [row] = await em.execute<{ undecided: boolean; late: boolean }[]>(
      `/* awaitDecision */ select phase = 'GATHERING' as undecided, clock_timestamp() >= deadline as late
       from ${workflow.table} where id = ?`,
      [id],
    );
    if (!row?.undecided) {
      return;
    }
    if (row.late) {
      await decide(em, workflow, id, 'ABORTING', { try_again: true });
      return;
    }
    await setTimeout(pause);
  }
}
