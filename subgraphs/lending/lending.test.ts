// Readers and what of them each person sees; the place in the quota that other subgraphs keep for an order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rulesInForce } from '../../lib/rules/rules.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

type Person = Parameters<typeof ask>[1];

const anonymous: Person = { role: 'anonymous' };
let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const lending = (person: Person, query: string, variables?: Record<string, unknown>) =>
  ask(network.subgraphs.lending, person, query, variables);

describe('a reader', () => {
  const query = /* GraphQL */ `
    query ($card: String!) {
      reader(card: $card) { id card name type credit { band suspended source } openLoans loanQuota sample loans { totalCount } }
    }
  `;
  const seen = (person: Person, card = sampleCard(82)) => lending(person, query, { card });
  const whole = {
    id: 'R000082',
    card: sampleCard(82),
    name: '【样例】读者乙酉二',
    type: 'ADULT',
    credit: { band: 'GOOD', suspended: false, source: '【样例】' },
    openLoans: 2,
    loanQuota: 8,
    sample: true,
    loans: { totalCount: 2 },
  };

  test.each([
    ['the reader', reader(sampleCard(82))],
    ['a librarian of any library', librarian('NJ-GC')],
    ['an administrator', admin],
  ])('is shown whole to %s', async (_title, person) => {
    expect((await seen(person)).data.reader).toEqual(whole);
  });

  test('is shown to a clerk with a masked name, without credit, counts and history', async () => {
    expect((await seen(clerk)).data.reader).toEqual({
      ...whole,
      name: '【样例】读***二',
      credit: null,
      openLoans: null,
      loanQuota: null,
      loans: { totalCount: 0 },
    });
  });

  test('is not shown to another reader, nor to nobody', async () => {
    expect(codes(await seen(reader(sampleCard(1))))).toEqual(['FORBIDDEN']);
    expect(codes(await seen(anonymous))).toEqual(['UNAUTHENTICATED']);
  });

  test('is null for a card that does not exist, and found with spaces around the number', async () => {
    expect(await seen(admin, 'N2026999999')).toEqual({ data: { reader: null } });
    expect((await seen(admin, ` ${sampleCard(82)} `)).data.reader.id).toBe('R000082');
  });

  test('has loans newest first, page by page, each once', async () => {
    const pages = /* GraphQL */ `
      query ($after: String) {
        me { reader { loans(first: 3, after: $after) {
          totalCount nodes { id requestedAt status item { id } } pageInfo { hasNextPage endCursor }
        } } }
      }
    `;
    const found: { id: string; requestedAt: string }[] = [];
    let after: string | null = null;
    do {
      const { data } = await lending(reader(sampleCard(71)), pages, { after });
      const { nodes, pageInfo, totalCount } = data.me.reader.loans;
      expect(totalCount).toBe(8);
      found.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(new Set(found.map(({ id }) => id)).size).toBe(8);
    const days = found.map(({ requestedAt }) => requestedAt);
    expect(days).toEqual(days.toSorted().toReversed());
  });

  test.each(['first: 0', 'first: 101', 'first: 1, after: "nonsense"'])('refuses loans(%s)', async (page) => {
    const answer = await lending(reader(sampleCard(71)), `{ me { reader { loans(${page}) { totalCount } } } }`);
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('who is asking', () => {
  const query = '{ me { role reader { name } store { id } library { id } } }';

  test.each<[string, Person, object]>([
    ['nobody', anonymous, { role: 'ANONYMOUS', reader: null, store: null, library: null }],
    [
      'a reader',
      reader(sampleCard(3)),
      { role: 'READER', reader: { name: '【样例】读者丙寅' }, store: null, library: null },
    ],
    ['a reader without a record', reader('N2026999999'), { role: 'READER', reader: null, store: null, library: null }],
    ['a clerk', clerk, { role: 'CLERK', reader: null, store: { id: 'QINGCHUN' }, library: null }],
    ['a librarian', librarian('NJ-JN'), { role: 'LIBRARIAN', reader: null, store: null, library: { id: 'NJ-JN' } }],
    ['an administrator', admin, { role: 'ADMIN', reader: null, store: null, library: null }],
  ])('%s is told so', async (_title, person, me) => {
    expect(await lending(person, query)).toEqual({ data: { me } });
  });
});

describe('a copy', () => {
  const query =
    'query ($barcode: String!, $library: ID!) { item(barcode: $barcode, library: $library) { __typename id } }';
  const item = async (barcode: string, library: string) =>
    (await lending(anonymous, query, { barcode, library })).data.item;

  test('is found by barcode and library, at whoever owns it', async () => {
    expect(await item('5069250004', 'NJ-JN')).toEqual({ __typename: 'DistrictItem', id: 'NJ-JN:5069250004' });
    expect(await item(' 00830387 ', 'NJ-JL')).toEqual({ __typename: 'CentralItem', id: 'NJ-JL:00830387' });
  });

  test('is null where that library has none of that number', async () => {
    expect(await item('00830387', 'NJ-JN')).toBeNull();
    expect(await item('5069250004', 'NJ-XX')).toBeNull();
  });
});

describe('a place in the quota', () => {
  const reserveMutation = /* GraphQL */ `
    mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { reserved failures { code limit actual } } }
  `;
  const reserve = async (orderId: string, card: string, bookId = 'B000020') =>
    (await lending(service, reserveMutation, { input: { orderId, card, bookId, day, rules } })).data.reserveLoan;
  const day = dayOf(new Date());
  const inForce = rulesInForce([], { library: 'NJ-JL', channel: 'COUNTER', readerType: null, day }).rules;
  /** So many bought copies are not outstanding otherwise. */
  const rules = [...inForce.values()].filter(({ code }) => code !== 'READER_OUTSTANDING');
  const release = (orderId: string) =>
    lending(service, 'mutation ($id: ID!) { releaseLoan(orderId: $id) }', { id: orderId });
  const confirm = (orderId: string, itemId: string, dueDate: string) =>
    lending(service, 'mutation ($input: ConfirmLoanInput!) { confirmLoan(input: $input) }', {
      input: { orderId, itemIds: [itemId], dueDate },
    });
  const loanOf = async (id: string) =>
    (await rows<{ status: string }>(network.subgraphs.lending, 'select status from loan where id = ?', [id]))[0]
      ?.status;
  const openLoans = async (card: string) =>
    (
      await rows<{ open_loans: number }>(network.subgraphs.lending, 'select open_loans from reader where card = ?', [
        card,
      ])
    )[0]?.open_loans;
  const kept = { reserved: true, failures: [] };
  const given = { reserved: false, failures: [{ code: 'RELEASED', limit: null, actual: null }] };

  test('is kept once, confirmed once, and not given back after that', async () => {
    const card = sampleCard(20);
    expect(await reserve('order-1', card)).toEqual(kept);
    expect(await reserve('order-1', card)).toEqual(kept);
    expect(await openLoans(card)).toBe(1);
    const due = addDays(dayOf(new Date()), 30);
    await confirm('order-1', 'NJ-JL:P1', due);
    await confirm('order-1', 'NJ-JL:P1', due);
    await release('order-1');
    expect([await loanOf('order-1'), await openLoans(card)]).toEqual(['ACTIVE', 1]);
  });

  test('is given back once, and not kept again for that order', async () => {
    const card = sampleCard(21);
    await reserve('order-2', card);
    await release('order-2');
    await release('order-2');
    expect(await openLoans(card)).toBe(0);
    expect(await reserve('order-2', card)).toEqual(given);
    await confirm('order-2', 'NJ-JL:P2', addDays(dayOf(new Date()), 30));
    expect([await loanOf('order-2'), await openLoans(card)]).toEqual(['RELEASED', 0]);
  });

  test('is refused to an order that was released before it came', async () => {
    await release('order-3');
    expect(await reserve('order-3', sampleCard(22))).toEqual(given);
    expect(await openLoans(sampleCard(22))).toBe(0);
  });

  test('is one for two orders of the same book at once: the other is refused with ALREADY_TAKEN', async () => {
    const card = sampleCard(23);
    const results = await Promise.all([1, 2, 3, 4].map((number) => reserve(`twice-${number}`, card)));
    expect(results.filter(({ reserved }) => reserved)).toHaveLength(1);
    expect(results.flatMap(({ failures }) => failures.map(({ code }: { code: string }) => code))).toEqual([
      'ALREADY_TAKEN',
      'ALREADY_TAKEN',
      'ALREADY_TAKEN',
    ]);
  });

  test('goes to eight of nine orders at once', async () => {
    const card = sampleCard(24);
    const results = await Promise.all(
      Array.from({ length: 9 }, (_, number) => reserve(`nine-${number}`, card, `B${String(201 + number)}`)),
    );
    const refused = results.filter(({ reserved }) => !reserved);
    expect(refused).toEqual([{ reserved: false, failures: [{ code: 'LOAN_QUOTA', limit: 8, actual: 9 }] }]);
  });

  test('tells every reason why it is refused', async () => {
    await rows(network.subgraphs.lending, 'update reader set suspended = true where card = ?', [sampleCard(76)]);
    await rows(
      network.subgraphs.lending,
      `update loan set due_date = '2026-01-01' where reader_id = 'R000076' and id = (
         select min(id) from loan where reader_id = 'R000076')`,
    );
    const { failures } = await reserve('order-4', sampleCard(76));
    expect(failures.map(({ code }: { code: string }) => code)).toEqual(['LOAN_QUOTA', 'CREDIT', 'OVERDUE_BLOCK']);
  });
});

describe('fields for other subgraphs', () => {
  const fields = [
    '{ borrowingFacts(card: "N2026000001", bookId: "B000001", day: "2026-11-22") { readerId } }',
    '{ readerRecord(card: "N2026000001") { id } }',
    'mutation { reserveLoan(input: { orderId: "x", card: "N2026000001", bookId: "B000001", day: "2026-11-22", rules: [] }) { reserved } }',
    'mutation { confirmLoan(input: { orderId: "x", itemIds: ["y"], dueDate: "2026-11-22" }) }',
    'mutation { releaseLoan(orderId: "x") }',
  ];
  const people: Person[] = [reader(sampleCard(1)), clerk, librarian('NJ-JL'), admin];

  test.each(fields)('%s is for a service only', async (field) => {
    for (const person of people) {
      expect(codes(await lending(person, field))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await lending(anonymous, field))).toEqual(['UNAUTHENTICATED']);
  });

  test.each(fields)('%s is not part of the public graph', async (field) => {
    const { errors } = await network.query(field, {}, admin);
    expect(errors?.[0]?.message).toMatch(/Cannot query field|Unknown/);
  });
});

test('after all of it every count of loans is right', async () => {
  expect((await violations(network.databaseUrls)).filter((violation) => !violation.startsWith('5'))).toEqual([]);
});
