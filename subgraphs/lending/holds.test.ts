// 预约. Holds from the queue to the reader's hand: which copy, whose turn, where it stands, and what cannot be.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service, until } from '../../test/ask.ts';
import { type Desk, deskOf, type Shelved } from '../../test/holds.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
// A Monday in Shanghai.
const start = new Date('2026-11-23T02:00:00Z');
let now = start;
let desk: Desk;
let cards = 0;
/** A reader of whom nobody knows yet. */
const nextCard = () => `H${++cards}`;
const jn = librarian('NJ-JN');
const gc = librarian('NJ-GC');

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => now });
  desk = deskOf(network);
  await desk.addReaders(400);
});
beforeEach(() => {
  now = start;
});
afterAll(() => network[Symbol.asyncDispose]());

const later = (days: number) => {
  now = new Date(now.getTime() + days * 86_400_000);
};
const sweep = () =>
  rows(network.subgraphs.lending, "select graphile_worker.add_job('sweepHolds', job_key := 'sweepHolds')");
const atRest = async () => expect(await violations(network.databaseUrls)).toEqual([]);
/** A book with so many copies that can be lent, all on the shelf of one branch of 江宁. */
const aBook = (copies = 1, branch = 'JN-MAIN'): Promise<Shelved> => desk.newBook({ copies, branch });

describe('a hold of a book that stands on a shelf', () => {
  test('pages the copy, which is scanned here, sent, scanned there, and lent to its reader', async () => {
    const { bookId, items } = await aBook();
    const [copy] = items;
    const card = nextCard();
    const hold = await desk.place(card, bookId, 'GC-MAIN');
    expect(hold).toMatchObject({ state: 'PAGED', position: null, pickup: { id: 'GC-MAIN' }, item: { id: copy!.id } });
    expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'PAGED' });
    const masked = expect.stringMatching(/^【样例】读\*+/);

    const picked = await desk.scan(copy!, 'JN-MAIN');
    expect(picked).toMatchObject({ next: 'HOLD_FOR', destination: { id: 'GC-MAIN' }, loan: null });
    expect(picked.hold).toMatchObject({ id: hold.id, state: 'IN_TRANSIT', maskedReader: masked });
    expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'IN_TRANSIT', kept_at: 'GC-MAIN' });

    const arrived = await desk.scan(copy!, 'GC-MAIN');
    expect(arrived).toMatchObject({ next: 'HOLD_FOR', destination: null });
    expect(arrived.hold).toMatchObject({ state: 'READY', shelfUntil: '2026-11-30' });
    expect(arrived.message).toContain('预约架');
    expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'ON_HOLD_SHELF', kept_at: 'GC-MAIN' });
    await atRest();

    expect(await desk.refusalOf(copy!, nextCard(), 'GC-MAIN')).toEqual(['ITEM_NOT_AVAILABLE']);
    const { loan } = await desk.checkOut(copy!, card, 'GC-MAIN');
    expect(loan.status).toBe('ACTIVE');
    expect(await desk.hold(hold.id)).toMatchObject({ state: 'FULFILLED', loan: { id: loan.id } });
    expect(await desk.statusOf(copy!.id)).toMatchObject({ status: 'ON_LOAN', claim_id: loan.id, kept_at: null });
    expect(await desk.scan(copy!, 'JN-MAIN')).toMatchObject({ next: 'SHELVE', hold: null, loan: { id: loan.id } });
    await atRest();
  });

  test('takes the copy of the branch of pick-up before all others', async () => {
    const { bookId, items } = await desk.newBook({ copies: 3, branch: 'JN-MAIN', last: 'JN-SAMPLE' });
    const hold = await desk.place(nextCard(), bookId, 'JN-SAMPLE');
    expect(hold.item.id).toBe(items[2]!.id);
    expect(await desk.scan(items[2]!, 'JN-SAMPLE')).toMatchObject({ next: 'HOLD_FOR', destination: null });
  });

  test('is lent to its reader straight from the shelf, for that reader it is', async () => {
    const { bookId, items } = await aBook();
    const card = nextCard();
    const { id } = await desk.place(card, bookId, 'GC-MAIN');
    expect(await desk.refusalOf(items[0]!, nextCard())).toEqual(['ITEM_NOT_AVAILABLE']);
    await desk.checkOut(items[0]!, card);
    expect(await desk.hold(id)).toMatchObject({ state: 'FULFILLED' });
    await atRest();
  });
});

describe('the queue', () => {
  test('is served in the order in which it came, by every copy that comes back anywhere', async () => {
    const { bookId, items } = await aBook(2);
    const out = [nextCard(), nextCard()];
    await desk.checkOut(items[0]!, out[0]!);
    await desk.checkOut(items[1]!, out[1]!);
    const holds = [];
    for (let place = 0; place < 4; place++) {
      holds.push(await desk.place(nextCard(), bookId, 'JN-MAIN'));
    }
    expect(holds.map(({ position, state }) => [position, state])).toEqual(
      [1, 2, 3, 4].map((place) => [place, 'WAITING']),
    );
    expect(await desk.waiting(bookId)).toBe(4);
    expect(await desk.scan(items[0]!, 'GC-MAIN')).toMatchObject({
      next: 'HOLD_FOR',
      destination: { id: 'JN-MAIN' },
      hold: { id: holds[0]!.id },
      loan: { status: 'RETURNED' },
    });
    expect(await desk.scan(items[1]!, 'JN-MAIN')).toMatchObject({
      next: 'HOLD_FOR',
      destination: null,
      hold: { id: holds[1]!.id },
    });
    expect(await desk.hold(holds[2]!.id)).toMatchObject({ position: 1, state: 'WAITING' });
    await atRest();
  });

  test('gets an estimate from the due days and the place in it', async () => {
    const { bookId, items } = await aBook(2);
    await desk.checkOut(items[0]!, nextCard());
    later(1);
    await desk.checkOut(items[1]!, nextCard());
    const days = [];
    for (let place = 0; place < 3; place++) {
      days.push((await desk.place(nextCard(), bookId, 'JN-MAIN')).estimatedFrom);
    }
    expect(days).toEqual(['2026-12-25', '2026-12-26', '2027-01-24']);
  });

  test('two equal wishes are one hold; the same key with other content is a CONFLICT', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const card = nextCard();
    const placed = await Promise.all(
      Array.from({ length: 12 }, (_, index) => desk.place(card, bookId, index % 2 ? 'JN-MAIN' : 'GC-MAIN')),
    );
    expect(new Set(placed.map(({ id }) => id)).size).toBe(1);
    expect(await desk.waiting(bookId)).toBe(1);
    const input = { idempotencyKey: 'same', bookId, pickup: { branch: 'JN-MAIN' } };
    const first = await desk.placeAs(reader(nextCard()), input);
    expect(codes(await desk.placeAs(reader(`H${cards}`), { ...input, pickup: { branch: 'GC-MAIN' } }))).toEqual([
      'CONFLICT',
    ]);
    expect((await desk.placeAs(reader(`H${cards}`), input)).data.placeHold.hold.id).toBe(first.data.placeHold.hold.id);
  });

  test('does not take a reader who has the book, nor one for a book of which there is no copy', async () => {
    const { bookId, items } = await aBook();
    const card = nextCard();
    await desk.checkOut(items[0]!, card);
    const refused = await desk.placeAs(reader(card), { bookId, pickup: { branch: 'JN-MAIN' } });
    expect(refused.data.placeHold).toMatchObject({ failures: [{ code: 'ALREADY_ON_LOAN' }] });
    const none = await desk.newBook({ copies: 0, branch: 'JN-MAIN' });
    const never = await desk.placeAs(reader(card), { bookId: none.bookId, pickup: { branch: 'JN-MAIN' } });
    expect(never.data.placeHold).toMatchObject({ failures: [{ code: 'NOT_HELD' }] });
  });

  test('lets a suspended hold, a blocked reader and one with enough copies wait, and serves whoever is next', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const suspended = await desk.place(nextCard(), bookId, 'JN-MAIN');
    await desk.change('suspendHold', suspended.id, '2026-12-01');
    // 81 is suspended, 77 has an overdue loan.
    const stopped = await desk.place(sampleCard(81), bookId, 'JN-MAIN');
    const late = await desk.place(sampleCard(77), bookId, 'JN-MAIN');
    const busy = nextCard();
    for (let kept = 0; kept < 5; kept++) {
      expect(await desk.place(busy, (await aBook()).bookId, 'JN-MAIN')).toMatchObject({ state: 'PAGED' });
    }
    const sixth = await desk.place(busy, bookId, 'JN-MAIN');
    const next = await desk.place(nextCard(), bookId, 'JN-MAIN');
    expect((await desk.scan(items[0]!, 'JN-MAIN')).hold.id).toBe(next.id);
    await atRest();

    // What each of them waits for comes about, one after the other, and the copy that goes round serves each in turn.
    const again = await desk.checkOutHold(next.id, items[0]!);
    await desk.giveBackOverdueOf(sampleCard(77));
    expect((await desk.scan(items[0]!, 'JN-MAIN')).hold.id).toBe(late.id);
    await desk.change('cancelHold', late.id);
    expect(again.status).toBe('ACTIVE');
    later(8);
    await sweep();
    await until('the suspension is over', async () => (await desk.hold(suspended.id)).state === 'READY');
    await rows(network.subgraphs.lending, 'update reader set suspended = false where card = ?', [sampleCard(81)]);
    await desk.change('cancelHold', suspended.id);
    expect(await desk.hold(stopped.id)).toMatchObject({ state: 'READY' });
    await rows(network.subgraphs.lending, 'update reader set suspended = true where card = ?', [sampleCard(81)]);
    await desk.change('cancelHold', stopped.id);
    expect(await desk.hold(sixth.id)).toMatchObject({ state: 'WAITING' });
    const [other] = await desk.holdsOf(busy, 'PAGED');
    await desk.change('cancelHold', other.id);
    await until('there is room for it', async () => (await desk.hold(sixth.id)).state === 'READY');
    await atRest();
  });
});

describe('a list of copies', () => {
  const putOwn = async (bookId: string, barcodes: string[], status: string) => {
    const items = barcodes.map((barcode) => ({ barcode, bookId, callNumber: 'I247.5/9', branchId: 'JN-MAIN', status }));
    const answer = await ask(
      network.subgraphs.districts,
      service,
      `mutation ($items: [PutOwnItemInput!]!) { putOwnItems(library: "NJ-JN", items: $items) { outcome } }`,
      { items },
    );
    expect(codes(answer)).toEqual([]);
    return answer.data.putOwnItems.map(({ outcome }: { outcome: string }) => outcome);
  };

  test('that says that a copy is back, or brings one, serves those who wait, in their order', async () => {
    const { bookId, items } = await aBook(2);
    const barcodes = items.map(({ barcode }) => barcode);
    const put = (those: string[], status: string) => putOwn(bookId, those, status);
    expect(await put(barcodes, 'IN_TRANSIT')).toEqual(['CHANGED', 'CHANGED']);
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) ids.push((await desk.place(nextCard(), bookId, 'JN-MAIN')).id);
    const states = () => Promise.all(ids.map(async (id) => (await desk.hold(id)).state));
    expect((await states()).join()).toBe('WAITING,WAITING,WAITING,WAITING');

    expect(await put(barcodes.slice(0, 1), 'AVAILABLE')).toEqual(['CHANGED']);
    await until('the first is served', async () => (await states()).join() === 'PAGED,WAITING,WAITING,WAITING');
    expect(await put([`${barcodes[0]}new`, `${barcodes[0]}other`], 'AVAILABLE')).toEqual(['ADDED', 'ADDED']);
    await until('two more are', async () => (await states()).join() === 'PAGED,PAGED,PAGED,WAITING');
    await atRest();

    expect(await put(barcodes, 'IN_TRANSIT')).toEqual(['KEPT', 'UNCHANGED']);
    expect((await states()).at(-1)).toBe('WAITING');
  });
});

describe('while readers wait whom no copy serves', () => {
  test('a loan is not renewed, and nothing is lent online past them; both again when they have gone', async () => {
    const { bookId, items } = await aBook();
    const card = nextCard();
    const { loan } = await desk.checkOut(items[0]!, card);
    const hold = await desk.place(nextCard(), bookId, 'JN-MAIN');
    expect(await desk.renew(loan.id, card)).toMatchObject({ failures: [{ code: 'HELD_BY_OTHERS' }] });
    expect(await desk.requestOnline(nextCard(), bookId)).toMatchObject({ failures: [{ code: 'HELD_BY_OTHERS' }] });
    await desk.change('cancelHold', hold.id);
    expect(await desk.renew(loan.id, card)).toMatchObject({ dueDate: '2027-01-07' });
    expect(await desk.requestOnline(nextCard(), bookId)).toMatchObject({ failures: [{ code: 'NO_COPY_AVAILABLE' }] });
  });

  test('a loan is renewed where another copy serves them', async () => {
    const { bookId, items } = await aBook(2);
    const card = nextCard();
    const { loan } = await desk.checkOut(items[0]!, card);
    await desk.place(nextCard(), bookId, 'JN-MAIN');
    expect(await desk.renew(loan.id, card)).toMatchObject({ dueDate: '2027-01-07' });
  });

  test('a copy on the shelf that only blocked readers wait for is lent to whoever has it in hand', async () => {
    const { bookId, items } = await aBook();
    const hold = await desk.place(sampleCard(81), bookId, 'JN-MAIN');
    expect(hold).toMatchObject({ state: 'WAITING' });
    await desk.checkOut(items[0]!, nextCard());
    expect(await desk.hold(hold.id)).toMatchObject({ state: 'WAITING', position: 1 });
    await atRest();
  });
});

test('a reader whose card is freed, or whose guardian consents, is served at once', async () => {
  const change = (mutation: string) => ask(network.subgraphs.lending, admin, `mutation { ${mutation} { id } }`);
  const child = nextCard();
  const stopped = nextCard();
  await change(`suspendReader(card: "${stopped}", reason: "挂失")`);
  await rows(network.subgraphs.lending, "update reader set type = 'CHILD', birth_day = null where card = ?", [child]);
  for (const [card, free] of [
    [stopped, `liftSuspension(card: "${stopped}")`],
    [child, `recordConsent(card: "${child}", guardian: "【样例】监护人")`],
  ] as const) {
    const { bookId } = await aBook();
    const hold = await desk.place(card, bookId, 'JN-MAIN');
    expect(hold.state).toBe('WAITING');
    expect(codes(await change(free))).toEqual([]);
    await until('the hold is served', async () => (await desk.hold(hold.id)).state === 'PAGED', 5_000);
  }
  await atRest();
});

describe('a copy on the hold shelf', () => {
  test('goes to the next reader when nobody fetches it in time; that day is not one on which the library is closed', async () => {
    await desk.close('2026-11-30', '2026-12-01');
    const { holds, copy } = await desk.readyFor(nextCard, ['JN-MAIN', 'JN-MAIN']);
    expect(await desk.hold(holds[0]!.id)).toMatchObject({ shelfUntil: '2026-12-02' });
    later(9);
    await sweep();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await desk.hold(holds[0]!.id)).toMatchObject({ state: 'READY' });
    later(1);
    await sweep();
    await until('it has expired', async () => (await desk.hold(holds[0]!.id)).state === 'EXPIRED');
    expect(await desk.hold(holds[1]!.id)).toMatchObject({ state: 'READY', shelfUntil: '2026-12-10' });
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'ON_HOLD_SHELF' });
    await atRest();
  });

  test('is picked and sent when the next reader picks up elsewhere', async () => {
    const { holds, copy } = await desk.readyFor(nextCard, ['GC-MAIN', 'JN-SAMPLE']);
    await desk.change('cancelHold', holds[0]!.id);
    expect(await desk.hold(holds[1]!.id)).toMatchObject({ state: 'PAGED' });
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'PAGED', kept_at: 'GC-MAIN' });
    expect(await desk.scan(copy, 'GC-MAIN')).toMatchObject({ next: 'HOLD_FOR', destination: { id: 'JN-SAMPLE' } });
    expect(await desk.scan(copy, 'JN-SAMPLE')).toMatchObject({ next: 'HOLD_FOR', destination: null });
    await atRest();
  });

  test('that nobody waits for any more is taken down, scanned, and goes home', async () => {
    const { holds, copy } = await desk.readyFor(nextCard, ['GC-MAIN']);
    await desk.change('cancelHold', holds[0]!.id);
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'ON_HOLD_SHELF' });
    const list = await desk.worklist(gc, 'GC-MAIN', 'onHoldShelf');
    expect(list.find(({ item }) => item.id === copy.id)).toMatchObject({ takeDown: true, hold: null });
    expect(await desk.refusalOf(copy, nextCard(), 'GC-MAIN')).toEqual(['ITEM_NOT_AVAILABLE']);
    expect(await desk.scan(copy, 'GC-MAIN')).toMatchObject({ next: 'SEND_TO', destination: { id: 'JN-MAIN' } });
    expect(await desk.scan(copy, 'JN-MAIN')).toMatchObject({ next: 'SHELVE' });
    expect(await desk.statusOf(copy.id)).toMatchObject({ status: 'AVAILABLE', claim_id: null, kept_at: null });
    await atRest();
  });

  test('that stands there for nobody goes to a reader who comes now', async () => {
    const { bookId, holds } = await desk.readyFor(nextCard, ['GC-MAIN']);
    await desk.change('cancelHold', holds[0]!.id);
    expect(await desk.place(nextCard(), bookId, 'GC-MAIN')).toMatchObject({ state: 'READY' });
    await atRest();
  });

  test('that is lost lets its reader wait at the old place', async () => {
    const { holds, copy } = await desk.readyFor(nextCard, ['JN-MAIN', 'JN-MAIN']);
    await desk.reportLost(copy);
    expect(await desk.hold(holds[0]!.id)).toMatchObject({ state: 'WAITING', position: 1, shelfUntil: null });
    expect(await desk.hold(holds[1]!.id)).toMatchObject({ state: 'WAITING', position: 2 });
    await atRest();
  });

  test('that is scanned where it does not belong is sent on', async () => {
    const { copy, holds } = await desk.readyFor(nextCard, ['JN-MAIN']);
    expect(await desk.scan(copy, 'GC-MAIN')).toMatchObject({ next: 'HOLD_FOR', destination: { id: 'JN-MAIN' } });
    expect(await desk.hold(holds[0]!.id)).toMatchObject({ state: 'IN_TRANSIT', shelfUntil: null });
    await atRest();
  });
});

describe('a paged copy', () => {
  test('whose hold is given up is on its shelf again, or is the next reader’s', async () => {
    const { bookId, items } = await aBook();
    const first = await desk.place(nextCard(), bookId, 'JN-MAIN');
    const second = await desk.place(nextCard(), bookId, 'GC-MAIN');
    expect([first.state, second.state]).toEqual(['PAGED', 'WAITING']);
    await desk.change('cancelHold', first.id);
    expect(await desk.hold(second.id)).toMatchObject({ state: 'PAGED' });
    await desk.change('cancelHold', second.id);
    expect(await desk.statusOf(items[0]!.id)).toMatchObject({ status: 'AVAILABLE', claim_id: null });
    await atRest();
  });

  test('that is not found is reported lost, and its reader waits again', async () => {
    const { bookId, items } = await aBook();
    const { id } = await desk.place(nextCard(), bookId, 'JN-MAIN');
    await desk.reportLost(items[0]!);
    expect(await desk.hold(id)).toMatchObject({ state: 'WAITING', position: 1, item: null });
    await atRest();
  });

  test('is put on its shelf by nobody', async () => {
    const { bookId, items } = await aBook();
    await desk.place(nextCard(), bookId, 'GC-MAIN');
    expect(codes(await desk.shelve(items[0]!, 'JN-MAIN'))).toEqual(['CONFLICT']);
    await desk.scan(items[0]!, 'JN-MAIN');
    expect(codes(await desk.shelve(items[0]!, 'JN-MAIN'))).toEqual(['CONFLICT']);
    await atRest();
  });
});

test('a copy that is bought goes to cataloguing first, and to the queue when it is shelved', async () => {
  const { bookId, items } = await aBook();
  await rows(
    network.subgraphs.districts,
    "update item set status = 'ON_LOAN', due_date = '2026-12-01', catalogued = false where id = ?",
    [items[0]!.id],
  );
  const hold = await desk.place(nextCard(), bookId, 'GC-MAIN');
  expect(await desk.scan(items[0]!, 'JN-MAIN')).toMatchObject({ next: 'TO_CATALOGUING', hold: null });
  expect(await desk.hold(hold.id)).toMatchObject({ state: 'WAITING' });
  await desk.catalogue(items[0]!, 'JN-MAIN');
  await desk.shelve(items[0]!, 'JN-MAIN');
  expect(await desk.hold(hold.id)).toMatchObject({ state: 'PAGED', item: { id: items[0]!.id } });
  await atRest();
});

test('a copy that is its reader’s already goes to the next when the reader has another', async () => {
  const { bookId, items } = await aBook(2);
  await desk.setStatus(items[1]!, 'REFERENCE_ONLY');
  const card = nextCard();
  const first = await desk.place(card, bookId, 'JN-MAIN');
  expect(first).toMatchObject({ state: 'PAGED', item: { id: items[0]!.id } });
  const second = await desk.place(nextCard(), bookId, 'JN-MAIN');
  await desk.setStatus(items[1]!, 'AVAILABLE');
  await desk.checkOut(items[1]!, card);
  expect(await desk.hold(first.id)).toMatchObject({ state: 'FULFILLED' });
  expect(await desk.hold(second.id)).toMatchObject({ state: 'PAGED', item: { id: items[0]!.id } });
});

test('a book that is bought for its reader fulfils the hold, and the copy that was kept goes on', async () => {
  const { bookId } = await aBook();
  const card = nextCard();
  const first = await desk.place(card, bookId, 'JN-MAIN');
  const second = await desk.place(nextCard(), bookId, 'JN-MAIN');
  const reserve = { orderId: 'bought-held', card, bookId, day: '2026-11-23', rules: [] };
  const confirm = { orderId: 'bought-held', itemIds: ['NJ-JL:bought-held'], dueDate: '2026-12-23' };
  const reserved = await ask(
    network.subgraphs.lending,
    service,
    'mutation ($input: ReserveLoanInput!) { reserveLoan(input: $input) { reserved } }',
    { input: reserve },
  );
  expect(reserved).toMatchObject({ data: { reserveLoan: { reserved: true } } });
  await ask(network.subgraphs.lending, service, 'mutation ($input: ConfirmLoanInput!) { confirmLoan(input: $input) }', {
    input: confirm,
  });
  await until('the hold is fulfilled', async () => (await desk.hold(first.id)).state === 'FULFILLED');
  expect(await desk.hold(second.id)).toMatchObject({ state: 'PAGED' });
  await atRest();
});

describe('what cannot be is a CONFLICT and changes nothing', () => {
  const inState = {
    PAGED: async () => desk.place(nextCard(), (await aBook()).bookId, 'JN-MAIN'),
    READY: async () => {
      const { bookId, items } = await aBook();
      const hold = await desk.place(nextCard(), bookId, 'JN-MAIN');
      await desk.scan(items[0]!, 'JN-MAIN');
      return hold;
    },
    IN_TRANSIT: async () => {
      const { bookId, items } = await aBook();
      const hold = await desk.place(nextCard(), bookId, 'GC-MAIN');
      await desk.scan(items[0]!, 'JN-MAIN');
      return hold;
    },
    CANCELLED: async () => {
      const hold = await inState.PAGED();
      await desk.change('cancelHold', hold.id);
      return hold;
    },
    FULFILLED: async () => {
      const { bookId, items } = await aBook();
      const card = nextCard();
      const hold = await desk.place(card, bookId, 'JN-MAIN');
      await desk.checkOut(items[0]!, card);
      return hold;
    },
    EXPIRED: async () => {
      const hold = await inState.READY();
      later(12);
      await sweep();
      await until('it has expired', async () => (await desk.hold(hold.id)).state === 'EXPIRED');
      return hold;
    },
  };
  const illegal = {
    PAGED: ['suspendHold', 'resumeHold'],
    READY: ['suspendHold', 'resumeHold'],
    IN_TRANSIT: ['suspendHold', 'resumeHold'],
    CANCELLED: ['suspendHold', 'resumeHold'],
    FULFILLED: ['suspendHold', 'resumeHold', 'cancelHold'],
    EXPIRED: ['suspendHold', 'resumeHold', 'cancelHold'],
  } as const;

  test.each(Object.keys(illegal) as (keyof typeof illegal)[])('%s', async (state) => {
    const { id } = await inState[state]();
    const before = await desk.hold(id);
    expect(before.state).toBe(state);
    for (const mutation of illegal[state]) {
      const answer = await desk.tryTo(mutation, id, mutation === 'suspendHold' ? '2026-12-20' : undefined);
      expect(codes(answer)).toEqual(['CONFLICT']);
      expect(answer.errors?.[0]?.message).toContain(state);
    }
    expect(await desk.hold(id)).toEqual(before);
    await atRest();
  });

  test('what is said twice is done once', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const { id } = await desk.place(nextCard(), bookId, 'JN-MAIN');
    for (const [mutation, until, state] of [
      ['suspendHold', '2026-12-01', 'SUSPENDED'],
      ['resumeHold', undefined, 'WAITING'],
      ['cancelHold', undefined, 'CANCELLED'],
    ] as const) {
      for (let time = 0; time < 2; time++) {
        expect(await desk.change(mutation, id, until)).toMatchObject({ state });
      }
    }
  });
});

describe('bad input is told', () => {
  test.each([
    ['a branch that is none', { pickup: { branch: 'XX-1' } }, 'NOT_FOUND', /XX-1/],
    ['a book that is none', { bookId: 'B9' }, 'NOT_FOUND', /"B9"/],
    ['no book', { bookId: null }, 'BAD_USER_INPUT', /bookId/],
    ['no key', { idempotencyKey: ' ' }, 'BAD_USER_INPUT', /idempotencyKey/],
  ])('%s', async (_title, changes, code, message) => {
    const answer = await desk.placeAs(reader(sampleCard(1)), {
      bookId: 'B000002',
      pickup: { branch: 'JN-MAIN' },
      ...changes,
    });
    expect(codes(answer)).toEqual([code]);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test('a suspension until today, or for years', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const { id } = await desk.place(nextCard(), bookId, 'JN-MAIN');
    for (const day of ['2026-11-23', '2028-01-01']) {
      const answer = await desk.tryTo('suspendHold', id, day);
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.errors?.[0]?.message).toMatch(/2026-11-24 to 2027-05-22/);
    }
  });

  test('terms that begin yesterday, or keep nothing; a version is added once', async () => {
    const add = (changes: Record<string, unknown>) =>
      ask(
        network.subgraphs.lending,
        admin,
        'mutation ($input: AddHoldPolicyInput!) { addHoldPolicy(input: $input) { version shelfDays } }',
        { input: { idempotencyKey: 'terms', validFrom: '2027-06-01', shelfDays: 3, keptAtOnce: 2, ...changes } },
      );
    expect(codes(await add({ validFrom: '2026-11-22' }))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await add({ keptAtOnce: 0 }))).toEqual(['BAD_USER_INPUT']);
    const versions = await Promise.all([add({}), add({}), add({})]);
    expect(versions.map(({ data }) => data.addHoldPolicy)).toEqual(
      Array.from({ length: 3 }, () => ({ version: 1, shelfDays: 3 })),
    );
    now = new Date('2027-06-02T02:00:00Z');
    const { bookId, items } = await aBook();
    const { id } = await desk.place(nextCard(), bookId, 'JN-MAIN');
    await desk.scan(items[0]!, 'JN-MAIN');
    expect(await desk.hold(id)).toMatchObject({ shelfUntil: '2027-06-05' });
  });
});

describe('others', () => {
  test('do not see or change a hold; a clerk sees no holds at all; everybody sees how many wait', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const card = nextCard();
    const { id } = await desk.place(card, bookId, 'JN-MAIN');
    const stranger = reader(nextCard());
    expect((await ask(network.subgraphs.lending, stranger, '{ hold(id: "' + id + '") { id } }')).data.hold).toBeNull();
    expect(codes(await desk.tryTo('cancelHold', id, undefined, stranger))).toEqual(['NOT_FOUND']);
    expect(codes(await desk.tryTo('cancelHold', id, undefined, clerk))).toEqual(['FORBIDDEN']);
    const asked = `{ reader(card: "${card}") { holds { totalCount nodes { id position } } } }`;
    expect((await ask(network.subgraphs.lending, clerk, asked)).data.reader.holds).toEqual({
      totalCount: 0,
      nodes: [],
    });
    expect((await ask(network.subgraphs.lending, jn, asked)).data.reader.holds).toMatchObject({
      nodes: [{ id, position: 1 }],
    });
    const counted = await network.query('query ($id: ID!) { book(id: $id) { holdQueue { waiting } } }', { id: bookId });
    expect(counted).toMatchObject({ data: { book: { holdQueue: { waiting: 1 } } } });
    expect(
      codes(await desk.placeAs(reader(card), { bookId, card: sampleCard(2), pickup: { branch: 'JN-MAIN' } })),
    ).toEqual(['FORBIDDEN']);
  });
});

describe('owners that are silent', () => {
  test('a hold waits until its copy can be paged', async () => {
    const { bookId } = await aBook();
    network.silence('districts');
    const hold = await desk.place(nextCard(), bookId, 'JN-MAIN');
    expect(hold).toMatchObject({ state: 'WAITING', estimatedFrom: null });
    network.silence(null);
    await until('a job has paged it', async () => (await desk.hold(hold.id)).state === 'PAGED');
    await atRest();
  });

  test('a copy that comes back meanwhile is the first reader’s when they answer', async () => {
    const { bookId, items } = await aBook();
    await desk.checkOut(items[0]!, nextCard());
    const { id } = await desk.place(nextCard(), bookId, 'JN-MAIN');
    network.silence('districts');
    expect(await desk.scan(items[0]!, 'JN-MAIN')).toMatchObject({ next: null, loan: { status: 'RETURNED' } });
    network.silence(null);
    await until('it is kept', async () => (await desk.hold(id)).state === 'READY');
    await until('its owner knows', async () => (await desk.statusOf(items[0]!.id))?.['status'] === 'ON_HOLD_SHELF');
    await atRest();
  });
});
