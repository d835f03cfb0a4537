// Pictures for the documents, taken by the tests of what they show: with SCREENSHOTS=1, `npm run screenshots`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

/** Takes docs/images/NAME.png of what the page shows, in Chinese letters that the browser of the tests does not have by itself. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return;
  await useChineseLetters(page);
  await page.screenshot({ path: join(import.meta.dirname, `../docs/images/${name}.png`) });
}

/** Gives the page a font with Chinese letters, as files of its own origin. */
async function useChineseLetters(page: Page): Promise<void> {
  const folder = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc/package.json'));
  const { origin } = new URL(page.url());
  await page.route('**/chinese-letters/*', async (route) => {
    const file = route.request().url().split('/').at(-1) ?? '';
    await route.fulfill({ contentType: 'font/woff2', body: await readFile(join(folder, 'files', file)) });
  });
  const index = await readFile(join(folder, 'index.css'), 'utf8');
  const faces = index.replaceAll('./files/', `${origin}/chinese-letters/`);
  const families = `
    body, button, input, select, summary { font-family: 'Open Sans', 'Noto Sans SC Variable' !important; }
    code, .monaco-editor .view-line, .monaco-editor .view-line span {
      font-family: 'Fira Code', 'Noto Sans SC Variable', monospace !important;
    }`;
  await page.addStyleTag({ content: faces + families });
  // Each file has the letters of a range: those that the page shows are asked for now.
  const text = await page.locator('body').innerText();
  for (const weight of [400, 700]) {
    await page.evaluate(`document.fonts.load('${weight} 16px "Noto Sans SC Variable"', ${JSON.stringify(text)})`);
  }
  await page.evaluate('document.fonts.ready.then(() => {})');
  // What was drawn without a letter is drawn anew.
  await page.evaluate('document.body.hidden = true; document.body.offsetHeight; document.body.hidden = false');
  await page.waitForTimeout(1_000);
}
