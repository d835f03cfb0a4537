// Copy slots and funds: what other subgraphs reserve for an order, confirm, and give back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { yearOf } from '../../lib/shanghai.ts';
import { sampleCard } from '../../scripts/seed/readers.ts';
import { ask, codes, rows, service } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
const year = yearOf(new Date());

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const reserveMutation = /* GraphQL */ `
  mutation ($input: ReservePurchaseInput!) { reservePurchase(input: $input) { reserved failures { code limit actual } } }
`;
const reserve = async (orderId: string, changes: Record<string, unknown> = {}) => {
  const input = {
    orderId,
    bookId: 'B000013',
    payer: 'NJ-GC',
    year,
    copies: 1,
    netFen: 10_00,
    payerHeld: 0,
    cityHeld: 0,
    payerCap: 5,
    cityCap: 30,
    ...changes,
  };
  return (await ask(network.subgraphs.central, service, reserveMutation, { input })).data.reservePurchase;
};
const step = async (field: 'confirmPurchase' | 'releasePurchase', orderId: string) => {
  const { data } = await ask(network.subgraphs.central, service, `mutation ($id: ID!) { ${field}(orderId: $id) }`, {
    id: orderId,
  });
  expect(data).toEqual({ [field]: true });
};
const confirm = (orderId: string) => step('confirmPurchase', orderId);
const release = (orderId: string) => step('releasePurchase', orderId);
const fund = async (library = 'NJ-GC', ofYear = year) => {
  const [row] = await rows<{ encumbered: number; expended: number }>(
    network.subgraphs.central,
    'select encumbered_fen::int as encumbered, expended_fen::int as expended from fund where library_id = ? and year = ?',
    [library, ofYear],
  );
  return row;
};
const slots = async (bookId: string, payer = 'NJ-GC') => {
  const query =
    'query ($bookId: ID!, $payer: ID!, $year: Int!) { purchaseFacts(bookId: $bookId, payer: $payer, year: $year, day: "2026-11-22", at: "2026-11-22T00:00:00Z") { payerSlots citySlots fundFreeFen } }';
  return (await ask(network.subgraphs.central, service, query, { bookId, payer, year })).data.purchaseFacts;
};
const entries = (orderId: string) =>
  rows<{ step: string; account: string; fen: number }>(
    network.subgraphs.central,
    'select step, account, fen::int from ledger_entry where order_id = ? order by id',
    [orderId],
  );
const reserved = { reserved: true, failures: [] };
const released = { reserved: false, failures: [{ code: 'RELEASED', limit: null, actual: null }] };

describe('a purchase', () => {
  test('reserved twice takes one slot and encumbers once', async () => {
    expect(await reserve('once')).toEqual(reserved);
    expect(await reserve('once')).toEqual(reserved);
    expect(await fund()).toEqual({ encumbered: 10_00, expended: 0 });
    expect(await slots('B000013')).toEqual({ payerSlots: 1, citySlots: 1, fundFreeFen: 50_000_00 - 10_00 });
  });

  test('confirmed twice is expended once, and is not released after that', async () => {
    await confirm('once');
    await confirm('once');
    await release('once');
    expect(await fund()).toEqual({ encumbered: 0, expended: 10_00 });
    expect(await entries('once')).toEqual([
      { step: 'ENCUMBERED', account: 'FREE', fen: -10_00 },
      { step: 'ENCUMBERED', account: 'ENCUMBERED', fen: 10_00 },
      { step: 'EXPENDED', account: 'ENCUMBERED', fen: -10_00 },
      { step: 'EXPENDED', account: 'EXPENDED', fen: 10_00 },
    ]);
    expect(await slots('B000013')).toMatchObject({ payerSlots: 1 });
  });

  test('released twice gives back once, and can be neither reserved nor confirmed again', async () => {
    await reserve('back', { bookId: 'B000014' });
    await release('back');
    await release('back');
    expect(await reserve('back', { bookId: 'B000014' })).toEqual(released);
    await expect(confirm('back')).rejects.toThrow();
    expect(await fund()).toEqual({ encumbered: 0, expended: 10_00 });
    expect((await entries('back')).map((entry) => entry.step)).toEqual([
      'ENCUMBERED',
      'ENCUMBERED',
      'RELEASED',
      'RELEASED',
    ]);
    expect(await slots('B000014')).toMatchObject({ payerSlots: 0, citySlots: 0 });
  });

  test('is refused when its release came first', async () => {
    await release('early');
    expect(await reserve('early')).toEqual(released);
    expect(await entries('early')).toEqual([]);
  });

  test('that nobody reserved cannot be confirmed', async () => {
    const before = await fund();
    await expect(confirm('unheard-of')).rejects.toThrow();
    expect(await fund()).toEqual(before);
  });
});

describe('a purchase is refused', () => {
  test('with COPY_CAP when the payer would have one copy too many, slots and held ones counted', async () => {
    const bookId = 'B000015';
    expect(await reserve('cap-1', { bookId, payerHeld: 3, cityHeld: 3 })).toEqual(reserved);
    expect(await reserve('cap-2', { bookId, payerHeld: 3, cityHeld: 3 })).toEqual(reserved);
    expect(await reserve('cap-3', { bookId, payerHeld: 3, cityHeld: 3 })).toEqual({
      reserved: false,
      failures: [{ code: 'COPY_CAP', limit: 5, actual: 6 }],
    });
    const ofOther = { bookId, payer: 'NJ-JN', payerHeld: 0, cityHeld: 3 };
    expect(await reserve('cap-4', ofOther)).toEqual(reserved);
  });

  test('with CITY_COPY_CAP when the city would have one too many', async () => {
    expect(await reserve('city', { bookId: 'B000016', cityHeld: 30 })).toEqual({
      reserved: false,
      failures: [{ code: 'CITY_COPY_CAP', limit: 30, actual: 31 }],
    });
  });

  test('with FUND_EMPTY when the fund cannot bear it; to the last fen it can', async () => {
    const ofJianye = { payer: 'NJ-JY', bookId: 'B000017' };
    expect(await reserve('fen-1', { ...ofJianye, netFen: 60_01 })).toEqual({
      reserved: false,
      failures: [{ code: 'FUND_EMPTY', limit: 60_00, actual: 60_01 }],
    });
    expect(await reserve('fen-2', { ...ofJianye, netFen: 60_00 })).toEqual(reserved);
    expect(await reserve('fen-3', { ...ofJianye, netFen: 1 })).toEqual({
      reserved: false,
      failures: [{ code: 'FUND_EMPTY', limit: 0, actual: 1 }],
    });
    await release('fen-2');
    expect(await reserve('fen-4', { ...ofJianye, netFen: 1 })).toEqual(reserved);
  });

  test('with FUND_EMPTY in a year without a fund, and paid from the fund of its own year', async () => {
    expect((await reserve('year-1', { year: 1999 })).failures).toEqual([
      { code: 'FUND_EMPTY', limit: 0, actual: 10_00 },
    ]);
    expect(await reserve('year-2', { year: year + 1, bookId: 'B000018' })).toEqual(reserved);
    expect(await fund('NJ-GC', year + 1)).toEqual({ encumbered: 10_00, expended: 0 });
  });

  test('with every rule that fails at once', async () => {
    const { failures } = await reserve('all', { payerHeld: 5, cityHeld: 30, payer: 'NJ-JY', netFen: 99_00 });
    expect(failures.map(({ code }: { code: string }) => code)).toEqual(['COPY_CAP', 'CITY_COPY_CAP', 'FUND_EMPTY']);
  });
});

test('of forty purchases at once for five permitted copies five are reserved', async () => {
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, number) => reserve(`race-${number}`, { bookId: 'B000019' })),
  );
  expect(results.filter((result) => result.reserved)).toHaveLength(5);
  expect(await slots('B000019')).toMatchObject({ payerSlots: 5, citySlots: 5 });
});

test('reservation and release of one order at once leave nothing taken', async () => {
  const before = await fund('NJ-LSH');
  await Promise.all(
    Array.from({ length: 10 }, (_, number) => `both-${number}`).flatMap((id) => [
      reserve(id, { bookId: 'B000020', payer: 'NJ-LSH' }),
      release(id),
    ]),
  );
  expect(await fund('NJ-LSH')).toEqual(before);
  expect(await slots('B000020', 'NJ-LSH')).toMatchObject({ payerSlots: 0, citySlots: 0 });
});

test('the ledger sums to zero, and says of every fund what the fund says', async () => {
  const found = await rows(
    network.subgraphs.central,
    `select fund.id from fund left join ledger_entry as entry on entry.fund_id = fund.id group by fund.id
     having coalesce(sum(fen), 0) <> 0
       or coalesce(sum(fen) filter (where account = 'ENCUMBERED'), 0) <> encumbered_fen
       or coalesce(sum(fen) filter (where account = 'EXPENDED'), 0) <> expended_fen
       or coalesce(-sum(fen) filter (where account = 'ALLOCATION'), 0) <> allocated_fen`,
  );
  expect(found).toEqual([]);
});

describe('fields for other subgraphs', () => {
  const input = `{ orderId: "x", bookId: "B000013", payer: "NJ-GC", year: ${year}, copies: 1, netFen: 1, payerHeld: 0, cityHeld: 0, payerCap: 5, cityCap: 30 }`;
  const item =
    '{ orderId: "x", bookId: "B000013", library: "NJ-JL", count: 1, barcodes: [], callNumber: "I", location: "" }';
  const report =
    '{ library: "NJ-JL", bookId: "B000013", total: 1, available: 1, held: 1, asOf: "2030-01-01T00:00:00Z" }';
  const fields = [
    `{ purchaseFacts(bookId: "B000013", payer: "NJ-GC", year: ${year}, day: "2026-11-22", at: "2026-11-22T00:00:00Z") { bookId } }`,
    '{ heldCounts(bookId: "B000001") { held } }',
    '{ availableItems(bookId: "B000001") { itemId } }',
    '{ itemRecord(barcode: "00830387", library: "NJ-JL") { itemId } }',
    '{ branchRecord(id: "JL-MAIN") { id } }',
    `mutation { reservePurchase(input: ${input}) { reserved } }`,
    'mutation { confirmPurchase(orderId: "x") }',
    'mutation { releasePurchase(orderId: "x") }',
    `mutation { recordHoldings(reports: [${report}]) }`,
    `mutation { reserveOrderItems(input: ${item}) { reason } }`,
    'mutation { confirmOrderItems(orderId: "x", dueDate: "2026-12-01") }',
    'mutation { releaseOrderItems(orderId: "x") }',
    'mutation { pageItem(itemId: "NJ-JL:00830387", loanId: "x") }',
    'mutation { unpageItem(loanId: "x") }',
    'mutation { receiveItem(itemId: "NJ-JL:00830387", branchId: "JL-MAIN", returnId: "x") { itemId } }',
    '{ itemsToCatalogue(library: "NJ-JL", first: 1) { totalCount } }',
    '{ placementFacts(bookId: "B000001", itemId: "x") { standing { branch } } }',
    'mutation { catalogueOwnItem(input: { itemId: "x", callNumber: "I", location: "", branchId: "x", actor: "x" }) }',
    'mutation { shelveOwnItem(input: { itemId: "x", branchId: "x", actor: "x" }) }',
    'mutation { loseItem(itemId: "NJ-JL:00830387", lossId: "x", kind: LOST) }',
    'mutation { withdrawItem(itemId: "NJ-JL:00830387", lossId: "x") }',
    'mutation { releaseSlot(orderId: "x", itemId: "x") }',
    'mutation { recordStillTrue(libraries: ["NJ-JL"], asOf: "2030-01-01T00:00:00Z") }',
  ];

  test.each(fields)('%s is for a service only', async (field) => {
    const { central } = network.subgraphs;
    for (const person of [reader(sampleCard(1)), clerk, librarian('NJ-JL'), admin]) {
      expect(codes(await ask(central, person, field))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await ask(central, { role: 'anonymous' }, field))).toEqual(['UNAUTHENTICATED']);
    expect((await network.query(field, {}, admin)).errors?.[0]?.message).toMatch(/Cannot query field|Unknown/);
  });
});
