// `npm run gateway` in front of a graph that is not Shelfgraph's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type HttpSubgraphs, startSubgraphs } from './http-subgraphs.ts';
import { freePort, startProcess, type TestProcess } from './process.ts';

let folder: string;
let subgraphs: HttpSubgraphs;
const running: TestProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-gateway-'));
  subgraphs = await startSubgraphs();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.kill('SIGKILL')));
});
afterAll(async () => {
  await subgraphs[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, sdl: string): string {
  const path = join(folder, name);
  writeFileSync(path, sdl);
  return path;
}

/** A supergraph of one subgraph. */
function graph(url: string): string {
  return `enum join__Graph { A @join__graph(name: "a", url: "${url}") } type Query { a: Int }`;
}

async function start(args: string[]) {
  const port = await freePort();
  const process = startProcess('scripts/gateway.ts', [...args, '--port', String(port)]);
  running.push(process);
  await process.said('The gateway answers at');
  return { process, origin: `http://127.0.0.1:${port}` };
}

async function failed(args: string[]) {
  const process = startProcess('scripts/gateway.ts', [...args, '--port', String(await freePort())]);
  return { code: await process.ended, output: process.output().trim() };
}

async function ask(origin: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

describe('it serves a supergraph', () => {
  const query = '{ book(id: 1) { title price holdings { now } } }';
  const data = { book: { title: 'Cloud', price: 70, holdings: [{ now: 7 }, { now: 3 }, { now: 0 }] } };

  test('from where its subgraphs are, with no envelope and only the headers that are forwarded', async () => {
    const path = file('own.graphql', subgraphs.supergraphSdl);
    const forward = ['--forward', 'Authorization', '--forward', 'x-tenant'];
    const { process, origin } = await start(['--supergraph', path, ...forward]);
    subgraphs.received.length = 0;
    const headers = { authorization: 'Bearer of-theirs', 'x-other': '1' };
    expect(await ask(origin, query, headers)).toEqual({ data });
    expect(subgraphs.received.map(({ subgraph }) => subgraph).toSorted()).toEqual([
      'bookstores',
      'central',
      'districts',
    ]);
    for (const { headers } of subgraphs.received) {
      expect(headers.authorization).toBe('Bearer of-theirs');
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-other']));
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-shelfgraph-envelope']));
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['x-tenant']));
    }
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    await process.kill('SIGTERM');
    expect(await process.ended).toBe(0);
  });

  test('from other URLs than it names', async () => {
    const elsewhere = subgraphs.supergraphSdl.replaceAll(/url: "http:\/\/127[^"]*"/g, 'url: ""');
    const urls = Object.entries(subgraphs.urls).flatMap(([name, url]) => ['--url', `${name.toUpperCase()}=${url}`]);
    const { origin } = await start(['--supergraph', file('elsewhere.graphql', elsewhere), ...urls]);
    expect(await ask(origin, query)).toEqual({ data });
  });
});

describe('what it cannot serve gets one clear message that names the file', () => {
  test.each([
    ['no GraphQL', 'graph { oops', 'It is not GraphQL, line 1, column 1: Syntax Error: Unexpected Name "graph".'],
    ['nothing', ' \n', 'It is empty.'],
    ['a plain schema', 'type Query { a: Int }', 'It is not a composed supergraph: the enum join__Graph is missing.'],
    ['a subgraph without a URL', graph(''), 'It does not say where its subgraph a answers. Give --url a=URL.'],
    ['a subgraph that is not on HTTP', graph('local://a'), 'Its subgraph a is at "local://a", which is no HTTP URL.'],
    ['a graph without a name', 'enum join__Graph { A } type Query { a: Int }', 'The value A of its enum join__Graph'],
    ['a type that is not there', `${graph('http://a')} type B { c: C }`, 'Unknown type: "C".'],
    [
      'a graph that is not there',
      'enum join__Graph { A @join__graph(name: "a", url: "http://a") } type Query @join__type(graph: B) { a: Int }',
      "Subgraph not found: 'B'",
    ],
  ])('%s', async (name, sdl, message) => {
    const path = file(`${name.replaceAll(' ', '-')}.graphql`, sdl);
    const { code, output } = await failed(['--supergraph', path]);
    expect(output).toContain(`The supergraph ${path} cannot be served. `);
    expect(output).toContain(message);
    expect(output.split('\n').length).toBeLessThan(4);
    expect(code).toBe(1);
  });

  test('a file that is not there, and a folder', async () => {
    const missing = join(folder, 'missing.graphql');
    expect(await failed(['--supergraph', missing])).toEqual({
      code: 1,
      output: `The supergraph ${missing} cannot be served. There is no such file.`,
    });
    expect((await failed(['--supergraph', folder])).output).toBe(
      `The supergraph ${folder} cannot be served. It is a folder.`,
    );
  });

  test('a URL for a subgraph that it has not', async () => {
    const path = file('right.graphql', subgraphs.supergraphSdl);
    const { code, output } = await failed(['--supergraph', path, '--url', 'reviews=http://127.0.0.1:1/']);
    expect(output).toContain('It has no subgraph reviews, for which a URL is given. It has');
    expect(code).toBe(1);
  });
});

test.each([
  ['no file', [], 'Give the file of a supergraph: --supergraph FILE.'],
  ['a URL without a name', ['--supergraph', 'x', '--url', 'http://a'], '--url is NAME=URL'],
  ['a time limit that is none', ['--supergraph', 'x', '--timeout', '5s'], '--timeout is a number of milliseconds'],
  ['a header that cannot be', ['--supergraph', 'x', '--forward', 'a b'], '--forward is the name of a header'],
  ['a header of its own', ['--supergraph', 'x', '--forward', 'Host'], 'cannot pass on "host"'],
  ['an option that it has not', ['--port2', '1'], "Unknown option '--port2'"],
])('called with %s it explains itself and exits 2', async (_, args, message) => {
  const { code, output } = await failed(args);
  expect(output).toContain(message);
  expect(code).toBe(2);
});
