// What is refused at the counter, what of it each person sees, and that the dry run says the same.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../lib/shanghai.ts';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
let shift = 0;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => new Date(Date.now() + shift) });
});
afterAll(() => network[Symbol.asyncDispose]());

const failureFields = 'failures { code subject limit actual unit }';
const mutation = /* GraphQL */ `
  mutation ($input: SubmitPurchaseLendOrderInput!) {
    submitPurchaseLendOrder(input: $input) {
      __typename
      ... on PurchaseLendOrderLent { order { id flags } }
      ... on PurchaseRefused { ${failureFields} order { id status outcome } }
      ... on TryAgain { message(lang: EN) }
    }
  }
`;
const dryRun = /* GraphQL */ `
  query ($input: PurchaseEligibilityInput!) {
    purchaseEligibility(input: $input) {
      __typename
      ... on PurchaseEligibility { eligible ${failureFields} flags payer { id } }
      ... on AmbiguousIsbn { candidates { id } }
    }
  }
`;

let keys = 0;
const notHeld = showcaseId('notHeld');
const given = (changes: Record<string, unknown> = {}) => ({
  store: 'QINGCHUN',
  card: sampleCard(++keys),
  bookId: notHeld,
  listPrice: { fen: 58_00 },
  ...changes,
});
const submit = async (input: Record<string, unknown>, person: Person = admin, idempotencyKey = `refusal-${++keys}`) => {
  const answer = await ask(network.subgraphs.bookstores, person, mutation, { input: { ...input, idempotencyKey } });
  expect(codes(answer)).toEqual([]);
  return answer.data.submitPurchaseLendOrder;
};
const judge = async (input: Record<string, unknown>, person: Person = admin) => {
  const answer = await ask(network.subgraphs.bookstores, person, dryRun, { input });
  expect(codes(answer)).toEqual([]);
  return answer.data.purchaseEligibility;
};
/** Everything that an order could have taken or changed. */
const state = async () => {
  const { central, districts, lending, bookstores } = network.subgraphs;
  return Promise.all([
    rows(central, 'select id, encumbered_fen, expended_fen from fund order by id'),
    rows(central, 'select count(*) from item'),
    rows(districts, 'select count(*) from item'),
    rows(central, "select count(*) from purchase where state <> 'RELEASED'"),
    rows(lending, 'select id, open_loans from reader order by id'),
    rows(lending, "select count(*) from loan where status <> 'RELEASED'"),
    rows(bookstores, 'select id, stock, sold, adjusted, in_flight from offer order by id'),
  ]);
};

const priceCap = { code: 'PRICE_CAP', subject: 'BOOK', limit: 100_00, unit: 'FEN' };
const copyCap = { code: 'COPY_CAP', subject: 'BOOK', limit: 5, actual: 6, unit: 'COPIES' };
const quota = { code: 'LOAN_QUOTA', subject: 'READER', limit: 8, actual: 9, unit: 'LOANS' };
const withoutNumbers = { limit: null, actual: null, unit: null };
const masked = { code: 'READER_NOT_ELIGIBLE', subject: 'READER', ...withoutNumbers };
const fundEmpty = { code: 'FUND_EMPTY', subject: 'FUND' };

/** What is asked, what an administrator reads, what the clerk of that store reads. */
const refusals: [string, Record<string, unknown>, object[], object[]][] = [
  [
    'a price above the cap with PRICE_CAP',
    { bookId: showcaseId('tooDear'), listPrice: { fen: 128_00 } },
    [{ ...priceCap, actual: 128_00 }],
    [{ ...priceCap, actual: 128_00 }],
  ],
  [
    'a title of which the payer has five with COPY_CAP',
    { bookId: showcaseId('enoughCopies'), listPrice: { fen: 39_80 } },
    [copyCap],
    [copyCap],
  ],
  ['a reader at the quota with LOAN_QUOTA', { card: sampleCard(71) }, [quota], [masked]],
  [
    'a reader with an overdue loan with OVERDUE_BLOCK',
    { card: sampleCard(77) },
    [{ code: 'OVERDUE_BLOCK', subject: 'READER', limit: 0, actual: 1, unit: 'LOANS' }],
    [masked],
  ],
  [
    'a suspended card with CREDIT',
    { card: sampleCard(81) },
    [{ code: 'CREDIT', subject: 'READER', ...withoutNumbers }],
    [masked],
  ],
  [
    'what the fund cannot bear with FUND_EMPTY',
    { store: 'XINCHENG', listPrice: { fen: 90_00 } },
    [{ ...fundEmpty, limit: 60_00, actual: 76_50, unit: 'FEN' }],
    [{ ...fundEmpty, ...withoutNumbers }],
  ],
  [
    'a book too dear, with enough copies, for a reader at the quota, with all three',
    { bookId: showcaseId('tooDearAndEnough'), listPrice: { fen: 168_00 }, card: sampleCard(71) },
    [{ ...priceCap, actual: 168_00 }, copyCap, quota],
    [{ ...priceCap, actual: 168_00 }, copyCap, masked],
  ],
  [
    'a book too dear for the cap and for the fund, for a reader at the quota, with all three',
    { store: 'XINCHENG', listPrice: { fen: 128_00 }, card: sampleCard(71) },
    [{ ...priceCap, actual: 128_00 }, quota, { ...fundEmpty, limit: 60_00, actual: 108_80, unit: 'FEN' }],
    [{ ...priceCap, actual: 128_00 }, masked, { ...fundEmpty, ...withoutNumbers }],
  ],
];

describe('the counter refuses', () => {
  test.each(refusals)('%s', async (_title, changes, forAdmin, forClerk) => {
    const input = given(changes);
    const clerkThere: Person = { ...clerk, store: input.store } as Person;
    const before = await state();
    const judged = await judge(input);
    expect(judged).toMatchObject({ eligible: false, failures: forAdmin, flags: [] });
    expect((await judge(input, clerkThere)).failures).toEqual(forClerk);
    expect(await submit(input)).toMatchObject({
      __typename: 'PurchaseRefused',
      failures: judged.failures,
      order: { status: 'REFUSED', outcome: 'NOT_SUPPLIED' },
    });
    expect((await submit(input, clerkThere)).failures).toEqual(forClerk);
    expect(await state()).toEqual(before);
  });

  test('a reader who had the book before with ALREADY_TAKEN, although it came back', async () => {
    const input = given({ card: sampleCard(40) });
    const lent = await submit(input);
    const { lending } = network.subgraphs;
    await rows(lending, "update loan set status = 'RETURNED', returned_at = now() where id = ?", [lent.order.id]);
    await rows(lending, 'update reader set open_loans = open_loans - 1 where card = ?', [sampleCard(40)]);
    const taken = { code: 'ALREADY_TAKEN', subject: 'READER', ...withoutNumbers };
    expect((await judge(input)).failures).toEqual([taken]);
    expect((await submit(input)).failures).toEqual([taken]);
    expect((await submit(input, clerk)).failures).toEqual([masked]);
  });

  test('a scanned barcode that is in use with BARCODE_IN_USE, and nothing stays reserved', async () => {
    const itemBarcode = `${dayOf(new Date()).slice(0, 4)}-00400`;
    const other = { bookId: showcaseId('threePermitted'), listPrice: { fen: 45_50 } };
    expect((await submit({ ...given(other), itemBarcode }, clerk)).__typename).toBe('PurchaseLendOrderLent');
    const before = await state();
    const refused = await submit({ ...given(), itemBarcode }, clerk);
    expect(refused.failures).toEqual([{ code: 'BARCODE_IN_USE', subject: 'BOOK', ...withoutNumbers }]);
    expect(await state()).toEqual(before);
  });

  test('a store without a contract for the day with STORE_INACTIVE', async () => {
    const { bookstores } = network.subgraphs;
    await rows(bookstores, "update contract set valid_to = '2020-12-31' where store_id = 'WENDU'");
    const input = given({ store: 'WENDU' });
    const inactive = { code: 'STORE_INACTIVE', subject: 'STORE', ...withoutNumbers };
    expect(await judge(input)).toMatchObject({ failures: [inactive], payer: null });
    expect((await submit(input, { ...clerk, store: 'WENDU' } as Person)).failures).toEqual([inactive]);
    await rows(bookstores, "update contract set valid_to = '2099-12-31' where store_id = 'WENDU'");
  });

  test('the copy that would pass the cap of the city with CITY_COPY_CAP', async () => {
    const { districts } = network.subgraphs;
    await rows(
      districts,
      `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status)
       select 'NJ-JN:C' || n, 'NJ-JN', 'C' || n, 'B000013', 'I247.5/1', 'I247.5 1', 'JN-MAIN', '', 'AVAILABLE'
       from generate_series(1, 30) as n`,
    );
    const { failures } = await judge({ bookId: 'B000013', listPrice: { fen: 30_00 } });
    expect(failures).toContainEqual({
      code: 'CITY_COPY_CAP',
      subject: 'BOOK',
      limit: 30,
      actual: expect.any(Number),
      unit: 'COPIES',
    });
  });
});

describe('the dry run', () => {
  test('says that an order would be approved, and has no effect', async () => {
    const input = given();
    const before = await state();
    const expected = { eligible: true, failures: [], flags: [], payer: { id: 'NJ-JL' } };
    expect(await judge(input, clerk)).toEqual({ __typename: 'PurchaseEligibility', ...expected });
    expect(await state()).toEqual(before);
    expect((await submit(input)).__typename).toBe('PurchaseLendOrderLent');
  });

  test('without reader and store asks their rules of nobody', async () => {
    const anonymous: Person = { role: 'anonymous' };
    expect(await judge({ bookId: notHeld }, anonymous)).toMatchObject({ eligible: true, payer: { id: 'NJ-JL' } });
    expect(await judge({ bookId: showcaseId('enoughCopies') }, anonymous)).toMatchObject({ failures: [copyCap] });
  });

  test('takes the price of the offer when none is given', async () => {
    const failures = [{ ...priceCap, actual: 128_00 }];
    expect(await judge({ bookId: showcaseId('tooDear'), store: 'QINGCHUN' })).toMatchObject({ failures });
    expect(await judge({ bookId: showcaseId('tooDear') })).toMatchObject({ failures });
  });

  test('asks which record is meant by an ISBN on two', async () => {
    const candidates = [{ id: 'B000001' }, { id: 'B000002' }];
    expect(await judge({ isbn: '7229100607' })).toEqual({ __typename: 'AmbiguousIsbn', candidates });
  });

  test('of a reader is for that reader and for staff', async () => {
    const about = (person: Person) =>
      ask(network.subgraphs.bookstores, person, dryRun, { input: given({ card: sampleCard(71) }) });
    expect((await about(reader(sampleCard(71)))).data.purchaseEligibility.failures).toEqual([quota]);
    expect((await about(librarian('NJ-JN'))).data.purchaseEligibility.failures).toEqual([quota]);
    expect(codes(await about(reader(sampleCard(1))))).toEqual(['FORBIDDEN']);
    expect(codes(await about({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
  });

  test.each([
    ['an unknown store', { store: 'NOWHERE' }, 'NOT_FOUND'],
    ['an unknown card', { card: 'N2026999999' }, 'NOT_FOUND'],
    ['an unknown book', { bookId: 'B999999' }, 'NOT_FOUND'],
    ['a price of 0', { listPrice: { fen: 0 } }, 'BAD_USER_INPUT'],
  ])('tells %s as a mistake', async (_title, changes, code) => {
    const answer = await ask(network.subgraphs.bookstores, admin, dryRun, { input: given(changes) });
    expect(codes(answer)).toEqual([code]);
  });
});

describe('while an owner is silent', () => {
  test('lending: the clerk is told to try again, nothing is taken, and a new key is lent later', async () => {
    const input = given();
    const before = await state();
    network.silence('lending');
    const undecided = { __typename: 'TryAgain', message: expect.stringContaining('with a new key') };
    expect(await submit(input, clerk, 'silent')).toEqual(undecided);
    network.silence(null);
    expect(await submit(input, clerk, 'silent')).toEqual(undecided);
    expect(await state()).toEqual(before);
    expect((await submit(input, clerk)).__typename).toBe('PurchaseLendOrderLent');
  });

  test('districts: last known counts stand in for a day, then the counter flags and online refuses', async () => {
    network.silence('districts');
    const lent = await submit(given(), clerk);
    expect(lent).toMatchObject({ __typename: 'PurchaseLendOrderLent', order: { flags: [] } });
    shift = 25 * 3_600_000;
    const input = given({ card: sampleCard(69) });
    expect(await judge(input)).toMatchObject({ eligible: true, flags: ['HOLDINGS_UNKNOWN'] });
    expect(await judge({ ...input, channel: 'ONLINE' })).toMatchObject({
      eligible: false,
      failures: [{ code: 'HOLDINGS_UNKNOWN' }],
      flags: [],
    });
    const flagged = await submit(input, clerk);
    expect(flagged).toMatchObject({ __typename: 'PurchaseLendOrderLent', order: { flags: ['HOLDINGS_UNKNOWN'] } });
    shift = 0;
    network.silence(null);
  });

  test('districts: their last known copies count for the caps', async () => {
    const { central } = network.subgraphs;
    await rows(central, 'update known_holdings set held = 5 where book_id = ? and library_id = ?', [notHeld, 'NJ-QH']);
    const input = given({ store: 'WENDU' });
    network.silence('districts');
    expect((await judge(input)).failures).toEqual([copyCap]);
    network.silence(null);
    expect((await judge(input)).failures).toEqual([]);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
