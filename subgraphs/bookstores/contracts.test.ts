// Contracts: who sees them, how a new one takes the place of another, and what is refused.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Identity } from '../../lib/identity.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { admin, clerk, librarian, openTestNetwork, reader, type TestNetwork } from '../../test/network.ts';

let network: TestNetwork;
// 00:30 on the 2nd in Shanghai.
const now = new Date('2027-03-01T16:30:00Z');

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false, clock: () => now });
});
afterAll(() => network[Symbol.asyncDispose]());

const fields = `id store { id } payer { id } rateBasisPoints validFrom validTo offlineCopiesPerDay offlinePriceCap { fen }`;
let keys = 0;
const add = (changes: Record<string, unknown> = {}, person: Identity = admin) =>
  ask(
    network.subgraphs.bookstores,
    person,
    `mutation ($input: AddContractInput!) { addContract(input: $input) { ${fields} } }`,
    {
      input: {
        idempotencyKey: `contract-${++keys}`,
        store: 'XINCHENG',
        library: 'NJ-JY',
        rateBasisPoints: 8_200,
        validFrom: '2027-03-02',
        validTo: '2027-12-31',
        ...changes,
      },
    },
  );
const contracts = (person: Identity, args = '') =>
  ask(network.subgraphs.bookstores, person, `{ contracts${args} { ${fields} } }`);
const ids = async (person: Identity, args = '') =>
  (await contracts(person, args)).data.contracts.map(({ id }: { id: string }) => id);

describe('contracts are seen', () => {
  test('by the clerks of the store, librarians of the library that pays, and administrators', async () => {
    expect(await ids(clerk)).toEqual(['C-QINGCHUN']);
    expect(await ids(librarian('NJ-QH'))).toEqual(['C-WENDU']);
    expect(await ids(admin)).toEqual(['C-QINGCHUN', 'C-WENDU', 'C-XINCHENG']);
    expect(await ids(admin, '(store: "WENDU")')).toEqual(['C-WENDU']);
    expect(codes(await contracts(clerk, '(store: "WENDU")'))).toEqual(['FORBIDDEN']);
    expect(codes(await contracts(reader('N2026000001')))).toEqual(['FORBIDDEN']);
    expect(codes(await contracts({ role: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
  });

  test('at their store by those, and by nobody else', async () => {
    const seen = async (person: Identity) =>
      (await ask(network.subgraphs.bookstores, person, '{ stores { contracts { id } } }')).data.stores.flatMap(
        (store: { contracts: { id: string }[] }) => store.contracts.map(({ id }) => id),
      );
    expect(await seen(clerk)).toEqual(['C-QINGCHUN']);
    expect(await seen(librarian('NJ-QH'))).toEqual(['C-WENDU']);
    expect(await seen(admin)).toHaveLength(3);
    expect(await seen({ role: 'anonymous' })).toEqual([]);
  });
});

describe('a new contract', () => {
  test('holds from its first day on; the one before stays as it was', async () => {
    const before = await rows(network.subgraphs.bookstores, "select * from contract where id = 'C-XINCHENG'");
    const input = { idempotencyKey: 'new', offlineCopiesPerDay: 5, offlinePriceCap: { fen: 50_00 }, library: 'NJ-JL' };
    const added = await add(input);
    expect(added.data.addContract).toMatchObject({
      store: { id: 'XINCHENG' },
      payer: { id: 'NJ-JL' },
      rateBasisPoints: 8_200,
      validFrom: '2027-03-02',
      offlineCopiesPerDay: 5,
      offlinePriceCap: { fen: 50_00 },
    });
    expect(await add(input)).toEqual(added);
    expect(codes(await add({ ...input, rateBasisPoints: 8_100 }))).toEqual(['CONFLICT']);
    expect(await rows(network.subgraphs.bookstores, "select * from contract where id = 'C-XINCHENG'")).toEqual(before);
    const { data } = await ask(
      network.subgraphs.bookstores,
      admin,
      '{ stores { id payer { id } contracts { validFrom } } }',
    );
    expect(data.stores.find(({ id }: { id: string }) => id === 'XINCHENG')).toMatchObject({
      payer: { id: 'NJ-JL' },
      contracts: [{ validFrom: '2027-03-02' }, { validFrom: '2020-10-01' }],
    });
  });

  test.each([
    [{ validFrom: '2027-03-01', validTo: '2027-12-31' }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-03-02' }, 'CONFLICT'],
    [{ validFrom: '2027-06-02', validTo: '2027-06-01' }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-06-01', rateBasisPoints: 0 }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-06-01', rateBasisPoints: 10_001 }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-06-01', offlineCopiesPerDay: -1 }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-06-01', offlinePriceCap: { fen: -1 } }, 'BAD_USER_INPUT'],
    [{ validFrom: '2027-06-01', store: 'NOWHERE' }, 'NOT_FOUND'],
    [{ validFrom: '2027-06-01', library: 'NJ-XX' }, 'NOT_FOUND'],
    [{ validFrom: '2027-06-01', idempotencyKey: '' }, 'BAD_USER_INPUT'],
  ])('with %j is %s', async (changes, code) => {
    const before = await ids(admin);
    expect(codes(await add(changes))).toEqual([code]);
    expect(await ids(admin)).toEqual(before);
  });

  test.each([clerk, librarian('NJ-JY'), reader('N2026000001')])('is not for $role', async (person) => {
    expect(codes(await add({ validFrom: '2027-07-01' }, person))).toEqual(['FORBIDDEN']);
  });
});
