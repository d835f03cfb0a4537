// What PostgreSQL itself needs for the rows that an import has left: `COPY` into tables with the same columns, checks and indexes. Without
// foreign keys and triggers, without reading, comparing and updating: faster than that no import can be.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { CityUrls } from '../contest.ts';
import { median } from '../statistics.ts';

const tables = {
  central: ['book', 'book_index', 'book_call_number', 'bib_record', 'book_key', 'item'],
  districts: ['item'],
} as const;

/** One takes a few seconds, in which a machine may be faster or slower than in the minutes of an import. */
const rounds = 3;

/** Seconds for each table, the median of three: `central.book`. */
export async function copySeconds(urls: CityUrls, folder: string): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  mkdirSync(folder, { recursive: true });
  for (const name of ['central', 'districts'] as const) {
    const client = new pg.Client({ connectionString: urls[name] });
    await client.connect();
    await client.query('create schema peer');
    for (const table of tables[name]) {
      const file = join(folder, `${name}-${table}`);
      await client.query(`copy public.${table} to '${file}'`);
      const options = await optionsOf(client, table);
      const seen: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await client.query(`create table peer.${table} (like public.${table} including all)`);
        await client.query(`alter table peer.${table} set (${options})`);
        const begun = performance.now();
        await client.query(`copy peer.${table} from '${file}'`);
        seen.push((performance.now() - begun) / 1_000);
        await client.query(`drop table peer.${table}`);
      }
      seconds[`${name}.${table}`] = median(seen);
      rmSync(file);
    }
    await client.query('drop schema peer');
    await client.end();
  }
  return seconds;
}

/** The storage options of a table, which `like` does not take over; the default fill factor where there are none. */
async function optionsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query<{ options: string }>(
    `select coalesce(array_to_string(reloptions, ', '), 'fillfactor = 100') as options from pg_class where oid = $1::regclass`,
    [`public.${table}`],
  );
  return rows[0]!.options;
}
