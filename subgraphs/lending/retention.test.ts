// 留存政策: what has ended keeps its reader as long as the version in force says; then it names nobody, and counts are as they were.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { runJobs } from '../../test/jobs.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';
import { historiesOf } from '../../test/privacy.ts';

let network: TestNetwork;
let histories: ReturnType<typeof historiesOf>;
const start = new Date('2026-11-23T02:00:00Z');
let now = start;
let cards = 0;
const nextCard = () => {
  cards += cards % 9 === 7 ? 2 : 1;
  return sampleCard(cards);
};
const later = (days: number) => {
  now = new Date(now.getTime() + days * 86_400_000);
};
const books = Array.from({ length: 20 }, (_, index) => `B0000${11 + index}`);
const loanRow = async (id: string) =>
  (await rows(network.subgraphs.lending, 'select * from loan where id = ?', [id]))[0]!;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  histories = historiesOf(network);
  await makeNew(network.subgraphs, books);
});
beforeEach(() => {
  now = start;
});
afterAll(() => network[Symbol.asyncDispose]());

describe('a policy', () => {
  const add = (input: Record<string, unknown>, person = admin as Parameters<typeof ask>[1]) =>
    ask(
      network.subgraphs.lending,
      person,
      `mutation ($input: AddRetentionPolicyInput!) { addRetentionPolicy(input: $input) { version loanDays } }`,
      { input },
    );
  const terms = { validFrom: '2030-01-01', loanDays: 60, holdDays: 60, parcelDays: 60, orderDays: 60, takenDays: 100 };

  test('is added by administrators from a day on, once for a key, and never edited', async () => {
    const input = { idempotencyKey: 'p-1', ...terms };
    const added = { data: { addRetentionPolicy: { version: 1, loanDays: 60 } } };
    expect(await add(input)).toEqual(added);
    expect(await add(input)).toEqual(added);
    expect(codes(await add({ ...input, loanDays: 61 }))).toEqual(['CONFLICT']);
    expect(codes(await add({ ...input, idempotencyKey: 'p-2' }, librarian('NJ-JL')))).toEqual(['FORBIDDEN']);
    const { data } = await ask(
      network.subgraphs.lending,
      { role: 'anonymous' },
      '{ retentionPolicies { version validFrom loanDays holdDays parcelDays orderDays takenDays } }',
    );
    expect(data.retentionPolicies).toEqual([
      {
        version: 0,
        validFrom: '2020-01-01',
        loanDays: 180,
        holdDays: 90,
        parcelDays: 180,
        orderDays: 90,
        takenDays: 1461,
      },
      { version: 1, ...terms },
    ]);
  });

  test.each([
    [{ loanDays: 29 }, 'loanDays'],
    [{ takenDays: -1 }, 'takenDays'],
    [{ validFrom: '2026-11-22' }, 'validFrom'],
  ])('with %j is refused, and what would be right is said', async (changes, argument) => {
    const answer = await add({ idempotencyKey: 'p-3', ...terms, ...changes });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }]);
  });
});

describe('after its days', () => {
  test('a loan names nobody; its copy, its days and the counts stay', async () => {
    const card = nextCard();
    const id = await histories.had(card);
    const before = await loanRow(id);
    later(179);
    await histories.cut();
    expect((await loanRow(id))['reader_id']).toBe(before['reader_id']);
    const tally = 'select * from loan_tally order by 1, 2, 3, 4';
    const counted = await rows(network.subgraphs.lending, tally);
    expect(counted.length).toBeGreaterThan(0);

    later(2);
    await histories.cut();
    expect(await loanRow(id)).toEqual({ ...before, reader_id: null, tallied: true });
    expect(await rows(network.subgraphs.lending, tally)).toEqual(counted);
    const seen = await ask(
      network.subgraphs.lending,
      admin,
      `query ($card: String!) { reader(card: $card) { loans { totalCount } openLoans } }`,
      { card },
    );
    expect(seen.data.reader).toEqual({ loans: { totalCount: 0 }, openLoans: 0 });
    const [request] = await rows(network.subgraphs.lending, 'select * from loan_request where id = ?', [id]);
    expect(request).toMatchObject({ reader_id: null, organisation: 'library:NJ-JN' });
    expect(request!['content_hash']).toMatch(/^~/);
  });

  test('what has not ended, and a loss that is not settled, keep their reader', async () => {
    const card = nextCard();
    const open = await histories.borrow(card);
    const lost = await histories.borrow(card);
    const label = { barcode: lost.barcode, library: 'NJ-JN' };
    await histories.send(
      librarian('NJ-JN'),
      'mutation ($input: ItemLossInput!) { reportItemLost(input: $input) { id } }',
      {
        input: { idempotencyKey: histories.key(), ...label, reason: '读者王小明遗失' },
      },
    );
    later(400);
    await histories.cut();
    expect((await loanRow(open.id))['reader_id']).not.toBeNull();
    expect((await loanRow(lost.id))['reader_id']).not.toBeNull();

    await histories.send(
      librarian('NJ-JN'),
      'mutation ($input: SettleItemInput!) { settleItem(input: $input) { id } }',
      {
        input: { ...label, outcome: 'COMPENSATED', amount: { fen: 30_00 }, reason: '王小明已赔' },
      },
    );
    later(181);
    await histories.cut();
    expect((await loanRow(open.id))['reader_id']).not.toBeNull();
    expect((await loanRow(lost.id))['reader_id']).toBeNull();
    const [loss] = await rows(network.subgraphs.lending, 'select * from item_loss where loan_id = ?', [lost.id]);
    expect(loss).toMatchObject({ amount_fen: 30_00, reason: '—', settled_reason: '—' });
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('a hold goes after 90 days, one that became a loan goes with it', async () => {
    const card = nextCard();
    const place = (bookId: string, idempotencyKey: string) =>
      ask(
        network.subgraphs.lending,
        reader(card),
        'mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { ... on HoldPlaced { hold { id } } } }',
        { input: { idempotencyKey, bookId, pickup: { branch: 'JN-MAIN' } } },
      );
    const { data } = await place(showcaseId('threePermitted'), 'wish');
    const { id } = data.placeHold.hold;
    await histories.send(reader(card), 'mutation ($id: ID!) { cancelHold(id: $id) { state } }', { id });
    await runJobs(network);
    later(91);
    await histories.cut();
    const [hold] = await rows(network.subgraphs.lending, 'select * from hold where id = ?', [id]);
    expect(hold).toMatchObject({ reader_id: null, state: 'CANCELLED' });
    // The key is known, and does not place another hold.
    expect(codes(await place(showcaseId('threePermitted'), 'wish'))).toEqual(['CONFLICT']);
    const answer = await ask(network.subgraphs.lending, admin, `{ hold(id: "${id}") { id } }`);
    expect(answer.data.hold).toBeNull();
  });

  test('hundreds of loans take as many statements as one', async () => {
    const [owner] = await rows<{ id: string }>(network.subgraphs.lending, 'select id from reader where card = ?', [
      nextCard(),
    ]);
    const add = (count: number) =>
      rows(
        network.subgraphs.lending,
        `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date, returned_at)
         select gen_random_uuid()::text, ?, 'B000002', 'NJ-JN:' || gen_random_uuid(), 'RETURNED', 'MEMBER', ?, ?, ?, ?
         from generate_series(1, ?::int)`,
        [owner!.id, start, start, '2026-12-23', start, count],
      );
    const statementsOf = async (loans: number) => {
      await add(loans);
      later(181);
      let sent = 0;
      const { query } = pg.Client.prototype;
      pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
        sent += 1;
        return Reflect.apply(query, this, args) as never;
      } as typeof query;
      await histories.run('lending', 'cutHistories');
      pg.Client.prototype.query = query;
      now = start;
      const left = await rows(network.subgraphs.lending, 'select 1 from loan where reader_id = ?', [owner!.id]);
      expect(left).toEqual([]);
      return sent;
    };
    const one = await statementsOf(1);
    expect(one).toBeGreaterThan(10);
    expect(await statementsOf(400)).toBe(one);
  });
});

describe('ALREADY_TAKEN after the loan is cut', () => {
  const eligibility = (card: string, bookId: string) =>
    ask(
      network.subgraphs.bookstores,
      reader(card),
      `query ($input: PurchaseEligibilityInput!) { purchaseEligibility(input: $input) {
        ... on PurchaseEligibility { failures { code } } } }`,
      { input: { card, bookId, listPrice: { fen: 20_00 } } },
    );
  const isTaken = async (card: string, bookId: string) =>
    JSON.stringify((await eligibility(card, bookId)).data).includes('ALREADY_TAKEN');

  const expectRefused = async (card: string, bookId: string) => {
    const ways = await network.query(
      'query ($id: ID!) { book(id: $id) { fulfilmentOptions { options { kind failures { code } } } } }',
      { id: bookId },
      reader(card),
    );
    const { options } = ways.data.book.fulfilmentOptions;
    expect(options.find(({ kind }: { kind: string }) => kind === 'BUY_AND_COURIER').failures).toEqual(
      expect.arrayContaining([{ code: 'ALREADY_TAKEN' }]),
    );
    const again = await histories.orders.submitAtCounter(card, { bookId, listPrice: { fen: 20_00 } });
    expect(again).toMatchObject({ __typename: 'PurchaseRefused', failures: [{ code: 'READER_NOT_ELIGIBLE' }] });
  };

  test('refuses by a keyed hash until its day, for this reader and this book alone, and the hash is deleted', async () => {
    const [card, other] = [nextCard(), nextCard()];
    const [bookId, another] = [books[0]!, books[1]!];
    const orderId = await histories.bought(card, bookId);
    later(181);
    await histories.cut();
    expect(await loanRow(orderId)).toMatchObject({ reader_id: null });
    expect(await isTaken(card, bookId)).toBe(true);
    expect(await isTaken(card, another)).toBe(false);
    expect(await isTaken(other, bookId)).toBe(false);
    await expectRefused(card, bookId);
    expect(
      await rows(network.subgraphs.lending, `select * from taken_hash as it where it::text like any (?::text[])`, [
        `{"%${card}%","%${bookId}%"}`,
      ]),
    ).toEqual([]);

    later(1461 - 181 + 1);
    expect(await isTaken(card, bookId)).toBe(false);
    await histories.cut();
    expect(await rows(network.subgraphs.lending, 'select 1 from taken_hash')).toEqual([]);
  });

  test('refuses the book also when it was merged into another since, and that one into a third', async () => {
    const [card, other] = [nextCard(), nextCard()];
    const [first, second, third] = books.slice(16, 19) as [string, string, string];
    await histories.bought(card, first);
    later(181);
    await histories.cut();
    const repoint = async (from: string, to: string) =>
      expect(
        await ask(
          network.subgraphs.lending,
          { role: 'service', subgraph: 'central' },
          'mutation ($from: ID!, $to: ID!) { repointBook(from: $from, to: $to) }',
          { from, to },
        ),
      ).toEqual({ data: { repointBook: true } });
    expect(await isTaken(card, second)).toBe(false);
    await repoint(first, second);
    await repoint(first, second);
    expect(await isTaken(card, second)).toBe(true);
    await repoint(second, third);
    expect([await isTaken(card, third), await isTaken(card, first)]).toEqual([true, true]);
    expect(await isTaken(other, third)).toBe(false);
    await expectRefused(card, third);
    expect(
      await histories.orders.submitAtCounter(other, { bookId: third, listPrice: { fen: 20_00 } }),
    ).not.toMatchObject({
      __typename: 'PurchaseRefused',
    });
  });

  test('counts what was bought in the year, without which book it was', async () => {
    const card = nextCard();
    await histories.bought(card, books[2]!);
    await histories.bought(card, books[3]!);
    const facts = async (day: string) => {
      const { data } = await ask(
        network.subgraphs.lending,
        { role: 'service', subgraph: 'bookstores' },
        `query ($card: String!, $day: Date!) { borrowingFacts(card: $card, bookId: "none", day: $day) {
          reader { yearSpentFen recent outstanding taken } } }`,
        { card, day },
      );
      return data.borrowingFacts.reader;
    };
    const before = await facts('2026-11-23');
    expect(before).toEqual({
      yearSpentFen: 40_00,
      recent: ['2026-11-23', '2026-11-23'],
      outstanding: 0,
      taken: false,
    });
    await histories.erase(card);
    const loans = await rows(
      network.subgraphs.lending,
      'select 1 from loan join reader on reader.id = reader_id where card = ?',
      [card],
    );
    expect(loans).toEqual([]);
    expect(await facts('2026-11-23')).toEqual(before);
    expect(await facts('2027-01-02')).toMatchObject({ yearSpentFen: 0, recent: before.recent });
    later(401);
    await histories.cut();
    expect(await rows(network.subgraphs.lending, 'select 1 from purchase_sum')).toEqual([]);
  });
});

test('a store that says an old key again is answered as first, without the reader; other content is a conflict', async () => {
  const card = nextCard();
  const bookId = books[4]!;
  const changes = { idempotencyKey: 'old-key', bookId, listPrice: { fen: 20_00 } };
  const first = await histories.orders.submitAtCounter(card, changes);
  await histories.bringBack(first.itemBarcode, 'NJ-JL');
  await runJobs(network);
  later(200);
  await histories.cut();
  const [order] = await rows(network.subgraphs.bookstores, 'select * from purchase_lend_order where id = ?', [
    first.order.id,
  ]);
  expect(order).toMatchObject({ card: null, reader_id: null, reader_name: null, net_fen: 17_00 });
  expect((order!['facts'] as { reader: unknown }).reader).toBeNull();
  const repeat = (input: Record<string, unknown>) =>
    ask(
      network.subgraphs.bookstores,
      clerk,
      `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) {
        ... on PurchaseLendOrderLent { readerName order { id reader { id } } } } }`,
      { input: { store: 'QINGCHUN', card, ...changes, ...input } },
    );
  expect((await repeat({})).data.submitPurchaseLendOrder).toEqual({
    readerName: '',
    order: { id: first.order.id, reader: null },
  });
  expect(codes(await repeat({ card: nextCard() }))).toEqual(['CONFLICT']);
  expect(await violations(network.databaseUrls)).toEqual([]);
});
