// The playground of the whole network in a real browser. With SCREENSHOTS=1 (`npm run screenshots`) it also takes the picture
// for README.md, in Chinese letters that the browser of the tests does not have by itself.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editorText, launchBrowser, openPage, runOperation } from './browser.ts';
import { clerk, openTestNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  network = await openTestNetwork();
  origin = new URL(network.url).origin;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
});

test('the first example runs by its button and shows what the city holds of 三体', async () => {
  const { page, strayRequests, problems } = await openPage(browser, origin);
  await page.getByRole('tab', { name: 'Holdings' }).waitFor();
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(
    expect.arrayContaining(['Holdings', 'CounterOrder', 'Me']),
  );
  expect(await page.locator('#audience').innerText()).toBe('This example works without a token.');
  const answer = (await runOperation(page)) as { data: { booksByIsbn: { title: string; holdings: unknown[] }[] } };
  expect(answer.data.booksByIsbn.map(({ title }) => title)).toEqual(['三体 典藏版', '三体']);
  expect(answer.data.booksByIsbn.map(({ holdings }) => holdings.length)).toEqual([14, 14]);
  expect(await page.locator('.result-window').innerText()).toContain('三体');
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
  if (process.env['SCREENSHOTS'] === '1') {
    await useChineseLetters(page);
    await page.screenshot({ path: join(import.meta.dirname, '../docs/images/playground.png') });
  }
});

test("a clerk's example runs with the token of a clerk", async () => {
  const { page, strayRequests, problems } = await openPage(browser, origin);
  // Tabs that have just been drawn take a click for the beginning of a drag.
  const open = async () => {
    await page.getByRole('tab', { name: 'CounterOrder' }).click();
    return editorText(page, 'Variables');
  };
  await expect.poll(open, { timeout: 10_000, interval: 300 }).toContain('POS-1-0001');
  expect(await page.locator('#audience').innerText()).toBe('This example needs a token of the role clerk.');
  expect(await page.locator('#command').innerText()).toBe('npm run token -- --role clerk --store QINGCHUN');
  expect(await runOperation(page)).toEqual({
    errors: expect.arrayContaining([
      expect.objectContaining({ message: 'Cannot query field "submitPurchaseLendOrder" on type "Mutation".' }),
    ]),
  });
  // The schema of a clerk has it.
  const asked = page.waitForResponse(
    (response) => response.request().postData()?.includes('IntrospectionQuery') === true && response.ok(),
  );
  await page.fill('#token', await network.token(clerk));
  expect(await (await asked).text()).toContain('"submitPurchaseLendOrder"');
  expect(await runOperation(page)).toMatchObject({
    data: { submitPurchaseLendOrder: { __typename: 'PurchaseLendOrderLent' } },
  });
  // The browser notes the operation that was refused.
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [expect.stringContaining('400')] });
});

/** Gives the page a font with Chinese letters, as files of its own origin. */
async function useChineseLetters(page: Page): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'));
  await page.route('**/chinese-letters/*', async (route) => {
    const file = route.request().url().split('/').at(-1) ?? '';
    await route.fulfill({ contentType: 'font/woff2', body: await readFile(join(folder, 'files', file)) });
  });
  const faces = (await readFile(join(folder, 'index.css'), 'utf8')).replaceAll(
    './files/',
    `${origin}/chinese-letters/`,
  );
  const families = `
    body, button, input { font-family: 'Open Sans', 'Noto Sans SC Variable' !important; }
    code, .monaco-editor .view-line, .monaco-editor .view-line span {
      font-family: 'Fira Code', 'Noto Sans SC Variable', monospace !important;
    }`;
  await page.addStyleTag({ content: faces + families });
  await page.evaluate(
    `document.fonts.load('16px "Noto Sans SC Variable"', '全市馆藏书店在售金陵图书馆三体典藏版刘慈欣重庆出版社')`,
  );
  await page.waitForTimeout(1_000);
}
