// Pages are built by real Vite, of a small folder of pages; the network's own take seconds and are built before the tests.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildPages } from './build.ts';
import { isFresh, readManifest } from './freshness.ts';
import { distFolder, webFolder } from './pages.ts';
import { servePages } from './serve.ts';

let source: string;
let dist: string;

beforeEach(async () => {
  source = await mkdtemp(join(tmpdir(), 'shelfgraph-web-'));
  dist = join(source, 'dist');
  await mkdir(join(source, 'desk'));
  await writeFile(
    join(source, 'desk/index.html'),
    `<!doctype html><html lang="zh-CN"><head><title>Desk</title>
    <script type="application/json" id="config">{}</script><script type="module" src="./desk.ts"></script></head></html>`,
  );
  await writeFile(join(source, 'desk/desk.ts'), `import('./later.ts').then(({ later }) => later('柜台' as string));`);
  await writeFile(join(source, 'desk/later.ts'), 'export const later = (text: string) => document.title = text;');
});
afterEach(() => rm(source, { recursive: true, force: true }));

const served = async (config = {}) => {
  const app = Fastify();
  await app.register(servePages({ pages: [{ folder: 'desk', path: '/desk', config: () => config }], dist }));
  return app;
};

test('what is built is hashed, split and compressed, and fresh until a source changes', async () => {
  expect(isFresh({ source, dist })).toBe(false);
  const { assets, build, pages } = await buildPages({ source, dist });
  expect(pages).toEqual(['desk']);
  expect(assets.toSorted()).toEqual([
    expect.stringMatching(/^desk-.{8}\.js$/),
    expect.stringMatching(/^later-.{8}\.js$/),
  ]);
  for (const file of assets) {
    const content = await readFile(join(dist, build, 'assets', file));
    expect(brotliDecompressSync(await readFile(join(dist, build, 'assets', `${file}.br`)))).toEqual(content);
    expect(gunzipSync(await readFile(join(dist, build, 'assets', `${file}.gz`)))).toEqual(content);
  }
  expect(isFresh({ source, dist })).toBe(true);
  await writeFile(join(source, 'desk/later.ts'), 'export const later = (text: string) => alert(text);');
  expect(isFresh({ source, dist })).toBe(false);
});

test('the network’s own pages are built for production, also for tests: they name no file of this machine', async () => {
  const { build, assets } = readManifest()!;
  const scripts = assets.filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  const texts = await Promise.all(scripts.map((file) => readFile(join(distFolder, build, 'assets', file), 'utf8')));
  expect(scripts.filter((_, index) => texts[index]?.includes(join(webFolder, '..')))).toEqual([]);
});

test('two builds at once leave one whole build', async () => {
  const builds = await Promise.all([buildPages({ source, dist }), buildPages({ source, dist })]);
  expect(builds[0]).toEqual(builds[1]);
  expect((await readdir(dist)).toSorted()).toEqual([String(builds[0]?.build), 'manifest.json'].toSorted());
  expect(await readdir(join(dist, String(builds[0]?.build), 'assets'))).toHaveLength(6);
});

test('the files of the build before are served still, those of older ones are gone', async () => {
  const app = await served();
  const all: string[] = [];
  for (const word of ['一', '二', '三']) {
    await writeFile(join(source, 'desk/later.ts'), `export const later = (text: string) => alert('${word}' + text);`);
    const { assets } = await buildPages({ source, dist });
    all.push(assets.find((file) => file.startsWith('later')) ?? '');
  }
  const statuses = await Promise.all(all.map(async (file) => (await app.inject(`/assets/${file}`)).statusCode));
  expect(statuses).toEqual([404, 200, 200]);
});

test('a page is in the language of the browser, has its config, and is sent only when it has changed', async () => {
  await buildPages({ source, dist });
  const app = await served({ name: '</script> $& 青春' });
  const page = (headers = {}) => app.inject({ url: '/desk', headers });
  const chinese = await page();
  expect(chinese.body).toContain('<html lang="zh-CN">');
  expect(chinese.body).toContain('id="config">{"name":"\\u003c/script> $& 青春"}</script>');
  expect(chinese.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self';"),
    'x-content-type-options': 'nosniff',
  });
  expect(String(chinese.headers['content-security-policy'])).not.toContain('unsafe-eval');
  for (const [accepted, lang] of [
    ['en-GB,en;q=0.9', 'en'],
    ['en;q=0.5, zh-TW', 'zh-CN'],
    ['fr', 'en'],
    ['fr, zh;q=0.3', 'zh-CN'],
    ['*', 'zh-CN'],
  ]) {
    expect((await page({ 'accept-language': accepted })).body, accepted).toContain(`<html lang="${lang}">`);
  }
  const again = await page({ 'if-none-match': chinese.headers.etag });
  expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
  const compressed = await page({ 'accept-encoding': 'gzip, br' });
  expect(compressed.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(compressed.rawPayload).toString()).toBe(chinese.body);
});

test('files are cached for ever by their names, compressed as the browser can', async () => {
  const { assets } = await buildPages({ source, dist });
  const app = await served();
  for (const file of assets) {
    const url = `/assets/${file}`;
    const plain = await app.inject({ url });
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    const br = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body);
    const gzip = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body);
    expect((await app.inject({ url, headers: { 'if-none-match': plain.headers.etag } })).statusCode).toBe(304);
  }
  for (const url of ['/assets/desk-00000000.js', '/assets/..%2Fmanifest.json', '/assets/%2e%2e']) {
    expect((await app.inject({ url })).statusCode).toBe(404);
  }
});

test('a gateway without built pages says what to run', async () => {
  const app = await served();
  const { statusCode, body } = await app.inject('/desk');
  expect(statusCode).toBe(503);
  expect(body).toContain('npm run build');
  expect(readManifest(dist)).toBeUndefined();
});
