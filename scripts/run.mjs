// Runs a script of this project: `node scripts/run.mjs scripts/start.ts --port 4001`.
// Works on any Node from 20 on and needs nothing but Node itself: it installs the dependencies when they are missing or
// older than the lockfile, then hands over to the project's own Node, which runs TypeScript without a build.
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const [target, ...args] = process.argv.slice(2);

if (target === undefined) fail('Usage: node scripts/run.mjs [NODE OPTIONS] SCRIPT [ARGUMENTS]');
try {
  await install();
} catch (error) {
  fail(error.message);
}
runTarget(projectNode());

/** Brings node_modules in line with package-lock.json, once, however many processes ask for it. */
async function install() {
  if (isInstalled()) return;
  const release = await installLock();
  try {
    if (!isInstalled()) await npmCi();
  } finally {
    release();
  }
}

/**
 * npm leaves a copy of the lockfile in node_modules when it has finished. Everything that the lockfile asks for must be
 * in it; packages for other platforms may be absent, and those for development where NODE_ENV is production.
 */
function isInstalled() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  const production = process.env.NODE_ENV === 'production';
  return Object.entries(wanted).every(([path, { version, integrity, optional, dev, devOptional }]) => {
    if (path === '') return true;
    const found = present[path];
    if (!found) return optional || (production && (dev || devOptional));
    return found.version === version && found.integrity === integrity && existsSync(join(root, path));
  });
}

function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Runs `npm ci` quietly. The project's own Node is kept off its PATH, because `npm ci` deletes it. */
async function npmCi() {
  process.stderr.write('Installing the dependencies (npm ci), once; this takes about a minute.\n');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => resolve(folder) !== bin);
  const npm = spawn('npm', ['ci', '--no-progress'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = forwardSignals(npm);
  const output = [];
  npm.stdout.on('data', (chunk) => output.push(chunk));
  npm.stderr.on('data', (chunk) => output.push(chunk));
  const ended = await new Promise((done) => {
    npm.on('error', (error) => done(error.message));
    npm.on('close', (code, signal) => done(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  stop();
  if (ended === undefined && isInstalled()) return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(
    `The dependencies could not be installed (npm ci: ${ended ?? 'packages are missing afterwards'}). Mend what npm reports above and try again.`,
  );
}

/**
 * Waits until no other process installs, and returns the function that lets the next one in. The lock is a file that its
 * holder touches every two seconds: one that is 30 s old, or whose process has gone, was left behind and is replaced.
 */
async function installLock() {
  const lock = join(root, '.data', 'install.lock');
  const mine = `${process.pid} ${randomUUID()}`;
  mkdirSync(dirname(lock), { recursive: true });
  while (!create(lock, mine)) {
    const holder = readIfPresent(lock);
    if (holder !== undefined && isLeftBehind(lock, holder)) replace(lock, holder);
    else await sleep(200);
  }
  const heartbeat = setInterval(() => utimesSync(lock, new Date(), new Date()), 2_000);
  return () => {
    clearInterval(heartbeat);
    if (readIfPresent(lock) === mine) rmSync(lock);
  };
}

/** Makes a file that is never seen half written; false when it exists. */
function create(file, content) {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Removes the lock of a holder that has gone. The marker keeps a second process from removing its successor's. */
function replace(lock, holder) {
  const marker = `${lock}.${holder.split(' ')[1]}`;
  if (!create(marker, '')) return;
  if (readIfPresent(lock) === holder) rmSync(lock);
  rmSync(marker);
}

function isLeftBehind(lock, holder) {
  const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - touched > 30_000) return true;
  try {
    process.kill(Number.parseInt(holder, 10), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The Node that the lockfile pins; where npm has none for this platform, the one that runs this file, if new enough. */
function projectNode() {
  const pinned = join(bin, 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `Shelfgraph needs Node 22.18 or later; this is ${process.version}, and the Node 24 that comes with the project ` +
      `is not installed for ${process.platform}-${process.arch}. Install Node 24, or run npm ci without --omit=optional.`,
  );
}

/**
 * The script runs in a session of its own, so that it gets each signal from here, and from here only: a Ctrl-C reaches
 * this process from the terminal and a second time from npm. When this process is killed, the
 * script gets SIGTERM, perhaps twice.
 */
function runTarget(node) {
  // Answers of subgraphs live for some milliseconds, longer than V8 expects of what is young: with its 16 MB for young objects they
  // are taken for old, and the process grows by a quarter.
  const command = [...diesWithParent(), node, '--max-semi-space-size=32', target, ...args];
  const child = spawn(command[0], command.slice(1), {
    stdio: 'inherit',
    detached: true,
    env: {
      // Node keeps what it has compiled: the second start takes half the time.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'),
      ...process.env,
      PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter),
    },
  });
  const stop = forwardSignals(child);
  child.on('error', (error) => fail(`${node} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    stop();
    if (signal) process.kill(process.pid, signal);
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function diesWithParent() {
  if (process.platform !== 'linux') return [];
  const works = spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true'], { stdio: 'ignore' }).status === 0;
  return works ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
}

/** Passes signals on, the same one at most once a second, and returns the function that ends this. */
function forwardSignals(child) {
  const last = new Map();
  const forward = (signal) => {
    if (Date.now() - (last.get(signal) ?? 0) < 1_000) return;
    last.set(signal, Date.now());
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  // npm hands a SIGTERM on to its shell only, which ends without a word: then this process has another parent.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && forward('SIGTERM'), 500);
  return () => {
    clearInterval(watch);
    signals.forEach((signal) => process.off(signal, forward));
  };
}

/** @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
