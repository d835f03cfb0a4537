// Parcels to readers: what travels together, when a loan starts, and what comes of it when it does not arrive.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { branch, home, packer, parcelFields, parcelsOf } from '../../test/parcels.ts';
import { type ParcelStatus, parcelEvents, parcelStatuses, parcelSteps } from './parcelEvents.ts';

const hour = 3_600_000;
const day = 24 * hour;

let network: TestNetwork;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
// A Monday in Shanghai.
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
const nextCard = () => sampleCard(++cards);
const pass = (milliseconds: number) => {
  now = new Date(now.getTime() + milliseconds);
};
const today = () => dayOf(now);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  parcels = await parcelsOf(network, () => now);
});
afterAll(() => network[Symbol.asyncDispose]());

describe('requests', () => {
  test('to one address travel together, five at most; to another address apart', async () => {
    const card = nextCard();
    const ids: string[] = [];
    for (let count = 0; count < 6; count++) ids.push((await parcels.requested(card)).parcel);
    expect(new Set(ids.slice(0, 5)).size).toBe(1);
    expect(ids[5]).not.toBe(ids[0]);
    expect((await parcels.parcel(ids[0]!)).loans).toHaveLength(5);
    const away = await parcels.requested(card, { deliveryAddress: { ...home, street: '中山路2号' } });
    expect(ids).not.toContain(away.parcel);
    expect(away.parcel).not.toBe((await parcels.requested(nextCard())).parcel);
  });

  test('are cancelled until the parcel is packed: the copy is on the shelf and the place is free', async () => {
    const card = nextCard();
    const [first, second] = [await parcels.requested(card), await parcels.requested(card)];
    const cancel = (loan: string, person = reader(card)) =>
      parcels.send(person, 'mutation ($loan: ID!) { cancelLoan(loan: $loan) { status dueDate parcel { id } } }', {
        loan,
      });
    expect(codes(await cancel(first.loan, reader(sampleCard(90))))).toEqual(['NOT_FOUND']);
    const gone = { cancelLoan: { status: 'RELEASED', dueDate: null, parcel: null } };
    expect((await cancel(first.loan)).data).toEqual(gone);
    expect((await cancel(first.loan)).data).toEqual(gone);
    expect([await parcels.itemStatus(first.itemId), await parcels.openLoans(card)]).toEqual(['AVAILABLE', 1]);
    expect(await parcels.parcel(second.parcel)).toMatchObject({ status: 'CREATED', loans: [{ id: second.loan }] });
    await cancel(second.loan);
    expect(await parcels.parcel(second.parcel)).toMatchObject({ status: 'CANCELLED', loans: [] });
    const late = await parcels.accepted(card);
    const refused = await cancel(late.loan);
    expect(codes(refused)).toEqual(['CONFLICT']);
    expect(refused.errors?.[0]?.message).toContain('ACCEPTED');
    expect(await parcels.openLoans(card)).toBe(1);
  });

  test('wait in the list of the branch that packs, and are seen by no other library', async () => {
    const { parcel } = await parcels.requested(nextCard());
    const list =
      'query ($branch: ID!) { parcels(branch: $branch, direction: OUT, first: 100) { totalCount nodes { id status } } }';
    const answer = await parcels.send(packer, list, { branch });
    expect(answer.data.parcels.nodes).toContainEqual({ id: parcel, status: 'CREATED' });
    for (const person of [librarian('NJ-JL'), clerk, reader(sampleCard(1))]) {
      expect(codes(await parcels.send(person, list, { branch }))).toEqual(['FORBIDDEN']);
      expect(codes(await parcels.accept(parcel, 'X1', person))).toEqual(['FORBIDDEN']);
    }
  });
});

describe('a branch', () => {
  const split = (id: string, loans: string[]) =>
    parcels.send(
      packer,
      `mutation ($id: ID!, $loans: [ID!]!) { splitParcel(id: $id, loans: $loans) { ${parcelFields} } }`,
      { id, loans },
    );
  const join = (...ids: string[]) =>
    parcels.send(packer, `mutation ($ids: [ID!]!) { joinParcels(ids: $ids) { ${parcelFields} } }`, { ids });

  test('splits a parcel and joins it again, until it is packed', async () => {
    const card = nextCard();
    const [first, second, third] = [
      await parcels.requested(card),
      await parcels.requested(card),
      await parcels.requested(card),
    ];
    const [rest, apart] = (await split(first.parcel, [second.loan, third.loan])).data.splitParcel;
    expect(rest.loans.map(({ id }: { id: string }) => id)).toEqual([first.loan]);
    expect(apart.loans).toHaveLength(2);
    expect(codes(await split(rest.id, [first.loan]))).toEqual(['BAD_USER_INPUT']);
    expect(codes(await split(rest.id, [third.loan]))).toEqual(['BAD_USER_INPUT']);
    const joined = (await join(rest.id, apart.id)).data.joinParcels;
    expect([joined.id, joined.loans.length]).toEqual([rest.id, 3]);
    expect(await parcels.parcel(apart.id)).toMatchObject({ status: 'CANCELLED', loans: [] });
    await parcels.done(
      packer,
      'mutation ($id: ID!) { acceptParcel(id: $id, courier: "SF", trackingNumber: "S1") { id } }',
      { id: rest.id },
    );
    expect(codes(await split(rest.id, [second.loan]))).toEqual(['CONFLICT']);
    expect(codes(await join(rest.id, apart.id))).toEqual(['CONFLICT']);
  });

  test('joins only what goes to one reader at one address, and five copies', async () => {
    const card = nextCard();
    const four = [];
    for (let count = 0; count < 4; count++) four.push(await parcels.requested(card));
    const elsewhere = await parcels.requested(card, { deliveryAddress: { ...home, street: '别处' } });
    const another = await parcels.requested(nextCard());
    expect(codes(await join(four[0]!.parcel, elsewhere.parcel))).toEqual(['CONFLICT']);
    expect(codes(await join(four[0]!.parcel, another.parcel))).toEqual(['CONFLICT']);
    expect(codes(await join(four[0]!.parcel))).toEqual(['BAD_USER_INPUT']);
    const many = await join(...Array.from({ length: 6 }, (_, index) => `parcel-${index}`));
    expect(many.errors?.[0]).toMatchObject({
      message: expect.stringContaining('from 2 to 5'),
      extensions: { actual: 6 },
    });
    const [, two] = (await split(four[0]!.parcel, [four[2]!.loan, four[3]!.loan])).data.splitParcel;
    for (let count = 0; count < 3; count++) await parcels.requested(card);
    const full = await join(two.id, four[0]!.parcel);
    expect(codes(full)).toEqual(['CONFLICT']);
    expect(full.errors?.[0]?.message).toContain('together these have 7');
  });

  test('gives each parcel a number of its own; the same said twice is done once', async () => {
    const { parcel, trackingNumber } = await parcels.accepted(nextCard());
    expect((await parcels.accept(parcel, trackingNumber)).data.acceptParcel.status).toBe('ACCEPTED');
    expect(codes(await parcels.accept(parcel, 'OTHER'))).toEqual(['CONFLICT']);
    const other = await parcels.requested(nextCard());
    expect(codes(await parcels.accept(other.parcel, trackingNumber))).toEqual(['CONFLICT']);
    const unknown = 'mutation ($id: ID!) { acceptParcel(id: $id, courier: "YTO", trackingNumber: "1") { id } }';
    const answer = await parcels.send(packer, unknown, { id: other.parcel });
    expect([codes(answer), answer.errors?.[0]?.message]).toEqual([['NOT_FOUND'], expect.stringContaining('SF')]);
    expect((await parcels.parcel(other.parcel)).status).toBe('CREATED');
  });

  test('leaves out what was taken back over a desk before; a parcel of nothing else is cancelled', async () => {
    const card = nextCard();
    const [kept, back] = [await parcels.requested(card), await parcels.requested(card)];
    expect(await parcels.returned(back.itemId)).toMatchObject({ next: 'SHELVE', loan: { status: 'RETURNED' } });
    expect((await parcels.parcel(kept.parcel)).loans.map(({ id }) => id)).toEqual([kept.loan]);
    await parcels.returned(kept.itemId);
    expect(await parcels.parcel(kept.parcel)).toMatchObject({ status: 'CANCELLED', loans: [] });
    expect(codes(await parcels.accept(kept.parcel, 'LATE'))).toEqual(['CONFLICT']);
    expect(await parcels.openLoans(card)).toBe(0);
  });
});

describe('every step that is none', () => {
  const wayTo: Partial<Record<ParcelStatus, readonly string[]>> = {
    ACCEPTED: [],
    PICKED_UP: ['PICKED_UP'],
    IN_TRANSIT: ['IN_TRANSIT'],
    OUT_FOR_DELIVERY: ['OUT_FOR_DELIVERY'],
    DELIVERED: ['DELIVERED'],
    REFUSED: ['REFUSED'],
    RETURNED_TO_SENDER: ['RETURNED_TO_SENDER'],
    LOST: ['LOST'],
    DAMAGED: ['DAMAGED'],
  };
  const state = async (id: string) =>
    JSON.stringify(await parcels.parcel(id, admin, `${parcelFields} history { event }`));

  test.each(
    parcelStatuses.filter((status) => status !== 'CANCELLED'),
  )('from %s is a CONFLICT, and changes nothing', async (from) => {
    const request = from === 'CREATED' ? await parcels.requested(nextCard()) : await parcels.accepted(nextCard());
    if (from === 'AUTO_SIGNED') {
      await parcels.recorded(request.parcel, 'PICKED_UP');
      pass(10 * day);
      await parcels.runJob('sweepParcels');
    }
    for (const event of wayTo[from] ?? []) await parcels.recorded(request.parcel, event);
    expect((await parcels.parcel(request.parcel)).status).toBe(from);
    const before = await state(request.parcel);
    const possible = parcelSteps[from] ?? [];
    for (const event of parcelEvents.filter((name) => name !== 'AUTO_SIGNED' && !possible.includes(name))) {
      expect(codes(await parcels.record(request.parcel, event)), event).toEqual(['CONFLICT']);
    }
    if (from !== 'CREATED') {
      expect(codes(await parcels.accept(request.parcel, 'ANOTHER'))).toEqual(['CONFLICT']);
      expect(
        codes(
          await parcels.send(packer, 'mutation ($id: ID!) { cancelParcel(id: $id) { id } }', { id: request.parcel }),
        ),
      ).toEqual(['CONFLICT']);
    }
    expect(await state(request.parcel)).toBe(before);
  });
});

describe('a loan starts', () => {
  const addPolicy = (start: string, startDays = 0) =>
    parcels.done(admin, 'mutation ($input: AddLoanPolicyInput!) { addLoanPolicy(input: $input) { id } }', {
      input: {
        idempotencyKey: parcels.key(),
        validFrom: today(),
        loanDays: 30,
        renewals: 1,
        renewalDays: 15,
        start,
        startDays,
      },
    });
  const loanOf = async (id: string) => {
    const [loan] = (await parcels.parcel(id)).loans;
    return [loan?.startedAt ?? null, loan?.dueDate ?? null];
  };
  const nothing = [null, null];

  test('at the sign-off; before, it has no due day, is not overdue and counts in the quota', async () => {
    const card = nextCard();
    const { parcel, itemId } = await parcels.accepted(card);
    expect([await loanOf(parcel), await parcels.itemStatus(itemId)]).toEqual([nothing, 'PAGED']);
    await parcels.recorded(parcel, 'PICKED_UP');
    expect([await loanOf(parcel), await parcels.itemStatus(itemId)]).toEqual([nothing, 'IN_TRANSIT']);
    const [loan] = (await parcels.parcel(parcel)).loans;
    const renew = 'mutation ($loan: ID!) { renewLoan(input: { idempotencyKey: "r", loan: $loan }) { __typename } }';
    expect(codes(await parcels.send(reader(card), renew, { loan: loan?.id }))).toEqual(['CONFLICT']);
    expect([loan?.overdue, await parcels.openLoans(card)]).toEqual([false, 1]);
    pass(3 * day);
    await parcels.recorded(parcel, 'DELIVERED');
    expect(await loanOf(parcel)).toEqual([now.toISOString(), addDays(today(), 30)]);
    expect(await parcels.itemStatus(itemId)).toBe('ON_LOAN');
    const [item] = await rows(network.subgraphs.districts, 'select due_date::text from item where id = ?', [itemId]);
    expect(item).toEqual({ due_date: addDays(today(), 30) });
  });

  test('when the reader signs for it', async () => {
    const card = nextCard();
    const { parcel } = await parcels.accepted(card);
    const sign = (person = reader(card)) =>
      parcels.send(person, 'mutation ($id: ID!) { signForParcel(id: $id) { status } }', { id: parcel });
    expect(codes(await sign(reader(sampleCard(90))))).toEqual(['NOT_FOUND']);
    for (let twice = 0; twice < 2; twice++) {
      expect((await sign()).data).toEqual({ signForParcel: { status: 'DELIVERED' } });
    }
    expect(await loanOf(parcel)).toEqual([now.toISOString(), addDays(today(), 30)]);
  });

  test('ten days after the shipping when nothing more was heard, not a moment before', async () => {
    const { parcel, itemId } = await parcels.accepted(nextCard());
    pass(day);
    await parcels.recorded(parcel, 'PICKED_UP');
    const shipped = now;
    pass(10 * day - 1);
    await parcels.runJob('sweepParcels');
    expect([(await parcels.parcel(parcel)).status, await loanOf(parcel)]).toEqual(['PICKED_UP', nothing]);
    pass(1 + 2 * hour);
    await Promise.all(Array.from({ length: 4 }, () => parcels.runJob('sweepParcels')));
    const startedAt = new Date(shipped.getTime() + 10 * day);
    expect(await parcels.parcel(parcel)).toMatchObject({ status: 'AUTO_SIGNED', endedAt: startedAt.toISOString() });
    expect(await loanOf(parcel)).toEqual([startedAt.toISOString(), addDays(dayOf(startedAt), 30)]);
    expect(await parcels.itemStatus(itemId)).toBe('ON_LOAN');
  });

  test('once: who signs for what counts as signed for already does not put it off', async () => {
    const card = nextCard();
    const { parcel } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'PICKED_UP');
    pass(10 * day);
    await parcels.runJob('sweepParcels');
    const begun = await loanOf(parcel);
    pass(12 * day);
    const sign = 'mutation ($id: ID!) { signForParcel(id: $id) { status } }';
    const answer = await parcels.send(reader(card), sign, { id: parcel });
    expect(answer.data).toEqual({ signForParcel: { status: 'AUTO_SIGNED' } });
    expect(await loanOf(parcel)).toEqual(begun);
  });

  test('at the acceptance, or so many days after the shipping, when the policy says so; never due on a closed day', async () => {
    await addPolicy('ACCEPTANCE');
    const first = await parcels.accepted(nextCard());
    expect(await loanOf(first.parcel)).toEqual([now.toISOString(), addDays(today(), 30)]);
    await addPolicy('DAYS_AFTER_SHIPPING', 3);
    const second = await parcels.accepted(nextCard());
    expect(await loanOf(second.parcel)).toEqual(nothing);
    pass(day);
    const due = addDays(today(), 33);
    await parcels.done(admin, 'mutation ($input: AddClosingInput!) { addClosing(input: $input) { id } }', {
      input: { idempotencyKey: parcels.key(), from: due, to: due, reason: '盘点' },
    });
    await parcels.recorded(second.parcel, 'IN_TRANSIT');
    const startedAt = new Date(now.getTime() + 3 * day).toISOString();
    expect(await loanOf(second.parcel)).toEqual([startedAt, addDays(due, 1)]);
    await parcels.recorded(second.parcel, 'DELIVERED');
    expect(await loanOf(second.parcel)).toEqual([startedAt, addDays(due, 1)]);
    await addPolicy('SIGN_OFF');
  });
});

describe('a parcel that does not arrive', () => {
  test.each([
    'REFUSED',
    'RETURNED_TO_SENDER',
  ])('%s ends its loan without any overdue; its copy is taken back at a desk', async (event) => {
    const card = nextCard();
    const { parcel, loan, itemId } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'PICKED_UP');
    const { loans } = await parcels.recorded(parcel, event);
    expect(loans).toMatchObject([{ id: loan, status: 'RELEASED', dueDate: null, overdue: false }]);
    expect([await parcels.openLoans(card), await parcels.itemStatus(itemId)]).toEqual([0, 'IN_TRANSIT']);
    expect(await parcels.returned(itemId)).toEqual({ next: 'SHELVE', loan: { id: loan, status: 'RELEASED' } });
    expect(await parcels.itemStatus(itemId)).toBe('AVAILABLE');
    const credit = await rows(
      network.subgraphs.lending,
      'select kind from credit_event where reader_id = (select id from reader where card = ?)',
      [card],
    );
    expect(credit).toEqual(event === 'REFUSED' ? [{ kind: 'REFUSED_PARCEL' }] : []);
  });

  test('is taken back before the courier says so; what the courier says later changes nothing but the history', async () => {
    const card = nextCard();
    const { parcel, itemId, loan } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'PICKED_UP');
    expect(await parcels.returned(itemId)).toEqual({ next: 'SHELVE', loan: { id: loan, status: 'RETURNED' } });
    const after = await parcels.recorded(parcel, 'REFUSED');
    expect(after).toMatchObject({ status: 'REFUSED', loans: [{ status: 'RETURNED', dueDate: null }] });
    expect([await parcels.openLoans(card), await parcels.itemStatus(itemId)]).toEqual([0, 'AVAILABLE']);
  });

  test('while its copy was never taken along by what the owner knows, is taken back all the same', async () => {
    const { parcel, itemId } = await parcels.accepted(nextCard());
    network.silence('districts');
    await parcels.recorded(parcel, 'REFUSED');
    network.silence(null);
    expect(await parcels.itemStatus(itemId)).toBe('PAGED');
    expect(await parcels.returned(itemId)).toMatchObject({ next: 'SHELVE' });
    expect(await parcels.itemStatus(itemId)).toBe('AVAILABLE');
    await parcels.runJob('tellCopies', { id: parcel });
    expect(await parcels.itemStatus(itemId)).toBe('AVAILABLE');
  });

  test.each([
    ['LOST', 'CARRIER'],
    ['DAMAGED', 'BRANCH'],
    ['LOST', 'READER'],
  ])('%s ends its loan; when %s is liable its copy is a loss to be settled', async (event, liable) => {
    const card = nextCard();
    const { parcel, itemId } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'IN_TRANSIT');
    expect(await parcels.recorded(parcel, event)).toMatchObject({
      status: event,
      liable: null,
      loans: [{ status: 'RELEASED' }],
    });
    expect([await parcels.openLoans(card), await parcels.itemStatus(itemId)]).toEqual([0, 'IN_TRANSIT']);
    const say = (who: string) =>
      parcels.send(
        packer,
        'mutation ($id: ID!, $liable: Liable!) { recordParcelLiability(id: $id, liable: $liable) { liable status } }',
        { id: parcel, liable: who },
      );
    expect((await say(liable)).data.recordParcelLiability).toEqual({ liable, status: event });
    expect(codes(await say(liable))).toEqual([]);
    expect(codes(await say(liable === 'CARRIER' ? 'BRANCH' : 'CARRIER'))).toEqual(['CONFLICT']);
    expect(await parcels.itemStatus(itemId)).toBe(event);
    const losses = await rows(network.subgraphs.lending, 'select kind, state from item_loss where item_id = ?', [
      itemId,
    ]);
    expect(losses).toEqual([{ kind: event, state: 'OPEN' }]);
    const [library, barcode] = itemId.split(':');
    const settle = `mutation ($barcode: String!, $library: ID!) { settleItem(input: {
      barcode: $barcode, library: $library, outcome: COMPENSATED, amount: { fen: 3200 }, reason: "快递公司赔偿" }) { outcome } }`;
    expect((await parcels.send(librarian(library ?? ''), settle, { barcode, library })).data.settleItem).toEqual({
      outcome: 'COMPENSATED',
    });
  });

  test('is liable to nobody unless it is lost or damaged', async () => {
    const { parcel } = await parcels.accepted(nextCard());
    const say = 'mutation ($id: ID!) { recordParcelLiability(id: $id, liable: CARRIER) { liable } }';
    expect(codes(await parcels.send(packer, say, { id: parcel }))).toEqual(['CONFLICT']);
    expect(codes(await parcels.record(parcel, 'DELIVERED', { liable: 'CARRIER' }))).toEqual(['BAD_USER_INPUT']);
    expect(await parcels.recorded(parcel, 'LOST', { liable: 'CARRIER' })).toMatchObject({
      status: 'LOST',
      liable: 'CARRIER',
    });
  });
});

describe('an event by hand', () => {
  test('with its key is one event; with other content the key is a CONFLICT; not from the future', async () => {
    const { parcel } = await parcels.accepted(nextCard());
    const idempotencyKey = 'once';
    await parcels.recorded(parcel, 'PICKED_UP', { idempotencyKey });
    await parcels.recorded(parcel, 'PICKED_UP', { idempotencyKey });
    expect(codes(await parcels.record(parcel, 'IN_TRANSIT', { idempotencyKey }))).toEqual(['CONFLICT']);
    expect(codes(await parcels.record(parcel, 'DELIVERED', { at: new Date(now.getTime() + day) }))).toEqual([
      'BAD_USER_INPUT',
    ]);
    const { history } = await parcels.parcel(parcel, admin, 'history { event actor }');
    expect(history.map(({ event, actor }) => [event, actor])).toEqual([
      ['CREATED', 'SYSTEM'],
      ['ACCEPTED', 'SYSTEM'],
      ['PICKED_UP', 'LIBRARIAN'],
    ]);
  });
});

describe('the address', () => {
  const fields = 'address { street } addressLooks { by }';
  const seenBy = (id: string, person: Parameters<typeof parcels.parcel>[1]) => parcels.parcel(id, person, fields);

  test('is shown to the reader and to the library that packs, whose looks the reader sees', async () => {
    const card = nextCard();
    const { parcel } = await parcels.requested(card);
    expect(await seenBy(parcel, librarian('NJ-JL'))).toEqual({ address: null, addressLooks: null });
    expect(await seenBy(parcel, admin)).toEqual({ address: null, addressLooks: [] });
    expect(await seenBy(parcel, reader(card))).toEqual({ address: { street: home.street }, addressLooks: [] });
    expect(
      (
        (await parcels.parcel(parcel, packer, 'a: address { street } b: address { recipient }')) as unknown as {
          a: object;
        }
      ).a,
    ).toEqual({ street: home.street });
    expect((await seenBy(parcel, reader(card))).addressLooks).toEqual([
      { by: packer.role === 'librarian' && 'librarian@NJ-JN' },
    ]);
  });

  test('is erased fifteen days after the delivery, not a moment before, and at once when it is cancelled', async () => {
    const card = nextCard();
    const { parcel } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'DELIVERED');
    pass(15 * day - 1);
    await parcels.runJob('sweepParcels');
    const kept = () =>
      rows(network.subgraphs.lending, 'select 1 as one from parcel_address where parcel_id = ?', [parcel]);
    expect([(await seenBy(parcel, reader(card))).address?.street, (await kept()).length]).toEqual([home.street, 1]);
    pass(1);
    expect((await seenBy(parcel, packer)).address).toBeNull();
    await parcels.runJob('sweepParcels');
    expect(await kept()).toEqual([]);
    const { parcel: cancelled } = await parcels.requested(nextCard());
    await parcels.done(packer, 'mutation ($id: ID!) { cancelParcel(id: $id) { id } }', { id: cancelled });
    const [left] = await rows(
      network.subgraphs.lending,
      'select count(*)::int as count from parcel_address where parcel_id = ?',
      [cancelled],
    );
    expect(left).toEqual({ count: 0 });
    expect(await rows(network.subgraphs.lending, 'select loan_id from loan_address')).toEqual([]);
  });

  test('may be one that the reader keeps: ten, each once, seen by nobody else', async () => {
    const card = nextCard();
    const save = (street: string) =>
      parcels.send(
        reader(card),
        'mutation ($address: DeliveryAddressInput!) { saveAddress(address: $address) { id address { street } } }',
        { address: { ...home, street } },
      );
    const first = (await save('1号')).data.saveAddress;
    expect((await save('1号')).data.saveAddress).toEqual(first);
    for (let number = 2; number <= 10; number++) expect(codes(await save(`${number}号`))).toEqual([]);
    expect(codes(await save('11号'))).toEqual(['CONFLICT']);
    const wrong = await save(' ');
    expect(wrong.errors?.[0]).toMatchObject({
      message: expect.stringContaining('"address.street"'),
      extensions: { argument: 'address.street' },
    });
    const { parcel } = await parcels.requested(card, { deliveryAddress: undefined, savedAddress: first.id });
    expect((await seenBy(parcel, reader(card))).address).toEqual({ street: '1号' });
    await expect(
      parcels.requested(sampleCard(60), { deliveryAddress: undefined, savedAddress: first.id }),
    ).rejects.toThrow('NOT_FOUND');
    await expect(parcels.requested(card, { savedAddress: first.id })).rejects.toThrow('BAD_USER_INPUT');
    await expect(parcels.requested(card, { deliveryAddress: undefined })).rejects.toThrow('BAD_USER_INPUT');
    const remove = 'mutation ($id: ID!) { removeAddress(id: $id) { addresses { id } } }';
    expect((await parcels.send(reader(card), remove, { id: first.id })).data.removeAddress.addresses).toHaveLength(9);
    const seen = await parcels.send(packer, 'query ($card: String!) { reader(card: $card) { addresses { id } } }', {
      card,
    });
    expect(seen.data.reader.addresses).toBeNull();
    expect(
      codes(
        await parcels.send(
          packer,
          'mutation ($address: DeliveryAddressInput!) { saveAddress(address: $address) { id } }',
          { address: home },
        ),
      ),
    ).toEqual(['FORBIDDEN']);
  });
});

describe('freight', () => {
  const quote =
    'query ($items: Int!) { parcelQuote(direction: OUT, items: $items) { parcels freight { fen } tariff { id payer } } }';

  test('is shown before, agreed to with the request, and stands on the parcel; another than now is a CONFLICT that tells it', async () => {
    expect((await parcels.send(reader(sampleCard(1)), quote, { items: 6 })).data.parcelQuote).toEqual({
      parcels: 2,
      freight: { fen: 0 },
      tariff: { id: 'DEFAULT_OUT', payer: 'LIBRARY' },
    });
    const card = nextCard();
    const free = await parcels.requested(card);
    const input = {
      idempotencyKey: 't1',
      direction: 'OUT',
      validFrom: today(),
      payer: 'READER',
      freight: { fen: 500 },
      freeFromItems: 3,
    };
    const add = (person: Parameters<typeof parcels.send>[0], changes = {}) =>
      parcels.send(
        person,
        'mutation ($input: AddFreightTariffInput!) { addFreightTariff(input: $input) { id version } }',
        { input: { ...input, ...changes } },
      );
    expect(codes(await add(packer))).toEqual(['FORBIDDEN']);
    const added = (await add(admin)).data.addFreightTariff;
    expect((await add(admin)).data.addFreightTariff).toEqual(added);
    expect(codes(await add(admin, { freight: { fen: 600 } }))).toEqual(['CONFLICT']);
    for (const wrong of [{ freight: null }, { payer: 'LIBRARY' }, { freeFromItems: 6 }, { validFrom: '2020-01-01' }]) {
      expect(codes(await add(admin, { ...wrong, idempotencyKey: 't2' }))).toEqual(['BAD_USER_INPUT']);
    }
    expect((await parcels.send(reader(card), quote, { items: 6 })).data.parcelQuote).toMatchObject({
      parcels: 2,
      freight: { fen: 500 },
    });
    await expect(parcels.requested(card)).rejects.toThrow(/CONFLICT/);
    await expect(parcels.requested(card, { freight: { fen: 400 } })).rejects.toThrow(/freight: \{ fen: 500 \}/);
    expect(await parcels.openLoans(card)).toBe(1);
    // It found room in a parcel that was free.
    expect((await parcels.requested(card, { freight: { fen: 500 } })).parcel).toBe(free.parcel);
    expect((await parcels.parcel(free.parcel)).freight).toEqual({ fen: 0 });
    const other = nextCard();
    const { parcel } = await parcels.requested(other, { freight: { fen: 500 } });
    expect((await parcels.parcel(parcel)).freight).toEqual({ fen: 500 });
    await parcels.requested(other, { freight: { fen: 500 } });
    expect((await parcels.parcel(parcel)).freight).toEqual({ fen: 500 });
    await parcels.requested(other, { freight: { fen: 500 } });
    expect((await parcels.parcel(parcel)).freight).toEqual({ fen: 0 });
  });
});

test('after all of it every invariant holds', async () => {
  const found = await violations(network.databaseUrls);
  expect(found).toEqual([]);
});
