// The playground over a small graph: tokens, tabs and the schema of whoever asks. The whole network's is in test/playground.e2e.test.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { buildSchema, graphql } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editorText, fullEditor, launchBrowser, openPage, runOperation } from '../../test/browser.ts';
import { networkPages } from './pages.ts';

let app: FastifyInstance;
let origin: string;
let operations: string;
let browser: Browser;

beforeAll(async () => {
  operations = await mkdtemp(join(tmpdir(), 'shelfgraph-operations-'));
  await writeFile(
    join(operations, 'a.graphql'),
    '# Greets a reader.\n# 问候读者。\nquery Greet($name: String!) {\n  greet(name: $name)\n}\n',
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
  await app.register(networkPages({ operations }));
  origin = await app.listen({ port: 0, host: '127.0.0.1' });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await rm(operations, { recursive: true, force: true });
});

const example = (page: Page, name: string) => page.locator(`[data-example="${name}"]`);

test('examples open in tabs and run as the token says, and a reload keeps them', async () => {
  const { page, strayRequests, problems } = await openPage(browser, origin);
  await fullEditor(page);
  expect(await page.title()).toBe('Shelfgraph');
  expect(await editorText(page, 'Operation Editor')).toContain('# Greets a reader.');
  expect(await runOperation(page)).toEqual({ data: { greet: '你好，小明' } });

  await example(page, 'Whoami').click();
  await expect.poll(() => editorText(page, 'Operation Editor')).toContain('query Whoami');
  expect(await page.locator('#command').innerText()).toBe('npm run token -- --role librarian --library NJ-JL');
  expect(await runOperation(page)).toEqual({ data: { token: 'none' } });
  await page.fill('#token', 'abc');
  expect(await runOperation(page)).toEqual({ data: { token: 'Bearer abc' } });

  await expect
    .poll(() => page.evaluate(`JSON.parse(sessionStorage.getItem('graphiql:tabState')).tabs.map(({ title }) => title)`))
    .toEqual(['Greet', 'Whoami']); // they are kept after a moment
  await page.reload();
  await fullEditor(page);
  expect(await page.locator('.graphiql-tab').allInnerTexts()).toEqual(['Greet', 'Whoami']);
  await expect.poll(() => editorText(page, 'Operation Editor')).toContain('query Whoami');
  expect(await page.inputValue('#token')).toBe('abc');
  await example(page, 'Greet').click();
  await expect.poll(() => editorText(page, 'Variables')).toContain('小明');
  expect(await page.locator('.graphiql-tab').count()).toBe(2);
  // Nothing of it outlives the window.
  expect(await page.evaluate('localStorage.length')).toBe(0);
  expect({ strayRequests, problems }).toEqual({ strayRequests: [], problems: [] });

  const { page: another } = await openPage(browser, origin);
  expect(await another.inputValue('#token')).toBe('');
});

test('the schema is that of the person of the token, and everybody’s where the token has expired', async () => {
  const { page } = await openPage(browser, origin);
  await fullEditor(page);
  const asked: { authorization: string | null; hasSecret: boolean | null }[] = [];
  page.on('response', async (response) => {
    if (!response.request().postData()?.includes('IntrospectionQuery')) return;
    const authorization = response.request().headers()['authorization'] ?? null;
    const answer = { authorization, hasSecret: null as boolean | null };
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

test('an operation can be edited and run before the full editor has come, which takes over what is there', async () => {
  const page = await browser.newPage();
  const arrived = Promise.withResolvers<void>();
  await page.route('**/assets/graphiql-*.js', async (route) => {
    await arrived.promise;
    await route.continue();
  });
  await page.goto(origin);
  await page.fill('#plain-variables', '{ "name": "小红" }');
  await page.click('#run');
  await expect.poll(() => page.locator('#plain-answer').innerText()).toContain('你好，小红');
  arrived.resolve();
  await fullEditor(page);
  expect(await editorText(page, 'Variables')).toContain('小红');
  await expect.poll(() => page.locator('.result-window').innerText()).toContain('你好，小红');
  await page.close();
});

test('a page is sent again only when an example has changed', async () => {
  const first = await app.inject({ url: '/' });
  expect(first.body.length).toBeLessThan(10_000);
  const headers = { 'if-none-match': String(first.headers.etag) };
  expect((await app.inject({ url: '/', headers })).statusCode).toBe(304);
  await writeFile(join(operations, 'c.graphql'), 'query Third { token }');
  expect((await app.inject({ url: '/', headers })).body).toContain('query Third');
  await rm(join(operations, 'c.graphql'));
});
