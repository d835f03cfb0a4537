// 预约. Copies that are kept for a reader: where they are fetched, and what else may become of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes, rows, until } from '../../test/ask.ts';
import { type Desk, deskOf } from '../../test/holds.ts';
import { violations } from '../../test/invariants.ts';
import { librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { lending as definition } from './subgraph.ts';

let network: TestNetwork;
let desk: Desk;
let cards = 0;
/** A reader of whom nobody knows yet. */
const nextCard = () => `H${++cards}`;
const jn = librarian('NJ-JN');
const gc = librarian('NJ-GC');

beforeAll(async () => {
  network = await openTestNetwork();
  desk = deskOf(network);
  await desk.addReaders(100);
});
afterAll(() => network[Symbol.asyncDispose]());

const atRest = async () => expect(await violations(network.databaseUrls)).toEqual([]);
const aBook = () => desk.newBook({ copies: 1, branch: 'JN-MAIN' });

describe('the branch of pick-up', () => {
  test('is changed while the reader waits, and while the copy is picked or on its way', async () => {
    const { bookId, items } = await aBook();
    const hold = await desk.place(nextCard(), bookId, 'GC-MAIN');
    const waiting = await desk.place(nextCard(), bookId, 'GC-MAIN');
    expect(await desk.pickUpAt(waiting.id, 'JN-MAIN')).toMatchObject({ state: 'WAITING', pickup: { id: 'JN-MAIN' } });
    await desk.pickUpAt(hold.id, 'JN-SAMPLE');
    expect((await desk.scan(items[0]!, 'JN-MAIN')).destination).toEqual({ id: 'JN-SAMPLE' });
    expect(await desk.pickUpAt(hold.id, 'GC-MAIN')).toMatchObject({ state: 'IN_TRANSIT', pickup: { id: 'GC-MAIN' } });
    expect((await desk.scan(items[0]!, 'JN-SAMPLE')).destination).toEqual({ id: 'GC-MAIN' });
    expect(await desk.scan(items[0]!, 'GC-MAIN')).toMatchObject({ destination: null, hold: { state: 'READY' } });
    await atRest();
  });

  test('of a copy that is ready is where it is sent from the hold shelf; said twice it is sent once', async () => {
    const { holds, copy } = await desk.readyFor(nextCard, ['JN-MAIN']);
    const [hold] = holds;
    expect(await desk.pickUpAt(hold!.id, 'JN-MAIN')).toMatchObject({ state: 'READY', shelfUntil: expect.any(String) });
    for (let time = 0; time < 2; time++) {
      expect(await desk.pickUpAt(hold!.id, 'GC-MAIN')).toMatchObject({ state: 'PAGED', shelfUntil: null });
    }
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'PAGED', kept_at: 'JN-MAIN' });
    const picked = (await desk.worklist(jn, 'JN-MAIN', 'toPick')).find(({ item }) => item.id === copy.id);
    expect(picked).toMatchObject({ hold: { id: hold!.id } });
    expect((await desk.scan(copy, 'JN-MAIN')).destination).toEqual({ id: 'GC-MAIN' });
    expect(await desk.scan(copy, 'GC-MAIN')).toMatchObject({
      hold: { state: 'READY', shelfUntil: expect.any(String) },
    });
    await atRest();
  });

  test('is a branch, of a hold that has not ended', async () => {
    const { bookId } = await aBook();
    const { id } = await desk.place(nextCard(), bookId, 'GC-MAIN');
    expect(codes(await desk.tryPickUpAt(id, 'NOWHERE'))).toEqual(['NOT_FOUND']);
    expect(codes(await desk.tryPickUpAt(id, 'JN-MAIN', reader(nextCard())))).toEqual(['NOT_FOUND']);
    await desk.change('cancelHold', id);
    expect(codes(await desk.tryPickUpAt(id, 'JN-MAIN'))).toEqual(['CONFLICT']);
  });
});

describe('a copy that is kept', () => {
  test('is brought by a courier when its reader asks for that', async () => {
    const { bookId, copy, holds } = await desk.readyFor(nextCard, ['GC-MAIN', 'JN-MAIN']);
    const card = await desk.cardOf(holds[0]!.id);
    const { __typename, loan } = await desk.requestOnline(card, bookId);
    expect(__typename).toBe('LoanRequested');
    expect(await desk.hold(holds[0]!.id)).toMatchObject({ state: 'FULFILLED', loan: { id: loan.id } });
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'PAGED', claim_id: loan.id, kept_at: 'GC-MAIN' });
    expect((await desk.worklist(gc, 'GC-MAIN', 'toPick')).find(({ item }) => item.id === copy.id)).toMatchObject({
      hold: null,
      loan: { id: loan.id },
    });
    const packed = await desk.parcelsAt(gc, 'GC-MAIN');
    expect(packed.flatMap(({ loans }) => loans)).toContainEqual({ id: loan.id });
    await atRest();

    // Given up before it was packed, it goes home, and there to the next who waits.
    await desk.cancelLoan(loan.id, card);
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'IN_TRANSIT', claim_id: null, kept_at: null });
    expect(await desk.scan(copy, 'GC-MAIN')).toMatchObject({ next: 'HOLD_FOR', hold: { id: holds[1]!.id } });
    await atRest();
  });

  test('is brought also when its reader borrows another one over a desk while that is entered', async () => {
    const { bookId, copy, holds } = await desk.readyFor(nextCard, ['JN-MAIN']);
    const [hold] = holds;
    const card = await desk.cardOf(hold.id);
    const other = { id: `NJ-JL:O${hold.id.slice(0, 8)}`, barcode: `O${hold.id.slice(0, 8)}` };
    await rows(
      network.subgraphs.central,
      `insert into item (id, library_id, barcode, book_id, call_number, call_number_sort, branch_id, location, status, catalogued,
         slot_released, sample)
       values (?, 'NJ-JL', ?, ?, 'I247.5/1', 'I247.5/1', 'JL-MAIN', '【样例】', 'AVAILABLE', true, false, true)`,
      [other.id, other.barcode, bookId],
    );
    network.silence('districts');
    expect((await desk.requestOnline(card, bookId)).__typename).toBe('LoanDecided');
    await desk.checkOut(other, card, 'JL-MAIN');
    network.silence(null);
    const loanOf = async (itemId: string) =>
      (
        await rows<{ id: string }>(
          network.subgraphs.lending,
          "select id from loan where item_id = ? and status = 'ACTIVE' and channel = 'ONLINE'",
          [itemId],
        )
      )[0]?.id;
    await until('the loan is entered', async () => (await loanOf(copy.id)) !== undefined);
    const loan = await loanOf(copy.id);
    expect(await desk.hold(hold.id)).toMatchObject({ state: 'FULFILLED', loan: { id: loan } });
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'PAGED', claim_id: loan });
    await atRest();
  });

  test('goes on when its reader has another one, and the loan of it comes to nothing', async () => {
    const { bookId, copy, holds } = await desk.readyFor(nextCard, ['JN-MAIN', 'JN-MAIN']);
    const [hold, next] = holds;
    const card = await desk.cardOf(hold.id);
    const { lending } = network.subgraphs;
    // Two loans of the reader: one of a copy from elsewhere, and one that was just about to take the kept copy.
    const [running] = await rows<{ id: string; reader_id: string }>(
      lending,
      `insert into loan (id, reader_id, book_id, item_id, status, channel, requested_at, started_at, due_date)
       select 'other-' || id, id, ?, 'NJ-JL:none', 'ACTIVE', 'DESK', now(), now(), current_date + 30 from reader where card = ?
       returning id, reader_id`,
      [bookId, card],
    );
    await rows(
      lending,
      `insert into loan (id, reader_id, book_id, status, channel, requested_at) values ('lost-' || ?, ?, ?, 'RESERVED', 'ONLINE', now())`,
      [running!.reader_id, running!.reader_id, bookId],
    );
    await rows(lending, 'update reader set open_loans = 2 where id = ?', [running!.reader_id]);
    await rows(
      lending,
      `insert into loan_request (id, channel, organisation, idempotency_key, content_hash, phase, deadline, reserving, try_again,
         reader_id, book_id, requested_at)
       values ('lost-' || ?, 'ONLINE', 'reader:' || ?, 'lost', '', 'ABORTING', now(), false, true, ?, ?, now())`,
      [running!.reader_id, card, running!.reader_id, bookId],
    );
    await rows(lending, "update hold set loan_id = 'lost-' || ? where id = ?", [running!.reader_id, hold.id]);
    const call = { identity: { role: 'service', subgraph: 'lending' }, requestId: 'test' } as const;
    await definition.tasks['resumeLoanRequest']?.(lending.contextOf(call) as never, {
      id: `lost-${running!.reader_id}`,
    });
    expect(await desk.hold(hold.id)).toMatchObject({ state: 'FULFILLED', loan: { id: running!.id } });
    expect(await desk.hold(next.id)).toMatchObject({ state: 'READY', item: { id: copy.id } });
    await atRest();
  });

  test('is not brought to anybody else', async () => {
    const { bookId } = await desk.readyFor(nextCard, ['GC-MAIN']);
    expect(await desk.requestOnline(nextCard(), bookId)).toMatchObject({
      __typename: 'LoanRefused',
      failures: [{ code: 'NO_COPY_AVAILABLE' }],
    });
  });

  test('and reported lost while its reader borrows it is no running loan afterwards', async () => {
    for (let round = 0; round < 8; round++) {
      const { copy, holds } = await desk.readyFor(nextCard, ['JN-MAIN']);
      const card = await desk.cardOf(holds[0]!.id);
      await Promise.allSettled([desk.tryCheckOut(copy, card), desk.reportLost(copy)]);
      await until('the loss is carried on', async () => {
        const losses = await rows(
          network.subgraphs.lending,
          "select 1 from item_loss where item_id = ? and state = 'REPORTED'",
          [copy.id],
        );
        return losses.length === 0;
      });
      const loans = await rows(network.subgraphs.lending, 'select status from loan where item_id = ?', [copy.id]);
      const { status } = (await desk.statusOf(copy.id)) as { status: string };
      const running = loans.filter((loan) => loan['status'] === 'ACTIVE').length;
      expect([status, running], `round ${round}`).toEqual([status, status === 'ON_LOAN' ? 1 : 0]);
    }
    await atRest();
  });
});
