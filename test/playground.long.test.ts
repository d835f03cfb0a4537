// How long the playground takes on slow lines, as Chromium simulates them: until its first example can be run, and until the full editor
// is there; on the first visit, and on the second, when the browser has kept its files. What is measured is printed.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fullEditor, launchBrowser } from './browser.ts';
import { openTestNetwork, type TestNetwork } from './network.ts';

let network: TestNetwork;
let browser: Browser;

beforeAll(async () => {
  network = await openTestNetwork({ canSignIn: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await network?.[Symbol.asyncDispose]();
});

test.each([
  // Lighthouse's slow 4G, and a fair line.
  { line: '1.6 Mbit/s, 150 ms', bytesPerSecond: 200_000, latency: 150, limitMs: 2_000 },
  { line: '10 Mbit/s, 40 ms', bytesPerSecond: 1_250_000, latency: 40, limitMs: 1_000 },
])('on a line of $line an operation can be run soon', async ({ line, bytesPerSecond, latency, limitMs }) => {
  const context = await browser.newContext();
  const origin = new URL(network.url).origin;
  for (const visit of ['first', 'second']) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const throughput = { downloadThroughput: bytesPerSecond, uploadThroughput: bytesPerSecond };
    await session.send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput });
    const begun = performance.now();
    const since = () => Math.round(performance.now() - begun);
    await page.goto(origin, { waitUntil: 'commit' });
    await page.locator('#run').waitFor();
    const runnable = since();
    const [response] = await Promise.all([
      page.waitForResponse((each) => each.request().headers()['x-shelfgraph-plan'] === '1'),
      page.click('#run'),
    ]);
    await response.finished();
    const answered = since();
    await fullEditor(page);
    console.log(
      `playground over ${line}, ${visit} visit: can be run after ${runnable} ms, answered ${answered} ms, full editor ${since()} ms`,
    );
    expect(runnable).toBeLessThan(limitMs);
    await page.close();
  }
  await context.close();
});
