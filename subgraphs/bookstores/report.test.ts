// Figures of the programme, against orders whose figures are known.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { lend, takeBack } from '../../test/settlement.ts';

let network: TestNetwork;
const now = new Date('2027-04-10T04:00:00Z');

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  await rows(network.subgraphs.central, 'update fund set allocated_fen = 100000000 where year = 2027');
});
afterAll(() => network[Symbol.asyncDispose]());

const query = /* GraphQL */ `
  query ($from: Date!, $to: Date!, $library: ID) {
    programmeReport(from: $from, to: $to, library: $library) {
      library { id }
      ordersByStatus { channel status orders }
      spend { orders copies list { fen } net { fen } byStore { library { id } store { id } orders copies list { fen } net { fen } } }
      refusals { code orders }
      steps { from to orders medianSeconds }
      circulation costPerCirculation { fen }
      fundsEmptied { library { id } year at orders }
    }
  }
`;
const report = (person: Identity, variables: Record<string, unknown> = {}) =>
  ask(network.subgraphs.bookstores, person, query, { from: '2027-03-01', to: '2027-03-31', ...variables });
const figures = async (person: Identity, variables?: Record<string, unknown>) =>
  (await report(person, variables)).data.programmeReport;

/** An order that was refused, and when. */
async function refuse(at: Date, payer: string | null, failed: string[]) {
  const id = crypto.randomUUID();
  await rows(
    network.subgraphs.bookstores,
    `insert into purchase_lend_order (id, organisation, idempotency_key, content_hash, channel, status, outcome, phase, deadline,
       store_id, book_id, list_price_fen, net_fen, payer, card, submitted_by, submitted_at, failures)
     values (?, 'test', ?, '', 'COUNTER', 'REFUSED', 'NOT_SUPPLIED', 'DONE', ?, 'QINGCHUN', 'B000101', 1, 1, ?, 'N1', 'clerk', ?, ?::jsonb)`,
    [id, id, at, payer, at, JSON.stringify(failed.map((code) => ({ code })))],
  );
  await rows(
    network.subgraphs.bookstores,
    `insert into purchase_transition (order_id, at, "from", "to", actor)
     values (?, ?, null, 'SUBMITTED', 'CLERK'), (?, ?, 'SUBMITTED', 'REFUSED', 'SYSTEM')`,
    [id, at, id, new Date(at.getTime() + 2_000)],
  );
}

test('without an order everything is none', async () => {
  expect(await figures(admin)).toEqual({
    library: null,
    ordersByStatus: [],
    spend: { orders: 0, copies: 0, list: { fen: 0 }, net: { fen: 0 }, byStore: [] },
    refusals: [],
    steps: [],
    circulation: 0,
    costPerCirculation: null,
    fundsEmptied: [],
  });
});

describe('with orders', () => {
  beforeAll(async () => {
    const first = await lend(network, new Date('2027-02-28T16:00:00Z'), { listPriceFen: 45_50, items: 2 });
    const last = await lend(network, new Date('2027-03-31T15:59:59.999Z'), { listPriceFen: 58_00 });
    await lend(network, new Date('2027-03-05T00:00:00Z'), { store: 'WENDU', payer: 'NJ-QH', listPriceFen: 30_00 });
    const back = await lend(network, new Date('2027-03-06T00:00:00Z'), { listPriceFen: 99_00 });
    await takeBack(network, new Date('2027-03-06T01:00:00Z'), back);
    await lend(network, new Date('2027-02-28T15:59:59.999Z'));
    await lend(network, new Date('2027-03-31T16:00:00.000Z'));
    await refuse(new Date('2027-03-07T00:00:00Z'), 'NJ-JL', ['PRICE_CAP', 'COPY_CAP']);
    await refuse(new Date('2027-03-08T00:00:00Z'), 'NJ-JL', ['PRICE_CAP']);
    await refuse(new Date('2027-03-09T00:00:00Z'), 'NJ-QH', ['FUND_EMPTY']);
    await refuse(new Date('2027-03-10T00:00:00Z'), 'NJ-QH', ['FUND_EMPTY', 'PRICE_CAP']);
    await refuse(new Date('2027-03-11T00:00:00Z'), null, ['STORE_INACTIVE']);
    const corrected = await ask(
      network.subgraphs.bookstores,
      admin,
      'mutation ($input: CorrectStatementLineInput!) { correctStatementLine(input: $input) { state } }',
      { input: { idempotencyKey: 'k', order: last.id, listPrice: { fen: 48_00 }, reason: '定价' } },
    );
    expect(corrected.data.correctStatementLine.state).toBe('RECORDED');
    await rows(
      network.subgraphs.lending,
      `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date, returned_at)
       select 'bought-' || kind, (select id from reader limit 1), 'B000101', item, status, 'DESK', now(), now(), '2027-05-01', now()
       from (values ('1', ?, 'RETURNED'), ('2', ?, 'RETURNED'), ('3', ?, 'ACTIVE'), ('4', ?, 'RESERVED'), ('5', 'elsewhere', 'ACTIVE'))
         as loan (kind, item, status)`,
      [`NJ-JL:${first.id}`, `NJ-JL:${first.id}`, `NJ-JL:${last.id}`, `NJ-JL:${last.id}`],
    );
  });

  test('one library’s figures are those of its orders, in the days of Shanghai, as last corrected', async () => {
    expect(await figures(librarian('NJ-JL'))).toEqual({
      library: { id: 'NJ-JL' },
      ordersByStatus: [
        { channel: 'COUNTER', status: 'LENT', orders: 2 },
        { channel: 'COUNTER', status: 'REFUSED', orders: 2 },
        { channel: 'COUNTER', status: 'VOIDED', orders: 1 },
      ],
      spend: {
        orders: 2,
        copies: 3,
        list: { fen: 45_50 + 48_00 },
        net: { fen: 38_68 + 40_80 },
        byStore: [
          {
            library: { id: 'NJ-JL' },
            store: { id: 'QINGCHUN' },
            orders: 2,
            copies: 3,
            list: { fen: 93_50 },
            net: { fen: 79_48 },
          },
        ],
      },
      refusals: [
        { code: 'PRICE_CAP', orders: 2 },
        { code: 'COPY_CAP', orders: 1 },
      ],
      steps: [
        { from: 'LENT', to: 'VOIDED', orders: 1, medianSeconds: 3_600 },
        { from: 'SUBMITTED', to: 'LENT', orders: 3, medianSeconds: 0 },
        { from: 'SUBMITTED', to: 'REFUSED', orders: 2, medianSeconds: 2 },
      ],
      circulation: 3,
      costPerCirculation: { fen: 26_49 },
      fundsEmptied: [],
    });
  });

  test('an administrator sees all libraries, and which fund ran out when', async () => {
    const all = await figures(admin);
    expect(all.spend).toMatchObject({ orders: 3, net: { fen: 79_48 + 25_50 } });
    expect(all.refusals).toEqual([
      { code: 'PRICE_CAP', orders: 3 },
      { code: 'FUND_EMPTY', orders: 2 },
      { code: 'COPY_CAP', orders: 1 },
      { code: 'STORE_INACTIVE', orders: 1 },
    ]);
    expect(all.fundsEmptied).toEqual([
      { library: { id: 'NJ-QH' }, year: 2027, at: '2027-03-09T00:00:00.000Z', orders: 2 },
    ]);
    expect((await figures(admin, { library: 'NJ-QH' })).spend.orders).toBe(1);
  });

  test('costs the same number of statements for one order and for many', async () => {
    const count = async (from: string, to: string) => {
      const statements: string[] = [];
      const send = pg.Client.prototype.query;
      pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
        statements.push(String(args[0]));
        return Reflect.apply(send, this, args) as never;
      } as typeof send;
      try {
        expect((await report(admin, { from, to })).errors).toBeUndefined();
      } finally {
        pg.Client.prototype.query = send;
      }
      return statements.length;
    };
    const one = await count('2027-03-05', '2027-03-05');
    expect(await count('2027-01-01', '2027-12-31')).toBe(one);
    expect(one).toBeLessThanOrEqual(12);
  });
});

test('is for librarians of the library and administrators', async () => {
  expect(codes(await report(librarian('NJ-JL'), { library: 'NJ-QH' }))).toEqual(['FORBIDDEN']);
  expect(codes(await report(clerk))).toEqual(['FORBIDDEN']);
  expect(codes(await report(reader('N2026000001')))).toEqual(['FORBIDDEN']);
  expect(codes(await report({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
});

test.each([
  ['2027-03-02', '2027-03-01'],
  ['2027-01-01', '2028-01-02'],
])('from %s to %s is no period', async (from, to) => {
  expect(codes(await report(admin, { from, to }))).toEqual(['BAD_USER_INPUT']);
});

test('the last day that can be written is a day', async () => {
  expect(codes(await report(admin, { from: '9998-12-31', to: '9999-12-31' }))).toEqual([]);
});

test('a year with its leap day is one', async () => {
  expect(codes(await report(admin, { from: '2028-01-01', to: '2028-12-31' }))).toEqual([]);
});
