// docs/join.md, step by step: a guest's server, the commands that compose and check, a gateway that serves it, and the guest's silence.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { until } from './ask.ts';
import { commandsOf } from './docs-blocks.ts';
import { freePort, startProcess } from './process.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs/join.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'shelfgraph-join-'));
const running: ReturnType<typeof startProcess>[] = [];
afterAll(async () => {
  await Promise.all(running.map((each) => each.kill('SIGKILL')));
});

function startGuest(port: number) {
  const guest = startProcess('docs/samples/join/xinhua.ts', [], { PORT: String(port) });
  running.push(guest);
  return guest;
}
async function ask(url: string, query: string) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  // oxlint-disable-next-line typescript/no-explicit-any
  return (await response.json()) as { data: any; errors?: { extensions: { code: string; subgraph?: string } }[] };
}

/** What stands behind the two dashes of a command. */
const optionsOf = (line = '') => line.split(' -- ')[1]?.split(' ') ?? [];

test('a guest joins, is asked for many books at once, falls silent, and comes back', async () => {
  const guestPort = await freePort();
  let guest = startGuest(guestPort);
  await guest.said('xinhua answers at');

  // The commands as they stand in the document, with this test's port and folder.
  const file = join(folder, 'with-xinhua.graphql');
  const here = (line: string) => line.replaceAll('with-xinhua.graphql', file).replace(':4105/', `:${guestPort}/`);
  const [composed, checked] = commandsOf(text)
    .filter((line) => line.includes('xinhua'))
    .map(here);
  expect((await run(process.execPath, ['scripts/compose.ts', ...optionsOf(composed)], { cwd: root })).stdout).toContain(
    'is the supergraph of the network and xinhua',
  );
  const { stdout } = await run(process.execPath, ['scripts/schema.ts', 'check', ...optionsOf(checked)], { cwd: root });
  expect(stdout).toContain('0 of them breaking and not announced; 0 registered operations break.');

  const port = await freePort();
  const network = startProcess('scripts/start.ts', ['--port', String(port), '--data', join(folder, 'data')], {
    SHELFGRAPH_SUPERGRAPH: file,
  });
  running.push(network);
  await network.said('Shelfgraph is ready');
  const url = `http://127.0.0.1:${port}/graphql`;
  const query = /query \{ booksByIsbn\(isbn: "9787229100605"\).*\}/.exec(text)?.[0] ?? '';
  const { data, errors } = await ask(url, query);
  expect(errors).toBeUndefined();
  expect(data.booksByIsbn[1]).toEqual({
    title: '三体',
    lastKnown: { available: expect.any(Number) },
    xinhuaOffers: [{ shop: { name: '【样例】新华书店新街口店' }, priceFen: 2300, copies: 12 }],
  });

  await guest.kill('SIGKILL');
  const silent = await ask(url, query);
  expect(silent.data.booksByIsbn[1]).toMatchObject({ title: '三体', xinhuaOffers: null });
  expect(silent.errors?.[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'xinhua' });
  guest = startGuest(guestPort);
  await guest.said('xinhua answers at');
  await until('it is asked again', async () => (await ask(url, query)).errors === undefined);
});

test('what a guest may not do is said at once, and nothing is written', async () => {
  const schema = join(folder, 'bad.graphql');
  const out = join(folder, 'bad-supergraph.graphql');
  writeFileSync(schema, 'type Query { shops: [Int!]! }\ntype Mutation { "x" buy: Int }\n');
  const options = ['--guest', `xinhua=${schema}`, '--url', 'xinhua=http://127.0.0.1:1/', '--out', out];
  await expect(run(process.execPath, ['scripts/compose.ts', ...options], { cwd: root })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/nullable[\s\S]*description[\s\S]*is a list[\s\S]*do not take orders/),
  });
  expect(() => readFileSync(out)).toThrow('ENOENT');
  await expect(run(process.execPath, ['scripts/compose.ts', '--guest', 'xinhua'], { cwd: root })).rejects.toMatchObject(
    {
      code: 2,
      stderr: expect.stringContaining('--guest is like xinhua=xinhua.graphql'),
    },
  );
});
