// What is shown of holds: to the reader and to librarians; of a queue everybody sees how many wait.
import DataLoader from 'dataloader';
import { type BranchCopies, lentHere } from '../../lib/items/manyBooks.ts';
import { oneByKey } from '../../lib/loaders.ts';
import { describeError } from '../../lib/masking.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { BaseContext } from '../../lib/subgraph.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';
import type { Reader } from './entities.ts';
import { choiceOn } from './fulfilmentChoice.ts';
import { Hold } from './holdEntities.ts';
import { holdOutlook } from './holdOutlook.ts';
import { maskName, mayReadPrivate, readerOfRow } from './readers.ts';
import { forViewer } from './viewers.ts';

/** How long owners are waited for, in ms, for an estimate. */
const patience = 1_500;

/** Where the copies of a book stand, and the days in which one comes to where it is fetched. */
interface Copies {
  rows: BranchCopies[];
  transferDays: number;
}

/** The loaders of holds; each one statement, or one question to each owner, for all holds of a request. */
export function holdLoaders(base: BaseContext) {
  const { em } = base;
  return {
    holdById: oneByKey(
      (ids: readonly string[]) => em.find(Hold, { id: [...ids] }),
      (hold) => hold.id,
    ),
    waitingByBook: new DataLoader((bookIds: readonly string[]) => countWaiting(base, bookIds)),
    positionByHold: new DataLoader((ids: readonly string[]) => positions(base, ids)),
    /** Null when an owner is silent. */
    copiesByBook: new DataLoader((bookIds: readonly string[]) => copiesOf(base, bookIds)),
  };
}

/** A hold, for the reader and for librarians; for others it does not exist. */
export async function holdForViewer(ctx: Context, id: string): Promise<Hold | null> {
  return forViewer(ctx, await ctx.loaders.holdById.load(id));
}

/** A reader's holds, newest first; none for a viewer who may not see a history. */
export async function holdsOfReader(
  ctx: Context,
  reader: Reader,
  { first, after }: PageArguments,
): Promise<Connection<Hold>> {
  checkFirst(first);
  const [at, id] = decodeCursor(after, ['moment', 'string']) ?? [];
  if (!mayReadPrivate(ctx, reader)) {
    return toConnection([], first, 0, cursorKey);
  }
  const placedAt = at === undefined ? null : new Date(at);
  const beyond = placedAt ? { $or: [{ placedAt: { $lt: placedAt } }, { placedAt, id: { $gt: String(id) } }] } : {};
  const [holds, count] = await Promise.all([
    ctx.em.find(
      Hold,
      { readerId: reader.id, ...beyond },
      { orderBy: { placedAt: 'desc', id: 'asc' }, limit: first + 1 },
    ),
    ctx.em.count(Hold, { readerId: reader.id }),
  ]);
  return toConnection(holds, first, count, cursorKey);
}

/** The place among those who wait, from 1; null for a hold that waits no more. */
export function positionOf(ctx: Context, { id, state }: Hold): Promise<number | null> | null {
  return isInQueue(state) ? ctx.loaders.positionByHold.load(id) : null;
}

/** The day from which the reader can hope for a copy; null when it waits no more, or nobody can tell. */
export async function estimatedFrom(ctx: Context, hold: Hold): Promise<string | null> {
  const [position, copies] = await Promise.all([
    positionOf(ctx, hold),
    isInQueue(hold.state) ? ctx.loaders.copiesByBook.load(hold.bookId) : null,
  ]);
  const today = dayOf(ctx.now);
  const day = position && copies ? holdOutlook({ ...copies, waiting: position - 1, today }).earliest : null;
  return day && hold.suspendedUntil && hold.suspendedUntil > day ? hold.suspendedUntil : day;
}

/** The reader's name as it is written on the slip; nothing once no reader is kept any more. */
export async function maskedReaderOf(ctx: Context, hold: Hold): Promise<string> {
  const reader = await readerOfRow(ctx, hold);
  return reader ? maskName(reader.name) : '';
}

function isInQueue(state: Hold['state']): boolean {
  return state === 'WAITING' || state === 'SUSPENDED';
}

async function countWaiting({ em }: BaseContext, bookIds: readonly string[]): Promise<number[]> {
  const rows = await em.execute<{ book_id: string; count: number }[]>(
    `/* countWaiting */ select book_id, count(*)::int as count from hold
     where book_id in (?) and state in ('WAITING', 'SUSPENDED') group by 1`,
    [[...bookIds]],
  );
  const counts = new Map(rows.map(({ book_id, count }) => [book_id, count]));
  return bookIds.map((id) => counts.get(id) ?? 0);
}

async function positions({ em }: BaseContext, ids: readonly string[]): Promise<(number | null)[]> {
  const rows = await em.execute<{ id: string; position: number }[]>(
    `/* positions */ select id, position from (
       select id, (row_number() over (partition by book_id order by number))::int as position from hold
       where state in ('WAITING', 'SUSPENDED') and book_id in (select book_id from hold where id in (?))
     ) as queue where id in (?)`,
    [[...ids], [...ids]],
  );
  const known = new Map(rows.map(({ id, position }) => [id, position]));
  return ids.map((id) => known.get(id) ?? null);
}

async function copiesOf(ctx: BaseContext, bookIds: readonly string[]): Promise<(Copies | null)[]> {
  try {
    const [{ transferDays }, ...answers] = await within(
      patience,
      Promise.all([
        choiceOn(ctx.em, dayOf(ctx.now)),
        ...['central', 'districts'].map((owner) =>
          ctx.ask<{ branchCopiesOfBooks: BranchCopies[] }>(
            owner,
            `query ($bookIds: [ID!]!) {
              branchCopiesOfBooks(bookIds: $bookIds) { bookId library branch available circulating dueDates elsewhere reason }
            }`,
            { bookIds },
          ),
        ),
      ]),
    );
    const byBook = Map.groupBy(
      // A hold gets none of those that a library's own system lends.
      answers.flatMap(({ branchCopiesOfBooks }) => lentHere(branchCopiesOfBooks)),
      ({ bookId }) => bookId,
    );
    return bookIds.map((bookId) => ({ rows: byBook.get(bookId) ?? [], transferDays }));
  } catch (error) {
    ctx.log.warn({ error: describeError(error) }, 'an owner is silent, nothing is estimated');
    return bookIds.map(() => null);
  }
}

function cursorKey(hold: Hold): string[] {
  return [hold.placedAt.toISOString(), hold.id];
}
