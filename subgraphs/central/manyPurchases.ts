// What the catalogue, the slots, the funds and the rule sets say about buying many books, for several payers at once: the facts of
// `purchaseFacts`, from the same pieces of SQL, in two statements however many books and payers there are.
import { type HeldCount, heldCountsSql } from '../../lib/items/holdings.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { lastKnownSql } from './projection.ts';
import { freeSql, sayable, takenSql } from './purchases.ts';
import { type KnownVersion, versionOf, versionsSql } from './ruleSets.ts';

export interface ManyPurchases {
  bookIds: string[];
  payers: string[];
  year: number;
  day: string;
  at: Date;
}

interface BookRow {
  id: string;
  year: number | null;
  class_number: string | null;
  format: BookFormat | null;
  volumes: number | null;
  slots: { payer: string; taken: number }[];
  held: HeldCount[];
  known: { library: string; held: number; available: number; asOf: string }[];
}

/** What the rules need to know of books, as `purchaseFacts` tells of one. */
export async function purchaseFactsOf(ctx: Context, { bookIds, payers, year, day, at }: ManyPurchases) {
  const [books, [terms]] = await Promise.all([
    statement<BookRow>(
      ctx.em,
      `/* purchaseFactsOf */
       select wanted.id, book.year, book.class_number, book.format, book.volumes, slots.taken as slots, held.counts as held,
         known.counts as known
       from unnest($1::text[]) with ordinality as wanted (id, place)
       left join book on book.id = wanted.id
       cross join lateral (
         select coalesce(json_agg(slot), '[]') as taken
         from (select payer, sum(taken)::int as taken from (${takenSql('wanted.id')}) as of_order group by 1) as slot
       ) as slots
       cross join lateral (select coalesce(json_agg(count), '[]') as counts from (${heldCountsSql('wanted.id')}) as count) as held
       cross join lateral (
         select coalesce(json_agg(word order by position), '[]') as counts from (${lastKnownSql('wanted.id')}) as word
       ) as known
       order by wanted.place`,
      [bookIds],
    ),
    statement<{ funds: { payer: string; free: string }[]; sets: KnownVersion[] }>(
      ctx.em,
      `/* purchaseFactsOf */
       select
         (select coalesce(json_agg(one), '[]')
          from (select library_id as payer, (${freeSql})::text as free from fund where library_id = any($1::text[]) and year = $2) as one
         ) as funds,
         (select coalesce(json_agg(version), '[]') from (${versionsSql({ payers: '$1::text[]', day: '$3', at: '$4' })}) as version) as sets`,
      [payers, year, day, at],
    ),
  ]);
  return {
    books: books.map(({ id, class_number: classNumber, format, volumes, known, ...book }) => ({
      ...book,
      bookId: id,
      classNumber,
      format: format ?? ('BOOK' as const),
      volumes: volumes ?? 1,
      lastKnown: known.map((word) => ({ ...word, asOf: new Date(word.asOf) })),
    })),
    funds: (terms?.funds ?? []).map(({ payer, free }) => ({ payer, freeFen: sayable(Number(free)) })),
    ruleSets: (terms?.sets ?? []).map(versionOf),
  };
}
