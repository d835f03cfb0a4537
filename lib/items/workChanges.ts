// The lists of branches are made of copies, and copies are their owner's: so the owner tells `lending`, which tells those who watch. A
// trigger of the table of copies writes every change in the transaction in which it happens, with the job that tells it; the list shows
// the change by the time when it is told.
import type { EntityManager } from '@mikro-orm/postgresql';
import { joinWaiting } from '../jobs.ts';
import { transact } from '../orm.ts';
import { addDays, dayOf } from '../shanghai.ts';
import { statement } from '../statements.ts';
import type { BaseContext } from '../subgraph.ts';

/** Changes that are told at once. */
const batch = 500;
/** How often it is looked whether a day is over, in seconds. */
export const overdueSeconds = 600;

/** The job: tells what is not told yet, in order, and forgets it. A copy's changes have rising ids: see the entity. */
export async function tellWork(ctx: BaseContext): Promise<void> {
  await joinWaiting(ctx.em, 'tellWork', {});
  for (;;) {
    const changes = await statement<{ id: string; origin: string; at: Date }>(
      ctx.em,
      `/* tellWork */ select id::text, origin, at, kind, list, branch_id as "branchId", item_id as "itemId",
         claim_id as "claimId"
       from work_change order by work_change.id limit $1`,
      [batch],
    );
    if (changes.length === 0) {
      return;
    }
    await ctx.ask('lending', 'mutation ($changes: [WorkChangeInput!]!) { noteWork(changes: $changes) }', {
      changes: changes.map(({ id: _, at, ...change }) => ({ ...change, at: new Date(at).toISOString() })),
    });
    await statement(ctx.em, '/* tellWork */ delete from work_change where id = any($1::bigint[])', [
      changes.map(({ id }) => id),
    ]);
  }
}

/**
 * The job: once a day is over, the copies that were due on it and are out enter the lists of overdue ones. The first time it only notes
 * the day: who begins to watch reads the list.
 */
export async function noteOverdue(ctx: BaseContext): Promise<void> {
  const yesterday = addDays(dayOf(ctx.now), -1);
  const [mark] = await statement<{ day: string }>(
    ctx.em,
    '/* noteOverdue */ select day::text from overdue_mark where id = $1',
    [1],
  );
  if (!mark || mark.day < yesterday) {
    await transact(ctx, (em) => moveMark(em, yesterday));
  }
}

/** A copy that comes back meanwhile is waited for, or waits: so none is told as overdue that was not, and each that was is told as back. */
async function moveMark(em: EntityManager, yesterday: string): Promise<void> {
  await statement(em, '/* moveMark */ insert into overdue_mark (id, day) values (1, $1) on conflict (id) do nothing', [
    yesterday,
  ]);
  const [mark] = await statement<{ day: string }>(
    em,
    '/* moveMark */ select day::text from overdue_mark where id = $1 for update',
    [1],
  );
  if (!mark || mark.day >= yesterday) {
    return;
  }
  await statement(em, '/* moveMark */ update overdue_mark set day = $1 where id = 1', [yesterday]);
  await statement(
    em,
    `/* moveMark */ with late as (
       select id, coalesce(kept_at, branch_id) as branch_id, claim_id from item
       where status = 'ON_LOAN' and due_date > $1 and due_date <= $2 order by id for share
     ), told as (
       insert into work_change (kind, list, branch_id, item_id, claim_id)
       select 'ENTERED', 'OVERDUE', branch_id, id, claim_id from late returning id
     )
     select graphile_worker.add_job('tellWork', payload := '{}', queue_name := 'work', max_attempts := 100)
     where exists (select from told)`,
    [mark.day, yesterday],
  );
}
