// How long imports are remembered: what was rejected for a month, to be mended; that a file was imported for a year and a bit, to be
// compared. An upload of which nothing comes for a day is given up.
import { transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { endRun, hasEnded, lockedRun } from './imports.ts';

/** How often it is looked at, in seconds. */
export const retentionSeconds = 3_600;
const abandonedAfterHours = 24;
const rejectDays = 30;
const runDays = 400;
/** Rows of one transaction. */
const batch = 1_000;

/** Ends uploads that were given up, and forgets what is older than it is kept. */
export async function forgetImports(ctx: Context): Promise<void> {
  const abandoned = await statement<{ id: string }>(
    ctx.em,
    `/* forgetImports */ select id from import_run
     where state = 'RECEIVING' and received_at < $1::timestamptz - make_interval(hours => $2) limit $3`,
    [ctx.now, abandonedAfterHours, batch],
  );
  for (const { id } of abandoned) {
    await transact(ctx, async (em) => {
      const run = await lockedRun(em, id);
      if (hasEnded(run)) return;
      run.message = `上传中断超过 ${abandonedAfterHours} 小时。Nothing of the file has come for ${abandonedAfterHours} hours.`;
      await endRun(em, run, 'CANCELLED', ctx.now);
    });
  }
  await deleteOlder(
    ctx,
    `/* forgetRejects */ delete from import_reject where id in (
       select reject.id from import_reject as reject join import_run as run on run.id = reject.run_id
       where run.ended_at < $1::timestamptz - make_interval(days => $2) limit $3) returning id`,
    rejectDays,
  );
  await deleteOlder(
    ctx,
    `/* forgetRuns */ delete from import_run where id in (
       select id from import_run where ended_at < $1::timestamptz - make_interval(days => $2) limit $3) returning id`,
    runDays,
  );
}

async function deleteOlder(ctx: Context, text: string, days: number): Promise<void> {
  for (;;) {
    const gone = await transact(ctx, (em) => statement(em, text, [ctx.now, days, batch]));
    if (gone.length < batch) return;
  }
}
