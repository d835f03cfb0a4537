// What a store sold while it was off line, told afterwards: each line by itself, by the moment of the sale, within the contract's allowance.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';
import { replaysOf, unknownIsbn } from '../../test/replays.ts';

type Person = Parameters<typeof ask>[1];

const hour = 3_600_000;
const noon = () => new Date(`${dayOf(new Date())}T12:00:00+08:00`);

let network: TestNetwork;
let replays: ReturnType<typeof replaysOf>;
let now = noon();
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
const kinds = (lines: { result: { __typename: string } | null; error: { code: string } | null }[]) =>
  lines.map(({ result, error }) => result?.__typename ?? error?.code);
const wendu: Person = { role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' };

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  replays = replaysOf(network, () => now);
  await makeNew(network.subgraphs, ['B000002', 'B000006', 'B000012']);
  const year = yearOf(now);
  for (const each of [year - 1, year, year + 1]) {
    const input = { idempotencyKey: `fund-${each}`, library: 'NJ-JL', year: each, amount: { fen: 90_000_000 } };
    const mutation = 'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }';
    expect(codes(await ask(network.subgraphs.central, admin, mutation, { input }))).toEqual([]);
  }
});
beforeEach(async () => {
  now = noon();
  await replays.allow(1_000);
});
afterAll(() => network[Symbol.asyncDispose]());

describe('a sale off line that passes', () => {
  test('is lent as of the moment of the sale: due date, loan and rules; it counts as lent now', async () => {
    const occurredAt = ago(5 * hour);
    const result = await replays.resultOf({ occurredAt, itemBarcode: `${yearOf(new Date())}-00001` });
    expect(result).toMatchObject({
      __typename: 'PurchaseLendOrderLent',
      dueDate: addDays(dayOf(now), 30),
      itemBarcode: `${yearOf(new Date())}-00001`,
      order: {
        status: 'LENT',
        occurredAt,
        submittedAt: now.toISOString(),
        failures: [],
        netPrice: { fen: 17_00 },
        availableActions: ['VOID'],
        transitions: [
          { from: null, to: 'SUBMITTED', actor: 'CLERK', reason: null },
          { from: 'SUBMITTED', to: 'LENT', actor: 'SYSTEM', reason: null },
        ],
      },
    });
    const { lending, bookstores } = network.subgraphs;
    const { id } = result.order;
    const [loan] = await rows<{ requested_at: Date; started_at: Date; due_date: string }>(
      lending,
      'select requested_at, started_at, due_date::text from loan where id = ?',
      [id],
    );
    expect([loan?.requested_at, loan?.started_at].map((at) => new Date(at ?? 0).toISOString())).toEqual([
      occurredAt,
      occurredAt,
    ]);
    const [order] = await rows<{ lent_at: Date }>(bookstores, 'select lent_at from purchase_lend_order where id = ?', [
      id,
    ]);
    expect(new Date(order?.lent_at ?? 0)).toEqual(now);
  });

  test('is taken back on the day on which it was lent here', async () => {
    const { order } = await replays.resultOf({ occurredAt: ago(20 * hour) });
    const answer = await ask(
      network.subgraphs.bookstores,
      clerk,
      'mutation ($id: ID!) { voidOrder(id: $id, reason: "读者退回") { status outcome } }',
      { id: order.id },
    );
    expect(answer.data).toEqual({ voidOrder: { status: 'VOIDED', outcome: 'CANCELLED' } });
  });
});

describe('each line is told by itself, in the order given', () => {
  test('what is wrong with one does not keep the others back', async () => {
    const sales = [
      replays.sale(),
      replays.sale({ isbn: unknownIsbn(99_999) }),
      replays.sale({ card: 'N2026999999' }),
      replays.sale({ itemBarcode: 'X' }),
      replays.sale({ itemBarcode: '1999-00001' }),
      replays.sale({ listPrice: { fen: 0 } }),
      replays.sale({ occurredAt: new Date(now.getTime() + 300_001).toISOString() }),
      replays.sale({ idempotencyKey: ' ' }),
      replays.sale({ isbn: '9787229100606' }),
      replays.sale({ card: 'N\u00002026' }),
      replays.sale({ idempotencyKey: 'key\u0000' }),
      replays.sale({ idempotencyKey: 'key\ud800' }),
      replays.sale({ isbn: '978-7-229-10060-5' }),
      replays.sale(),
    ];
    const lines = await replays.told(sales);
    expect(lines.map(({ line }) => line)).toEqual(sales.map((_, index) => index + 1));
    expect(lines.map(({ idempotencyKey }) => idempotencyKey)).toEqual(sales.map((each) => each['idempotencyKey']));
    expect(lines.map(({ result, error }) => [result?.__typename ?? error?.code, error?.argument ?? null])).toEqual([
      ['PurchaseLendOrderLent', null],
      ['NOT_FOUND', 'isbn'],
      ['NOT_FOUND', 'card'],
      ['BAD_USER_INPUT', 'itemBarcode'],
      ['BAD_USER_INPUT', 'itemBarcode'],
      ['BAD_USER_INPUT', 'listPrice'],
      ['BAD_USER_INPUT', 'occurredAt'],
      ['BAD_USER_INPUT', 'idempotencyKey'],
      ['BAD_USER_INPUT', 'isbn'],
      ['BAD_USER_INPUT', 'card'],
      ['BAD_USER_INPUT', 'idempotencyKey'],
      ['BAD_USER_INPUT', 'idempotencyKey'],
      ['AmbiguousIsbn', null],
      ['PurchaseLendOrderLent', null],
    ]);
    expect(lines[1].error.message).toMatch(/书目中没有.*The catalogue has no book/);
    expect(lines[6].error.message).toMatch(/时钟.*set the clock right/);
    const orders = 'select count(*)::int as n from purchase_lend_order where idempotency_key in (?, ?)';
    const none = [sales[1]?.['idempotencyKey'], sales[6]?.['idempotencyKey']];
    expect(await rows(network.subgraphs.bookstores, orders, none)).toEqual([{ n: 0 }]);
  });

  test('a clock that is five minutes ahead is taken as now', async () => {
    const given = replays.sale({ occurredAt: new Date(now.getTime() + 300_000).toISOString() });
    const [first] = await replays.told([given]);
    expect(first.result.order).toMatchObject({ status: 'LENT', occurredAt: now.toISOString() });
    now = new Date(now.getTime() + hour);
    expect(await replays.told([given])).toEqual([first]);
  });

  test('100 sales at once are told, 101 are not', { timeout: 180_000 }, async () => {
    await replays.allow(0);
    const many = Array.from({ length: 101 }, () => replays.sale());
    const refused = await replays.submit(many);
    expect(codes(refused)).toEqual(['BAD_USER_INPUT']);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ argument: 'orders', limit: 100, actual: 101 });
    expect(codes(await replays.submit([]))).toEqual(['BAD_USER_INPUT']);
    const lines = await replays.told(many.slice(1));
    expect(new Set(kinds(lines))).toEqual(new Set(['PurchaseInReview']));
  });

  test('an owner that is silent: nothing is taken, and the line comes again with a new key', async () => {
    const silent = replays.sale();
    network.silence('lending');
    const lines = await replays.told([silent, replays.sale({ listPrice: { fen: -1 } })]);
    network.silence(null);
    expect(kinds(lines)).toEqual(['TryAgain', 'BAD_USER_INPUT']);
    const [again] = await replays.told([{ ...silent, idempotencyKey: 'after-the-silence' }]);
    expect(again.result.__typename).toBe('PurchaseLendOrderLent');
    network.silence('central');
    const unwritten = replays.sale();
    expect(kinds(await replays.told([unwritten]))).toEqual(['TryAgain']);
    network.silence(null);
    expect(kinds(await replays.told([unwritten]))).toEqual(['PurchaseLendOrderLent']);
  });
});

test('what there is no time for is told to come again, and what was decided is told', async () => {
  const sales = [replays.sale(), replays.sale()];
  const decided = await replays.told(sales.slice(0, 1));
  const answer = await network.subgraphs.bookstores.execute(
    {
      query: `mutation ($orders: [OfflineOrderInput!]!) {
        submitPurchaseLendOrders(orders: $orders) {
          result { __typename ... on PurchaseLendOrderLent { order { id } } }
        }
      }`,
      variables: { orders: sales },
    },
    { identity: clerk, requestId: 'test', endsAt: performance.now() + 2_000 },
  );
  expect(JSON.parse(JSON.stringify(answer.data)).submitPurchaseLendOrders).toEqual([
    { result: { __typename: 'PurchaseLendOrderLent', order: { id: decided[0].result.order.id } } },
    { result: { __typename: 'TryAgain' } },
  ]);
});

describe('who may tell', () => {
  test('the clerks of the store and administrators, of one store at a time', async () => {
    const sale = replays.sale();
    expect(codes(await replays.submit([sale], wendu))).toEqual(['FORBIDDEN']);
    expect(codes(await replays.submit([sale, replays.sale({ store: 'WENDU' })]))).toEqual(['FORBIDDEN']);
    expect(codes(await replays.submit([sale], librarian('NJ-JL')))).toEqual(['FORBIDDEN']);
    expect(codes(await replays.submit([sale], reader(sampleCard(1))))).toEqual(['FORBIDDEN']);
    expect(codes(await replays.submit([sale], { role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await replays.submit([sale, replays.sale({ store: 'WENDU' })], admin))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await replays.submit([replays.sale({ store: 'NOWHERE' })], admin))).toEqual(['NOT_FOUND']);
    expect(kinds(await replays.told([sale], admin))).toEqual(['PurchaseLendOrderLent']);
  });
});

describe('a key', () => {
  test('told again, or twice at once, is one order; with other content a CONFLICT of that line', async () => {
    const first = replays.sale();
    const other = replays.sale();
    const batch = [
      first,
      other,
      first,
      { ...first, listPrice: { fen: 21_00 } },
      { ...first, occurredAt: ago(2 * hour) },
      replays.sale({ bookId: showcaseId('tooDear'), listPrice: { fen: 128_00 } }),
    ];
    // The earliest sale of a key is the one.
    const lines = await replays.told(batch);
    expect(kinds(lines)).toEqual([
      'CONFLICT',
      'PurchaseLendOrderLent',
      'CONFLICT',
      'CONFLICT',
      'PurchaseLendOrderLent',
      'PurchaseInReview',
    ]);
    expect(lines[0].error.argument).toBe('idempotencyKey');
    expect(await replays.told(batch)).toEqual(lines);

    const twice = replays.sale();
    const [one, two] = await replays.told([twice, twice]);
    expect(one.result.order.id).toBe(two.result.order.id);
    expect(two).toEqual({ ...one, line: 2 });
  });

  test('that was submitted at once, its answer lost, buys once: off line it tells the first result, and the other way round', async () => {
    const submit = (input: Record<string, unknown>) =>
      ask(
        network.subgraphs.bookstores,
        clerk,
        `mutation ($input: SubmitPurchaseLendOrderInput!) {
          submitPurchaseLendOrder(input: $input) {
            __typename
            ... on PurchaseLendOrderLent { order { id } } ... on PurchaseRefused { order { id } } ... on PurchaseInReview { order { id } }
          }
        }`,
        { input },
      );
    for (const [changes, kind] of [
      [{}, 'PurchaseLendOrderLent'],
      [{ card: sampleCard(81) }, 'PurchaseRefused'],
    ] as const) {
      const sale = replays.sale(changes);
      const { occurredAt: _, ...atOnce } = sale;
      const { data } = await submit(atOnce);
      const [line] = await replays.told([sale]);
      expect([data.submitPurchaseLendOrder.__typename, line.result.__typename]).toEqual([kind, kind]);
      expect(line.result.order.id).toBe(data.submitPurchaseLendOrder.order.id);
      expect(line.result.order.occurredAt).toBeNull();
      expect(kinds(await replays.told([{ ...sale, listPrice: { fen: 1 } }]))).toEqual(['CONFLICT']);
    }
    const sale = replays.sale();
    const [line] = await replays.told([sale]);
    const { occurredAt: _, ...late } = sale;
    const answer = await submit(late);
    expect(answer.data.submitPurchaseLendOrder).toEqual({
      __typename: 'PurchaseLendOrderLent',
      order: { id: line.result.order.id },
    });
  });
});

describe('the earliest sale goes first, whatever the order of the lines', () => {
  test('for the last copies of a title and the last place of a reader', async () => {
    const book = showcaseId('threePermitted');
    const sales = [1, 2, 3, 4, 5].map((hours) =>
      replays.sale({ bookId: book, card: sampleCard(60 + hours), occurredAt: ago(hours * hour) }),
    );
    const lines = await replays.told(sales);
    expect(
      lines.map(({ result }) => [
        result.order.status,
        ...result.order.failures.map(({ code }: { code: string }) => code),
      ]),
    ).toEqual([['NEEDS_REVIEW', 'COPY_CAP'], ['NEEDS_REVIEW', 'COPY_CAP'], ['LENT'], ['LENT'], ['LENT']]);
    const card = sampleCard(70);
    const ofReader = [1, 2, 3, 4, 5, 6, 7].map((hours) => replays.sale({ card, occurredAt: ago(hours * hour) }));
    const statuses = (await replays.told(ofReader)).map(({ result }) => result.order.status);
    expect(statuses).toEqual(['NEEDS_REVIEW', 'NEEDS_REVIEW', 'LENT', 'LENT', 'LENT', 'LENT', 'LENT']);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
