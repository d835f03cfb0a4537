// 书服到家 and return anywhere: a reader borrows online, and a copy comes back over any desk.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { showcaseId } from '../../scripts/seed/city.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const requestMutation = /* GraphQL */ `
  mutation ($input: RequestLoanInput!) {
    requestLoan(input: $input) {
      __typename
      ... on LoanRequested {
        loan { id status channel dueDate overdue reader { card } book { id } item { __typename id } }
        parcel { direction status from { id } loans { id } address { recipient street } }
      }
      ... on LoanRefused { failures { code subject limit actual } }
      ... on TryAgain { message }
      ... on AmbiguousIsbn { candidates { id } }
    }
  }
`;
const returnMutation = /* GraphQL */ `
  mutation ($input: ReturnItemInput!) {
    returnItem(input: $input) {
      next destination { id } item { __typename id } loan { id status reader { card } } message(lang: EN)
    }
  }
`;

const deliveryAddress = {
  recipient: '李雷',
  phone: '13900000000',
  province: '江苏省',
  city: '南京市',
  district: '玄武区',
  street: '中山路1号',
};
const desk = librarian('NJ-JL');
let keys = 0;
const request = (person: Person, changes: Record<string, unknown> = {}) =>
  ask(network.subgraphs.lending, person, requestMutation, {
    input: { idempotencyKey: `loan-${++keys}`, bookId: 'B000002', deliveryAddress, ...changes },
  });
const requested = async (person: Person, changes?: Record<string, unknown>) => {
  const answer = await request(person, changes);
  expect(codes(answer)).toEqual([]);
  return answer.data.requestLoan;
};
const giveBack = (changes: Record<string, unknown>, person: Person = desk) =>
  ask(network.subgraphs.lending, person, returnMutation, {
    input: { idempotencyKey: `return-${++keys}`, library: 'NJ-JL', branch: 'JL-MAIN', ...changes },
  });
const returned = async (changes: Record<string, unknown>, person?: Person) => {
  const answer = await giveBack(changes, person);
  expect(codes(answer)).toEqual([]);
  return answer.data.returnItem;
};
const statusOf = async (id: string) => {
  const owner = id.startsWith('NJ-JL') ? network.subgraphs.central : network.subgraphs.districts;
  return (await rows<{ status: string }>(owner, 'select status from item where id = ?', [id]))[0]?.status;
};
const openLoans = async (card: string) =>
  (
    await rows<{ open_loans: number }>(network.subgraphs.lending, 'select open_loans from reader where card = ?', [
      card,
    ])
  )[0]?.open_loans;
/** A copy that is lent to a reader, and the branch where it belongs. */
const lentCopy = async (card: string) => {
  const [loan] = await rows<{ id: string; item_id: string }>(
    network.subgraphs.lending,
    `select loan.id, item_id from loan join reader on reader.id = reader_id
     where card = ? and status = 'ACTIVE' limit 1`,
    [card],
  );
  const [library, barcode] = loan!.item_id.split(':');
  const [item] = await rows<{ branch_id: string }>(
    library === 'NJ-JL' ? network.subgraphs.central : network.subgraphs.districts,
    'select branch_id from item where id = ?',
    [loan!.item_id],
  );
  return { loan: loan!, copy: { library, barcode }, home: item!.branch_id };
};

describe('a request', () => {
  test('becomes a loan that has not begun, a paged copy and a parcel', async () => {
    const result = await requested(reader(sampleCard(1)));
    const { loan, parcel } = result;
    expect(loan).toEqual({
      id: expect.any(String),
      status: 'ACTIVE',
      channel: 'ONLINE',
      dueDate: null,
      overdue: false,
      reader: { card: sampleCard(1) },
      book: { id: 'B000002' },
      item: { __typename: 'DistrictItem', id: expect.stringMatching(/^NJ-JN:/) },
    });
    expect(parcel).toEqual({
      direction: 'OUT',
      status: 'CREATED',
      from: { id: expect.stringMatching(/^JN-/) },
      loans: [{ id: loan.id }],
      address: { recipient: '李雷', street: '中山路1号' },
    });
    expect(await statusOf(loan.item.id)).toBe('PAGED');
    expect(await openLoans(sampleCard(1))).toBe(1);
  });

  test('takes a copy that nobody else has, and is refused with NO_COPY_AVAILABLE when there is none', async () => {
    const bookId = showcaseId('threePermitted');
    await rows(network.subgraphs.central, "update item set status = 'AVAILABLE', due_date = null where book_id = ?", [
      bookId,
    ]);
    const first = await requested(reader(sampleCard(2)), { bookId });
    const second = await requested(reader(sampleCard(3)), { bookId });
    expect(new Set([first.loan.item.id, second.loan.item.id])).toEqual(new Set(['NJ-JL:S9000000', 'NJ-JL:S9000001']));
    const noCopy = { code: 'NO_COPY_AVAILABLE', subject: 'BOOK', limit: null, actual: null };
    expect(await requested(reader(sampleCard(4)), { bookId })).toEqual({
      __typename: 'LoanRefused',
      failures: [noCopy],
    });
    expect(await openLoans(sampleCard(4))).toBe(0);
  });

  test.each([
    ['a reader at the quota is refused with LOAN_QUOTA', 73, { code: 'LOAN_QUOTA', limit: 8, actual: 9 }],
    ['a reader with an overdue loan is refused with OVERDUE_BLOCK', 78, { code: 'OVERDUE_BLOCK', limit: 0, actual: 1 }],
    ['a suspended card is refused with CREDIT', 81, { code: 'CREDIT', limit: null, actual: null }],
  ])('%s', async (_title, number, failure) => {
    const before = await openLoans(sampleCard(number));
    expect(await requested(reader(sampleCard(number)))).toEqual({
      __typename: 'LoanRefused',
      failures: [{ ...failure, subject: 'READER' }],
    });
    expect(await openLoans(sampleCard(number))).toBe(before);
  });

  test('repeated with its key is the same loan, with other content a CONFLICT', async () => {
    const idempotencyKey = 'same';
    const first = await requested(reader(sampleCard(5)), { idempotencyKey });
    expect(await requested(reader(sampleCard(5)), { idempotencyKey })).toEqual(first);
    // Where it goes is none of the business of a library that does not pack it.
    const hidden = { ...first, parcel: { ...first.parcel, address: null } };
    expect(await requested(desk, { idempotencyKey, card: sampleCard(5) })).toEqual(hidden);
    expect(await requested(librarian('NJ-JN'), { idempotencyKey, card: sampleCard(5) })).toEqual(first);
    expect(codes(await request(reader(sampleCard(5)), { idempotencyKey, bookId: 'B000001' }))).toEqual(['CONFLICT']);
    expect(await openLoans(sampleCard(5))).toBe(1);
    expect((await requested(reader(sampleCard(6)), { idempotencyKey })).loan.id).not.toBe(first.loan.id);
  });

  test('is made by a librarian for a reader, by nobody else for another', async () => {
    const card = sampleCard(7);
    expect((await requested(librarian('NJ-GC'), { card })).loan.reader).toEqual({ card });
    expect(codes(await request(reader(sampleCard(8)), { card }))).toEqual(['FORBIDDEN']);
    expect(codes(await request(clerk, { card }))).toEqual(['FORBIDDEN']);
    expect(codes(await request(clerk))).toEqual(['FORBIDDEN']);
    expect(codes(await request({ role: 'anonymous' }, { card }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await request({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await request(desk))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await request(desk, { card: 'N2026999999' }))).toEqual(['NOT_FOUND']);
  });

  test('asks which record is meant by an ISBN on two', async () => {
    const result = await requested(reader(sampleCard(9)), { bookId: undefined, isbn: '9787229100605' });
    expect(result).toEqual({ __typename: 'AmbiguousIsbn', candidates: [{ id: 'B000001' }, { id: 'B000002' }] });
  });

  test('takes a copy of the owner that answers, and is told to try again when only a silent one has copies', async () => {
    network.silence('districts');
    const ofCentral = await requested(reader(sampleCard(10)), { bookId: 'B000001' });
    expect(ofCentral.loan.item.id).toMatch(/^NJ-JL:/);
    expect((await requested(reader(sampleCard(10)))).__typename).toBe('TryAgain');
    network.silence(null);
    expect((await requested(reader(sampleCard(10)))).__typename).toBe('LoanRequested');
  });
});

describe('a copy that comes back', () => {
  test('at the branch it belongs to is shelved, and its loan ends', async () => {
    const { loan, copy, home } = await lentCopy(sampleCard(71));
    expect(await returned({ ...copy, branch: home }, admin)).toEqual({
      next: 'SHELVE',
      destination: null,
      item: { __typename: expect.stringMatching(/Item$/), id: loan.item_id },
      loan: { id: loan.id, status: 'RETURNED', reader: { card: sampleCard(71) } },
      message: 'Returned. Put it on the shelf here.',
    });
    expect(await statusOf(loan.item_id)).toBe('AVAILABLE');
    expect(await openLoans(sampleCard(71))).toBe(7);
  });

  test('at a branch of another library is sent home, and shelved when it arrives there', async () => {
    const { loan, copy, home } = await lentCopy(sampleCard(72));
    const away = await returned({ ...copy, branch: 'GC-MAIN' }, librarian('NJ-GC'));
    expect(away).toMatchObject({ next: 'SEND_TO', destination: { id: home }, loan: { id: loan.id } });
    expect(await statusOf(loan.item_id)).toBe('IN_TRANSIT');
    expect(await returned({ ...copy, branch: home }, admin)).toMatchObject({ next: 'SHELVE', loan: null });
    expect(await statusOf(loan.item_id)).toBe('AVAILABLE');
  });

  test('overdue is taken all the same, and frees the reader', async () => {
    const card = sampleCard(79);
    const { data } = await ask(
      network.subgraphs.lending,
      reader(card),
      '{ me { reader { loans { nodes { id overdue item { id } } } } } }',
    );
    const [loan] = data.me.reader.loans.nodes;
    expect(loan.overdue).toBe(true);
    const [library, barcode] = loan.item.id.split(':');
    expect(await returned({ barcode, library }, admin)).toMatchObject({ loan: { id: loan.id, status: 'RETURNED' } });
    expect((await requested(reader(card))).__typename).toBe('LoanRequested');
  });

  test('bought for its reader goes to cataloguing, also when the desk scans it again', async () => {
    const submit = /* GraphQL */ `
      mutation ($input: SubmitPurchaseLendOrderInput!) {
        submitPurchaseLendOrder(input: $input) { ... on PurchaseLendOrderLent { itemBarcode order { id } } }
      }
    `;
    const input = { idempotencyKey: 'buy', store: 'QINGCHUN', card: sampleCard(11), bookId: showcaseId('notHeld') };
    const bought = await ask(network.subgraphs.bookstores, clerk, submit, {
      input: { ...input, listPrice: { fen: 58_00 } },
    });
    const { itemBarcode: barcode, order } = bought.data.submitPurchaseLendOrder;
    const cataloguing = { next: 'TO_CATALOGUING', destination: { id: 'JL-MAIN' } };
    expect(await returned({ barcode, branch: 'JN-MAIN' }, librarian('NJ-JN'))).toMatchObject({
      ...cataloguing,
      loan: { id: order.id, status: 'RETURNED' },
    });
    expect(await statusOf(`NJ-JL:${barcode}`)).toBe('IN_PROCESS');
    expect(await returned({ barcode })).toMatchObject({ ...cataloguing, loan: null });
  });

  test('for reading here only stays so', async () => {
    const { central } = network.subgraphs;
    const [item] = await rows<{ id: string; barcode: string; branch_id: string }>(
      central,
      "select id, barcode, branch_id from item where status = 'REFERENCE_ONLY' limit 1",
    );
    expect(await returned({ barcode: item?.barcode, branch: item?.branch_id })).toMatchObject({ next: 'SHELVE' });
    expect(await statusOf(item!.id)).toBe('REFERENCE_ONLY');
  });

  test('twice with one key came back once; with other content the key is a CONFLICT', async () => {
    const { loan, copy } = await lentCopy(sampleCard(73));
    const again = { idempotencyKey: 'once', ...copy, branch: 'JL-MAIN' };
    const first = await returned(again);
    expect(await returned(again)).toEqual(first);
    expect(first.loan.id).toBe(loan.id);
    expect(await openLoans(sampleCard(73))).toBe(7);
    expect(codes(await giveBack({ ...again, barcode: '00830387' }))).toEqual(['CONFLICT']);
  });

  test('while its owner is silent ends the loan; the same key tells what to do once the owner answers', async () => {
    const { loan, copy, home } = await lentCopy(sampleCard(74));
    const again = { idempotencyKey: 'later', ...copy };
    network.silence('districts');
    const aside = await returned(again);
    expect(aside).toMatchObject({ next: null, destination: null, loan: { id: loan.id, status: 'RETURNED' } });
    expect(aside.message).toMatch(/ask again with the same key/);
    network.silence(null);
    expect(await openLoans(sampleCard(74))).toBe(7);
    const complete = { next: 'SEND_TO', destination: { id: home }, loan: { id: loan.id } };
    expect(await returned(again)).toMatchObject(complete);
  });

  test('while its owner is silent, and is lent again before that is asked for once more, stays lent', async () => {
    const { lending, districts } = network.subgraphs;
    const [loan] = await rows<{ id: string; item_id: string }>(
      lending,
      "select id, item_id from loan where status = 'ACTIVE' and channel = 'DESK' and item_id like 'NJ-JN:%' order by id limit 1",
    );
    const [library, barcode] = loan!.item_id.split(':');
    const copy = { library, barcode };
    const [{ branch_id: home } = { branch_id: '' }] = await rows<{ branch_id: string }>(
      districts,
      'select branch_id from item where id = ?',
      [loan!.item_id],
    );
    const aside = { idempotencyKey: 'aside', ...copy, branch: home };
    network.silence('districts');
    expect(await returned(aside, admin)).toMatchObject({ next: null, loan: { id: loan!.id } });
    network.silence(null);
    expect(await returned({ ...copy, branch: home }, admin)).toMatchObject({ next: 'SHELVE', loan: null });
    const lent = await ask(
      lending,
      admin,
      'mutation ($input: CheckOutInput!) { checkOut(input: $input) { __typename } }',
      { input: { idempotencyKey: 'again', card: sampleCard(13), ...copy, branch: home } },
    );
    expect(lent.data.checkOut.__typename).toBe('CheckedOut');
    expect(await returned(aside, admin)).toMatchObject({ next: 'SHELVE', loan: { id: loan!.id } });
    expect(await statusOf(loan!.item_id)).toBe('ON_LOAN');
    // The owner holds to that too, whoever tells it late.
    await ask(
      districts,
      service,
      `mutation ($itemId: ID!, $branchId: ID!, $loanId: ID!) {
        receiveItem(itemId: $itemId, branchId: $branchId, returnId: "late", loanId: $loanId, forQueue: false) { next }
      }`,
      { itemId: loan!.item_id, branchId: home, loanId: loan!.id },
    );
    expect(await statusOf(loan!.item_id)).toBe('ON_LOAN');
  });

  test('is refused only for a mistake, or from somebody who is not of that library', async () => {
    const { copy } = await lentCopy(sampleCard(75));
    expect(codes(await giveBack({ barcode: 'X0000000' }))).toEqual(['NOT_FOUND']);
    expect(codes(await giveBack({ ...copy, library: 'NJ-XX' }))).toEqual(['NOT_FOUND']);
    expect(codes(await giveBack({ ...copy, branch: 'NOWHERE' }))).toEqual(['NOT_FOUND']);
    expect(codes(await giveBack({ ...copy, idempotencyKey: '' }))).toEqual(['BAD_USER_INPUT']);
    for (const person of [librarian('NJ-JN'), clerk, reader(sampleCard(75))]) {
      expect(codes(await giveBack(copy, person))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await giveBack(copy, { role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
    expect(await openLoans(sampleCard(75))).toBe(8);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});

test('a return that waited for its owner is completed by its job', async () => {
  const { item } = (await requested(reader(sampleCard(12)))).loan;
  const [library, barcode] = item.id.split(':');
  network.silence('districts');
  expect(await returned({ barcode, library }, admin)).toMatchObject({ next: null });
  network.silence(null);
  await network.subgraphs.lending.startJobs();
  await until('the copy is sent home', async () => (await statusOf(item.id)) === 'IN_TRANSIT');
});
