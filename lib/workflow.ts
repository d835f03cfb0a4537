// Durable workflows over several owners: reserve at each owner, decide in one row, then confirm or release everywhere.
//
// The row that is worked on carries `phase`, `deadline`, `lease_holder` and `lease_until`. Whoever works on it, in line or
// as the job that was added with it, holds the lease. ONE conditional update decides: a crash before it means abort, after
// it there is only forward. So every step at an owner is idempotent by the row's id, and a release refuses a late reserve.
// A row that is DONE may be taken up again for what follows from its decision.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import pLimit from 'p-limit';
import { addLater, removeJob } from './jobs.ts';
import { describeError } from './masking.ts';
import { type EntityManager, transact } from './orm.ts';
import { statement } from './statements.ts';
import type { BaseContext } from './subgraph.ts';
import { TimeLimitError, within } from './time.ts';
import { SubgraphError } from './transport.ts';

/** GATHERING facts and reservations → COMMITTING or ABORTING, decided once → DONE. */
export type Phase = 'GATHERING' | 'COMMITTING' | 'ABORTING' | 'DONE';

/** What is worked on. */
interface Work {
  id: string;
  phase: Phase;
  leaseHolder?: string | null;
}

export interface Workflow<Context extends BaseContext, Row extends Work> {
  /** Table with the columns id, phase, deadline, try_again, lease_holder, lease_until. A constant of the code, never input. */
  table: string;
  /** Task that resumes a row; gets `ResumePayload`. */
  task: string;
  /** The row as it stands now. */
  read: (ctx: Context, id: string) => Promise<Row>;
  /** Gathers facts, reserves, and decides. May give the row as its own decision has left it: it is not read again then. */
  gather: (ctx: Context, row: Row) => Promise<Row | void>;
  /** Confirms everywhere, then writes the outcome and DONE. May give the row as it has written it: it is not read again then. */
  commit: (ctx: Context, row: Row) => Promise<Row | void>;
  /** Releases everywhere, then writes the outcome and DONE. Gives the row as `commit` does. */
  abort: (ctx: Context, row: Row) => Promise<Row | void>;
}

type Table = Pick<Workflow<never, never>, 'table' | 'task'>;

/** As long as work in line may take; who works longer may find somebody else at the row, and each step is done once all the same. */
const leaseSeconds = 3;
const resumeAfterSeconds = 3;
/** An owner that is back is soon asked again; one that stays away leaves many rows waiting, which are then tried less often. */
const tryAgainSeconds = { soon: 1, later: 3, soonTries: 20 };
/** The clerk waits no longer; then a row that is undecided is given up, and the caller is told to try again. */
const decisionSeconds = 3;

/**
 * The row of an idempotency key: the one that it made before, or a new one.
 * @param insert writes the row; a unique constraint refuses a second one
 * @returns whether this call has made it
 */
export async function insertOnce<Row>(
  find: () => Promise<Row | null>,
  insert: () => Promise<Row>,
): Promise<{ row: Row; isNew: boolean }> {
  try {
    return { row: await insert(), isNew: true };
  } catch (error) {
    const earlier = error instanceof UniqueConstraintViolationException ? await find() : null;
    if (!earlier) {
      throw error;
    }
    return { row: earlier, isNew: false };
  }
}

/** Whether the caller still waits, and long enough for a decision. */
export function hasTime({ endsAt, signal }: Pick<BaseContext, 'endsAt' | 'signal'>): boolean {
  const timeLeft = endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt - performance.now();
  return !signal?.aborted && timeLeft >= decisionSeconds * 1_000;
}

/** As many rows of a process are worked on in line at once as the databases carry well; the others wait, not yet written. */
const gate = pLimit(8);

/**
 * Writes a row under its idempotency key and carries it to its end, or finds the row that the key has made before.
 * @returns null, with nothing written, when the caller has left or its time would end before the decision: nothing happens
 * behind its back
 */
export function placeOnce<Context extends BaseContext, Row extends Work>(
  ctx: Context,
  workflow: Workflow<Context, Row>,
  { find, insert }: { find: () => Promise<Row | null>; insert: () => Promise<Row> },
): Promise<Row | null> {
  return gate(async () => {
    if (!hasTime(ctx)) {
      return null;
    }
    const { row, isNew } = await insertOnce(find, insert);
    return isNew && row.phase !== 'DONE' ? carry(ctx, workflow, row) : row;
  });
}

/** The moment, by the database's clock, until which a row that is written now must be decided. */
export async function deadlineOf(em: EntityManager): Promise<Date> {
  return (await beginWork(em)).deadline;
}

/** The same, with the lease of whoever writes a row and carries it on at once: nobody else has to be told. */
export async function beginWork(em: EntityManager): Promise<{ deadline: Date; leaseHolder: string; leaseUntil: Date }> {
  const [row] = await statement<{ deadline: string; lease: string }>(
    em,
    `/* beginWork */ select clock_timestamp() + make_interval(secs => $1) as deadline,
       now() + make_interval(secs => $2) as lease`,
    [decisionSeconds, leaseSeconds],
  );
  return { deadline: new Date(row?.deadline ?? 0), leaseHolder: randomUUID(), leaseUntil: new Date(row?.lease ?? 0) };
}

/** What the job of a row gets. */
interface ResumePayload {
  id: string;
  /** How often it has run before for this row. */
  tries: number;
}

/** Adds, in the transaction that inserts the row, the job that resumes it in 3 s should this process die. */
export function scheduleResume(em: EntityManager, workflow: Table, id: string): Promise<void> {
  return addResume(em, workflow, { id, tries: 0 }, resumeAfterSeconds);
}

/**
 * Takes a row that is DONE up again, for what follows from its decision: once more confirmed or released everywhere before the
 * outcome is written; or, GATHERING, decided anew. In the transaction that holds the row's lock; the caller sees to it that the step is a legal one.
 */
export async function takeUpAgain(
  em: EntityManager,
  workflow: Table,
  row: {
    id: string;
    phase: Phase;
    deadline: Date;
    tryAgain: boolean;
    leaseHolder?: string | null;
    leaseUntil?: Date | null;
  },
  phase: Exclude<Phase, 'DONE'>,
): Promise<void> {
  row.phase = phase;
  if (phase === 'GATHERING') {
    row.deadline = await deadlineOf(em);
    row.tryAgain = false;
  }
  // Whoever had it before has done with it.
  row.leaseHolder = null;
  row.leaseUntil = null;
  await em.flush();
  await scheduleResume(em, workflow, row.id);
}

/** A finished row needs no resuming. To be called in the transaction that ends it. */
export async function cancelResume(em: EntityManager, { task }: Table, id: string): Promise<void> {
  await removeJob(em, `${task}:${id}`);
}

/** The job of a row: carries on what a process that died, or an owner that was silent, has left; every 1 to 3 s until DONE. */
export async function resume<Context extends BaseContext, Row extends Work>(
  ctx: Context,
  workflow: Workflow<Context, Row>,
  { id, tries }: ResumePayload,
): Promise<void> {
  await advance(ctx, workflow, { id });
  const { phase } = await workflow.read(ctx, id);
  if (phase !== 'DONE') {
    const seconds = tries < tryAgainSeconds.soonTries ? tryAgainSeconds.soon : tryAgainSeconds.later;
    await transact(ctx, (em) => addResume(em, workflow, { id, tries: tries + 1 }, seconds));
  }
}

/**
 * Waits until a row is DONE, at most until its deadline, for a caller that finds it in other hands. What is undecided then,
 * because whoever worked on it died or an owner is silent, this caller decides for ABORTING; what is decided ends later.
 */
export async function awaitEnd<Context extends BaseContext, Row extends Work>(
  ctx: Context,
  workflow: Workflow<Context, Row>,
  id: string,
): Promise<Row> {
  for (let pause = 20; ; pause = Math.min(pause * 2, 200)) {
    const [row] = await ctx.em.execute<{ phase: Phase; late: boolean }[]>(
      `/* awaitEnd */ select phase, clock_timestamp() >= deadline as late from ${workflow.table} where id = ?`,
      [id],
    );
    if (row?.phase !== 'DONE' && row?.late) {
      await giveUp(ctx.em, workflow, id);
    }
    if (row?.phase === 'DONE' || row?.late !== false) {
      return workflow.read(ctx, id);
    }
    await setTimeout(pause);
  }
}

/**
 * The decision. Exactly one caller ever gets true for a row. After its deadline, by the database's clock, a row can only
 * be decided for ABORTING: who was told to try again meets no commit later.
 * @param changes further columns that the decision fixes
 */
export async function decide(
  em: EntityManager,
  { table }: Table,
  id: string,
  phase: 'COMMITTING' | 'ABORTING',
  changes: Record<string, unknown> = {},
): Promise<boolean> {
  const columns = Object.keys(changes);
  const [row] = await statement(
    em,
    `/* decide */ update ${table} set phase = $1${columns.map((column, index) => `, ${column} = $${index + 3}`).join('')}
     where id = $2 and phase = 'GATHERING' and ($1 = 'ABORTING' or clock_timestamp() < deadline) returning id`,
    [phase, id, ...columns.map((column) => changes[column])],
  );
  return row !== undefined;
}

/** Decides for ABORTING without a reason of its own: the caller is told to try again. */
export function giveUp(em: EntityManager, workflow: Table, id: string): Promise<boolean> {
  return decide(em, workflow, id, 'ABORTING', { try_again: true });
}

/**
 * Works on a row until it has ended, or `patience` ms have passed and its deadline. What is decided but not DONE is left to its job.
 * @param given the row as it was just inserted with its lease, or the id of one that somebody else may hold
 */
export async function carry<Context extends BaseContext, Row extends Work>(
  ctx: Context,
  workflow: Workflow<Context, Row>,
  given: Row | string,
  patience = decisionSeconds * 1_000,
): Promise<Row> {
  const { id } = typeof given === 'string' ? { id: given } : given;
  try {
    const ended = await within(patience, advance(ctx, workflow, typeof given === 'string' ? { id } : given));
    if (ended) {
      return ended;
    }
  } catch (error) {
    if (!(error instanceof TimeLimitError)) {
      throw error;
    }
  }
  const row = await workflow.read(ctx, id);
  return row.phase === 'GATHERING' ? awaitEnd(ctx, workflow, id) : row;
}

function addResume(em: EntityManager, { task }: Table, payload: ResumePayload, afterSeconds: number): Promise<void> {
  return addLater(em, task, { ...payload }, { key: `${task}:${payload.id}`, afterSeconds });
}

/**
 * Carries a row on under its lease. What an owner does not answer now, the job asks again.
 * @param given a row that was just inserted, or what is known of another
 * @returns the row, where its end was written and is known
 */
async function advance<Context extends BaseContext, Row extends Work>(
  request: Context,
  workflow: Workflow<Context, Row>,
  given: Row | { id: string },
): Promise<Row | null> {
  // Whoever waits for the row may read on with its own EntityManager.
  const ctx = { ...request, em: request.em.fork(), forget: () => {} };
  const inserted = 'leaseHolder' in given && given.leaseHolder ? given : null;
  try {
    const ended = await withLease(ctx.em, workflow, { id: given.id, holder: inserted?.leaseHolder }, async () => {
      const decided = await decidedRow(ctx, workflow, inserted ?? (await workflow.read(ctx, given.id)));
      switch (decided.phase) {
        case 'COMMITTING':
          return workflow.commit(ctx, decided);
        case 'ABORTING':
          return workflow.abort(ctx, decided);
        default:
          return undefined;
      }
    });
    return ended ?? null;
  } catch (error) {
    logStep(ctx, workflow, given.id, error, 'it stands where it is and is resumed');
    return null;
  }
}

/** The row after its decision. What gathering leaves undecided, a decision that came too late among it, is given up. */
async function decidedRow<Context extends BaseContext, Row extends Work>(
  ctx: Context,
  workflow: Workflow<Context, Row>,
  row: Row,
): Promise<Row> {
  if (row.phase !== 'GATHERING') {
    return row;
  }
  try {
    const decided = await workflow.gather(ctx, row);
    if (decided) {
      return decided;
    }
  } catch (error) {
    logStep(ctx, workflow, row.id, error, 'it is given up');
  }
  const gathered = await workflow.read(ctx, row.id);
  if (gathered.phase !== 'GATHERING') {
    return gathered;
  }
  await giveUp(ctx.em, workflow, row.id);
  return workflow.read(ctx, row.id);
}

/**
 * Works on a row that is not DONE, unless somebody else holds its lease.
 * @param row.holder who holds its lease already
 */
async function withLease<Result>(
  em: EntityManager,
  { table }: Table,
  { id, holder }: { id: string; holder?: string | null | undefined },
  work: () => Promise<Result>,
): Promise<Result | null> {
  const mine = holder ?? (await takeLease(em, table, id));
  if (!mine) {
    return null;
  }
  try {
    return await work();
  } catch (error) {
    // A row that is DONE needs no lease; one that is not may be carried on at once.
    await em.execute(
      `/* withLease */ update ${table} set lease_holder = null, lease_until = null where id = ? and lease_holder = ?`,
      [id, mine],
    );
    throw error;
  }
}

/** Null for a row that is DONE, and while somebody else holds it. */
async function takeLease(em: EntityManager, table: string, id: string): Promise<string | null> {
  const holder = randomUUID();
  const [row] = await em.execute<{ id: string }[]>(
    `/* takeLease */ update ${table} set lease_holder = ?, lease_until = now() + interval '${leaseSeconds} seconds'
     where id = ? and phase <> 'DONE' and (lease_until is null or lease_until < now()) returning id`,
    [holder, id],
  );
  return row ? holder : null;
}

/** A silent owner is to be expected; anything else is a bug or an outage of ours. */
function logStep(ctx: BaseContext, { table }: Table, id: string, error: unknown, what: string): void {
  const details = { requestId: ctx.requestId, [table]: id, error: describeError(error) };
  if (error instanceof SubgraphError) {
    ctx.log.warn(details, what);
  } else {
    ctx.log.error(details, what);
  }
}
