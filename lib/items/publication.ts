// Every change of a copy that changes a number is told to the catalogue, which keeps `lastKnown`. The table `holdings_change` is the
// outbox: the changing transaction writes a row for each holdings row that it touches, and a trigger adds one job for each statement.
// The job takes what waits, whoever has written it, counts it in one statement and tells it in one call: 500 copies that an import
// brings are one call, not 500. Rows are only ever added: two changes of one holdings row do not wait for each other, and the job
// deletes the rows that it has read before it counted, no others.
//
// A library whose copies nobody touches tells nothing; so that its word does not seem old, each owner says every ten
// minutes: as of now, all that I told is still true. That must not overtake a change which is not told yet:
// 1. The moment T is taken first, and then the rows that wait are read. A change committed before T has its row among
//    them, or its row is deleted, and a row is deleted only when the catalogue has a count that was made after it. A change
//    that is not committed at T is not the truth of T.
// 2. What waits is counted and told now, before T is; the job tells it again later and does no harm.
// 3. A report is dated by now(), which a statement outside a transaction takes before it looks at the rows, to the
//    microsecond, for the job and this one may count the same row in the same millisecond. Of two reports the earlier one
//    can have seen more only by a change that came after the later one began; and that has a row of its own, still to tell.
// So when the catalogue has T, it has every change before T. An owner that is down says nothing, and its word gets old.
import type { EntityManager } from '@mikro-orm/postgresql';
import { addJob, joinWaiting } from '../jobs.ts';
import { statement } from '../statements.ts';
import type { BaseContext } from '../subgraph.ts';
import { countsAsHeld, type HoldingsKey, notHeld } from './holdings.ts';

/** How often an owner says that all it told is still true. */
export const stillTrueSeconds = 600;
/** Changes that are told in one call. With more untold than this an owner catches up before it says that all is true. */
export const mostAtOnce = 500;
/** Calls of one job; another one goes on, so that a process that stops need not wait for the end of an import. */
const callsOfJob = 20;

/** What the job needs to know besides: for which libraries this owner speaks. */
export interface SpeakingFor extends BaseContext {
  ownLibraries: () => Promise<string[]>;
  /** SQL: this owner's rows are all there is of the library in an expression. Without it they always are. */
  speaksFor?: (library: string) => string;
}

type Reporting = BaseContext & Pick<SpeakingFor, 'speaksFor'>;

interface Untold extends HoldingsKey {
  id: string;
}

/** Notes that a copy has changed, in the transaction of the change; the job reports its holdings. */
export async function publishHoldings(em: EntityManager, itemId: string): Promise<void> {
  await statement(
    em,
    `/* publishHoldings */ with changed as (select library_id, book_id from item where id = $1) ${publishSql('changed')}`,
    [itemId],
  );
}

/**
 * SQL that notes the same of all copies in `of`, which has `library_id` and `book_id`: each holdings row once, however many copies.
 * It gives a row for each.
 */
export const publishSql = (of: string): string =>
  `insert into holdings_change (library_id, book_id) select distinct library_id, book_id from ${of} returning 1 as noted`;

/** The job of all changes that wait: counts now, tells the catalogue, and forgets them. */
export async function reportHoldings(ctx: Reporting): Promise<void> {
  await joinWaiting(ctx.em, 'reportHoldings', {});
  for (let call = 0; call < callsOfJob; call++) {
    const changes = await untoldChanges(ctx.em, mostAtOnce);
    if (changes.length === 0) return;
    await tellCatalogue(ctx, changes);
    await statement(ctx.em, '/* reportHoldings */ delete from holdings_change where id = any($1::bigint[])', [
      changes.map(({ id }) => id),
    ]);
    if (changes.length < mostAtOnce) return;
  }
  await addJob(ctx.em, 'reportHoldings', {}, { queue: 'holdings' });
}

/**
 * The job that recurs: as of now all that was told is true.
 * @throws Error when too much is untold: it is tried again when less is
 */
export async function sayStillTrue(ctx: SpeakingFor): Promise<void> {
  const asOf = ctx.now;
  const untold = await untoldChanges(ctx.em, mostAtOnce + 1);
  if (untold.length > mostAtOnce) {
    throw new Error(`more than ${mostAtOnce} changes wait to be told: they go first`);
  }
  if (untold.length > 0) {
    await tellCatalogue(ctx, untold);
  }
  await ctx.ask(
    'central',
    'mutation ($libraries: [ID!]!, $asOf: DateTime!) { recordStillTrue(libraries: $libraries, asOf: $asOf) }',
    { libraries: await ctx.ownLibraries(), asOf: asOf.toISOString() },
  );
}

/** The oldest first. */
function untoldChanges(em: EntityManager, limit: number): Promise<Untold[]> {
  return statement(
    em,
    `/* untoldChanges */ select id::text, library_id as "libraryId", book_id as "bookId" from holdings_change
     order by holdings_change.id limit $1`,
    [limit],
  );
}

/** Nothing of a library that speaks for itself. */
async function tellCatalogue(ctx: Reporting, changes: readonly HoldingsKey[]): Promise<void> {
  const reports = await countNow(ctx, changes);
  if (reports.length === 0) return;
  await ctx.ask('central', 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
    reports,
  });
}

/**
 * The counts of holdings rows, each once; zeros where there is no copy. One look-up by the book for each: "is not distinct from" keeps a
 * server that does not know the table yet, in the middle of an import, from going through all copies of the library instead.
 */
function countNow({ em, speaksFor = () => 'true' }: Reporting, keys: readonly HoldingsKey[]) {
  return statement(
    em,
    `/* countNow */
     select library, "bookId", total, available, held,
            to_char(date_trunc('milliseconds', now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "asOf",
            extract(microseconds from now())::int % 1000 as microseconds
     from (select distinct * from unnest($1::text[], $2::text[]) as given (library, "bookId")) as given
     cross join lateral (
       select (count(*) filter (where status not in ${notHeld}))::int as total,
              (count(*) filter (where status = 'AVAILABLE'))::int as available,
              (count(*) filter (where ${countsAsHeld}))::int as held
       from item where book_id = given."bookId" and library_id is not distinct from given.library
     ) as counts
     where ${speaksFor('library')}`,
    [keys.map(({ libraryId }) => libraryId), keys.map(({ bookId }) => bookId)],
  );
}
