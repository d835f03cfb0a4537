// Loans over a desk: lent, renewed, claimed returned, reported by a member system; by policies and calendars that are data.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, until } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
// A Monday in Shanghai.
let now = new Date('2026-11-23T02:00:00Z');
let keys = 0;
let cards = 0;
/** 37 to 96 are those of the race. */
const nextCard = () => sampleCard((cards++ % 36) + 1);
let copies: { barcode: string; library_id: string; id: string; book_id: string }[];
let taken = 0;

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => now });
  copies = await rows(
    network.subgraphs.districts,
    "select id, barcode, library_id, book_id from item where library_id = 'NJ-JN' and status = 'AVAILABLE' order by id limit 100",
  );
});
afterAll(() => network[Symbol.asyncDispose]());

const desk = librarian('NJ-JN');
const nextCopy = () => copies[taken++]!;
const send = (person: Person, operation: string, variables: Record<string, unknown> = {}) =>
  ask(network.subgraphs.lending, person, operation, variables);
const loanFields = 'id status channel dueDate renewals overdue claimedReturnedAt policy { id version loanDays }';
const checkOutMutation = `mutation ($input: CheckOutInput!) {
  checkOut(input: $input) {
    __typename
    ... on CheckedOut { dueDate loan { ${loanFields} } }
    ... on LoanRefused { failures { code limit actual message(lang: EN) } }
  }
}`;
const input = (changes: Record<string, unknown> = {}) => ({
  idempotencyKey: `out-${++keys}`,
  card: changes['card'] ?? nextCard(),
  library: 'NJ-JN',
  branch: 'JN-MAIN',
  ...changes,
});
const checkOut = (changes: Record<string, unknown>, person: Person = desk) =>
  send(person, checkOutMutation, { input: input(changes) });
const lent = async (changes: Record<string, unknown> = {}) => {
  const answer = await checkOut({ barcode: changes['barcode'] ?? nextCopy().barcode, ...changes });
  expect(codes(answer)).toEqual([]);
  expect(answer.data.checkOut.__typename).toBe('CheckedOut');
  return answer.data.checkOut.loan;
};
const failuresOf = async (changes: Record<string, unknown>) =>
  (await checkOut({ barcode: changes['barcode'] ?? nextCopy().barcode, ...changes })).data.checkOut.failures.map(
    ({ code }: { code: string }) => code,
  );
const statusOf = async (id: string) => {
  const owner = id.startsWith('NJ-JL') ? network.subgraphs.central : network.subgraphs.districts;
  return (await rows(owner, 'select status, due_date, claim_id from item where id = ?', [id]))[0];
};
const giveBack = (barcode: string, branch = 'JN-MAIN') =>
  send(admin, 'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { next loan { id status } } }', {
    input: { idempotencyKey: `back-${++keys}`, barcode, library: 'NJ-JN', branch },
  });
const renewMutation = `mutation ($input: RenewLoanInput!) {
  renewLoan(input: $input) {
    __typename ... on LoanRenewed { dueDate loan { ${loanFields} } } ... on LoanRefused { failures { code limit actual } }
  }
}`;
const renew = (loan: string, person: Person, key = `renew-${++keys}`) =>
  send(person, renewMutation, { input: { idempotencyKey: key, loan } });
const addPolicy = (changes: Record<string, unknown>, person: Person = admin) =>
  send(
    person,
    'mutation ($input: AddLoanPolicyInput!) { addLoanPolicy(input: $input) { id version library { id } readerType format } }',
    {
      input: {
        idempotencyKey: `policy-${++keys}`,
        validFrom: dayOf(now),
        loanDays: 30,
        renewals: 1,
        renewalDays: 15,
        ...changes,
      },
    },
  );
const addClosing = (changes: Record<string, unknown>, person: Person = admin) =>
  send(person, 'mutation ($input: AddClosingInput!) { addClosing(input: $input) { id weekday from to } }', {
    input: { idempotencyKey: `closing-${++keys}`, from: dayOf(now), reason: '闭馆', ...changes },
  });

describe('a copy in hand', () => {
  test('is lent for 30 days, counts, is out at its owner, and comes back', async () => {
    const copy = nextCopy();
    const card = nextCard();
    const loan = await lent({ barcode: copy.barcode, card });
    expect(loan).toMatchObject({
      status: 'ACTIVE',
      channel: 'DESK',
      dueDate: '2026-12-23',
      renewals: 0,
      policy: { id: 'DEFAULT', version: 0, loanDays: 30 },
    });
    expect(await statusOf(copy.id)).toEqual({ status: 'ON_LOAN', due_date: '2026-12-23', claim_id: loan.id });
    expect((await giveBack(copy.barcode)).data.returnItem).toEqual({
      next: expect.stringMatching(/SHELVE|SEND_TO/),
      loan: { id: loan.id, status: 'RETURNED' },
    });
    expect((await statusOf(copy.id))?.['claim_id']).toBeNull();
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('the same key is the same loan, other content a CONFLICT', async () => {
    const given = input({ barcode: nextCopy().barcode, channel: 'SELF_SERVICE' });
    const first = (await send(desk, checkOutMutation, { input: given })).data.checkOut;
    expect(first.loan.channel).toBe('SELF_SERVICE');
    expect((await send(desk, checkOutMutation, { input: given })).data.checkOut).toEqual(first);
    expect(codes(await send(desk, checkOutMutation, { input: { ...given, card: nextCard() } }))).toEqual(['CONFLICT']);
  });

  test('that another has, or that is not to be lent, is ITEM_NOT_AVAILABLE, and the place in the quota is free again', async () => {
    const copy = nextCopy();
    await lent({ barcode: copy.barcode });
    const card = nextCard();
    expect(await failuresOf({ barcode: copy.barcode, card })).toEqual(['ITEM_NOT_AVAILABLE']);
    const other = nextCopy();
    for (const status of ['REFERENCE_ONLY', 'IN_PROCESS', 'IN_TRANSIT', 'ON_HOLD_SHELF', 'MISSING', 'DAMAGED']) {
      await rows(network.subgraphs.districts, 'update item set status = ? where id = ?', [status, other.id]);
      expect(await failuresOf({ barcode: other.barcode, card })).toEqual(['ITEM_NOT_AVAILABLE']);
    }
    const [row] = await rows<{ open_loans: number }>(
      network.subgraphs.lending,
      'select open_loans from reader where card = ?',
      [card],
    );
    expect(row?.open_loans).toBe(0);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('60 desks at once lend it once', async () => {
    const { barcode } = nextCopy();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => checkOut({ barcode, card: sampleCard(37 + index) })),
    );
    const kinds = answers.map(({ data }) => data.checkOut.__typename);
    expect(kinds.filter((kind) => kind === 'CheckedOut')).toHaveLength(1);
    expect(new Set(kinds)).toEqual(
      new Set(['CheckedOut', 'LoanRefused', ...(kinds.includes('TryAgain') ? ['TryAgain'] : [])]),
    );
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('the last place in the quota is lent once', async () => {
    const card = nextCard();
    for (let loan = 0; loan < 7; loan++) await lent({ card });
    const answers = await Promise.all(Array.from({ length: 8 }, () => checkOut({ barcode: nextCopy().barcode, card })));
    expect(answers.filter(({ data }) => data.checkOut.__typename === 'CheckedOut')).toHaveLength(1);
    expect(await failuresOf({ card })).toEqual(['LOAN_QUOTA']);
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test.each([
    ['a card that nobody has', { card: 'N9' }, 'NOT_FOUND', /N9/],
    ['an empty card', { card: ' ' }, 'BAD_USER_INPUT', /card/],
    ['a barcode that is none', { barcode: 'X' }, 'NOT_FOUND', /"X"/],
    ['a branch that is none', { branch: 'XX-1' }, 'NOT_FOUND', /XX-1/],
    ['a branch of another library', { branch: 'GC-MAIN' }, 'FORBIDDEN', /NJ-JN/],
    ['no key', { idempotencyKey: '' }, 'BAD_USER_INPUT', /idempotencyKey/],
  ])('%s is told', async (_title, changes, code, message) => {
    const answer = await checkOut({ barcode: copies[0]!.barcode, card: sampleCard(1), ...changes });
    expect(codes(answer)).toEqual([code]);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test.each(['reader', 'clerk'] as const)('is not lent by a %s', async (role) => {
    const person = role === 'clerk' ? clerk : reader(sampleCard(1));
    expect(codes(await checkOut({ barcode: copies[0]!.barcode }, person))).toEqual(['FORBIDDEN']);
  });
});

describe('a renewal', () => {
  test('adds 15 days once, at the owner too; the same key adds nothing again', async () => {
    const copy = nextCopy();
    const card = nextCard();
    const { id } = await lent({ barcode: copy.barcode, card });
    const first = (await renew(id, reader(card), 'once')).data.renewLoan;
    expect(first).toMatchObject({ __typename: 'LoanRenewed', dueDate: '2027-01-07', loan: { renewals: 1 } });
    expect((await renew(id, reader(card), 'once')).data.renewLoan).toEqual(first);
    await until('the owner knows', async () => (await statusOf(copy.id))?.['due_date'] === '2027-01-07');
    expect((await renew(id, desk)).data.renewLoan.failures).toEqual([{ code: 'RENEWAL_LIMIT', limit: 1, actual: 1 }]);
  });

  test('eight at once are one', async () => {
    const card = nextCard();
    const { id } = await lent({ card });
    const answers = await Promise.all(Array.from({ length: 8 }, () => renew(id, reader(card))));
    expect(answers.filter(({ data }) => data.renewLoan.__typename === 'LoanRenewed')).toHaveLength(1);
  });

  test('is refused while a loan is overdue, on the day after the due day and not on it; a claimed return does not block', async () => {
    const card = nextCard();
    const { id: old } = await lent({ card });
    const before = now;
    try {
      now = new Date('2026-12-10T02:00:00Z');
      const { id } = await lent({ card });
      // 23:59 of the due day in Shanghai.
      now = new Date('2026-12-23T15:59:59Z');
      expect((await renew(id, reader(card))).data.renewLoan.__typename).toBe('LoanRenewed');
      now = new Date('2026-12-23T16:00:00Z');
      expect((await renew(old, reader(card))).data.renewLoan.failures).toEqual([
        { code: 'OVERDUE_BLOCK', limit: 0, actual: 1 },
      ]);
      expect(await failuresOf({ card })).toEqual(['OVERDUE_BLOCK']);
      const claim = await send(reader(card), `mutation { claimReturned(loan: "${old}") { ${loanFields} } }`);
      expect(claim.data.claimReturned).toMatchObject({ status: 'ACTIVE', claimedReturnedAt: now.toISOString() });
      await lent({ card });
    } finally {
      now = before;
    }
  });

  test("is nobody else's, and not for a loan that has ended", async () => {
    const copy = nextCopy();
    const card = nextCard();
    const { id } = await lent({ barcode: copy.barcode, card });
    expect(codes(await renew(id, reader(nextCard())))).toEqual(['NOT_FOUND']);
    expect(codes(await renew('none', desk))).toEqual(['NOT_FOUND']);
    expect(codes(await renew(id, clerk))).toEqual(['FORBIDDEN']);
    await giveBack(copy.barcode);
    expect(codes(await renew(id, reader(card)))).toEqual(['CONFLICT']);
    expect(codes(await send(reader(card), `mutation { claimReturned(loan: "${id}") { id } }`))).toEqual(['CONFLICT']);
  });
});

describe('policies and calendars', () => {
  test('the most specific version decides, from its day on, and the loan says which', async () => {
    const own = (await addPolicy({ library: 'NJ-JN', loanDays: 20 }, desk)).data.addLoanPolicy;
    const { dueDate, policy } = await lent();
    expect({ dueDate, policy }).toEqual({
      dueDate: '2026-12-13',
      policy: { id: own.id, version: 1, loanDays: 20 },
    });
    await addPolicy({ library: 'NJ-JN', validFrom: addDays(dayOf(now), 1), loanDays: 10 });
    expect((await lent()).dueDate).toBe('2026-12-13');
    const list = await send(desk, '{ loanPolicies(library: "NJ-JN") { id version loanDays } }');
    expect(list.data.loanPolicies.map(({ loanDays }: { loanDays: number }) => loanDays)).toEqual([30, 20, 10]);
  });

  test('no loan is due on a closed day; a renewal neither', async () => {
    expect((await addClosing({ library: 'NJ-JN', from: '2026-12-13', to: '2026-12-14' }, desk)).data).toBeTruthy();
    await addClosing({ weekday: 2, from: '2026-12-01' });
    const { id, dueDate } = await lent();
    // The 13th and 14th are closed, the 15th is a Tuesday.
    expect(dueDate).toBe('2026-12-16');
    expect((await renew(id, desk)).data.renewLoan.dueDate).toBe('2026-12-31');
    const list = await send(desk, '{ closings(library: "NJ-JN") { weekday from to library { id } } }');
    expect(list.data.closings).toEqual([
      { weekday: 2, from: '2026-12-01', to: null, library: null },
      { weekday: null, from: '2026-12-13', to: '2026-12-14', library: { id: 'NJ-JN' } },
    ]);
  });

  test.each([
    [{ loanDays: 0 }, /loanDays.*1 to 365/],
    [{ loanDays: 366 }, /loanDays/],
    [{ renewals: -1 }, /renewals/],
    [{ renewals: 10 }, /renewals/],
    [{ startDays: 61 }, /startDays/],
    [{ validFrom: '2026-11-22' }, /2026-11-23/],
  ])('a policy with %j is BAD_USER_INPUT', async (changes, message) => {
    const answer = await addPolicy(changes);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test.each([
    [{ weekday: 0 }, /weekday/],
    [{ weekday: 8 }, /weekday/],
    [{}, /"to"/],
    [{ to: '2026-11-22' }, /2026-11-22/],
    [{ to: '2027-11-22' }, /120/],
  ])('a closing with %j is BAD_USER_INPUT', async (changes, message) => {
    const answer = await addClosing(changes);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test('are for the own library; for the network for administrators; of a library that there is', async () => {
    expect(codes(await addPolicy({ library: 'NJ-GC' }, desk))).toEqual(['FORBIDDEN']);
    expect(codes(await addPolicy({}, desk))).toEqual(['FORBIDDEN']);
    expect(codes(await addClosing({ weekday: 1 }, desk))).toEqual(['FORBIDDEN']);
    expect(codes(await addPolicy({ library: 'NJ-XX' }))).toEqual(['NOT_FOUND']);
  });

  test('one key adds one version', async () => {
    const given = { idempotencyKey: 'same', library: 'NJ-GC', validFrom: '2027-01-01' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => addPolicy(given)));
    expect(new Set(answers.map(({ data }) => data.addLoanPolicy.id)).size).toBe(1);
    expect(codes(await addPolicy({ ...given, loanDays: 9 }))).toEqual(['CONFLICT']);
  });
});

describe('a member system', () => {
  const report = (loans: Record<string, unknown>[], person: Person = desk) =>
    send(
      person,
      `mutation ($loans: [ReportedLoanInput!]!) {
        reportLoans(library: "NJ-JN", loans: $loans) {
          number loan { id status channel dueDate startedAt returnedAt } failures { code } error { code message }
        }
      }`,
      { loans },
    );
  const line = (changes: Record<string, unknown> = {}) => ({
    number: `M-${++keys}`,
    card: changes['card'] ?? nextCard(),
    barcode: changes['barcode'] ?? nextCopy().barcode,
    branch: 'JN-MAIN',
    startedAt: '2026-11-20T03:00:00.000Z',
    dueDate: '2026-12-20',
    ...changes,
  });

  test('reports a loan, then its return; each time said twice it is done once', async () => {
    const copy = nextCopy();
    const given = line({ barcode: copy.barcode });
    const first = (await report([given])).data.reportLoans;
    expect(first).toEqual([
      {
        number: given.number,
        loan: {
          id: expect.any(String),
          status: 'ACTIVE',
          channel: 'MEMBER',
          dueDate: '2026-12-20',
          startedAt: '2026-11-20T03:00:00.000Z',
          returnedAt: null,
        },
        failures: null,
        error: null,
      },
    ]);
    expect((await report([given, given])).data.reportLoans).toEqual([...first, ...first]);
    expect(await statusOf(copy.id)).toMatchObject({ status: 'ON_LOAN', due_date: '2026-12-20' });
    const back = { ...given, returnedAt: '2026-11-22T03:00:00.000Z', returnedTo: 'JN-MAIN' };
    const [ended] = (await report([back])).data.reportLoans;
    expect(ended.loan).toMatchObject({ status: 'RETURNED', returnedAt: '2026-11-22T03:00:00.000Z' });
    expect((await report([back])).data.reportLoans).toEqual([ended]);
    expect((await statusOf(copy.id))?.['status']).not.toBe('ON_LOAN');
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('what cannot be is told on its line, and the others are taken', async () => {
    const good = line();
    const lines = [
      line({ card: 'N9' }),
      line({ barcode: 'X' }),
      line({ branch: 'XX' }),
      line({ startedAt: '2026-11-24T03:00:00Z' }),
      line({ returnedAt: '2026-11-21T03:00:00Z' }),
      line({ returnedAt: '2026-11-19T03:00:00Z', returnedTo: 'JN-MAIN' }),
      good,
      { ...good, dueDate: '2026-12-21' },
    ];
    const answer = await report(lines);
    expect(codes(answer)).toEqual([]);
    expect(
      answer.data.reportLoans.map(({ loan, error }: { loan: unknown; error: { code: string } | null }) =>
        loan ? 'LOAN' : error?.code,
      ),
    ).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'LOAN',
      'CONFLICT',
    ]);
  });

  test('a reader who has eight loans is told with LOAN_QUOTA; one who is overdue has borrowed all the same', async () => {
    const card = nextCard();
    await report(Array.from({ length: 8 }, () => line({ card, dueDate: '2026-11-21' })));
    const [ninth] = (await report([line({ card })])).data.reportLoans;
    expect(ninth).toMatchObject({ loan: null, failures: [{ code: 'LOAN_QUOTA' }] });
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('tells a return late, when the copy was returned elsewhere and lent again: the new loan and its copy stay as they are', async () => {
    const copy = nextCopy();
    const given = line({ barcode: copy.barcode });
    await report([given]);
    await giveBack(copy.barcode, 'JN-MAIN');
    await rows(network.subgraphs.districts, "update item set status = 'AVAILABLE' where id = ?", [copy.id]);
    const loan = await lent({ barcode: copy.barcode });
    const back = { ...given, returnedAt: '2026-11-22T03:00:00.000Z', returnedTo: 'JN-MAIN' };
    for (let twice = 0; twice < 2; twice++) {
      expect((await report([back])).data.reportLoans).toMatchObject([{ loan: { status: 'RETURNED' }, error: null }]);
      expect(await statusOf(copy.id)).toMatchObject({ status: 'ON_LOAN', claim_id: loan.id });
    }
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('says a line again that came to nothing, and it is judged anew under its number', async () => {
    const card = nextCard();
    const copy = nextCopy();
    const given = line({ barcode: copy.barcode, card });
    await rows(network.subgraphs.lending, 'update reader set loan_quota = 0 where card = ?', [card]);
    expect((await report([given])).data.reportLoans).toMatchObject([
      { loan: null, failures: [{ code: 'LOAN_QUOTA' }] },
    ]);
    await rows(network.subgraphs.lending, 'update reader set loan_quota = 8 where card = ?', [card]);
    expect((await report([given, given])).data.reportLoans).toMatchObject([
      { loan: { status: 'ACTIVE' }, failures: null },
      { loan: { status: 'ACTIVE' }, failures: null },
    ]);
    const late = line({ card });
    await report([late]);
    await rows(
      network.subgraphs.lending,
      "update loan_request set outcome = 'REFUSED', try_again = true where idempotency_key = ?",
      [late.number],
    );
    // Its copy is out, so that is what it is refused for now: it was judged.
    const [judged] = (await report([late])).data.reportLoans;
    expect(judged).toMatchObject({ failures: [{ code: 'ITEM_NOT_AVAILABLE' }], error: null });
  });

  test('hears of a return that it is not kept while the loan is being entered', async () => {
    const given = line();
    const [first] = (await report([given])).data.reportLoans;
    await rows(
      network.subgraphs.lending,
      "update loan_request set phase = 'COMMITTING', outcome = null, lease_until = now() + interval '1 minute' where id = ?",
      [first.loan.id],
    );
    const back = { ...given, returnedAt: '2026-11-22T03:00:00.000Z', returnedTo: 'JN-MAIN' };
    const [told] = (await report([back])).data.reportLoans;
    expect(told).toMatchObject({ loan: null, error: { code: 'CONFLICT', message: expect.stringContaining('again') } });
    await rows(network.subgraphs.lending, "update loan_request set phase = 'DONE', outcome = 'LENT' where id = ?", [
      first.loan.id,
    ]);
    expect((await report([back])).data.reportLoans).toMatchObject([{ loan: { status: 'RETURNED' } }]);
  });

  test.each([
    ['before the loan began', '2026-11-19'],
    ['in a time that nobody sees', '9999-12-31'],
  ])('is told that a loan is not due %s', async (_title, dueDate) => {
    const [told] = (await report([line({ dueDate })])).data.reportLoans;
    expect(told.error).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('2026-11-20') });
  });

  test('reports 1 to 100 lines, of its own copies', async () => {
    expect(codes(await report([]))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await report(Array.from({ length: 101 }, () => line({ card: 'N9', barcode: 'X' }))))).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(codes(await report([line()], librarian('NJ-GC')))).toEqual(['FORBIDDEN']);
    expect(codes(await report([line()], clerk))).toEqual(['FORBIDDEN']);
  });
});
