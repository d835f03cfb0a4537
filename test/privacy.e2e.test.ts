// 清除历史 over the whole network: what is erased, what stays and why, twice, in races, and when something breaks in the middle; and that
// no log names a reader.
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ask, codes, rows } from './ask.ts';
import { sealAll } from './audit.ts';
import { violations } from './invariants.ts';
import { runJobs } from './jobs.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { makeNew } from './new-books.ts';
import { address } from './orders.ts';
import { historiesOf } from './privacy.ts';

let network: TestNetwork;
let histories: ReturnType<typeof historiesOf>;
const start = new Date('2026-11-23T02:00:00Z');
let now = start;
let cards = 0;
const nextCard = () => {
  cards += cards % 9 === 7 ? 2 : 1;
  return sampleCard(cards);
};
const logged: string[] = [];
const log = pino(
  { level: 'debug' },
  new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  }),
);
const books = Array.from({ length: 30 }, (_, index) => `B0000${11 + index}`);
let taken = 0;
const nextBook = () => books[taken++]!;
const idOf = async (card: string) =>
  (await rows<{ id: string }>(network.subgraphs.lending, 'select id from reader where card = ?', [card]))[0]!.id;
const part = (kind: string, count: number, reason?: string) =>
  expect.objectContaining({ kind, count, ...(reason ? { reason } : {}) });

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now, log });
  histories = historiesOf(network);
  await makeNew(network.subgraphs, books);
});
beforeEach(() => {
  now = start;
});
afterAll(() => network[Symbol.asyncDispose]());

describe('an erasure', () => {
  test('takes the reader off all that has ended, and tells what stays, why and until when', async () => {
    const card = nextCard();
    await histories.had(card);
    await histories.had(card);
    await histories.bought(card, nextBook());
    const open = await histories.borrow(card);
    await histories.orders.submitAtCounter(card, { bookId: nextBook(), listPrice: { fen: 20_00 } });
    await runJobs(network);
    const refused = await histories.orders.submitAtCounter(card, { listPrice: { fen: 500_00 } });
    expect(refused.__typename).toBe('PurchaseRefused');

    const erasure = await histories.erase(card);
    expect(erasure).toMatchObject({ __typename: 'HistoryErasure', state: 'DONE', doneAt: now.toISOString() });
    expect(erasure.erased).toEqual([part('LOANS', 3), part('LOAN_REQUESTS', 2), part('ORDERS', 2)]);
    expect(erasure.kept).toHaveLength(6);
    expect(erasure.kept).toEqual(
      expect.arrayContaining([
        part('LOANS', 2, 'OPEN'),
        part('LOAN_REQUESTS', 1, 'OPEN'),
        part('ORDERS', 1, 'OPEN'),
        expect.objectContaining({ kind: 'CREDIT_EVENTS', count: 3, reason: 'CREDIT_COUNTS', until: '2027-11-23' }),
        expect.objectContaining({ kind: 'TAKEN_BOOKS', count: 1, reason: 'LIMITS_COUNT_IT', until: '2030-11-23' }),
        expect.objectContaining({ kind: 'PURCHASE_SUMS', count: 1, reason: 'LIMITS_COUNT_IT', until: '2027-12-28' }),
      ]),
    );
    // What is open is as it was.
    expect(await rows(network.subgraphs.lending, 'select status from loan where id = ?', [open.id])).toEqual([
      { status: 'ACTIVE' },
    ]);
    expect(await violations(network.databaseUrls)).toEqual([]);
    const { data } = await ask(
      network.subgraphs.bookstores,
      admin,
      'mutation { reconcileOrders(first: 100) { checked findings { what } } }',
    );
    expect(data.reconcileOrders.findings).toEqual([]);
  });

  test('leaves no row that names the reader but those that it tells', async () => {
    const card = nextCard();
    const id = await idOf(card);
    const bookId = nextBook();
    await histories.had(card);
    await histories.bought(card, bookId);
    const { order } = await histories.orders.requestOnline(card);
    await histories.send(reader(card), 'mutation ($a: DeliveryAddressInput!) { saveAddress(address: $a) { id } }', {
      a: address,
    });
    await ask(network.subgraphs.bookstores, reader(card), 'mutation ($id: ID!) { cancelOrder(id: $id) { status } }', {
      id: order.id,
    });
    await runJobs(network);
    const before = await histories.places(card, `"${id}"`, address.recipient);
    expect(before).toEqual(expect.arrayContaining([expect.stringMatching('purchase_lend_order 2')]));
    await histories.erase(card);
    expect(await histories.places(card)).toEqual(['reader 1']);
    const own = (table: string, column = 'reader_id') =>
      rows(network.subgraphs.lending, `select 1 from ${table} where ${column} = ?`, [id]);
    for (const table of ['loan', 'loan_request', 'hold', 'parcel']) expect(await own(table), table).toEqual([]);
    expect(await own('saved_address')).toHaveLength(1);
    expect(await histories.places(address.recipient)).toEqual(['saved_address 1']);
  });

  test('is one for a key, and a second one finds nothing', async () => {
    const card = nextCard();
    await histories.had(card);
    const first = await histories.erase(card, 'once');
    await histories.had(card);
    expect(await histories.erase(card, 'once')).toEqual(first);
    const both = await Promise.all([histories.erase(card, 'both'), histories.erase(card, 'both')]);
    expect(both[0]).toEqual(both[1]);
    expect(both[0].erased).toEqual([part('LOANS', 1), part('LOAN_REQUESTS', 1)]);
    expect((await histories.erase(card)).erased).toEqual([]);
  });

  test('is for the reader, and administrators on the reader’s behalf', async () => {
    const erase = (person: Parameters<typeof ask>[1], card?: string) =>
      ask(
        network.subgraphs.lending,
        person,
        'mutation ($input: EraseHistoryInput!) { eraseHistory(input: $input) { __typename } }',
        { input: { idempotencyKey: histories.key(), ...(card ? { card } : {}) } },
      );
    const card = nextCard();
    expect(codes(await erase({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await erase(reader(card), nextCard()))).toEqual(['FORBIDDEN']);
    expect(codes(await erase(librarian('NJ-JL'), card))).toEqual(['FORBIDDEN']);
    expect(codes(await erase(clerk, card))).toEqual(['FORBIDDEN']);
    expect((await erase(admin, card)).data.eraseHistory.__typename).toBe('HistoryErasure');
    expect(codes(await erase(admin))).toEqual(['BAD_USER_INPUT']);
  });

  test('keeps ALREADY_TAKEN: the same book is refused, also under the key that ordered it first', async () => {
    const card = nextCard();
    const bookId = nextBook();
    await histories.bought(card, bookId);
    await histories.erase(card);
    const again = await histories.orders.submitAtCounter(card, { bookId, listPrice: { fen: 20_00 } });
    expect(again.__typename).toBe('PurchaseRefused');
    const ordered = (key: string) =>
      ask(
        network.subgraphs.bookstores,
        reader(card),
        `mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) {
          __typename ... on PurchaseRefused { failures { code } order { id } } } }`,
        { input: { idempotencyKey: key, bookId, deliveryAddress: address } },
      );
    const { data } = await ordered('online-1');
    expect(data.requestPurchase.failures).toEqual(expect.arrayContaining([{ code: 'ALREADY_TAKEN' }]));
    await histories.erase(card);
    expect(codes(await ordered('online-1'))).toEqual(['CONFLICT']);
  });
});

describe('when something breaks', () => {
  test('an erasure goes on by itself when bookstores are back, and counts everything once', async () => {
    const card = nextCard();
    await histories.had(card);
    await histories.bought(card, nextBook());
    network.silence('bookstores');
    const begun = await histories.erase(card, 'broken');
    expect(begun).toMatchObject({ state: 'RUNNING', doneAt: null, kept: null });
    expect(begun.erased).toEqual([part('LOANS', 2), part('LOAN_REQUESTS', 1)]);
    // What is noted for the audit is sealed within seconds, whoever is silent.
    await sealAll(network);
    expect(await histories.places(card)).toEqual(['purchase_lend_order 1', 'reader 1']);
    network.silence(null);
    await runJobs(network);
    const done = await histories.erase(card, 'broken');
    expect(done).toMatchObject({ id: begun.id, state: 'DONE' });
    expect(done.erased).toEqual([...begun.erased, part('ORDERS', 1)]);
    expect(await histories.places(card)).toEqual(['reader 1']);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('an answer of bookstores that is lost on its way is asked for again, and says the same', async () => {
    const card = nextCard();
    await histories.bought(card, nextBook());
    const { execute } = network.subgraphs.bookstores;
    // It has done what it was asked, and its process is gone before it says so.
    network.silence('bookstores', async (request, call) => {
      await execute(request, call);
      throw new Error('connection reset');
    });
    expect(await histories.erase(card, 'lost')).toMatchObject({ state: 'RUNNING' });
    expect(await histories.places(card)).toEqual(['reader 1']);
    network.silence(null);
    await runJobs(network);
    const done = await histories.erase(card, 'lost');
    expect(done.erased).toEqual([part('LOANS', 1), part('ORDERS', 1)]);
  });

  test('a process that dies between its batches leaves the rest to the job', async () => {
    const card = nextCard();
    await histories.had(card);
    const id = await idOf(card);
    await rows(
      network.subgraphs.lending,
      `insert into history_erasure (id, reader_id, idempotency_key, requested_at, phase, deadline, erased, lease_holder, lease_until)
       values ('dead', ?, 'dead', ?, 'COMMITTING', now(), '{"LOANS": 500}', 'a process that is gone', now() - interval '1 second')`,
      [id, now],
    );
    await rows(
      network.subgraphs.lending,
      `select 1 from graphile_worker.add_job('resumeErasure', '{"id": "dead", "tries": 0}')`,
    );
    await runJobs(network);
    const done = await histories.erase(card, 'dead');
    expect(done).toMatchObject({ id: 'dead', state: 'DONE' });
    expect(done.erased).toEqual([part('LOANS', 501), part('LOAN_REQUESTS', 1)]);
  });
});

describe('a race', () => {
  test('of erasures with new loans and orders leaves what is open whole', async () => {
    const card = nextCard();
    for (let count = 0; count < 3; count++) await histories.had(card);
    const desk = async () => {
      const { barcode } = await histories.borrow(card);
      await histories.bringBack(barcode);
    };
    const bookId = nextBook();
    const [, sale, ...erasures] = await Promise.all([
      Promise.all([desk(), desk(), histories.borrow(card)]),
      histories.orders.submitAtCounter(card, { bookId, listPrice: { fen: 20_00 } }),
      ...Array.from({ length: 4 }, () => histories.erase(card)),
    ]);
    expect(erasures.map(({ state }) => state)).toEqual(Array(4).fill('DONE'));
    await runJobs(network);
    expect(sale.__typename).toBe('PurchaseLendOrderLent');
    const open = await rows(
      network.subgraphs.lending,
      `select status from loan join reader on reader.id = reader_id where card = ? and status in ('RESERVED', 'ACTIVE')`,
      [card],
    );
    expect(open).toEqual([{ status: 'ACTIVE' }, { status: 'ACTIVE' }]);
    expect(await violations(network.databaseUrls)).toEqual([]);
    now = new Date(start.getTime() + 1);
    await histories.erase(card);
    const [kept] = await rows(
      network.subgraphs.lending,
      'select count(*)::int as count from loan join reader on reader.id = reader_id where card = ?',
      [card],
    );
    expect(kept).toEqual({ count: 2 });
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('of an erasure with the same book bought again never lends it twice', async () => {
    const card = nextCard();
    const bookId = nextBook();
    await histories.bought(card, bookId);
    const [erasure, ...again] = await Promise.all([
      histories.erase(card),
      ...Array.from({ length: 6 }, () => histories.orders.submitAtCounter(card, { bookId, listPrice: { fen: 20_00 } })),
    ]);
    await runJobs(network);
    expect(erasure.state).toBe('DONE');
    expect(again.map(({ __typename: name }) => name)).toEqual(Array(6).fill('PurchaseRefused'));
  });
});

test('no log names a card, a reader, a phone or an address, whatever fails', async () => {
  const card = nextCard();
  await histories.had(card);
  network.silence('bookstores');
  await histories.erase(card);
  network.silence('central');
  await ask(
    network.subgraphs.bookstores,
    reader(card),
    'mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) { __typename } }',
    { input: { idempotencyKey: 'silent', bookId: showcaseId('notHeld'), deliveryAddress: address } },
  );
  network.silence('lending');
  await histories.orders.submitAtCounter(card, { bookId: nextBook() });
  network.silence(null);
  // A card that is gone by the time at which its order is decided: what lending says repeats the card.
  const [order] = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    "select id from purchase_lend_order where status = 'LENT' limit 1",
  );
  await rows(
    network.subgraphs.bookstores,
    `update purchase_lend_order set phase = 'GATHERING', status = 'SUBMITTED', card = 'NOBODY-4711', lease_until = null,
       deadline = now() + interval '1 minute' where id = ?`,
    [order!.id],
  );
  await rows(
    network.subgraphs.bookstores,
    `select 1 from graphile_worker.add_job('resumeOrder', json_build_object('id', ?::text, 'tries', 0))`,
    [order!.id],
  );
  await histories.run('bookstores', 'cutOrders');
  const job = network.subgraphs.bookstores.contextOf({
    identity: { role: 'service', subgraph: 'bookstores' },
    requestId: 'log',
  });
  const { resumeOrder } = await import('../subgraphs/bookstores/orders.ts');
  await resumeOrder(job as never, { id: order!.id });
  const text = logged.join('\n');
  expect(text).toContain('it is given up');
  expect(text).not.toMatch(/N2026\d{6}|NOBODY-4711|【样例】读者|51872834|乐山路|王明/);
});
