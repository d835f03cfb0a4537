// What there is one of, and 64 who want it: the last copy, by a desk, online and by holds; a reader's last place in the quota, by desks,
// online and by purchases; a loan that is renewed while others begin to wait for its copy and it comes back. LONG=1 plays many rounds.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../lib/shanghai.ts';
import { randomSequence } from '../../scripts/seed/random.ts';
import { codes, rows } from '../../test/ask.ts';
import { type Desk, deskOf } from '../../test/holds.ts';
import { momentary, ordersUnderWay, violations } from '../../test/invariants.ts';
import { lendingViolations } from '../../test/lending-invariants.ts';
import { admin, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { makeNew } from '../../test/new-books.ts';
import { untilJobsAreDone } from '../../test/rest.ts';

const rounds = process.env['LONG'] ? 12 : 1;
const clients = 64;
const timeout = 60_000 + rounds * 60_000;

let network: TestNetwork;
let desk: Desk;
let cards = 0;
const nextCard = () => `H${++cards}`;
const random = randomSequence(64);
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;

beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 60_000 });
  desk = deskOf(network);
  await desk.addReaders(rounds * 200 + 20);
}, 60_000);
afterAll(() => network[Symbol.asyncDispose]());

const lending = () => network.subgraphs.lending;

/** Looks at the invariants of one owner all the while. */
async function watched<Result>(work: () => Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const found: string[] = [];
  const watching = (async () => {
    while (!over.signal.aborted) found.push(...(await momentary(network.databaseUrls)));
  })();
  try {
    return await work();
  } finally {
    over.abort();
    await watching;
    expect(found).toEqual([]);
  }
}

async function expectAllIsWell(): Promise<void> {
  await untilJobsAreDone(network, ['lending', 'central', 'districts']);
  expect(await violations(network.databaseUrls)).toEqual([]);
  expect(await lendingViolations(network.databaseUrls)).toEqual([]);
}

const counted = (kinds: readonly string[]) =>
  Object.fromEntries(
    Array.from(
      Map.groupBy(kinds, (kind) => kind),
      ([kind, all]) => [kind, all.length] as const,
    ).toSorted(),
  );

// What a test reads of an answer of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type Result = any;

const kindOf = ({ __typename, failures }: Result): string =>
  [__typename, ...(failures ?? []).map(({ code }: { code: string }) => code)].join(' ');

const wins = /^(CheckedOut|Loan(Decided|Requested)|PurchaseLendOrder(Lent|Decided))/;

interface HoldRow {
  number: number;
  state: string;
  served: number | null;
}

const queueOf = (bookId: string) =>
  rows<HoldRow>(lending(), 'select number, state, served from hold where book_id = ? order by number', [bookId]);

test(`${clients} at a desk, online and with holds: the last copy is one reader's`, { timeout }, async () => {
  for (let round = 0; round < rounds; round++) {
    const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-MAIN' });
    const [copy] = items;
    const ways = [
      async () => kindOf((await desk.tryCheckOut(copy!, nextCard())).data.checkOut),
      async () => kindOf(await desk.requestOnline(nextCard(), bookId)),
      async () => `hold ${(await desk.place(nextCard(), bookId, pick(['JN-MAIN', 'GC-MAIN']))).state}`,
    ];
    // Each way has a start before the others in its turn, the holds first.
    const first = (round + 2) % ways.length;
    const act = async (index: number) => {
      if (index % ways.length !== first) await pause(random() * 80);
      return ways[index % ways.length]!();
    };
    const kinds = await watched(() => Promise.all(Array.from({ length: clients }, (_, index) => act(index))));
    console.info(`the last copy: ${JSON.stringify(counted(kinds))}`);
    await expectAllIsWell();
    const lost = /^(LoanRefused (ITEM_NOT_AVAILABLE|NO_COPY_AVAILABLE|HELD_BY_OTHERS)|TryAgain|hold (WAITING|PAGED))$/;
    expect(kinds.filter((kind) => !wins.test(kind) && !lost.test(kind))).toEqual([]);
    const lent = await rows(lending(), "select id from loan where item_id = ? and status in ('RESERVED', 'ACTIVE')", [
      copy!.id,
    ]);
    const queue = await queueOf(bookId);
    const served = queue.filter((hold) => hold.served !== null);
    // Nobody gave it up, so whoever was first to have it has it: a borrower, or the first of the queue.
    expect(kinds.filter((kind) => wins.test(kind))).toHaveLength(lent.length);
    expect([lent.length + served.length, queue.map(({ number }) => number)]).toEqual([
      1,
      queue.map((_, index) => index + 1),
    ]);
    expect(served.map(({ number }) => number)).toEqual(served.length > 0 ? [1] : []);
    // It comes back, and goes to the next in turn.
    if (lent.length > 0) {
      expect(await desk.scan(copy!, 'GC-MAIN')).toMatchObject({ next: 'HOLD_FOR', loan: { status: 'RETURNED' } });
      expect((await queueOf(bookId)).filter((hold) => hold.served !== null).map(({ number }) => number)).toEqual([1]);
    }
  }
  await expectAllIsWell();
});

const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) {
  __typename ... on PurchaseRefused { failures { code } } } }`;

test(`${clients} desks, online requests and purchases: the last place in a reader's quota is taken once`, {
  timeout,
}, async () => {
  const bought = await rows<{ id: string }>(
    network.subgraphs.central,
    "select id from book where sample and class_number not like 'G%' and id > 'B000200' order by id limit ?",
    [Math.ceil(clients / 3)],
  );
  await makeNew(
    network.subgraphs,
    bought.map(({ id }) => id),
  );
  let keys = 0;
  for (let round = 0; round < rounds; round++) {
    const card = nextCard();
    const { bookId, items } = await desk.newBook({ copies: 7 + clients, branch: 'JN-MAIN' });
    for (const copy of items.slice(0, 7)) await desk.checkOut(copy, card);
    const online = await Promise.all(
      Array.from({ length: Math.ceil(clients / 3) }, () => desk.newBook({ copies: 1, branch: 'JN-MAIN' })),
    );
    expect(bookId).not.toBe(online[0]?.bookId);
    const purchase = async (index: number) => {
      const input = {
        idempotencyKey: `last-${++keys}`,
        store: 'QINGCHUN',
        card,
        bookId: bought[index]?.id,
        listPrice: { fen: 30_00 },
      };
      const { data, errors } = await network.query(submit, { input }, admin);
      expect(errors).toBeUndefined();
      return kindOf(data.submitPurchaseLendOrder);
    };
    const ways = [
      async (index: number) => kindOf((await desk.tryCheckOut(items[7 + index]!, card)).data.checkOut),
      async (index: number) => kindOf(await desk.requestOnline(card, online[index]!.bookId)),
      purchase,
    ];
    const kinds = await watched(() =>
      Promise.all(Array.from({ length: clients }, (_, index) => ways[(index + round) % 3]!(Math.floor(index / 3)))),
    );
    console.info(`the last place: ${JSON.stringify(counted(kinds))}`);
    await expect.poll(() => ordersUnderWay(network.databaseUrls), { timeout: 30_000, interval: 200 }).toBe(0);
    await expectAllIsWell();
    const lost = /^((LoanRefused|PurchaseRefused)( LOAN_QUOTA)+|TryAgain)$/;
    expect(kinds.filter((kind) => !wins.test(kind) && !lost.test(kind))).toEqual([]);
    const won = kinds.filter((kind) => wins.test(kind));
    // Whoever had the place and was told to try again gave it back too late for the others: one more gets it now.
    if (won.length === 0) {
      expect(kinds).toContain('TryAgain');
      won.push(kindOf((await desk.tryCheckOut(items[7]!, card)).data.checkOut));
    }
    expect(won).toEqual([expect.stringMatching(wins)]);
    const [row] = await rows(lending(), 'select open_loans from reader where card = ?', [card]);
    expect(row).toEqual({ open_loans: 8 });
  }
});

test(`${clients} renewals, holds and the return of one copy: renewed once at most, and not past anybody who waits`, {
  timeout,
}, async () => {
  for (let round = 0; round < rounds; round++) {
    const { bookId, items } = await desk.newBook({ copies: 1, branch: 'JN-MAIN' });
    const [copy] = items;
    const borrower = nextCard();
    const { loan } = await desk.checkOut(copy!, borrower);
    const due = async () =>
      (
        await rows<{ due: string; renewals: number; status: string }>(
          lending(),
          'select due_date::text as due, renewals, status from loan where id = ?',
          [loan.id],
        )
      )[0]!;
    const before = await due();
    const renewals: { began: number; kind: string }[] = [];
    const placed: number[] = [];
    let back = Number.POSITIVE_INFINITY;
    const begun = Promise.withResolvers<void>();
    const act = async (index: number): Promise<void> => {
      if (index === clients - 1) {
        // Some are answered, most are not.
        await begun.promise;
        expect(await desk.scan(copy!, pick(['JN-MAIN', 'GC-MAIN']))).toMatchObject({ loan: { id: loan.id } });
        back = performance.now();
      } else if (index % 2 === 0) {
        const began = performance.now();
        const answer = await desk.tryRenew(loan.id, borrower);
        renewals.push({ began, kind: answer.errors ? String(codes(answer)[0]) : kindOf(answer.data.renewLoan) });
      } else {
        await desk.place(nextCard(), bookId, pick(['JN-MAIN', 'GC-MAIN']));
        placed.push(performance.now());
      }
      if (renewals.length + placed.length > random() * clients) begun.resolve();
    };
    await watched(() =>
      Promise.all(Array.from({ length: clients }, (_, index) => act((index * 29 + round) % clients))),
    );
    console.info(`renewals: ${JSON.stringify(counted(renewals.map(({ kind }) => kind)))}`);
    await expectAllIsWell();
    const granted = renewals.filter(({ kind }) => kind === 'LoanRenewed');
    expect(granted.length).toBeLessThanOrEqual(1);
    expect(granted.filter(({ began }) => began > Math.min(...placed))).toEqual([]);
    expect(renewals.filter(({ began }) => began > back).map(({ kind }) => kind)).toEqual(
      renewals.filter(({ began }) => began > back).map(() => 'CONFLICT'),
    );
    const allowed = /^(LoanRenewed|CONFLICT|LoanRefused( RENEWAL_LIMIT)?( HELD_BY_OTHERS)?)$/;
    expect(renewals.map(({ kind }) => kind).filter((kind) => !allowed.test(kind))).toEqual([]);
    expect(await due()).toEqual({
      due: granted.length > 0 ? addDays(before.due, 15) : before.due,
      renewals: granted.length,
      status: 'RETURNED',
    });
    // What a late word of the renewal must not do: the copy is the first reader's.
    const queue = await queueOf(bookId);
    expect(queue.map(({ number }) => number)).toEqual(queue.map((_, index) => index + 1));
    expect(queue.filter((hold) => hold.served !== null).map(({ number }) => number)).toEqual([1]);
    expect(await desk.statusOf(copy!.id)).toMatchObject({
      status: expect.stringMatching(/^(IN_TRANSIT|ON_HOLD_SHELF|PAGED)$/),
    });
  }
});
