// docs/import.md: its commands print what they show, against a network that runs; and what the commands say to mistakes.
import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference, shellExamplesOf } from './docs-blocks.ts';
import { clerk, librarian, openTestNetwork, type TestNetwork } from './network.ts';
import { madeFile, sample } from './samples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const document = readFileSync(join(root, 'docs/import.md'), 'utf8');

let network: TestNetwork;
let folder: string;
beforeAll(async () => {
  network = await openTestNetwork({ timeLimitMs: 20_000 });
  folder = mkdtempSync(join(tmpdir(), 'shelfgraph-import-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'page.mrc'), '<html><body>Sign in</body></html>');
  cpSync(join(root, 'docs/samples'), join(folder, 'docs/samples'), { recursive: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command of the project in the folder, as a librarian of NJ-JN or a clerk. */
async function run(
  name: 'import' | 'export',
  args: readonly string[],
  more: readonly string[] | null = null,
): Promise<Ran> {
  const who = args.includes('--store') ? clerk : librarian('NJ-JN');
  const endpoint = more ?? ['--url', network.url, '--token', await network.token(who)];
  return new Promise((resolve) => {
    const script = join(root, 'scripts', `${name}.ts`);
    execFile(process.execPath, [script, ...args, ...endpoint], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const examples = shellExamplesOf(document);
const word = /'([^']*)'|"([^"]*)"|(\S+)/g;
const wordsOf = (line: string) =>
  [...line.matchAll(word)].map(([, single, double, plain]) => single ?? double ?? plain ?? '');

test.each(examples)('line $line of docs/import.md does what it shows', async ({ commands, exit, output, answer }) => {
  let last: Ran = { code: null, stdout: '', stderr: '' };
  for (const line of commands) {
    const [program, ...words] = wordsOf(line);
    last = program === 'curl' ? await curl(words) : await run(words[1] as 'import', words.slice(3));
    if (line !== commands.at(-1)) expect(last).toMatchObject({ code: 0 });
  }
  expect(last.code, last.stdout + last.stderr).toBe(exit);
  if (output !== null) expect(difference(output, last.stdout.trimEnd()), last.stdout).toBeNull();
  if (answer !== undefined) {
    const { '…': _, ...shown } = (answer as { import: Record<string, unknown> }).import;
    expect(difference({ import: shown }, JSON.parse(last.stdout)), last.stdout).toBeNull();
  }
});

/** The command itself, against the network that runs. */
async function curl(words: readonly string[]): Promise<Ran> {
  const token = await network.token(librarian('NJ-JN'));
  const own = words.map((each) =>
    each.replace('$TOKEN', token).replace('http://127.0.0.1:4000', new URL(network.url).origin),
  );
  return new Promise((resolve) => {
    execFile('curl', own, { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test('what was exported is what was imported, and the report says all', async () => {
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(
    report.imports.map(({ file, import: { state } }: { file: string; import: { state: string } }) => [file, state]),
  ).toEqual([
    ['docs/samples/marc21.mrc', 'DONE'],
    ['docs/samples/marc8.mrc', 'DONE'],
  ]);
  const again = await run('import', ['--library', 'NJ-JN', 'nj-jn.mrc', 'nj-jn.xml']);
  expect(again.stdout.match(/ 0 新增 added, 0 更新 changed/g)).toHaveLength(4);
  expect(again.code).toBe(0);
});

test('rejects lie beside the file, and go when nothing is wrong any more', async () => {
  const path = join(folder, 'mended.mrc');
  writeFileSync(path, sample('no-title.mrc'));
  expect((await run('import', ['--library', 'NJ-JN', 'mended.mrc'])).code).toBe(1);
  const [line] = readFileSync(`${path}.rejects.jsonl`, 'utf8').split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ file: 'mended.mrc', record: 2, offset: 589, kind: 'ERROR' });
  writeFileSync(path, sample('cnmarc-utf8.mrc'));
  expect((await run('import', ['--library', 'NJ-JN', 'mended.mrc'])).code).toBe(0);
  expect(existsSync(`${path}.rejects.jsonl`)).toBe(false);
});

test('a list that has only the names of its columns ends well, and it is told that nothing was in it', async () => {
  writeFileSync(join(folder, 'names.csv'), '条码,ISBN\n');
  const ran = await run('import', ['--library', 'NJ-JN', 'names.csv']);
  expect(ran).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/done +CSV.*\n  文件里没有数据行.*no lines of data/),
  });
});

describe('a mistake is told, with what would be right', () => {
  test.concurrent.each([
    ['import', ['--library', 'NJ-JN'], 2, /Name the files/],
    ['import', ['--library', 'NJ-JN', 'none.mrc'], 2, /There is no file "none\.mrc"/],
    ['import', ['--library', 'NJ-JN', 'docs'], 2, /is a folder/],
    ['import', ['--library', 'NJ-XX', 'docs/samples/marc21.mrc'], 3, /Your token is for NJ-JN/],
    ['import', ['--library', 'NJ-JN', '--format', 'pdf', 'docs/samples/marc21.mrc'], 2, /there is auto, iso2709/],
    ['import', ['--library', 'NJ-JN', 'page.mrc'], 3, /web page/],
    ['export', ['--library', 'NJ-JN'], 2, /--out FILE/],
  ] as const)('%s %j', async (name, args, code, message) => {
    const ran = await run(name, args);
    expect([ran.code, ran.stdout + ran.stderr]).toEqual([code, expect.stringMatching(message)]);
  });

  test('a network that does not run', async () => {
    const ran = await run(
      'import',
      ['--library', 'NJ-JN', 'docs/samples/marc21.mrc'],
      ['--port', '1', '--token', 'x.y.z'],
    );
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining('npm start')]);
  });
});

test('Ctrl-C leaves the import to the network, and the same command finds it again', async () => {
  writeFileSync(join(folder, 'long.mrc'), madeFile(1_500, 20_000));
  const token = await network.token(librarian('NJ-JN'));
  const args = ['--library', 'NJ-JN', 'long.mrc', '--url', network.url, '--token', token];
  const child = spawn(process.execPath, [join(root, 'scripts/import.ts'), ...args], { cwd: folder });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += String(text);
    if (/waits for its turn|条 records/.test(said)) child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, said]).toEqual([3, expect.stringContaining('goes on being imported')]);
  const again = await run('import', ['--library', 'NJ-JN', 'long.mrc']);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('1500 新增 added') });
});

test('an import whose output is read no more ends without a word, and begins no other file', async () => {
  for (const name of ['read.mrc', 'unread.mrc']) writeFileSync(join(folder, name), sample('cnmarc-utf8.mrc'));
  const token = await network.token(librarian('NJ-JN'));
  const args = ['--library', 'NJ-JN', 'read.mrc', 'unread.mrc', '--report', 'unread.json'];
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/import.ts'), ...args, '--url', network.url, '--token', token],
    { cwd: folder },
  );
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += String(text)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  // How far a file is stands on standard error for whoever waits.
  expect([code, said.replaceAll(/^.*(?:uploading|waits|条 records).*\n/gm, '')]).toEqual([141, '']);
  const { imports } = JSON.parse(readFileSync(join(folder, 'unread.json'), 'utf8'));
  expect(imports).toEqual([
    { file: 'read.mrc', error: null, import: expect.objectContaining({ state: 'DONE' }) },
    { file: 'unread.mrc', error: expect.any(String), import: null },
  ]);
});
