// `npm run backup`: all databases of the embedded PostgreSQL at one moment, while it runs.
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { makeFolder } from '../lib/folders.ts';
import { lockFolder } from '../lib/postgres/folder.ts';
import { DataFolderInUse } from '../lib/postgres.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { megabytes } from './backup/copy.ts';
import { backupsIn, findBackup, problemsOf } from './backup/manifest.ts';
import { takeBackup } from './backup/take.ts';
import { command, configured, type OptionValues, UsageError } from './command.ts';
import { reachServer } from './databases.ts';
import { progressOn } from './progress.ts';

const usage = `Usage: npm run backup -- --to DIR [options]
       npm run backup -- --verify DIR

Copies the embedded PostgreSQL with all its databases, as they are at one moment, into a new folder in DIR. Shelfgraph may run, and
goes on as before. The keys are not in it: keep a copy of the folder keys/ elsewhere, for whoever has both has everything.

  --to DIR      a folder of backups, on another disk than the data
  --keep N      afterwards only the newest N backups in DIR are left
  --verify DIR  reads a backup, or the newest in a folder of backups, and says whether every file is as it was written: exit code 1 if not
  --data DIR    data folder (.data, or SHELFGRAPH_DATA)
  --help        this text

Databases of your own (DATABASE_URL_…) are backed up by PostgreSQL's own tools: see docs/operators.md.`;

const options = {
  to: { type: 'string' },
  keep: { type: 'string' },
  verify: { type: 'string' },
  data: { type: 'string' },
} as const;

await command(usage, options, async (values) => {
  if (typeof values['verify'] === 'string') return verify(resolve(values['verify']));
  if (typeof values['to'] !== 'string') throw new UsageError(`Say where backups go: --to DIR.\n\n${usage}`);
  const keep = keepOf(values);
  const configuration = configured(values);
  const { dataDir, keysDir } = configuration;
  const to = resolve(values['to']);
  if (`${to}${sep}`.startsWith(`${dataDir}${sep}`)) {
    throw new UsageError(
      `${to} lies in the data folder, and would be lost with it. Choose another folder, on another disk.`,
    );
  }
  if (subgraphNames.some((name) => configuration.databaseUrls[name])) {
    throw new Error(
      'These databases are your own (DATABASE_URL_…): this command is for the embedded PostgreSQL. Back up the whole server at one moment, with pg_basebackup or pgBackRest; docs/operators.md says how.',
    );
  }
  makeFolder(to);
  const unlock = await lockFolder(to).catch((error: unknown) => {
    throw error instanceof DataFolderInUse ? new Error(`Another backup to ${to} is under way.`) : error;
  });
  try {
    removePartial(to);
    const server = await reachServer(configuration);
    const progress = progressOn(process.stderr, 'backup');
    const begin = performance.now();
    try {
      const { path, manifest } = await takeBackup({
        url: server.url('postgres'),
        dataDir,
        keysDir,
        to,
        onProgress: (share) => progress.show(share, ''),
      });
      progress.clear();
      const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
      console.log(
        `${path}: ${manifest.files.length} files, ${megabytes(manifest.bytes)}, as of ${manifest.consistentAt} (${seconds} s).`,
      );
      console.log(`The keys are not in it. Keep a copy of ${join(keysDir, 'keys')} elsewhere; they change seldom.`);
    } finally {
      await server.stop();
    }
    for (const { path } of keep === null ? [] : backupsIn(to).slice(0, -keep)) {
      rmSync(path, { recursive: true });
      console.log(`${path}: removed, it was older than the newest ${keep}.`);
    }
  } finally {
    unlock();
  }
});
process.exit();

async function verify(folder: string): Promise<void> {
  const { path, manifest } = findBackup(folder);
  const progress = progressOn(process.stderr, 'verify');
  let read = 0;
  const problems = await problemsOf(path, manifest, (bytes) => {
    read += bytes;
    progress.show(read / manifest.bytes, '');
  });
  progress.clear();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) throw new Error(`${path} is not whole. Do not restore it.`);
  console.log(
    `${path}: ${manifest.files.length} files, ${megabytes(manifest.bytes)}, all as they were written; as of ${manifest.consistentAt}.`,
  );
}

function keepOf({ keep }: OptionValues): number | null {
  if (keep === undefined) return null;
  const count = Number(keep);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new UsageError(`--keep is how many backups are left, 1 or more, not "${String(keep)}".`);
}

/** What backups that were killed have left. */
function removePartial(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\d{4}-\d\d-\d\dT[\d-]+Z\.partial$/.test(name)) rmSync(join(folder, name), { recursive: true });
  }
}
