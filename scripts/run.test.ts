import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const run = promisify(execFile);

/** A project with one dependency and an `npm` that installs it in 300 ms and counts how often it was called. */
let project: string;
let environment: NodeJS.ProcessEnv;

const lock = { packages: { '': {}, 'node_modules/shelf': { version: '1.0.0', integrity: 'sha512-x' } } };
const npm = `#!/bin/sh
echo "npm $*" >> calls
sleep 0.3
if [ -e broken ]; then echo "404 shelf is not in the registry" >&2; exit 1; fi
mkdir -p node_modules/shelf && cp package-lock.json node_modules/.package-lock.json
`;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'shelfgraph-run-'));
  await mkdir(join(project, 'scripts'));
  await mkdir(join(project, 'bin'));
  await copyFile(new URL('run.mjs', import.meta.url), join(project, 'scripts/run.mjs'));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  await writeFile(join(project, 'package-lock.json'), JSON.stringify(lock));
  await writeFile(join(project, 'bin/npm'), npm);
  await chmod(join(project, 'bin/npm'), 0o755);
  environment = { ...process.env, PATH: `${join(project, 'bin')}:${process.env.PATH}` };
});

afterEach(() => rm(project, { recursive: true, force: true }));

async function script(source: string, ...args: string[]) {
  await writeFile(join(project, 'target.ts'), source);
  return run(process.execPath, ['scripts/run.mjs', 'target.ts', ...args], { cwd: project, env: environment });
}

async function installs(): Promise<number> {
  const calls = await readFile(join(project, 'calls'), 'utf8').catch(() => '');
  return calls.split('\n').filter(Boolean).length;
}

test('a fresh clone installs once, says so in one line, and runs the script with its arguments', async () => {
  const source = 'const words: string[] = process.argv.slice(2); console.log(words.join("|"));';
  const first = await script(source, '--port', '4001', 'two words');
  expect(first).toEqual({
    stdout: '--port|4001|two words\n',
    stderr: 'Installing the dependencies (npm ci), once; this takes about a minute.\n',
  });
  expect(await script(source)).toEqual({ stdout: '\n', stderr: '' });
  expect(await installs()).toBe(1);
});

test('two at once install once', async () => {
  const both = await Promise.all([script('console.log("ran")'), script('console.log("ran")')]);
  expect(both.map(({ stdout }) => stdout)).toEqual(['ran\n', 'ran\n']);
  expect(await installs()).toBe(1);
});

test('a lock that a killed install left behind does not block', async () => {
  await mkdir(join(project, '.data'));
  await writeFile(join(project, '.data/install.lock'), '999999999 left-behind');
  expect((await script('console.log("ran")')).stdout).toBe('ran\n');
});

test('a lockfile that has changed is installed', async () => {
  await script('');
  const changed = { packages: { ...lock.packages, 'node_modules/shelf': { version: '1.0.1', integrity: 'sha512-y' } } };
  await writeFile(join(project, 'package-lock.json'), JSON.stringify(changed));
  await script('');
  expect(await installs()).toBe(2);
});

test('packages for other platforms may be absent', async () => {
  await script('');
  const more = { packages: { ...lock.packages, 'node_modules/other-os': { version: '1.0.0', optional: true } } };
  await writeFile(join(project, 'package-lock.json'), JSON.stringify(more));
  await script('');
  expect(await installs()).toBe(1);
});

test("a failed install shows npm's output, one clear message, and runs nothing", async () => {
  await writeFile(join(project, 'broken'), '');
  await expect(script('console.log("ran")')).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/404 shelf is not in the registry\nThe dependencies could not be installed/),
  });
});

test("the project's own Node is preferred and first on the PATH", async () => {
  await script('');
  await mkdir(join(project, 'node_modules/.bin'));
  await symlink(process.execPath, join(project, 'node_modules/.bin/node'));
  const { stdout } = await script('console.log(process.argv0, process.env.PATH.split(":")[0])');
  expect(stdout).toBe(`${project}/node_modules/.bin/node ${project}/node_modules/.bin\n`);
});

test("the script's exit code is handed on", async () => {
  await expect(script('process.exit(7)')).rejects.toMatchObject({ code: 7 });
  await expect(script('process.kill(process.pid, "SIGKILL")')).rejects.toMatchObject({ signal: 'SIGKILL' });
});

test('the script gets each signal once, though it arrives several times, and decides when to end', async () => {
  await script('');
  const child = await startWaiting();
  for (let times = 0; times < 3; times += 1) child.kill('SIGINT');
  const [line] = await once(child.stdout!, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect({ line: String(line), code }).toEqual({ line: 'SIGINT 1\n', code: 3 });
});

test.runIf(process.platform === 'linux')('the script ends when the process that ran it is killed', async () => {
  await script('');
  const child = await startWaiting();
  child.kill('SIGKILL');
  const [line] = await once(child.stdout!, 'data');
  expect(String(line)).toMatch(/^SIGTERM/);
});

/** Prints the signals that it gets, and ends with code 3 at SIGTERM. */
async function startWaiting(): Promise<ChildProcess> {
  const source = `
    let signals = 0;
    for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => {
      console.log(name, ++signals);
      if (name === 'SIGTERM') process.exit(3);
    });
    setInterval(() => {}, 1000);
    console.log('ready');
  `;
  await writeFile(join(project, 'target.ts'), source);
  const child = spawn(process.execPath, ['scripts/run.mjs', 'target.ts'], {
    cwd: project,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  return child;
}
