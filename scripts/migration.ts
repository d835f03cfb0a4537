// Writes the migration that brings the database of each subgraph, and the gateway's, from the committed migrations to its entities:
// `npm run migration -- add_renewals`. Nothing is written where nothing changed; the new file is added to the index.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Migrator, TSMigrationGenerator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { database as gateway } from '../gateway/database.ts';
import { definitions } from '../gateway/definitions.ts';
import { migrate, openOrm } from '../lib/orm.ts';
import { startPostgres } from '../lib/postgres.ts';

/** Migrations go one way: the way back is a backup. */
class Upwards extends TSMigrationGenerator {
  override generateMigrationFile(className: string, diff: { up: string[]; down: string[] }): string {
    return super.generateMigrationFile(className, { ...diff, down: [] });
  }
}

const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Usage: npm run migration -- NAME     NAME is lower case with underscores, add_renewals');
  process.exit(2);
}

const dataDir = mkdtempSync(join(tmpdir(), 'shelfgraph-migration-'));
const postgres = await startPostgres({ dataDir, durable: false });
try {
  const owners = Object.values(definitions).map(({ name, database }) => ({ name, database, in: `subgraphs/${name}` }));
  for (const definition of [...owners, { name: 'gateway', database: gateway, in: 'gateway' }]) {
    await postgres.ensureDatabase(definition.name);
    const url = postgres.url(definition.name);
    const current = await openOrm({ name: definition.name, url, ...definition.database });
    await migrate(current);
    await current.close(true);
    const folder = fileURLToPath(new URL(`../${definition.in}/migrations/`, import.meta.url));
    const orm = await MikroORM.init({
      clientUrl: url,
      entities: definition.database.entities,
      extensions: [Migrator],
      // They are written by hand: entities know nothing of them.
      schemaGenerator: { ignoreTriggers: true, ignoreRoutines: true },
      migrations: {
        path: folder,
        pathTs: folder,
        emit: 'ts',
        generator: Upwards,
        snapshot: false,
        tableName: 'migration',
        fileName: (time) => `${time}_${name}`,
      },
    });
    const { fileName } = await orm.migrator.create(folder, false, false, name);
    await orm.close(true);
    console.log(fileName ? `${definition.name}: ${fileName}` : `${definition.name}: nothing to do`);
    writeIndex(folder);
  }
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

function writeIndex(folder: string): void {
  const names = readdirSync(folder)
    .filter((file) => /^\d+_\w+\.ts$/.test(file))
    .map((file) => file.replace(/\.ts$/, ''))
    .toSorted();
  const imports = names.map((file) => `import * as migration_${file} from './${file}.ts';`);
  const list = names.map((file) => `  { name: '${file}', class: Object.values(migration_${file})[0]! },`);
  writeFileSync(
    join(folder, 'index.ts'),
    `${imports.join('\n')}\n\nexport const migrations = [\n${list.join('\n')}\n];\n`,
  );
}
