import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endOrphan } from './postgres/cluster.ts';
import { isReady } from './postgres/readiness.ts';
import { DataFolderInUse, type Postgres, PostgresStartError, startPostgres } from './postgres.ts';

let dataDir: string;
const started: Postgres[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'shelfgraph-postgres-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const postgres of started.splice(0)) await postgres.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

async function start(port?: number): Promise<Postgres> {
  const postgres = await startPostgres({ dataDir, durable: false, ...(port === undefined ? {} : { port }) });
  started.push(postgres);
  return postgres;
}

test('what was written is there after a stop and a start', async () => {
  const first = await start();
  await Promise.all([first.ensureDatabase('central'), first.ensureDatabase('central')]);
  await query(first.url('central'), `create table book (title text); insert into book values ('三体')`);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await start();
  expect(await query(second.url('central'), 'select title from book')).toEqual([{ title: '三体' }]);
});

test('Chinese text has trigrams', async () => {
  const { url } = await start();
  await query(url('postgres'), 'create extension pg_trgm');
  const [row] = await query(url('postgres'), `select cardinality(show_trgm('三体')) as trigrams`);
  expect(row).toEqual({ trigrams: 3 });
});

test('nobody connects without the password, and only from this machine', async () => {
  const { url, port } = await start();
  await expect(query(`postgresql://shelfgraph:guess@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
    'password authentication failed',
  );
  expect(await query(url('postgres'), 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
});

test('a second start on the same folder is refused, by whichever process', async () => {
  await start();
  await expect(startPostgres({ dataDir })).rejects.toThrow(new DataFolderInUse(dataDir, String(process.pid)));
  const other = startInChild();
  expect(await firstLine(other)).toBe(
    `The data folder ${dataDir} is in use by another Shelfgraph (pid ${process.pid}). ` +
      'Stop it, or choose another folder with --data DIR.',
  );
});

test('of several that start at once on a new folder, exactly one runs', async () => {
  const lines = await Promise.all([startInChild(), startInChild(), startInChild()].map(firstLine));
  expect(lines.filter((line) => line.startsWith('running'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('is in use by another Shelfgraph'))).toHaveLength(2);
});

test('the server ends when its parent is killed, and the folder can be used again', async () => {
  const parent = startInChild();
  const pid = Number((await firstLine(parent)).split(' ')[1]);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);

  const { url } = await start();
  expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a first start that was killed midway leaves nothing that hinders the next', async () => {
  const parent = startInChild();
  while (!(await hasDraft())) await sleep(5);
  await sleep(200);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  expect(await readdir(dataDir)).not.toContain('postgres');

  const { url } = await start();
  expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(await hasDraft()).toBe(false);
});

test('after a loss of power, a process that has the old number by chance does not block the start', async () => {
  const first = await start();
  await first.stop();
  const stale = [process.pid, join(dataDir, 'postgres'), 0, first.port, '', '127.0.0.1', '', 'ready'].join('\n');
  await writeFile(join(dataDir, 'postgres', 'postmaster.pid'), stale);

  const { url } = await start();
  expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that is killed is noticed, and the folder can be used again at once', async () => {
  const first = await start();
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const { url } = await start();
  expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a program that cannot be run is named, and the start ends', async () => {
  const program = join(dataDir, 'postgres');
  await writeFile(program, '', { mode: 0o600 });
  await expect(isReady(spawn(program), dataDir)).rejects.toThrow(
    new PostgresStartError(
      `The database cannot start: ${program} cannot be run (spawn ${program} EACCES). It must be there and executable by ` +
        'this user: repeat npm ci, or set DATABASE_URL_CENTRAL and the others to a PostgreSQL of your own.',
    ),
  );
});

test('a server of a dead parent that does not end is named with what to do, not waited for', async () => {
  const deaf = `process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1_000); // ${dataDir}`;
  const orphan = spawn(process.execPath, ['-e', deaf], { cwd: dataDir, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(orphan);
  await firstLine(orphan);
  await writeFile(join(dataDir, 'postmaster.pid'), `${orphan.pid}\n${dataDir}`);
  await expect(endOrphan(dataDir, { limitMs: 100 })).rejects.toThrow(
    new PostgresStartError(
      `A PostgreSQL server (pid ${orphan.pid}) still runs on ${dataDir} and did not end within 0.1 seconds of being asked ` +
        `to. End it with: kill -QUIT ${orphan.pid}. Then start again; nothing that was committed is lost.`,
    ),
  );
  expect(isAlive(orphan.pid ?? 0)).toBe(true);
});

test('a folder of another PostgreSQL version, or of something else, is refused by name', async () => {
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
  await expect(start()).rejects.toThrow(
    `The data folder ${dataDir} was made by PostgreSQL 17; this Shelfgraph brings 18.`,
  );
  await rm(join(dataDir, 'postgres', 'PG_VERSION'));
  await writeFile(join(dataDir, 'postgres', 'notes.txt'), 'mine');
  await expect(start()).rejects.toThrow('is not a PostgreSQL data folder');
});

test('a port that is taken is refused by number', async () => {
  const { port } = await start();
  const other = await mkdtemp(join(tmpdir(), 'shelfgraph-postgres-'));
  await expect(startPostgres({ dataDir: other, port, durable: false })).rejects.toThrow(
    new PostgresStartError(`Port ${port} is in use: the database cannot listen there.`),
  );
  await rm(other, { recursive: true });
});

// Where user namespaces are forbidden, as in most containers, this is also how root's own folders work.
test.runIf(process.getuid?.() === 0)("root starts the server as the folder's owner", async () => {
  await chown(dataDir, 65534, 65534);
  const { url, pid } = await start();
  expect((await stat(`/proc/${pid}`)).uid).toBe(65534);
  expect(await query(url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

async function hasDraft(): Promise<boolean> {
  return (await readdir(dataDir)).some((name) => name.startsWith('postgres.new-'));
}

/** Starts a server from a process of its own, which prints `running PID`, or the refusal, in one line. */
function startInChild(): ChildProcess {
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)};
    const options = { dataDir: process.argv[1], durable: false };
    await startPostgres(options).then(({ pid }) => console.log('running', pid), ({ message }) => console.log(message));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.trimEnd();
}

/** A process that ended but was not collected yet still has its number, but no command line. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && (process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`).length > 0);
  } catch {
    return false;
  }
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
