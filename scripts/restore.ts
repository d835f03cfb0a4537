// `npm run restore`: a backup becomes the databases of a data folder.
import { join, resolve } from 'node:path';
import { subgraphNames } from '../schema/sdl.ts';
import { findBackup, hashOfFile } from './backup/manifest.ts';
import { putBackup, restoredWords } from './backup/put.ts';
import { command, configured, dataOption, UsageError } from './command.ts';
import { progressOn } from './progress.ts';

const usage = `Usage: npm run restore -- --from DIR [options]

Puts a backup of npm run backup, or the newest in a folder of backups, into a data folder that has no databases. Each file is
compared with what was written. Nothing is overwritten, and a restore that is ended leaves nothing. Exit code 0: the databases are
there; keys that are missing are warned of.

  --from DIR   the backup
  --data DIR   data folder (.data, or SHELFGRAPH_DATA)
  --help       this text

Put the copy of keys/ into the data folder too. Then start the network, and compare its orders: npm run reconcile.`;

await command(usage, { from: { type: 'string' }, data: { type: 'string' } }, async (values) => {
  if (typeof values['from'] !== 'string') throw new UsageError(`Say which backup: --from DIR.\n\n${usage}`);
  const { databaseUrls, dataDir, keysDir } = configured(values);
  if (subgraphNames.some((name) => databaseUrls[name])) {
    throw new Error(
      'These databases are your own (DATABASE_URL_…): this command is for the embedded PostgreSQL. Restore them with the tool that backed them up; docs/operators.md says what comes after.',
    );
  }
  const { path, manifest } = findBackup(resolve(values['from']));
  const progress = progressOn(process.stderr, 'restore');
  await putBackup({ path, manifest, dataDir, onProgress: (share) => progress.show(share, '') });
  progress.clear();
  console.log(`${dataDir} has ${path}: ${restoredWords(manifest)}.`);
  const keyFile = join(keysDir, 'keys', 'privacy.key');
  const key = await hashOfFile(keyFile).catch(() => null);
  if (manifest.privacyKey !== null && key !== manifest.privacyKey) {
    // What was asked for is done: the keys are the next step of whoever restores.
    console.error(
      `${key === null ? `There is no ${keyFile}` : `${keyFile} is another one`}: put the copy of keys/ there before the network is started, or whoever had a bought book may take it again.`,
    );
  }
  console.log(
    `Start the network, then compare its orders: npm run reconcile --${dataOption(dataDir) || ' --port 4000'}\nWhat readers had erased since is known again: see "Readers' data" in docs/operators.md.`,
  );
});
process.exit();
