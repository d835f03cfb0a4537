// A real browser for tests: the Chromium that npm brings (Linux), or the system's own where there is none or it lacks a
// library. The one from npm brings the libraries that a bare system has not (NSS, ATK and others), but not libc.
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

/** Chromium calls its makers for updates, accounts and field trials; a test browser reaches only what the test names. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts a headless browser, also as root. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  const args = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage', ...quiet];
  return chromium.launch({ executablePath, env, args, headless: true });
}

export interface WatchedPage {
  page: Page;
  /** Addresses of all requests that did not go to `origin`. Must stay empty. */
  strayRequests: string[];
  /** What the page reported as wrong: exceptions, refused resources, console errors. Must stay empty. */
  problems: string[];
}

/** Opens a page at `origin` and notes every request that leaves it. */
export async function openPage(browser: Browser | BrowserContext, origin: string, path = '/'): Promise<WatchedPage> {
  const context = 'contexts' in browser ? await browser.newContext({ locale: 'en' }) : browser;
  const page = await context.newPage();
  await page.setViewportSize({ width: 1400, height: 900 });
  const strayRequests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const inside = url.protocol === 'data:' || url.protocol === 'blob:' || url.origin === origin;
    if (!inside) strayRequests.push(request.url());
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) strayRequests.push(socket.url());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(origin + path);
  return { page, strayRequests, problems };
}

/** What stands against WCAG 2.2 AA in the page as it is now, by axe: the rule and the elements. Must be empty. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Bytes that came over the line for the page and its files, as they were compressed. */
export function weightOf(page: Page): Promise<number> {
  return page.evaluate<number>(`performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .filter(({ name }) => !name.endsWith('/graphql')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);
}

/** Waits until GraphiQL has taken the place of the playground's first editor. */
export async function fullEditor(page: Page): Promise<void> {
  await page.locator('.full[data-loaded="true"]').waitFor();
  await page.locator('.graphiql-editor .view-line').first().waitFor();
}

/** The visible text of one of GraphiQL's editors: 'Operation Editor', 'Variables' or 'Headers'. */
export function editorText(page: Page, label: string): Promise<string> {
  return visibleText(page.getByLabel(label).first());
}

/** Presses GraphiQL's Run button and gives the answer, once the page shows it. */
export async function runOperation(page: Page): Promise<unknown> {
  const arriving = page.evaluate<unknown>(nextAnswer);
  // A click on what has just been drawn may be lost.
  const clicking = setInterval(() => void click().catch(() => {}), 3_000);
  const click = () => page.getByRole('button', { name: 'Execute query' }).click({ timeout: 2_000 });
  await click().catch(() => {});
  const { extensions: _, ...answer } = (await arriving.finally(() => clearInterval(clicking))) as Record<
    string,
    unknown
  >;
  // GraphiQL does not show the places of errors, nor what the page has asked for beside the answer.
  const whole = withoutSpace(JSON.stringify(answer, (key, value) => (key === 'locations' ? undefined : value)));
  const result = page.locator('.result-window');
  await waitUntil(
    async () => {
      const shown = withoutSpace(await visibleText(result));
      return shown.length > 0 && whole.startsWith(shown);
    },
    `the page does not show ${whole.slice(0, 200)}`,
  );
  return answer;
}

/** Runs in the page, which sees every answer whole; the browser at times does not report that a response has ended. */
const nextAnswer = `new Promise((arrived) => {
  const send = self.fetch;
  self.fetch = async (url, options) => {
    const response = await send(url, options);
    const isDryRun = new Headers(options?.headers).get('x-shelfgraph-plan') === 'dry-run';
    if (!isDryRun && !String(options?.body).includes('IntrospectionQuery')) {
      self.fetch = send;
      arrived(response.clone().json());
    }
    return response;
  };
})`;

/** Monaco keeps its lines in any order, each at its place, with spaces that do not break. */
async function visibleText(editor: Locator): Promise<string> {
  const lines = await editor
    .locator('.view-line')
    .evaluateAll((elements) =>
      elements.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' })),
    );
  return lines
    .toSorted((one, other) => one.top - other.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join('\n');
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}

async function waitUntil(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`After 10 s ${otherwise}`);
    await sleep(50);
  }
}

interface Chromium {
  executablePath: string;
  env: Record<string, string>;
}

async function findChromium(): Promise<Chromium> {
  const system = process.env.CHROMIUM ?? onPath(['chromium', 'chromium-browser', 'google-chrome']);
  if (system !== undefined) return { executablePath: system, env: environment({}) };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Browser tests need Chromium: install it, or set CHROMIUM to its path.');
  }
  const folder = await unpackChromium();
  return {
    executablePath: join(folder, 'chromium'),
    env: environment({ LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
  };
}

function environment(more: Record<string, string>): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(own), ...more };
}

/** The package unpacks into the temporary folder of its process; done apart and moved, no test sees half of it. */
async function unpackChromium(): Promise<string> {
  // Where it really lies: the link of a checkout that shares its packages goes with the checkout.
  const cache = join(await realpath(join(import.meta.dirname, '../node_modules')), '.cache');
  const folder = join(cache, 'chromium');
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'chromium-'));
  const script = `
    import chromium, { inflate } from '@sparticuz/chromium';
    import { fileURLToPath } from 'node:url';
    const libraries = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'));
    await Promise.all([chromium.executablePath(), inflate(fileURLToPath(libraries))]);
  `;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, TMPDIR: draft },
  });
  // Its own configuration names folders that are not these; without any font Chromium ends at the first letter.
  const fonts = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>`;
  await writeFile(join(draft, 'fonts.conf'), fonts);
  await rename(draft, folder).catch(() => rm(draft, { recursive: true })); // another test was faster
  return folder;
}

function onPath(names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
