// Connections and prepared statements of the programs in hand-written SQL.
import pg from 'pg';
import type { CityUrls } from './contest.ts';

export type Pools = Record<keyof CityUrls, pg.Pool>;

/** One connection, or a pool of them. */
export type Queryable = Pick<pg.Pool | pg.PoolClient, 'query'>;

// A row of any statement.
// oxlint-disable-next-line typescript/no-explicit-any
export type Row = Record<string, any>;

/** Runs a prepared statement; the text stands for its name. */
export async function rows<Result = Row>(on: Queryable, text: string, values: unknown[] = []): Promise<Result[]> {
  let name = names.get(text);
  if (!name) names.set(text, (name = `s${names.size}`));
  return (await on.query({ name, text, values })).rows as Result[];
}

const names = new Map<string, string>();

/** One transaction, one commit. */
export async function transaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** As many connections to a database as the product has, kept as long. */
const connections = 8;
const pools = new Map<string, pg.Pool>();
const types = new pg.TypeOverrides();
// Days stay texts, as they are in the product.
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

/** The pools of a city, the same ones for the same databases. */
export function poolsOf(urls: CityUrls): Pools {
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, poolOf(url)])) as Pools;
}

function poolOf(url: string): pg.Pool {
  const known =
    pools.get(url) ?? new pg.Pool({ connectionString: url, max: connections, idleTimeoutMillis: 300_000, types });
  pools.set(url, known);
  return known;
}
