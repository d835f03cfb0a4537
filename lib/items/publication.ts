// Every change of a copy that changes a number is told to the catalogue, which keeps `lastKnown`: a job in the changing transaction is the
// outbox, and counts when it runs. Jobs of one holdings row share a queue, so reports arrive in order.
//
// A library whose copies nobody touches tells nothing; so that its word does not seem old, each owner says every ten
// minutes: as of now, all that I told is still true. That must not overtake a change which is not told yet:
// 1. The moment T is taken first, and then the jobs that wait are read. A change committed before T has its job among
//    them, or its job has ended, and a report's job ends only when the catalogue has the report. A change that is not
//    committed at T is not the truth of T.
// 2. What waits is counted and told now, before T is; the jobs come again later and do no harm.
// 3. A report is dated by now(), which a statement outside a transaction takes before it looks at the rows, to the
//    microsecond, for the job and this one may count the same row in the same millisecond. Of two reports the earlier one
//    can have seen more only by a change that came after the later one began; and that has a job of its own, still to run.
// So when the catalogue has T, it has every change before T. An owner that is down says nothing, and its word gets old.
import type { EntityManager } from '@mikro-orm/postgresql';
import { joinWaiting, waitingJobs } from '../jobs.ts';
import { statement } from '../statements.ts';
import type { BaseContext } from '../subgraph.ts';
import { countsAsHeld, notHeld } from './holdings.ts';

const queues = 8;
/** How often an owner says that all it told is still true. */
export const stillTrueSeconds = 600;
/** With more untold than this an owner catches up first. */
const mostUntold = 200;

/** What the job needs to know besides: for which libraries this owner speaks. */
export interface SpeakingFor extends BaseContext {
  ownLibraries: () => Promise<string[]>;
}

/** Adds the job that reports the holdings of which a copy changed, in the transaction of the change. */
export async function publishHoldings(em: EntityManager, itemId: string): Promise<void> {
  await statement(
    em,
    `/* publishHoldings */ with changed as (select library_id, book_id from item where id = $1) ${publishSql('changed')}`,
    [itemId],
  );
}

/** SQL that adds that job for each row of `of`, which has `library_id` and `book_id`. */
export const publishSql = (of: string): string =>
  `select 1 from ${of} cross join lateral graphile_worker.add_job(
     'reportHoldings', payload := json_build_object('library', library_id, 'bookId', book_id), max_attempts := 100,
     queue_name := 'holdings-' || abs(hashtext(library_id || book_id)) % ${queues})`;

/** The job of a change: counts now, and tells the catalogue. */
export async function reportHoldings(ctx: BaseContext, { library, bookId }: Record<string, unknown>): Promise<void> {
  await joinWaiting(ctx.em, 'reportHoldings', { library, bookId });
  await tellCatalogue(ctx, [await countNow(ctx, String(library), String(bookId))]);
}

/**
 * The job that recurs: as of now all that was told is true.
 * @throws Error when too much is untold: it is tried again when less is
 */
export async function sayStillTrue(ctx: SpeakingFor): Promise<void> {
  const asOf = ctx.now;
  const untold = await waitingJobs(ctx.em, 'reportHoldings', mostUntold + 1);
  if (untold.length > mostUntold) {
    throw new Error(`more than ${mostUntold} reports wait to be sent: they go first`);
  }
  const reports = await Promise.all(
    untold.map(({ library, bookId }) => countNow(ctx, String(library), String(bookId))),
  );
  if (reports.length > 0) {
    await tellCatalogue(ctx, reports);
  }
  await ctx.ask(
    'central',
    'mutation ($libraries: [ID!]!, $asOf: DateTime!) { recordStillTrue(libraries: $libraries, asOf: $asOf) }',
    { libraries: await ctx.ownLibraries(), asOf: asOf.toISOString() },
  );
}

async function countNow({ em }: BaseContext, library: string, bookId: string) {
  const [counts] = await statement<{
    total: number;
    available: number;
    held: number;
    asOf: string;
    microseconds: number;
  }>(
    em,
    `/* countNow */
     select (count(*) filter (where status not in ${notHeld}))::int as total,
            (count(*) filter (where status = 'AVAILABLE'))::int as available,
            (count(*) filter (where ${countsAsHeld}))::int as held,
            to_char(date_trunc('milliseconds', now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "asOf",
            extract(microseconds from now())::int % 1000 as microseconds
     from item where library_id = $1 and book_id = $2`,
    [library, bookId],
  );
  return { library, bookId, ...counts };
}

async function tellCatalogue(ctx: BaseContext, reports: Awaited<ReturnType<typeof countNow>>[]): Promise<void> {
  await ctx.ask('central', 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
    reports,
  });
}
