// Who bears the loss of a copy that is reported at a desk while it belongs to a loan that travels, and what is left of a loan that
// ends before its parcel is made.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { rows } from '../../test/ask.ts';
import { violations } from '../../test/invariants.ts';
import { openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';
import { home, packer, parcelsOf, type SeenParcel } from '../../test/parcels.ts';

const now = new Date('2026-11-23T02:00:00Z');
let network: TestNetwork;
let parcels: Awaited<ReturnType<typeof parcelsOf>>;
let cards = 0;
const nextCard = () => sampleCard(++cards);

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
  parcels = await parcelsOf(network, () => now);
});
afterAll(() => network[Symbol.asyncDispose]());

const report = (kind: 'Lost' | 'Damaged', itemId: string) => {
  const [library, barcode] = itemId.split(':');
  return parcels.done<{ loan: { id: string; status: string } }>(
    packer,
    `mutation ($input: ItemLossInput!) { reportItem${kind}(input: $input) { loan { id status } } }`,
    { input: { idempotencyKey: parcels.key(), library, barcode, reason: '盘点时未找到' } },
  );
};
const creditOf = async (card: string) =>
  (
    await rows<{ kind: string }>(
      network.subgraphs.lending,
      'select kind from credit_event where reader_id = (select id from reader where card = ?)',
      [card],
    )
  ).map(({ kind }) => kind);
const brought = async (card: string) => {
  const request = await parcels.accepted(card);
  await parcels.recorded(request.parcel, 'DELIVERED');
  return request;
};
const pickedUp = async (card: string, loans: string[]): Promise<SeenParcel> => {
  const [parcel] = await parcels.done<SeenParcel[]>(
    reader(card),
    'mutation ($input: RequestReturnParcelInput!) { requestReturnParcel(input: $input) { id } }',
    { input: { idempotencyKey: parcels.key(), loans, freight: { fen: 600 } } },
  );
  return parcel!;
};

describe('a copy that is lost counts for the credit of its reader', () => {
  test('not while it waits to be packed: it is not on its shelf', async () => {
    const card = nextCard();
    const { itemId, loan } = await parcels.requested(card);
    expect((await report('Lost', itemId)).loan).toEqual({ id: loan, status: 'LOST' });
    expect(await creditOf(card)).toEqual([]);
    expect(await parcels.openLoans(card)).toBe(0);
  });

  test('not while the courier brings it', async () => {
    const card = nextCard();
    const { itemId, parcel } = await parcels.accepted(card);
    await parcels.recorded(parcel, 'PICKED_UP');
    await report('Lost', itemId);
    expect(await creditOf(card)).toEqual([]);
  });

  test('when the reader has it, also while a courier is only asked to fetch it', async () => {
    const card = nextCard();
    const { itemId, loan } = await brought(card);
    await pickedUp(card, [loan]);
    await report('Lost', itemId);
    expect(await creditOf(card)).toEqual(['LOSS']);
  });

  test('not once a courier has accepted it on its way back, lost or damaged; a damaged one is here, so its parcel has arrived', async () => {
    for (const kind of ['Lost', 'Damaged'] as const) {
      const card = nextCard();
      const { itemId, loan } = await brought(card);
      const { id } = await pickedUp(card, [loan]);
      await parcels.accept(id, parcels.key());
      await parcels.recorded(id, 'PICKED_UP');
      await report(kind, itemId);
      expect(await creditOf(card)).toEqual([]);
      expect((await parcels.parcel(id)).status).toBe(kind === 'Lost' ? 'PICKED_UP' : 'DELIVERED');
    }
    expect(await violations(network.databaseUrls)).toEqual([]);
  });
});

describe('the address of a loan that ends while it is being made', () => {
  /** A request that is decided and not entered, as a process that died leaves it. */
  const decided = async () => {
    const { lending } = network.subgraphs;
    const { loan: id, parcel, itemId } = await parcels.requested(nextCard());
    await rows(lending, 'delete from parcel_line where loan_id = ?', [id]);
    await rows(lending, 'delete from parcel_address where parcel_id = ?', [parcel]);
    await rows(lending, 'delete from parcel where id = ?', [parcel]);
    await rows(lending, "update loan set status = 'RESERVED', item_id = null where id = ?", [id]);
    await rows(
      lending,
      "update loan_request set phase = 'COMMITTING', outcome = null, lease_until = null where id = ?",
      [id],
    );
    await rows(lending, 'insert into loan_address (loan_id, address) values (?, ?::jsonb)', [id, JSON.stringify(home)]);
    return { id, itemId };
  };
  const addresses = (id: string) =>
    rows(network.subgraphs.lending, 'select loan_id from loan_address where loan_id = ?', [id]);
  const statusOf = async (id: string) =>
    (await rows<{ status: string }>(network.subgraphs.lending, 'select status from loan where id = ?', [id]))[0]
      ?.status;

  test('by a return is erased', async () => {
    const { id, itemId } = await decided();
    await parcels.returned(itemId);
    await parcels.runJob('resumeLoanRequest', { id });
    expect([await statusOf(id), await addresses(id)]).toEqual(['RETURNED', []]);
  });

  test('by a loss is erased', async () => {
    const { id, itemId } = await decided();
    await rows(
      network.subgraphs.lending,
      `insert into item_loss (id, organisation, idempotency_key, content_hash, item_id, kind, state, reason, reported_at, reported_by)
       values ('L1', 'library:NJ-JN', 'L1', '', ?, 'LOST', 'OPEN', '报失', ?, 'LIBRARIAN')`,
      [itemId, now],
    );
    await parcels.runJob('resumeLoanRequest', { id });
    expect([await statusOf(id), await addresses(id)]).toEqual(['LOST', []]);
  });
});
