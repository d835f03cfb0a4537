// `npm run sdk`: the typed client, generated from the registered operations.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { command } from './command.ts';
import { generateClient } from './sdk-source.ts';

const usage = `Usage: npm run sdk -- [--check | --pack DIR]

Writes sdk/operations.generated.ts: types and a method for each operation of schema/operations, as the public schema has them.
Run it when an operation or the schema has changed.

  --check     writes nothing; exit code 1 when the file is stale
  --pack DIR  makes the package that apps install, shelfgraph-client-VERSION.tgz, in a folder: JavaScript with types
  --help      this text`;

const folder = fileURLToPath(new URL('../sdk', import.meta.url));
const file = join(folder, 'operations.generated.ts');

await command(usage, { check: { type: 'boolean' }, pack: { type: 'string' } }, async ({ check, pack }) => {
  const source = await generateClient();
  if (check) {
    if ((await readFile(file, 'utf8')) === source) return;
    throw new Error('sdk/operations.generated.ts is stale: run `npm run sdk` and commit the result.');
  }
  await writeFile(file, source);
  console.log('sdk/operations.generated.ts is written.');
  if (typeof pack === 'string') console.log(`${await packClient(resolve(pack))} is written.`);
});

/** Compiles the client in a folder of its own and packs it. */
async function packClient(into: string): Promise<string> {
  const run = promisify(execFile);
  const work = await mkdtemp(join(tmpdir(), 'shelfgraph-sdk-'));
  try {
    await cp(join(folder, 'package.json'), join(work, 'package.json'));
    await cp(join(folder, 'README.md'), join(work, 'README.md'));
    await cp(join(folder, '../LICENSE'), join(work, 'LICENSE'));
    const compiler = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
    await run(compiler, ['-p', join(folder, 'tsconfig.build.json'), '--outDir', join(work, 'dist')]);
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', into], { cwd: work });
    return join(into, stdout.trim());
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
