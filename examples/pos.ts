// A till in a terminal, for those who connect a POS: how a sale is made, how it goes on off line, how it is told afterwards.
//
//   npm run example:pos -- --token "$(npm run --silent token -- --role clerk --store QINGCHUN)"
import { isOffline, type Sale, ShelfgraphError, Till, type Told } from '../sdk/index.ts';
import { fileJournal } from './file-journal.ts';
import { type Commands, LineMistake, readLines, said } from './lines.ts';
import { readOptions } from './options.ts';

const help = `sell ISBN CARD PRICE [BARCODE]   售书：定价以元计，45.50
sync                            补传离线售书
sales                           本机销售记录
void NUMBER REASON              作废第 NUMBER 笔（当日）
settle NUMBER                   图书馆已更正第 NUMBER 笔
help, quit`;

const { client, journal: file = 'pos-journal.jsonl' } = readOptions(
  `Usage: npm run example:pos -- [--url URL] [--token TOKEN] [--journal FILE]

A till. It reads lines:

${help}

  --journal FILE what it must not forget (pos-journal.jsonl)`,
  ['journal'],
);
const journal = await fileJournal(file);
const howToGet = `  --token "$(npm run --silent token -- --role clerk --store QINGCHUN)"`;
const { store: met, problem } = await storeOfToken();
if (!met && !isOffline(problem)) fail(problem ? said(problem) : await whoseToken(), howToGet);
if (!met && !journal.store) fail('首次启动须联网。The first start needs the network.', said(problem));
const store = met?.id ?? journal.store ?? '';
await journal.keepStore(store);
const till = await Till.open({ client, store, journal });
if (met) await till.learn();
console.log(met ? `${met.name} 收银台就绪 ready` : `${store} 离线 off line\n${said(problem)}`);
if (till.waiting.length > 0) console.log(`${till.waiting.length} 笔待补传: sync`);
if (till.unsettled.length > 0) console.log(`${till.unsettled.length} 笔待处理: sales`);

const commands: Commands = {
  async sell([isbn, card, price, itemBarcode]) {
    if (!isbn || !card || !price) throw new LineMistake('请给出 ISBN、证号与定价。ISBN, card and price are needed.');
    if (!/^\d{1,5}(\.\d{1,2})?$/.test(price) || Number(price) === 0) {
      throw new LineMistake(`定价“${price}”不对，以元计，如 45.50。"${price}" is no price: it is in yuan, 45.50.`);
    }
    const fen = Math.round(Number(price) * 100);
    const told = await till.sell({ isbn, card, listPrice: { fen }, ...(itemBarcode ? { itemBarcode } : {}) });
    console.log(slipOf(told));
  },
  async sync() {
    const changed = await till.sync();
    for (const sale of changed) console.log(lineOf(sale));
    console.log(`${changed.length} 笔已定，${till.waiting.length} 笔待补传`);
  },
  sales() {
    for (const [index, sale] of till.sales.entries()) console.log(`${index + 1}  ${lineOf(sale)}`);
  },
  async void([number, ...reason]) {
    const { orderId, goods, state } = saleAt(number);
    if (!orderId)
      throw new LineMistake(`第 ${number} 笔为 ${state}，没有购借单。Number ${number} is ${state}: it has no order.`);
    if (reason.length === 0) throw new LineMistake('请写明原因。The reason is missing: void 1 扫错读者证');
    const { data } = await client.voidSale({ id: orderId, reason: reason.join(' ') });
    console.log(`${data.voidOrder.status} ${goods.isbn}`);
  },
  async settle([number]) {
    const { key, state } = saleAt(number);
    if (state !== 'ASK_LIBRARY')
      throw new LineMistake(`第 ${number} 笔为 ${state}。Number ${number} is ${state}, not ASK_LIBRARY.`);
    console.log(lineOf(await till.settle(key)));
  },
};
await readLines(help, commands);

/** The store of who asks, or why it is not known. */
async function storeOfToken() {
  try {
    const { data, errors } = await client.counter();
    return { store: data.me?.store, problem: data.me?.store ? undefined : errors.find(isOffline) };
  } catch (error) {
    // What is asked here is not in everybody's schema.
    const isNoClerk = error instanceof ShelfgraphError && error.code === 'GRAPHQL_VALIDATION_FAILED';
    return { store: undefined, problem: isNoClerk ? undefined : error };
  }
}

/** What is wrong with a token that is good, and no clerk's. */
async function whoseToken(): Promise<string> {
  const { data } = await client.me();
  const role = data.me?.role ?? 'ANONYMOUS';
  return role === 'ANONYMOUS'
    ? '没有令牌。There is no token: this till does not know its store.'
    : `此令牌属于 ${role}，不是书店店员。The token is one of the role ${role}: a till needs that of a bookstore's clerk.`;
}

/** A sale of this till, by its number in `sales`. */
function saleAt(number: string | undefined): Sale {
  const sale = till.sales[Number(number) - 1];
  if (sale) return sale;
  throw new LineMistake(`没有第“${number ?? ''}”笔：见 sales。There is no number "${number ?? ''}": see sales.`);
}

function fail(...lines: string[]): never {
  console.error(lines.join('\n'));
  process.exit(1);
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
