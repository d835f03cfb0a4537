// A draft of rules held against past orders; and orders for a book that is new to the city.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf, yearOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
const today = dayOf(new Date());

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

let keys = 0;
const submit = (changes: Record<string, unknown>, person: Person = clerk) =>
  ask(
    network.subgraphs.bookstores,
    person,
    `mutation ($input: SubmitPurchaseLendOrderInput!) {
      submitPurchaseLendOrder(input: $input) {
        __typename
        ... on PurchaseLendOrderLent { order { id isbn book { id } } }
        ... on PurchaseRefused { order { id } failures { code } }
      }
    }`,
    {
      input: {
        idempotencyKey: `replayed-${++keys}`,
        store: 'QINGCHUN',
        card: sampleCard(keys),
        listPrice: { fen: 58_00 },
        ...changes,
      },
    },
  );

describe('a draft of rules', () => {
  const replay = (ruleSet: Record<string, unknown>, person: Person = librarian('NJ-JL'), from = today, to = today) =>
    ask(
      network.subgraphs.bookstores,
      person,
      `query ($from: Date!, $to: Date!, $ruleSet: RuleSetInput!) {
        ruleReplay(from: $from, to: $to, ruleSet: $ruleSet) {
          judged turns { order { id } was wouldBe codes }
          newlyRefused { count listTotal { fen } netTotal { fen } } newlyPassed { count listTotal { fen } netTotal { fen } }
        }
      }`,
      { from, to, ruleSet: { library: 'NJ-JL', validFrom: today, ...ruleSet } },
    );
  const nothing = { count: 0, listTotal: { fen: 0 }, netTotal: { fen: 0 } };
  let dear = '';
  let cheap = '';

  beforeAll(async () => {
    const lent = await submit({ bookId: showcaseId('notHeld'), listPrice: { fen: 58_00 } });
    cheap = lent.data.submitPurchaseLendOrder.order.id;
    const refused = await submit({ bookId: showcaseId('tooDear'), listPrice: { fen: 128_00 } });
    dear = refused.data.submitPurchaseLendOrder.order.id;
    // Another library pays here.
    await submit({ bookId: showcaseId('notHeld'), store: 'WENDU' }, admin);
  });

  test('tells which past orders would have been refused, and the money', async () => {
    const { data } = await replay({ rules: [{ code: 'PRICE_CAP', limit: 50_00 }] });
    expect(data.ruleReplay).toEqual({
      judged: 2,
      turns: [{ order: { id: cheap }, was: 'PASS', wouldBe: 'REFUSE', codes: ['PRICE_CAP'] }],
      newlyRefused: { count: 1, listTotal: { fen: 58_00 }, netTotal: { fen: 49_30 } },
      newlyPassed: nothing,
    });
  });

  test('tells which would have been approved', async () => {
    const { data } = await replay({ rules: [{ code: 'PRICE_CAP', limit: 150_00 }] });
    expect(data.ruleReplay).toMatchObject({
      turns: [{ order: { id: dear }, was: 'REFUSE', wouldBe: 'PASS', codes: [] }],
      newlyRefused: nothing,
      newlyPassed: { count: 1, listTotal: { fen: 128_00 }, netTotal: { fen: 108_80 } },
    });
  });

  test('that changes nothing turns nothing, and changes no order', async () => {
    const before = await rows(network.subgraphs.bookstores, 'select * from purchase_lend_order order by id');
    const { data } = await replay({ rules: [{ code: 'PRICE_CAP', limit: 100_00 }] });
    expect(data.ruleReplay).toMatchObject({ judged: 2, turns: [] });
    expect(await rows(network.subgraphs.bookstores, 'select * from purchase_lend_order order by id')).toEqual(before);
  });

  test('looks at the days that are asked', async () => {
    const yesterday = addDays(today, -1);
    const { data } = await replay({ rules: [{ code: 'PRICE_CAP', limit: 1 }] }, admin, yesterday, yesterday);
    expect(data.ruleReplay.judged).toBe(0);
    expect(codes(await replay({ rules: [] }, admin, today, yesterday))).toEqual(['BAD_USER_INPUT']);
  });

  test.each<[string, Person, Record<string, unknown>, string]>([
    ['a librarian of another library', librarian('NJ-JN'), {}, 'FORBIDDEN'],
    ['a librarian for the whole network', librarian('NJ-JL'), { library: null }, 'FORBIDDEN'],
    ['a clerk', clerk, {}, 'FORBIDDEN'],
    ['nobody', { role: 'anonymous' }, {}, 'UNAUTHENTICATED'],
  ])('is not held against past orders by %s', async (_title, person, changes, code) => {
    expect(codes(await replay({ rules: [{ code: 'PRICE_CAP', limit: 1 }], ...changes }, person))).toEqual([code]);
  });
});

describe('a book that is new to the city', () => {
  const isbn = '978-7-100-00001-7';
  const line = {
    title: '【样例】全新之书',
    responsibility: '【样例】某人 著',
    publisher: '【样例】',
    classNumber: 'I267',
  };
  const described = { ...line, year: yearOf(new Date()) };

  test('needs the line of the store, which is asked for', async () => {
    const answer = await submit({ isbn });
    expect(codes(answer)).toEqual(['NOT_FOUND']);
    expect(answer.errors?.[0]).toMatchObject({ extensions: { argument: 'isbn', needs: 'line' } });
    expect(answer.errors?.[0]?.message).toMatch(/请在 line 中填写题名/);
  });

  test('is judged before it has a record, and gets none by that', async () => {
    const { data } = await ask(
      network.subgraphs.bookstores,
      clerk,
      `query ($input: PurchaseEligibilityInput!) {
        purchaseEligibility(input: $input) { ... on PurchaseEligibility { eligible failures { code } } }
      }`,
      { input: { store: 'QINGCHUN', isbn, listPrice: { fen: 30_00 }, line: { ...described, classNumber: 'G624.1' } } },
    );
    expect(data.purchaseEligibility).toEqual({ eligible: false, failures: [{ code: 'EXCLUDED_CLASS' }] });
    expect(await rows(network.subgraphs.central, "select id from book where isbn = '9787100000017'")).toEqual([]);
  });

  test('is lent with a record that waits for cataloguing, one for all stores', async () => {
    const orders = await Promise.all([
      submit({ isbn, line: described, card: sampleCard(30) }),
      submit({ isbn, line: described, card: sampleCard(31) }),
      submit({ isbn, line: described, card: sampleCard(32), store: 'WENDU' }, admin),
    ]);
    expect(orders.map(({ data }) => data.submitPurchaseLendOrder.__typename)).toEqual(
      Array.from({ length: 3 }, () => 'PurchaseLendOrderLent'),
    );
    const books = await rows(
      network.subgraphs.central,
      "select title, class_number, year, format, catalogued from book where isbn = '9787100000017'",
    );
    expect(books).toEqual([
      { title: line.title, class_number: 'I267', year: described.year, format: 'BOOK', catalogued: false },
    ]);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a year that is none', { year: 26 }, 'line.year'],
    ['a class that is none', { classNumber: '五' }, 'line.classNumber'],
    ['a class with a space, which no rule would find', { classNumber: 'G 634.3' }, 'line.classNumber'],
    ['a class with an invisible character', { classNumber: 'G\u200b634.3' }, 'line.classNumber'],
    ['a title longer than the catalogue keeps', { title: '长'.repeat(256) }, 'line.title'],
    ['a responsibility longer than that', { responsibility: '长'.repeat(256) }, 'line.responsibility'],
    ['a publisher longer than that', { publisher: '长'.repeat(256) }, 'line.publisher'],
    ['no volumes', { volumes: 0 }, 'line.volumes'],
    ['no title', { title: ' ' }, 'line.title'],
  ])('is refused with %s, and leaves nothing', async (_title, changes, argument) => {
    const other = '978-7-100-00002-4';
    const answer = await submit({ isbn: other, line: { ...described, ...changes } });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ argument });
    expect(await rows(network.subgraphs.central, "select id from book where isbn = '9787100000024'")).toEqual([]);
  });

  test('is shown to readers as not catalogued', async () => {
    const { data } = await ask(
      network.subgraphs.central,
      reader(sampleCard(30)),
      `{ booksByIsbn(isbn: "${isbn}") { title catalogued format volumes } }`,
    );
    expect(data.booksByIsbn).toEqual([{ title: line.title, catalogued: false, format: 'BOOK', volumes: 1 }]);
  });
});
