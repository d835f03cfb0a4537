// What apps get: the generated file is that of the operations, and the package works where there is nothing else.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleCard } from '../scripts/seed/readers.ts';
import { until } from '../test/ask.ts';
import { clerk, openTestNetwork, type TestNetwork } from '../test/network.ts';
import { connect } from './index.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
let network: TestNetwork;
let folder: string;

beforeAll(async () => {
  network = await openTestNetwork();
  folder = await mkdtemp(join(tmpdir(), 'shelfgraph-package-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

test('the generated file is that of the operations and the schema', async () => {
  await run(process.execPath, ['scripts/sdk.ts', '--check'], { cwd: root });
});

test('the package installs alone, its types hold, and the programs of its README run word for word', async () => {
  const { stdout } = await run(process.execPath, ['scripts/sdk.ts', '--pack', folder], { cwd: root });
  const file = /\S+\.tgz/.exec(stdout)?.[0] ?? '';
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file], { cwd: app });
  const readme = await readFile(join(app, 'node_modules/shelfgraph-client/README.md'), 'utf8');
  const programs = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
  expect(programs).toHaveLength(3);
  for (const [index, text] of programs.entries()) await writeFile(join(app, `${index}.ts`), text);
  const journal = await readFile(join(root, 'examples/file-journal.ts'), 'utf8');
  await writeFile(join(app, 'file-journal.ts'), journal.replace('../sdk/index.ts', 'shelfgraph-client'));
  await writeFile(join(app, 'bad.ts'), (programs[0] ?? '').replaceAll('title', 'titel'));

  const env = { ...process.env, SHELFGRAPH_URL: network.url, SHELFGRAPH_TOKEN: await network.token(clerk) };
  const [first = '', second = '', third = ''] = programs.map((_, index) => `${index}.ts`);
  expect((await run(process.execPath, [first], { cwd: app, env })).stdout).toBe('三体 典藏版 14\n三体 14\n');
  const watching = execFile(process.execPath, [second], { cwd: app, env });
  let seen = '';
  watching.stdout?.on('data', (text: string) => (seen += text));
  // Events of before it listens are not told: sales are made until one is.
  let keys = 0;
  await until('a sale is told', async () => {
    if (seen === '') await sell(++keys);
    return seen !== '';
  });
  watching.kill();
  expect((await run(process.execPath, [third], { cwd: app, env })).stdout).toBe('LENT\n');

  const compiler = join(root, 'node_modules/.bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--allowImportingTsExtensions',
  ];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  const files = [first, second, third, 'bad.ts'];
  const { stdout: problems } = await run(compiler, [...options, ...types, ...files], { cwd: app }).catch(
    (failure: { stdout: string }) => failure,
  );
  expect(problems).toMatch(/^bad\.ts\(6,14\): error TS\d+: Property 'titel' does not exist/);
  expect(problems.match(/error TS/g)).toHaveLength(1);
});

async function sell(number: number): Promise<void> {
  const input = {
    idempotencyKey: `README-${number}`,
    store: 'QINGCHUN',
    card: sampleCard(40 + number),
    bookId: 'B000101',
    listPrice: { fen: 45_50 },
  };
  const client = connect({ url: network.url, token: await network.token(clerk) });
  await client.sell({ input });
}
