// A store's catalogue: known titles are on sale, new ones get their record, and what is wrong costs its line.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStoreCatalogue, type StoreLine } from '../../lib/lists/storeCatalogue.ts';
import { ask, codes, rows } from '../../test/ask.ts';
import { openTestNetwork, type TestNetwork } from '../../test/network.ts';
import type { Context } from './context.ts';
import { putStoreLines } from './storeCatalogues.ts';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork({ jobs: false });
});
afterAll(() => network[Symbol.asyncDispose]());

const put = (lines: StoreLine[], asOf: Date, store = 'QINGCHUN') =>
  putStoreLines(
    network.subgraphs.central.contextOf({
      identity: { role: 'service', subgraph: 'central' },
      requestId: 'test',
    }) as Context,
    { store, lines, asOf },
  );

async function* file() {
  yield readFileSync(new URL('../../docs/samples/store-catalogue.csv', import.meta.url));
}

async function sample(): Promise<StoreLine[]> {
  const lines: StoreLine[] = [];
  for await (const row of readStoreCatalogue(file(), 'csv')) {
    if ('value' in row) lines.push(row.value);
  }
  return lines;
}

test('a catalogue is on sale, and the same again changes nothing', async () => {
  const lines = await sample();
  const asOf = new Date();
  const first = await put(lines, asOf);
  expect(first.map(({ outcome }) => outcome)).toEqual(lines.map(() => 'STORED'));
  const offers = () =>
    rows(
      network.subgraphs.bookstores,
      `select isbn, list_price_fen, stock, received, adjusted from offer where store_id = 'QINGCHUN' and isbn in (?) order by isbn`,
      [lines.map(({ isbn }) => isbn)],
    );
  const before = await offers();
  expect(before).toContainEqual(expect.objectContaining({ isbn: '9787571001483', list_price_fen: 4980, stock: 5 }));
  expect(await put(lines, asOf)).toEqual(first);
  expect(await offers()).toEqual(before);
  expect(await put(lines, new Date(asOf.getTime() - 1000))).toEqual(
    lines.map(() => ({ outcome: 'OLDER', message: expect.stringContaining('was not taken') })),
  );
});

test('a title that is new to the city gets its record where the line says enough', async () => {
  const line: StoreLine = {
    isbn: '9787020002207',
    listPriceFen: 5970,
    stock: 2,
    title: '红楼梦',
    responsibility: '曹雪芹',
    publisher: '人民文学出版社',
    year: 1996,
    classNumber: 'I242.4',
  };
  const results = await put(
    [line, { ...line, isbn: '9787020000760', classNumber: null }, { ...line, listPriceFen: 0, isbn: '9787571001483' }],
    new Date(),
  );
  expect(results).toEqual([
    { outcome: 'STORED', message: null },
    { outcome: 'REFUSED', message: expect.stringMatching(/书目中没有 9787020000760/) },
    { outcome: 'REFUSED', message: expect.stringMatching(/定价/) },
  ]);
  expect(
    await rows(network.subgraphs.central, 'select title, catalogued from book where isbn = ?', [line.isbn]),
  ).toEqual([{ title: '红楼梦', catalogued: false }]);
});

test('is of a store that there is, and comes from the network alone', async () => {
  await expect(put(await sample(), new Date(), 'NOWHERE')).rejects.toThrow(/There is no store "NOWHERE"/);
  const answer = await ask(
    network.subgraphs.bookstores,
    { role: 'admin', subject: 'a' },
    'mutation { putStoreOffers(store: "QINGCHUN", offers: []) { outcome } }',
  );
  expect(codes(answer)).toEqual(['FORBIDDEN']);
});
