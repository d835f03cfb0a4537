// `lastKnown`: what owners report of their holdings. Never shown as live.
import type { Context } from './context.ts';

export interface HoldingsReport {
  library: string;
  bookId: string;
  total: number;
  available: number;
  held: number;
  asOf: Date;
}

/** Keeps the newest report per library and book; an older one that arrives late changes nothing. */
export async function recordHoldings(ctx: Context, reports: readonly HoldingsReport[]): Promise<boolean> {
  for (const { library, bookId, total, available, held, asOf } of reports) {
    await ctx.em.execute(
      `/* recordHoldings */ insert into known_holdings (book_id, library_id, total, available, held, as_of)
       select ?, ?, ?, ?, ?, ? where exists (select 1 from book where id = ?)
       on conflict (book_id, library_id) do update
       set total = excluded.total, available = excluded.available, held = excluded.held, as_of = excluded.as_of
       where known_holdings.as_of <= excluded.as_of`,
      [bookId, library, total, available, held, asOf, bookId],
    );
  }
  return true;
}
