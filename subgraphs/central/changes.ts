// What has changed in the catalogue, page by page, for systems that keep a copy of it: `Query.changes`. The log of changes names ids;
// what is given is read after the page, so it is never older than what the page tells, and whatever changes later stands on a
// later page. See docs/decisions/0021.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import {
  deleteEventsBefore,
  type EventLog,
  type EventPlace,
  eventsAfter,
  isAfter,
  oldestOpen,
} from '../../lib/events.ts';
import { holdingsId } from '../../lib/items/holdings.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { decodeCursor, encodeCursor } from '../../lib/pagination.ts';
import { statement } from '../../lib/statements.ts';
import { queryOf } from '../../lib/watch.ts';
import type { ChangeKind } from './changeEntities.ts';
import type { Context } from './context.ts';

export interface CatalogueEventRow extends EventPlace {
  at: string;
  kind: ChangeKind;
  book_id: string;
  library_id: string | null;
  /** The book that it is part of by now, where it was merged. */
  merged_into: string | null;
}

export const catalogueEvents: EventLog = {
  table: 'catalogue_event',
  select: `select event.tx::text as tx, event.id::text as id, event.at, event.kind, event.book_id, event.library_id,
      alias.book_id as merged_into
    from catalogue_event as event left join book_alias as alias on alias.id = event.book_id`,
};

/** Something that has changed; book and holdings are read when they are told. */
export interface CatalogueChange {
  kind: ChangeKind;
  at: Date;
  /** As the log has it; of a merged book, the id that it had. */
  bookId: string;
  /** The book that it is now. */
  currentId: string;
  libraryId: string | null;
}

export interface CatalogueChanges {
  nodes: CatalogueChange[];
  endCursor: string;
  hasMore: boolean;
}

export interface ChangesQuestion {
  since?: string | null | undefined;
  first: number;
  library?: string | null | undefined;
}

/** Days for which changes are kept. A cursor is good for one day less, so that nothing is deleted while it is used. */
const changeDays = 31;
const cursorDays = changeDays - 1;
const dayMs = 86_400_000;
const mostChanges = 500;
/** Events that one page looks at, at most, where only those of one library are wanted. */
const window = 2_000;

/**
 * The changes after a cursor, those of one row once, in order; without a cursor none, and the cursor of this moment.
 * @throws CallerError for others than librarians, administrators and services; BAD_USER_INPUT for a cursor that is none, is too old,
 * or is of another database, a page of another size than 1 to 500, or a library that is none
 */
export async function changesSince(
  ctx: Context,
  { since, first, library }: ChangesQuestion,
): Promise<CatalogueChanges> {
  authorise(ctx.identity, 'changes.read');
  if (!Number.isInteger(first) || first < 1 || first > mostChanges) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `"first" 为一页的变动数，从 1 到 ${mostChanges}。"first" is the size of a page, from 1 to ${mostChanges}; ${first} was asked.`,
      { argument: 'first', limit: mostChanges, actual: first },
    );
  }
  if (library != null && !(await ctx.loaders.libraryById.load(library))) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有编号为“${library}”的成员馆。There is no library "${library}": "libraries" lists them.`,
      { argument: 'library' },
    );
  }
  const present = await presentState(ctx.em);
  if (since == null) {
    return { nodes: [], endCursor: cursorOf(ctx, present, present), hasMore: false };
  }
  const after = placeOfCursor(ctx, since, present);
  const limit = library == null ? first : window;
  const events = await eventsAfter<CatalogueEventRow>(queryOf(ctx.em), catalogueEvents, { after, limit });
  const { changes, end } = compacted(events, first, library ?? null);
  return {
    nodes: changes,
    endCursor: cursorOf(ctx, end ?? after, present),
    hasMore: events.length === limit || end !== events.at(-1),
  };
}

/** The job: deletes changes whose time is over. */
export function forgetChanges({ em, now }: Pick<Context, 'em' | 'now'>): Promise<void> {
  return deleteEventsBefore(
    (sql, values) => statement(em, sql, values),
    catalogueEvents,
    new Date(now.getTime() - changeDays * dayMs),
  );
}

/** An event as it is told. */
export function changeOf({ kind, at, book_id, library_id, merged_into }: CatalogueEventRow): CatalogueChange {
  return { kind, at: new Date(at), bookId: book_id, currentId: merged_into ?? book_id, libraryId: library_id };
}

/**
 * Events of one row as one change, which stands where the first one stood and is dated by the last: values are those of now, so a
 * book that is added comes before its copies. What happened to a book before it was merged is told by the merge.
 */
function compacted(events: readonly CatalogueEventRow[], most: number, library: string | null) {
  const changes = new Map<string, CatalogueChange>();
  let end: CatalogueEventRow | undefined;
  for (const event of events) {
    const change = changeOf(event);
    const isTold =
      change.kind === 'HOLDINGS_CHANGED'
        ? library === null || change.libraryId === library
        : change.kind === 'BOOK_MERGED' || event.merged_into === null;
    if (isTold) {
      const key = keyOf(change);
      const known = changes.get(key);
      if (!known && changes.size === most) break;
      changes.set(key, known ? { ...known, at: change.at } : change);
    }
    end = event;
  }
  return { changes: [...changes.values()], end };
}

function keyOf({ kind, bookId, currentId, libraryId }: CatalogueChange): string {
  if (kind === 'HOLDINGS_CHANGED') return holdingsId({ libraryId: libraryId ?? '', bookId: currentId });
  return kind === 'BOOK_MERGED' ? `merged ${bookId}` : bookId;
}

interface PresentState extends EventPlace {
  /** The first transaction to come: no place that was given stands after it. */
  next: string;
  /** The server's own number: places are numbers of its transactions, and mean nothing on another one. */
  server: string;
}

/** The place after which every change stands that is committed from now on. */
async function presentState(em: EntityManager): Promise<PresentState> {
  const [row] = await statement<Omit<PresentState, 'id'>>(
    em,
    `/* presentState */ select ${oldestOpen}::text as tx, pg_snapshot_xmax(pg_current_snapshot())::text as next,
       system_identifier::text as server
     from pg_control_system() where $1`,
    [true],
  );
  return { ...row!, id: '0' };
}

/** With the moment, by which its age is known: everything up to it has been given. */
function cursorOf({ now }: Context, { tx, id }: EventPlace, { server }: PresentState): string {
  return encodeCursor([tx, id, now.toISOString(), server]);
}

function placeOfCursor(ctx: Context, since: string, present: PresentState): EventPlace {
  const cursor = decodeCursor(since, ['string', 'string', 'moment', 'string'], 'since');
  const [tx, id, moment, server] = (cursor ?? []) as [string, string, string, string];
  if (!/^\d{1,19}$/.test(tx) || !/^\d{1,18}$/.test(id)) {
    throw refused('"since" 不是本列表的游标。"since" is not a cursor of this list');
  }
  if (ctx.now.getTime() - Date.parse(moment) > cursorDays * dayMs) {
    throw refused(`"since" 已超过 ${cursorDays} 天。"since" is older than ${cursorDays} days`);
  }
  if (server !== present.server || isAfter({ tx, id: '0' }, { tx: present.next, id: '0' })) {
    throw refused('"since" 不属于此数据库。"since" is of another database');
  }
  return { tx, id };
}

function refused(what: string): CallerError {
  return new CallerError(
    'BAD_USER_INPUT',
    `${what}: 请不带 since 取一个新游标，重新读取全部数据，再从该游标继续。Ask without "since" for a new cursor, read everything afresh, and go on from that cursor.`,
    { argument: 'since', days: cursorDays },
  );
}
