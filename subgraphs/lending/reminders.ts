// 提醒. Who is to be reminded of what: once a day, in the morning, of loans that are due soon or overdue, and at once of a copy that
// waits on the hold shelf. Each is one row, whoever looks how often; what the rows say is sent by notices.ts.
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { type ReminderTerms, remindersOn } from './noticeEntities.ts';

/** Loans or holds that one statement looks at. */
const batch = 1_000;
/** How often it is looked whether the day's loans have been gone through, in seconds. */
export const planSeconds = 600;
/** The hour in Asia/Shanghai from which readers are reminded of loans. */
const firstHour = 8;
/** A reminder of an overdue loan is written so many days late at most, after days on which nothing ran. */
const lateDays = 6;
const shanghaiHours = 8;

/** The job: goes through the loans that are due soon or overdue, once on each day. */
export async function planReminders(ctx: Context): Promise<void> {
  const { em, now } = ctx;
  const today = dayOf(now);
  const hour = (now.getUTCHours() + shanghaiHours) % 24;
  const [done] = await statement(em, '/* planReminders */ select day from reminder_run where day = $1', [today]);
  if (hour < firstHour || done) {
    return;
  }
  const terms = await remindersOn(em, today);
  let place: Place | null = { day: addDays(today, -Math.max(...terms.overdueDays, 0) - lateDays), id: '' };
  while (place) {
    place = await planBatch(ctx, { today, terms, after: place });
  }
  await statement(
    em,
    '/* planReminders */ insert into reminder_run (day, done_at) values ($1, $2) on conflict do nothing',
    [today, now],
  );
}

/** The job: writes the reminders of copies that wait on hold shelves. */
export async function planHoldNotices({ em, now }: Pick<Context, 'em' | 'now'>): Promise<void> {
  let written = batch;
  while (written === batch) {
    const rows = await statement(
      em,
      `/* planHoldNotices */
       insert into notice (id, reader_id, kind, hold_id, subject_id, occasion, book_id, day, state, next_attempt_at, created_at)
       select 'ntc_' || gen_random_uuid(), reader.id, 'HOLD_READY', hold.id, hold.id, hold.shelf_until::text, hold.book_id,
         hold.shelf_until, 'PENDING', $2::timestamptz, $2::timestamptz
       from hold join reader on reader.id = hold.reader_id and reader.reminders
       where hold.state = 'READY' and hold.shelf_until >= $1 and not exists (
         select from notice as earlier where earlier.subject_id = hold.id and earlier.kind = 'HOLD_READY'
           and earlier.occasion = hold.shelf_until::text)
       order by hold.shelf_until, hold.id limit $3
       on conflict (subject_id, kind, occasion) do nothing returning id`,
      [dayOf(now), now, batch],
    );
    written = rows.length;
  }
}

interface Place {
  day: string;
  id: string;
}

/** Looks at the loans after a place in the order of their due days, in one statement. Null when there are no more. */
async function planBatch(
  { em, now }: Context,
  { today, terms, after }: { today: string; terms: ReminderTerms; after: Place },
): Promise<Place | null> {
  const [row] = await statement<{ seen: number; day: string; id: string }>(
    em,
    `/* planBatch */
     with seen as (
       select id, reader_id, book_id, due_date, back_on is null and claimed_returned_at is null as is_out
       from loan where status = 'ACTIVE' and (due_date, id) > ($2::date, $3) and due_date <= $1::date + $4::int
       order by due_date, id limit $6
     ), occasions as (
       select seen.*, 'DUE_SOON' as kind, due_date::text as occasion from seen where due_date >= $1::date and $4::int > 0
       union all
       select seen.*, 'OVERDUE', due_date || '+' || last.days
       from seen cross join lateral (
         select max(days) as days from unnest($5::int[]) as days where due_date + days <= $1::date
       ) as last
       where due_date < $1::date and $1::date - (due_date + last.days) <= $8::int
     ), written as (
       insert into notice (id, reader_id, kind, loan_id, subject_id, occasion, book_id, day, state, next_attempt_at, created_at)
       select 'ntc_' || gen_random_uuid(), reader.id, kind, occasions.id, occasions.id, occasion, book_id, due_date, 'PENDING',
         $7::timestamptz, $7::timestamptz
       from occasions join reader on reader.id = occasions.reader_id and reader.reminders where is_out
       on conflict (subject_id, kind, occasion) do nothing
     )
     select (select count(*)::int from seen) as seen, due_date::text as day, id from seen order by due_date desc, id desc limit 1`,
    [today, after.day, after.id, terms.dueSoonDays, terms.overdueDays, batch, now, lateDays],
  );
  return row && row.seen === batch ? { day: row.day, id: row.id } : null;
}
