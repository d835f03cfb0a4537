// 结算单. From the first order of a month to its payment: which lines stand where, who may do what, and what never changes.
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { netFenOf } from '../../lib/rules/judge.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { lend, type SettledOrder, takeBack, unsettled } from '../../test/settlement.ts';

let network: TestNetwork;
let now = new Date('2027-11-20T04:00:00Z');
const library = librarian('NJ-JL');

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());

const year = 2027;

/** Nothing was ever bought, and the fund is full. */
beforeEach(async () => {
  now = at('11-20T04:00:00Z');
  network.silence(null);
  await rows(network.subgraphs.bookstores, 'truncate purchase_lend_order, statement cascade');
  await rows(network.subgraphs.central, 'truncate ledger_entry, purchase, purchase_correction, fund cascade');
  for (const each of [year, year + 1]) {
    await act(
      admin,
      'allocateFund(input: $input) { id }',
      'AllocateFundInput',
      { idempotencyKey: `year-${each}`, library: 'NJ-JL', year: each, amount: { fen: 500_000_00 } },
      'central',
    );
  }
});

const at = (moment: string) => new Date(`${year}-${moment}`);
const month = (number: string) => `NJ-JL:QINGCHUN:${year}-${number}`;

async function act(
  person: Identity,
  call: string,
  type: string,
  input: unknown,
  subgraph: 'bookstores' | 'central' = 'bookstores',
) {
  return ask(network.subgraphs[subgraph], person, `mutation ($input: ${type}!) { ${call} }`, { input });
}

const fields = /* GraphQL */ `
  id month status revision agreedBy copies listTotal { fen } netTotal { fen } invoiceNumbers paymentReference
  library { id } store { id }
  lines(first: 50) {
    totalCount
    nodes { id kind date isbn title copies listPrice { fen } rateBasisPoints listTotal { fen } net { fen } reason order { id } }
  }
  disputes { id raisedBy reason answer withdrawn line { id } }
  transitions { from to actor reason }
`;
const read = async (id: string, person: Identity = admin) =>
  (await ask(network.subgraphs.bookstores, person, `query ($id: ID!) { statement(id: $id) { ${fields} } }`, { id }))
    .data.statement;
const run = (person: Identity, call: string, variables: Record<string, unknown> = {}) =>
  ask(network.subgraphs.bookstores, person, call, variables);
const issue = (id: string, person: Identity = admin) =>
  run(person, `mutation ($id: ID!) { issueStatement(id: $id) { ${fields} } }`, { id });
const agree = (person: Identity, id: string, revision = 1) =>
  run(person, `mutation ($id: ID!, $revision: Int!) { agreeStatement(id: $id, revision: $revision) { ${fields} } }`, {
    id,
    revision,
  });
const dispute = (person: Identity, statement: string, line: string, reason = '定价不符') =>
  act(person, `disputeStatementLine(input: $input) { ${fields} }`, 'DisputeStatementLineInput', {
    statement,
    line,
    reason,
  });
const answer = (person: Identity, of: string, text = '已核对') =>
  act(person, `answerStatementDispute(input: $input) { ${fields} }`, 'AnswerStatementDisputeInput', {
    dispute: of,
    answer: text,
  });
const invoice = (statement: string, numbers: string[], person: Identity = clerk) =>
  act(person, `invoiceStatement(input: $input) { ${fields} }`, 'InvoiceStatementInput', { statement, numbers });
const pay = (statement: string, reference: string, person: Identity = library) =>
  act(person, `payStatement(input: $input) { ${fields} }`, 'PayStatementInput', { statement, reference });
let corrections = 0;
const correct = (order: SettledOrder, changes: Record<string, unknown>, person: Identity = library) =>
  act(
    person,
    'correctStatementLine(input: $input) { id state refusal listPrice { fen } net { fen } reason }',
    'CorrectStatementLineInput',
    { idempotencyKey: `correction-${++corrections}`, order: order.id, reason: '书上定价为准', ...changes },
  );
const status = async (id: string) => (await read(id)).status;
/** Issued, and agreed by both. */
async function agreed(id: string) {
  await issue(id);
  await agree(clerk, id);
  await agree(library, id);
}

describe('while the month runs', () => {
  test('a statement is OPEN and shows the orders that are lent so far, with titles and sums', async () => {
    await lend(network, at('11-03T02:00:00Z'), { listPriceFen: 45_50 });
    await lend(network, at('11-04T02:00:00Z'), { listPriceFen: 59_90, items: 3 });
    const shown = await read(month('11'), clerk);
    expect(shown).toMatchObject({
      status: 'OPEN',
      revision: 0,
      copies: 4,
      listTotal: { fen: 105_40 },
      netTotal: { fen: 38_68 + 50_92 },
      library: { id: 'NJ-JL' },
      store: { id: 'QINGCHUN' },
      agreedBy: [],
    });
    expect(shown.lines.totalCount).toBe(2);
    expect(shown.lines.nodes[0]).toMatchObject({
      kind: 'LENT',
      date: `${year}-11-03`,
      isbn: '9787229100605',
      title: expect.stringContaining('【样例】'),
      copies: 1,
      listPrice: { fen: 45_50 },
      rateBasisPoints: 8500,
      net: { fen: 38_68 },
      reason: null,
    });
  });

  test('an order that is taken back has no line', async () => {
    const order = await lend(network, at('11-03T02:00:00Z'));
    await takeBack(network, at('11-03T05:00:00Z'), order);
    expect((await read(month('11'))).lines.totalCount).toBe(0);
    expect(await unsettled(network)).toEqual([]);
  });

  test('it is there without any order, for a store under contract', async () => {
    expect(await read(month('11'))).toMatchObject({ status: 'OPEN', copies: 0, netTotal: { fen: 0 } });
    expect(await read(month('10'))).toBeNull();
    expect(await read(`NJ-GL:QINGCHUN:${year}-11`)).toBeNull();
  });

  test('it cannot be issued, disputed, agreed, invoiced or paid', async () => {
    const order = await lend(network, at('11-03T02:00:00Z'));
    const id = month('11');
    const answers = [
      await issue(id),
      await dispute(clerk, id, order.id),
      await agree(clerk, id, 0),
      await invoice(id, ['12345678']),
      await pay(id, 'T1'),
    ];
    expect(answers.map(codes)).toEqual(answers.map(() => ['CONFLICT']));
    expect(await status(id)).toBe('OPEN');
  });
});

describe('a line belongs to the month in Asia/Shanghai', () => {
  test.each([
    ['11-30T15:59:59.999Z', '11', '11-30'],
    ['11-30T16:00:00.000Z', '12', '12-01'],
    ['10-31T16:00:00.000Z', '11', '11-01'],
    ['10-31T15:59:59.999Z', '10', '10-31'],
  ])('%s is in month %s, on the %s', async (moment, number, day) => {
    now = at('12-10T00:00:00Z');
    const order = await lend(network, at(moment));
    const [line] = (await read(month(number))).lines.nodes;
    expect(line).toMatchObject({ id: order.id, date: `${year}-${day}` });
  });

  test('across the year: the statement is next January’s, the fund that of the year of approval', async () => {
    await lend(network, at('12-31T15:59:59.999Z'));
    const order = await lend(network, at('12-31T16:00:00.000Z'));
    now = new Date(`${year + 1}-01-15T00:00:00Z`);
    expect((await read(month('12'))).lines.totalCount).toBe(1);
    expect((await read(`NJ-JL:QINGCHUN:${year + 1}-01`)).lines.nodes).toMatchObject([
      { id: order.id, date: `${year + 1}-01-01` },
    ]);
    expect(await unsettled(network)).toEqual([]);
  });
});

test.each([
  [1, 8_500, 1],
  [1, 5_000, 1],
  [1, 4_999, 0],
  [10, 8_500, 9],
  [10, 8_499, 8],
  [45_50, 8_500, 38_68],
  [59_90, 8_500, 50_92],
  [99_99, 8_333, 83_32],
  [100_00, 10_000, 100_00],
  [10_000_000, 9_999, 9_999_000],
])('%i fen at %i is %i, rounded half up', (list, rate, net) => {
  expect(netFenOf(list, rate)).toBe(net);
});

test('each copy is rounded by itself: three at 0.10 and 85 % are 0.27, not 0.26', async () => {
  for (let copy = 0; copy < 3; copy++) await lend(network, at('11-03T02:00:00Z'), { listPriceFen: 10 });
  expect(await read(month('11'))).toMatchObject({ listTotal: { fen: 30 }, netTotal: { fen: 27 } });
});

test('after a new contract one month has lines of both rates', async () => {
  await lend(network, at('11-03T02:00:00Z'), { listPriceFen: 50_00, rateBasisPoints: 8_500 });
  await lend(network, at('11-18T02:00:00Z'), { listPriceFen: 50_00, rateBasisPoints: 8_000 });
  const { lines, netTotal } = await read(month('11'));
  expect(lines.nodes.map((line: { rateBasisPoints: number }) => line.rateBasisPoints)).toEqual([8_500, 8_000]);
  expect(netTotal).toEqual({ fen: 42_50 + 40_00 });
});

describe('issuing', () => {
  test('keeps the lines as they are: what the order says later changes nothing', async () => {
    const order = await lend(network, at('10-03T02:00:00Z'));
    expect((await issue(month('10'))).data.issueStatement).toMatchObject({
      status: 'ISSUED',
      revision: 1,
      agreedBy: [],
      transitions: [{ from: 'OPEN', to: 'ISSUED', actor: 'ADMIN' }],
    });
    const before = await read(month('10'));
    await rows(
      network.subgraphs.bookstores,
      'update purchase_lend_order set net_fen = 1, list_price_fen = 1 where id = ?',
      [order.id],
    );
    expect(await read(month('10'))).toEqual(before);
    await rows(
      network.subgraphs.bookstores,
      'update purchase_lend_order set net_fen = 3868, list_price_fen = 4550 where id = ?',
      [order.id],
    );
  });

  test('by a librarian of the library is that side’s word already', async () => {
    await lend(network, at('10-03T02:00:00Z'));
    expect((await issue(month('10'), library)).data.issueStatement).toMatchObject({ agreedBy: ['LIBRARY'] });
    expect((await agree(clerk, month('10'))).data.agreeStatement).toMatchObject({ status: 'AGREED' });
  });

  test('again changes nothing while it is ISSUED, and is refused after that', async () => {
    await lend(network, at('10-03T02:00:00Z'));
    await issue(month('10'));
    expect((await issue(month('10'))).data.issueStatement).toMatchObject({ status: 'ISSUED', revision: 1 });
    expect((await read(month('10'))).transitions).toHaveLength(1);
    await agree(clerk, month('10'));
    await agree(library, month('10'));
    expect(codes(await issue(month('10')))).toEqual(['CONFLICT']);
  });

  test('many at once issues one', async () => {
    await lend(network, at('10-03T02:00:00Z'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => issue(month('10'))));
    expect(answers.flatMap(codes)).toEqual([]);
    expect(await read(month('10'))).toMatchObject({ lines: { totalCount: 1 }, transitions: [{ to: 'ISSUED' }] });
  });

  test('follows the months, and settles nothing for a month without orders', async () => {
    await lend(network, at('09-03T02:00:00Z'));
    await lend(network, at('10-03T02:00:00Z'));
    expect((await issue(month('10'))).errors?.[0]?.message).toContain(`${year}-09 first`);
    expect(codes(await issue(month('08')))).toEqual(['CONFLICT']);
    expect(codes(await issue('NJ-JL:QINGCHUN:2026-13'))).toEqual(['NOT_FOUND']);
  });

  test('is done by the job for every month that is over and no other, also when a month was missed', async () => {
    await lend(network, at('09-03T02:00:00Z'));
    await lend(network, at('10-03T02:00:00Z'));
    await lend(network, at('10-03T02:00:00Z'), { store: 'WENDU' });
    await lend(network, at('11-03T02:00:00Z'));
    await runJob();
    await runJob();
    expect(await Promise.all([month('09'), month('10'), `NJ-JL:WENDU:${year}-10`, month('11')].map(status))).toEqual([
      'ISSUED',
      'ISSUED',
      'ISSUED',
      'OPEN',
    ]);
    expect((await read(month('10'))).transitions).toMatchObject([{ actor: 'SYSTEM' }]);
    expect(await unsettled(network)).toEqual([]);
  });

  test('waits for the catalogue’s titles: while it is silent nothing is issued', async () => {
    await lend(network, at('10-03T02:00:00Z'));
    network.silence('central');
    expect(codes(await issue(month('10')))).toEqual(['SUBGRAPH_UNAVAILABLE']);
    network.silence(null);
    expect(await status(month('10'))).toBe('OPEN');
  });

  test('settles a book that the catalogue does not have any more', async () => {
    await lend(network, at('10-03T02:00:00Z'), { bookId: 'GONE' });
    expect((await issue(month('10'))).data.issueStatement.lines.nodes).toMatchObject([{ title: '（书目未载）' }]);
  });

  test('leaves what comes late to the next month', async () => {
    await lend(network, at('10-03T02:00:00Z'));
    await issue(month('10'));
    const late = await lend(network, at('10-31T15:59:59.999Z'));
    expect((await read(month('11'))).lines.nodes).toMatchObject([{ id: late.id, date: `${year}-10-31` }]);
    expect((await read(month('10'))).lines.totalCount).toBe(1);
    expect(await unsettled(network)).toEqual([]);
  });
});

describe('a dispute', () => {
  let order: SettledOrder;
  beforeEach(async () => {
    order = await lend(network, at('10-03T02:00:00Z'));
    await issue(month('10'));
  });

  test('without a correction is answered, and the statement issued again for the store to agree', async () => {
    const disputed = (await dispute(clerk, month('10'), order.id)).data.disputeStatementLine;
    expect(disputed).toMatchObject({
      status: 'DISPUTED',
      disputes: [{ raisedBy: 'STORE', reason: '定价不符', answer: null, withdrawn: false, line: { id: order.id } }],
    });
    const answered = (await answer(library, disputed.disputes[0].id)).data.answerStatementDispute;
    expect(answered).toMatchObject({
      status: 'ISSUED',
      revision: 2,
      agreedBy: ['LIBRARY'],
      disputes: [{ answer: '已核对' }],
      lines: { totalCount: 1 },
    });
    expect(codes(await agree(clerk, month('10'), 1))).toEqual(['CONFLICT']);
    expect((await agree(clerk, month('10'), 2)).data.agreeStatement).toMatchObject({ status: 'AGREED' });
    expect((await read(month('10'))).transitions.map(({ to }: { to: string }) => to)).toEqual([
      'ISSUED',
      'DISPUTED',
      'ISSUED',
      'AGREED',
    ]);
  });

  test('with a correction: the red line and the right one stand in the statement that is issued again', async () => {
    const [{ id }] = (await dispute(clerk, month('10'), order.id)).data.disputeStatementLine.disputes;
    expect((await correct(order, { listPrice: { fen: 48_00 } })).data.correctStatementLine).toMatchObject({
      state: 'RECORDED',
      net: { fen: 40_80 },
    });
    expect((await read(month('10'))).lines.totalCount).toBe(1);
    const answered = (await answer(library, id)).data.answerStatementDispute;
    expect(answered).toMatchObject({ copies: 1, listTotal: { fen: 48_00 }, netTotal: { fen: 40_80 } });
    const kinds = answered.lines.nodes.map((line: Record<string, unknown>) => [
      line['kind'],
      line['net'],
      line['reason'],
    ]);
    expect(kinds.toSorted()).toEqual([
      ['CORRECTED', { fen: 40_80 }, '书上定价为准'],
      ['LENT', { fen: 38_68 }, null],
      ['RED', { fen: -38_68 }, '书上定价为准'],
    ]);
    expect(await unsettled(network)).toEqual([]);
  });

  test('is answered by the other side only, once, and by an administrator', async () => {
    const [{ id }] = (await dispute(clerk, month('10'), order.id)).data.disputeStatementLine.disputes;
    expect(codes(await answer(clerk, id))).toEqual(['FORBIDDEN']);
    expect(codes(await answer(librarian('NJ-GL'), id))).toEqual(['NOT_FOUND']);
    expect(codes(await answer({ ...clerk, store: 'WENDU' } as Identity, id))).toEqual(['NOT_FOUND']);
    await answer(admin, id);
    expect(await read(month('10'))).toMatchObject({ status: 'ISSUED', revision: 2, agreedBy: [] });
    expect(codes(await answer(admin, id))).toEqual([]);
    expect(codes(await answer(admin, id, 'something else'))).toEqual(['CONFLICT']);
    expect(await read(month('10'))).toMatchObject({ revision: 2 });
  });

  test('of a line stands alone until it is answered; two lines need two answers', async () => {
    const second = await lend(network, at('11-05T02:00:00Z'));
    now = at('12-05T00:00:00Z');
    await lend(network, at('11-06T02:00:00Z'));
    const id = month('11');
    const { lines } = (await issue(id)).data.issueStatement;
    const [first] = (await dispute(clerk, id, second.id)).data.disputeStatementLine.disputes;
    expect(codes(await dispute(clerk, id, second.id))).toEqual([]);
    expect(codes(await dispute(library, id, second.id, 'other'))).toEqual(['CONFLICT']);
    expect(codes(await dispute(library, id, order.id))).toEqual(['NOT_FOUND']);
    const other = lines.nodes.find((line: { id: string }) => line.id !== second.id).id;
    const both = (await dispute(library, id, other)).data.disputeStatementLine.disputes;
    const ofLibrary = both.find((each: { raisedBy: string }) => each.raisedBy === 'LIBRARY');
    expect((await answer(library, first.id)).data.answerStatementDispute).toMatchObject({
      status: 'DISPUTED',
      revision: 1,
    });
    expect(codes(await agree(clerk, id))).toEqual(['CONFLICT']);
    expect((await answer(clerk, ofLibrary.id)).data.answerStatementDispute).toMatchObject({
      status: 'ISSUED',
      revision: 2,
      agreedBy: ['STORE'],
    });
  });

  test('is withdrawn by agreeing', async () => {
    await agree(library, month('10'));
    await dispute(clerk, month('10'), order.id);
    expect(codes(await agree(library, month('10')))).toEqual(['CONFLICT']);
    expect((await agree(clerk, month('10'))).data.agreeStatement).toMatchObject({
      status: 'AGREED',
      revision: 1,
      disputes: [{ answer: null, withdrawn: true }],
    });
  });

  test('that was met by a correction is not withdrawn unseen', async () => {
    await dispute(clerk, month('10'), order.id);
    await correct(order, { cancel: true });
    expect(codes(await agree(clerk, month('10')))).toEqual(['CONFLICT']);
    expect(await status(month('10'))).toBe('DISPUTED');
  });

  test('waits with its answer for a correction that the ledger does not have yet', async () => {
    const [{ id }] = (await dispute(clerk, month('10'), order.id)).data.disputeStatementLine.disputes;
    network.silence('central');
    expect((await correct(order, { listPrice: { fen: 40_00 } })).data.correctStatementLine).toMatchObject({
      state: 'PENDING',
    });
    expect(codes(await answer(library, id))).toEqual(['CONFLICT']);
    expect(codes(await correct(order, { listPrice: { fen: 41_00 } }))).toEqual(['CONFLICT']);
    network.silence(null);
    await settleJobs();
    expect((await answer(library, id)).data.answerStatementDispute).toMatchObject({ netTotal: { fen: 34_00 } });
    expect(await unsettled(network)).toEqual([]);
  });
});

describe('after both have agreed', () => {
  let order: SettledOrder;
  beforeEach(async () => {
    order = await lend(network, at('10-03T02:00:00Z'), { listPriceFen: 58_00 });
    await agreed(month('10'));
  });

  test('a correction is a red line of the month in which it is made, and the fund’s ledger follows', async () => {
    const before = await read(month('10'));
    const given = { idempotencyKey: 'same', listPrice: { fen: 48_00 } };
    const first = await correct(order, given);
    expect(first.data.correctStatementLine).toMatchObject({ state: 'RECORDED', listPrice: { fen: 48_00 } });
    expect(await correct(order, given)).toEqual(first);
    expect(codes(await correct(order, { ...given, listPrice: { fen: 47_00 } }))).toEqual(['CONFLICT']);
    expect(await read(month('10'))).toEqual(before);
    const next = await read(month('11'));
    expect(next).toMatchObject({ copies: 0, listTotal: { fen: -10_00 }, netTotal: { fen: -8_50 } });
    expect(next.lines.nodes.map((line: Record<string, unknown>) => line['kind']).toSorted()).toEqual([
      'CORRECTED',
      'RED',
    ]);
    const entries = await rows(
      network.subgraphs.central,
      "select account, fen::int from ledger_entry where order_id = ? and step = 'CORRECTED' order by account",
      [order.id],
    );
    expect(entries).toEqual([
      { account: 'EXPENDED', fen: -8_50 },
      { account: 'FREE', fen: 8_50 },
    ]);
    expect(await unsettled(network)).toEqual([]);
  });

  test('corrections follow each other: each takes back what the last one said', async () => {
    await correct(order, { listPrice: { fen: 48_00 } });
    await correct(order, { rateBasisPoints: 8_000 });
    await correct(order, { cancel: true });
    expect(codes(await correct(order, { listPrice: { fen: 50_00 } }))).toEqual(['CONFLICT']);
    expect(await read(month('11'))).toMatchObject({
      copies: -1,
      listTotal: { fen: -58_00 },
      netTotal: { fen: -49_30 },
      lines: { totalCount: 5 },
    });
    expect(await unsettled(network)).toEqual([]);
  });

  test('an order that is taken back after all is a red line', async () => {
    await correct(order, { listPrice: { fen: 48_00 } });
    await takeBack(network, now, order);
    expect((await read(month('11'))).lines.nodes).toContainEqual(
      expect.objectContaining({ id: `${order.id}:VOIDED`, kind: 'RED', net: { fen: -40_80 }, copies: -1 }),
    );
    expect(await read(month('11'))).toMatchObject({ netTotal: { fen: -49_30 }, copies: -1 });
    expect(codes(await correct(order, { listPrice: { fen: 50_00 } }))).toEqual(['CONFLICT']);
    expect(await unsettled(network)).toEqual([]);
  });

  test('what the fund cannot bear is refused, and nothing changes', async () => {
    const [fund] = await rows<{ expended: number }>(
      network.subgraphs.central,
      "select expended_fen::int as expended from fund where library_id = 'NJ-JL' and year = ?",
      [year],
    );
    await act(
      admin,
      'allocateFund(input: $input) { id }',
      'AllocateFundInput',
      {
        idempotencyKey: `tight-${year}`,
        library: 'NJ-JL',
        year,
        amount: { fen: (fund?.expended ?? 0) + 8_49 },
      },
      'central',
    );
    expect((await correct(order, { listPrice: { fen: 68_00 } })).data.correctStatementLine).toMatchObject({
      state: 'REFUSED',
      refusal: 'FUND_EMPTY',
    });
    expect((await read(month('11'))).lines.totalCount).toBe(0);
    expect(await unsettled(network)).toEqual([]);
  });

  test('a correction that changes nothing, says two things or nothing, or is by nobody who may, is refused', async () => {
    const wrong: [Record<string, unknown>, Identity, string][] = [
      [{ listPrice: { fen: 58_00 } }, library, 'CONFLICT'],
      [{}, library, 'BAD_USER_INPUT'],
      [{ cancel: true, listPrice: { fen: 1 } }, library, 'BAD_USER_INPUT'],
      [{ listPrice: { fen: 0 } }, library, 'BAD_USER_INPUT'],
      [{ rateBasisPoints: 10_001 }, library, 'BAD_USER_INPUT'],
      [{ cancel: true, reason: ' ' }, library, 'BAD_USER_INPUT'],
      [{ cancel: true }, clerk, 'FORBIDDEN'],
      [{ cancel: true }, librarian('NJ-GL'), 'NOT_FOUND'],
      [{ cancel: true }, reader('N2026000009'), 'NOT_FOUND'],
      [{ cancel: true, order: 'nonsense' }, library, 'NOT_FOUND'],
    ];
    for (const [changes, person, code] of wrong) {
      expect([changes, codes(await correct(order, changes, person))]).toEqual([changes, [code]]);
    }
    expect((await read(month('11'))).lines.totalCount).toBe(0);
  });

  test('it is invoiced and paid, each once, and no number is used twice', async () => {
    const id = month('10');
    expect(codes(await pay(id, 'T-1'))).toEqual(['CONFLICT']);
    expect((await invoice(id, [' 26320000001234567890 ', '0012-3456'])).data.invoiceStatement).toMatchObject({
      status: 'INVOICED',
      invoiceNumbers: ['0012-3456', '26320000001234567890'],
    });
    expect(codes(await invoice(id, ['0012-3456', '26320000001234567890']))).toEqual([]);
    expect(codes(await invoice(id, ['99999999']))).toEqual(['CONFLICT']);
    expect((await pay(id, 'T-1')).data.payStatement).toMatchObject({ status: 'PAID', paymentReference: 'T-1' });
    expect(codes(await pay(id, 'T-1'))).toEqual([]);
    expect(codes(await pay(id, 'T-2'))).toEqual(['CONFLICT']);
    await lend(network, at('11-03T00:00:00Z'));
    now = at('12-02T00:00:00Z');
    await agreed(month('11'));
    const twice = await invoice(month('11'), ['0012-3456']);
    expect([codes(twice), twice.errors?.[0]?.message]).toEqual([['CONFLICT'], expect.stringContaining(id)]);
    for (const numbers of [[], ['1'], ['1234', '1234'], ['a b c d']]) {
      expect(codes(await invoice(month('11'), numbers))).toEqual(['BAD_USER_INPUT']);
    }
    expect(await status(month('11'))).toBe('AGREED');
  });

  test('of two statements that are invoiced with one number at once, one is and the other is a CONFLICT', async () => {
    await lend(network, at('11-03T00:00:00Z'));
    now = at('12-02T00:00:00Z');
    await agreed(month('11'));
    const answers = await Promise.all([month('10'), month('11')].map((id) => invoice(id, ['77770000'])));
    expect(answers.flatMap(codes)).toEqual(['CONFLICT']);
  });

  test('the database itself changes nothing and lets nothing be added', async () => {
    const statements = [
      `update statement_line set net_fen = 0 where id = '${order.id}'`,
      `delete from statement_line where id = '${order.id}'`,
      `insert into statement_line select id || 'x', statement_id, kind, order_id, null, date, book_id, isbn, title, copies,
         list_price_fen, rate_basis_points, net_fen from statement_line where id = '${order.id}'`,
      `update statement set status = 'ISSUED' where id = '${month('10')}'`,
      `update statement set status = 'PAID' where id = '${month('10')}'`,
      `update statement set month = '2000-01' where id = '${month('10')}'`,
      `update statement set revision = 7 where id = '${month('10')}'`,
      `delete from statement where id = '${month('10')}'`,
    ];
    for (const statement of statements) {
      await expect(rows(network.subgraphs.bookstores, statement), statement).rejects.toThrow();
    }
  });
});

test('every step that does not begin where the statement stands is refused and changes nothing', async () => {
  const order = await lend(network, at('10-03T02:00:00Z'));
  const id = month('10');
  await issue(id);
  const revision = 1;
  const steps = {
    issue: () => issue(id),
    dispute: () => dispute(clerk, id, order.id),
    agree: () => agree(clerk, id, revision),
    invoice: () => invoice(id, ['55550000']),
    pay: () => pay(id, 'T'),
  };
  type Step = keyof typeof steps;
  const refusedAt: Record<string, Step[]> = {
    ISSUED: ['invoice', 'pay'],
    AGREED: ['issue', 'dispute', 'pay'],
    INVOICED: ['issue', 'dispute', 'agree'],
    PAID: ['issue', 'dispute', 'agree', 'invoice'],
  };
  const checkRefused = async (names: Step[]) => {
    const before = await read(id);
    for (const name of names) {
      expect([name, codes(await steps[name]())]).toEqual([name, ['CONFLICT']]);
    }
    expect(await read(id)).toEqual(before);
  };
  await checkRefused(refusedAt['ISSUED'] ?? []);
  const [{ id: of }] = (await dispute(library, id, order.id)).data.disputeStatementLine.disputes;
  await checkRefused(['issue', 'dispute', 'agree', 'invoice', 'pay']);
  expect(codes(await answer(library, of))).toEqual(['FORBIDDEN']);
  await agree(library, id);
  await agree(clerk, id);
  await checkRefused(refusedAt['AGREED'] ?? []);
  await invoice(id, ['55550000']);
  await checkRefused(refusedAt['INVOICED'] ?? []);
  await pay(id, 'T');
  await checkRefused(refusedAt['PAID']?.filter((name) => name !== 'invoice') ?? []);
  expect(codes(await invoice(id, ['55550001']))).toEqual(['CONFLICT']);
});

describe('who sees and does what', () => {
  const others: [string, Identity][] = [
    ['a clerk of another store', { ...clerk, store: 'WENDU' } as Identity],
    ['a librarian of another library', librarian('NJ-GL')],
    ['a reader', reader('N2026000001')],
    ['nobody', { role: 'anonymous' }],
  ];

  test.each(others)('%s sees no statement and does nothing to it', async (_, person) => {
    const order = await lend(network, at('10-03T02:00:00Z'));
    await issue(month('10'));
    expect(await read(month('10'), person)).toBeNull();
    const code = person.role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    const list = 'query { statements(store: "QINGCHUN", library: "NJ-JL") { nodes { id } } }';
    const answers = [
      await run(person, list),
      await issue(month('10'), person),
      await dispute(person, month('10'), order.id),
      await agree(person, month('10')),
      await invoice(month('10'), ['12345678'], person),
      await pay(month('10'), 'T', person),
    ];
    expect(answers.map(codes)).toEqual(answers.map(() => [code]));
  });

  test('an administrator is no side: neither disputes nor agrees, invoices or pays', async () => {
    const order = await lend(network, at('10-03T02:00:00Z'));
    await issue(month('10'));
    const answers = [
      await dispute(admin, month('10'), order.id),
      await agree(admin, month('10')),
      await invoice(month('10'), ['12345678'], admin),
      await invoice(month('10'), ['12345678'], library),
      await pay(month('10'), 'T', clerk),
      await issue(month('10'), clerk),
    ];
    expect(answers.map(codes)).toEqual(answers.map(() => ['FORBIDDEN']));
  });

  test('lists are of the own store or library, by months, in pages', async () => {
    const wendu = { ...clerk, store: 'WENDU' } as Identity;
    for (const number of ['07', '08', '09']) {
      await lend(network, at(`${number}-03T02:00:00Z`));
      await lend(network, at(`${number}-03T02:00:00Z`), { store: 'WENDU' });
    }
    await runJob();
    const query = `query ($from: String, $to: String, $first: Int! = 20, $after: String) {
      statements(from: $from, to: $to, first: $first, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { id } }
    }`;
    const list = async (person: Identity, variables: Record<string, unknown>) =>
      (await run(person, query, variables)).data.statements;
    const between = { from: `${year}-07`, to: `${year}-09` };
    expect(ids((await list(clerk, between)).nodes)).toEqual([month('09'), month('08'), month('07')]);
    expect((await list(wendu, between)).totalCount).toBe(3);
    const all = ids((await list(library, between)).nodes);
    expect(all).toHaveLength(6);
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const page = await list(library, { ...between, first: 4, after });
      paged.push(...ids(page.nodes));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(paged).toEqual(all);
    expect(codes(await run(clerk, query, { from: '2026-13' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await run(clerk, query, { after: 'nonsense' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await run(clerk, query, { first: 101 }))).toEqual(['BAD_USER_INPUT']);
  });

  test('a list costs as many statements of SQL for one month as for many', async () => {
    for (const number of ['06', '07', '08', '09', '10']) await lend(network, at(`${number}-03T02:00:00Z`));
    await runJob();
    const count = async (first: number) => {
      let sent = 0;
      const send = pg.Client.prototype.query;
      pg.Client.prototype.query = function counted(this: pg.Client, ...args: unknown[]) {
        sent++;
        return Reflect.apply(send, this, args) as never;
      } as typeof send;
      try {
        const query = `query ($first: Int!) { statements(first: $first) { totalCount nodes {
          store { name } copies netTotal { fen } invoiceNumbers disputes { id } transitions { to }
        } } }`;
        expect((await run(clerk, query, { first })).errors).toBeUndefined();
      } finally {
        pg.Client.prototype.query = send;
      }
      return sent;
    };
    const two = await count(2);
    expect(await count(6)).toBe(two);
    expect(two).toBeLessThanOrEqual(8);
  });

  test('lines come in pages, OPEN or issued', async () => {
    for (let day = 1; day <= 5; day++) await lend(network, at(`10-0${day}T02:00:00Z`));
    const pages = async () => {
      const found: string[] = [];
      for (let after: string | null = null; ; ) {
        const query =
          'query ($id: ID!, $after: String) { statement(id: $id) { lines(first: 2, after: $after) { totalCount nodes { date } pageInfo { hasNextPage endCursor } } } }';
        const {
          lines,
        }: {
          lines: {
            totalCount: number;
            nodes: { date: string }[];
            pageInfo: { hasNextPage: boolean; endCursor: string };
          };
        } = (await run(clerk, query, { id: month('10'), after })).data.statement;
        expect(lines.totalCount).toBe(5);
        found.push(...lines.nodes.map(({ date }: { date: string }) => date.slice(8)));
        if (!lines.pageInfo.hasNextPage) return found;
        after = lines.pageInfo.endCursor;
      }
    };
    expect(await pages()).toEqual(['01', '02', '03', '04', '05']);
    await issue(month('10'));
    expect(await pages()).toEqual(['01', '02', '03', '04', '05']);
  });
});

const ids = (nodes: { id: string }[]) => nodes.map(({ id }) => id);

async function runJob(): Promise<void> {
  const { issueDueStatements } = await import('./issuing.ts');
  await issueDueStatements(jobContext());
}

/** Runs the jobs of corrections that wait, as the worker would. */
async function settleJobs(): Promise<void> {
  const { settleCorrection } = await import('./corrections.ts');
  const pending = await rows<{ id: string }>(
    network.subgraphs.bookstores,
    "select id from statement_correction where state = 'PENDING'",
  );
  for (const { id } of pending) await settleCorrection(jobContext(), { id });
}

function jobContext() {
  return network.subgraphs.bookstores.contextOf({
    identity: { role: 'service', subgraph: 'bookstores' },
    requestId: 'job',
  }) as never;
}
