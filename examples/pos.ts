// A till in a terminal, for those who connect a POS: how a sale is made, how it goes on off line, how it is told afterwards.
//
//   npm run example:pos -- --token "$(npm run --silent token -- --role clerk --store QINGCHUN)"
import { createInterface } from 'node:readline';
import { connect, type Sale, ShelfgraphError, Till, type Told } from '../sdk/index.ts';
import { fileJournal } from './file-journal.ts';
import { readOptions } from './options.ts';

const help = `sell ISBN CARD PRICE [BARCODE]   售书：定价以元计，45.50
sync                            补传离线售书
sales                           本机销售记录
void NUMBER REASON              作废第 NUMBER 笔（当日）
help, quit`;

const {
  url,
  token,
  journal: file = 'pos-journal.jsonl',
} = readOptions(
  `Usage: npm run example:pos -- [options]

A till. It reads lines:

${help}

  --journal FILE what it must not forget (pos-journal.jsonl)`,
  ['journal'],
);
const client = connect({ url, token });
const journal = await fileJournal(file);
const me = await client.counter().catch((error: unknown) => {
  if (error instanceof ShelfgraphError && error.code !== 'UNREACHABLE') throw error;
  return null;
});
const store = me?.data.me?.store?.id ?? journal.store;
if (!store) {
  console.error('This till does not know its store yet: the first start needs the network, and a token of a clerk.');
  process.exit(1);
}
await journal.keepStore(store);
const till = await Till.open({ client, store, journal });
if (me) await till.learn();
console.log(me ? `${me.data.me?.store?.name ?? store} 收银台就绪 ready` : `${store} 离线 off line`);
if (till.waiting.length > 0) console.log(`${till.waiting.length} 笔待补传: sync`);

const commands: Record<string, (words: string[]) => Promise<void>> = {
  async sell([isbn, card, price, itemBarcode]) {
    const fen = Math.round(Number(price) * 100);
    if (!isbn || !card || !(fen > 0)) return console.log(help);
    const told = await till.sell({ isbn, card, listPrice: { fen }, ...(itemBarcode ? { itemBarcode } : {}) });
    console.log(slipOf(told));
  },
  async sync() {
    const changed = await till.sync();
    for (const sale of changed) console.log(lineOf(sale));
    console.log(`${changed.length} 笔已定，${till.waiting.length} 笔待补传`);
  },
  async sales() {
    for (const [index, sale] of till.sales.entries()) console.log(`${index + 1}  ${lineOf(sale)}`);
  },
  async void([number, ...reason]) {
    const sale = till.sales[Number(number) - 1];
    if (!sale?.orderId || reason.length === 0) return console.log(help);
    const { data } = await client.voidSale({ id: sale.orderId, reason: reason.join(' ') });
    console.log(`${data.voidOrder.status} ${sale.goods.isbn}`);
  },
  async help() {
    console.log(help);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [word = '', ...words] = line.trim().split(/\s+/);
  if (word === 'quit') break;
  if (word === '') continue;
  try {
    await (commands[word] ?? commands['help']!)(words);
  } catch (error) {
    console.log(error instanceof ShelfgraphError ? `${error.code}: ${error.message}` : String(error));
  }
}

function slipOf(told: Told): string {
  const { sale } = told;
  switch (told.kind) {
    case 'OFFLINE':
      return `待确认 to be confirmed  ${sale.key}`;
    case 'CANNOT_SELL':
      return `离线不能售出，请留书 The book stays: ${told.why}`;
    case 'ANSWER':
      return lineOf(sale);
  }
}

function lineOf({ state, goods, itemBarcodes, dueDate, readerName, messages = [], candidates = [] }: Sale): string {
  return [
    [state, goods.isbn, itemBarcodes?.join(','), dueDate && `应还 ${dueDate}`, readerName].filter(Boolean).join('  '),
    ...messages.map((message) => `  ${message}`),
    ...candidates.map(({ id, title, year }) => `  ${id}  ${title} ${year ?? ''}`),
  ].join('\n');
}
