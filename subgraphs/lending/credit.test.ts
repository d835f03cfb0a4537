// 信用: a ledger that suspends and forgets, appeals, consent of guardians, and a source of bands that may be down.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { address } from '../../test/orders.ts';
import { lending } from './subgraph.ts';

type Person = Parameters<typeof ask>[1];

let network: TestNetwork;
const start = new Date('2026-11-23T02:00:00Z');
let now = start;
let keys = 0;
let cards = 0;
let taken = 0;
let copies: { barcode: string; id: string }[];
const nextCard = () => {
  cards += cards % 9 === 7 ? 2 : 1;
  return sampleCard(cards);
};
const desk = librarian('NJ-JN');

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  copies = await rows(
    network.subgraphs.districts,
    "select id, barcode from item where library_id = 'NJ-JN' and status = 'AVAILABLE' order by id limit 100",
  );
});
afterAll(() => network[Symbol.asyncDispose]());
afterEach(() => {
  now = start;
});

const send = (person: Person, operation: string, variables: Record<string, unknown> = {}) =>
  ask(network.subgraphs.lending, person, operation, variables);
const checkOut = async (card: string) => {
  const { barcode } = copies[taken++]!;
  const { data } = await send(
    desk,
    `mutation ($input: CheckOutInput!) { checkOut(input: $input) {
      __typename ... on CheckedOut { loan { id item { id } } } ... on LoanRefused { failures { code eligibleFrom message(lang: EN) } }
    } }`,
    { input: { idempotencyKey: `o${++keys}`, card, barcode, library: 'NJ-JN', branch: 'JN-MAIN' } },
  );
  return { barcode, ...data.checkOut };
};
const giveBack = (barcode: string) =>
  send(desk, 'mutation ($input: ReturnItemInput!) { returnItem(input: $input) { loan { status } } }', {
    input: { idempotencyKey: `b${++keys}`, barcode, library: 'NJ-JN', branch: 'JN-MAIN' },
  });
const days = (count: number) => new Date(start.getTime() + count * 86_400_000);
const creditOf = async (card: string, person: Person = desk) =>
  (
    await send(
      person,
      `query ($card: String!) { reader(card: $card) { credit {
        band asOf source stale suspended suspendedUntil consentNeeded balance
        events { totalCount nodes { id kind points state expiresOn loan { id } appeal decision } }
      } } }`,
      { card },
    )
  ).data.reader.credit;
/** So many loans that come back a day late, and stand with one point each in the ledger. */
const lateReturns = async (card: string, count: number) => {
  for (let each = 0; each < count; each++) {
    now = start;
    const { barcode, __typename } = await checkOut(card);
    expect(__typename).toBe('CheckedOut');
    now = days(31);
    expect(codes(await giveBack(barcode))).toEqual([]);
  }
};

describe('the ledger', () => {
  test('notes a return in time and one too late, once', async () => {
    const card = nextCard();
    const first = await checkOut(card);
    now = days(30);
    await giveBack(first.barcode);
    now = start;
    const second = await checkOut(card);
    now = days(31);
    await giveBack(second.barcode);
    await giveBack(second.barcode);
    const { balance, events, suspended } = await creditOf(card, reader(card));
    expect({ balance, suspended }).toEqual({ balance: -1, suspended: false });
    expect(events.nodes).toMatchObject([
      { kind: 'OVERDUE', points: -1, state: 'COUNTED', expiresOn: '2027-12-24', loan: { id: second.loan.id } },
      { kind: 'RETURNED_IN_TIME', points: 1, expiresOn: '2027-12-23' },
    ]);
  });

  test('below -4 nothing is lent, everything is taken back, and the answer says until when', async () => {
    const card = nextCard();
    const kept = await checkOut(card);
    await lateReturns(card, 4);
    now = days(29);
    const before = await checkOut(card);
    expect(before.__typename).toBe('CheckedOut');
    now = days(62);
    await giveBack(before.barcode);
    const { balance, suspended, suspendedUntil } = await creditOf(card);
    expect({ balance, suspended, suspendedUntil }).toEqual({
      balance: -5,
      suspended: true,
      suspendedUntil: '2027-12-24',
    });
    const { failures } = await checkOut(card);
    expect(failures.find(({ code }: { code: string }) => code === 'CREDIT')).toMatchObject({
      eligibleFrom: '2027-12-24',
      message: expect.stringContaining('2027-12-24'),
    });
    expect((await giveBack(kept.barcode)).data.returnItem.loan.status).toBe('RETURNED');
    now = new Date('2027-12-23T15:59:59Z');
    expect((await checkOut(card)).__typename).toBe('LoanRefused');
    now = new Date('2027-12-23T16:00:00Z');
    expect((await checkOut(card)).__typename).toBe('CheckedOut');
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('a loss and damage count once each', async () => {
    const card = nextCard();
    for (const mutation of ['reportItemLost', 'reportItemDamaged']) {
      const { barcode } = await checkOut(card);
      const answer = await send(
        desk,
        `mutation { ${mutation}(input: { idempotencyKey: "${mutation}", barcode: "${barcode}", library: "NJ-JN", reason: "x" }) { id } }`,
      );
      expect(codes(answer)).toEqual([]);
    }
    const { balance, events } = await creditOf(card);
    expect(balance).toBe(-5);
    expect(events.nodes.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(['DAMAGE', 'LOSS']);
  });

  test('an appeal that is granted ends the suspension; one that is not leaves it', async () => {
    const card = nextCard();
    await lateReturns(card, 5);
    const [first, second] = (await creditOf(card)).events.nodes;
    const appeal = (id: string, person: Person, reason = '图书馆当日闭馆') =>
      send(
        person,
        'mutation ($id: ID!, $reason: String!) { appealCreditEvent(id: $id, reason: $reason) { state appeal } }',
        {
          id,
          reason,
        },
      );
    const decide = (id: string, grant: boolean, person: Person = desk) =>
      send(
        person,
        'mutation ($id: ID!, $grant: Boolean!) { decideAppeal(id: $id, grant: $grant, reason: "核实") { state decision } }',
        { id, grant },
      );
    expect(codes(await decide(first.id, true))).toEqual(['CONFLICT']);
    expect(codes(await appeal(first.id, reader(nextCard())))).toEqual(['NOT_FOUND']);
    expect(codes(await appeal(first.id, desk))).toEqual(['FORBIDDEN']);
    expect(codes(await appeal(first.id, reader(card), ' '))).toEqual(['BAD_USER_INPUT']);
    expect((await appeal(first.id, reader(card))).data.appealCreditEvent).toEqual({
      state: 'APPEALED',
      appeal: '图书馆当日闭馆',
    });
    expect((await creditOf(card)).suspended).toBe(true);
    expect(codes(await decide(first.id, true, clerk))).toEqual(['FORBIDDEN']);
    expect((await decide(first.id, false)).data.decideAppeal).toEqual({ state: 'CONFIRMED', decision: '核实' });
    expect((await creditOf(card)).suspended).toBe(true);
    expect(codes(await appeal(first.id, reader(card), '再次申诉'))).toEqual(['CONFLICT']);
    await appeal(second.id, reader(card));
    expect((await decide(second.id, true)).data.decideAppeal.state).toBe('WITHDRAWN');
    expect((await decide(second.id, true)).data.decideAppeal.state).toBe('WITHDRAWN');
    expect(codes(await decide(second.id, false))).toEqual(['CONFLICT']);
    expect(await creditOf(card)).toMatchObject({ suspended: false, balance: -4, suspendedUntil: null });
  });

  test('is read page by page', async () => {
    const card = nextCard();
    await lateReturns(card, 3);
    const page = async (after: string | null) =>
      (
        await send(
          reader(card),
          `query ($card: String!, $after: String) { reader(card: $card) { credit { events(first: 2, after: $after) {
            nodes { id } pageInfo { hasNextPage endCursor } totalCount } } } }`,
          { card, after },
        )
      ).data.reader.credit.events;
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    expect([first.nodes.length, second.nodes.length, first.totalCount]).toEqual([2, 1, 3]);
    expect(new Set([...first.nodes, ...second.nodes].map(({ id }) => id)).size).toBe(3);
  });
});

describe('a card', () => {
  test('that a librarian has stopped borrows and renews nothing until that is lifted', async () => {
    const card = nextCard();
    const { loan } = await checkOut(card);
    const stop = (person: Person) =>
      send(
        person,
        `mutation { suspendReader(card: "${card}", reason: "借阅证挂失") { credit { suspended suspendedUntil } } }`,
      );
    expect(codes(await stop(reader(card)))).toEqual(['FORBIDDEN']);
    expect((await stop(desk)).data.suspendReader.credit).toEqual({ suspended: true, suspendedUntil: null });
    expect((await checkOut(card)).failures).toMatchObject([{ code: 'CREDIT', eligibleFrom: null }]);
    const renewal = await send(
      desk,
      `mutation { renewLoan(input: { idempotencyKey: "r", loan: "${loan.id}" }) { ... on LoanRefused { failures { code } } } }`,
    );
    expect(renewal.data.renewLoan.failures).toEqual([{ code: 'CREDIT' }]);
    await send(desk, `mutation { liftSuspension(card: "${card}") { id } }`);
    expect((await checkOut(card)).__typename).toBe('CheckedOut');
    expect(codes(await send(desk, 'mutation { suspendReader(card: "N9", reason: "x") { id } }'))).toEqual([
      'NOT_FOUND',
    ]);
  });

  test("of a child is lent nothing without a guardian's consent", async () => {
    const card = sampleCard(9);
    expect(await creditOf(card)).toMatchObject({ consentNeeded: false });
    await rows(network.subgraphs.lending, 'update reader set consent_at = null, guardian = null where card = ?', [
      card,
    ]);
    expect((await checkOut(card)).failures).toMatchObject([{ code: 'GUARDIAN_CONSENT' }]);
    const consent = (birthDay: string, person: Person = desk) =>
      send(
        person,
        `mutation { recordConsent(card: "${card}", guardian: "王建国", birthDay: "${birthDay}") { credit { consentNeeded } } }`,
      );
    expect(codes(await consent('2027-01-01'))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await consent('2016-05-01', clerk))).toEqual(['FORBIDDEN']);
    expect((await consent('2016-05-01')).data.recordConsent.credit).toEqual({ consentNeeded: false });
    expect((await checkOut(card)).__typename).toBe('CheckedOut');
  });
});

describe('a reader on credit alone', () => {
  const requestOnline = async (card: string) => {
    const [{ book_id: bookId } = { book_id: '' }] = await rows<{ book_id: string }>(
      network.subgraphs.districts,
      "select book_id from item where status = 'AVAILABLE' group by 1 order by count(*) desc, 1 limit 1",
    );
    const { data } = await send(
      reader(card),
      `mutation ($input: RequestLoanInput!) { requestLoan(input: $input) {
        __typename ... on LoanRefused { failures { code } }
      } }`,
      { input: { idempotencyKey: `online${++keys}`, bookId, deliveryAddress: address } },
    );
    return data.requestLoan;
  };

  test.each([
    ['NONE', 'LoanRefused'],
    ['FAIR', 'LoanRefused'],
    ['GOOD', 'LoanRequested'],
    ['EXCELLENT', 'LoanRequested'],
  ])('and the band %s is answered %s online, and lent over a desk; with a card it is always lent', async (band, online) => {
    const card = nextCard();
    const be = (alone: boolean) =>
      rows(network.subgraphs.lending, 'update reader set credit_only = ?, band = ? where card = ?', [
        alone,
        band,
        card,
      ]);
    await be(true);
    expect(await requestOnline(card)).toEqual({
      __typename: online,
      ...(online === 'LoanRefused' ? { failures: [{ code: 'CREDIT' }] } : {}),
    });
    expect((await checkOut(card)).__typename).toBe('CheckedOut');
    await be(false);
    expect((await requestOnline(card)).__typename).toBe('LoanRequested');
  });
});

/** A source outside the network, which is configured from now on. */
const openSource = async (
  answer: (request: IncomingMessage, body: string) => { status: number; body: string } | null,
) => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const said = answer(request, body);
      if (said) response.writeHead(said.status).end(said.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('SHELFGRAPH_CREDIT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}/band`);
  vi.stubEnv('SHELFGRAPH_CREDIT_KEY', 'a key of both');
  return server;
};

describe('a source of bands', () => {
  const refresh = (card: string, person: Person = reader(card)) =>
    send(person, 'mutation ($card: String!) { refreshCredit(card: $card) { band asOf source stale } }', { card });

  const runRefresh = () =>
    lending.tasks['refreshBands']?.(
      network.subgraphs.lending.contextOf({
        identity: { role: 'service', subgraph: 'lending' },
        requestId: 'test',
      }) as never,
      {},
    );

  afterEach(() => vi.unstubAllEnvs());

  test('is asked under a pseudonym, and its score is not read', async () => {
    const asked: { body: string; authorization: string | undefined }[] = [];
    const server = await openSource((request, body) => {
      asked.push({ body, authorization: request.headers.authorization });
      return { status: 200, body: JSON.stringify({ band: 'EXCELLENT', asOf: '2026-11-20T00:00:00Z', score: 781 }) };
    });
    const card = nextCard();
    const { data } = await refresh(card);
    expect(data.refreshCredit).toEqual({
      band: 'EXCELLENT',
      asOf: '2026-11-20T00:00:00.000Z',
      source: '127.0.0.1',
      stale: false,
    });
    expect(asked[0]?.authorization).toBe('Bearer a key of both');
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ reader: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [row] = await rows(network.subgraphs.lending, 'select * from reader where card = ?', [card]);
    expect(JSON.stringify(row)).not.toContain('781');
    server.close();
  });

  test('whose clock is ahead is taken to have said it now', async () => {
    const server = await openSource(() => ({ status: 200, body: '{"band":"GOOD","asOf":"2036-11-20T00:00:00Z"}' }));
    const card = nextCard();
    expect((await refresh(card)).data.refreshCredit).toMatchObject({ band: 'GOOD', asOf: start.toISOString() });
    server.close();
  });

  test.each([
    ['answers 500', () => ({ status: 500, body: '' })],
    ['answers no JSON', () => ({ status: 200, body: 'GOOD' })],
    ['answers no band', () => ({ status: 200, body: '{"band":"BEST","asOf":"2026-11-20T00:00:00Z"}' })],
    ['answers no time', () => ({ status: 200, body: '{"band":"GOOD"}' })],
    ['says nothing', () => null],
  ])('that %s leaves the last band with its time, and that is said', async (_title, answer) => {
    const server = await openSource(answer);
    const card = nextCard();
    const before = await creditOf(card);
    expect((await refresh(card)).data.refreshCredit).toEqual({
      band: before.band,
      asOf: before.asOf,
      source: before.source,
      stale: true,
    });
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
    expect((await refresh(card)).data.refreshCredit).toMatchObject({ band: 'GOOD', source: 'NETWORK', stale: false });
  });

  test('is asked by the job once a day for readers on credit alone, and no more when it is down', async () => {
    let asked = 0;
    const server = await openSource(() => {
      asked++;
      return { status: 503, body: '' };
    });
    const alone = [nextCard(), nextCard(), nextCard()];
    await rows(network.subgraphs.lending, 'update reader set credit_only = true where card in (?, ?, ?)', alone);
    await rows(network.subgraphs.lending, 'update reader set band_as_of = ? where credit_only', [start]);
    now = days(1);
    await runRefresh();
    expect(asked).toBe(0);
    now = new Date(days(1).getTime() + 1);
    await runRefresh();
    expect(asked).toBe(1);
    vi.unstubAllEnvs();
    await runRefresh();
    for (const card of alone) expect(await creditOf(card)).toMatchObject({ source: 'NETWORK', stale: false });
    server.close();
  });

  test('that never tells one reader’s band keeps nobody else from theirs', async () => {
    const [never, ...others] = [nextCard(), nextCard(), nextCard()] as [string, string, string];
    const cards = [never, ...others];
    await rows(
      network.subgraphs.lending,
      `update reader set credit_only = true, band_stale = true, band = 'FAIR', band_as_of = case card when ? then ?::timestamptz else ?::timestamptz end
       where card in (?, ?, ?)`,
      [never, days(-9), days(-8), ...cards],
    );
    let asked = 0;
    const pseudonyms = new Map<string, string>();
    for (const { id, card } of await rows<{ id: string; card: string }>(
      network.subgraphs.lending,
      'select id, card from reader where card in (?, ?, ?)',
      cards,
    )) {
      pseudonyms.set(createHmac('sha256', 'a key of both').update(id).digest('hex'), card);
    }
    const server = await openSource((_request, body) => {
      asked += 1;
      const { reader: pseudonym } = JSON.parse(body) as { reader: string };
      return pseudonyms.get(pseudonym) === never
        ? { status: 404, body: '' }
        : { status: 200, body: JSON.stringify({ band: 'GOOD', asOf: now.toISOString() }) };
    });
    const isTold = async () =>
      (await Promise.all(others.map((card) => creditOf(card)))).every(({ stale }: { stale: boolean }) => !stale);
    for (let runs = 0; runs < 40 && !(await isTold()); runs++) await runRefresh();
    expect([await isTold(), asked > 2]).toEqual([true, true]);
    expect(await creditOf(never)).toMatchObject({ band: 'FAIR', stale: true });
    await rows(network.subgraphs.lending, 'update reader set credit_only = false where credit_only');
    server.close();
  });

  test("is not asked for somebody else's reader", async () => {
    expect(codes(await refresh(nextCard(), reader(nextCard())))).toEqual(['FORBIDDEN']);
    expect(codes(await refresh('N9', admin))).toEqual(['NOT_FOUND']);
  });
});
