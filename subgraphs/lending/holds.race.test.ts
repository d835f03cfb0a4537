// The last copy of a book, and everybody at once: requests of holds, returns, renewals and check-outs. Whatever comes of it, the
// queue is served in its exact order and every invariant holds. LONG=1 plays many rounds of 64, with readers who give up and wait.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomSequence } from '../../scripts/seed/random.ts';
import { rows } from '../../test/ask.ts';
import { type Copy, type Desk, deskOf } from '../../test/holds.ts';
import { momentary, violations } from '../../test/invariants.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { untilJobsAreDone } from '../../test/rest.ts';

const rounds = process.env['LONG'] ? 12 : 1;
const clients = process.env['LONG'] ? 64 : 32;

let network: TestNetwork;
let desk: Desk;
let cards = 0;
const nextCard = () => `H${++cards}`;

beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 60_000 });
  desk = deskOf(network);
  await desk.addReaders(rounds * clients * 2);
}, 60_000);
afterAll(() => network[Symbol.asyncDispose]());

const random = randomSequence(64);
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;

const atRest = () => untilJobsAreDone(network);

interface QueueRow {
  id: string;
  number: number;
  state: string;
  served: number | null;
  pickup: string;
  card: string;
  item_id: string | null;
}

const queueOf = (bookId: string) =>
  rows<QueueRow>(
    network.subgraphs.lending,
    `select hold.id, number, state, served, pickup_branch_id as pickup, card, item_id from hold
     join reader on reader.id = hold.reader_id where book_id = ? order by number`,
    [bookId],
  );

/** Everybody who waits gets the copy in turn, until nobody waits; who was served, by the place in the queue. */
async function playOut(bookId: string, items: Copy[]): Promise<void> {
  for (let turn = 0; turn < clients * 3; turn++) {
    const open = (await queueOf(bookId)).filter(({ state }) => !/FULFILLED|CANCELLED|EXPIRED/.test(state));
    if (open.length === 0) {
      return;
    }
    const kept = open.filter(({ state }) => /PAGED|IN_TRANSIT|READY/.test(state));
    if (kept.length === 0) {
      // All copies are out or on their way home.
      await Promise.all(items.map((copy) => desk.scan(copy, 'JN-MAIN')));
      await atRest();
      continue;
    }
    // No one who waits came before one who is served.
    const waiting = open.filter(({ state }) => state === 'WAITING').map(({ number }) => number);
    expect(Math.max(...kept.map(({ number }) => number))).toBeLessThan(Math.min(...waiting, Number.POSITIVE_INFINITY));
    await Promise.all(
      kept.map(async ({ id, card, item_id: itemId }) => {
        const copy = items.find((item) => item.id === itemId)!;
        const answer = await desk.tryCheckOut(copy, card);
        // A desk that was too slow asks again.
        expect(answer.data?.checkOut?.__typename, `${id} ${JSON.stringify(answer)}`).toMatch(
          /CheckedOut|TryAgain|LoanDecided/,
        );
        await desk.scan(copy, 'JN-MAIN');
      }),
    );
  }
  throw new Error('the queue did not come to its end');
}

test(`${rounds} × ${clients} at once for the last copy`, { timeout: 120_000 + rounds * 60_000 }, async () => {
  const over = new AbortController();
  const found: string[] = [];
  const watching = (async () => {
    while (!over.signal.aborted) {
      found.push(...(await momentary(network.databaseUrls)));
    }
  })();
  for (let round = 0; round < rounds; round++) {
    const { bookId, items } = await desk.newBook({ copies: 1 + (round % 2), branch: 'JN-MAIN' });
    const lentTo = nextCard();
    const loans: string[] = [];
    for (const copy of items) {
      loans.push((await desk.checkOut(copy, loans.length === 0 ? lentTo : nextCard())).loan.id);
    }
    const [copy] = items;
    const holders = Array.from({ length: clients }, nextCard);
    const kinds = new Map<string, number>();
    const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const act = async (index: number): Promise<void> => {
      const dice = random();
      // The copies come back first, or last.
      const back = round % 2 ? clients - 1 - index : index;
      if (back < 2 * items.length) {
        await desk.scan(items[index % items.length]!, pick(['JN-MAIN', 'GC-MAIN']));
        count('return');
      } else if (dice < 0.5) {
        const hold = await desk.place(holders[index]!, bookId, pick(['JN-MAIN', 'GC-MAIN', 'JN-SAMPLE']));
        count(`hold ${hold.state}`);
        if (process.env['LONG'] && random() < 0.2) {
          await desk.tryTo('cancelHold', hold.id);
          count('cancel');
        }
      } else if (dice < 0.65) {
        // A reader who asks twice is one.
        await Promise.all([1, 2].map(() => desk.place(holders[index]!, bookId, 'JN-MAIN')));
        count('hold twice');
      } else if (dice < 0.75) {
        const answer = await desk.tryRenew(loans[0]!, lentTo);
        count(`renewal ${answer.errors ? answer.errors[0]?.extensions['code'] : answer.data.renewLoan.__typename}`);
      } else if (dice < 0.9) {
        const answer = await desk.tryCheckOut(copy!, holders[index]!);
        count(`check-out ${answer.data?.checkOut?.__typename}`);
      } else {
        const { __typename } = await desk.requestOnline(holders[index]!, bookId);
        count(`online ${__typename}`);
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, index) => act(index)));
    await atRest();
    expect(await violations(network.databaseUrls)).toEqual([]);
    console.info(`round ${round}: ${JSON.stringify(Object.fromEntries([...kinds].toSorted()))}`);
    await playOut(bookId, items);
    expect(await violations(network.databaseUrls)).toEqual([]);
    const queue = await queueOf(bookId);
    expect(queue.length).toBeGreaterThan(10);
    expect(queue.map(({ number }) => number)).toEqual(queue.map((_, index) => index + 1));
    const served = queue.filter((hold) => hold.served !== null);
    expect(served.map((hold) => hold.served)).toEqual(served.map((_, index) => index + 1));
  }
  over.abort();
  await watching;
  expect(found).toEqual([]);
});

test('two copies that come back at once go to the first two readers', { timeout: 60_000 }, async () => {
  for (let round = 0; round < (process.env['LONG'] ? 40 : 3); round++) {
    const { bookId, items } = await desk.newBook({ copies: 2, branch: 'JN-MAIN' });
    for (const copy of items) {
      await desk.checkOut(copy, nextCard());
    }
    const holds = [];
    for (let place = 0; place < 3; place++) {
      holds.push(await desk.place(nextCard(), bookId, pick(['JN-MAIN', 'GC-MAIN'])));
    }
    const scanned = await Promise.all(items.map((copy, index) => desk.scan(copy, index ? 'JN-MAIN' : 'GC-MAIN')));
    expect(scanned.map(({ next }) => next)).toEqual(['HOLD_FOR', 'HOLD_FOR']);
    expect(scanned.map(({ hold }) => hold.id).toSorted()).toEqual([holds[0]!.id, holds[1]!.id].toSorted());
    expect(await desk.hold(holds[2]!.id)).toMatchObject({ state: 'WAITING', position: 1 });
  }
  await atRest();
  expect(await violations(network.databaseUrls)).toEqual([]);
});
