// What judges a sale off line: the contract's allowance and its price, the 24 hours, and the rules of the day on which it was made, in
// Shanghai.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { replaysOf } from '../../test/replays.ts';

const hour = 3_600_000;
const day = 24 * hour;
const at = (days: string, time: string) => new Date(`${days}T${time}+08:00`);
const today = dayOf(new Date());
const year = yearOf(new Date());

let network: TestNetwork;
let replays: ReturnType<typeof replaysOf>;
let now = new Date();
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
const statusOf = ({ order }: { order: { status: string; failures: { code: string }[] } }) => [
  order.status,
  ...order.failures.map(({ code }) => code),
];
const allocate = (library: string, ofYear: number, fen: number) =>
  ask(
    network.subgraphs.central,
    admin,
    'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }',
    {
      input: { idempotencyKey: `${library}-${ofYear}-${fen}`, library, year: ofYear, amount: { fen } },
    },
  );
const fundOf = async (library: string, ofYear: number) =>
  (
    await rows<{ expended: number }>(
      network.subgraphs.central,
      'select expended_fen::int as expended from fund where library_id = ? and year = ?',
      [library, ofYear],
    )
  )[0]?.expended;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  replays = replaysOf(network, () => now);
  for (const each of [year - 1, year, year + 1]) {
    expect(codes(await allocate('NJ-JL', each, 90_000_000))).toEqual([]);
  }
});
beforeEach(async () => {
  now = at(today, '12:00:00');
  await replays.allow(1_000);
});
afterAll(() => network[Symbol.asyncDispose]());

describe('the allowance of the contract', () => {
  test('is for so many copies a day: what is one above is reviewed, and told with limit and value', async () => {
    const limit = await replays.allow(2);
    const sales = [3, 2, 1].map((hours) => replays.sale({ occurredAt: ago(hours * hour) }));
    const lines = await replays.told(sales);
    expect(lines.map(({ result }) => statusOf(result))).toEqual([
      ['LENT'],
      ['LENT'],
      ['NEEDS_REVIEW', 'OFFLINE_ALLOWANCE'],
    ]);
    expect(lines[2].result).toMatchObject({
      __typename: 'PurchaseInReview',
      order: {
        outcome: null,
        dueAt: null,
        itemBarcode: null,
        itemBarcodes: [],
        failures: [
          { code: 'OFFLINE_ALLOWANCE', subject: 'STORE', limit, actual: limit + 1, unit: 'COPIES', onFail: 'REVIEW' },
        ],
        availableActions: [],
      },
    });
    expect(await replays.told(sales)).toEqual(lines);
    // It stays so for what comes later, and yesterday has its own.
    expect(statusOf(await replays.resultOf())).toEqual(['NEEDS_REVIEW', 'OFFLINE_ALLOWANCE']);
    expect(
      statusOf(await replays.resultOf({ occurredAt: at(addDays(today, -1), '23:59:59.999').toISOString() })),
    ).toEqual(['LENT']);
  });

  test('of no copies sends all to a librarian', async () => {
    await replays.allow(0);
    expect(statusOf(await replays.resultOf())).toEqual(['NEEDS_REVIEW', 'OFFLINE_ALLOWANCE']);
  });

  test('counts a sale that a rule sends to a librarian, and none that was given up', async () => {
    await replays.allow(1);
    network.silence('lending');
    expect((await replays.resultOf()).__typename).toBe('TryAgain');
    network.silence(null);
    expect(statusOf(await replays.resultOf({ card: sampleCard(81) }, admin))).toEqual(['NEEDS_REVIEW', 'CREDIT']);
    expect(statusOf(await replays.resultOf())).toEqual(['NEEDS_REVIEW', 'OFFLINE_ALLOWANCE']);
  });

  test('is for a price: up to it a copy is lent, one fen above it is reviewed', async () => {
    await replays.allow(3, { priceFen: 60_00 });
    const result = async (fen: number) => statusOf(await replays.resultOf({ listPrice: { fen } }));
    expect(await result(59_99)).toEqual(['LENT']);
    expect(await result(60_00)).toEqual(['LENT']);
    expect(await result(60_01)).toEqual(['NEEDS_REVIEW', 'OFFLINE_PRICE_CAP']);
  });

  test('of another store is its own', async () => {
    await replays.allow(0);
    await replays.allow(1, { store: 'WENDU' });
    expect(statusOf(await replays.resultOf({ store: 'WENDU' }, admin))).toEqual(['LENT']);
    expect(statusOf(await replays.resultOf({ store: 'WENDU' }, admin))).toEqual(['NEEDS_REVIEW', 'OFFLINE_ALLOWANCE']);
  });
});

describe('a sale comes in within 24 hours', () => {
  test.each([
    [day - 1, ['LENT']],
    [day, ['LENT']],
    [day + 1, ['NEEDS_REVIEW', 'OFFLINE_TOO_LATE']],
  ])('%i ms after it was made: %j', async (late, expected) => {
    await replays.allow(1, { at: new Date(now.getTime() - late) });
    const result = await replays.resultOf({ occurredAt: ago(late) });
    expect(statusOf(result)).toEqual(expected);
    if (expected.length > 1) {
      expect(result.order.failures[0]).toMatchObject({ limit: 24, actual: 25, unit: 'HOURS', subject: 'STORE' });
    }
  });

  test('one of long ago, before any contract, is reviewed too, and seen by the library that pays by default', async () => {
    for (const occurredAt of ['2020-09-30T12:00:00+08:00', '1970-01-01T00:00:00Z', '0001-01-02T00:00:00Z']) {
      const { order } = await replays.resultOf({ store: 'WENDU', occurredAt }, admin);
      expect(order).toMatchObject({ status: 'NEEDS_REVIEW', payer: { id: 'NJ-JL' }, netPrice: { fen: 20_00 } });
      expect(statusOf({ order })).toEqual(expect.arrayContaining(['OFFLINE_TOO_LATE', 'STORE_INACTIVE']));
      const seen = await ask(
        network.subgraphs.bookstores,
        librarian('NJ-JL'),
        '{ ordersInReview(first: 100) { nodes { id availableActions } } }',
      );
      expect(seen.data.ordersInReview.nodes).toContainEqual({ id: order.id, availableActions: ['APPROVE', 'REFUSE'] });
    }
  });
});

describe('the day of the sale, in Shanghai, says which rules and contract hold', () => {
  test('a rule that began at midnight does not judge what was sold before it', async () => {
    const before = addDays(today, 40);
    const after = addDays(today, 41);
    now = at(today, '12:00:00');
    const set = await ask(
      network.subgraphs.central,
      librarian('NJ-JL'),
      'mutation ($input: RuleSetInput!) { addRuleSet(idempotencyKey: "midnight", input: $input) { id } }',
      {
        input: {
          library: 'NJ-JL',
          validFrom: after,
          rules: [{ code: 'PRICE_CAP', limit: 10_00 }],
          terms: { loanDays: 60 },
        },
      },
    );
    expect(codes(set)).toEqual([]);
    now = at(after, '08:00:00');
    await replays.allow(5);
    await replays.allow(1_000, { at: at(before, '12:00:00') });
    const card = sampleCard(61);
    const late = await replays.resultOf({ card, occurredAt: at(before, '23:59:59.999').toISOString() });
    expect(statusOf(late)).toEqual(['LENT']);
    expect(late.dueDate).toBe(addDays(before, 30));
    const early = await replays.resultOf({ card, occurredAt: at(after, '00:00:00').toISOString() });
    expect(statusOf(early)).toEqual(['NEEDS_REVIEW', 'PRICE_CAP']);
    expect(early.order.dueDate).toBe(addDays(after, 60));
    const cheap = await replays.resultOf({
      card,
      listPrice: { fen: 9_00 },
      occurredAt: at(after, '00:00:00').toISOString(),
    });
    expect([statusOf(cheap), cheap.dueDate]).toEqual([['LENT'], addDays(after, 60)]);
  });

  test('a contract that ended at midnight pays for what was sold before it, at its rate', async () => {
    const { bookstores } = network.subgraphs;
    const yesterday = addDays(today, -1);
    await rows(bookstores, "update contract set valid_to = ?, rate_basis_points = 8000 where store_id = 'QINGCHUN'", [
      yesterday,
    ]);
    await replays.allow(1_000, { at: at(yesterday, '12:00:00') });
    const inside = await replays.resultOf({ occurredAt: at(yesterday, '23:59:59.999').toISOString() });
    const outside = await replays.resultOf({ occurredAt: at(today, '00:00:00').toISOString() });
    await rows(bookstores, "update contract set valid_to = ?, rate_basis_points = 8500 where store_id = 'QINGCHUN'", [
      addDays(today, 3_000),
    ]);
    expect([statusOf(inside), inside.order.netPrice.fen]).toEqual([['LENT'], 16_00]);
    expect([statusOf(outside), outside.order.payer.id]).toEqual([['NEEDS_REVIEW', 'STORE_INACTIVE'], 'NJ-JL']);
  });

  test('the year of the sale is that of the fund, of the reader’s limit and of the publication; the month of the statement is that of the loan here', async () => {
    now = at(`${year + 1}-01-01`, '08:00:00');
    const newYearsEve = at(`${year}-12-31`, '23:59:59.999').toISOString();
    await replays.allow(1_000, { at: new Date(newYearsEve) });
    const funds = async () => [await fundOf('NJ-JL', year), await fundOf('NJ-JL', year + 1)];
    const before = await funds();
    // This year's spend of the reader is nearly used up; next year's is not.
    const card = sampleCard(62);
    await rows(
      network.subgraphs.lending,
      `insert into loan (id, order_id, reader_id, book_id, list_price_fen, status, channel, requested_at, item_id, due_date)
       values ('spent', 'spent', 'R000062', 'B000001', 48100, 'RETURNED', 'PURCHASE', ?, 'NJ-JL:spent', ?)`,
      [at(`${year}-06-01`, '12:00:00'), `${year}-07-01`],
    );
    const spent = await replays.resultOf({ card, occurredAt: newYearsEve }, admin);
    expect(statusOf(spent)).toEqual(['NEEDS_REVIEW', 'READER_YEARLY_SPEND']);
    const oldest = { title: '【样例】旧书', year: year - 3, classNumber: 'I267' };
    const old = await replays.resultOf({
      card: sampleCard(63),
      line: oldest,
      isbn: '9787100000505',
      occurredAt: newYearsEve,
    });
    expect(statusOf(old)).toEqual(['LENT']);
    expect(await funds()).toEqual([(before[0] ?? 0) + 17_00, before[1]]);
    const eveAgain = await replays.resultOf({ card, listPrice: { fen: 19_00 }, occurredAt: newYearsEve });
    expect(statusOf(eveAgain)).toEqual(['LENT']);
    // It was bought in the old year: the new one's limit is untouched.
    const facts = await ask(
      network.subgraphs.lending,
      { role: 'service', subgraph: 'test' },
      `query ($card: String!, $day: Date!) { borrowingFacts(card: $card, bookId: "B000001", day: $day) { reader { yearSpentFen } } }`,
      { card, day: `${year + 1}-01-01` },
    );
    expect(facts.data.borrowingFacts.reader.yearSpentFen).toBe(0);
    const line = await ask(
      network.subgraphs.bookstores,
      clerk,
      `query ($id: ID!) { statement(id: $id) { lines(first: 10) { nodes { date order { id } } } } }`,
      { id: `NJ-JL:QINGCHUN:${year + 1}-01` },
    );
    expect(line.data.statement.lines.nodes).toContainEqual({ date: `${year + 1}-01-01`, order: { id: old.order.id } });
  });

  test('what fails a rule, whatever the rule would do at once, is for a librarian', async () => {
    const result = await replays.resultOf({
      bookId: showcaseId('tooDearAndEnough'),
      listPrice: { fen: 168_00 },
      card: sampleCard(71),
    });
    expect(result.order.failures).toEqual([
      expect.objectContaining({ code: 'OFFLINE_PRICE_CAP', onFail: 'REVIEW' }),
      expect.objectContaining({ code: 'PRICE_CAP', onFail: 'REVIEW' }),
      expect.objectContaining({ code: 'COPY_CAP', onFail: 'REFUSE', limit: 5, actual: 6 }),
      // A clerk is not told what it is about the reader.
      { code: 'READER_NOT_ELIGIBLE', subject: 'READER', limit: null, actual: null, unit: null, onFail: 'REFUSE' },
    ]);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
