// Webhooks: real receivers on this machine, real jobs, and a clock that the test moves.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../gateway/auth/claims.ts';
import { oldestOpen } from '../../lib/events.ts';
import { transact } from '../../lib/orm.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { codes, rows, until } from '../../test/ask.ts';
import { admin, clerk, hidden, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { isSigned, type Receiver, startReceiver } from '../../test/receiver.ts';
import type { Context } from './context.ts';
import { dispatchEvents, scheduleDelivery } from './deliveries.ts';

const wendu: Person = { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' };
const start = new Date('2026-11-23T02:00:00Z');
let now = start;

interface Delivery {
  eventId: string;
  state: string;
  attempts: number;
  nextAttemptAt: string;
}

let network: TestNetwork;
const receivers: Receiver[] = [];

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());
beforeEach(() => {
  process.env['SHELFGRAPH_WEBHOOK_ALLOW'] = '127.0.0.1';
  now = new Date(now.getTime() + 3_600_000);
});
afterEach(async () => {
  await rows(network.subgraphs.bookstores, 'delete from webhook');
  await Promise.all(receivers.splice(0).map((receiver) => receiver[Symbol.asyncDispose]()));
});

async function receiver(port?: number): Promise<Receiver> {
  const started = await startReceiver(port);
  receivers.push(started);
  return started;
}

async function asked(query: string, variables: Record<string, unknown> = {}, person: Person | null = clerk) {
  const answer = await network.query(query, variables, person);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

const registration = `mutation ($store: ID!, $url: String!, $secret: String) {
  registerWebhook(store: $store, url: $url, secret: $secret) { secret webhook { id url status createdAt } }
}`;
async function register(url: string, { store = 'QINGCHUN', secret }: { store?: string; secret?: string } = {}) {
  const data = await asked(registration, { store, url, ...(secret ? { secret } : {}) }, admin);
  return data.registerWebhook as { secret: string; webhook: { id: string; url: string; status: string } };
}

/** An order that is refused at once for its price; so it has two events. */
async function submit({ store = 'QINGCHUN', card = sampleCard(7), isTooDear = true } = {}): Promise<string> {
  const data = await asked(
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) {
        ... on PurchaseLendOrderLent { order { id } }
        ... on PurchaseRefused { order { id } }
      }
    }`,
    {
      input: {
        idempotencyKey: `POS-${randomUUID()}`,
        store,
        card,
        bookId: showcaseId(isTooDear ? 'tooDear' : 'notHeld'),
        listPrice: { fen: isTooDear ? 128_00 : 58_00 },
      },
    },
    admin,
  );
  return data.submitPurchaseLendOrder.order.id as string;
}

const webhooksQuery = `query ($first: Int = 100, $after: String) {
  stores {
    id
    webhooks {
      id url status failingSince disabledAt
      deliveries(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { eventId orderId from to state attempts lastStatus lastError nextAttemptAt deliveredAt }
      }
    }
  }
}`;
async function webhookNow(store = 'QINGCHUN', variables = {}) {
  const { stores } = await asked(webhooksQuery, variables, admin);
  return stores.find(({ id }: { id: string }) => id === store).webhooks[0];
}
/** Deliveries of the only webhook, the oldest event first. */
const deliveries = async (): Promise<Delivery[]> => (await webhookNow()).deliveries.nodes.toReversed();
const areDelivered = async () => (await deliveries()).every(({ state }) => state === 'DELIVERED');
const byNumber = (left: string, right: string) => Number(left.slice(4)) - Number(right.slice(4));
const idsIn = ({ messages }: Receiver) => messages.map(({ id }) => id);

/** Moves the clock, and has the job run that would run by itself after so much time. */
async function later(seconds: number, webhookId: string): Promise<void> {
  const areDone = async () =>
    (
      await rows(
        network.subgraphs.bookstores,
        `select 1 from graphile_worker.jobs
         where task_identifier = 'deliverWebhook' and (locked_at is not null or run_at <= now())`,
      )
    ).length === 0;
  await until('the jobs of before have run', areDone);
  now = new Date(now.getTime() + seconds * 1_000);
  await network.subgraphs.bookstores.orm.em.fork().transactional((em) => scheduleDelivery(em, webhookId));
  await until('the job has run', areDone);
}

const context = () =>
  network.subgraphs.bookstores.contextOf({
    identity: { role: 'service', subgraph: 'bookstores' },
    requestId: 'test',
  }) as Context;

describe('a store', () => {
  test('is told each step of its orders, signed, with nothing of the reader but the masked name', async () => {
    const own = await receiver();
    const { secret, webhook } = await register(own.url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({ url: own.url, status: 'ACTIVE' });
    const card = sampleCard(9);
    const orderId = await submit({ isTooDear: false, card });
    await until('both steps are told', async () => own.messages.length === 2);
    const [submitted, lent] = own.messages;
    expect(own.messages.map((message) => isSigned(message, secret))).toEqual([true, true]);
    expect(own.messages.map((message) => isSigned({ ...message, text: `${message.text} ` }, secret))).toEqual([
      false,
      false,
    ]);
    expect(submitted?.body).toMatchObject({
      type: 'purchaseLendOrder.changed',
      timestamp: now.toISOString(),
      data: { orderId, from: null, to: 'SUBMITTED' },
    });
    expect(lent?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': expect.stringMatching(/^evt_\d+$/),
      'webhook-timestamp': String(now.getTime() / 1_000),
    });
    expect(lent?.body.data).toEqual({
      eventId: lent?.id,
      orderId,
      from: 'SUBMITTED',
      to: 'LENT',
      store: 'QINGCHUN',
      channel: 'COUNTER',
      idempotencyKey: expect.stringMatching(/^POS-/),
      bookId: showcaseId('notHeld'),
      isbn: expect.stringMatching(/^978/),
      listPriceFen: 58_00,
      itemBarcode: expect.stringMatching(/^P\d{9}$/),
      itemBarcodes: [expect.stringMatching(/^P\d{9}$/)],
      dueDate: '2026-12-23',
      readerName: expect.stringMatching(/^【样例】读\*\*.$/),
    });
    expect(own.messages.some(({ text }) => text.includes(card))).toBe(false);
    await until('both are noted', async () => (await deliveries()).at(-1)?.state === 'DELIVERED');
    expect(await deliveries()).toMatchObject([
      {
        eventId: submitted?.id,
        orderId,
        from: null,
        to: 'SUBMITTED',
        state: 'DELIVERED',
        attempts: 1,
        lastStatus: 204,
      },
      { eventId: lent?.id, orderId, from: 'SUBMITTED', to: 'LENT', state: 'DELIVERED', attempts: 1, lastError: null },
    ]);
  });

  test('is not told which rules about the reader or the fund have failed', async () => {
    const own = await receiver();
    await register(own.url);
    const card = sampleCard(11);
    await submit({ isTooDear: false, card });
    await submit({ isTooDear: false, card });
    await until('all is told', async () => own.messages.length === 4);
    expect(own.messages.map(({ body }) => body.data.to)).toContain('REFUSED');
    for (const { text } of own.messages) expect(text).not.toMatch(/ALREADY_TAKEN|failures|N2026/);
  });

  test('is told of its own orders only, at each of its addresses, with one event id', async () => {
    const [first, second, other] = [await receiver(), await receiver(), await receiver()];
    await register(first.url);
    await register(second.url);
    await register(other.url, { store: 'WENDU' });
    await submit();
    const orderOfOther = await submit({ store: 'WENDU' });
    await until('all are told', async () => [first, second, other].every(({ messages }) => messages.length === 2));
    expect(idsIn(first)).toEqual(idsIn(second));
    expect(other.messages.map(({ body }) => body.data.orderId)).toEqual([orderOfOther, orderOfOther]);
  });

  test('may give its own secret; two messages of one receiver differ in id and signature', async () => {
    const own = await receiver();
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect((await register(own.url, { secret })).secret).toBe(secret);
    await submit();
    await until('both are told', async () => own.messages.length === 2);
    expect(own.messages.every((message) => isSigned(message, secret))).toBe(true);
    expect(new Set(own.messages.map(({ headers }) => headers['webhook-signature'])).size).toBe(2);
  });
});

describe('an attempt that fails', () => {
  test('is repeated at growing gaps for three days, with one id; then the webhook is disabled, and says so', async () => {
    const own = await receiver();
    own.answer = () => 500;
    const { webhook } = await register(own.url);
    const began = now.getTime();
    await submit();
    await until('it was tried', async () => (await deliveries())[0]?.attempts === 1);
    expect(await webhookNow()).toMatchObject({ status: 'FAILING', failingSince: now.toISOString() });
    const gaps: number[] = [];
    for (let attempt = 1; (await webhookNow()).status !== 'DISABLED'; attempt++) {
      const [delivery] = await deliveries();
      expect(delivery).toMatchObject({ state: 'PENDING', attempts: attempt, lastStatus: 500, lastError: 'HTTP 500' });
      const gap = (Date.parse(delivery?.nextAttemptAt ?? '') - now.getTime()) / 1_000;
      gaps.push(gap);
      // Not a second too early.
      await later(gap - 1, webhook.id);
      expect((await deliveries())[0]?.attempts).toBe(attempt);
      await later(1, webhook.id);
      expect((await deliveries())[0]?.attempts).toBe(attempt + 1);
    }
    expect(gaps).toEqual(gaps.toSorted((left, right) => left - right));
    expect(gaps.length).toBeGreaterThanOrEqual(8);
    const days = (now.getTime() - began) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThanOrEqual(3);
    expect(await webhookNow()).toMatchObject({ status: 'DISABLED', disabledAt: now.toISOString() });
    expect(await deliveries()).toMatchObject([
      { state: 'FAILED', attempts: gaps.length + 1, nextAttemptAt: null },
      { state: 'FAILED', attempts: 0 },
    ]);
    expect(new Set(own.messages.map(({ id }) => id)).size).toBe(1);

    // Nothing more is sent; it can be taken up again, and what it has missed be sent.
    own.answer = () => 200;
    await submit();
    await later(86_400, webhook.id);
    expect(own.messages).toHaveLength(gaps.length + 1);
    const replay = `mutation ($from: DateTime!, $to: DateTime!) {
      replayWebhooks(store: "QINGCHUN", from: $from, to: $to) { events webhooks }
    }`;
    const time = { from: new Date(began).toISOString(), to: new Date(now.getTime() + 1).toISOString() };
    expect(codes(await network.query(replay, time, clerk))).toEqual(['CONFLICT']);
    const { enableWebhook } = await asked('mutation ($id: ID!) { enableWebhook(id: $id) { status disabledAt } }', {
      id: webhook.id,
    });
    expect(enableWebhook).toEqual({ status: 'ACTIVE', disabledAt: null });
    const again = `mutation ($id: ID!) { enableWebhook(id: $id) { id } }`;
    expect(codes(await network.query(again, { id: webhook.id }, clerk))).toEqual(['CONFLICT']);
    own.messages.length = 0;
    expect((await asked(replay, time)).replayWebhooks).toEqual({ events: 4, webhooks: 1 });
    await until('all are told', async () => own.messages.length === 4);
    expect((await webhookNow()).status).toBe('ACTIVE');
  });

  test.each([
    [302, 'HTTP 302: redirects are not followed'],
    [404, 'HTTP 404'],
    [503, 'HTTP 503'],
  ])('with %i counts as one; any 2xx does not', async (status, error) => {
    const own = await receiver();
    own.answer = () => status;
    const { webhook } = await register(own.url);
    await submit();
    await until('it was tried', async () => (await deliveries())[0]?.attempts === 1);
    expect((await deliveries())[0]).toMatchObject({ state: 'PENDING', lastStatus: status, lastError: error });
    own.answer = () => 202;
    await later(5, webhook.id);
    await until('both are told', areDelivered);
    expect((await deliveries())[0]).toMatchObject({ attempts: 2, lastStatus: 202, lastError: null });
    expect(await webhookNow()).toMatchObject({ status: 'ACTIVE', failingSince: null });
  });

  test('holds up later steps of its order, and no other order', async () => {
    const own = await receiver();
    const { webhook } = await register(own.url);
    let bad = '';
    own.answer = ({ body }) => (body.data.orderId === bad && body.data.to === 'SUBMITTED' ? 500 : 200);
    const held = Promise.withResolvers<void>();
    const { answer } = own;
    own.answer = async (message) => {
      await held.promise;
      return answer(message);
    };
    bad = await submit();
    const good = await submit();
    held.resolve();
    // Steps of earlier orders that are handed out only now may be among the messages.
    const told = () =>
      own.messages
        .filter(({ body }) => [bad, good].includes(body.data.orderId))
        .map(({ body }) => `${body.data.orderId === bad ? 'bad' : 'good'} ${body.data.to}`);
    await until('the other order is told', async () => told().length === 3);
    // The first steps of two orders may come at the same time.
    expect(told().filter((step) => step.startsWith('good'))).toEqual(['good SUBMITTED', 'good REFUSED']);
    expect(told()).toContain('bad SUBMITTED');
    expect(good).not.toBe(bad);
    own.answer = () => 200;
    await later(5, webhook.id);
    await until('all are told', async () => told().length === 5);
    expect(told().slice(3)).toEqual(['bad SUBMITTED', 'bad REFUSED']);
  });

  test('with no answer at all leaves the endpoint alone; all that waits is sent once it is back', async () => {
    const own = await receiver();
    const { webhook } = await register(own.url);
    await own[Symbol.asyncDispose]();
    await submit();
    await until('it was tried', async () => (await deliveries())[0]?.attempts === 1);
    expect((await deliveries())[0]).toMatchObject({ lastStatus: null, lastError: 'no answer: ECONNREFUSED' });
    await later(5, webhook.id);
    await later(60, webhook.id);
    expect((await deliveries())[0]?.attempts).toBe(3);
    await submit();
    await until('the new one was tried, or waits', async () => (await deliveries()).length === 4);
    const attempts = (await deliveries()).reduce((sum, each) => sum + each.attempts, 0);
    expect(attempts).toBeLessThanOrEqual(5);
    const back = await receiver(Number(new URL(own.url).port));
    await later(300, webhook.id);
    await until('all are told', areDelivered);
    expect(back.messages.map(({ body }) => body.data.to)).toEqual(
      expect.arrayContaining(['SUBMITTED', 'REFUSED', 'SUBMITTED', 'REFUSED']),
    );
    expect(back.messages).toHaveLength(4);
  });
});

describe('events', () => {
  test('are sent again with the same ids, each once, however often that is asked while they wait', async () => {
    const own = await receiver();
    await register(own.url);
    const from = now;
    now = new Date(now.getTime() + 1_000);
    await submit();
    await submit();
    await until('all are told', async () => own.messages.length === 4);
    const before = own.messages.map(({ id }) => id);
    const held = Promise.withResolvers<void>();
    own.answer = async () => {
      await held.promise;
      return 200;
    };
    const replay = `mutation ($from: DateTime!, $to: DateTime!) {
      replayWebhooks(store: "QINGCHUN", from: $from, to: $to) { events webhooks }
    }`;
    const time = { from: now.toISOString(), to: new Date(now.getTime() + 1_000).toISOString() };
    for (let times = 0; times < 3; times++) {
      expect((await asked(replay, time)).replayWebhooks).toEqual({ events: 4, webhooks: 1 });
    }
    held.resolve();
    await until('all are noted', areDelivered);
    await later(0, (await webhookNow()).id);
    expect(idsIn(own).slice(4).toSorted()).toEqual(before.toSorted());
    expect(await deliveries()).toHaveLength(4);

    // The time is half open: from its beginning to before its end.
    const early = { from: from.toISOString(), to: now.toISOString() };
    expect((await asked(replay, early)).replayWebhooks.events).toBe(0);
    for (const wrong of [
      { from: time.to, to: time.from },
      { from: time.from, to: time.from },
      { from: time.from, to: new Date(now.getTime() + 32 * 86_400_000).toISOString() },
    ]) {
      expect(codes(await network.query(replay, wrong, clerk))).toEqual(['BAD_USER_INPUT']);
    }
    expect(codes(await network.query(replay, time, wendu))).toEqual(['FORBIDDEN']);
  });

  test('of one order come in the order in which they happened, also when the later step’s transaction began first', async () => {
    const own = await receiver();
    await register(own.url);
    const orderId = await submit();
    await until('the first two are told', async () => own.messages.length === 2);
    const { orm } = network.subgraphs.bookstores;
    const insert = `insert into purchase_transition (order_id, at, "from", "to", actor, store_id) values (?, now(), 'REFUSED', ?, 'TEST', 'QINGCHUN')`;
    const begunFirst = orm.em.fork();
    await begunFirst.begin();
    await begunFirst.execute('select pg_current_xact_id()');
    // Somebody else's transaction, in between: for a moment only what lies before it may be read.
    const between = orm.em.fork();
    await orm.em.fork().transactional(async (em) => {
      await em.execute('select pg_current_xact_id()');
      await between.begin();
      await between.execute('select pg_current_xact_id()');
    });
    await rows(network.subgraphs.bookstores, insert, [orderId, 'EXPIRED']);
    await begunFirst.execute(insert, [orderId, 'CANCELLED']);
    await begunFirst.commit();
    await dispatchEvents(context());
    await between.commit();
    await until('both are told', async () => own.messages.length === 4);
    expect(own.messages.map(({ body }) => body.data.to)).toEqual(['SUBMITTED', 'REFUSED', 'EXPIRED', 'CANCELLED']);
  });

  test('are handed out with the jobs that send them, or not at all', async () => {
    await network.subgraphs.bookstores.stopJobs();
    const own = await receiver();
    const { webhook } = await register(own.url);
    await submit();
    const { bookstores } = network.subgraphs;
    const state = async () => ({
      deliveries: (await rows(bookstores, 'select 1 from webhook_delivery')).length,
      jobs: (
        await rows(bookstores, `select 1 from graphile_worker.jobs where key = ?`, [`deliverWebhook:${webhook.id}`])
      ).length,
      cursor: (await rows(bookstores, 'select tx::text, event_id from event_cursor'))[0],
    });
    // Whatever is still under way in the database hides what was committed after it began.
    await until('its events can be seen', async () => {
      const hidden = `select 1 from purchase_transition where tx >= ${oldestOpen}`;
      return (await rows(bookstores, hidden)).length === 0;
    });
    const before = await state();
    expect(before).toMatchObject({ deliveries: 0, jobs: 0 });
    // A process that dies before its commit, as far as the database can tell.
    await rows(
      bookstores,
      `create function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`,
    );
    await rows(
      bookstores,
      'create constraint trigger die after update on event_cursor deferrable initially deferred for each row execute function die()',
    );
    await expect(dispatchEvents(context())).rejects.toThrow('killed');
    expect(await state()).toEqual(before);
    await rows(bookstores, 'drop function die() cascade');
    // One that dies after it: the jobs are there for the next one.
    await dispatchEvents(context());
    expect(await state()).toMatchObject({ deliveries: 2, jobs: 1 });
    expect((await state()).cursor).not.toEqual(before.cursor);
    expect(own.messages).toEqual([]);
    await bookstores.startJobs();
    await until('both are told', async () => own.messages.length === 2);
  });

  test('are neither lost nor sent twice by a restore to another server, after what the document for operators says', async () => {
    const { bookstores } = network.subgraphs;
    const own = await receiver();
    await register(own.url);
    await submit();
    await until('the first are told', areDelivered);
    await until('there were some', async () => own.messages.length === 2);
    await bookstores.stopJobs();
    const orderId = await submit();
    // As if they came from a server that had counted much further.
    const shift = '((tx::text)::bigint + 1000000000)::text::xid8';
    await rows(bookstores, `update purchase_transition set tx = ${shift}`);
    await rows(bookstores, `update event_cursor set tx = ${shift}`);
    await dispatchEvents(context());
    const text = readFileSync(new URL('../../docs/operators.md', import.meta.url), 'utf8');
    const [, script = ''] = /```sql\nbegin;\n(update purchase_transition[^`]*)commit;\n```/.exec(text) ?? [];
    await bookstores.orm.em.fork().transactional(async (em) => {
      for (const statement of script.split(';').filter((each) => each.trim())) await em.execute(statement);
    });
    await bookstores.startJobs();
    await until('the others are told', async () => own.messages.length === 4);
    expect(own.messages.slice(2).map(({ body }) => [body.data.orderId, body.data.to])).toEqual([
      [orderId, 'SUBMITTED'],
      [orderId, 'REFUSED'],
    ]);
    await submit();
    await until('new ones are told', async () => own.messages.length === 6);
  });

  test('whose job got lost are told all the same', async () => {
    await network.subgraphs.bookstores.stopJobs();
    const own = await receiver();
    const { webhook } = await register(own.url);
    await submit();
    await dispatchEvents(context());
    const remove = 'select graphile_worker.remove_job(?)';
    await rows(network.subgraphs.bookstores, remove, [`deliverWebhook:${webhook.id}`]);
    now = new Date(now.getTime() + 61_000);
    await network.subgraphs.bookstores.startJobs();
    await until('both are told', async () => own.messages.length === 2);
  });

  test('that happened while no jobs ran are told when they run again', async () => {
    const own = await receiver();
    await register(own.url);
    await network.subgraphs.bookstores.stopJobs();
    await submit();
    await network.subgraphs.bookstores.startJobs();
    await until('both are told', async () => own.messages.length === 2);
  });

  test('of hundreds of orders come to a receiver once each', async () => {
    const own = await receiver();
    await register(own.url);
    const orderId = await submit();
    await until('the first two are told', async () => own.messages.length === 2);
    await transact(context(), (em) =>
      em.execute(
        `with copies as (
           insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, outcome, phase, deadline,
             store_id, book_id, net_fen, card, submitted_by, submitted_at)
           select 'copy-' || number, 'test', 'copy-' || number, '', channel, status, outcome, phase, deadline, store_id, book_id, 0,
             card, submitted_by, submitted_at
           from purchase_lend_order, generate_series(1, 300) as number where id = ? returning id
         )
         insert into purchase_transition (order_id, at, "to", actor, store_id) select id, now(), 'REFUSED', 'TEST', 'QINGCHUN' from copies`,
        [orderId],
      ),
    );
    await until('all are told', async () => own.messages.length >= 302, 25_000);
    expect(new Set(own.messages.map(({ id }) => id)).size).toBe(302);
    expect(own.messages).toHaveLength(302);
    const page = await webhookNow('QINGCHUN', { first: 2 });
    expect(page.deliveries).toMatchObject({ totalCount: 302, pageInfo: { hasNextPage: true } });
    const { endCursor } = page.deliveries.pageInfo;
    const second = await webhookNow('QINGCHUN', { first: 2, after: endCursor });
    const ids = [...page.deliveries.nodes, ...second.deliveries.nodes].map(({ eventId }) => eventId);
    expect(ids).toEqual(idsIn(own).toSorted(byNumber).slice(-4).toReversed());
  });
});

describe('an address', () => {
  test.each([
    ['https://10.0.0.7/hook', 'not public'],
    ['https://localhost/hook', 'not public'],
    ['https://169.254.169.254/', 'not public'],
    ['https://[::ffff:10.0.0.7]/', 'not public'],
    ['http://8.8.8.8/hook', 'https://'],
    ['https://nowhere.invalid/hook', 'not found'],
    ['hook', 'is a URL'],
  ])('%s is refused when it is registered', async (url, why) => {
    process.env['SHELFGRAPH_WEBHOOK_ALLOW'] = '';
    const answer = await network.query(registration, { store: 'QINGCHUN', url }, clerk);
    expect(answer.errors).toMatchObject([
      { message: expect.stringContaining(why), extensions: { code: 'BAD_USER_INPUT', argument: 'url' } },
    ]);
  });

  test('that resolves to this machine later than it was registered is not called', async () => {
    const own = await receiver();
    const { port } = new URL(own.url);
    process.env['SHELFGRAPH_WEBHOOK_ALLOW'] = 'localhost';
    await register(`http://localhost:${port}/hook`);
    process.env['SHELFGRAPH_WEBHOOK_ALLOW'] = '';
    await submit();
    await until('it was tried', async () => (await deliveries())[0]?.attempts === 1);
    expect((await deliveries())[0]).toMatchObject({
      state: 'PENDING',
      lastStatus: null,
      lastError: 'the host has an address that is not public',
    });
    expect(own.messages).toEqual([]);
  });

  test('can be registered once by a store, and a store can have five', async () => {
    await register('http://127.0.0.1:9/1');
    const again = await network.query(registration, { store: 'QINGCHUN', url: 'http://127.0.0.1:9/1' }, clerk);
    expect(codes(again)).toEqual(['CONFLICT']);
    for (const path of [2, 3, 4, 5]) await register(`http://127.0.0.1:9/${path}`);
    const sixth = await network.query(registration, { store: 'QINGCHUN', url: 'http://127.0.0.1:9/6' }, clerk);
    expect(sixth.errors).toMatchObject([{ extensions: { code: 'CONFLICT', limit: 5 } }]);
    await register('http://127.0.0.1:9/1', { store: 'WENDU' });
  });

  test.each(['', 'secret', 'whsec_c2hvcnQ='])('with the secret %j is refused', async (secret) => {
    const answer = await network.query(registration, { store: 'QINGCHUN', url: 'http://127.0.0.1:9/', secret }, clerk);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'secret' } }]);
  });
});

describe('webhooks', () => {
  const remove = 'mutation ($id: ID!) { removeWebhook(id: $id) { id webhooks { id } } }';

  test('are the business of the store’s clerks and administrators', async () => {
    const { webhook } = await register('http://127.0.0.1:9/');
    const people: [Person | null, string][] = [
      [null, hidden],
      [wendu, 'FORBIDDEN'],
      [reader(sampleCard(1)), hidden],
      [librarian('NJ-JL'), hidden],
    ];
    const enable = 'mutation ($id: ID!) { enableWebhook(id: $id) { id } }';
    const url = 'http://127.0.0.1:9/other';
    for (const [person, code] of people) {
      expect(codes(await network.query(registration, { store: 'QINGCHUN', url }, person))).toEqual([code]);
      // To another store's clerk it is not there.
      const codeOfId = person === wendu ? 'NOT_FOUND' : code;
      expect(codes(await network.query(remove, { id: webhook.id }, person))).toEqual([codeOfId]);
      expect(codes(await network.query(enable, { id: webhook.id }, person))).toEqual([codeOfId]);
      const { data, errors } = await network.query('{ stores { id webhooks { id } } }', {}, person);
      // A clerk sees those of the own store; from the others the field is hidden.
      expect(codes({ errors })).toEqual(person === wendu ? [] : [hidden]);
      if (person === wendu) expect(data.stores.find(({ id }: { id: string }) => id === 'QINGCHUN').webhooks).toBeNull();
      else expect(data).toBeUndefined();
    }
    expect(codes(await network.query(remove, { id: 'none' }, clerk))).toEqual(['NOT_FOUND']);
    expect(codes(await network.query(remove, { id: 'none' }, null))).toEqual([hidden]);
    expect(codes(await network.query(registration, { store: 'NOWHERE', url }, admin))).toEqual(['NOT_FOUND']);
    expect((await asked('{ stores { id webhooks { id url } } }')).stores).toContainEqual({
      id: 'QINGCHUN',
      webhooks: [{ id: webhook.id, url: 'http://127.0.0.1:9/' }],
    });
  });

  test('do not tell their secret again', async () => {
    const { secret } = await register('http://127.0.0.1:9/');
    expect(codes(await network.query('{ stores { webhooks { secret } } }', {}, clerk))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(JSON.stringify(await asked(webhooksQuery, {}, admin))).not.toContain(secret);
  });

  test('that are removed are told nothing more', async () => {
    const own = await receiver();
    const { webhook } = await register(own.url);
    own.answer = () => 500;
    await submit();
    await until('it was tried', async () => own.messages.length === 1);
    expect((await asked(remove, { id: webhook.id })).removeWebhook).toEqual({ id: 'QINGCHUN', webhooks: [] });
    await later(3_600, webhook.id);
    expect(own.messages).toHaveLength(1);
    expect(codes(await network.query(remove, { id: webhook.id }, clerk))).toEqual(['NOT_FOUND']);
  });
});
