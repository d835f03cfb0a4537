// Statements of tests in a database, beside the product. Each connection waits a while for the next statement: a new one costs both sides
// some 10 ms, and the invariants alone are forty statements.
import pg from 'pg';

const pools = new Map<string, pg.Pool>();

/** Runs one statement, with `$1` for its values. */
export async function inDatabase<Row = Record<string, unknown>>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await poolOf(url).query(sql, [...values])).rows as Row[];
}

function poolOf(url: string): pg.Pool {
  const known = pools.get(url);
  if (known) return known;
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, allowExitOnIdle: true });
  // A database is dropped, or its server is killed, while a connection waits: the next statement gets another.
  pool.on('error', () => {});
  pools.set(url, pool);
  return pool;
}
