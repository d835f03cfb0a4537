// Seen live: a reader is told what happens to the own loans, holds and parcels, a branch what enters its lists and leaves them. The log
// of events is a table of its own, which the database itself writes: see docs/decisions/0018.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { deleteEventsBefore, type EventLog, type EventPlace } from '../../lib/events.ts';
import { type ItemReference, itemReference } from '../../lib/owners.ts';
import { statement } from '../../lib/statements.ts';
import { type EventScope, eventIdOf, watchEvents } from '../../lib/watch.ts';
import type { Context } from './context.ts';
import type { BranchList, ShelfChangeKind, WorkChangeKind } from './liveEntities.ts';
import { noticeDays } from './noticeEntities.ts';
import { existingReader } from './readers.ts';
import { branchRecord } from './records.ts';

interface LendingEventRow extends EventPlace {
  at: string;
  kind: string;
  reader_id: string | null;
  branch_id: string | null;
  list: BranchList | null;
  loan_id: string | null;
  hold_id: string | null;
  parcel_id: string | null;
  item_id: string | null;
}

export const lendingEvents: EventLog = {
  table: 'lending_event',
  select: `select event.tx::text as tx, event.id::text as id, event.at, event.kind, event.reader_id, event.branch_id, event.list,
      event.loan_id, event.hold_id, event.parcel_id, event.item_id
    from lending_event as event`,
};

/** What an event is about. */
interface Subjects {
  loanId: string | null;
  holdId: string | null;
  parcelId: string | null;
}

/** Something that happened to a reader's shelf, as it is told. */
export interface ShelfChange extends Subjects {
  eventId: string;
  at: Date;
  kind: ShelfChangeKind;
}

/** Something that happened to a branch's list, as it is told. */
export interface WorkChange extends Subjects {
  eventId: string;
  at: Date;
  kind: WorkChangeKind;
  list: BranchList;
  item: ItemReference | null;
}

/** Days for which events are kept for those who resume. */
export const eventDays = 30;
/** Reminders that one statement deletes at most. */
const batch = 5_000;

/** Watches one reader's shelf: the own one, or for administrators that of a card. */
export async function watchShelf(
  ctx: Context,
  { card: given, after }: { card?: string | null | undefined; after?: string | null | undefined },
) {
  const { identity } = ctx;
  const card = given?.trim() ?? (identity.role === 'reader' ? identity.card : null);
  authorise(identity, 'shelf.watch', { card });
  if (card === null) {
    throw new CallerError('BAD_USER_INPUT', '请给出读者证号 card。Give "card", the number on the reader\'s card.', {
      argument: 'card',
    });
  }
  const { id } = await existingReader(ctx, card);
  return watchEvents<LendingEventRow, ShelfChange>(ctx, {
    subgraph: 'lending',
    log: lendingEvents,
    scope: scopeOf('reader_id', id),
    after: after ?? null,
    changeOf: (event) => ({ ...toldOf(event), kind: event.kind as ShelfChangeKind }),
  });
}

/** Watches the lists of a branch, for librarians of its library. */
export async function watchBranch(
  ctx: Context,
  { branch, after }: { branch: string; after?: string | null | undefined },
) {
  // Nobody else learns which branches there are.
  if (ctx.identity.role !== 'librarian') authorise(ctx.identity, 'worklist.watch');
  const { id, library } = await branchRecord(ctx, branch);
  authorise(ctx.identity, 'worklist.watch', { library });
  return watchEvents<LendingEventRow, WorkChange>(ctx, {
    subgraph: 'lending',
    log: lendingEvents,
    scope: scopeOf('branch_id', id),
    after: after ?? null,
    changeOf: (event) => ({
      ...toldOf(event),
      kind: event.kind as WorkChangeKind,
      list: event.list as BranchList,
      item: event.item_id === null ? null : itemReference(event.item_id),
    }),
  });
}

/** What an owner of copies tells of the lists of branches. */
export interface ToldWork {
  origin: string;
  at: Date;
  kind: string;
  list: string;
  branchId: string;
  itemId: string;
  claimId?: string | null | undefined;
}

/**
 * Writes what the owners of copies tell, each once; with the hold or the loan that a copy is kept or lent for, as far as they are known.
 */
export async function noteWork(ctx: Context, changes: readonly ToldWork[]): Promise<boolean> {
  await statement(
    ctx.em,
    `/* noteWork */ insert into lending_event (at, kind, list, branch_id, item_id, hold_id, loan_id, origin)
     select told.at, told.kind, told.list, told."branchId", told."itemId", kept.hold_id, loan.id, told.origin
     from jsonb_array_elements($1::jsonb) with ordinality as given (value, place)
     cross join lateral jsonb_to_record(given.value) as told (origin text, at timestamptz, kind text, list text, "branchId" text,
       "itemId" text, "claimId" text)
     left join kept_copy as kept on kept.id = told."claimId"
     left join loan on loan.id = told."claimId"
     order by given.place
     on conflict (origin) where origin is not null do nothing`,
    [JSON.stringify(changes)],
  );
  return true;
}

/** The job: deletes events and reminders whose time is over, the oldest first. */
export async function forgetEvents({ em, now }: Pick<Context, 'em' | 'now'>): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  await deleteEventsBefore((sql, values) => statement(em, sql, values), lendingEvents, daysAgo(eventDays));
  let deleted = batch;
  while (deleted === batch) {
    deleted = (await statement(em, oldNotices, [daysAgo(noticeDays), batch])).length;
  }
}

const oldNotices = `/* oldNotices */ delete from notice where id in (
  select id from notice where created_at < $1 order by created_at limit $2 for update skip locked) returning 1`;

function scopeOf(column: 'reader_id' | 'branch_id', id: string): EventScope<LendingEventRow> {
  return {
    isWithin: (event) => event[column] === id,
    where: { sql: `event.${column} = ?`, values: [id] },
  };
}

function toldOf({ id, at, loan_id, hold_id, parcel_id }: LendingEventRow) {
  return { eventId: eventIdOf(id), at: new Date(at), loanId: loan_id, holdId: hold_id, parcelId: parcel_id };
}
