// Databases for tests, on the server of the test run (test/server.ts). A copy of a template costs about 50 ms.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase extends AsyncDisposable {
  url: string;
  /** Removes the database and ends its connections. */
  drop(): Promise<void>;
}

/** The templates of which this process knows that they are built. */
const built = new Set<string>();

/**
 * Builds the template `name` once per test run, whichever test file asks first; the others wait for it.
 * `build` fills the empty database at `url` and must close its connections. If it fails, the next one tries again.
 * @example
 * await ensureTemplate('lending', (url) => migrate(url));
 * const database = await createTestDatabase('lending');
 */
export async function ensureTemplate(name: string, build: (url: string) => Promise<void>): Promise<void> {
  if (built.has(name)) return;
  const template = templateName(name);
  const draft = `${template}_draft`;
  const admin = await server().connect();
  try {
    await admin.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) {
      await admin.query(`drop database if exists ${quoted(draft)} with (force)`);
      await admin.query(`create database ${quoted(draft)}`);
      await build(urlOf(draft));
      await admin.query(`alter database ${quoted(draft)} rename to ${quoted(template)}`);
      await admin.query(`alter database ${quoted(template)} with allow_connections false is_template true`);
    }
    built.add(name);
  } finally {
    // Ending the connection also gives back the advisory lock.
    admin.release(true);
  }
}

/** A database of its own for one test file: a copy of a template, or an empty one. */
export async function createTestDatabase(template?: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const source = template === undefined ? 'template1' : templateName(template);
  await server().query(`create database ${quoted(name)} template ${quoted(source)} strategy file_copy`);
  const drop = async () => {
    await server().query(`drop database if exists ${quoted(name)} with (force)`);
  };
  return { url: urlOf(name), drop, [Symbol.asyncDispose]: drop };
}

let connections: pg.Pool | undefined;

/** This process's connections to the server's own database, kept for all test files. */
function server(): pg.Pool {
  if (connections) return connections;
  connections = new pg.Pool({
    connectionString: inject('adminUrl'),
    max: 4,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
    // The kernel copies the files: 30 ms, where PostgreSQL's own ways took 300 ms on a slow disk.
    options: '-c file_copy_method=clone',
  });
  // The server ends before this process does.
  connections.on('error', () => {});
  return connections;
}

function urlOf(database: string): string {
  const url = new URL(inject('adminUrl'));
  url.pathname = `/${database}`;
  return url.href;
}

function templateName(name: string): string {
  return `template_${name}`;
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name);
}
