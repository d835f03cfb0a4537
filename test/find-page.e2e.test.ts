// The holdings page in a real browser: found by a few letters, seen in the whole city on one screen, brought for a reader.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage, violationsOf, weightOf } from './browser.ts';
import { clerk, librarian, openTestNetwork, type TestNetwork } from './network.ts';
import { takePicture } from './pictures.ts';

let network: TestNetwork;
let browser: Browser;
let origin: string;
const pages: Page[] = [];

beforeAll(async () => {
  network = await openTestNetwork();
  origin = new URL(network.url).origin;
  browser = await launchBrowser();
});
afterEach(async () => {
  network.silence(null);
  for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
});

async function find(path = '/find') {
  const watched = await openPage(await browser.newContext({ locale: 'zh-CN' }), origin, path);
  pages.push(watched.page);
  return watched;
}
async function search(page: Page, words: string) {
  await page.getByRole('combobox').fill(words);
  await page.keyboard.press('Enter');
}

test('anybody finds a book by pinyin and sees it in fourteen libraries, each with its moment, call numbers and shelves', async () => {
  const { page, strayRequests, problems } = await find();
  expect(await violationsOf(page)).toEqual([]);
  await search(page, 'santi');
  await page.getByRole('button', { name: /^三体/ }).first().waitFor();
  await page.getByRole('button', { name: /三体 .*2015/ }).click();
  const rows = page.getByRole('table').locator('tbody tr');
  await rows.first().waitFor();
  expect(await rows.count()).toBe(14);
  expect(await rows.first().innerText()).toMatch(/可借 [1-9]/);
  expect(await rows.first().innerText()).toContain('I2/3176CH');
  expect(await rows.first().locator('time').count()).toBe(1);
  expect(await rows.first().innerText()).toMatch(/展开另外 16 册的条码与架位\s+该馆共 24 册，此处只列 20 册/);
  expect(new URL(page.url()).search).toBe('?q=santi&book=B000002');
  expect(await violationsOf(page)).toEqual([]);
  expect(await weightOf(page)).toBeLessThan(60_000);
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
  await takePicture(page, 'find.png', origin);

  const { page: shared } = await find(page.url().slice(origin.length));
  await shared.getByRole('table').waitFor();
});

test('what is typed is completed, what is found is marked, and only what can be borrowed is shown when that is asked', async () => {
  const { page } = await find();
  await page.getByRole('combobox').pressSequentially('santi');
  await page.locator('datalist option[value="三体图像小说"]').waitFor({ state: 'attached' });
  await search(page, '三体');
  await page.locator('mark').first().waitFor();
  expect(await page.locator('mark').first().innerText()).toBe('三体');
  const total = page.getByText(/^共 \d+ 种/);
  const all = await total.innerText();
  await page.getByLabel('只看可借').check();
  await expect.poll(() => total.innerText()).not.toBe(all);
});

test('a token that is not good, or not a librarian’s, is told where it was given', async () => {
  const { page } = await find();
  await page.getByRole('button', { name: '馆员登录' }).click();
  const signIn = async (token: string) => {
    await page.getByLabel('令牌', { exact: true }).fill(token);
    await page.getByRole('button', { name: '登录', exact: true }).click();
  };
  await signIn('nope');
  await page.getByRole('alert').getByText('登录已失效，请重新登录。').waitFor();
  await signIn(await network.token(clerk));
  await page.getByRole('alert').getByText('此令牌不是馆员的').waitFor();
  await signIn(await network.token(librarian('NJ-JL')));
  await page.getByText('金陵图书馆', { exact: true }).first().waitFor();
});

test('libraries that do not answer say so, with what was last heard of them; the others hold', async () => {
  network.silence('districts');
  const { page } = await find('/find?q=santi&book=B000002');
  const row = page.getByRole('table').locator('tbody tr').filter({ hasText: '江宁' });
  await row.getByText('未知').waitFor();
  expect(await row.innerText()).toMatch(/曾知可借 \d+ \/ \d+|从未报告/);
  expect(await page.getByRole('table').innerText()).toMatch(/金陵图书馆\s+可借/);
  await page.getByRole('alert').getByText('districts 此刻无应答').waitFor();
  expect(await page.getByRole('alert').innerText()).not.toContain('No answer');
});

test('a librarian has a copy brought to a branch of the own library, sees what becomes of it, and the row of it change', async () => {
  const { page } = await find('/find?q=santi&book=B000002');
  expect(await page.getByText('为读者请调').count()).toBe(0);
  await page.getByRole('button', { name: '馆员登录' }).click();
  await page.getByLabel('令牌', { exact: true }).fill(await network.token(librarian('NJ-JL')));
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('为读者请调').click();
  const own = page.getByRole('table').locator('tbody tr').first();
  expect(await own.innerText()).toContain('金陵图书馆');
  const before = await page.getByRole('table').innerText();
  await page.getByLabel('读者证号').fill('N2026000021');
  await page.getByLabel('取书地点').selectOption('JL-MAIN');
  await page.getByRole('button', { name: '请调', exact: true }).click();
  await page.getByText(/已请调到金陵图书馆/).waitFor();
  await expect.poll(() => page.getByRole('table').innerText()).not.toBe(before);
  // The list says what the table says.
  const counts = /\d+ \/ \d+/;
  const listed = page.locator('.result[aria-pressed="true"]');
  const said = async () => counts.exec(await page.locator('caption').innerText())?.[0] ?? 'nothing';
  expect(counts.exec(before)?.[0]).not.toBe(await said());
  await expect.poll(async () => counts.exec(await listed.innerText())?.[0]).toBe(await said());
  await page.getByRole('button', { name: '请调', exact: true }).click();
  await page.getByText(/此前已请调，未再登记：送到金陵图书馆/).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel('读者证号').fill('N1');
  await page.getByRole('button', { name: '请调', exact: true }).click();
  await page.getByRole('alert').getByText('N1').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('columnheader', { name: 'Library' }).waitFor();
});
