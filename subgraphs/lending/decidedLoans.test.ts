// A copy that comes back between the decision of its loan and its entry: the loan is returned, and its owner does not show it as out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transport } from '../../lib/transport.ts';
import { rows } from '../../test/ask.ts';
import { type Copy, type Desk, deskOf } from '../../test/holds.ts';
import { violations } from '../../test/invariants.ts';
import { runJobs } from '../../test/jobs.ts';
import { lendingViolations } from '../../test/lending-invariants.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
let desk: Desk;
let cards = 0;
const nextCard = () => `H${++cards}`;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
  desk = deskOf(network);
  await desk.addReaders(20);
});
afterAll(() => network[Symbol.asyncDispose]());

/** A loan that is decided, of a copy whose owner has not been told. */
async function decided(copy: Copy, card: string): Promise<void> {
  const silent: Transport = (request, call) =>
    request.query.includes('lendItem')
      ? Promise.reject(new Error('connection reset'))
      : network.subgraphs.districts.execute(request, call);
  network.silence('districts', silent);
  expect((await desk.tryCheckOut(copy, card)).data.checkOut.__typename).toBe('LoanDecided');
  network.silence(null);
}

const loanOf = async (card: string) =>
  (
    await rows(
      network.subgraphs.lending,
      'select loan.status, open_loans from loan join reader on reader.id = reader_id where card = ?',
      [card],
    )
  )[0];

async function expectAllIsWell(): Promise<void> {
  expect(await runJobs(network)).toEqual([]);
  expect(await violations(network.databaseUrls)).toEqual([]);
  expect(await lendingViolations(network.databaseUrls)).toEqual([]);
}

test.each([
  ['where it belongs', 'JN-MAIN', 'SHELVE', 'AVAILABLE'],
  ['elsewhere', 'GC-MAIN', 'SEND_TO', 'IN_TRANSIT'],
])('%s', async (_title, branch, next, status) => {
  const [{ items }, card] = [await desk.newBook({ copies: 1, branch: 'JN-MAIN' }), nextCard()];
  const [copy] = items;
  await decided(copy!, card);
  expect(await desk.scan(copy!, branch)).toMatchObject({ next });
  await expectAllIsWell();
  expect(await loanOf(card)).toEqual({ status: 'RETURNED', open_loans: 0 });
  expect(await desk.statusOf(copy!.id)).toMatchObject({ status, claim_id: null });
});

test('elsewhere, and then where it belongs: the last word counts', async () => {
  const [{ items }, card] = [await desk.newBook({ copies: 1, branch: 'JN-MAIN' }), nextCard()];
  const [copy] = items;
  await decided(copy!, card);
  await desk.scan(copy!, 'GC-MAIN');
  expect(await desk.scan(copy!, 'JN-MAIN')).toMatchObject({ next: 'SHELVE' });
  await expectAllIsWell();
  expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'AVAILABLE', claim_id: null });
});

test('and somebody waits for it: the copy is the reader’s who waits', async () => {
  const [{ bookId, items }, card] = [await desk.newBook({ copies: 1, branch: 'JN-MAIN' }), nextCard()];
  const [copy] = items;
  await decided(copy!, card);
  await desk.scan(copy!, 'JN-MAIN');
  const hold = await desk.place(nextCard(), bookId, 'JN-MAIN');
  expect(hold).toMatchObject({ state: 'WAITING' });
  await expectAllIsWell();
  expect(await desk.hold(hold.id)).toMatchObject({ state: 'PAGED' });
});
