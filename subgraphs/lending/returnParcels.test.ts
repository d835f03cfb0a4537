// Parcels that bring copies back, and what happens at once: races for a reader's parcels.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { branch, home, packer, parcelFields, parcelsOf, type SeenParcel } from '../../test/parcels.ts';

const day = 86_400_000;

let network: TestNetwork;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
const nextCard = () => sampleCard(++cards);
const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  parcels = await parcelsOf(network, () => now);
});
afterAll(() => network[Symbol.asyncDispose]());

const pickUpMutation = `mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { ${parcelFields} } }`;
type Person = Parameters<typeof parcels.send>[0];
const pickUp = (person: Person, loans: string[], changes: Record<string, unknown> = {}) =>
  parcels.send(person, pickUpMutation, {
    input: { idempotencyKey: parcels.key(), loans, freight: { fen: loans.length < 3 ? 600 : 0 }, ...changes },
  });
const pickedUp = async (card: string, loans: string[], changes?: Record<string, unknown>): Promise<SeenParcel[]> => {
  const answer = await pickUp(reader(card), loans, changes);
  expect(answer.errors).toBeUndefined();
  return answer.data.requestReturnParcel;
};
/** A loan that a parcel has brought today. */
const brought = async (card: string) => {
  const request = await parcels.accepted(card);
  await parcels.recorded(request.parcel, 'DELIVERED');
  return request;
};
const accept = async (id: string) => {
  const trackingNumber = parcels.key();
  await parcels.accept(id, trackingNumber);
  return trackingNumber;
};
const loanOf = async (parcel: string, id: string) =>
  (await parcels.parcel(parcel)).loans.find((loan) => loan.id === id);
const creditOf = (card: string) =>
  rows(
    network.subgraphs.lending,
    'select kind from credit_event where reader_id = (select id from reader where card = ?)',
    [card],
  );
const ordersOf = (card: string) => parcels.requested(card).then(() => 'LENT', String);

describe('a copy that was left out of a parcel', () => {
  const missing = (parcel: string, loans: string[], person = packer) =>
    parcels.send(
      person,
      `mutation ($id: ID!, $loans: [ID!]!) { reportMissingCopies(id: $id, loans: $loans) { ${parcelFields} } }`,
      { id: parcel, loans },
    );

  test('is with its reader as before; the parcel is delivered when the rest is received', async () => {
    const card = nextCard();
    const [left, sent] = [await brought(card), await brought(card)];
    const [made] = await pickedUp(card, [left.loan, sent.loan]);
    const { id } = made!;
    expect(codes(await missing(id, [left.loan]))).toEqual(['CONFLICT']);
    await accept(id);
    await parcels.recorded(id, 'PICKED_UP');
    expect(await loanOf(id, left.loan)).toMatchObject({ backOn: dayOf(now) });
    expect(await parcels.itemStatus(left.itemId)).toBe('IN_TRANSIT');

    await parcels.returned(sent.itemId);
    expect(await parcels.parcel(id)).toMatchObject({ status: 'PICKED_UP' });
    for (let time = 0; time < 2; time++) {
      const { reportMissingCopies: parcel } = (await missing(id, [left.loan])).data;
      expect(parcel).toMatchObject({ status: 'DELIVERED', loans: [{ id: sent.loan, status: 'RETURNED' }] });
    }
    expect(await parcels.itemStatus(left.itemId)).toBe('ON_LOAN');
    const [again] = await pickedUp(card, [left.loan]);
    expect(await loanOf(again!.id, left.loan)).toMatchObject({ status: 'ACTIVE', backOn: null });
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('with all others leaves nothing: the parcel is cancelled and its address erased, whatever is heard of it later', async () => {
    const card = nextCard();
    const { loan, itemId } = await brought(card);
    const [made] = await pickedUp(card, [loan]);
    const { id } = made!;
    await accept(id);
    await parcels.recorded(id, 'PICKED_UP');
    for (let time = 0; time < 2; time++) {
      expect((await missing(id, [loan])).data?.reportMissingCopies).toMatchObject({ status: 'CANCELLED', loans: [] });
    }
    expect((await parcels.parcel(id, packer, 'address { street }')).address).toBeNull();
    expect(codes(await parcels.record(id, 'DELIVERED'))).toEqual(['CONFLICT']);
    expect(await parcels.itemStatus(itemId)).toBe('ON_LOAN');
    expect((await pickedUp(card, [loan]))[0]?.status).toBe('CREATED');
    expect(await violations(network.databaseUrls)).toEqual([]);
  });

  test('is named; one that is here, or is somebody else’s, is not missing', async () => {
    const card = nextCard();
    const mine = await brought(card);
    const [made] = await pickedUp(card, [mine.loan]);
    const { id } = made!;
    await accept(id);
    const others = await brought(nextCard());
    expect(codes(await missing(id, []))).toEqual(['BAD_USER_INPUT']);
    const six = await missing(
      id,
      Array.from({ length: 6 }, () => mine.loan),
    );
    expect(six.errors?.[0]).toMatchObject({
      message: expect.stringContaining('from 1 to 5'),
      extensions: { actual: 6 },
    });
    expect(codes(await missing(id, [others.loan]))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await missing(id, [mine.loan], librarian('NJ-GC')))).toEqual(['FORBIDDEN']);
    await parcels.returned(mine.itemId);
    expect(codes(await missing(id, [mine.loan]))).toEqual(['CONFLICT']);
  });
});

describe('a pick-up', () => {
  test('takes as many parcels as it needs, five copies each, at the address where they were brought', async () => {
    const card = nextCard();
    const loans: string[] = [];
    for (let count = 0; count < 6; count++) loans.push((await brought(card)).loan);
    const idempotencyKey = 'pick-up';
    const made = await pickedUp(card, loans, { idempotencyKey, freight: { fen: 600 } });
    expect(made.map((parcel) => [parcel.direction, parcel.status, parcel.loans.length, parcel.freight.fen])).toEqual([
      ['BACK', 'CREATED', 5, 0],
      ['BACK', 'CREATED', 1, 600],
    ]);
    expect(made[0]).toMatchObject({ from: null, to: { id: branch } });
    expect((await parcels.parcel(made[0]!.id, packer, 'address { street }')).address).toEqual({ street: home.street });
    const again = await pickedUp(card, loans, { idempotencyKey, freight: { fen: 600 } });
    expect(again.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(codes(await pickUp(reader(card), loans.slice(1), { idempotencyKey, freight: { fen: 0 } }))).toEqual([
      'CONFLICT',
    ]);
    const taken = await pickUp(reader(card), loans.slice(0, 1));
    expect([codes(taken), taken.errors?.[0]?.message]).toEqual([['CONFLICT'], expect.stringContaining(made[0]!.id)]);
  });

  test('by the due day is not overdue while it travels, and blocks nothing; the loan ends when the copy is received', async () => {
    const card = nextCard();
    const { loan, itemId } = await brought(card);
    pass(30 * day);
    const [parcel] = await pickedUp(card, [loan]);
    await accept(parcel!.id);
    await parcels.recorded(parcel!.id, 'PICKED_UP');
    pass(5 * day);
    expect(await loanOf(parcel!.id, loan)).toMatchObject({
      status: 'ACTIVE',
      overdue: false,
      backOn: addDays(dayOf(now), -5),
    });
    expect(await parcels.itemStatus(itemId)).toBe('IN_TRANSIT');
    const renew = 'mutation ($loan: ID!) { renewLoan(input: { idempotencyKey: "r", loan: $loan }) { __typename } }';
    expect(codes(await parcels.send(reader(card), renew, { loan }))).toEqual(['CONFLICT']);
    expect(await ordersOf(card)).toBe('LENT');
    await parcels.runJob('tellOwner', { loanId: loan });
    expect(await parcels.itemStatus(itemId)).toBe('IN_TRANSIT');
    expect(await parcels.returned(itemId)).toEqual({ next: 'SHELVE', loan: { id: loan, status: 'RETURNED' } });
    // Its last copy was received: the parcel has arrived, whatever the courier has said.
    expect(await parcels.parcel(parcel!.id)).toMatchObject({ status: 'DELIVERED', loans: [{ status: 'RETURNED' }] });
    expect([await parcels.itemStatus(itemId), await parcels.openLoans(card)]).toEqual(['AVAILABLE', 1]);
    expect(await creditOf(card)).toEqual([{ kind: 'RETURNED_IN_TIME' }]);
  });

  test('after the due day is overdue until the copy is received', async () => {
    const card = nextCard();
    const { loan, itemId } = await brought(card);
    pass(31 * day);
    const [parcel] = await pickedUp(card, [loan]);
    await accept(parcel!.id);
    await parcels.recorded(parcel!.id, 'PICKED_UP');
    pass(3 * day);
    expect(await loanOf(parcel!.id, loan)).toMatchObject({ overdue: true });
    expect(await ordersOf(card)).toContain('OVERDUE_BLOCK');
    await parcels.returned(itemId);
    expect(await ordersOf(card)).toBe('LENT');
  });

  test('that the courier brings back to the reader has not been', async () => {
    const card = nextCard();
    const { loan, itemId } = await brought(card);
    const [parcel] = await pickedUp(card, [loan]);
    await accept(parcel!.id);
    await parcels.recorded(parcel!.id, 'PICKED_UP');
    await parcels.recorded(parcel!.id, 'RETURNED_TO_SENDER');
    expect(await loanOf(parcel!.id, loan)).toMatchObject({ status: 'ACTIVE', backOn: null });
    expect(await parcels.itemStatus(itemId)).toBe('ON_LOAN');
    expect((await pickedUp(card, [loan]))[0]?.status).toBe('CREATED');
  });

  test('that is lost is not the reader\u2019s to bear', async () => {
    const card = nextCard();
    const { loan, itemId } = await brought(card);
    const [parcel] = await pickedUp(card, [loan]);
    await accept(parcel!.id);
    await parcels.recorded(parcel!.id, 'PICKED_UP');
    expect(codes(await parcels.record(parcel!.id, 'LOST', { liable: 'READER' }))).toEqual(['BAD_USER_INPUT']);
    expect((await parcels.parcel(parcel!.id)).status).toBe('PICKED_UP');
    expect(await parcels.recorded(parcel!.id, 'LOST', { liable: 'CARRIER' })).toMatchObject({
      loans: [{ id: loan, status: 'LOST' }],
    });
    expect([await parcels.itemStatus(itemId), await parcels.openLoans(card)]).toEqual(['LOST', 0]);
    expect(await creditOf(card)).toEqual([]);
  });

  test('can be given up, or the copies brought to a desk instead', async () => {
    const card = nextCard();
    const [first, second] = [await brought(card), await brought(card)];
    const [parcel] = await pickedUp(card, [first.loan, second.loan]);
    await parcels.returned(first.itemId);
    expect((await parcels.parcel(parcel!.id)).loans.map(({ id }) => id)).toEqual([second.loan]);
    const cancel = 'mutation ($id: ID!) { cancelParcel(id: $id) { status } }';
    expect((await parcels.send(reader(card), cancel, { id: parcel!.id })).data.cancelParcel.status).toBe('CANCELLED');
    expect(await parcels.openLoans(card)).toBe(1);
    const [again] = await pickedUp(card, [second.loan]);
    expect(again?.status).toBe('CREATED');
  });

  test('is refused for what cannot be picked up, and for a freight that was not shown', async () => {
    const card = nextCard();
    const travelling = await parcels.accepted(card);
    const { loan } = await brought(card);
    expect(codes(await pickUp(reader(card), [travelling.loan]))).toEqual(['CONFLICT']);
    expect(codes(await pickUp(reader(sampleCard(90)), [loan]))).toEqual(['NOT_FOUND']);
    expect(codes(await pickUp(clerk, [loan]))).toEqual(['FORBIDDEN']);
    for (const count of [0, 21]) {
      const { errors } = await pickUp(
        reader(card),
        Array.from({ length: count }, (_, index) => `loan-${index}`),
      );
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'loans', actual: count });
    }
    expect(codes(await pickUp(reader(card), [loan], { branch: 'NOWHERE' }))).toEqual(['NOT_FOUND']);
    const dear = await pickUp(reader(card), [loan], { freight: undefined });
    expect(codes(dear)).toEqual(['CONFLICT']);
    expect(dear.errors?.[0]?.extensions['quote']).toEqual({ freightFen: 600, parcels: 1, tariff: 'DEFAULT_BACK' });
    const [made] = (await pickUp(librarian('NJ-GC'), [loan], { card, branch: 'GC-MAIN' })).data.requestReturnParcel;
    expect(made.to).toEqual({ id: 'GC-MAIN' });
    expect(codes(await parcels.accept(made.id, 'GC-1', packer))).toEqual(['FORBIDDEN']);
    expect(codes(await parcels.accept(made.id, 'GC-1', librarian('NJ-GC')))).toEqual([]);
  });
});

describe('at once', () => {
  test('five requests are one parcel, a sixth is another', async () => {
    const card = nextCard();
    const made = await Promise.all(Array.from({ length: 6 }, () => parcels.requested(card)));
    const sizes = [...Map.groupBy(made, ({ parcel }) => parcel).values()].map((each) => each.length);
    expect(sizes.toSorted()).toEqual([1, 5]);
  });

  test('a request, a cancellation and the packing leave nothing half done', async () => {
    for (let round = 0; round < 6; round++) {
      const card = nextCard();
      const [first, second] = [await parcels.requested(card), await parcels.requested(card)];
      const cancel = (loan: string) =>
        parcels.send(reader(card), 'mutation ($loan: ID!) { cancelLoan(loan: $loan) { status } }', { loan });
      const [cancelled, packed] = await Promise.all([
        cancel(first.loan),
        parcels.accept(second.parcel, parcels.key()),
        parcels.requested(card),
      ]);
      const isCancelled = codes(cancelled).length === 0;
      expect(codes(packed)).toEqual([]);
      const inIt = (await parcels.parcel(second.parcel)).loans.map(({ id }) => id);
      expect(inIt.includes(first.loan)).toBe(!isCancelled);
      expect(await parcels.itemStatus(first.itemId)).toBe(isCancelled ? 'AVAILABLE' : 'PAGED');
      expect(await parcels.openLoans(card)).toBe(isCancelled ? 2 : 3);
    }
  });

  test('a return over a desk and the courier\u2019s word end a loan once', async () => {
    for (const event of ['REFUSED', 'DELIVERED', 'LOST', 'REFUSED', 'DELIVERED']) {
      const card = nextCard();
      const { parcel, itemId, trackingNumber } = await parcels.accepted(card);
      await parcels.recorded(parcel, 'PICKED_UP');
      const [said, back] = await Promise.all([
        parcels.post({ id: parcels.key(), trackingNumber, event, at: now.toISOString() }),
        parcels.returned(itemId),
      ]);
      expect([said.status, back.next]).toEqual([200, 'SHELVE']);
      expect([await parcels.openLoans(card), await parcels.itemStatus(itemId)]).toEqual([0, 'AVAILABLE']);
      expect((await parcels.parcel(parcel)).status).toBe(event);
    }
  });

  test('two branches\u2019 hands on one parcel do one thing: split, join, pack', async () => {
    const card = nextCard();
    const [first, second] = [await parcels.requested(card), await parcels.requested(card)];
    const split = 'mutation ($id: ID!, $loans: [ID!]!) { splitParcel(id: $id, loans: $loans) { id } }';
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => parcels.send(packer, split, { id: first.parcel, loans: [second.loan] })),
      parcels.accept(first.parcel, parcels.key()),
    ]);
    expect(answers.slice(0, 3).filter((answer) => codes(answer).length === 0).length).toBeLessThanOrEqual(1);
    const all = await rows<{ parcel_id: string }>(
      network.subgraphs.lending,
      'select parcel_id from parcel_line where loan_id in (?, ?)',
      [first.loan, second.loan],
    );
    expect(all).toHaveLength(2);
  });

  test('two requests for one pick-up are one', async () => {
    const card = nextCard();
    const { loan } = await brought(card);
    const answers = await Promise.all(Array.from({ length: 4 }, () => pickUp(reader(card), [loan])));
    expect(answers.flatMap(codes)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
    const same = await brought(card);
    const idempotencyKey = parcels.key();
    const made = await Promise.all(Array.from({ length: 4 }, () => pickedUp(card, [same.loan], { idempotencyKey })));
    expect(new Set(made.map(([parcel]) => parcel?.id)).size).toBe(1);
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
  expect((await parcels.parcel((await parcels.requested(nextCard())).parcel, admin)).status).toBe('CREATED');
});
