// The ways to a book, asked of the whole graph: each way, each owner silent in turn, a dead store, the rules, and who sees what.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anonymous, type Identity } from '../lib/identity.ts';
import { addDays, dayOf } from '../lib/shanghai.ts';
import type { SubgraphName } from '../schema/sdl.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { ask, codes, rows } from './ask.ts';
import { deskOf } from './holds.ts';
import { clerk, librarian, openTestNetwork, reader, type TestNetwork } from './network.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());
afterEach(() => network.silence(null));

const fields = `
  sources { kind store { id } state reason }
  options {
    rank kind state branch { id } store { id } proximity copies earliest freight { fen } listPrice { fen } payer { id }
    loanDays score because { code points }
    effect { loans { before after limit } outstanding { before after limit } yearlySpendFen { before after limit } }
    failures { code limit actual onFail eligibleFrom } sources { kind store { id } state reason }
  }
`;
const entity = `query ($books: [_Any!]!, $reader: String, $near: NearInput) {
  books: _entities(representations: $books) { ... on Book { fulfilmentOptions(reader: $reader, near: $near) { ${fields} } } }
}`;

const today = dayOf(new Date());
const card = sampleCard(2);
/** A sample title that stands on several shelves, and one that no library has. */
const { standing, notHeld } = { standing: 'B000240', notHeld: showcaseId('notHeld') };

interface Asked {
  person?: Identity;
  card?: string;
  near?: object;
}

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Data = any;

/** As the gateway would ask for one book. */
async function tryOptions(bookId: string, { person = anonymous, card: of, near }: Asked = {}) {
  const books = [{ __typename: 'Book', id: bookId }];
  return ask(network.subgraphs.lending, person, entity, { books, reader: of ?? null, near: near ?? null });
}

async function optionsOf(bookId: string, asked: Asked = {}): Promise<Data> {
  const answer = await tryOptions(bookId, asked);
  expect(codes(answer)).toEqual([]);
  return answer.data.books[0].fulfilmentOptions;
}

const ofKind = ({ options }: Data, kind: string): Data[] => options.filter((option: Data) => option.kind === kind);
const codesOf = (option: Data): string[] => option.failures.map(({ code }: Data) => code);

describe('each way', () => {
  test('a shelf in the same branch goes before one in the same district, and that before others', async () => {
    const [standsAt] = await rows<{ branch_id: string }>(
      network.subgraphs.districts,
      "select branch_id from item where book_id = ? and status = 'AVAILABLE' and branch_id like '%-SAMPLE' limit 1",
      [standing],
    );
    const branch = standsAt?.branch_id ?? '';
    const here = ofKind(await optionsOf(standing, { near: { branch } }), 'ON_SHELF');
    expect(here[0]).toMatchObject({ rank: 1, branch: { id: branch }, proximity: 'SAME_BRANCH', earliest: today });
    const scores = here.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    const { data } = await network.query(`{ branches { id library { district } } }`);
    const { library } = data.branches.find(({ id }: Data) => id === branch);
    const [near] = ofKind(await optionsOf(standing, { near: { district: library.district } }), 'ON_SHELF');
    expect(near).toMatchObject({ proximity: 'SAME_DISTRICT', freight: { fen: 0 }, loanDays: 30, state: 'POSSIBLE' });
  });

  test('a shelf of a library that is closed today can be had on the day when it opens', async () => {
    const closing = `insert into closing (id, scope, library, weekday, from_day, to_day, reason, idempotency_key, content_hash, created_by, created_at)
       values ('C1', 'network', null, null, ?, ?, '台风', 'C1', '', 'ADMIN', now())`;
    await rows(network.subgraphs.lending, closing, [today, addDays(today, 1)]);
    const [shelf] = ofKind(await optionsOf(standing), 'ON_SHELF');
    const [parcel] = ofKind(await optionsOf(standing), 'PARCEL');
    await rows(network.subgraphs.lending, "delete from closing where id = 'C1'");
    expect(shelf.earliest).toBe(addDays(today, 2));
    expect(parcel.earliest).toBe(addDays(today, 4));
  });

  test('a shelf is open when the branch is, not when the library is that owns the copy', async () => {
    const { central, lending } = network.subgraphs;
    const id = showcaseId('enoughCopies');
    await rows(
      central,
      "update item set status = 'AVAILABLE', due_date = null, branch_id = 'JN-MAIN' where book_id = ?",
      [id],
    );
    await rows(
      lending,
      `insert into closing (id, scope, library, weekday, from_day, to_day, reason, idempotency_key, content_hash, created_by, created_at)
       values ('C2', 'NJ-JN', 'NJ-JN', null, ?, ?, '馆舍维修', 'C2', '', 'ADMIN', now())`,
      [today, addDays(today, 4)],
    );
    const options = await optionsOf(id);
    await rows(lending, "delete from closing where id = 'C2'");
    await rows(central, "update item set branch_id = 'JL-MAIN' where book_id = ?", [id]);
    expect(ofKind(options, 'ON_SHELF')).toMatchObject([{ branch: { id: 'JN-MAIN' }, earliest: addDays(today, 5) }]);
    expect(ofKind(options, 'PARCEL')).toMatchObject([{ earliest: addDays(today, 7) }]);
  });

  test('days of a loan are those of the policy that would decide it', async () => {
    await rows(
      network.subgraphs.lending,
      `insert into loan_policy (id, scope, library, valid_from, version, loan_days, renewals, renewal_days, start, start_days)
       values ('P1', 'NJ-JL', 'NJ-JL', '2021-01-01', 1, 21, 0, 1, 'SIGN_OFF', 0)`,
    );
    const { central } = network.subgraphs;
    const id = showcaseId('enoughCopies');
    await rows(central, "update item set status = 'AVAILABLE', due_date = null where book_id = ?", [id]);
    const held = await optionsOf(id);
    await rows(network.subgraphs.lending, "delete from loan_policy where id = 'P1'");
    expect(ofKind(held, 'ON_SHELF').map(({ loanDays }) => loanDays)).toEqual([21]);
    expect(ofKind(held, 'PARCEL')).toMatchObject([{ loanDays: 21, copies: 5 }]);
  });

  test('a book whose copies are all out can be waited for, until the first of them is due', async () => {
    const { central } = network.subgraphs;
    const id = showcaseId('enoughCopies');
    const due = addDays(today, 6);
    await rows(central, "update item set status = 'ON_LOAN', due_date = ? where book_id = ?", [due, id]);
    const out = await optionsOf(id);
    await rows(central, "update item set due_date = '2019-05-01' where book_id = ?", [id]);
    const lost = await optionsOf(id);
    await rows(central, "update item set status = 'AVAILABLE', due_date = null where book_id = ?", [id]);
    expect(ofKind(out, 'ON_SHELF')).toEqual([]);
    expect(ofKind(out, 'HOLD')).toMatchObject([{ state: 'POSSIBLE', copies: 5, earliest: addDays(due, 2) }]);
    expect(codesOf(ofKind(out, 'PARCEL')[0])).toEqual(['NO_COPY_AVAILABLE']);
    expect(ofKind(lost, 'HOLD'), 'nobody knows when an overdue one comes').toMatchObject([{ earliest: null }]);
  });

  test('a book that the reader has cannot be waited for', async () => {
    const [lent] = await rows<{ book_id: string; card: string }>(
      network.subgraphs.lending,
      "select book_id, card from loan join reader on reader.id = reader_id where status = 'ACTIVE' order by card limit 1",
    );
    const [hold] = ofKind(await optionsOf(lent!.book_id, { person: reader(lent!.card) }), 'HOLD');
    expect(hold).toMatchObject({ state: 'REFUSED', earliest: null });
    expect(codesOf(hold)).toContain('ALREADY_ON_LOAN');
    const seen = await optionsOf(lent!.book_id, { person: clerk, card: lent!.card });
    expect(codesOf(ofKind(seen, 'HOLD')[0])).toEqual(['READER_NOT_ELIGIBLE']);
  });

  test('a book that nobody has and nobody sells has no way, and each says why', async () => {
    const { options } = await optionsOf('B999999');
    expect(options.at(-1)).toMatchObject({ kind: 'NONE', state: 'REFUSED', failures: [], score: 0 });
    for (const option of options.slice(0, -1)) {
      expect(option).toMatchObject({ state: 'REFUSED', earliest: null });
      expect(codesOf(option).length).toBeGreaterThan(0);
    }
  });

  test('a parcel costs what the tariff in force says, and a dear one comes after one that is free', async () => {
    const scoreOf = async () => {
      const [parcel] = ofKind(await optionsOf(standing), 'PARCEL');
      return { fen: parcel.freight.fen, points: parcel.because.find(({ code }: Data) => code === 'COST').points };
    };
    const free = await scoreOf();
    await rows(
      network.subgraphs.lending,
      `insert into freight_tariff (id, direction, valid_from, version, payer, parcel_fen)
       values ('T1', 'OUT', '2021-01-01', 1, 'READER', 800)`,
    );
    const dear = await scoreOf();
    const { data } = await network.query('{ parcelQuote(direction: OUT) { freight { fen } } }');
    await rows(network.subgraphs.lending, "delete from freight_tariff where id = 'T1'");
    expect([free, dear]).toEqual([
      { fen: 0, points: 10 },
      { fen: 800, points: 6 },
    ]);
    expect(data.parcelQuote.freight.fen).toBe(dear.fen);
  });

  test('a purchase tells the price, the payer, and what it does to the reader', async () => {
    const bought = await optionsOf(notHeld, { person: reader(card), card });
    expect(ofKind(bought, 'BUY_AND_COURIER')).toMatchObject([
      {
        state: 'POSSIBLE',
        store: { id: 'QINGCHUN' },
        payer: { id: 'NJ-JL' },
        listPrice: { fen: 58_00 },
        freight: { fen: 0 },
        earliest: addDays(today, 3),
        effect: {
          loans: { before: 0, after: 1, limit: 8 },
          outstanding: { before: 0, after: 1, limit: 5 },
          yearlySpendFen: { before: 0, after: 58_00, limit: 500_00 },
        },
      },
    ]);
    expect(ofKind(bought, 'BUY_IN_STORE')).toHaveLength(3);
  });
});

const eligibility = `query ($input: PurchaseEligibilityInput!) {
  purchaseEligibility(input: $input) {
    ... on PurchaseEligibility { failures { code limit actual onFail eligibleFrom } payer { id } }
  }
}`;

describe.each([
  { who: 'nobody', person: anonymous, of: null },
  { who: 'a reader', person: reader(sampleCard(72)), of: sampleCard(72) },
  { who: 'a clerk', person: clerk, of: sampleCard(72) },
  { who: 'a librarian', person: librarian('NJ-JN'), of: sampleCard(77) },
  { who: 'the payer’s librarian', person: librarian('NJ-JY'), of: sampleCard(3) },
] as { who: string; person: Identity; of: string | null }[])('to $who', ({ person, of }) => {
  test('a purchase is judged as by the dry run of the orders, with every code and number', async () => {
    const offered = await rows<{ book_id: string }>(
      network.subgraphs.bookstores,
      'select distinct book_id from offer order by book_id limit 14',
    );
    const codesSeen = new Set<string>();
    for (const { book_id: bookId } of offered) {
      const answer = await optionsOf(bookId, { person, ...(of ? { card: of } : {}) });
      for (const way of [...ofKind(answer, 'BUY_IN_STORE'), ...ofKind(answer, 'BUY_AND_COURIER')]) {
        if (way.kind === 'BUY_IN_STORE' && way.store === null) continue;
        const channel =
          way.kind === 'BUY_IN_STORE' ? { channel: 'COUNTER', store: way.store.id } : { channel: 'ONLINE' };
        const input = { ...channel, bookId, ...(of ? { card: of } : {}) };
        const dry = await ask(network.subgraphs.bookstores, person, eligibility, { input });
        expect(way.failures, `${bookId} ${way.kind}`).toEqual(dry.data.purchaseEligibility.failures);
        expect(way.payer, bookId).toEqual(dry.data.purchaseEligibility.payer);
        for (const code of codesOf(way)) codesSeen.add(code);
      }
    }
    expect(codesSeen.size).toBeGreaterThanOrEqual(4);
  }, 60_000);
});

describe('an owner that is silent costs what it alone knows, and is named', () => {
  const stateOf = ({ sources }: Data, kind: string) => sources.find((source: Data) => source.kind === kind);

  test('the districts: their shelves are unknown, the central library’s are told, purchases are judged by last counts', async () => {
    network.silence('districts');
    const answer = await optionsOf(standing);
    expect(stateOf(answer, 'DISTRICTS')).toMatchObject({ state: 'UNKNOWN', reason: 'UNAVAILABLE' });
    expect(stateOf(answer, 'CENTRAL')).toMatchObject({ state: 'LIVE' });
    const unknown = ofKind(answer, 'ON_SHELF').filter(({ state }) => state === 'UNKNOWN');
    expect(unknown).toMatchObject([{ branch: null, copies: null, sources: [{ kind: 'DISTRICTS' }] }]);
    const [online] = ofKind(answer, 'BUY_AND_COURIER');
    const input = { bookId: standing, channel: 'ONLINE' };
    const dry = await ask(network.subgraphs.bookstores, anonymous, eligibility, { input });
    expect(online.failures).toEqual(dry.data.purchaseEligibility.failures);
    expect(online.sources).toContainEqual(expect.objectContaining({ kind: 'DISTRICTS', state: 'UNKNOWN' }));
    const none = await optionsOf(notHeld);
    expect(ofKind(none, 'PARCEL')).toMatchObject([{ state: 'UNKNOWN', copies: null, failures: [] }]);
    expect(ofKind(none, 'HOLD')).toMatchObject([{ state: 'UNKNOWN', earliest: null }]);
    expect(ofKind(none, 'BUY_AND_COURIER')).toMatchObject([{ state: 'POSSIBLE' }]);
  });

  test('the catalogue: no purchase is judged, the districts’ shelves are told', async () => {
    network.silence('central');
    const answer = await optionsOf(standing, { near: { branch: 'JN-SAMPLE' } });
    expect(stateOf(answer, 'CENTRAL')).toMatchObject({ state: 'UNKNOWN', reason: 'UNAVAILABLE' });
    expect(ofKind(answer, 'ON_SHELF').some(({ state }) => state === 'POSSIBLE')).toBe(true);
    expect(ofKind(answer, 'BUY_AND_COURIER')).toMatchObject([{ state: 'UNKNOWN', failures: [] }]);
    expect(ofKind(answer, 'NONE')).toEqual([]);
  });

  test('the bookstores: purchases are unknown, and unknown is never "no way"', async () => {
    network.silence('bookstores');
    const answer = await optionsOf(notHeld);
    expect(stateOf(answer, 'BOOKSTORES')).toMatchObject({ state: 'UNKNOWN', reason: 'UNAVAILABLE' });
    expect(ofKind(answer, 'BUY_IN_STORE')).toMatchObject([{ state: 'UNKNOWN', store: null }]);
    expect(ofKind(answer, 'BUY_AND_COURIER')).toMatchObject([{ state: 'UNKNOWN' }]);
    expect(ofKind(answer, 'PARCEL').map(codesOf)).toEqual([['NO_COPY_AVAILABLE']]);
    expect(ofKind(answer, 'NONE')).toEqual([]);
  });

  test('lending: the field is null with its name, the book and its holdings are told', async () => {
    network.silence('lending');
    const { data, errors } = await network.query(
      `{ book(id: "${standing}") { title holdings { id } fulfilmentOptions { asOf } } }`,
    );
    expect(data.book).toMatchObject({ title: expect.any(String), fulfilmentOptions: null });
    expect(data.book.holdings).toHaveLength(14);
    expect(errors?.map(({ path, extensions }) => [path, extensions['subgraph']])).toEqual([
      [['book', 'fulfilmentOptions'], 'lending'],
    ]);
  });

  test.each([
    'central',
    'districts',
    'bookstores',
  ] as SubgraphName[])('a %s that never answers is waited for 3 seconds at most', async (name) => {
    network.silence(name, () => new Promise(() => {}));
    const begun = performance.now();
    const answer = await optionsOf(standing);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(stateOf(answer, name.toUpperCase())).toMatchObject({ state: 'UNKNOWN', reason: 'TIMEOUT' });
    expect(answer.options.some(({ state }: Data) => state === 'POSSIBLE')).toBe(true);
  });
});

describe('a store that is dead', () => {
  const age = (store: string, hours: number) =>
    rows(
      network.subgraphs.bookstores,
      `update offer set as_of = now() - make_interval(hours => ${hours}) where store_id = ? and book_id = ?`,
      [store, notHeld],
    );

  test('has a stock that nobody knows; the other stores are as they are', async () => {
    await age('WENDU', 30);
    const answer = await optionsOf(notHeld);
    await age('WENDU', 0);
    const wendu = ofKind(answer, 'BUY_IN_STORE').find(({ store }) => store.id === 'WENDU');
    expect(wendu).toMatchObject({ state: 'UNKNOWN', copies: null, earliest: null, failures: [] });
    expect(wendu.sources).toContainEqual({ kind: 'STORE', store: { id: 'WENDU' }, state: 'UNKNOWN', reason: 'STALE' });
    expect(ofKind(answer, 'BUY_IN_STORE').map(({ store, state }) => [store.id, state])).toContainEqual([
      'QINGCHUN',
      'POSSIBLE',
    ]);
    expect(ofKind(answer, 'BUY_AND_COURIER')).toMatchObject([{ state: 'POSSIBLE', store: { id: 'QINGCHUN' } }]);
  });

  test('makes an online order unknown when no other store of the same payer has the book', async () => {
    await age('QINGCHUN', 30);
    const answer = await optionsOf(notHeld);
    await age('QINGCHUN', 0);
    expect(ofKind(answer, 'BUY_AND_COURIER')).toMatchObject([
      { state: 'UNKNOWN', store: { id: 'QINGCHUN' }, copies: null },
    ]);
  });

  test('goes last in no contract: the store is refused with STORE_INACTIVE', async () => {
    const { bookstores } = network.subgraphs;
    await rows(bookstores, "update contract set valid_to = '2021-01-01' where store_id = 'WENDU'");
    const answer = await optionsOf(notHeld);
    await rows(bookstores, "update contract set valid_to = '2036-01-01' where store_id = 'WENDU'");
    const wendu = ofKind(answer, 'BUY_IN_STORE').find(({ store }) => store.id === 'WENDU');
    expect([wendu.state, codesOf(wendu)]).toEqual(['REFUSED', ['STORE_INACTIVE']]);
  });
});

describe('a reader who waits for the book already', () => {
  test('is told what the hold says, and what comes after it for others', async () => {
    const desk = deskOf(network);
    const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-MAIN' });
    const [borrower, first, second, other] = [20, 21, 22, 23].map(sampleCard) as [string, string, string, string];
    await desk.checkOut(items[0]!, borrower);
    const due = addDays(today, 30);
    const holds = [await desk.place(first, bookId, 'JN-MAIN'), await desk.place(second, bookId, 'JN-MAIN')];
    const earliest = async (of: string) => ofKind(await optionsOf(bookId, { person: reader(of) }), 'HOLD')[0].earliest;
    expect([await earliest(first), await earliest(second), await earliest(other)]).toEqual([
      addDays(due, 2),
      addDays(due, 32),
      addDays(due, 62),
    ]);
    expect(holds.map(({ estimatedFrom }) => estimatedFrom)).toEqual([addDays(due, 2), addDays(due, 32)]);

    // It comes back: the first can fetch it today, or have it brought; for others there is none.
    await desk.scan(items[0]!, 'JN-MAIN');
    const own = await optionsOf(bookId, { person: reader(first) });
    expect(ofKind(own, 'HOLD')).toMatchObject([{ state: 'POSSIBLE', earliest: today }]);
    expect(ofKind(own, 'PARCEL')).toMatchObject([{ state: 'POSSIBLE', copies: 1, earliest: addDays(today, 2) }]);
    for (const asked of [{ person: reader(other) }, { person: clerk, card: first }]) {
      expect(ofKind(await optionsOf(bookId, asked), 'PARCEL')).toMatchObject([
        { state: 'REFUSED', failures: [{ code: 'NO_COPY_AVAILABLE' }] },
      ]);
    }
    expect((await desk.requestOnline(first, bookId)).__typename).toBe('LoanRequested');
  });
});

describe('who sees what', () => {
  const full = sampleCard(71);

  test('a reader at the quota is refused loans with LOAN_QUOTA, and may wait all the same', async () => {
    const own = await optionsOf(standing, { person: reader(full) });
    for (const kind of ['ON_SHELF', 'PARCEL']) {
      expect(ofKind(own, kind)[0]).toMatchObject({
        state: 'REFUSED',
        earliest: null,
        failures: [{ code: 'LOAN_QUOTA', limit: 8, actual: 9 }],
        effect: { loans: { before: 8, after: 9, limit: 8 }, outstanding: null },
      });
    }
    expect(ofKind(own, 'HOLD')).toMatchObject([{ state: 'POSSIBLE', rank: 1 }]);
  });

  test('a reader on credit alone with a low band is refused a parcel with CREDIT, and fetches a copy as before', async () => {
    const update = 'update reader set credit_only = ?, band = ? where card = ?';
    await rows(network.subgraphs.lending, update, [true, 'FAIR', card]);
    const own = await optionsOf(standing, { person: reader(card) });
    await rows(network.subgraphs.lending, update, [false, 'GOOD', card]);
    expect(ofKind(own, 'PARCEL')).toMatchObject([{ state: 'REFUSED', failures: [{ code: 'CREDIT' }] }]);
    expect(ofKind(own, 'ON_SHELF')[0]).toMatchObject({ state: 'POSSIBLE', failures: [] });
  });

  test('a clerk sees READER_NOT_ELIGIBLE and nothing of the account', async () => {
    const seen = await optionsOf(standing, { person: clerk, card: full });
    expect(ofKind(seen, 'PARCEL')[0].failures).toMatchObject([
      { code: 'READER_NOT_ELIGIBLE', limit: null, actual: null },
    ]);
    expect(JSON.stringify(seen)).not.toContain('LOAN_QUOTA');
    expect(seen.options.map(({ effect }: Data) => effect)).toEqual(seen.options.map(() => null));
  });

  test('a librarian sees all of any reader; nobody without a card sees a rule about a reader', async () => {
    const seen = await optionsOf(standing, { person: librarian('NJ-JN'), card: sampleCard(77) });
    expect(codesOf(ofKind(seen, 'PARCEL')[0])).toEqual(['OVERDUE_BLOCK']);
    const open = await optionsOf(standing);
    expect(open.options.map(({ effect }: Data) => effect)).toEqual(open.options.map(() => null));
    expect(ofKind(open, 'PARCEL')).toMatchObject([{ state: 'POSSIBLE', failures: [] }]);
  });

  test.each([
    { what: 'a card without a token', asked: { card }, code: 'UNAUTHENTICATED' },
    { what: 'another reader’s card', asked: { card, person: reader(full) }, code: 'FORBIDDEN' },
    { what: 'a card that is none', asked: { card: 'N0', person: clerk }, code: 'NOT_FOUND' },
    { what: 'no place in `near`', asked: { near: {} }, code: 'BAD_USER_INPUT' },
    { what: 'two places', asked: { near: { branch: 'JL-MAIN', district: '江宁区' } }, code: 'BAD_USER_INPUT' },
    { what: 'a branch that is none', asked: { near: { branch: 'X' } }, code: 'NOT_FOUND' },
    { what: 'a district that is none', asked: { near: { district: '海淀区' } }, code: 'NOT_FOUND' },
  ])('$what is $code', async ({ asked, code }) => {
    expect(codes(await tryOptions(standing, asked))).toEqual([code]);
  });
});

test('20 books with their places are answered through the gateway', async () => {
  const { data, errors } = await network.query(
    `query ($near: NearInput) {
      searchBooks(query: "样例", first: 20) {
        nodes { title fulfilmentOptions(near: $near) { options { kind branch { name library { name } } store { name } payer { name } } } }
      }
    }`,
    { near: { district: '江宁区' } },
  );
  expect(errors).toBeUndefined();
  expect(data.searchBooks.nodes).toHaveLength(20);
  for (const { fulfilmentOptions } of data.searchBooks.nodes) {
    expect(fulfilmentOptions.options.length).toBeGreaterThan(2);
  }
});

test('weights are data: the last version in force decides', async () => {
  const { lending } = network.subgraphs;
  const before = await optionsOf(notHeld);
  await rows(lending, "insert into fulfilment_choice values ('2021-01-01', 90, 0, 0, 0, 0, 2, 2, 3, 24)");
  await rows(lending, "insert into fulfilment_choice values ('2999-01-01', 0, 90, 0, 0, 0, 2, 2, 3, 24)");
  const after = await optionsOf(notHeld);
  await rows(lending, 'delete from fulfilment_choice');
  expect(before.options[0].kind).toBe('BUY_AND_COURIER');
  expect(after.options[0].kind).toBe('BUY_IN_STORE');
  expect(after.options[0].because).toContainEqual({ code: 'TIME', points: 90 });
});
