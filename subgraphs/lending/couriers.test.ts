// What couriers' systems tell, over HTTP to the gateway: signed, once, in whatever order; and what is refused.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSecret } from '../../lib/webhook-signature.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { codes, rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { admin, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { packer, parcelsOf } from '../../test/parcels.ts';
import { parcelEvents } from './parcelEvents.ts';

const minute = 60_000;
const hour = 60 * minute;

let network: TestNetwork;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
let now = new Date('2026-11-23T02:00:00Z');
let cards = 0;
let ids = 0;
const nextCard = () => sampleCard((cards++ % 70) + 1);
const eventOf = (trackingNumber: string, event: string, at = now) => ({
  id: `e-${++ids}`,
  trackingNumber,
  event,
  at: at.toISOString(),
});
const ok = { status: 200, code: null };

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  parcels = await parcelsOf(network, () => now);
});
afterAll(() => network[Symbol.asyncDispose]());

describe('a courier', () => {
  test('is registered by an administrator, and its secret is told once', async () => {
    const register = 'mutation ($id: ID!) { registerCourier(id: $id, name: "圆通") { courier { id name } secret } }';
    for (const person of [packer, reader(sampleCard(1))]) {
      expect(codes(await parcels.send(person, register, { id: 'YTO' }))).toEqual(['FORBIDDEN']);
    }
    const { data } = await parcels.send(admin, register, { id: 'YTO' });
    expect(data.registerCourier).toEqual({
      courier: { id: 'YTO', name: '圆通' },
      secret: expect.stringMatching(/^whsec_/),
    });
    expect(codes(await parcels.send(admin, register, { id: 'YTO' }))).toEqual(['CONFLICT']);
    expect(codes(await parcels.send(admin, register, { id: '../x' }))).toEqual(['BAD_USER_INPUT']);
    expect((await parcels.send(packer, '{ couriers { id } }')).data.couriers).toEqual([{ id: 'SF' }, { id: 'YTO' }]);
  });

  test('with a new secret is not believed by the old one', async () => {
    const made = await parcels.send(admin, 'mutation { registerCourier(id: "STO", name: "申通") { secret } }');
    const renewed = await parcels.send(admin, 'mutation { renewCourierSecret(id: "STO") { secret } }');
    const event = eventOf('NONE', 'PICKED_UP');
    const sent = (secret: string) => parcels.post(event, { courier: 'STO', secret });
    expect((await sent(made.data.registerCourier.secret)).status).toBe(401);
    expect((await sent(renewed.data.renewCourierSecret.secret)).status).toBe(404);
  });

  test('tells of no parcel but its own', async () => {
    const { parcel, trackingNumber } = await parcels.accepted(nextCard());
    const made = await parcels.send(admin, 'mutation { registerCourier(id: "ZTO", name: "中通") { secret } }');
    const { secret } = made.data.registerCourier;
    expect((await parcels.post(eventOf(trackingNumber, 'LOST'), { courier: 'ZTO', secret })).status).toBe(404);
    expect((await parcels.post(eventOf(trackingNumber, 'LOST'), { courier: 'SF', secret })).status).toBe(401);
    expect((await parcels.parcel(parcel)).status).toBe('ACCEPTED');
  });
});

describe('an event', () => {
  test('moves the parcel and stands in its history; said again, at once or later, it is one', async () => {
    const { parcel, trackingNumber, itemId } = await parcels.accepted(nextCard());
    const at = new Date(now.getTime() + minute);
    now = new Date(now.getTime() + hour);
    const event = eventOf(trackingNumber, 'PICKED_UP', at);
    const answers = await Promise.all(Array.from({ length: 6 }, () => parcels.post(event)));
    for (const answer of answers) expect(answer).toMatchObject(ok);
    now = new Date(now.getTime() + 24 * hour);
    expect(await parcels.post(event)).toMatchObject(ok);
    const fields = 'status shippedAt history { event at actor }';
    const seen = await parcels.parcel(parcel, admin, fields);
    expect(seen).toMatchObject({ status: 'PICKED_UP', shippedAt: at.toISOString() });
    expect(seen.history.slice(2)).toEqual([{ event: 'PICKED_UP', at: at.toISOString(), actor: 'COURIER' }]);
    expect(await parcels.itemStatus(itemId)).toBe('IN_TRANSIT');
    expect(await parcels.post({ ...event, event: 'LOST' })).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect((await parcels.parcel(parcel)).status).toBe('PICKED_UP');
  });

  test('of a number that is not known yet is taken when it is sent again', async () => {
    const { parcel } = await parcels.requested(nextCard());
    const event = eventOf('EARLY-1', 'PICKED_UP');
    const early = await parcels.post(event);
    expect(early).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(early.message).toContain('send the event again later');
    await parcels.accept(parcel, 'EARLY-1');
    expect(await parcels.post(event)).toMatchObject(ok);
    expect((await parcels.parcel(parcel)).status).toBe('PICKED_UP');
  });

  test('after a branch has told the end changes nothing, and is kept', async () => {
    const { parcel, trackingNumber } = await parcels.accepted(nextCard());
    await parcels.recorded(parcel, 'DELIVERED');
    now = new Date(now.getTime() + hour);
    expect(await parcels.post(eventOf(trackingNumber, 'IN_TRANSIT'))).toMatchObject(ok);
    const seen = await parcels.parcel(parcel, admin, 'status history { event }');
    expect([seen.status, seen.history.at(-1)?.event]).toEqual(['DELIVERED', 'IN_TRANSIT']);
  });

  test('after a person has said who bears the loss changes nothing', async () => {
    const { parcel, trackingNumber, itemId } = await parcels.accepted(nextCard());
    const early = new Date(now.getTime() + minute);
    now = new Date(now.getTime() + hour);
    await parcels.recorded(parcel, 'LOST', { liable: 'CARRIER' });
    expect(await parcels.post(eventOf(trackingNumber, 'DELIVERED', early))).toMatchObject(ok);
    expect(await parcels.parcel(parcel)).toMatchObject({ status: 'LOST', loans: [{ status: 'RELEASED' }] });
    expect(await parcels.itemStatus(itemId)).toBe('LOST');
  });

  test('while lending is silent is not taken, and the courier is told to send it again', async () => {
    const { parcel, trackingNumber } = await parcels.accepted(nextCard());
    const event = eventOf(trackingNumber, 'PICKED_UP');
    network.silence('lending');
    expect(await parcels.post(event)).toMatchObject({ status: 503, code: 'SUBGRAPH_UNAVAILABLE' });
    network.silence(null);
    expect(await parcels.post(event)).toMatchObject(ok);
    expect((await parcels.parcel(parcel)).status).toBe('PICKED_UP');
  });
});

describe('a message is refused', () => {
  const state = () => rows(network.subgraphs.lending, 'select count(*)::int as count from parcel_event');

  test.each<[string, (event: object) => Parameters<typeof parcels.post>[1]]>([
    ['with another secret', () => ({ secret: createSecret() })],
    ['of a courier that there is not', () => ({ courier: 'NOBODY' })],
    ['made six minutes ago', () => ({ at: new Date(now.getTime() - 6 * minute) })],
    ['made in six minutes', () => ({ at: new Date(now.getTime() + 6 * minute) })],
    ['with another body than was signed', (event) => ({ sent: JSON.stringify({ ...event, event: 'LOST' }) })],
    ['with another id than was signed', () => ({ headers: { 'webhook-id': 'other' } })],
    ['without a signature', () => ({ headers: { 'webhook-signature': '' } })],
  ])('%s, and nothing is told of why', async (_title, how) => {
    const { trackingNumber } = await parcels.accepted(nextCard());
    const before = await state();
    const event = eventOf(trackingNumber, 'PICKED_UP');
    const answer = await parcels.post(event, how(event));
    expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.message).toMatch(/^The message is not signed/);
    expect(await state()).toEqual(before);
  });

  test.each<[string, object | string, RegExp]>([
    ['that is no JSON', 'PICKED_UP', /JSON object/],
    ['that is a list', '[]', /JSON object/],
    ['without a number', { trackingNumber: undefined }, /"trackingNumber"/],
    ['with a number that is no text', { trackingNumber: 7 }, /"trackingNumber"/],
    ['with an event that there is not', { event: 'EATEN' }, /"event" is one of PICKED_UP/],
    ["with the network's own event", { event: 'AUTO_SIGNED' }, /"event" is one of PICKED_UP/],
    ['with a moment without an offset', { at: '2026-11-23 10:00' }, /"at" is a moment/],
    ['with a moment that does not exist', { at: '2026-13-45T10:00:00Z' }, /"at"/],
    ['from the future', { at: '2030-01-01T00:00:00Z' }, /not in the future/],
    ['with an id that is too long', { id: 'x'.repeat(101) }, /"id" has 1 to 100/],
    ['with U+0000 in it', { id: 'a\u0000b' }, /U\+0000|id/],
  ])('%s, and what is wrong is named', async (_title, wrong, message) => {
    const before = await state();
    const { trackingNumber } = await parcels.accepted(nextCard());
    const event = eventOf(trackingNumber, 'PICKED_UP');
    const answer = await parcels.post(event, {
      body: typeof wrong === 'string' ? wrong : JSON.stringify({ ...event, ...wrong }),
    });
    expect(answer).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    expect(answer.message).toMatch(message);
    expect(await state()).toEqual(before);
  });

  test('larger than 16 KiB, before it is looked at', async () => {
    const event = { ...eventOf('X', 'PICKED_UP'), more: 'x'.repeat(17 * 1024) };
    expect(await parcels.post(event)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  test('by any other way than the route of the gateway', async () => {
    const mutation =
      'mutation { receiveCourierEvent(courier: "SF", id: "1", timestamp: "1", signature: "", body: "{}") }';
    for (const person of [admin, librarian('NJ-JL'), reader(sampleCard(1))]) {
      expect(codes(await parcels.send(person, mutation))).toEqual(['FORBIDDEN']);
    }
    const { errors } = await network.query(mutation, {}, admin);
    expect(errors?.[0]?.message).toMatch(/Cannot query field|Unknown/);
  });
});

describe('any events, contradictory ones too', () => {
  const told = fc.record({
    event: fc.constantFrom(...parcelEvents.filter((name) => name !== 'AUTO_SIGNED')),
    hours: fc.integer({ min: 0, max: 100 }),
  });
  const sets = fc
    .array(told, { minLength: 1, maxLength: 5 })
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length })),
    );

  /** Everything that can be seen of a parcel, its loan and its copy, but for their ids. */
  const outcome = async (card: string, { parcel, itemId }: { parcel: string; itemId: string }) => {
    const { status, shippedAt, endedAt, loans } = await parcels.parcel(parcel);
    const loan = loans.map(({ id: _id, item: _item, ...rest }) => rest);
    const [kept] = await rows(
      network.subgraphs.lending,
      'select erase_at, due_at from parcel_address join parcel on parcel.id = parcel_id where parcel_id = ?',
      [parcel],
    );
    return {
      status,
      shippedAt,
      endedAt,
      loan,
      kept,
      item: await parcels.itemStatus(itemId),
      open: await parcels.openLoans(card),
    };
  };

  test('come to the same for the parcel, the loan and the copy in every order, and with some of them twice', {
    timeout: 300_000,
  }, async () => {
    const runs = process.env['LONG'] ? 60 : 8;
    await fc.assert(
      fc.asyncProperty(sets, async ([events, other]) => {
        // Each run in a time of its own, with two readers who have no other loans.
        const [cardA, cardB] = [sampleCard(83), sampleCard(84)];
        await rows(
          network.subgraphs.lending,
          "update loan set status = 'RELEASED' where reader_id in (select id from reader where card in (?, ?)) and status = 'ACTIVE'",
          [cardA, cardB],
        );
        await rows(network.subgraphs.lending, 'update reader set open_loans = 0 where card in (?, ?)', [cardA, cardB]);
        const [a, b] = [await parcels.accepted(cardA), await parcels.accepted(cardB)];
        const start = now.getTime();
        now = new Date(start + 101 * hour);
        const tell = async (trackingNumber: string, list: typeof events, name: string) => {
          for (const { event, hours } of list) {
            const id = `${name}-${trackingNumber}-${events.findIndex((each) => each.event === event && each.hours === hours)}`;
            const at = new Date(start + hours * hour).toISOString();
            expect((await parcels.post({ id, trackingNumber, event, at })).status).toBe(200);
          }
        };
        // All of the set: what is not among the shuffled comes last.
        const rest = events.filter((each) => !other.includes(each));
        await tell(a.trackingNumber, events, 'a');
        await tell(b.trackingNumber, [...other, ...rest], 'b');
        expect(await outcome(cardB, b)).toEqual(await outcome(cardA, a));
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });
});

test('after all of it every invariant holds', async () => {
  expect(await violations(network.databaseUrls)).toEqual([]);
});
