// The playground of the whole network in a real browser. With SCREENSHOTS=1 (`npm run screenshots`) it also takes the pictures of the
// documents, in Chinese letters that the browser of the tests does not have by itself.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { standardLimits } from '../gateway/limits/roles.ts';
import { readExamples } from '../gateway/pages/examples.ts';
import { ownOperations } from '../gateway/trusted/registered.ts';
import { fullEditor, launchBrowser, openPage, runOperation } from './browser.ts';
import { clerk, openTestNetwork, reader, type TestNetwork } from './network.ts';
import { takePicture } from './pictures.ts';

const examples = await readExamples(ownOperations);

let network: TestNetwork;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  // What people may ask is as it is; that the machine of the tests is busy refuses nothing.
  const limits = { ...standardLimits, process: { ...standardLimits.process, wait: 600_000 } };
  network = await openTestNetwork({ canSignIn: true, limits });
  origin = new URL(network.url).origin;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
});

const open = async (page: Page, name: string) => {
  const example = page.locator(`[data-example="${name}"]`);
  await example.click();
  await example.and(page.locator('[aria-current="true"]')).waitFor();
};
const panel = (page: Page, name: string) => page.locator(`[data-panel="${name}"]`).click();
const signedIn = (page: Page) => page.locator('.signing-in [aria-pressed="true"]').getAttribute('data-role');

const isRun = (response: Response) => response.request().headers()['x-shelfgraph-plan'] === '1';

/** The answer of the operation that the click runs, and not of what is asked beside it. */
async function runByClick(page: Page): Promise<{ data: unknown; errors?: unknown }> {
  const [response] = await Promise.all([page.waitForResponse(isRun), page.click('#run')]);
  return (await response.json()) as { data: unknown };
}

test('what is needed to run an operation is small, and comes before the rest', async () => {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const sizes = new Map<string, number>();
  session.on('Network.responseReceived', ({ requestId, response: { url } }) => {
    // The answers of the graph are no part of the page.
    if (!url.endsWith('/graphql')) sizes.set(requestId, 0);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (sizes.has(requestId)) sizes.set(requestId, encodedDataLength);
  });
  const bytes = () => [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const held = Promise.withResolvers<void>();
  // What the HTML names is what is needed first.
  const html = await (await fetch(origin)).text();
  await page.route('**/assets/*', async (route) => {
    if (!html.includes(new URL(route.request().url()).pathname)) await held.promise;
    await route.continue();
  });
  await page.goto(origin);
  await page.locator('#run').waitFor();
  await expect.poll(bytes).toBeGreaterThan(10_000);
  expect(bytes()).toBeLessThan(30_000);
  console.log(`page: ${bytes()} bytes until an operation can be run`);
  held.resolve();
  await fullEditor(page);
  await page.waitForLoadState('networkidle');
  console.log(`page: ${bytes()} bytes in all`);
  expect(bytes()).toBeLessThan(1_200_000);
  await page.close();
});

test('the first example runs by its button and shows what the city holds of 三体', async () => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const { page, strayRequests, problems } = await openPage(context, origin);
  await fullEditor(page);
  const answer = (await runOperation(page)) as { data: { booksByIsbn: { title: string; holdings: unknown[] }[] } };
  expect(answer.data.booksByIsbn.map(({ title }) => title)).toEqual(['三体 典藏版', '三体']);
  expect(answer.data.booksByIsbn.map(({ holdings }) => holdings.length)).toEqual([14, 14]);
  expect(await page.locator('.result-window').innerText()).toContain('三体');
  // What it cost of what anybody may ask for, and what is left of the rate.
  await expect.poll(() => page.locator('.meter').innerText()).toMatch(/369.*2,000/s);
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
  await panel(page, 'plan');
  await page.locator('.plan .box').first().waitFor();
  await takePicture(page, 'playground.png', origin);
  await context.close();
});

test('every example is opened and run by a click each, as its audience, and shows data', async () => {
  const { page, strayRequests, problems } = await openPage(browser, origin);
  await fullEditor(page);
  for (const { name, kind, audience } of examples) {
    if (kind === 'subscription') continue;
    await open(page, name);
    const { data, errors } = await runByClick(page);
    expect({ name, errors }).toEqual({ name, errors: undefined });
    expect(Object.values(data as object), name).not.toContain(null);
    const [field = ''] = Object.keys(data as object);
    await expect.poll(() => page.locator('.result-window').innerText()).toContain(`"${field}"`);
    if (audience) expect(await signedIn(page)).toBe(audience);
  }
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
  await page.close();
});

test('the plan of what asks all four services is drawn, with the times of the run', async () => {
  // The reader has borrowed a book, if not yet.
  const { query = '', variables = '{}' } = examples.find(({ name }) => name === 'CounterOrder') ?? {};
  expect((await network.query(query, JSON.parse(variables), clerk)).errors).toBeUndefined();
  const { page, problems } = await openPage(browser, origin);
  await fullEditor(page);
  await open(page, 'ReaderAtTheDesk');
  await panel(page, 'plan');
  await runByClick(page);
  expect(await signedIn(page)).toBe('librarian');
  const boxes = page.locator('.plan .box');
  await expect
    .poll(async () => new Set(await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('data-subgraph')))))
    .toEqual(new Set(['lending', 'central', 'bookstores', 'districts']));
  await expect.poll(() => page.locator('.waterfall li').count()).toBe(await boxes.count());
  expect(await page.locator('.waterfall').innerText()).toMatch(/\d+\.\d ms · \d+ entit/);
  expect(await page.locator('.fields').innerText()).toContain('Book.offers');
  // A click shows what is sent.
  await page.locator('.box[data-subgraph="bookstores"]').first().click();
  expect(await page.locator('.details pre').innerText()).toContain('offers');
  expect(await page.locator('.details').innerText()).toContain('Book { id }');
  expect(problems).toEqual([]);
  await takePicture(page, 'plan.png', origin);
  await page.close();
});

test('the map shows the schema of whoever asks, by owners, and finds types', async () => {
  const { page, problems } = await openPage(browser, origin);
  await fullEditor(page);
  await panel(page, 'map');
  await page.locator('[data-type="Book"]').waitFor();
  expect(await page.locator('[data-type="Fund"]').count()).toBe(0);
  await page.getByRole('button', { name: 'Librarian' }).click();
  await page.locator('[data-type="Fund"]').waitFor();
  await page.locator('.seek input').fill('Fund');
  await expect.poll(() => page.locator('.type:not(.dimmed)').count()).toBeLessThan(10);
  await page.locator('.seek input').fill('');
  await page.locator('[data-type="Book"]').click();
  const details = page.locator('.type-details');
  expect(await details.innerText()).toMatch(/offers.*\[Offer!\]/);
  expect(
    await details.locator('div', { hasText: 'offers' }).first().locator('.owner').first().getAttribute('title'),
  ).toBe('bookstores');
  await details.getByRole('button', { name: /Offer/ }).first().click();
  expect(await details.locator('h3').innerText()).toBe('Offer');
  expect(problems).toEqual([]);
  await takePicture(page, 'schema-map.png', origin);
  await page.close();
});

test('a subscription is shown as it arrives, until it is stopped', async () => {
  const { page, problems } = await openPage(browser, origin);
  await fullEditor(page);
  await open(page, 'WatchAvailability');
  const begun = page.waitForResponse(
    (response) => response.headers()['content-type']?.startsWith('text/event-stream') === true,
  );
  await page.click('#run');
  await begun;
  const { query = '', variables = '' } = examples.find(({ name }) => name === 'LoanOnline') ?? {};
  const { data } = await network.query(
    query,
    { input: { ...JSON.parse(variables).input, idempotencyKey: 'APP-2-0001' } },
    reader('N2026000002'),
  );
  expect(data).toMatchObject({ requestLoan: { __typename: 'LoanRequested' } });
  await expect.poll(() => page.locator('.events pre').first().innerText()).toContain('B000002');
  await page.getByRole('button', { name: 'Stop', exact: false }).first().click();
  await page.locator('#run').waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test('an operation is copied for a shell and a program and shared by a link, never with the token', async () => {
  const context = await browser.newContext({ locale: 'en' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const { page } = await openPage(context, origin);
  await fullEditor(page);
  await page.getByRole('button', { name: 'Reader', exact: true }).click();
  await expect.poll(() => signedIn(page)).toBe('reader');
  await open(page, 'Search');
  const copied = async (name: string, at: number) => {
    const button = page.locator('.toolbar > button').nth(at);
    expect(await button.innerText()).toBe(name);
    await button.click();
    await expect.poll(() => button.innerText()).toBe('✓ Copied');
    return page.evaluate<string>('navigator.clipboard.readText()');
  };
  const token = await page.evaluate<string>(`sessionStorage.getItem('token')`);
  expect(token.length).toBeGreaterThan(100);
  const curl = await copied('Copy curl', 1);
  const program = await copied('Copy TypeScript', 2);
  const link = await copied('Share link', 3);
  for (const text of [curl, program, link]) expect(text).not.toContain(token);
  expect(curl).toContain('authorization: Bearer $TOKEN');
  // The program is one that runs: as nobody, without the line of the token.
  const source = `${program.replace(/^.*authorization.*$\n/m, '')}\nexport { data, errors };`;
  const { data, errors } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  expect(errors).toBeUndefined();
  expect(data.searchBooks.totalCount).toBeGreaterThan(0);

  const { page: another } = await openPage(browser, origin, link.slice(origin.length));
  await fullEditor(another);
  expect(await another.locator('.graphiql-tab').allInnerTexts()).toEqual(['Search']);
  expect(new URL(another.url()).hash).toBe('');
  expect(await runByClick(another)).toMatchObject({ data: { searchBooks: expect.anything() } });
  await context.close();
  await another.close();
});

test.each(['zh-CN', 'en'])('the page in %s has no violations that axe finds', async (locale) => {
  const context: BrowserContext = await browser.newContext({ locale });
  const { page } = await openPage(context, origin);
  const violations = async (without: string[] = []) => {
    const builder = new AxeBuilder({ page });
    for (const selector of without) builder.exclude(selector);
    const { violations: found } = await builder.analyze();
    return found.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => String(target)) }));
  };
  await page.locator('#run').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe(locale);
  expect(await page.locator('#run').innerText()).toContain(locale === 'en' ? 'Run' : '运行');
  await fullEditor(page);
  await page.click('#run');
  // The map is a hundred boxes, and the same in both: once is enough.
  for (const name of locale === 'en' ? ['plan'] : ['plan', 'map']) {
    await panel(page, name);
    await page.locator('.picture').waitFor();
    // GraphiQL's tabs have a button within a button; Monaco's colours are its own.
    expect(await violations(['.graphiql-tab', '.monaco-editor'])).toEqual([]);
  }
  // The switch is remembered.
  await page.getByRole('button', { name: locale === 'en' ? '中文' : 'English' }).click();
  await page.reload();
  await page.locator('#run').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'en' ? 'zh-CN' : 'en');
  await context.close();
});
