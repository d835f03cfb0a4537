// A backup is taken while orders are under way; more orders come; then the databases are lost. What was acknowledged before the backup began is there after
// the restore, all four databases stand at one moment, and the network goes on.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBackup } from '../scripts/backup/manifest.ts';
import { randomSequence } from '../scripts/seed/random.ts';
import { lostAnswers, reconcile, untilRest, urlsOf } from './crash/checks.ts';
import type { Keyed, Who } from './crash/client.ts';
import { startLoad } from './crash/load.ts';
import { type CrashFolder, type CrashNetwork, crashFolder, oneProcess } from './crash/network.ts';
import { tokensFor } from './crash/tokens.ts';
import { makeWorld, type World } from './crash/world.ts';
import { inDatabase } from './in-database.ts';
import { violations } from './invariants.ts';
import { startProcess } from './process.ts';

const clients = 6;
const random = randomSequence(Number(process.env['SEED'] ?? 5));
let folder: CrashFolder;
let backups: string;
let network: CrashNetwork;
let token: (who: Who) => Promise<string>;
/** What had been answered when the backup began. */
let told: Keyed[];
let lastEvent: number;
let world: World;

beforeAll(async () => {
  folder = crashFolder();
  backups = `${folder.dataDir}-backups`;
  token = await tokensFor(folder);
  network = await oneProcess(folder);
  await network.start();
});
afterAll(async () => {
  await network[Symbol.asyncDispose]();
  rmSync(backups, { recursive: true, force: true });
  folder[Symbol.dispose]();
});

async function run(script: 'backup' | 'restore' | 'audit', args: string[], env: Record<string, string> = {}) {
  const command = startProcess(`scripts/${script}.ts`, args, env);
  return { code: await command.ended, output: command.output() };
}

const newestEvent = async () =>
  Number(
    (
      await inDatabase<{ id: string }>(
        folder.databaseUrl('bookstores'),
        'select max(id) as id from purchase_transition',
      )
    )[0]?.id,
  );

test('backups are taken while orders are under way; only the newest is kept, and it says whether it is whole', {
  timeout: 120_000,
}, async () => {
  world = await makeWorld(folder.databaseUrl, { url: network.url, token: await token({ role: 'admin' }) });
  // A folder of another program, and one that was cut short, are in the way of nothing.
  for (const [name, text] of [
    ['another', '{"name":"app"}'],
    ['20', '{"format":1,'],
  ] as const) {
    mkdirSync(join(backups, name), { recursive: true });
    writeFileSync(join(backups, name, 'manifest.json'), text);
  }
  const load = startLoad({ url: network.url, token, world, random, clients });
  const take = () => run('backup', ['--to', backups, '--keep', '1', '--data', folder.dataDir]);
  for (const orders of [4, 8]) {
    await expect.poll(() => load.journal.keyed.filter((each) => each.told?.order).length).toBeGreaterThan(orders);
    told = load.journal.keyed.filter((each) => each.told !== null).map((each) => ({ ...each }));
    expect(await take()).toEqual({
      code: 0,
      output: expect.stringMatching(
        /files, \d+ MB, as of 20[^]*The keys are not in it\. Keep a copy of \S+keys elsewhere[^]*another\S+ is not the manifest of a backup[^]* passed over/,
      ),
    });
  }
  const after = load.journal.keyed.length;
  await expect.poll(() => load.journal.keyed.length).toBeGreaterThan(after + 8);
  await load.stop();
  lastEvent = await newestEvent();
  expect(readdirSync(backups).filter((name) => /^20\d/.test(name))).toHaveLength(1);
  expect(readdirSync(backups)).toEqual(expect.arrayContaining(['20', 'another']));
  expect(await run('backup', ['--verify', backups])).toEqual({
    code: 0,
    output: expect.stringMatching(/all as they were written/),
  });
});

test('where databases are, nothing is restored', async () => {
  const { code, output } = await run('restore', ['--from', backups, '--data', folder.dataDir]);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('is in use by another Shelfgraph') });
  await network[Symbol.asyncDispose]();
  const again = await run('restore', ['--from', backups, '--data', folder.dataDir]);
  expect(again).toEqual({ code: 1, output: expect.stringContaining('has databases, and they are not overwritten') });
});

test('the databases are lost and restored: they stand at one moment, and what was acknowledged is there', {
  timeout: 120_000,
}, async () => {
  for (const name of ['postgres', 'postgres.password', 'postgres.log']) {
    rmSync(join(folder.dataDir, name), { recursive: true });
  }
  const privacyKey = join(folder.dataDir, 'keys', 'privacy.key');
  renameSync(privacyKey, `${privacyKey}.elsewhere`);
  const restored = await run('restore', ['--from', backups, '--data', folder.dataDir]);
  // The keys come after the databases: it warns, and has done what it was asked for.
  expect(restored).toEqual({
    code: 0,
    output: expect.stringMatching(
      /as all databases were at 20[^]*There is no \S+privacy\.key: put the copy of keys\/ there/,
    ),
  });
  renameSync(`${privacyKey}.elsewhere`, privacyKey);
  expect(existsSync(join(folder.dataDir, 'restore.partial'))).toBe(false);

  network = await oneProcess(folder);
  await network.start();
  expect(told.length).toBeGreaterThan(8);
  await untilRest(folder);
  expect(await lostAnswers(folder, told)).toEqual([]);
  expect(await violations(urlsOf(folder))).toEqual([]);
  await reconcile(folder, network.url);
  const isSealed = async () => (await run('audit', ['verify', '--data', folder.dataDir])).code;
  await expect.poll(isSealed, { timeout: 30_000 }).toBe(0);

  const load = startLoad({ url: network.url, token, world, random, clients });
  await expect.poll(() => load.journal.keyed.filter((each) => each.told?.order).length).toBeGreaterThan(0);
  await load.stop();
  // A number that somebody was told is nobody else's.
  const events = await inDatabase<{ id: string }>(
    folder.databaseUrl('bookstores'),
    'select id from purchase_transition order by id desc limit 1',
  );
  expect(Number(events[0]?.id)).toBeGreaterThan(lastEvent + 1_000);
});

test('a backup in which a byte has changed, or a file is missing, is told and not restored', async () => {
  const warnings: string[] = [];
  const { path, manifest } = findBackup(backups, (sentence) => warnings.push(sentence));
  expect(warnings).toEqual([expect.stringMatching(/20\S+ cannot be read/), expect.stringContaining('another')]);
  writeFileSync(join(path, 'manifest.json'), JSON.stringify({ ...manifest, postgres: '19' }));
  expect(await run('restore', ['--from', path, '--data', `${backups}-data`])).toEqual({
    code: 1,
    output: expect.stringContaining('has files of PostgreSQL 19, and this release brings PostgreSQL 18'),
  });
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
  appendFileSync(join(path, 'postgres', 'PG_VERSION'), ' ');
  rmSync(join(path, 'postgres', 'global', 'pg_control'));
  writeFileSync(join(path, 'more'), '');
  const { code, output } = await run('backup', ['--verify', path]);
  expect(code).toBe(1);
  expect(output).toMatch(/PG_VERSION has changed\.[^]*is not whole/);
  expect(output).toMatch(/pg_control cannot be read: ENOENT/);
  expect(output).toContain('more is not of this backup.');
  const other = `${backups}-data`;
  const restored = await run('restore', ['--from', path, '--data', other]);
  expect(restored).toEqual({
    code: 1,
    output: expect.stringMatching(/PG_VERSION has changed since|pg_control is missing/),
  });
  expect(readdirSync(other)).toEqual(['lock']);
  rmSync(other, { recursive: true });
});

test.each([
  ['without a folder', [], {}, 2, 'Say where backups go: --to DIR.'],
  ['into the data folder', ['--to', '.data/backups'], {}, 2, 'lies in the data folder'],
  ['to keep none', ['--to', 'x', '--keep', '0'], {}, 2, '--keep is how many backups are left, 1 or more'],
  [
    'of other databases',
    ['--to', 'x'],
    { DATABASE_URL_CENTRAL: 'postgresql://db/central' },
    1,
    'pg_basebackup or pgBackRest',
  ],
  ['to verify nothing', ['--verify', 'lib'], {}, 1, 'There is no backup in'],
] as const)('a backup %s is refused', async (_, args, env, code, message) => {
  expect(await run('backup', [...args], { ...env })).toEqual({ code, output: expect.stringContaining(message) });
});

/** A small disk in a space of its own, where the system allows that. */
const inSmallDisk = ['--user', '--map-root-user', '--mount', 'sh', '-c'];
const isAllowed = spawnSync('unshare', [...inSmallDisk, 'true']).status === 0;

test.runIf(isAllowed)('a disk that is too small is told before anything is written', () => {
  const disk = `${backups}-small`;
  mkdirSync(disk);
  const command = `mount -t tmpfs -o size=8m none ${disk} && ${process.execPath} scripts/backup.ts --to ${disk} --data ${folder.dataDir}; ls ${disk}`;
  const { stdout, stderr } = spawnSync('unshare', [...inSmallDisk, command], { encoding: 'utf8' });
  rmSync(disk, { recursive: true });
  expect(stderr).toMatch(/has \d+\.\d MB free; \d+ MB are needed\. Nothing was written\./);
  expect(stdout.trim()).toBe('lock');
});

test.runIf(isAllowed)('a disk that becomes full on the way is said to be that', () => {
  const disk = `${backups}-full`;
  mkdirSync(disk);
  writeFileSync(`${disk}.file`, Buffer.alloc(2_000_000));
  const program = `import { copyFile, explained } from ${JSON.stringify(join(import.meta.dirname, '../scripts/backup/copy.ts'))};
    await copyFile('${disk}.file', '${disk}/copy').catch((error) => console.log(explained(error, '${disk}').message));`;
  const command = `mount -t tmpfs -o size=1m none ${disk} && ${process.execPath} --input-type=module-typescript --eval "$0"`;
  const { stdout } = spawnSync('unshare', [...inSmallDisk, command, program], { encoding: 'utf8' });
  rmSync(disk, { recursive: true });
  rmSync(`${disk}.file`);
  expect(stdout).toBe(`The disk of ${disk} is full. What was begun there is removed, all else is as it was.\n`);
});
