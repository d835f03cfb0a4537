// What a month comes to: counts, and one digest over every loan, hold, parcel, reader and copy, by what stands on cards and labels.
import { createHash } from 'node:crypto';
import type { SubgraphName } from '../../schema/sdl.ts';
import { inDatabase } from '../in-database.ts';

type Urls = Record<SubgraphName, string>;

const counts = `
  select 'loans ' || channel || ' ' || status as what, count(*)::int as number from loan where reader_id like 'M%' group by 1
  union all select 'holds ' || state, count(*)::int from hold group by 1
  union all select 'parcels ' || direction || ' ' || status, count(*)::int from parcel group by 1
  union all select 'returns ' || coalesce(next, 'undecided'), count(*)::int from item_return group by 1
  union all select 'renewals ' || case when due_date is null then 'refused' else 'granted' end, count(*)::int from loan_renewal group by 1
  union all select 'credit ' || kind, count(*)::int from credit_event group by 1
  union all select 'tallied', coalesce(sum(loans), 0)::int from loan_tally where book_id like 'M%'
  order by 1`;

/** Rows without the ids that are drawn by chance, in an order of their own. */
const natural: [SubgraphName, string][] = [
  [
    'lending',
    `select card, loan.item_id, channel, loan.status, loan.requested_at, started_at, due_date, back_on, returned_at, renewals
     from loan join reader on reader.id = reader_id where reader_id like 'M%'`,
  ],
  [
    'lending',
    `select card, book_id, number, state, served, passed_over, placed_at, item_id, shelf_until, ended_at from hold
     join reader on reader.id = reader_id`,
  ],
  [
    'lending',
    `select card, direction, parcel.status, tracking_number, shipped_at, ended_at, freight_fen from parcel
     join reader on reader.id = reader_id`,
  ],
  ['lending', "select card, open_loans, suspended_until from reader where id like 'M%'"],
  ['lending', 'select card, kind, points, at from credit_event join reader on reader.id = reader_id'],
  ['lending', "select library, year, reader_type, book_id, loans from loan_tally where book_id like 'M%'"],
  ['central', "select id, status, due_date, kept_at from item where id ~ ':M[0-9]+-'"],
  ['districts', "select id, status, due_date, kept_at from item where id ~ ':M[0-9]+-'"],
];

export interface Totals {
  counts: Record<string, number>;
  digest: string;
}

/** The totals of a city in which a month was played. */
export async function totalsOf(urls: Urls): Promise<Totals> {
  const counted = await inDatabase<{ what: string; number: number }>(urls.lending, counts);
  const hash = createHash('sha256');
  for (const [database, sql] of natural) {
    const rows = await inDatabase<{ row: string }>(
      urls[database],
      `select to_jsonb(natural_row)::text as row from (${sql}) as natural_row order by to_jsonb(natural_row)::text collate "C"`,
    );
    for (const { row } of rows) hash.update(row).update('\n');
  }
  return { counts: Object.fromEntries(counted.map(({ what, number }) => [what, number])), digest: hash.digest('hex') };
}
