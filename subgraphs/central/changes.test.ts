// What has changed in the catalogue: page by page for the systems of branches, and live for whoever looks at some books.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../gateway/auth/claims.ts';
import { ask, rows, service, until } from '../../test/ask.ts';
import { type Desk, deskOf } from '../../test/holds.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { countStatements } from '../../test/statement-count.ts';
import { type Events, nextChange, nextTold, type StreamKind, watcherOf } from '../../test/watching.ts';
import { watchAvailability } from './availability.ts';
import { forgetChanges } from './changes.ts';
import type { Context } from './context.ts';

interface Change {
  kind: string;
  at: string;
  bookId: string;
  book: { id: string; title: string } | null;
  holdings: { library: { id: string }; lastKnown: { total: number; available: number } | null } | null;
}

interface Page {
  nodes: Change[];
  endCursor: string;
  hasMore: boolean;
}

interface Availability {
  eventId: string;
  book: { id: string; holdings?: { library: { id: string }; now: { available: number } }[] } | null;
  holdings: {
    library: { id: string };
    lastKnown: { total: number; available: number } | null;
    now?: { available: number } | null;
  };
}

const branchSystem = librarian('NJ-JN');
const day = 86_400_000;
let network: TestNetwork;
let watcher: ReturnType<typeof watcherOf>;
let desk: Desk;
let shift = 0;
let numbers = 0;
let cards = 0;

beforeAll(async () => {
  network = await openTestNetwork({ transport: 'http', clock: () => new Date(Date.now() + shift) });
  watcher = watcherOf(network);
  desk = deskOf(network);
  await desk.addReaders(40);
});
beforeEach(() => {
  shift = 0;
});
afterEach(() => watcher.close());
afterAll(() => network[Symbol.asyncDispose]());

const central = () => network.subgraphs.central;
const nextCard = () => `H${++cards}`;
const pageQuery = `query ($since: String, $first: Int!, $library: ID) { changes(since: $since, first: $first, library: $library) {
  nodes { kind at bookId book { id title } holdings { library { id } lastKnown { total available } } } endCursor hasMore } }`;
const askFor = (variables: object, person: Person | null = branchSystem) =>
  network.query(pageQuery, { first: 100, ...variables }, person);
const pageAfter = async (since: string | null, more: object = {}): Promise<Page> => {
  const { data, errors } = await askFor({ since, ...more });
  expect(errors).toBeUndefined();
  return data.changes;
};
const now = async () => (await pageAfter(null)).endCursor;
/** Pages from a cursor on until something has been told; a change is told when all older transactions have ended. */
const follow = async (since: string, isAll: (told: Change[]) => boolean, more: object = {}) => {
  const told: Change[] = [];
  let cursor = since;
  await until('everything is told', async () => {
    const { nodes, endCursor } = await pageAfter(cursor, more);
    told.push(...nodes);
    cursor = endCursor;
    return isAll(told);
  });
  return { told, cursor };
};
const lineOf = ({ kind, bookId, holdings }: Change) =>
  [kind, bookId, ...(holdings ? [holdings.library.id, holdings.lastKnown?.total ?? null] : [])].join(' ');

const newBooks = async (count: number) => {
  const ids = Array.from({ length: count }, () => `BC${++numbers}`);
  await rows(
    central(),
    `insert into book select (jsonb_populate_record(book, jsonb_build_object('id', new_id, 'isbn', null))).*
     from book, unnest(array[?]) as new_id where book.id = 'B000002'`,
    [ids],
  );
  return ids;
};
const report = (bookId: string, total: number, library = 'NJ-JN') =>
  ask(central(), service, 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
    reports: [{ library, bookId, total, available: total, held: total, asOf: new Date().toISOString() }],
  });
/** New books that NJ-JN has one of, and the place in the log after all of that: what commits late is told late. */
const countedBooks = async (count: number) => {
  const begun = await now();
  const ids = await newBooks(count);
  for (const id of ids) await report(id, 1);
  const { cursor } = await follow(begun, (changes) => {
    const counted = new Set(changes.flatMap(({ kind, bookId }) => (kind === 'HOLDINGS_CHANGED' ? [bookId] : [])));
    return ids.every((id) => counted.has(id));
  });
  return { ids, since: cursor };
};
const merge = async (from: string, into: string) => {
  const client = new pg.Client({ connectionString: network.databaseUrls.central });
  await client.connect();
  await client.query('begin');
  await client.query('insert into book_alias (id, book_id) values ($1, $2)', [from, into]);
  await client.query('delete from known_holdings where book_id = $1', [from]);
  await client.query('delete from book where id = $1', [from]);
  await client.query('commit');
  await client.end();
};
const eventsOf = (bookId: string) =>
  rows<{ kind: string }>(central(), 'select kind from catalogue_event where book_id = ? order by id', [bookId]);

describe('the log has', () => {
  test('books that are new or described anew, not what they are found by, nor what stays as it is', async () => {
    const [id = ''] = await newBooks(1);
    const change = (set: string) => rows(central(), `update book set ${set} where id = ?`, [id]);
    await change('title = title');
    await rows(
      central(),
      `update book_index set search = '''x''', version = 2, class_sort = 'I', popularity = popularity + 1 where book_id = ?`,
      [id],
    );
    expect(await eventsOf(id)).toEqual([{ kind: 'BOOK_ADDED' }]);
    await change("title = title || '（增订本）'");
    expect(await eventsOf(id)).toEqual([{ kind: 'BOOK_ADDED' }, { kind: 'BOOK_CHANGED' }]);
  });

  test('counts that change, not counts that are told again', async () => {
    const [id = ''] = await newBooks(1);
    for (const total of [3, 3, 4, 4]) await report(id, total);
    const kept = await eventsOf(id);
    expect(kept.map(({ kind }) => kind)).toEqual(['BOOK_ADDED', 'HOLDINGS_CHANGED', 'HOLDINGS_CHANGED']);
  });

  test('nothing of a change that is rolled back', async () => {
    const [id = ''] = await newBooks(1);
    await expect(
      central()
        .orm.em.fork()
        .transactional(async (em) => {
          await em.execute("update book set title = 'x' where id = ?", [id]);
          throw new Error('the change is not made');
        }),
    ).rejects.toThrow('the change is not made');
    expect(await eventsOf(id)).toEqual([{ kind: 'BOOK_ADDED' }]);
  });

  test('a row for each of 500 books that one statement writes, by one statement more', async () => {
    const ids = await newBooks(500);
    const [row] = await rows(
      central(),
      'select count(*)::int as count, count(distinct tx)::int as transactions from catalogue_event where book_id in (?)',
      [ids],
    );
    expect(row).toEqual({ count: 500, transactions: 1 });
  });
});

describe('a branch system', () => {
  test('begins at this moment, and is told what comes after it in order, each change once', async () => {
    const since = await now();
    const [one = '', two = ''] = await newBooks(2);
    await report(one, 1);
    await report(two, 2);
    await rows(central(), "update book set title = 'neu' where id = ?", [one]);
    const { told, cursor } = await follow(
      since,
      (changes) =>
        changes.some(({ kind }) => kind === 'BOOK_CHANGED') || changes.some(({ book }) => book?.title === 'neu'),
    );
    expect(told.filter(({ kind }) => kind !== 'BOOK_CHANGED').map(lineOf)).toEqual([
      `BOOK_ADDED ${one}`,
      `BOOK_ADDED ${two}`,
      `HOLDINGS_CHANGED ${one} NJ-JN 1`,
      `HOLDINGS_CHANGED ${two} NJ-JN 2`,
    ]);
    expect((await pageAfter(cursor)).nodes).toEqual([]);
  });

  test('takes pages of any size and gets the same', async () => {
    const since = await now();
    const ids = await newBooks(7);
    const { told } = await follow(since, (changes) => changes.length >= 7, { first: 3 });
    expect(told.map(({ bookId }) => bookId)).toEqual(ids);
    const first = await pageAfter(since, { first: 3 });
    expect(first).toMatchObject({ nodes: { length: 3 }, hasMore: true });
  });

  test('gets several changes of one row as one, with the values of now, where the first one stood', async () => {
    const since = await now();
    const [one = '', two = ''] = await newBooks(2);
    for (const total of [1, 2, 3]) {
      await report(one, total);
      await report(two, total);
    }
    await rows(central(), "update book set title = '更名' where id = ?", [one]);
    await follow(since, (changes) => changes.some(({ book }) => book?.title === '更名'));
    await until('the last change is told', async () => (await pageAfter(since)).nodes.length === 4);
    const { nodes } = await pageAfter(since);
    expect(nodes.map(lineOf)).toEqual([
      `BOOK_ADDED ${one}`,
      `BOOK_ADDED ${two}`,
      `HOLDINGS_CHANGED ${one} NJ-JN 3`,
      `HOLDINGS_CHANGED ${two} NJ-JN 3`,
    ]);
    expect(nodes[0]?.book?.title).toBe('更名');
  });

  test('misses nothing of transactions that commit in another order than they began in', async () => {
    const before = await now();
    const ids = await newBooks(2);
    const [one = '', two = ''] = ids;
    // A cursor after the books themselves: one of this moment may come before them, while anything older is open.
    const { cursor: since } = await follow(before, (changes) =>
      ids.every((id) => changes.some(({ kind, bookId }) => kind === 'BOOK_ADDED' && bookId === id)),
    );
    const late = new pg.Client({ connectionString: network.databaseUrls.central });
    await late.connect();
    try {
      await late.query('begin');
      await late.query("update book set title = '先开始' where id = $1", [one]);
      await rows(central(), "update book set title = '先提交' where id = ?", [two]);
      // The one that is committed waits, for a place before it is still open.
      const early = await pageAfter(since);
      expect(early.nodes.filter(({ bookId }) => ids.includes(bookId))).toEqual([]);
      await late.query('commit');
      const { told } = await follow(early.endCursor, (changes) => changes.length >= 2);
      expect(told.map(lineOf)).toEqual([`BOOK_CHANGED ${one}`, `BOOK_CHANGED ${two}`]);
    } finally {
      await late.end();
    }
  });

  test('has the newest counts, though the transaction that wrote them began first', async () => {
    const {
      ids: [id = ''],
      since,
    } = await countedBooks(1);
    const first = new pg.Client({ connectionString: network.databaseUrls.central });
    await first.connect();
    try {
      await first.query('begin');
      await first.query('select pg_current_xact_id()');
      await report(id, 2);
      await first.query('update known_holdings set total = 5 where book_id = $1', [id]);
      await first.query('commit');
      const { told } = await follow(since, (changes) => changes.some(({ bookId }) => bookId === id));
      expect(told.map(lineOf)).toEqual([`HOLDINGS_CHANGED ${id} NJ-JN 5`]);
    } finally {
      await first.end();
    }
  });

  test('of one library gets the counts of that one, and all that happens to books', async () => {
    const since = await now();
    const [id = ''] = await newBooks(1);
    await report(id, 1, 'NJ-GL');
    await report(id, 2, 'NJ-JN');
    const { told } = await follow(since, (changes) => changes.length >= 2, { library: 'NJ-JN' });
    expect(told.map(lineOf)).toEqual([`BOOK_ADDED ${id}`, `HOLDINGS_CHANGED ${id} NJ-JN 2`]);
  });

  test('is told of a merge by the old id, and then of the book that it has become', async () => {
    const {
      ids: [from = '', into = ''],
      since,
    } = await countedBooks(2);
    await rows(central(), "update book set title = 'x' where id = ?", [from]);
    await report(into, 2);
    await merge(from, into);
    const { told } = await follow(since, (changes) => changes.some(({ kind }) => kind === 'BOOK_MERGED'));
    expect(told.map((change) => `${lineOf(change)} → ${change.book?.id}`)).toContain(`BOOK_MERGED ${from} → ${into}`);
    // Read after it, the page has nothing more of the old one but that.
    const again = (await pageAfter(since)).nodes;
    expect(
      again.filter(({ bookId, kind }) => bookId === from && kind.startsWith('BOOK')).map(({ kind }) => kind),
    ).toEqual(['BOOK_MERGED']);
    for (const { kind, book, holdings } of again) {
      expect(book?.id).toBe(into);
      if (kind === 'HOLDINGS_CHANGED') expect(holdings?.lastKnown?.total).toBe(2);
    }
  });

  test('costs the same statements for a page of 60 as of 100', async () => {
    const since = await now();
    const ids = await newBooks(50);
    for (const id of ids.slice(0, 5)) await report(id, 1);
    await rows(
      central(),
      "insert into known_holdings select id, 'NJ-GL', 1, 1, 1, now() from unnest(array[?]) as id on conflict do nothing",
      [ids],
    );
    await follow(since, (changes) => changes.length >= 105);
    const counting = countStatements();
    const statementsOf = async (first: number) => {
      counting.sent.length = 0;
      const { nodes } = await pageAfter(since, { first });
      expect(nodes).toHaveLength(first);
      // What jobs ask meanwhile is none of it.
      return counting.sent.filter((text) =>
        /presentState|event\.book_id|bookById|knownHoldings|from "library"/.test(text),
      );
    };
    const few = await statementsOf(60);
    const many = await statementsOf(100);
    counting.stop();
    expect(few).toHaveLength(5);
    expect(many).toHaveLength(5);
  });

  test.each([
    ['nobody', null, {}, hidden],
    ['a reader', reader('H1'), {}, hidden],
    ['a clerk', clerk, {}, hidden],
    ['an administrator, no page', admin, { first: 0 }, 'BAD_USER_INPUT'],
    ['an administrator, too large a page', admin, { first: 501 }, 'BAD_USER_INPUT'],
    ['an administrator, a library that is none', admin, { library: 'NJ-XX' }, 'BAD_USER_INPUT'],
    ['an administrator, no cursor', admin, { since: 'yesterday' }, 'BAD_USER_INPUT'],
    ['an administrator, numbers that are none', admin, { since: cursor('x', '0') }, 'BAD_USER_INPUT'],
    ['an administrator, a cursor of another server', admin, { since: cursor('1', '0') }, 'BAD_USER_INPUT'],
  ])('%s is refused', async (_who, person, question, code) => {
    expect((await askFor(question, person)).errors?.[0]?.extensions['code']).toBe(code);
  });

  test('whose cursor stands after all that has happened here has it from another database', async () => {
    const [tx, id, moment, server] = JSON.parse(Buffer.from(await now(), 'base64url').toString());
    const since = Buffer.from(JSON.stringify([`9${tx}`, id, moment, server])).toString('base64url');
    const { errors } = await askFor({ since });
    expect(errors?.[0]?.message).toContain('of another database');
  });

  test('whose cursor is older than 30 days is told to read afresh; all that younger ones need is kept', async () => {
    const since = await now();
    const [id = ''] = await newBooks(1);
    await follow(since, (changes) => changes.some(({ bookId }) => bookId === id));
    shift = 29.9 * day;
    expect((await pageAfter(since)).nodes.map(({ bookId }) => bookId)).toEqual([id]);
    await forgetChanges(central().contextOf({ identity: service, requestId: 'test' }));
    expect(await eventsOf(id)).toHaveLength(1);
    shift = 30.1 * day;
    const { errors } = await askFor({ since });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('read everything afresh'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'since', days: 30 },
    });
    shift = 31.1 * day;
    await forgetChanges(central().contextOf({ identity: service, requestId: 'test' }));
    expect(await rows(central(), 'select id from catalogue_event')).toEqual([]);
  });
});

const fields = 'eventId at book { id } holdings { library { id } lastKnown { total available } }';
const subscription = (bookIds: readonly string[], after: string | null = null, selection = fields) =>
  `subscription { availabilityChanged(bookIds: ${JSON.stringify(bookIds)}${after ? `, after: "${after}"` : ''}) { ${selection} } }`;

describe('who watches availability', () => {
  const watch = (bookIds: readonly string[], after: string | null, kind: StreamKind = 'SSE', selection = fields) =>
    watcher.watch(kind, null, subscription(bookIds, after, selection));
  /** The last event of all: who resumes after it is told what comes from now on. */
  const lastEvent = async () => {
    await newBooks(1);
    return `evt_${(await rows<{ id: string }>(central(), 'select max(id) as id from catalogue_event'))[0]?.id}`;
  };
  const next = (events: Events) => nextChange<Availability>(events);

  test.each([
    'WebSocket',
    'SSE',
  ] as const)('is told of loans and returns at a desk, with the owner’s word, over %s', async (kind) => {
    const { bookId, items } = await desk.newBook({ copies: 2, branch: 'JN-MAIN' });
    const events = await watch(
      [bookId],
      await lastEvent(),
      kind,
      `eventId book { id holdings { library { id } now { available } } }
       holdings { library { id } lastKnown { total available } ... on DistrictHoldings { now { available } } }`,
    );
    await desk.checkOut(items[0]!, nextCard());
    let change = await next(events);
    // The owner may be quicker than the telling; the last one told is the truth.
    while (change.holdings.lastKnown?.available !== 1) change = await next(events);
    expect(change).toMatchObject({
      book: { id: bookId },
      holdings: { library: { id: 'NJ-JN' }, lastKnown: { total: 2, available: 1 }, now: { available: 1 } },
    });
    expect(change.book?.holdings?.find(({ library }) => library.id === 'NJ-JN')?.now).toEqual({ available: 1 });
    await desk.scan(items[0]!, 'JN-MAIN');
    while (change.holdings.lastKnown?.available !== 2) change = await next(events);
  });

  test('is not told of other books, nor of what happens to a description', async () => {
    const [own = '', other = ''] = await newBooks(2);
    const events = await watch([own], await lastEvent());
    await report(other, 1);
    await rows(central(), "update book set title = 'x' where id = ?", [own]);
    await report(own, 4);
    expect(await next(events)).toMatchObject({ book: { id: own }, holdings: { lastKnown: { total: 4 } } });
  });

  test('and resumes is told what came meanwhile, each event once', async () => {
    const [id = ''] = await newBooks(1);
    const events = await watch([id], await lastEvent());
    await report(id, 1);
    const { eventId } = await next(events);
    await events.return?.();
    await report(id, 2, 'NJ-GL');
    await report(id, 3, 'NJ-JL');
    const resumed = await watch([id], eventId);
    await report(id, 4, 'NJ-PK');
    const told = [await next(resumed), await next(resumed), await next(resumed)];
    expect(told.map(({ holdings }) => `${holdings.library.id} ${holdings.lastKnown?.total}`)).toEqual([
      'NJ-GL 2',
      'NJ-JL 3',
      'NJ-PK 4',
    ]);
    expect(new Set(told.map((change) => change.eventId)).size).toBe(3);
  });

  test('a book that is merged meanwhile goes on with the one that it has become; its old id is as good', async () => {
    const [from = '', into = ''] = await newBooks(2);
    await report(from, 1);
    const after = await lastEvent();
    const events = await watch([from], after);
    await merge(from, into);
    // The merge itself may be told first: what the other book had is counted with this one.
    await report(into, ++numbers);
    await until('it is told', async () => {
      const { book, holdings } = await next(events);
      expect(book?.id).toBe(into);
      return holdings.lastKnown?.total === numbers;
    });
    const byOldId = await watch([from], await lastEvent());
    await report(into, 7);
    expect(await next(byOldId)).toMatchObject({ book: { id: into }, holdings: { lastKnown: { total: 7 } } });
  });

  test('a book that is merged just before the first event is heard goes on too', async () => {
    const [from = '', into = ''] = await newBooks(2);
    const ctx = central().contextOf({ identity: { role: 'anonymous' }, requestId: 'test' }) as Context;
    const { events } = ctx;
    let isMerged = false;
    const watching = await watchAvailability(
      {
        ...ctx,
        events: {
          ...events!,
          async join(onEvent) {
            if (!isMerged) await merge(from, into);
            isMerged = true;
            return events!.join(onEvent);
          },
        },
      },
      { bookIds: [from] },
    );
    await report(into, 3);
    expect((await watching.next()).value).toMatchObject({ currentId: into, libraryId: 'NJ-JN' });
    await watching.return();
  });

  test('100 books are watched, not 101, not none, and none that there is not', async () => {
    const ids = await newBooks(101);
    const refusalOf = async (bookIds: readonly string[], after: string | null = null) =>
      (await nextTold(await watch(bookIds, after))).errors?.[0];
    for (const [bookIds, actual] of [
      [[], 0],
      [ids, 101],
    ] as const) {
      expect(await refusalOf(bookIds)).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', argument: 'bookIds', limit: 100, actual },
      });
    }
    expect(await refusalOf(['B000002', 'NOWHERE'])).toMatchObject({
      message: expect.stringContaining('NOWHERE (1 of 2)'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'bookIds' },
    });
    expect(await refusalOf(['B000002'], 'evt_999999999')).toMatchObject({
      message: expect.stringContaining('read anew'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
    });
    const events = await watch(ids.slice(1), await lastEvent());
    await report(ids[100] ?? '', 1);
    expect((await next(events)).book?.id).toBe(ids[100]);
  });
});

test('changes notify while somebody listens, and else nobody has to wait for that', async () => {
  const listener = new pg.Client({ connectionString: network.databaseUrls.central });
  await listener.connect();
  const heard: string[] = [];
  listener.on('notification', ({ channel }) => heard.push(channel));
  try {
    await listener.query('listen catalogue_event');
    await until('nobody watches', async () => {
      const watching = await rows(
        central(),
        `select pid from pg_locks where locktype = 'advisory' and classid = 4720003
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return watching.length === 0;
    });
    // What was told while somebody still watched has come with the answer.
    await listener.query('select 1');
    heard.length = 0;
    await newBooks(1);
    await listener.query('select 1');
    expect(heard).toEqual([]);
    await listener.query("select pg_advisory_lock_shared(4720003, hashtext('catalogue_event'))");
    await newBooks(1);
    await until('it is heard', async () => heard.length > 0);
  } finally {
    await listener.end();
  }
});

function cursor(tx: string, id: string, server = 'another'): string {
  return Buffer.from(JSON.stringify([tx, id, new Date().toISOString(), server])).toString('base64url');
}
