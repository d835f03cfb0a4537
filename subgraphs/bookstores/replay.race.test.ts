// Two replays of 64 sales each at once, with an allowance of 10 copies: exactly 10 are lent, and every invariant holds. Then librarians
// accept all others at once, with money for three.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { yearOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { ordersUnderWay, violations } from '../../test/invariants.ts';
import { admin, librarian, openTestNetwork, type TestNetwork } from '../../test/network.ts';
import { replaysOf } from '../../test/replays.ts';

let network: TestNetwork;
let replays: ReturnType<typeof replaysOf>;
// One moment of the day for all sales, far from midnight.
const now = new Date(new Date().setUTCHours(4, 0, 0, 0));

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => now, timeLimitMs: 60_000 });
  replays = replaysOf(network, () => now);
});
afterAll(() => network[Symbol.asyncDispose]());

interface Line {
  result: { __typename: string; order: { id: string } };
}
const rest = () => expect.poll(() => ordersUnderWay(network.databaseUrls), { timeout: 60_000, interval: 200 }).toBe(0);

/** What a busy machine did not decide in time comes again with new keys, as the POS sends it. */
const decided = async (sales: Record<string, unknown>[], turn = 1): Promise<Line[]> => {
  const lines: Line[] = await replays.told(sales);
  const late = sales.filter((_, index) => lines[index]?.result.__typename === 'TryAgain');
  const again = late.map((sale) => ({ ...sale, idempotencyKey: `${String(sale['idempotencyKey'])}-${turn}` }));
  const others = lines.filter(({ result }) => result.__typename !== 'TryAgain');
  return again.length === 0 ? others : [...others, ...(await decided(again, turn + 1))];
};

test('the allowance is not exceeded, and no fund either', { timeout: 300_000 }, async () => {
  await replays.allow(10);
  const batches = [0, 1].map(() =>
    Array.from({ length: 64 }, (_, index) => replays.sale({ card: sampleCard(1 + index) })),
  );
  const lines = (await Promise.all(batches.map((batch) => decided(batch)))).flat();
  await rest();
  const lent = lines.filter(({ result }) => /^PurchaseLendOrder(Lent|Decided)$/.test(result.__typename));
  const waiting = lines.filter(({ result }) => result.__typename === 'PurchaseInReview');
  expect([lent.length, waiting.length]).toEqual([10, 118]);
  expect(await violations(network.databaseUrls)).toEqual([]);

  const { central } = network.subgraphs;
  const year = yearOf(now);
  const [fund] = await rows<{ taken: number }>(
    central,
    "select (encumbered_fen + expended_fen)::int as taken from fund where library_id = 'NJ-JL' and year = ?",
    [year],
  );
  const input = { idempotencyKey: 'three', library: 'NJ-JL', year, amount: { fen: (fund?.taken ?? 0) + 3 * 17_00 } };
  await ask(central, admin, 'mutation ($input: AllocateFundInput!) { allocateFund(input: $input) { id } }', { input });
  const answers = await Promise.all(
    waiting.slice(0, 24).map(({ result }) => replays.review(result.order.id, 'APPROVE', librarian('NJ-JL'))),
  );
  await rest();
  // An acceptance that found no time is none; the fund is filled to the last fen at most.
  const accepted = answers.filter(({ data }) => data?.order);
  expect(accepted.length).toBeLessThanOrEqual(3);
  expect(new Set(answers.flatMap(codes))).toEqual(new Set(['CONFLICT']));
  const statuses = await rows<{ status: string; orders: number }>(
    network.subgraphs.bookstores,
    'select status, count(*)::int as orders from purchase_lend_order where not try_again or reviewed group by 1 order by 1',
  );
  expect(statuses).toEqual([
    { status: 'LENT', orders: 10 + accepted.length },
    { status: 'NEEDS_REVIEW', orders: 118 - accepted.length },
  ]);
  expect(await violations(network.databaseUrls)).toEqual([]);
});
