// Whatever couriers tell, in whatever order, twice or all at once: parcels, loans and copies end the same, on the way out and on the way
// back. Each event is sent over HTTP, signed. LONG=1 tries many sets.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codes, rows } from '../../test/ask.ts';
import { type Desk, deskOf } from '../../test/holds.ts';
import { violations } from '../../test/invariants.ts';
import { runJobs } from '../../test/jobs.ts';
import { lendingViolations } from '../../test/lending-invariants.ts';
import { openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { branch, home, parcelsOf } from '../../test/parcels.ts';
import { parcelEvents } from './parcelEvents.ts';

const hourMs = 3_600_000;
const runs = process.env['LONG'] ? 60 : 4;

let network: TestNetwork;
let desk: Desk;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
let sets = 0;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now, timeLimitMs: 30_000 });
  parcels = await parcelsOf(network, () => now);
  desk = deskOf(network);
  await desk.addReaders(runs * 8 * 3);
});
afterAll(() => network[Symbol.asyncDispose]());

const told = fc.record({
  event: fc.constantFrom(...parcelEvents.filter((name) => name !== 'AUTO_SIGNED')),
  hours: fc.integer({ min: 0, max: 100 }),
});
const anySet = fc
  .uniqueArray(told, { minLength: 1, maxLength: 5, selector: ({ event, hours }) => `${event} ${hours}` })
  .chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length, maxLength: 2 * events.length }),
    ),
  );

interface Sent {
  parcel: string;
  trackingNumber: string;
  card: string;
  items: string[];
}

/** Two loans of a new reader in one parcel that a courier has accepted. */
async function outParcel(): Promise<Sent> {
  const card = `H${++cards}`;
  const { bookId } = await desk.newBook({ copies: 1, branch });
  const first = await parcels.requested(card, { bookId });
  const second = await parcels.requested(card, { bookId: (await desk.newBook({ copies: 1, branch })).bookId });
  expect(second.parcel).toBe(first.parcel);
  return { ...(await accept(first.parcel)), card, items: [first.itemId, second.itemId] };
}

/** Two loans over a desk on their way back in one parcel. */
async function backParcel(): Promise<Sent> {
  const card = `H${++cards}`;
  const { items } = await desk.newBook({ copies: 2, branch });
  const loans: string[] = [];
  for (const copy of items) loans.push((await desk.checkOut(copy, card)).loan.id);
  const [made] = await parcels.done<{ id: string }[]>(
    reader(card),
    'mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { id } }',
    { input: { idempotencyKey: parcels.key(), loans, freight: { fen: 600 }, deliveryAddress: home } },
  );
  return { ...(await accept(made?.id ?? '')), card, items: items.map(({ id }) => id) };
}

async function accept(parcel: string): Promise<Pick<Sent, 'parcel' | 'trackingNumber'>> {
  const trackingNumber = parcels.key();
  expect(codes(await parcels.accept(parcel, trackingNumber))).toEqual([]);
  return { parcel, trackingNumber };
}

/** All that can be seen, but for ids. */
async function outcomeOf({ parcel, card, items }: Sent): Promise<object> {
  expect(await runJobs(network)).toEqual([]);
  const { status, shippedAt, endedAt, loans } = await parcels.parcel(parcel);
  const seen = loans.map(({ status, startedAt, dueDate, backOn, overdue }) => ({
    status,
    startedAt,
    dueDate,
    backOn,
    overdue,
  }));
  const statuses = await Promise.all(items.map((id) => parcels.itemStatus(id)));
  const [kept] = await rows(
    network.subgraphs.lending,
    'select erase_at, due_at from parcel_address join parcel on parcel.id = parcel_id where parcel_id = ?',
    [parcel],
  );
  return { status, shippedAt, endedAt, seen, statuses, kept, open: await parcels.openLoans(card) };
}

test.each([
  ['OUT', outParcel],
  ['BACK', backParcel],
] as const)(
  '%s: the same in order, in another order with all said twice, and all at once',
  {
    timeout: 60_000 + runs * 30_000,
  },
  async (_direction, make) => {
    await fc.assert(
      fc.asyncProperty(anySet, async ([events, shuffled]) => {
        const three = [await make(), await make(), await make()] as const;
        const begin = now.getTime();
        now = new Date(begin + 101 * hourMs);
        const set = ++sets;
        const post = async ({ trackingNumber }: Sent, event: (typeof events)[number]) => {
          const at = new Date(begin + event.hours * hourMs).toISOString();
          const id = `${set}-${trackingNumber}-${event.event}-${event.hours}`;
          expect(await parcels.post({ id, trackingNumber, event: event.event, at })).toMatchObject({ status: 200 });
        };
        const [inOrder, inAnother, atOnce] = three;
        for (const event of events) await post(inOrder, event);
        for (const event of shuffled) await post(inAnother, event);
        await Promise.all(shuffled.map((event) => post(atOnce, event)));
        const expected = await outcomeOf(inOrder);
        expect(await outcomeOf(inAnother)).toEqual(expected);
        expect(await outcomeOf(atOnce)).toEqual(expected);
      }),
      { numRuns: runs, endOnFailure: true },
    );
    expect(await violations(network.databaseUrls)).toEqual([]);
    expect(await lendingViolations(network.databaseUrls)).toEqual([]);
  },
);
