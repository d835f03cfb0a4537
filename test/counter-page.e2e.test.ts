// The counter page in a real browser: a clerk scans, sells, is refused with all reasons, goes on off line and comes back.
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Person } from '../gateway/auth/claims.ts';
import { showcaseId } from '../scripts/seed/city.ts';
import { until } from './ask.ts';
import { launchBrowser, openPage, violationsOf, weightOf } from './browser.ts';
import { clerk, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { takePicture } from './pictures.ts';

let network: TestNetwork;
let browser: Browser;
let origin: string;
/** ISBN of books that nobody holds, and one that is too dear and held often enough. */
let isbns: Record<'notHeld' | 'threePermitted' | 'tooDearAndEnough', string>;
const pages: Page[] = [];
/** How far the network's clock is ahead of the page's, in ms. */
let ahead = 0;
const day = 86_400_000;
/** How far away the next day of Shanghai is, in ms. */
const untilMidnight = () => day - ((Date.now() + 8 * 3_600_000) % day);

beforeAll(async () => {
  network = await openTestNetwork({ canSignIn: true, clock: () => new Date(Date.now() + ahead) });
  origin = new URL(network.url).origin;
  browser = await launchBrowser();
  const isbnOf = async (key: keyof typeof isbns) =>
    (await network.query('query ($id: ID!) { book(id: $id) { isbn } }', { id: showcaseId(key) })).data.book.isbn;
  isbns = {
    notHeld: await isbnOf('notHeld'),
    threePermitted: await isbnOf('threePermitted'),
    tooDearAndEnough: await isbnOf('tooDearAndEnough'),
  };
});
afterEach(async () => {
  ahead = 0;
  network.silence(null);
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
});

/** The page as it is first. Each has storage of its own. */
async function opened(at = origin) {
  const watched = await openPage(await browser.newContext({ locale: 'zh-CN' }), at, '/counter');
  pages.push(watched.page);
  return watched;
}
async function signIn(page: Page, token: string) {
  await page.getByLabel('令牌或收银台密钥').fill(token);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}
/** A page with a clerk signed in. */
async function counter(person: Person = clerk, at = origin) {
  const watched = await opened(at);
  await signIn(watched.page, await network.token(person));
  await watched.page.getByRole('status').getByText('在线').waitFor();
  return watched;
}
/** A proxy before the gateway. It can be one behind which nobody answers, or another page lies already for whoever asks again. */
async function openProxy() {
  const proxy = { origin: '', page: 'OWN' as 'OWN' | 'DOWN' | 'NEWER', askedAgain: 0, close: () => server.close() };
  const server = createServer((request, response) => {
    const isPage = request.url === '/counter';
    const isAgain = isPage && request.headers.accept === '*/*';
    if (isAgain) proxy.askedAgain++;
    if (isPage && proxy.page === 'DOWN') return response.writeHead(502).end('<h1>Bad gateway</h1>');
    if (isAgain && proxy.page === 'NEWER')
      return response.end('<script type="module" src="/assets/newer.js"></script>');
    const { method = 'GET', headers } = request;
    const onward = send(origin + request.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    return request.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  proxy.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
/** As a scanner does: keys without a pause, and Enter. */
async function scan(page: Page, text: string) {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}
const field = (page: Page, label: string) => page.getByLabel(label);
async function sell(page: Page, { isbn, card, price }: { isbn: string; card: string; price: string }) {
  await field(page, '图书 ISBN').focus();
  await scan(page, isbn);
  await scan(page, card);
  await page.keyboard.type(price);
  await page.keyboard.press('Enter');
}

test('a clerk scans book and card, types the price, reads yes, confirms with Enter, and has a slip', async () => {
  const { page, strayRequests, problems } = await counter();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('青春书店');
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000011', price: '58.00' });
  await page.getByRole('heading', { name: '可以购借' }).waitFor();
  expect(await page.locator('.verdict').innerText()).toContain('【样例】读**戌');
  expect(await violationsOf(page)).toEqual([]);
  await until('the button has the focus', () =>
    page.evaluate<boolean>(`document.activeElement?.textContent === '确认购借'`),
  );
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '已借出' }).waitFor();
  const slip = await page.locator('.slip').innerText();
  expect(slip).toMatch(/应还日期\s+20\d\d-/);
  expect(slip).toMatch(/馆藏条码\s+P\d{9}/);
  expect(slip).not.toContain('N2026000011');
  expect(await violationsOf(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('header').isVisible()).toBe(false);
  expect(await page.locator('.slip').isVisible()).toBe(true);
  expect(await weightOf(page)).toBeLessThan(60_000);
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
});

test('scans belong where they belong, whichever field has the focus, and where none has', async () => {
  const { page } = await counter();
  await page.getByRole('heading', { level: 1 }).click();
  await scan(page, 'N2026000012');
  await scan(page, isbns.threePermitted);
  await until('both are in their fields', async () => (await field(page, '图书 ISBN').inputValue()) !== '');
  expect(await field(page, '读者证号').inputValue()).toBe('N2026000012');
  await field(page, '馆藏条码').focus();
  await scan(page, 'N2026000013');
  expect(await field(page, '读者证号').inputValue()).toBe('N2026000013');
  expect(await field(page, '馆藏条码').inputValue()).toBe('');
});

test('a refusal shows its three reasons at once, in the language that is chosen; nothing can be confirmed', async () => {
  const { page } = await counter();
  await sell(page, { isbn: isbns.tooDearAndEnough, card: 'N2026000071', price: '168' });
  await page.getByRole('heading', { name: '不能购借' }).waitFor();
  const reasons = page.locator('.reasons li');
  expect(await reasons.count()).toBe(3);
  expect(await reasons.allInnerTexts()).toEqual([
    expect.stringContaining('超过 100.00 元的上限'),
    expect.stringContaining('COPY_CAP'),
    expect.stringContaining('READER_NOT_ELIGIBLE'),
  ]);
  expect(await page.getByRole('button', { name: '确认购借' }).count()).toBe(0);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Cannot be bought and lent' }).waitFor();
  expect(await reasons.first().innerText()).toContain('above');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: '中文' }).click();
  await takePicture(page, 'counter.png', origin);
});

test('a card that nobody has, a price that is none, an ISBN of two books, a book that is new to the city', async () => {
  const { page } = await counter();
  await sell(page, { isbn: isbns.notHeld, card: 'N2026999999', price: '58' });
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toBe('没有证号为“N2026999999”的读者。');
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.getByRole('alert').innerText()).toMatch(/^There is no reader with the card "N2026999999"/);
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('button', { name: '清空' }).click();
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000014', price: 'abc' });
  await page.getByRole('alert').getByText('定价写作').waitFor();
  expect(await page.getByRole('button', { name: '查询' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: '清空' }).click();
  // What is typed stays where it was typed; wide letters are narrow.
  await sell(page, { isbn: isbns.notHeld, card: 'hello', price: '５８' });
  await page.getByRole('alert').getByText('hello').waitFor();
  expect(await field(page, '馆藏条码').inputValue()).toBe('');
  await field(page, '读者证号').fill('Ｎ２０２６００００１４');
  await page.keyboard.press('Enter');
  expect(await field(page, '读者证号').inputValue()).toBe('N2026000014');
  await page.getByRole('heading', { name: '可以购借' }).waitFor();
  await page.getByRole('button', { name: '清空' }).click();

  await sell(page, { isbn: '978-7-229-10060-5', card: 'N2026000014', price: '58' });
  await page.getByRole('button', { name: /三体 典藏版/ }).click();
  await page.getByRole('heading', { name: /购借/, level: 2 }).waitFor();

  await page.getByRole('button', { name: '清空' }).click();
  await sell(page, { isbn: '9787100000031', card: 'N2026000014', price: '68' });
  await page.getByLabel('题名').fill('【样例】柜台新书');
  await page.getByLabel('出版年').fill('2026');
  await page.getByLabel('中图法分类号').fill('I267');
  await page.getByRole('button', { name: '以此查询' }).click();
  await page.getByRole('button', { name: '确认购借' }).click();
  await page.getByRole('heading', { name: '已借出' }).waitFor();
  expect(await page.locator('.slip').innerText()).toContain('【样例】柜台新书');
});

test('off line it sells within the contract and prints 待确认; once back it tells the sale, once; what stayed and cannot be voided waits for a person', async () => {
  const { page } = await counter();
  const orders = async () => {
    const { data } = await network.query('{ stores { orders(first: 1) { totalCount } } }', {}, clerk);
    return Math.max(
      ...data.stores.map((each: { orders: { totalCount: number } | null }) => each.orders?.totalCount ?? 0),
    );
  };
  const before = await orders();
  await page.context().setOffline(true);
  await page.getByRole('status').getByText('离线').waitFor();
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000015', price: '58' });
  await page.getByRole('button', { name: '离线售出' }).click();
  await page.getByRole('heading', { name: '待确认', exact: true }).waitFor();
  expect(await page.locator('.slip').innerText()).toContain('待确认');
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000016', price: '70' });
  await page.getByRole('button', { name: '离线售出' }).click();
  await page.getByRole('heading', { name: '不能离线售出，请留书' }).waitFor();
  await page.getByRole('status').getByText('2 笔待补传').waitFor();
  expect(await orders()).toBe(before);

  // As if the network had lent the second, its answer lost, and the line came back after midnight.
  const input = await page.evaluate<object>(`new Promise((done) => {
    indexedDB.open('shelfgraph-counter').onsuccess = ({ target }) => {
      target.result.transaction('sales').objectStore('sales').getAll().onsuccess = ({ target: { result } }) => {
        const { goods, key, store } = result.find(({ state }) => state === 'WITHHELD');
        done({ ...goods, idempotencyKey: key, store });
      };
    };
  })`);
  const submit = `mutation ($input: SubmitPurchaseLendOrderInput!) { submitPurchaseLendOrder(input: $input) {
    ... on PurchaseLendOrderLent { order { id } } } }`;
  const { data } = await network.query(submit, { input }, clerk);
  ahead = untilMidnight();
  await page.context().setOffline(false);
  await page.getByRole('status').getByText('1 笔待处理').waitFor();
  expect(await orders()).toBe(before + 2);
  await page.getByRole('button', { name: '本机记录' }).click();
  const states = page.locator('.state');
  expect(await states.allInnerTexts()).toEqual(['请联系图书馆', '已借出']);
  const { id } = data.submitPurchaseLendOrder.order;
  expect(await page.locator('.reasons li').allInnerTexts()).toEqual([
    `书未交读者，但购借单 ${id} 不能作废：请联系图书馆更正。`,
    expect.stringMatching(/^只能在借出当日/),
  ]);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: '图书馆已更正' }).click();
  await states.getByText('未售出', { exact: true }).waitFor();
  // The other was lent on the day on which it was told.
  await page.getByText('作废（限借出当日）').click();
  await page.getByLabel('原因').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.locator('.orders').innerText()).toContain('CNY 58.00');
});

test('off line the page opens again, knows its store, and sells; so it does behind a proxy, and whatever was deployed since', async () => {
  const proxy = await openProxy();
  const { page } = await counter(clerk, proxy.origin);
  await until('the page is kept', () =>
    page.evaluate<boolean>(`caches.match('/counter').then((kept) => kept !== undefined)`),
  );
  // The page that is loaded is not the one that would be kept: the one that was kept stays, with its files.
  proxy.page = 'NEWER';
  const asked = proxy.askedAgain;
  await page.reload();
  await until('it is asked for again', async () => proxy.askedAgain > asked);
  await page.getByRole('status').getByText('在线').waitFor();
  proxy.page = 'DOWN';
  await page.reload();
  await page.getByRole('status').getByText('在线').waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole('status').getByText('离线').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('青春书店');
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000019', price: '58' });
  await page.getByRole('button', { name: '离线售出' }).click();
  await page.getByRole('heading', { name: '待确认', exact: true }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('status').getByText('在线', { exact: true }).waitFor();
  proxy.close();
});

test('while the service of the stores is silent the page goes on off line, and says nothing against the clerk', async () => {
  const { page } = await counter();
  network.silence('bookstores');
  await page.reload();
  await page.getByRole('status').getByText('离线').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('青春书店');
  const { page: first } = await opened();
  await signIn(first, await network.token(clerk));
  await first.getByRole('alert').getByText('网络无应答').waitFor();
  network.silence(null);
  await first.getByRole('button', { name: '重试' }).click();
  await first.getByRole('status').getByText('在线').waitFor();
});

test('the key of a till is enough', async () => {
  const { data } = await network.query(
    `mutation { createApiKey(store: "QINGCHUN", name: "柜台", scopes: ["order", "store.readOrders", "reader.find", "contract.read", "eligibility"]) { secret } }`,
    {},
    clerk,
  );
  const { page } = await opened();
  await page.getByLabel('令牌或收银台密钥').fill(data.createApiKey.secret);
  await page.getByLabel('在本机保留').check();
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('status').getByText('在线').waitFor();
  await sell(page, { isbn: isbns.threePermitted, card: 'N2026000020', price: '45.50' });
  await page.getByRole('button', { name: '确认购借' }).click();
  await page.getByRole('heading', { name: '已借出' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: '线上订单' }).click();
  await page.getByText('没有待处理的订单').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('in the embedded network a click signs in', async () => {
  const { page } = await opened();
  await page.getByRole('button', { name: '以演示店员身份登录' }).click();
  await page.getByRole('status').getByText('在线').waitFor();
});

test('what was sold off line outlives the window, and a sale is taken back on its day', async () => {
  const { page } = await counter();
  await page.context().setOffline(true);
  await page.getByRole('status').getByText('离线').waitFor();
  await sell(page, { isbn: isbns.notHeld, card: 'N2026000017', price: '58' });
  await page.getByRole('button', { name: '离线售出' }).click();
  await page.getByRole('heading', { name: '待确认', exact: true }).waitFor();
  const next = await page.context().newPage();
  await page.close();
  await next.context().setOffline(false);
  await next.goto(`${origin}/counter`);
  await signIn(next, await network.token(clerk));
  await next.getByRole('button', { name: '本机记录' }).click();
  await next.locator('.state').getByText('已借出').waitFor();
  // The day is that on which the network lent it.
  ahead = untilMidnight();
  await next.getByText('作废（限借出当日）').click();
  await next.getByText('不能作废：只限借出当日').waitFor();
  ahead = 0;
  await next.getByText('作废（限借出当日）').click();
  await next.getByText('作废（限借出当日）').click();
  await next.getByLabel('原因').fill('读者当场改变主意');
  await next.getByRole('button', { name: '作废', exact: true }).click();
  await next.locator('.state').getByText('已作废').waitFor();
});

test('a machine has one counter: a second window says so; others than clerks are told', async () => {
  const { page } = await counter();
  const second = await page.context().newPage();
  await second.goto(`${origin}/counter`);
  await signIn(second, await network.token(clerk));
  await second.getByText('已在另一个窗口打开').waitFor();

  const { page: stranger } = await opened();
  await signIn(stranger, await network.token(reader('N2026000001')));
  await stranger.getByRole('alert').getByText('不是书店店员').waitFor();
  await signIn(stranger, 'nope');
  await stranger.getByRole('alert').getByText('登录已失效，请重新登录。').waitFor();
  expect(await stranger.getByRole('alert').locator('small').isVisible()).toBe(false);
  await stranger.getByText('技术信息').click();
  expect(await stranger.getByRole('alert').locator('small').innerText()).toMatch(/令牌/);
  expect(await violationsOf(stranger)).toEqual([]);
});

test('an online order comes into the inbox while it is looked at, is confirmed and shipped', async () => {
  const { page } = await counter({ role: 'clerk', subject: 'clerk@WENDU', store: 'WENDU' });
  await page.getByRole('button', { name: '线上订单' }).click();
  await page.getByText('没有待处理的订单').waitFor();
  const { data, errors } = await network.query(
    `mutation ($input: RequestPurchaseInput!) { requestPurchase(input: $input) {
      ... on PurchaseApproved { order { status store { id } } } ... on PurchaseRefused { failures { code } } } }`,
    {
      input: {
        idempotencyKey: 'COUNTER-PAGE-1',
        bookId: showcaseId('notHeld'),
        deliveryAddress: {
          recipient: '【样例】收件人',
          phone: '025-00000000',
          province: '江苏省',
          city: '南京市',
          district: '建邺区',
          street: '【样例】样例路 1 号',
        },
      },
    },
    reader('N2026000018'),
  );
  expect(errors).toBeUndefined();
  expect(data.requestPurchase.order).toEqual({ status: 'APPROVED', store: { id: 'WENDU' } });
  await page.getByRole('button', { name: '有书，确认' }).click();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: /收件地址/ }).click();
  await page.getByText('【样例】收件人').waitFor();
  await page.getByLabel('快递公司').fill('EMS');
  await page.getByLabel('运单号').fill('EMS-0001');
  await page.getByRole('button', { name: '已交寄' }).click();
  await page.getByText('没有待处理的订单').waitFor();
});
