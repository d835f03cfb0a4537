// A reader's shelf and a branch's lists seen live: through the gateway over WebSocket and server-sent events, the subgraphs over HTTP.
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../gateway/auth/claims.ts';
import { rows, until } from '../../test/ask.ts';
import { type Copy, type Desk, deskOf } from '../../test/holds.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { home } from '../../test/parcels.ts';
import { type Events, nextChange, nextTold, type StreamKind, watcherOf } from '../../test/watching.ts';
import { forgetEvents } from './live.ts';

interface ShelfChange {
  eventId: string;
  kind: string;
  loan: { id: string; status: string; book: { id: string } } | null;
  hold: { id: string; state: string } | null;
  parcel: { id: string; status: string } | null;
}

interface WorkChange {
  eventId: string;
  list: string;
  kind: string;
  item: { id: string; status: string } | null;
  hold: { id: string; maskedReader: string } | null;
  loan: { id: string } | null;
  parcel: { id: string } | null;
}

const packer = librarian('NJ-JN');
const place = 'JN-MAIN';
let now = new Date();
let network: TestNetwork;
let watcher: ReturnType<typeof watcherOf>;
let desk: Desk;
let cards = 0;
const nextCard = () => `H${++cards}`;

beforeAll(async () => {
  network = await openTestNetwork({ transport: 'http', clock: () => now });
  watcher = watcherOf(network);
  desk = deskOf(network);
  await desk.addReaders(60);
});
afterEach(() => watcher.close());
afterAll(() => network[Symbol.asyncDispose]());

const lending = () => network.subgraphs.lending;
const args = (given: Record<string, string | null>) => {
  const named = Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [`${name}: "${value}"`]));
  return named.length > 0 ? `(${named.join(', ')})` : '';
};
const shelf = (given: Record<string, string | null> = {}) => `subscription { shelfChanged${args(given)} {
  eventId at kind loan { id status book { id } } hold { id state } parcel { id status } } }`;
const work = (given: Record<string, string | null> = {}) => `subscription { branchWorkChanged${args(given)} {
  eventId at list kind item { id status }
  hold { id maskedReader } loan { id } parcel { id } } }`;

/** The last event of all: who resumes after it is told what comes from now on. */
async function lastEvent(): Promise<string> {
  const last = async () => (await rows<{ id: string }>(lending(), 'select max(id) as id from lending_event'))[0]?.id;
  if (!(await last())) {
    const { bookId } = await desk.newBook({ copies: 1, branch: place });
    await desk.place(nextCard(), bookId, place);
  }
  return `evt_${await last()}`;
}

const watchShelf = async (person: Person, given: Record<string, string | null> = {}, kind: StreamKind = 'SSE') =>
  watcher.watch(kind, person, shelf(given));
const watchWork = async (person: Person, given: Record<string, string | null>, kind: StreamKind = 'SSE') =>
  watcher.watch(kind, person, work(given));
const shelfChanges = async (events: Events, count: number) => {
  const told: ShelfChange[] = [];
  while (told.length < count) told.push(await nextChange<ShelfChange>(events));
  return told;
};
/** Changes about one copy or parcel, up to one that enters or leaves a list. */
const workUntil = async (events: Events, id: string, kind: string, list: string) => {
  const told: string[] = [];
  for (;;) {
    const change = await nextChange<WorkChange>(events);
    if (id !== change.item?.id && id !== change.parcel?.id) continue;
    told.push(`${change.kind} ${change.list}`);
    if (change.kind === kind && change.list === list) return { told, change };
  }
};

describe.each(['WebSocket', 'SSE'] as const)('over %s a reader is told', (kind) => {
  test('each step of a loan at a desk, as it stands when it is told', async () => {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const events = await watchShelf(reader(card), { after: await lastEvent() }, kind);
    const { loan } = await desk.checkOut(items[0]!, card);
    await desk.renew(loan.id, card);
    await desk.scan(items[0]!, place);
    const told = await shelfChanges(events, 4);
    expect(told.map((change) => change.kind)).toEqual(['LOAN_REQUESTED', 'LOAN_LENT', 'LOAN_RENEWED', 'LOAN_RETURNED']);
    expect(new Set(told.map((change) => change.loan?.id))).toEqual(new Set([loan.id]));
    expect(told.at(-1)).toMatchObject({ loan: { status: 'RETURNED', book: { id: bookId } }, hold: null, parcel: null });
  });

  test('each step of a hold', async () => {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const events = await watchShelf(reader(card), { after: await lastEvent() }, kind);
    const { id } = await desk.place(card, bookId, place);
    await desk.scan(items[0]!, place);
    const change = 'mutation ($id: ID!) { changeHoldPickup(id: $id, pickup: { branch: "GC-MAIN" }) { state } }';
    expect((await network.query(change, { id }, reader(card))).data).toEqual({ changeHoldPickup: { state: 'PAGED' } });
    await desk.change('cancelHold', id);
    const told = await shelfChanges(events, 5);
    expect(told.map((each) => each.kind)).toEqual([
      'HOLD_PLACED',
      'HOLD_PAGED',
      'HOLD_READY',
      'HOLD_PAGED',
      'HOLD_CANCELLED',
    ]);
    expect(new Set(told.map(({ hold }) => hold?.id))).toEqual(new Set([id]));
  });
});

test('a reader is told the way of a parcel and of the loan in it; the branch, what it has to do', async () => {
  const card = nextCard();
  const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
  const after = await lastEvent();
  const own = await watchShelf(reader(card), { after });
  const branch = await watchWork(packer, { branch: place, after });
  const done = async (operation: string, variables: Record<string, unknown>, person: Person = admin) => {
    const answer = await network.query(operation, variables, person);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  const { requestLoan } = await done(
    `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) { ... on LoanRequested { parcel { id } } } }`,
    { input: { idempotencyKey: 'live-1', bookId, deliveryAddress: home } },
    reader(card),
  );
  const { id } = requestLoan.parcel;
  await done('mutation { registerCourier(id: "ST", name: "申通") { secret } }', {});
  await done('mutation ($id: ID!) { acceptParcel(id: $id, courier: "ST", trackingNumber: "ST1") { id } }', { id });
  for (const event of ['PICKED_UP', 'DELIVERED']) {
    await done(
      'mutation ($input: RecordParcelEventInput!) { recordParcelEvent(input: $input) { id } }',
      { input: { idempotencyKey: `live-${event}`, parcel: id, event } },
      packer,
    );
  }
  const told = await shelfChanges(own, 7);
  expect(told.map((change) => change.kind).toSorted()).toEqual([
    'LOAN_DUE',
    'LOAN_LENT',
    'LOAN_REQUESTED',
    'PARCEL_ACCEPTED',
    'PARCEL_CREATED',
    'PARCEL_DELIVERED',
    'PARCEL_PICKED_UP',
  ]);
  expect(told.filter(({ parcel }) => parcel).map((change) => change.kind)).toEqual([
    'PARCEL_CREATED',
    'PARCEL_ACCEPTED',
    'PARCEL_PICKED_UP',
    'PARCEL_DELIVERED',
  ]);
  const seen: string[] = [];
  while (seen.length < 7) {
    const change = await nextChange<WorkChange>(branch);
    if (change.item?.id === items[0]!.id || change.parcel?.id === id) seen.push(`${change.kind} ${change.list}`);
  }
  // A copy is told by its owner, a parcel by lending: only each one's own order is certain.
  expect(seen.filter((line) => line.endsWith('TO_PICK'))).toEqual(['ENTERED TO_PICK', 'LEFT TO_PICK']);
  expect(seen.filter((line) => !line.endsWith('TO_PICK'))).toEqual([
    'ENTERED TO_PACK',
    'LEFT TO_PACK',
    'ENTERED WITH_COURIER',
    'CHANGED WITH_COURIER',
    'LEFT WITH_COURIER',
  ]);
});

describe('a branch is told', () => {
  test.each([
    'WebSocket',
    'SSE',
  ] as const)('what it picks, has on the hold shelf, and has lent, over %s', async (kind) => {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const [copy] = items as [Copy];
    const events = await watchWork(packer, { branch: place, after: await lastEvent() }, kind);
    const { id } = await desk.place(card, bookId, place);
    const picked = await workUntil(events, copy.id, 'ENTERED', 'TO_PICK');
    expect(picked.change).toMatchObject({ item: { status: 'PAGED' }, loan: null });
    // The copy was kept before it was decided for whom.
    const decided = picked.change.hold ? picked : await workUntil(events, copy.id, 'CHANGED', 'TO_PICK');
    expect(decided.change.hold).toEqual({ id, maskedReader: '【样例】读*甲' });
    await desk.scan(copy, place);
    const shelved = await workUntil(events, copy.id, 'ENTERED', 'ON_HOLD_SHELF');
    expect(shelved.told.filter((line) => !line.startsWith('CHANGED'))).toEqual([
      'LEFT TO_PICK',
      'ENTERED ON_HOLD_SHELF',
    ]);
    // By the time when it is told the list has it.
    expect(shelved.change.item?.status).toBe('ON_HOLD_SHELF');
    await desk.checkOut(copy, card, place);
    expect((await workUntil(events, copy.id, 'LEFT', 'ON_HOLD_SHELF')).told).toEqual(['LEFT ON_HOLD_SHELF']);
  });

  test('what is on its way to here, and what a branch of another library sends', async () => {
    const { items } = await desk.newBook({ copies: 1, branch: place });
    const card = nextCard();
    await desk.checkOut(items[0]!, card);
    const events = await watchWork(packer, { branch: place, after: await lastEvent() });
    await desk.scan(items[0]!, 'GC-MAIN');
    await workUntil(events, items[0]!.id, 'ENTERED', 'TO_RECEIVE');
    await desk.scan(items[0]!, place);
    expect((await workUntil(events, items[0]!.id, 'LEFT', 'TO_RECEIVE')).told).toEqual(['LEFT TO_RECEIVE']);
  });

  test('that a copy on its hold shelf is for another reader now', async () => {
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const first = await desk.place(nextCard(), bookId, place);
    const second = await desk.place(nextCard(), bookId, place);
    await desk.scan(items[0]!, place);
    const events = await watchWork(packer, { branch: place, after: await lastEvent() });
    await desk.change('cancelHold', first.id);
    let change = (await workUntil(events, items[0]!.id, 'CHANGED', 'ON_HOLD_SHELF')).change;
    // Taken from the one, given to the other.
    if (!change.hold) change = (await workUntil(events, items[0]!.id, 'CHANGED', 'ON_HOLD_SHELF')).change;
    expect(change.hold?.id).toBe(second.id);
  });

  test('what becomes overdue when a day is over, once, and that it came back', async () => {
    const { items } = await desk.newBook({ copies: 1, branch: place });
    const card = nextCard();
    await desk.runOwnerJob('noteOverdue');
    await desk.checkOut(items[0]!, card);
    const events = await watchWork(packer, { branch: place, after: await lastEvent() });
    const before = now;
    try {
      now = new Date(now.getTime() + 45 * 86_400_000);
      await desk.runOwnerJob('noteOverdue');
      await desk.runOwnerJob('noteOverdue');
      const { change } = await workUntil(events, items[0]!.id, 'ENTERED', 'OVERDUE');
      expect(change).toMatchObject({ loan: { id: expect.any(String) }, hold: null });
      await desk.scan(items[0]!, place);
      expect((await workUntil(events, items[0]!.id, 'LEFT', 'OVERDUE')).told).toEqual(['LEFT OVERDUE']);
    } finally {
      now = before;
    }
  });
});

describe('who watches', () => {
  const codeOf = async (person: Person | null, query: string) => {
    const events = await watcher.watch('SSE', person, query);
    const { errors } = await nextTold(events);
    expect((await events.next()).done).toBe(true);
    return errors?.[0]?.extensions?.['code'];
  };

  test.each([
    ['nobody, a shelf', null, shelf({ card: 'H1' }), 'UNAUTHENTICATED'],
    ['nobody, a branch', null, work({ branch: 'JN-MAIN' }), hidden],
    ['a reader, the shelf of another', reader('H2'), shelf({ card: 'H1' }), 'FORBIDDEN'],
    ['a reader, a branch', reader('H2'), work({ branch: 'JN-MAIN' }), hidden],
    ['a clerk, a shelf', clerk, shelf({ card: 'H1' }), hidden],
    ['a clerk, a branch', clerk, work({ branch: 'JN-MAIN' }), hidden],
    ['a librarian, a shelf', packer, shelf({ card: 'H1' }), hidden],
    ['a librarian, a branch of another library', packer, work({ branch: 'GC-MAIN' }), 'FORBIDDEN'],
    ['an administrator, nobody’s shelf', admin, shelf(), 'BAD_USER_INPUT'],
    ['an administrator, a card that nobody has', admin, shelf({ card: 'NOBODY' }), 'NOT_FOUND'],
    ['an administrator, a branch that is none', admin, work({ branch: 'NOWHERE' }), 'NOT_FOUND'],
    ['an event that there is not', reader('H1'), shelf({ after: 'evt_999999999' }), 'BAD_USER_INPUT'],
    ['no event at all', packer, work({ branch: 'JN-MAIN', after: 'yesterday' }), 'BAD_USER_INPUT'],
  ])('%s is refused', async (_who, person, query, code) => {
    expect(await codeOf(person, query)).toBe(code);
  });

  test('is not told of others', async () => {
    const [card, other] = [nextCard(), nextCard()];
    const after = await lastEvent();
    const own = await watchShelf(reader(card), { after });
    const seenByAdmin = await watchShelf(admin, { card, after });
    const elsewhere = await watchWork(librarian('NJ-GC'), { branch: 'GC-MAIN', after });
    const here = await desk.newBook({ copies: 1, branch: place });
    const there = await desk.newBook({ copies: 1, branch: 'GC-MAIN' });
    await desk.place(other, here.bookId, place);
    const { id } = await desk.place(card, there.bookId, 'GC-MAIN');
    for (const events of [own, seenByAdmin]) {
      expect(await nextChange<ShelfChange>(events)).toMatchObject({ kind: 'HOLD_PLACED', hold: { id } });
    }
    expect(await nextChange<WorkChange>(elsewhere)).toMatchObject({ item: { id: there.items[0]!.id } });
  });

  test('and resumes is told what came meanwhile, in order, each event once', async () => {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 1, branch: place });
    const events = await watchShelf(reader(card), { after: await lastEvent() });
    const { id } = await desk.place(card, bookId, place);
    const [first] = await shelfChanges(events, 1);
    await events.return?.();
    await desk.scan(items[0]!, place);
    const resumed = await watchShelf(reader(card), { after: first!.eventId });
    const rest = await shelfChanges(resumed, 2);
    await desk.change('cancelHold', id);
    rest.push(...(await shelfChanges(resumed, 1)));
    expect(rest.map((change) => change.kind)).toEqual(['HOLD_PAGED', 'HOLD_READY', 'HOLD_CANCELLED']);
  });

  test('misses nothing that commits late, and is told the steps of one reader in their order', async () => {
    const card = nextCard();
    const other = await desk.newBook({ copies: 1, branch: place });
    const events = await watchShelf(reader(card), { after: await lastEvent() });
    const late = new pg.Client({ connectionString: network.databaseUrls.lending });
    await late.connect();
    try {
      // It begins first and changes a hold that is placed while it runs, as an update by hand would.
      await late.query('begin');
      await late.query("insert into hold_queue (book_id) values ('LATE')");
      const { id } = await desk.place(card, other.bookId, place);
      await late.query("update hold set state = 'WAITING', item_id = null where id = $1", [id]);
      // Another one commits before it, and has a higher number.
      const { bookId: third } = await desk.newBook({ copies: 1, branch: place });
      await desk.place(card, third, place);
      await late.query('commit');
      const told = await shelfChanges(events, 5);
      expect(told.filter(({ hold }) => hold?.id === id).map((change) => change.kind)).toEqual([
        'HOLD_PLACED',
        'HOLD_PAGED',
        'HOLD_WAITING',
      ]);
      expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(5);
    } finally {
      await late.end();
    }
  });
});

test('what an owner tells twice is told once', async () => {
  const { items } = await desk.newBook({ copies: 1, branch: place });
  const change = {
    origin: 'told-twice',
    at: now.toISOString(),
    kind: 'ENTERED',
    list: 'TO_PICK',
    branchId: place,
    itemId: items[0]!.id,
    claimId: null,
  };
  for (const changes of [[change], [change, { ...change, origin: 'told-then' }]]) {
    await lending().execute(
      {
        query: 'mutation ($changes: [WorkChangeInput!]!) { noteWork(changes: $changes) }',
        variables: { changes },
      },
      { identity: { role: 'service', subgraph: 'central' }, requestId: 'test' },
    );
  }
  const kept = await rows(lending(), 'select origin from lending_event where item_id = ? order by id', [items[0]!.id]);
  expect(kept).toEqual([{ origin: 'told-twice' }, { origin: 'told-then' }]);
});

test('what an owner could not tell while lending was silent is told later, in order', async () => {
  const { items } = await desk.newBook({ copies: 1, branch: place });
  const events = await watchWork(packer, { branch: place, after: await lastEvent() });
  network.silence('lending');
  const page = 'mutation ($itemId: ID!, $loanId: ID!) { pageItem(itemId: $itemId, loanId: $loanId) }';
  const call = { identity: { role: 'service', subgraph: 'lending' }, requestId: 'test' } as const;
  const { districts } = network.subgraphs;
  await districts.execute({ query: page, variables: { itemId: items[0]!.id, loanId: 'silent' } }, call);
  await districts.execute(
    { query: 'mutation ($loanId: ID!) { unpageItem(loanId: $loanId) }', variables: { loanId: 'silent' } },
    call,
  );
  await until('both wait to be told', async () => (await rows(districts, 'select id from work_change')).length === 2);
  network.silence(null);
  expect((await workUntil(events, items[0]!.id, 'LEFT', 'TO_PICK')).told).toEqual(['ENTERED TO_PICK', 'LEFT TO_PICK']);
  await until('nothing waits', async () => (await rows(districts, 'select id from work_change')).length === 0);
});

test('events notify while somebody listens, and else nobody has to wait for that', async () => {
  const listener = new pg.Client({ connectionString: network.databaseUrls.lending });
  await listener.connect();
  const heard: string[] = [];
  listener.on('notification', ({ channel }) => heard.push(channel));
  try {
    await listener.query('listen lending_event');
    const { bookId } = await desk.newBook({ copies: 1, branch: place });
    await until('nobody watches', async () => {
      const watching = await rows(
        lending(),
        `select pid from pg_locks where locktype = 'advisory' and classid = 4720003
           and database = (select oid from pg_database where datname = current_database())`,
      );
      return watching.length === 0;
    });
    await desk.place(nextCard(), bookId, place);
    await listener.query('select 1');
    expect(heard).toEqual([]);
    await listener.query("select pg_advisory_lock_shared(4720003, hashtext('lending_event'))");
    await desk.place(nextCard(), bookId, place);
    await until('it is heard', async () => heard.length > 0);
  } finally {
    await listener.end();
  }
});

test('events are kept for 30 days', async () => {
  const after = await lastEvent();
  const [{ count: before } = { count: 0 }] = await rows<{ count: number }>(
    lending(),
    'select count(*)::int as count from lending_event',
  );
  expect(before).toBeGreaterThan(0);
  const inDays = (days: number) => ({ em: lending().orm.em.fork(), now: new Date(Date.now() + days * 86_400_000) });
  await forgetEvents(inDays(29));
  expect(await rows(lending(), 'select id from lending_event')).toHaveLength(before);
  await forgetEvents(inDays(31));
  expect(await rows(lending(), 'select id from lending_event')).toEqual([]);
  const events = await watchShelf(reader('H1'), { after });
  expect((await nextTold(events)).errors?.[0]).toMatchObject({
    message: expect.stringContaining('is not kept any more'),
    extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
  });
});
