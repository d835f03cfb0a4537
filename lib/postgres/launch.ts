// How a PostgreSQL program is started: never as root, which it refuses, and so that it does not outlive this process.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { PostgresStartError } from './errors.ts';

/** Whose rights the programs run with. `uid` is set where the cluster must belong to another user than this process. */
export interface Launcher {
  prefix: string[];
  uid?: number;
  gid?: number;
}

/** The user `nobody`. */
const nobody = 65534;

/**
 * Root becomes the owner of `folder`. Where that is root again, PostgreSQL runs in a user namespace: it sees itself as
 * `nobody`, while its files are root's, so that private folders work. Where namespaces are forbidden it becomes `nobody`.
 */
export function launcherFor(folder: string): Launcher {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const owner = statSync(folder);
  if (owner.uid === 0) {
    const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];
    if (works([...namespace, 'true'])) return { prefix: namespace };
  }
  const uid = owner.uid || nobody;
  const gid = owner.gid || nobody;
  const otherUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
  if (works([...otherUser, 'true'])) return { prefix: otherUser, uid, gid };
  throw new PostgresStartError(
    'PostgreSQL does not run as root, and this system allows neither user namespaces nor a change of user. ' +
      'Start Shelfgraph as another user, or set DATABASE_URL_CENTRAL and the others.',
  );
}

/**
 * Starts a program in a session of its own, so that a Ctrl-C in the terminal reaches only this process. When this
 * process dies, even by SIGKILL, the kernel sends the program `signalAtDeath` (Linux).
 */
export function launch(
  launcher: Launcher,
  signalAtDeath: 'INT' | 'KILL',
  command: string[],
  stdio: SpawnOptions['stdio'],
): ChildProcess {
  const [program = '', ...args] = [...launcher.prefix, ...diesWithParent(signalAtDeath), ...command];
  return spawn(program, args, {
    stdio,
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH, TZ: 'UTC', LANG: 'C' },
  });
}

/** The error for a program that the system does not run. */
export function cannotRun({ spawnfile }: ChildProcess, cause: Error): PostgresStartError {
  return new PostgresStartError(
    `The database cannot start: ${spawnfile} cannot be run (${cause.message}). It must be there and executable by this ` +
      'user: repeat npm ci, or set DATABASE_URL_CENTRAL and the others to a PostgreSQL of your own.',
    { cause },
  );
}

function diesWithParent(signal: string): string[] {
  const setpriv = ['setpriv', '--pdeathsig', signal, '--'];
  return process.platform === 'linux' && works([...setpriv, 'true']) ? setpriv : [];
}

function works([program = '', ...args]: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
