// Sending reminders. A run takes some rows by a lease, looks whether each still holds, sends it under its id, and writes down what came
// of it: whoever dies in between, the lease runs out and the same ids are sent again. A notifier that fails is tried again at growing
// gaps, then the reminder is FAILED, which administrators see.
import pLimit from 'p-limit';
import { describeError } from '../../lib/masking.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';
import type { NoticeKind } from './noticeEntities.ts';
import { noticeText } from './noticeMessages.ts';
import { type Failed, type Notifier, notifierOf, type OutgoingNotice } from './notifiers.ts';
import { overdueSql } from './overdue.ts';

/** How often the jobs of reminders run, in seconds. */
export const noticeSeconds = 30;
/** Waits after each attempt that has failed, in seconds; after the last one a reminder is given up: some two days in all. */
const gaps = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400];
/** Reminders that one run takes at once, and how many of them are under way at the same time. */
const batch = 64;
const atOnce = 8;
/** A lease, in ms, longer than a batch can take. */
const leaseMs = 300_000;
/** A job sends for so long, in ms, then makes room for others. */
const runMs = 20_000;
/** How long the catalogue is waited for, in ms, for titles and names. */
const patience = 1_500;

/** The job: sends what is due. */
export async function sendNotices(ctx: Context): Promise<void> {
  const notify = notifierOf(ctx.log);
  const limited = pLimit(atOnce);
  const endsAt = performance.now() + runMs;
  let isSilent = false;
  while (!isSilent && performance.now() < endsAt) {
    const taken = await takeDue(ctx);
    if (taken.length === 0) {
      return;
    }
    const holding = taken.filter(({ holds }) => holds);
    const outgoing = await outgoingOf(ctx, holding);
    const sent = await Promise.all(outgoing.map((notice) => limited(() => trySending(notify, notice, ctx.now))));
    const outcomes = holding.map((notice, index) => outcomeOf(notice, sent[index] ?? null, ctx.now));
    const dropped = taken.filter(({ holds }) => !holds).map(({ id, attempts }) => droppedOf({ id, attempts }));
    await note(ctx, [...outcomes, ...dropped]);
    // A notifier that is down is not asked for all of them.
    isSilent = sent.some((failed) => failed?.isSilent);
  }
}

interface Taken {
  id: string;
  kind: NoticeKind;
  day: string;
  attempts: number;
  reader_id: string;
  card: string;
  book_id: string;
  loan_id: string | null;
  hold_id: string | null;
  pickup_branch_id: string | null;
  /** What it says is still so, and the reader wants to be told. */
  holds: boolean;
}

/** Takes some reminders that are due, and says of each whether it still holds. */
function takeDue({ em, now }: Context): Promise<Taken[]> {
  return statement<Taken>(
    em,
    `/* takeDue */
     with due as (
       select id from notice where state = 'PENDING' and next_attempt_at <= $1
       order by next_attempt_at, id limit $3 for update skip locked
     ), taken as (
       update notice set attempts = attempts + 1, next_attempt_at = $2 from due where notice.id = due.id returning notice.*
     )
     select taken.id, taken.kind, taken.day::text, taken.attempts, taken.reader_id, reader.card, taken.book_id, taken.loan_id,
       taken.hold_id, hold.pickup_branch_id,
       coalesce(reader.reminders and case taken.kind
         when 'HOLD_READY' then hold.state = 'READY' and hold.shelf_until = taken.day and hold.shelf_until >= $4::date
         when 'OVERDUE' then due.is_overdue and loan.back_on is null and loan.due_date = taken.day
         else loan.status = 'ACTIVE' and loan.due_date = taken.day and loan.due_date >= $4::date
           and loan.back_on is null and loan.claimed_returned_at is null
       end, false) as holds
     from taken left join reader on reader.id = taken.reader_id
     left join loan on loan.id = taken.loan_id
     left join hold on hold.id = taken.hold_id
     left join lateral (
       select true as is_overdue from loan as own where own.id = taken.loan_id and ${overdueSql('$4::date')}
     ) as due on true
     order by taken.id`,
    [now, new Date(now.getTime() + leaseMs), batch, dayOf(now)],
  );
}

/** The reminders as they are sent. Titles and names are asked for once; what the catalogue does not tell in time is left out. */
async function outgoingOf(ctx: Context, taken: readonly Taken[]): Promise<OutgoingNotice[]> {
  const { titles, branches } = await namesFor(ctx, taken);
  return taken.map(({ id, kind, day, reader_id, card, book_id, loan_id, hold_id, pickup_branch_id }) => {
    const title = titles.get(book_id) ?? null;
    const branch = pickup_branch_id ? { id: pickup_branch_id, name: branches.get(pickup_branch_id) ?? null } : null;
    const { ZH, EN } = noticeText({ kind, day, title, branch: branch?.name ?? null });
    return {
      id,
      kind,
      day,
      reader: { id: reader_id, card },
      loan: loan_id,
      hold: hold_id,
      book: { id: book_id, title },
      branch,
      message: { zh: ZH, en: EN },
    };
  });
}

async function namesFor(ctx: Context, taken: readonly Taken[]) {
  const ids = [...new Set(taken.map(({ book_id }) => book_id))];
  const isAtBranch = taken.some(({ pickup_branch_id }) => pickup_branch_id);
  if (ids.length === 0) {
    return { titles: new Map<string, string>(), branches: new Map<string, string>() };
  }
  try {
    const told = await within(
      patience,
      ctx.ask<{ bookTitles: { id: string; title: string }[]; branches?: { id: string; name: string }[] }>(
        'central',
        `query ($ids: [ID!]!) { bookTitles(ids: $ids) { id title } ${isAtBranch ? 'branches { id name }' : ''} }`,
        { ids },
      ),
    );
    return {
      titles: new Map(told.bookTitles.map(({ id, title }) => [id, title])),
      branches: new Map((told.branches ?? []).map(({ id, name }) => [id, name])),
    };
  } catch (error) {
    ctx.log.warn({ error: describeError(error) }, 'the catalogue is silent, readers are reminded without titles');
    return { titles: new Map<string, string>(), branches: new Map<string, string>() };
  }
}

/** What a notifier does wrong costs its own reminder an attempt. */
async function trySending(notify: Notifier, notice: OutgoingNotice, now: Date): Promise<Failed | null> {
  return notify(notice, now).catch((error: unknown) => ({
    error: error instanceof Error ? error.name : 'unknown error',
    isSilent: true,
  }));
}

interface NoticeOutcome {
  id: string;
  /** Of the attempt that it is the outcome of: a lease that ran out meanwhile is somebody else's. */
  attempts: number;
  state: 'PENDING' | 'SENT' | 'DROPPED' | 'FAILED';
  sentAt: Date | null;
  nextAttemptAt: Date | null;
  lastError: string | null;
}

function outcomeOf({ id, attempts }: Taken, failed: Failed | null, now: Date): NoticeOutcome {
  if (!failed) {
    return { id, attempts, state: 'SENT', sentAt: now, nextAttemptAt: null, lastError: null };
  }
  const gap = gaps[attempts - 1];
  return {
    id,
    attempts,
    state: gap === undefined ? 'FAILED' : 'PENDING',
    sentAt: null,
    nextAttemptAt: gap === undefined ? null : new Date(now.getTime() + gap * 1_000),
    lastError: failed.error,
  };
}

function droppedOf({ id, attempts }: Pick<Taken, 'id' | 'attempts'>): NoticeOutcome {
  return { id, attempts, state: 'DROPPED', sentAt: null, nextAttemptAt: null, lastError: null };
}

/** Writes down what came of a batch, in one statement. */
async function note({ em }: Context, outcomes: readonly NoticeOutcome[]): Promise<void> {
  await statement(
    em,
    `/* note */ update notice set state = outcome.state, sent_at = outcome."sentAt", next_attempt_at = outcome."nextAttemptAt",
       last_error = coalesce(outcome."lastError", notice.last_error)
     from jsonb_to_recordset($1::jsonb) as outcome (id text, attempts int, state text, "sentAt" timestamptz,
       "nextAttemptAt" timestamptz, "lastError" text)
     where notice.id = outcome.id and notice.attempts = outcome.attempts and notice.state = 'PENDING'`,
    [JSON.stringify(outcomes)],
  );
}
