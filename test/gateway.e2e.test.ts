// `npm run gateway` in front of a graph that is not Shelfgraph's.
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-sse';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
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

async function readiness(origin: string): Promise<{ supergraph: { sha256: string } }> {
  return (await (await fetch(`${origin}/ready`)).json()) as { supergraph: { sha256: string } };
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

  test('with equal subscriptions over one stream of the subgraph, when it coalesces', async () => {
    const path = file('coalescing.graphql', subgraphs.supergraphSdl);
    const { origin } = await start(['--supergraph', path, '--coalesce']);
    const clients = [1, 2, 3].map(() => createClient({ url: `${origin}/graphql`, retryAttempts: 0 }));
    const streams = clients.map((client) => client.iterate({ query: 'subscription { bookChanged { id price } }' }));
    const results = streams.map((stream) => stream.next());
    await expect.poll(() => subgraphs.subscribers, { timeout: 10_000 }).toBe(1);
    const telling = setInterval(() => subgraphs.change('7'), 20);
    const event = { value: { data: { bookChanged: { id: '7', price: 70 } } }, done: false };
    expect(await Promise.all(results)).toEqual([event, event, event]);
    expect(subgraphs.subscribers).toBe(1);
    clearInterval(telling);
    for (const client of clients) client.dispose();
    await expect.poll(() => subgraphs.subscribers).toBe(0);
  });

  test('from other URLs than it names', async () => {
    const elsewhere = subgraphs.supergraphSdl.replaceAll(/url: "http:\/\/127[^"]*"/g, 'url: ""');
    const urls = Object.entries(subgraphs.urls).flatMap(([name, url]) => ['--url', `${name.toUpperCase()}=${url}`]);
    const { origin } = await start(['--supergraph', file('elsewhere.graphql', elsewhere), ...urls]);
    expect(await ask(origin, query)).toEqual({ data });
  });
});

describe('it reads the supergraph again', () => {
  const wider = () =>
    subgraphs.supergraphSdl.replace(/echo\(.*/, '$&\n  greeting: String @join__field(graph: CENTRAL)');
  const sha256 = async (origin: string) => (await readiness(origin)).supergraph.sha256;

  test('when the file was replaced by another one; one that cannot be served is refused', async () => {
    const path = file('changing.graphql', subgraphs.supergraphSdl);
    const { process, origin } = await start(['--supergraph', path]);
    const first = await sha256(origin);
    renameSync(file('next.graphql', wider()), path);
    await process.said(`The supergraph ${path} was loaded anew.`);
    expect(await sha256(origin)).not.toBe(first);

    writeFileSync(path, wider().slice(0, 3000));
    await process.said('The one before is served on.');
    expect(process.output()).toContain(`The supergraph ${path} cannot be served. It is not GraphQL`);
    expect(await readiness(origin)).toMatchObject({
      status: 'degraded',
      refused: { message: expect.stringContaining('It is not GraphQL') },
    });
    expect(await ask(origin, '{ book(id: 1) { price } }')).toEqual({ data: { book: { price: 70 } } });

    rmSync(path);
    await process.said('There is no such file.');
    writeFileSync(path, subgraphs.supergraphSdl);
    await expect.poll(() => readiness(origin), { timeout: 10_000 }).toMatchObject({ refused: null });
    expect(await sha256(origin)).toBe(first);
  });

  test('at SIGHUP, which also says when nothing has changed', async () => {
    const path = file('signalled.graphql', subgraphs.supergraphSdl);
    const { process } = await start(['--supergraph', path]);
    process.signal('SIGHUP');
    await process.said(`The supergraph ${path} has not changed.`);
  });
});

test('SIGTERM ends it with exit code 0, whoever is listening', async () => {
  const { process, origin } = await start(['--supergraph', file('ending.graphql', subgraphs.supergraphSdl)]);
  const body = JSON.stringify({ query: 'subscription { bookChanged { id } }' });
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const stream = await fetch(`${origin}/graphql`, { method: 'POST', headers, body });
  const socket = new WebSocket(`${origin}/graphql`.replace('http', 'ws'), 'graphql-transport-ws');
  const closed = once(socket, 'close');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: JSON.parse(body) as unknown }));
  await expect.poll(() => subgraphs.subscribers, { timeout: 10_000 }).toBe(2);
  process.signal('SIGTERM');
  expect(await stream.text()).toMatch(/event: complete\ndata:\n\n$/);
  expect((await closed)[0]).toBe(1001);
  expect(await process.ended).toBe(0);
  await expect.poll(() => subgraphs.subscribers).toBe(0);
});

describe('what it cannot serve gets one clear message that names the file', () => {
  test.each([
    ['no GraphQL', 'graph { oops', 'It is not GraphQL, line 1, column 1: Syntax Error: Unexpected Name "graph".'],
    ['nothing', ' \n', 'It is empty.'],
    ['a plain schema', 'type Query { a: Int }', 'It is not a composed supergraph: the enum join__Graph is missing.'],
    ['a subgraph without a URL', graph(''), 'It does not say where its subgraph a answers. Give --url a=URL.'],
    ['a subgraph that is not on HTTP', graph('local://a'), 'Its subgraph a is at "local://a", which is no HTTP URL.'],
    ['a graph without a name', 'enum join__Graph { A } type Query { a: Int }', 'The value A of its enum join__Graph'],
    [
      'a weight below nothing',
      `${graph('http://a')} type Query { a: Int @cost(weight: "-1") }`,
      'It says @cost(weight: "-1"): a weight or a size is not negative.',
    ],
    [
      'a protection that it does not know',
      `schema @link(url: "https://specs.apollo.dev/secrecy/v0.1", for: SECURITY) { query: Query } ${graph('http://a')}`,
      'It needs https://specs.apollo.dev/secrecy/v0.1 for SECURITY, which this gateway does not know.',
    ],
    [
      'two subgraphs of one name',
      graph('http://a').replace(' }', ' B @join__graph(name: "A", url: "http://b") }'),
      'Two of its subgraphs have the same name.',
    ],
    ['a type that is not there', `${graph('http://a')} type B { c: C }`, 'Unknown type: "C".'],
    [
      'a graph that is not there',
      'enum join__Graph { A @join__graph(name: "a", url: "http://a") } type Query @join__type(graph: B) { a: Int }',
      'Query has @join__type(graph: B), whose graph is not a value of the enum join__Graph.',
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
  ['a protocol that is none', ['--supergraph', 'x', '--subscriptions', 'http'], '--subscriptions is sse or ws'],
  ['an option that it has not', ['--port2', '1'], "Unknown option '--port2'"],
])('called with %s it explains itself and exits 2', async (_, args, message) => {
  const { code, output } = await failed(args);
  expect(output).toContain(message);
  expect(code).toBe(2);
});
