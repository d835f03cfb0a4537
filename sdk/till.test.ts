// A till on a real network, over a line that is cut: no sale is lost, none is made twice, and what the contract does not allow is not sold.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fileJournal } from '../examples/file-journal.ts';
import { type Line, openLine } from '../reliability/line.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { sampleCard } from '../scripts/seed/readers.ts';
import { rows } from '../test/ask.ts';
import { clerk, openTestNetwork, type TestNetwork } from '../test/network.ts';
import { connect, Till, type TillOptions } from './index.ts';

let network: TestNetwork;
let line: Line;
let folder: string;
let file: string;
let cards = 10;

beforeAll(async () => {
  network = await openTestNetwork();
  line = await openLine(Number(new URL(network.url).port));
  folder = await mkdtemp(join(tmpdir(), 'shelfgraph-till-'));
});
beforeEach(async () => {
  await line.set('good');
  file = join(folder, `${crypto.randomUUID()}.jsonl`);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await line[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

/** The till as it is after a start, with what its journal has. */
async function started(options: Partial<TillOptions> = {}): Promise<Till> {
  const url = `http://127.0.0.1:${line.port}/graphql`;
  const client = connect({ url, token: await network.token(clerk), attempts: 1 });
  return Till.open({ client, store: 'QINGCHUN', journal: await fileJournal(file), patienceMs: 2_000, ...options });
}
const goods = (more: object = {}) => ({
  card: sampleCard(++cards),
  bookId: showcaseId('notHeld'),
  listPrice: { fen: 58_00 },
  ...more,
});
const ordersOf = (key: string) =>
  rows<{ status: string }>(
    network.subgraphs.bookstores,
    'select status from purchase_lend_order where idempotency_key = ?',
    [key],
  );

test('a sale on line is lent at once', async () => {
  const till = await started();
  const told = await till.sell(goods());
  expect(told).toMatchObject({ kind: 'ANSWER', sale: { state: 'LENT', itemBarcodes: [expect.any(String)] } });
  expect(till.waiting).toEqual([]);
});

test('a refusal has all its reasons, in both languages; a mistake is an error and no order', async () => {
  const till = await started();
  const told = await till.sell(
    goods({ card: 'N2026000071', bookId: showcaseId('tooDearAndEnough'), listPrice: { fen: 168_00 } }),
  );
  expect(told.sale.state).toBe('REFUSED');
  expect(told.sale.messages).toHaveLength(6);
  await expect(till.sell(goods({ card: 'N1' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(till.waiting).toEqual([]);
});

test('off line it sells within the contract, and tells it afterwards, each sale once', async () => {
  let till = await started();
  await till.learn();
  await line.set('cut');
  const sold = [await till.sell(goods()), await till.sell(goods())];
  expect(sold.map(({ kind }) => kind)).toEqual(['OFFLINE', 'OFFLINE']);
  expect(await till.sell(goods({ listPrice: { fen: 60_01 } }))).toMatchObject({ kind: 'CANNOT_SELL', why: 'TOO_DEAR' });
  await expect(till.sync()).rejects.toMatchObject({ code: 'UNREACHABLE' });

  // The lights go out and come on again.
  till = await started();
  expect(till.waiting.map(({ state }) => state)).toEqual(['UNCONFIRMED', 'UNCONFIRMED', 'WITHHELD']);
  await line.set('good');
  const changed = await till.sync();
  expect(changed.map(({ state }) => state)).toEqual(['LENT', 'LENT', 'NOT_SOLD']);
  expect(await till.sync()).toEqual([]);
  for (const { sale } of sold) expect(await ordersOf(sale.key)).toEqual([{ status: 'LENT' }]);
});

test('no more than the contract’s copies a day, and nothing before it has heard of a contract', async () => {
  let till = await started();
  await line.set('cut');
  expect(await till.sell(goods())).toMatchObject({ kind: 'CANNOT_SELL', why: 'NO_ALLOWANCE' });
  await (await fileJournal(file)).writeAllowance({ copiesPerDay: 2, priceCapFen: 60_00 });
  till = await started();
  expect(await till.sell(goods({ items: 2 }))).toMatchObject({ kind: 'OFFLINE' });
  expect(await till.sell(goods())).toMatchObject({ kind: 'CANNOT_SELL', why: 'TOO_MANY' });
});

test('a sale whose answer was lost and that stayed in the store is taken back', async () => {
  const till = await started({ patienceMs: 300 });
  await line.set('silent');
  const { kind, sale } = await till.sell(goods());
  expect(kind).toBe('CANNOT_SELL');
  await line.set('good'); // what was held comes through now
  expect((await till.sync()).map(({ state }) => state)).toEqual(['NOT_SOLD']);
  expect(await ordersOf(sale.key)).toEqual([{ status: 'VOIDED' }]);
});

test('a sale during which the till died is asked for again, with its key', async () => {
  const till = await started();
  const { sale } = await till.sell(goods());
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  // As if it had died before the answer was written, and half of a line.
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 20)}`);
  const next = await started();
  expect(next.waiting).toMatchObject([{ key: sale.key, state: 'SENT' }]);
  expect(await next.sync()).toMatchObject([{ key: sale.key, state: 'LENT', orderId: sale.orderId }]);
  expect(await ordersOf(sale.key)).toEqual([{ status: 'LENT' }]);
});

test('a card that nobody has and an ISBN of two books wait for a person; corrected, they are told under their keys', async () => {
  const till = await started();
  await till.learn();
  await line.set('cut');
  await till.sell(goods({ card: 'N2026999999' }));
  await till.sell({ card: sampleCard(++cards), isbn: '978-7-229-10060-5', listPrice: { fen: 58_00 } });
  await line.set('good');
  const [wrong, choose] = await till.sync();
  expect(wrong).toMatchObject({ state: 'WRONG', messages: [expect.stringContaining('N2026999999')] });
  expect(choose).toMatchObject({ state: 'CHOOSE', candidates: [{ id: 'B000001' }, { id: 'B000002' }] });
  expect(till.waiting).toEqual([]);
  await till.correct(wrong!.key, { card: sampleCard(++cards) });
  await till.correct(choose!.key, { bookId: 'B000002', isbn: null });
  const changed = await till.sync();
  expect(changed.map(({ key }) => key)).toEqual([wrong!.key, choose!.key]);
  expect(changed.map(({ state }) => state).every((state) => state === 'LENT' || state === 'IN_REVIEW')).toBe(true);
});

test('what a rule refuses off line goes to a librarian: the reader has the book', async () => {
  const till = await started();
  await till.learn();
  await line.set('cut');
  await till.sell(goods({ bookId: showcaseId('enoughCopies'), listPrice: { fen: 39_80 } }));
  await line.set('good');
  expect(await till.sync()).toMatchObject([
    { state: 'IN_REVIEW', messages: expect.arrayContaining([expect.any(String)]) },
  ]);
});
