// Orders seen live, through the gateway, over WebSocket and server-sent events, with the subgraphs in this process and over HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../gateway/auth/claims.ts';
import { oldestOpen } from '../../lib/events.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { rows, until } from '../../test/ask.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { type Events, nextTold, type StreamKind, type Told, watcherOf } from '../../test/watching.ts';

interface Change {
  eventId: string;
  at: string;
  from: string | null;
  to: string;
  order: Record<string, unknown> | null;
}

const wendu: Person = { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' };
afterEach(async () => void (await Promise.all([...watchers.values()].map((watcher) => watcher.close()))));

/** What orders cost is no reader's business, nor anybody's who is nobody. */
const isTold = (person: Person | null) => person !== null && person.role !== 'reader';

const subscription = (args = '', netPrice = 'netPrice { fen }') => `subscription {
  purchaseLendOrderChanged${args} {
    eventId at from to order { id status book { title } reader { name } store { name } ${netPrice} failures { code } }
  }
}`;

/** Submits an order: of a book that may be bought, or of one that is too dear. */
async function submit(network: TestNetwork, { store = 'QINGCHUN', card = sampleCard(7), isTooDear = true } = {}) {
  const { data } = await network.query(
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) {
        ... on PurchaseLendOrderLent { order { id } }
        ... on PurchaseRefused { order { id } }
      }
    }`,
    {
      input: {
        idempotencyKey: randomUUID(),
        store,
        card,
        bookId: showcaseId(isTooDear ? 'tooDear' : 'notHeld'),
        listPrice: { fen: isTooDear ? 128_00 : 58_00 },
      },
    },
    admin,
  );
  return String(data.submitPurchaseLendOrder.order.id);
}

/** The last event of all: who resumes after it is told what comes from now on. */
async function lastEvent({ subgraphs }: TestNetwork): Promise<string> {
  const [row] = await rows<{ id: string }>(
    subgraphs.bookstores,
    'select coalesce(max(id), 0) as id from purchase_transition',
  );
  return `evt_${row?.id}`;
}

const watchers = new Map<TestNetwork, ReturnType<typeof watcherOf>>();
function watch(network: TestNetwork, kind: StreamKind, person: Person | null, query: string): Promise<Events> {
  const watcher = watchers.get(network) ?? watcherOf(network);
  watchers.set(network, watcher);
  return watcher.watch(kind, person, query);
}

const next = (events: Events) => nextTold(events);
const changeIn = ({ data, errors }: Told): Change => {
  expect(errors).toBeUndefined();
  return data?.['purchaseLendOrderChanged'] as Change;
};

describe.each(['local', 'http'] as const)('with subgraphs reached as %s', (transport) => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await openTestNetwork({ transport });
    await submit(network);
  });
  afterAll(() => network[Symbol.asyncDispose]());

  describe.each(['WebSocket', 'SSE'] as const)('over %s', (kind) => {
    const open = async (person: Person | null, args = '') =>
      watch(network, kind, person, isTold(person) ? subscription(args) : subscription(args, ''));

    test('clerk, reader and librarian are told each step of an order, each as they may see it', async () => {
      const card = sampleCard(kind === 'SSE' ? 21 : 22);
      const after = await lastEvent(network);
      const watching = await Promise.all([
        open(clerk, `(after: "${after}")`),
        open(reader(card), `(card: "${card}", after: "${after}")`),
        open(librarian('NJ-JL'), `(library: "NJ-JL", after: "${after}")`),
        open(admin, `(store: "QINGCHUN", after: "${after}")`),
      ]);
      const id = await submit(network, { card, isTooDear: false });
      const told = await Promise.all(
        watching.map(async (events) => [changeIn(await next(events)), changeIn(await next(events))]),
      );
      for (const steps of told) {
        expect(steps.map(({ from, to }) => [from, to])).toEqual([
          [null, 'SUBMITTED'],
          ['SUBMITTED', 'LENT'],
        ]);
        expect(steps.map(({ order }) => order?.['id'])).toEqual([id, id]);
      }
      const [first, second] = told.map((steps) => steps[1]?.order);
      expect(first).toMatchObject({
        status: 'LENT',
        book: { title: '【样例】新书：全市尚无' },
        reader: { name: expect.stringMatching(/^【样例】读\*\*.$/) },
        store: { name: '青春书店' },
        netPrice: { fen: 49_30 },
      });
      expect(second).toMatchObject({ reader: { name: expect.stringMatching(/^【样例】读者..$/) } });
      const cost = `{ purchaseLendOrder(id: "${id}") { netPrice { fen } } }`;
      const { errors } = await network.query(cost, {}, reader(card));
      expect(errors).toMatchObject([{ message: expect.stringContaining('netPrice'), extensions: { code: hidden } }]);
      // One event has one name for all.
      expect(new Set(told.map((steps) => steps[1]?.eventId)).size).toBe(1);
    });

    test('nobody is told of the orders of others', async () => {
      const after = await lastEvent(network);
      const store = await open(wendu, `(after: "${after}")`);
      const other = await open(reader(sampleCard(31)), `(after: "${after}")`);
      const library = await open(librarian('NJ-QH'), `(after: "${after}")`);
      await submit(network, { store: 'QINGCHUN', card: sampleCard(30) });
      const own = await submit(network, { store: 'WENDU', card: sampleCard(31) });
      for (const events of [store, other, library]) {
        expect(changeIn(await next(events)).order).toMatchObject({ id: own });
        expect(changeIn(await next(events))).toMatchObject({ to: 'REFUSED', order: { id: own } });
      }
    });

    test('what is about the reader is masked for a clerk as in a query', async () => {
      // Two orders of one book by one reader: the second is refused for a reason that is the reader's.
      const card = sampleCard(kind === 'SSE' ? 41 : 42);
      await submit(network, { card, isTooDear: false });
      const after = await lastEvent(network);
      const events = [await open(clerk, `(after: "${after}")`), await open(reader(card), `(after: "${after}")`)];
      await submit(network, { card, isTooDear: false });
      const failures = await Promise.all(
        events.map(async (each) => {
          await next(each);
          return changeIn(await next(each)).order?.['failures'];
        }),
      );
      expect(failures).toEqual([[{ code: 'READER_NOT_ELIGIBLE' }], [{ code: 'ALREADY_TAKEN' }]]);
    });

    test('one who comes without `after` is told what happens from then on', async () => {
      const events = await open(clerk);
      const told = next(events);
      const submitted: Promise<string>[] = [];
      const isItsTurn = () => Promise.race([told.then(() => true), submitted.at(-1)?.then(() => false)]);
      do submitted.push(submit(network));
      while (!(await isItsTurn()));
      expect(await Promise.all(submitted)).toContain(changeIn(await told).order?.['id']);
    });

    test('one who resumes is told what came meanwhile, in order, and each event once', async () => {
      const events = await open(clerk, `(after: "${await lastEvent(network)}")`);
      const early = await submit(network);
      const seen = changeIn(await next(events));
      await events.return?.();
      const later = [await submit(network), await submit(network)];
      const resumed = await open(clerk, `(after: "${seen.eventId}")`);
      const rest = [await next(resumed), await next(resumed), await next(resumed)].map(changeIn);
      later.push(await submit(network));
      for (let step = 0; step < 4; step++) rest.push(changeIn(await next(resumed)));
      expect(rest.map(({ order, to }) => [order?.['id'], to])).toEqual([
        [early, 'REFUSED'],
        ...later.flatMap((id) => [
          [id, 'SUBMITTED'],
          [id, 'REFUSED'],
        ]),
      ]);
      expect(new Set(rest.map(({ eventId }) => eventId)).size).toBe(7);
    });

    test.each<[string, Person | null, string, string]>([
      ['nobody', null, '', 'UNAUTHENTICATED'],
      ['nobody, of a store', null, '(store: "QINGCHUN")', 'UNAUTHENTICATED'],
      ['a clerk, of another store', clerk, '(store: "WENDU")', 'FORBIDDEN'],
      ['a clerk, of a library', clerk, '(library: "NJ-JL")', 'FORBIDDEN'],
      ['a clerk, of a reader', clerk, `(card: "${sampleCard(1)}")`, 'FORBIDDEN'],
      ['a reader, of another', reader(sampleCard(1)), `(card: "${sampleCard(2)}")`, 'FORBIDDEN'],
      ['a reader, of a store', reader(sampleCard(1)), '(store: "QINGCHUN")', 'FORBIDDEN'],
      ['a librarian, of another library', librarian('NJ-JL'), '(library: "NJ-QH")', 'FORBIDDEN'],
      ['a librarian, of a store', librarian('NJ-JL'), '(store: "QINGCHUN")', 'FORBIDDEN'],
      ['two at once', admin, '(store: "QINGCHUN", library: "NJ-JL")', 'BAD_USER_INPUT'],
      ['a store that there is not', admin, '(store: "NOWHERE")', 'NOT_FOUND'],
      ['a library that there is not', admin, '(library: "NOWHERE")', 'NOT_FOUND'],
      ['a card that nobody has', admin, '(card: "NOBODY")', 'NOT_FOUND'],
      ['an event that there is not', clerk, '(after: "evt_999999999")', 'BAD_USER_INPUT'],
      ['no event at all', clerk, '(after: "yesterday")', 'BAD_USER_INPUT'],
    ])('%s is refused', async (_who, person, args, code) => {
      const events = await open(person, args);
      const told = await next(events);
      expect(told.errors).toMatchObject([{ message: expect.any(String), extensions: { code } }]);
      expect((await events.next()).done).toBe(true);
    });
  });

  test('one who has missed more than 1,000 events is told to read anew', async () => {
    const after = await lastEvent(network);
    const id = await submit(network, { card: sampleCard(50) });
    await rows(
      network.subgraphs.bookstores,
      `insert into purchase_transition (order_id, at, "from", "to", actor, store_id)
       select ?, now(), 'SUBMITTED', 'REFUSED', 'SYSTEM', 'QINGCHUN' from generate_series(1, 999)`,
      [id],
    );
    // Events are read when no transaction could still overtake them.
    await until('all events can be read', async () => {
      const [row] = await rows<{ waiting: number }>(
        network.subgraphs.bookstores,
        `select count(*)::int as waiting from purchase_transition where tx >= ${oldestOpen}`,
      );
      return row?.waiting === 0;
    });
    // What those who watch have not been told yet is told to this one with them, and not missed.
    let refusal: unknown;
    await until('all events were told', async () => {
      const watched = await watch(network, 'SSE', clerk, subscription(`(after: "${after}")`));
      refusal = (await next(watched)).errors?.[0];
      return refusal !== undefined;
    });
    expect(refusal).toMatchObject({
      message: expect.stringContaining('More than 1000 events'),
      extensions: { code: 'BAD_USER_INPUT', argument: 'after', limit: 1000 },
    });
    await rows(
      network.subgraphs.bookstores,
      `delete from purchase_transition where id = (select max(id) from purchase_transition)`,
    );
    const query = `subscription { purchaseLendOrderChanged(after: "${after}") { eventId } }`;
    const events = await watch(network, 'SSE', clerk, query);
    for (let event = 0; event < 1_000; event++) changeIn(await next(events));
  });
});

describe.each(['local', 'http'] as const)('one who takes nothing, with subgraphs reached as %s', (transport) => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await openTestNetwork({ transport, jobs: false });
  });
  afterAll(() => network[Symbol.asyncDispose]());

  test('is put out with SUBSCRIPTION_TOO_SLOW, and others are told on', async () => {
    const { bookstores } = network.subgraphs;
    const id = await submit(network);
    const burst = (count: number) =>
      rows(
        bookstores,
        `insert into purchase_transition (order_id, at, "from", "to", actor, store_id)
         select ?, now(), 'SUBMITTED', 'REFUSED', 'SYSTEM', 'QINGCHUN' from generate_series(1, ?::int)`,
        [id, count],
      );
    // Events so large that no connection's buffers hold many of them.
    const large = Array.from({ length: 400 }, (_, alias) => `a${alias}: eventId`).join(' ');
    const query = `subscription { purchaseLendOrderChanged(store: "QINGCHUN") { ${transport === 'http' ? large : 'eventId'} } }`;
    const call = { identity: clerk, requestId: 'slow' };
    const slow = network.transports.bookstores.subscribe!({ query }, call)[Symbol.asyncIterator]();
    const quick = network.transports.bookstores.subscribe!(
      { query: 'subscription { purchaseLendOrderChanged { eventId } }' },
      call,
    )[Symbol.asyncIterator]();
    const [firstOfSlow, firstOfQuick] = [slow.next(), quick.next()];
    const told = Promise.all([firstOfSlow, firstOfQuick]).then(() => true);
    while (!(await Promise.race([told, burst(1).then(() => false)])));
    let taken = 0;
    // More than wait for one, and for HTTP more than what lies on the way.
    const total = transport === 'http' ? 4_000 : 2_400;
    const taking = (async () => {
      while (taken < total && !(await quick.next()).done) taken += 1;
    })();
    for (let page = 0; page < total / 200; page++) await burst(200);
    await taking;
    expect(taken).toBe(total);

    let code: unknown;
    try {
      for (let step = await slow.next(); !step.done; step = await slow.next()) {
        code = step.value.errors?.[0]?.extensions?.['code'] ?? code;
      }
    } catch (error) {
      ({ code } = error as { code: string });
    }
    expect(code).toBe('SUBSCRIPTION_TOO_SLOW');
    await quick.return?.();
  });
});
