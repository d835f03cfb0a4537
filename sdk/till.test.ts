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
import { connect, isOffline, Till, type TillOptions } from './index.ts';

let network: TestNetwork;
let line: Line;
let folder: string;
let file: string;
let cards = 10;
/** How far the network's clock is ahead of the till's, in ms. */
let ahead = 0;

beforeAll(async () => {
  network = await openTestNetwork({ clock: () => new Date(Date.now() + ahead) });
  line = await openLine(Number(new URL(network.url).port));
  folder = await mkdtemp(join(tmpdir(), 'shelfgraph-till-'));
});
beforeEach(async () => {
  ahead = 0;
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
  const allowance = { copiesPerDay: 2, priceCapFen: 60_00, validTo: '2026-11-30' };
  await (await fileJournal(file)).writeAllowance('QINGCHUN', allowance);
  till = await started({ now: () => new Date('2026-11-30T15:59:59Z') });
  expect(await till.sell(goods({ items: 2 }))).toMatchObject({ kind: 'OFFLINE' });
  expect(await till.sell(goods())).toMatchObject({ kind: 'CANNOT_SELL', why: 'TOO_MANY' });
  // The day after its last, in Shanghai; and another store on the same machine.
  till = await started({ now: () => new Date('2026-11-30T16:00:00Z') });
  expect(await till.sell(goods())).toMatchObject({ kind: 'CANNOT_SELL', why: 'NO_ALLOWANCE' });
  till = await started({ store: 'WENDU' });
  expect(till.sales).toEqual([]);
  expect(await till.sell(goods())).toMatchObject({ kind: 'CANNOT_SELL', why: 'NO_ALLOWANCE' });
});

test('what it may sell off line ends with the contract; a service that is silent ends nothing', async () => {
  const journal = await fileJournal(file);
  const till = await started({ journal });
  await till.learn();
  const learned = await journal.allowance('QINGCHUN');
  expect(learned).toMatchObject({ copiesPerDay: 20, priceCapFen: 60_00 });
  network.silence('bookstores');
  await expect(till.learn()).rejects.toSatisfy(isOffline);
  network.silence(null);
  expect(await journal.allowance('QINGCHUN')).toEqual(learned);
  await (await started({ journal, now: () => new Date('2019-01-01') })).learn();
  expect(await journal.allowance('QINGCHUN')).toBeNull();
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

test('a sale whose answer was lost, and that is not let in again, may have been made: it is taken back', async () => {
  const good = await network.token(clerk);
  let attempts = 0;
  const token = async () => {
    attempts += 1;
    if (attempts === 1) return good;
    await line.set('good');
    return 'expired';
  };
  const url = `http://127.0.0.1:${line.port}/graphql`;
  const till = await started({ client: connect({ url, token, attempts: 2, timeoutMs: 300 }) });
  await line.set('silent');
  const told = await till.sell(goods());
  expect({ attempts, told }).toMatchObject({ attempts: 2, told: { kind: 'CANNOT_SELL', sale: { state: 'WITHHELD' } } });
  const later = await started();
  await later.sync();
  expect(later.sales).toMatchObject([{ state: 'NOT_SOLD' }]);
  expect(await ordersOf(told.sale.key)).toEqual([{ status: 'VOIDED' }]);
});

test('what stayed in the store and cannot be voided any more is told to a person, with its number, until it is settled', async () => {
  let till = await started({ patienceMs: 300 });
  await line.set('silent');
  const { sale } = await till.sell(goods());
  const input = { ...sale.goods, idempotencyKey: sale.key, store: sale.store };
  const { data } = await connect({ url: network.url, token: await network.token(clerk) }).sell({ input });
  const { order } = data.submitPurchaseLendOrder as { order: { id: string } };
  await line.set('cut');
  await line.set('good');
  ahead = 86_400_000;
  const [told] = await till.sync();
  expect(told).toMatchObject({ state: 'ASK_LIBRARY', orderId: order.id });
  expect(told?.messages).toEqual([
    expect.stringMatching(new RegExp(`${order.id}.*请联系图书馆更正`)),
    expect.stringMatching(new RegExp(`${order.id}.*ask the library to correct it`)),
    expect.stringMatching(/^只能在借出当日[^A-Za-z]*。$/),
    expect.stringMatching(/^An order is voided on the day/),
  ]);
  expect(await ordersOf(sale.key)).toEqual([{ status: 'LENT' }]);
  till = await started();
  expect(till.sales).toMatchObject([{ state: 'ASK_LIBRARY' }]);
  expect(await till.sync()).toEqual([]);
  expect(await till.settle(sale.key)).toMatchObject({ state: 'NOT_SOLD', orderId: order.id });
});

test('what stayed in the store and a librarian might approve is told to a person', async () => {
  const till = await started({ patienceMs: 300 });
  await line.set('silent');
  const { sale } = await till.sell(goods({ bookId: showcaseId('enoughCopies'), listPrice: { fen: 39_80 } }));
  await line.set('cut');
  // The same sale was told as one that was made: by a till with the same journal, put back from a copy.
  const orders = [{ ...sale.goods, idempotencyKey: sale.key, store: sale.store, occurredAt: sale.occurredAt }];
  await connect({ url: network.url, token: await network.token(clerk) }).replaySales({ orders });
  await line.set('good');
  const [told] = await till.sync();
  expect(told).toMatchObject({ state: 'ASK_LIBRARY', orderId: expect.any(String) });
  expect(told?.messages?.[0]).toContain(`${told?.orderId} 待馆员审核`);
});

test('a void whose answer was lost is asked for again, and is done', async () => {
  let till = await started({ patienceMs: 300 });
  await line.set('silent');
  const { sale } = await till.sell(goods());
  await line.set('good');
  await till.sync();
  // As if the till had died before it had written that the sale was voided.
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect(JSON.parse(lines.at(-2) ?? '')).toMatchObject({ sale: { state: 'WITHHELD', orderId: expect.any(String) } });
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n`);
  till = await started();
  expect(await till.sync()).toMatchObject([{ key: sale.key, state: 'NOT_SOLD' }]);
  expect(await ordersOf(sale.key)).toEqual([{ status: 'VOIDED' }]);
});

test('a sale during which the till died stayed in the store: what came of it is taken back', async () => {
  const till = await started();
  const { sale } = await till.sell(goods());
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  // As if it had died before the answer was written, and half of a line.
  await writeFile(file, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 20)}`);
  const next = await started();
  expect(next.waiting).toMatchObject([{ key: sale.key, state: 'WITHHELD' }]);
  expect(await next.sync()).toMatchObject([{ key: sale.key, state: 'NOT_SOLD', orderId: sale.orderId }]);
  expect(await ordersOf(sale.key)).toEqual([{ status: 'VOIDED' }]);
});

test('a sale whose answer cannot be written down is none: the clerk is told so, and it is taken back', async () => {
  const journal = await fileJournal(file);
  const full: typeof journal.write = (sale, replaces) =>
    sale.state === 'LENT' ? Promise.reject(new Error('ENOSPC')) : journal.write(sale, replaces);
  const till = await started({ journal: { ...journal, write: full } });
  await expect(till.sell(goods())).rejects.toThrow('ENOSPC');
  const [sale] = till.waiting;
  expect(sale).toMatchObject({ state: 'SENT' });
  expect(await till.sync()).toMatchObject([{ key: sale!.key, state: 'NOT_SOLD' }]);
  expect(await ordersOf(sale!.key)).toEqual([{ status: 'VOIDED' }]);
});

test('a card that nobody has and an ISBN of two books wait for a person; corrected, they are told under their keys', async () => {
  const till = await started();
  await till.learn();
  await line.set('cut');
  await till.sell(goods({ card: 'N2026999999' }));
  await till.sell({ card: sampleCard(++cards), isbn: '978-7-229-10060-5', listPrice: { fen: 58_00 } });
  await line.set('good');
  const [wrong, choose] = await till.sync();
  expect(wrong).toMatchObject({
    state: 'WRONG',
    messages: ['没有证号为“N2026999999”的读者。', expect.stringMatching(/^There is no reader/)],
  });
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
