import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, graphql } from 'graphql';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editorText, launchBrowser, openPage, runOperation } from '../../test/browser.ts';
import { playground } from './playground.ts';

let app: FastifyInstance;
let origin: string;
let operations: string;
let browser: Browser;

beforeAll(async () => {
  operations = await mkdtemp(join(tmpdir(), 'shelfgraph-operations-'));
  await writeFile(
    join(operations, 'a.graphql'),
    '# Greets a reader.\nquery Greet($name: String!) {\n  greet(name: $name)\n}\n',
  );
  await writeFile(join(operations, 'a.variables.json'), '{ "name": "小明" }');
  await writeFile(join(operations, 'b.graphql'), '# audience: librarian\nquery Whoami { # </script>\n  token\n}\n');
  await writeFile(join(operations, 'README.md'), 'not an operation');

  const schema = buildSchema('type Query { greet(name: String!): String token: String }');
  const whole = buildSchema('type Query { greet(name: String!): String token: String secret: String }');
  app = Fastify();
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>('/graphql', ({ body, headers }, reply) => {
    if (headers.authorization === 'Bearer expired') return reply.code(401).send({ errors: [{ message: 'expired' }] });
    return graphql({
      schema: headers.authorization === 'Bearer admin' ? whole : schema,
      source: body.query,
      variableValues: body.variables,
      rootValue: { greet: ({ name }: { name: string }) => `你好，${name}`, token: headers.authorization ?? 'none' },
    });
  });
  await app.register(playground, { operations });
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await rm(operations, { recursive: true, force: true });
});

test('the page opens with the examples and runs them, and no request leaves its origin', async () => {
  const { page, strayRequests, problems } = await openPage(browser, origin);
  const tabs = page.getByRole('tab', { name: /Greet|Whoami/ });
  await tabs.first().waitFor();
  expect(await page.title()).toBe('Shelfgraph');
  expect(await tabs.allInnerTexts()).toEqual(['Greet', 'Whoami']);
  expect(await editorText(page, 'Operation Editor')).toContain('# Greets a reader.');
  expect(await runOperation(page)).toEqual({ data: { greet: '你好，小明' } });

  await tabs.last().click();
  expect(await page.locator('#audience').innerText()).toBe('This example needs a token of the role librarian.');
  expect(await page.locator('#command').innerText()).toBe('npm run token -- --role librarian --library NJ-JL');
  expect(await runOperation(page)).toEqual({ data: { token: 'none' } });
  await page.fill('#token', 'abc');
  expect(await runOperation(page)).toEqual({ data: { token: 'Bearer abc' } });

  await expect
    .poll(() => page.evaluate(`JSON.parse(sessionStorage.getItem('graphiql:tabState')).activeTabIndex`))
    .toBe(1); // it is kept after a moment
  await page.reload();
  await tabs.first().waitFor();
  expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(['Greet', 'Whoami']);
  await expect.poll(() => editorText(page, 'Operation Editor')).toContain('query Whoami');
  expect(await page.locator('#audience').innerText()).toBe('This example needs a token of the role librarian.');
  expect(await page.inputValue('#token')).toBe('abc');
  expect(await page.evaluate('localStorage.length')).toBe(0);
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });
});

test('the schema is that of the person of the token, and everybody’s where the token has expired', async () => {
  const { page } = await openPage(browser, origin);
  await page.getByRole('tab', { name: 'Greet' }).waitFor();
  const asked: { authorization: string | null; hasSecret: boolean | null }[] = [];
  page.on('response', async (response) => {
    if (!response.request().postData()?.includes('IntrospectionQuery')) return;
    const answer = {
      authorization: response.request().headers()['authorization'] ?? null,
      hasSecret: null as boolean | null,
    };
    asked.push(answer);
    answer.hasSecret = (await response.text()).includes('"secret"');
  });
  await page.fill('#token', 'admin');
  await expect.poll(() => asked).toEqual([{ authorization: 'Bearer admin', hasSecret: true }]);
  await page.fill('#token', 'expired');
  await expect
    .poll(() => asked.slice(1))
    .toEqual([
      { authorization: 'Bearer expired', hasSecret: false },
      { authorization: null, hasSecret: false },
    ]);
  asked.length = 0;
  await page.fill('#token', 'admin');
  await expect.poll(() => asked).toEqual([{ authorization: 'Bearer admin', hasSecret: true }]);
  await page.reload();
  await expect.poll(() => asked.slice(1)).toEqual([{ authorization: 'Bearer admin', hasSecret: true }]);
});

test('a new window has neither the token nor the tabs of the last', async () => {
  const { page } = await openPage(browser, origin);
  expect(await page.inputValue('#token')).toBe('');
});

test('scripts are files of this origin, compressed, cached for ever by their content', async () => {
  const html = await (await fetch(origin)).text();
  expect(html.length).toBeLessThan(10_000);
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  expect(files).toHaveLength(4);
  for (const file of files) {
    const plain = await app.inject({ url: file });
    for (const encoding of ['br', 'gzip']) {
      const answer = await app.inject({ url: file, headers: { 'accept-encoding': encoding } });
      expect(answer.headers).toMatchObject({
        'content-encoding': encoding,
        'cache-control': 'public, max-age=31536000, immutable',
      });
      expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length);
    }
    const again = await app.inject({ url: file, headers: { 'if-none-match': String(plain.headers.etag) } });
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
  }
  expect((await app.inject({ url: '/playground/js-0.js' })).statusCode).toBe(404);
});

test('the page is asked for again each time, and sent only when it has changed', async () => {
  const first = await app.inject({ url: '/' });
  expect(first.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
  const headers = { 'if-none-match': String(first.headers.etag) };
  expect((await app.inject({ url: '/', headers })).statusCode).toBe(304);
  await writeFile(join(operations, 'c.graphql'), 'query Third { token }');
  expect((await app.inject({ url: '/', headers })).body).toContain('query Third');
  await rm(join(operations, 'c.graphql'));
});
