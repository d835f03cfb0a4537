// `npm start` as a person meets it: first start, second start, restart, the wrong things they type.
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, silentServer, startProcess, type TestProcess } from '../test/process.ts';

let dataDir: string;
let port: number;
let network: TestProcess;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-start-'));
  port = await freePort();
  network = await started();
});
afterAll(async () => {
  await network.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function started(): Promise<TestProcess> {
  const process = startProcess('scripts/start.ts', ['--port', String(port), '--data', dataDir]);
  await process.said('Shelfgraph is ready');
  return process;
}

async function failed(script: string, args: string[], env: Record<string, string> = {}) {
  const process = startProcess(script, args, env);
  return { code: await process.ended, output: process.output() };
}

async function ask(query: string, token?: string): Promise<{ data: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: Record<string, unknown> };
}

const returnOf = `mutation { returnItem(input: {
  idempotencyKey: "start-1", barcode: "01379460", library: "NJ-JL", branch: "JL-MAIN"
}) { next } }`;
const statusOf = '{ item(barcode: "01379460", library: "NJ-JL") { status } }';

test('it says where the playground and the endpoint are, and how to get a token', () => {
  expect(network.output()).toContain(`http://localhost:${port}/`);
  expect(network.output()).toContain(`http://localhost:${port}/graphql`);
  expect(network.output()).toContain('npm run token -- --role clerk --store QINGCHUN');
});

test('a second start on the same data says so and exits 1', async () => {
  const { code, output } = await failed('scripts/start.ts', ['--port', String(await freePort()), '--data', dataDir]);
  expect(code).toBe(1);
  expect(output).toMatch(/in use by another Shelfgraph \(pid \d+\).*--data DIR/);
});

test('a busy port is named with the flag that changes it', async () => {
  const { code, output } = await failed('scripts/start.ts', ['--port', String(port), '--data', join(dataDir, 'other')]);
  expect(code).toBe(1);
  expect(output.trim()).toBe(
    `Port ${port} is in use by another program. Choose another one: npm start -- --data ${join(dataDir, 'other')} --port ${port + 1}`,
  );
});

test('the command for another port has all other options', async () => {
  const options = ['--supergraph', "the graph's.graphql", '--url', 'a=http://127.0.0.1:1/graphql', '--coalesce'];
  const { code, output } = await failed('scripts/gateway.ts', [`--port=${port}`, ...options]);
  expect(code).toBe(1);
  expect(output.trim()).toBe(
    String.raw`Port ${port} is in use by another program. Choose another one: npm run gateway -- --supergraph 'the graph'\''s.graphql' --url a=http://127.0.0.1:1/graphql --coalesce --port ${port + 1}`,
  );
});

test('a token of the command is who it says', async () => {
  const { output } = await failed('scripts/token.ts', ['--role', 'librarian', '--library', 'NJ-JL', '--data', dataDir]);
  expect(await ask('{ me { role library { name } } }', output.trim())).toEqual({
    data: { me: { role: 'LIBRARIAN', library: { name: '金陵图书馆' } } },
  });
});

test.each([
  [['--role', 'reader', '--card', 'N2026000001'], null],
  [['--role', 'clerk', '--store', 'NOSUCH'], /has no store NOSUCH/],
  [['--role', 'librarian', '--library', 'NJ-XX'], /has no library NJ-XX/],
  [['--role', 'reader', '--card', 'N2026999999'], /has no card N2026999999/],
])('with a token of %j it is told whom the network does not know', async (options, word) => {
  const { code, output } = await failed('scripts/token.ts', [...options, '--data', dataDir, '--port', String(port)]);
  expect({ code, lines: output.trim().split('\n').length }).toEqual({ code: 0, lines: word ? 2 : 1 });
  if (word) expect(output).toMatch(word);
});

test('a token is printed also where something else answers at the port of the network', async () => {
  const other = createServer((_request, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const at = String((other.address() as AddressInfo).port);
  const { code, output } = await failed('scripts/token.ts', ['--role', 'admin', '--data', dataDir, '--port', at]);
  other.close();
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
});

test('orders are compared with what all services hold, and a network that does not answer is named', async () => {
  const compare = (at: number) => failed('scripts/reconcile.ts', ['--port', String(at), '--data', dataDir]);
  expect(await compare(port)).toEqual({ code: 0, output: '0 orders compared, everything matches.\n' });
  const { code, output } = await compare(await freePort());
  expect(code).toBe(1);
  expect(output).toMatch(/does not answer at http:.*npm start.*--url/);
});

test('a folder without keys gives no token, and stays as it was', async () => {
  const empty = join(dataDir, 'empty');
  const { code, output } = await failed('scripts/token.ts', ['--role', 'admin', '--data', empty]);
  expect(code).toBe(1);
  expect(output.trim()).toBe(
    `There are no keys in ${empty}, so no gateway would know the token. Start the network first (npm start), or give the data folder that it was started with: --data DIR`,
  );
  expect(existsSync(empty)).toBe(false);
});

test('what was written is there after Ctrl-C and a restart, and after a reset it is as at first', async () => {
  const { output } = await failed('scripts/token.ts', ['--role', 'librarian', '--library', 'NJ-JL', '--data', dataDir]);
  expect(await ask(returnOf, output.trim())).toEqual({ data: { returnItem: { next: 'SEND_TO' } } });
  const verify = () => failed('scripts/audit.ts', ['verify', '--subgraph', 'lending', '--data', dataDir]);
  await expect
    .poll(verify)
    .toMatchObject({ code: 0, output: expect.stringMatching(/^lending {2}完好 whole {2}[1-9]\d* /) });
  await network.kill('SIGINT');
  expect(await network.ended).toBe(0);
  expect(await verify()).toMatchObject({ code: 0, output: expect.stringContaining('head ') });

  network = await started();
  expect(await ask(statusOf)).toEqual({ data: { item: { status: 'IN_TRANSIT' } } });
  await network.kill('SIGTERM');

  const reset = await failed('scripts/seed.ts', ['--reset', '--data', dataDir]);
  expect(reset).toEqual({
    code: 0,
    output: 'central: restored\ndistricts: restored\nbookstores: restored\nlending: restored\n',
  });
  network = await started();
  expect(await ask(statusOf)).toEqual({ data: { item: { status: 'ON_LOAN' } } });
}, 90_000);

// Each of these is a process of its own, and most of its time is a wait.
test.concurrent.each([
  ['an unknown option', 'scripts/start.ts', ['--prot', '1'], {}, 2, "Unknown option '--prot'"],
  [
    'a port that is none',
    'scripts/start.ts',
    ['--port', '99999'],
    {},
    2,
    '--port is a number from 1 to 65535, not "99999".',
  ],
  [
    'an address of another machine',
    'scripts/gateway.ts',
    ['--supergraph', 'x', '--host', '203.0.113.9'],
    {},
    1,
    '203.0.113.9 is not an address of this machine. Choose another one by --host or HOST;',
  ],
  [
    'a number below nothing',
    'scripts/gateway.ts',
    ['--supergraph', 'x', '--timeout', '-1'],
    {},
    2,
    '--timeout is a number of milliseconds from 1 to 3600000, not "-1".',
  ],
  [
    'an option in place of a value',
    'scripts/gateway.ts',
    ['--supergraph', '--coalesce'],
    {},
    2,
    '--supergraph needs a value. See --help.',
  ],
  [
    'a value that is not asked for',
    'scripts/gateway.ts',
    ['--supergraph', 'x', '--coalesce=yes'],
    {},
    2,
    '--coalesce takes no value.',
  ],
  [
    'a fault that there is not',
    'reliability/main.ts',
    ['floods'],
    {},
    2,
    'There is no "floods"; there is faults, overload, soak.',
  ],
  [
    'a time that is none',
    'reliability/main.ts',
    ['overload', '--seconds', '0'],
    {},
    2,
    '--seconds is a number above 0, not "0".',
  ],
  [
    'a database URL that is none',
    'scripts/start.ts',
    [],
    { DATABASE_URL_CENTRAL: 'foo' },
    1,
    'DATABASE_URL_CENTRAL is not a URL',
  ],
  [
    'only one of four databases',
    'scripts/start.ts',
    [],
    { DATABASE_URL_CENTRAL: 'postgresql://127.0.0.1:1/x' },
    1,
    'Set DATABASE_URL_DISTRICTS',
  ],
  [
    'a data folder that cannot be',
    'scripts/start.ts',
    ['--data', '/proc/x'],
    {},
    1,
    'The folder /proc/x cannot be made',
  ],
  [
    'a log level that is none',
    'scripts/start.ts',
    [],
    { LOG_LEVEL: 'loud' },
    1,
    'LOG_LEVEL is one of fatal, error, warn',
  ],
  ['a token for no time', 'scripts/token.ts', ['--role', 'admin', '--ttl', '0'], {}, 2, '--ttl is a number of seconds'],
  [
    'a role that is none',
    'scripts/token.ts',
    ['--role', 'king'],
    {},
    2,
    '--role is reader, clerk, librarian or admin, not "king".',
  ],
  [
    'a clerk of no store',
    'scripts/token.ts',
    ['--role', 'clerk'],
    {},
    2,
    'needs --store, for example --store QINGCHUN',
  ],
] as const)('%s gets one clear message', async (_name, script, args, env, code, message) => {
  const result = await failed(script, [...args], { ...env, PORT: String(await freePort()) });
  expect(result.code).toBe(code);
  expect(result.output).toContain(message);
  expect(result.output).not.toMatch(/^ {4}at |ambiguous/m);
});

test.concurrent('a database that answers nothing is named within seconds', async () => {
  const silent = await silentServer();
  const url = `postgresql://u:p@127.0.0.1:${silent.port}/x`;
  const env = {
    DATABASE_URL_CENTRAL: url,
    DATABASE_URL_DISTRICTS: url,
    DATABASE_URL_BOOKSTORES: url,
    DATABASE_URL_LENDING: url,
  };
  const { code, output } = await failed(
    'scripts/start.ts',
    ['--port', String(await freePort()), '--data', join(dataDir, 'no')],
    env,
  );
  silent.close();
  expect(code).toBe(1);
  expect(output).toMatch(/The database of \w+ at 127\.0\.0\.1:\d+\/x does not answer: .*\nCheck DATABASE_URL_/);
});

// What documents name explains itself in test/docs.e2e.
test.concurrent.each([
  'build',
  '../reliability/main',
  '../examples/pos',
  '../examples/branch-terminal',
])('scripts/%s.ts --help explains its options', async (script) => {
  const { code, output } = await failed(`scripts/${script}.ts`, ['--help']);
  expect(code).toBe(0);
  expect(output).toMatch(/^Usage: npm /);
});
