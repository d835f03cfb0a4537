// One who watches a log of events: what came after an event that the watcher has, then what comes, each once and in order. Shared
// by every subscription; what may be watched, and what an event looks like, is the subgraph's.
import { createAnswerQueue } from './answer-queue.ts';
import { CallerError } from './errors.ts';
import type { EventFeed } from './event-feed.ts';
import { type EventLog, type EventPlace, eventsAfter, isAfter } from './events.ts';
import type { EntityManager } from './orm.ts';
import { SubgraphError } from './transport.ts';

/** Events that one who resumes is told afterwards. */
const backlogLimit = 1_000;
/** Events that wait for one who does not take them. */
const queueLimit = 2_000;

/** Whose events are watched, said twice: of one event, and of the rows of the log, as SQL with `?`. Both are to say the same. */
export interface EventScope<Event> {
  isWithin: (event: Event) => boolean;
  /** Null for all. */
  where: { sql: string; values: unknown[] } | null;
}

export interface Watching<Event extends EventPlace, Change extends object> {
  /** Named in what the watcher is told: `bookstores`. */
  subgraph: string;
  log: EventLog;
  scope: EventScope<Event>;
  /** The `eventId` after which the watcher resumes; null for one who begins now. */
  after: string | null;
  /** An event as it is told. */
  changeOf: (event: Event) => Change;
}

interface Watcher {
  em: EntityManager;
  /** The subgraph's feed, as its context has it. */
  events?: EventFeed;
}

/** The name of an event for those who are told of it. */
export function eventIdOf(id: string | number): string {
  return `evt_${id}`;
}

/** Runs what lib/events.ts asks, in the transaction of `em` where it has one. */
export function queryOf(em: EntityManager) {
  return (sql: string, values: unknown[]): Promise<unknown[]> => em.execute(sql, values);
}

/**
 * Watches events from now on, or from what came after an event.
 * @throws CallerError BAD_USER_INPUT for an `after` that is no event's, or more than 1,000 events ago; the stream itself ends with
 * SUBSCRIPTION_TOO_SLOW when 2,000 events wait to be taken
 */
export async function watchEvents<Event extends EventPlace, Change extends object>(
  { em, events }: Watcher,
  { subgraph, log, scope, after, changeOf }: Watching<Event, Change>,
) {
  if (!events) throw new Error('the subgraph has no feed of events');
  const last = after === null ? null : await placeOfEvent(em, log, after);
  const queue = createAnswerQueue<Change>({ onLeave: () => leave() });
  const fresh: Event[] = [];
  let isResumed = false;
  const tell = (event: Event) => {
    if (queue.length < queueLimit) return queue.put(changeOf(event));
    queue.cut(new SubgraphError('SUBSCRIPTION_TOO_SLOW', subgraph));
    leave();
  };
  const { place, leave } = await events.join<Event>((event) => {
    if (!scope.isWithin(event) || (last && !isAfter(event, last))) return;
    if (isResumed) tell(event);
    else fresh.push(event);
  });
  try {
    const missed = last ? await missedEvents<Event>(em, log, scope, { after: last, until: place }) : [];
    isResumed = true;
    for (const event of [...missed, ...fresh]) tell(event);
    return queue;
  } catch (error) {
    leave();
    throw error;
  }
}

async function placeOfEvent(em: EntityManager, { table }: EventLog, eventId: string): Promise<EventPlace> {
  const [, id] = /^evt_(\d{1,15})$/.exec(eventId) ?? [];
  const [place] =
    id === undefined
      ? []
      : await em.execute<EventPlace[]>(
          `/* placeOfEvent */ select event.tx::text as tx, event.id::text as id from ${table} as event where event.id = ?`,
          [id],
        );
  if (!place) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有编号为“${eventId}”的事件，或已过保存期：请重新查询并从现在订阅。"after" is the "eventId" of an event that you have been told; "${eventId}" is none, or is not kept any more: read anew what you watch, and subscribe without it.`,
      { argument: 'after' },
    );
  }
  return place;
}

async function missedEvents<Event extends EventPlace>(
  em: EntityManager,
  log: EventLog,
  { where }: EventScope<Event>,
  { after, until }: { after: EventPlace; until: EventPlace },
): Promise<Event[]> {
  const page = { after, until, limit: backlogLimit + 1, ...(where ? { where } : {}) };
  const missed = await eventsAfter<Event>(queryOf(em), log, page);
  if (missed.length > backlogLimit) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `此后的事件已超过 ${backlogLimit} 个，请重新查询并从现在订阅。More than ${backlogLimit} events came after "after": read anew what you watch, and subscribe without it.`,
      { argument: 'after', limit: backlogLimit },
    );
  }
  return missed;
}
