// What apps get: the generated file is that of the operations, and the package works where there is nothing else.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestNetwork, type TestNetwork } from '../test/network.ts';

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

test('the package installs alone, asks, and its types hold', async () => {
  const { stdout } = await run(process.execPath, ['scripts/sdk.ts', '--pack', folder], { cwd: root });
  const file = /\S+\.tgz/.exec(stdout)?.[0] ?? '';
  const app = join(folder, 'app');
  await mkdir(app);
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', file], { cwd: app });
  const source = (field: string) => `import { connect } from 'shelfgraph-client';
const { data } = await connect({ url: ${JSON.stringify(network.url)} }).holdings({ isbn: '9787229100605' });
for (const { ${field} } of data.booksByIsbn ?? []) console.log(${field});
`;
  await writeFile(join(app, 'app.js'), source('title'));
  const said = await run(process.execPath, ['app.js'], { cwd: app });
  expect(said.stdout).toBe('三体 典藏版\n三体\n');

  await writeFile(join(app, 'good.ts'), source('title'));
  await writeFile(join(app, 'bad.ts'), source('titel'));
  const compiler = join(root, 'node_modules/.bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
  const { stdout: problems } = await run(compiler, [...options, 'good.ts', 'bad.ts'], { cwd: app }).catch(
    (failure: { stdout: string }) => failure,
  );
  expect(problems).toMatch(/^bad\.ts\(3,14\): error TS\d+: Property 'titel' does not exist/);
  expect(problems).not.toContain('good.ts');
});
