// Returns and loans of one copy that overtake each other. A copy that comes back between the decision of its loan and its entry: the
// loan is returned, and its owner does not show it as out. A scan that its owner hears of late: the copy stays with its next loan.
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

/** Does something while the owner of the copies does not answer to a field. */
async function without<Result>(field: string, work: () => Promise<Result>): Promise<Result> {
  const silent: Transport = (request, call) =>
    request.query.includes(field)
      ? Promise.reject(new Error('connection reset'))
      : network.subgraphs.districts.execute(request, call);
  network.silence('districts', silent);
  try {
    return await work();
  } finally {
    network.silence(null);
  }
}

/** A loan that is decided, of a copy whose owner has not been told. */
async function decided(copy: Copy, card: string): Promise<void> {
  const answer = await without('lendItem', () => desk.tryCheckOut(copy, card));
  expect(answer.data.checkOut.__typename).toBe('LoanDecided');
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

test('a scan that the owner hears of late does not take the copy from the loan that came after it', async () => {
  const [{ items }, card] = [await desk.newBook({ copies: 1, branch: 'JN-MAIN' }), nextCard()];
  const [copy] = items;
  expect(await without('receiveItem', () => desk.scan(copy!, 'JN-MAIN'))).toMatchObject({ next: null });
  const { loan } = await desk.checkOut(copy!, card);
  await expectAllIsWell();
  expect(await loanOf(card)).toEqual({ status: 'ACTIVE', open_loans: 1 });
  expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'ON_LOAN', claim_id: loan.id });
  expect(await desk.scan(copy!, 'JN-MAIN')).toMatchObject({ next: 'SHELVE', loan: { id: loan.id } });
  await expectAllIsWell();
});

test('a copy that its owner still shows as out after its loan has ended is put down by the next scan', async () => {
  const [{ items }, card] = [await desk.newBook({ copies: 1, branch: 'JN-MAIN' }), nextCard()];
  const [copy] = items;
  await desk.checkOut(copy!, card);
  await without('receiveItem', () => desk.scan(copy!, 'JN-MAIN'));
  expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'ON_LOAN' });
  expect(await desk.scan(copy!, 'GC-MAIN')).toMatchObject({ next: 'SEND_TO', loan: null });
  expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'IN_TRANSIT', claim_id: null });
});
