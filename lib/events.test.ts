// A log of events on a real PostgreSQL: nothing is missed, whatever commits late and whichever connection is lost.
import type { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../test/ask.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { createEventFeed, type EventFeed, workOnEvents } from './event-feed.ts';
import {
  beginning,
  type EventLog,
  type EventPlace,
  eventsAfter,
  followEvents,
  isAfter,
  presentPlace,
} from './events.ts';
import { itemEntities } from './items/entities.ts';
import { openOrm } from './orm.ts';

interface Said extends EventPlace {
  word: string;
}

const log = pino({ level: 'silent' });
const source: EventLog = {
  table: 'said',
  select: 'select event.tx::text as tx, event.id::text as id, event.word from said as event',
};
let database: TestDatabase;
let orm: MikroORM;
const query = (sql: string, values: unknown[]) => orm.em.fork().execute<unknown[]>(sql, values);
const open: pg.Client[] = [];
const stopping: AbortController[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  orm = await openOrm({ name: 'lending', url: database.url, entities: itemEntities, migrations: [] });
  await query(
    `create table said (id bigserial primary key, tx xid8 not null default pg_current_xact_id(), word text not null)`,
    [],
  );
  await query(
    `create function wake() returns trigger language plpgsql as $$ begin perform pg_notify('said', ''); return new; end $$`,
    [],
  );
  await query('create trigger wake before insert on said for each row execute function wake()', []);
});
afterEach(async () => {
  for (const each of stopping.splice(0)) each.abort();
  await Promise.all(open.splice(0).map((client) => client.end()));
  await query('delete from said', []);
});
afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

/** A connection of its own, in a transaction. */
async function begun(url = database.url): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  open.push(client);
  await client.connect();
  await client.query('begin');
  return client;
}
const say = (client: pg.Client, word: string) => client.query('insert into said (word) values ($1)', [word]);
const sayNow = (word: string) => query('insert into said (word) values (?)', [word]);
const listeners = () =>
  query(
    `select pid from pg_stat_activity where application_name = 'shelfgraph events' and datname = current_database()`,
    [],
  );

/** Follows the log; gives the words as they come. */
function follow(from: EventPlace = beginning) {
  const words: string[] = [];
  const stop = new AbortController();
  stopping.push(stop);
  const ended = followEvents<Said>({
    url: database.url,
    source,
    query,
    from,
    signal: stop.signal,
    log,
    onEvents: (events) => void words.push(...events.map(({ word }) => word)),
  });
  return { words, stop: () => (stop.abort(), ended) };
}

test('of two transactions that commit in reverse order, nothing is missed and nothing is told twice', async () => {
  const { words, stop } = follow();
  const [slow, fast] = [await begun(), await begun()];
  await say(slow, 'slow, the lower number');
  await say(fast, 'fast, the higher number');
  await fast.query('commit');
  await sayNow('third');
  // A reader by the highest number would go beyond the slow one now.
  expect(await eventsAfter(query, source, { after: beginning, limit: 10 })).toEqual([]);
  await slow.query('commit');
  await until('all are told', async () => words.length === 3);
  expect(words).toEqual(['slow, the lower number', 'fast, the higher number', 'third']);
  await stop();
});

test('a transaction that began first and writes last is told too', async () => {
  const { words, stop } = follow();
  const old = await begun();
  await old.query('select pg_current_xact_id()');
  await sayNow('young');
  await say(old, 'old');
  await old.query('commit');
  await until('both are told', async () => words.length === 2);
  expect(words.toSorted()).toEqual(['old', 'young']);
  await stop();
});

test('a rolled back event is never told, and does not hold up the others', async () => {
  const { words, stop } = follow();
  const undecided = await begun();
  await say(undecided, 'never');
  await sayNow('one');
  await undecided.query('rollback');
  await until('it is told', async () => words.length > 0);
  expect(words).toEqual(['one']);
  await stop();
});

test('a transaction of another database of the server does not hold up anything', async () => {
  await using other = await createTestDatabase();
  const elsewhere = await begun(other.url);
  await elsewhere.query('select pg_current_xact_id()');
  await sayNow('one');
  expect(await eventsAfter(query, source, { after: beginning, limit: 10 })).toMatchObject([{ word: 'one' }]);
  const told = await eventsAfter(query, source, { after: await presentPlace(query), limit: 10 });
  expect(told).toEqual([]);
  await elsewhere.end();
});

test('pages go on where the last one ended, within their bounds', async () => {
  for (const word of ['a', 'b', 'c', 'd']) await sayNow(word);
  // Older transactions of other databases have to end first.
  await until('all can be read', async () => {
    return (await eventsAfter<Said>(query, source, { after: beginning, limit: 10 })).length === 4;
  });
  const first = await eventsAfter<Said>(query, source, { after: beginning, limit: 2 });
  const [, second] = first;
  const rest = await eventsAfter<Said>(query, source, { after: second!, limit: 10 });
  expect([...first, ...rest].map(({ word }) => word)).toEqual(['a', 'b', 'c', 'd']);
  const where = { sql: 'event.word <> ?', values: ['b'] };
  const some = await eventsAfter<Said>(query, source, { after: beginning, until: rest[0]!, where, limit: 10 });
  expect(some.map(({ word }) => word)).toEqual(['a', 'c']);
  expect([isAfter(rest[0]!, second!), isAfter(second!, second!), isAfter(first[0]!, second!)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a listening connection that is killed is replaced, and nothing is missed meanwhile', async () => {
  const { words, stop } = follow();
  await until('it listens', async () => (await listeners()).length === 1);
  await sayNow('before');
  await query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'shelfgraph events' and datname = current_database()`,
    [],
  );
  await sayNow('meanwhile');
  await until('another one listens', async () => (await listeners()).length === 1);
  await sayNow('after');
  await until('all are told', async () => words.length === 3);
  expect(words).toEqual(['before', 'meanwhile', 'after']);
  await stop();
  await until('nobody listens', async () => (await listeners()).length === 0);
});

test('what a consumer could not take comes again', async () => {
  const words: string[] = [];
  const stop = new AbortController();
  let failures = 1;
  const ended = followEvents<Said>({
    url: database.url,
    source,
    query,
    from: beginning,
    signal: stop.signal,
    log,
    onEvents(events) {
      if (failures-- > 0) throw new Error('not now');
      words.push(...events.map(({ word }) => word));
    },
  });
  await sayNow('twice offered');
  await until('it is taken', async () => words.length > 0);
  expect(words).toEqual(['twice offered']);
  stop.abort();
  await ended;
});

const feeds: EventFeed[] = [];
const feed = () => {
  const made = createEventFeed({ url: database.url, source, query, log });
  feeds.push(made);
  return made;
};
afterEach(async () => void (await Promise.all(feeds.splice(0).map((each) => each.close()))));

test('however many have joined, one reads and one listens; it ends with the last', async () => {
  const shared = feed();
  const told: string[][] = Array.from({ length: 50 }, () => []);
  const memberships = await Promise.all(told.map((words) => shared.join<Said>(({ word }) => words.push(word))));
  await until('it listens', async () => (await listeners()).length > 0);
  await sayNow('x');
  await sayNow('y');
  await until('everybody is told', async () => told.every((words) => words.length === 2));
  expect(new Set(told.map((words) => words.join()))).toEqual(new Set(['x,y']));
  expect(await listeners()).toHaveLength(1);
  for (const { leave } of memberships) leave();
  await until('nobody listens', async () => (await listeners()).length === 0);

  // Who joins later gets what comes later.
  const late: string[] = [];
  await shared.join<Said>(({ word }) => late.push(word));
  await sayNow('z');
  await until('it is told', async () => late.length > 0);
  expect(late).toEqual(['z']);
  expect(told[0]).toEqual(['x', 'y']);
});

test('one who joins is told everything after the place that he is given', async () => {
  const shared = feed();
  await sayNow('long ago');
  const undecided = await begun();
  await say(undecided, 'undecided');
  const words: string[] = [];
  const { place } = await shared.join<Said>(({ word }) => words.push(word));
  await undecided.query('commit');
  await until('it is told', async () => words.length > 0);
  expect(words).toEqual(['undecided']);
  const before = await eventsAfter<Said>(query, source, { after: beginning, until: place, limit: 10 });
  expect(before.map(({ word }) => word)).toEqual(['long ago']);
});

test('work on events is done at the start and after each event, one at a time, and again when it fails', async () => {
  const shared = feed();
  let runs = 0;
  let atOnce = 0;
  let isFailing = true;
  const stop = workOnEvents(
    shared,
    async () => {
      runs += 1;
      atOnce += 1;
      expect(atOnce).toBe(1);
      await query('select 1', []);
      atOnce -= 1;
      if (isFailing) {
        isFailing = false;
        throw new Error('not now');
      }
    },
    log,
  );
  await until('it has run again', async () => runs === 2);
  await sayNow('work');
  await until('it has run for the event', async () => runs === 3);
  await stop();
  await sayNow('nobody cares');
  expect(runs).toBe(3);
});
