// Reading a table as an event log, in an order in which no event is missed.
//
// Numbers of a sequence are given out before the commit: whoever remembers the highest one loses the row whose transaction
// commits late. So a row carries `tx`, its transaction, and is read only below the oldest transaction of its database that has not
// ended: no row can appear there any more. NOTIFY only wakes the reader, beside a poll.
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { createAlarm } from './alarm.ts';
import { describeError } from './masking.ts';

/** Where an event stands in its log: the order of the log is that of `tx`, then of `id`. */
export interface EventPlace {
  tx: string;
  id: string;
}

/** The place before the first event. */
export const beginning: EventPlace = { tx: '0', id: '0' };

/**
 * The oldest transaction that may still write into this database, or the first one to come: SQL, of type `xid8`. Everything below
 * has ended. `pg_snapshot_xmin` alone waits for the transactions of all databases of the server; those that are seen to run in
 * another one are left out here. One that ends just then is not seen, and counts: so a later look may give less, never too much.
 */
export const oldestOpen = `(
  select coalesce(min(open.tx), pg_snapshot_xmax(pg_current_snapshot())) from pg_snapshot_xip(pg_current_snapshot()) as open (tx)
  where open.tx::xid not in (
    select backend_xid from pg_stat_activity where datname <> current_database() and backend_xid is not null))`;

/** Whether one place stands after another. */
export function isAfter(place: EventPlace, other: EventPlace): boolean {
  const [tx, otherTx] = [BigInt(place.tx), BigInt(other.tx)];
  return tx > otherTx || (tx === otherTx && BigInt(place.id) > BigInt(other.id));
}

export interface EventLog {
  /**
   * The table with the columns `id bigint` and `tx xid8`, and the channel on which an insert into it notifies. A constant of
   * the code, never input.
   */
  table: string;
  /** What is read of an event: SQL from `select` to the joins, where the table is called `event`; it gives `tx` and `id` too. */
  select: string;
}

/** Runs a statement with `?` for its values. */
export type Query = (sql: string, values: unknown[]) => Promise<unknown[]>;

export interface EventPage {
  after: EventPlace;
  limit: number;
  /** What more an event must be, as SQL with `?` and its values. */
  where?: { sql: string; values: unknown[] };
  /** The last place to read. */
  until?: EventPlace;
}

/** Events that stand after a place, in order. Those whose place could still be overtaken are not among them. */
export async function eventsAfter<Event extends EventPlace>(
  query: Query,
  { select }: EventLog,
  { after, limit, where, until }: EventPage,
): Promise<Event[]> {
  const rows = await query(
    `/* eventsAfter */ ${select}
     where (event.tx, event.id) > (?::xid8, ?) and event.tx < ${oldestOpen}
       ${until ? 'and (event.tx, event.id) <= (?::xid8, ?)' : ''} ${where ? `and ${where.sql}` : ''}
     order by event.tx, event.id limit ?`,
    [after.tx, after.id, ...(until ? [until.tx, until.id] : []), ...(where?.values ?? []), limit],
  );
  return rows as Event[];
}

/** The place after which every event stands that is committed from now on. */
export async function presentPlace(query: Query): Promise<EventPlace> {
  const [row] = await query(`/* presentPlace */ select ${oldestOpen}::text as tx`, []);
  return { tx: (row as { tx: string }).tx, id: '0' };
}

/** Events that one statement deletes at most. */
const deletedAtOnce = 5_000;

/**
 * Deletes events from before a moment, the oldest first, as many processes as may do so at once.
 * @param statement runs a statement with `$1` for its values
 */
export async function deleteEventsBefore(statement: Query, { table }: EventLog, moment: Date): Promise<void> {
  let deleted = deletedAtOnce;
  while (deleted === deletedAtOnce) {
    const rows = await statement(
      `/* deleteEventsBefore */ delete from ${table} where at < $1 and id in (
         select id from ${table} order by id limit $2 for update skip locked) returning 1`,
      [moment, deletedAtOnce],
    );
    deleted = rows.length;
  }
}

export interface Following<Event extends EventPlace> {
  /** The database, for the connection that listens. */
  url: string;
  source: EventLog;
  query: Query;
  from: EventPlace;
  /** Gets events in order, each once. When it throws, it gets the same ones again a second later. */
  onEvents: (events: readonly Event[]) => void | Promise<void>;
  signal: AbortSignal;
  log: Logger;
}

const pageSize = 500;
/**
 * Whoever listens shares an advisory lock of this class and of its table's name. A log whose events are many notifies only while
 * somebody does: at a commit that notifies, all others of the server wait.
 */
const listeningLock = 4_720_003;
/** Looks without being woken, in ms: a notification may be lost with its connection. */
const pollMs = 1_000;
/**
 * Looks again so soon, then at growing gaps: an event that has woken us may stand behind a transaction that has not ended. And
 * no oftener: what comes meanwhile is read at one stroke.
 */
const soonMs = 20;

/** Follows a log from a place on until `signal` aborts; then resolves. Errors are logged and the reading goes on. */
export async function followEvents<Event extends EventPlace>(following: Following<Event>): Promise<void> {
  const { source, query, from, onEvents, signal, log } = following;
  const alarm = createAlarm(signal);
  const listening = listen(following, alarm.ring);
  let place = from;
  let pause = pollMs;
  while (!signal.aborted) {
    try {
      const events = await eventsAfter<Event>(query, source, { after: place, limit: pageSize });
      const last = events.at(-1);
      if (last) {
        await onEvents(events);
        place = { tx: last.tx, id: last.id };
        if (events.length < pageSize) await setTimeout(soonMs);
        pause = soonMs;
        continue;
      }
    } catch (error) {
      if (signal.aborted) break;
      log.warn({ events: source.table, error: describeError(error) }, 'events cannot be read now');
      pause = pollMs;
    }
    const isWoken = await alarm.wait(pause);
    pause = isWoken ? soonMs : Math.min(pause * 2, pollMs);
  }
  await listening;
}

/** Keeps a connection that listens, a new one a second after each that is lost. */
async function listen({ url, source, signal, log }: Following<never>, onNotice: () => void): Promise<void> {
  const rest = createAlarm(signal);
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: url, application_name: 'shelfgraph events', keepAlive: true });
    const over = Promise.withResolvers<void>();
    const end = () => over.resolve();
    client.on('notification', onNotice);
    client.on('error', end);
    client.on('end', end);
    signal.addEventListener('abort', end);
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(source.table)}`);
      await client.query('/* listen */ select pg_advisory_lock_shared($1, hashtext($2))', [
        listeningLock,
        source.table,
      ]);
      // What came while nobody listened.
      onNotice();
      if (!signal.aborted) await over.promise;
      if (!signal.aborted) log.warn({ events: source.table }, 'the connection that listens was lost');
    } catch (error) {
      if (!signal.aborted)
        log.warn({ events: source.table, error: describeError(error) }, 'cannot listen for events now');
    } finally {
      signal.removeEventListener('abort', end);
      await client.end().catch(() => {});
    }
    await rest.wait(pollMs);
  }
}
