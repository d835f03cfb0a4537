// The cluster on disk: made once, checked at every start, and freed of a server that outlived its parent.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { majorVersion, type PostgresBinaries } from './binaries.ts';
import { hasCode, PostgresStartError } from './errors.ts';
import type { DataFolder } from './folder.ts';
import { cannotRun, type Launcher, launch, launcherFor } from './launch.ts';

/** The only role of the embedded server. */
export const role = 'shelfgraph';

/** Makes the cluster if there is none, refuses what cannot be used, and says how to run it. */
export async function prepareCluster(
  folder: DataFolder,
  binaries: PostgresBinaries,
  durable: boolean,
): Promise<Launcher> {
  const version = readIfPresent(join(folder.cluster, 'PG_VERSION'))?.trim();
  if (version === undefined) return makeCluster(folder, binaries, durable);
  if (version !== majorVersion) {
    throw new PostgresStartError(
      `The data folder ${folder.root} was made by PostgreSQL ${version}; this Shelfgraph brings ${majorVersion}. ` +
        'Choose another folder with --data DIR, or run the release that made it.',
    );
  }
  if (!existsSync(folder.password)) {
    throw new PostgresStartError(`${folder.password} is missing: the database in ${folder.root} cannot be opened.`);
  }
  const launcher = launcherFor(folder.cluster);
  giveTo(launcher, folder);
  await endOrphan(folder.cluster);
  return launcher;
}

/** initdb works in a draft folder that is moved into place when complete: killed midway, it leaves nothing to mend. */
async function makeCluster(folder: DataFolder, binaries: PostgresBinaries, durable: boolean): Promise<Launcher> {
  if (existsSync(folder.cluster) && readdirSync(folder.cluster).length > 0) {
    throw new PostgresStartError(
      `${folder.cluster} is not a PostgreSQL data folder. Move it away, or choose another with --data DIR.`,
    );
  }
  removeDrafts(folder);
  const draft = mkdtempSync(folder.draftPrefix);
  const password = join(draft, 'password');
  writeFileSync(password, randomBytes(24).toString('hex'), { mode: 0o600 });
  const launcher = launcherFor(folder.root);
  giveTo(launcher, { ...folder, cluster: draft });

  const initdb = launch(
    launcher,
    'KILL',
    [
      binaries.initdb,
      `--pgdata=${join(draft, 'data')}`,
      `--username=${role}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      // Iterations slow down who guesses: nobody guesses 192 random bits, and each connection would pay for 4,096.
      '--set=scram_iterations=1',
      '--encoding=UTF8',
      // With LC_CTYPE "C", letters beyond ASCII are no letters: trigrams of Chinese would be empty, for ever.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      process.platform === 'darwin' ? '--locale=en_US.UTF-8' : '--locale=C.UTF-8',
      ...(durable ? (process.platform === 'linux' ? ['--sync-method=syncfs'] : []) : ['--no-sync']),
    ],
    ['ignore', 'pipe', 'pipe'],
  );
  let output = '';
  initdb.stdout?.on('data', (chunk) => (output += chunk));
  initdb.stderr?.on('data', (chunk) => (output += chunk));
  await new Promise<void>((done, failed) => {
    initdb.on('error', (cause) => failed(cannotRun(initdb, cause)));
    initdb.on('close', (code) =>
      code === 0
        ? done()
        : failed(
            new PostgresStartError(`The database in ${folder.root} could not be made${asUser(launcher)}.\n${output}`),
          ),
    );
  });

  renameSync(password, folder.password);
  rmSync(folder.cluster, { recursive: true, force: true });
  renameSync(join(draft, 'data'), folder.cluster);
  removeDrafts(folder);
  return launcher;
}

function asUser({ uid }: Launcher): string {
  return uid === undefined ? '' : ` by user ${uid}, who must be able to reach it (choose another with --data DIR)`;
}

/** This start's draft and those of starts that were killed: what initdb had begun may have written to them for a while. */
function removeDrafts({ root, draftPrefix }: DataFolder): void {
  for (const name of readdirSync(root)) {
    const path = join(root, name);
    if (path.startsWith(draftPrefix)) rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/** Where the server runs as another user, the cluster becomes that user's and the way to it passable. */
function giveTo({ uid, gid }: Launcher, { root, cluster }: DataFolder): void {
  if (uid === undefined || gid === undefined) return;
  const changed = spawnSync('chown', ['-R', `${uid}:${gid}`, cluster], { encoding: 'utf8' });
  if (changed.status !== 0)
    throw new PostgresStartError(`${cluster} cannot be given to user ${uid}: ${changed.stderr}`);
  chmodSync(root, 0o711);
}

/**
 * Stops a server that still runs on the cluster although nobody holds the folder: its parent was killed a moment ago,
 * or the system cannot tie the two lives together. A postmaster.pid whose process is gone, or is another program by
 * now, is removed, because PostgreSQL itself only asks whether the number is taken.
 * @throws {PostgresStartError} when the server does not end within `limitMs`, or may not be stopped by this user
 */
export async function endOrphan(cluster: string, { limitMs = 10_000 } = {}): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(readIfPresent(file) ?? '', 10);
  if (Number.isNaN(pid)) return rmSync(file, { force: true });
  const until = Date.now() + limitMs;
  for (let asked = false; isServerOf(cluster, pid); asked = true) {
    if (!asked) askToEnd(cluster, pid);
    else if (Date.now() > until) {
      throw new PostgresStartError(
        `A PostgreSQL server (pid ${pid}) still runs on ${cluster} and did not end within ${limitMs / 1_000} seconds of ` +
          `being asked to. End it with: kill -QUIT ${pid}. Then start again; nothing that was committed is lost.`,
      );
    }
    await sleep(20);
  }
  rmSync(file, { force: true });
}

function askToEnd(cluster: string, pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (cause) {
    if (hasCode(cause, 'ESRCH')) return;
    throw new PostgresStartError(
      `A PostgreSQL server (pid ${pid}) still runs on ${cluster} and this user may not end it. End it as its owner with: ` +
        `kill -INT ${pid}. Then start again.`,
      { cause },
    );
  }
}

function isServerOf(cluster: string, pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return stdout.includes(cluster);
}

export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
