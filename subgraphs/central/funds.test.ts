// 经费. Who sees a fund, what allocating it does, and a correction of what was expended.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { yearOf } from '../../lib/shanghai.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { lend } from '../../test/settlement.ts';

let network: TestNetwork;
const year = yearOf(new Date());

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const central = (person: Identity, query: string, variables: Record<string, unknown> = {}) =>
  ask(network.subgraphs.central, person, query, variables);

const fields = 'library { id } year allocated { fen } encumbered { fen } expended { fen } free { fen }';
const fund = async (library: string, of = year) =>
  (
    await central(admin, `query ($library: ID!, $year: Int!) { fund(library: $library, year: $year) { ${fields} } }`, {
      library,
      year: of,
    })
  ).data.fund;

let keys = 0;
const allocate = (library: string, fen: number, changes: Record<string, unknown> = {}, person: Identity = admin) =>
  central(person, `mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { ${fields} } }`, {
    input: { idempotencyKey: `allocation-${++keys}`, library, year, amount: { fen }, ...changes },
  });
const expend = async (orderId: string, payer: string, netFen: number) => {
  const input = {
    orderId,
    bookId: 'B000013',
    payer,
    year,
    copies: 1,
    netFen,
    payerHeld: 0,
    cityHeld: 0,
    payerCap: 99,
    cityCap: 99,
  };
  await central(service, 'mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved } }', {
    input,
  });
  await central(service, 'mutation ($id: ID!) { confirmPurchase(orderId: $id) }', { id: orderId });
};
const correct = async (correctionId: string, orderId: string, fen: number) =>
  (
    await central(
      service,
      'mutation ($input: CorrectPurchaseInput!) { correctPurchase(input: $input) { recorded reason } }',
      { input: { correctionId, orderId, fen } },
    )
  ).data.correctPurchase;
const unbalanced = () =>
  rows(
    network.subgraphs.central,
    `select fund.id from fund left join ledger_entry as entry on entry.fund_id = fund.id group by fund.id
     having coalesce(sum(fen), 0) <> 0
       or coalesce(sum(fen) filter (where account = 'ENCUMBERED'), 0) <> encumbered_fen
       or coalesce(sum(fen) filter (where account = 'EXPENDED'), 0) <> expended_fen
       or coalesce(-sum(fen) filter (where account = 'ALLOCATION'), 0) <> allocated_fen`,
  );

describe('a fund', () => {
  test('is allocated = encumbered + expended + free, with every entry, the newest first', async () => {
    await expend('order-1', 'NJ-GL', 42_50);
    expect(await fund('NJ-GL')).toEqual({
      library: { id: 'NJ-GL' },
      year,
      allocated: { fen: 50_000_00 },
      encumbered: { fen: 0 },
      expended: { fen: 42_50 },
      free: { fen: 50_000_00 - 42_50 },
    });
    const ledger = `query ($order: ID, $first: Int!, $after: String) { fund(library: "NJ-GL", year: ${year}) {
      ledger(first: $first, after: $after, order: $order) {
        totalCount pageInfo { hasNextPage endCursor } nodes { step account amount { fen } order { id } at }
      }
    } }`;
    const page = async (variables: Record<string, unknown>) =>
      (await central(librarian('NJ-GL'), ledger, variables)).data.fund.ledger;
    const first = await page({ first: 4 });
    expect(first.totalCount).toBe(6);
    expect(
      first.nodes.map((node: Record<string, unknown>) => [
        node['step'],
        node['account'],
        node['amount'],
        node['order'],
      ]),
    ).toEqual([
      ['EXPENDED', 'EXPENDED', { fen: 42_50 }, { id: 'order-1' }],
      ['EXPENDED', 'ENCUMBERED', { fen: -42_50 }, { id: 'order-1' }],
      ['ENCUMBERED', 'ENCUMBERED', { fen: 42_50 }, { id: 'order-1' }],
      ['ENCUMBERED', 'FREE', { fen: -42_50 }, { id: 'order-1' }],
    ]);
    const rest = await page({ first: 4, after: first.pageInfo.endCursor });
    expect(rest.nodes.map((node: Record<string, unknown>) => [node['step'], node['order']])).toEqual([
      ['ALLOCATED', null],
      ['ALLOCATED', null],
    ]);
    expect((await page({ first: 10, order: 'order-1' })).totalCount).toBe(4);
    expect((await page({ first: 10, order: 'none' })).totalCount).toBe(0);
  });

  test('is for librarians of the library and administrators', async () => {
    const query = `{ fund(library: "NJ-GL", year: ${year}) { free { fen } } }`;
    const answers = await Promise.all(
      [librarian('NJ-GL'), admin, librarian('NJ-JL'), clerk, reader('N2026000001'), { role: 'anonymous' } as const].map(
        async (person) => codes(await central(person, query)),
      ),
    );
    expect(answers).toEqual([[], [], ['FORBIDDEN'], ['FORBIDDEN'], ['FORBIDDEN'], ['UNAUTHENTICATED']]);
    const all = `{ funds(year: ${year}) { library { id } } }`;
    expect((await central(admin, all)).data.funds).toHaveLength(14);
    expect((await central(librarian('NJ-GL'), all)).data.funds).toEqual([{ library: { id: 'NJ-GL' } }]);
    expect((await central(clerk, all)).data.funds).toEqual([]);
    expect(await fund('NJ-GL', 2020)).toBeNull();
  });

  test('leads to its orders through the gateway', async () => {
    const order = await lend(network, new Date(), { payer: 'NJ-GL' });
    const query = `{ fund(library: "NJ-GL", year: ${year}) {
      library { name } ledger(first: 1) { nodes { amount { fen } order { status netPrice { fen } } } }
    } }`;
    const { data, errors } = await network.query(query, {}, librarian('NJ-GL'));
    expect(errors).toBeUndefined();
    expect(data.fund).toEqual({
      library: { name: '鼓楼区图书馆' },
      ledger: { nodes: [{ amount: { fen: 38_68 }, order: { status: 'LENT', netPrice: { fen: 38_68 } } }] },
    });
    expect(order.payer).toBe('NJ-GL');
  });
});

describe('allocating', () => {
  test('sets the whole allocation, up and down, and is one step for one key', async () => {
    const input = { idempotencyKey: 'once', reason: '年度预算' };
    expect((await allocate('NJ-QX', 60_000_00, input)).data.allocateFund.allocated).toEqual({ fen: 60_000_00 });
    expect((await allocate('NJ-QX', 60_000_00, input)).errors).toBeUndefined();
    expect(codes(await allocate('NJ-QX', 1, input))).toEqual(['CONFLICT']);
    expect((await allocate('NJ-QX', 10_00)).data.allocateFund.free).toEqual({ fen: 10_00 });
    const entries = await rows(
      network.subgraphs.central,
      `select account, fen::int from ledger_entry where fund_id = ? order by id`,
      [`F-NJ-QX-${year}`],
    );
    expect(entries.slice(2)).toEqual([
      { account: 'ALLOCATION', fen: -10_000_00 },
      { account: 'FREE', fen: 10_000_00 },
      { account: 'ALLOCATION', fen: 59_990_00 },
      { account: 'FREE', fen: -59_990_00 },
    ]);
    expect(await unbalanced()).toEqual([]);
  });

  test('never below what is promised and spent; to the fen it may', async () => {
    await expend('order-2', 'NJ-YH', 30_00);
    expect(codes(await allocate('NJ-YH', 29_99))).toEqual(['CONFLICT']);
    expect((await fund('NJ-YH')).allocated).toEqual({ fen: 50_000_00 });
    expect((await allocate('NJ-YH', 30_00)).data.allocateFund.free).toEqual({ fen: 0 });
  });

  test('makes the fund of a year that has none', async () => {
    expect(await fund('NJ-JL', year + 2)).toBeNull();
    const answers = await Promise.all([
      allocate('NJ-JL', 100, { year: year + 2 }),
      allocate('NJ-JL', 200, { year: year + 2 }),
    ]);
    expect(answers.flatMap(codes)).toEqual([]);
    expect([100, 200]).toContain((await fund('NJ-JL', year + 2)).allocated.fen);
    expect(await unbalanced()).toEqual([]);
  });

  test('the same key many times at once allocates once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => allocate('NJ-LH', 70_000_00, { idempotencyKey: 'many' })),
    );
    expect(answers.flatMap(codes)).toEqual([]);
    expect(
      await rows(network.subgraphs.central, "select 1 from fund_allocation where idempotency_key = 'many'"),
    ).toHaveLength(1);
    expect(await unbalanced()).toEqual([]);
  });

  test('the largest amount is what an Int can say', async () => {
    expect((await allocate('NJ-PK', 2 ** 31 - 1)).data.allocateFund.allocated).toEqual({ fen: 2 ** 31 - 1 });
    expect((await allocate('NJ-PK', 2 ** 31)).errors?.[0]?.message).toContain('Int cannot represent');
  });

  test.each([
    [{ library: 'NJ-XX' }, 'NOT_FOUND'],
    [{ year: 2019 }, 'BAD_USER_INPUT'],
    [{ year: year + 6 }, 'BAD_USER_INPUT'],
    [{ amount: { fen: -1 } }, 'BAD_USER_INPUT'],
    [{ idempotencyKey: ' ' }, 'BAD_USER_INPUT'],
    [{ reason: 'x'.repeat(201) }, 'BAD_USER_INPUT'],
  ])('with %j is %s', async (changes, code) => {
    expect(codes(await allocate('NJ-JN', 1_00, changes))).toEqual([code]);
    expect((await fund('NJ-JN')).allocated).toEqual({ fen: 50_000_00 });
  });

  test.each([librarian('NJ-JN'), clerk, reader('N2026000001')])('is not for $role', async (person) => {
    expect(codes(await allocate('NJ-JN', 1, {}, person))).toEqual(['FORBIDDEN']);
  });
});

describe('a correction of what was expended', () => {
  test('moves the difference once, up or down', async () => {
    await expend('order-3', 'NJ-LSH', 40_00);
    const done = { recorded: true, reason: null };
    expect(await Promise.all([1, 2, 3].map(() => correct('c-1', 'order-3', -5_00)))).toEqual([done, done, done]);
    expect(await correct('c-2', 'order-3', 8_00)).toEqual(done);
    expect(await correct('c-3', 'order-3', 0)).toEqual(done);
    expect((await fund('NJ-LSH')).expended).toEqual({ fen: 43_00 });
    expect(await unbalanced()).toEqual([]);
  });

  test('is refused for good where the fund cannot bear it, or nothing is expended', async () => {
    await expend('order-4', 'NJ-GC', 40_00);
    await allocate('NJ-GC', 45_00);
    expect(await correct('c-4', 'order-4', 5_01)).toEqual({ recorded: false, reason: 'FUND_EMPTY' });
    await allocate('NJ-GC', 100_00);
    expect(await correct('c-4', 'order-4', 5_01)).toEqual({ recorded: false, reason: 'FUND_EMPTY' });
    expect(await correct('c-5', 'order-4', -40_01)).toEqual({ recorded: false, reason: 'NOT_EXPENDED' });
    expect(await correct('c-6', 'nothing', 1)).toEqual({ recorded: false, reason: 'NOT_EXPENDED' });
    expect(await correct('c-7', 'order-4', 5_01)).toEqual({ recorded: true, reason: null });
    expect((await fund('NJ-GC')).expended).toEqual({ fen: 45_01 });
  });

  test('and titles are for a service only', async () => {
    for (const field of [
      'mutation { correctPurchase(input: { correctionId: "x", orderId: "x", fen: 1 }) { recorded } }',
      '{ bookTitles(ids: ["B000001"]) { title } }',
    ]) {
      expect(codes(await central(admin, field))).toEqual(['FORBIDDEN']);
      expect((await network.query(field, {}, admin)).errors?.[0]?.message).toMatch(/Cannot query field|Unknown/);
    }
    const query = '{ bookTitles(ids: ["B000001", "none"]) { id title } }';
    expect((await central(service, query)).data.bookTitles).toEqual([{ id: 'B000001', title: '三体 典藏版' }]);
  });
});
