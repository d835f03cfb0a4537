// Pictures for the documents: taken with SCREENSHOTS=1, `npm run screenshots`.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

/** Takes a picture of the page into docs/images, when pictures are asked for. */
export async function takePicture(page: Page, file: string, origin: string): Promise<void> {
  if (process.env['SCREENSHOTS'] !== '1') return;
  await useChineseLetters(page, origin);
  await page.screenshot({ path: join(import.meta.dirname, '../docs/images', file) });
}

/** Gives the page a font with Chinese letters, as files of its own origin. */
async function useChineseLetters(page: Page, origin: string): Promise<void> {
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
    body, button, input, text { font-family: 'Open Sans', 'Noto Sans SC Variable' !important; }
    code, pre, textarea, .monaco-editor .view-line, .monaco-editor .view-line span {
      font-family: 'Open Sans', 'Noto Sans SC Variable', monospace !important;
    }`;
  await page.addStyleTag({ content: faces + families });
  const shown = await page.evaluate<string>('document.body.innerText');
  await page.evaluate(`document.fonts.load('16px "Noto Sans SC Variable"', ${JSON.stringify(shown)})`);
  // Chromium keeps how words were drawn without the letters: in another width they are other words.
  await page.addStyleTag({ content: '#root, #root button { letter-spacing: 0.005em; }' });
  await page.waitForTimeout(1_000);
}
