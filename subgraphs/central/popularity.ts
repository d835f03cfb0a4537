// How popular a book is: the copies that all libraries hold, as the catalogue last heard, and the loans of the lists of this year and the
// last. Books of equal relevance stand in this order, so it need not be of the minute: a job counts all books again and writes those
// that have changed, for to write one is to index it anew.
import type { EntityManager } from '@mikro-orm/postgresql';
import { yearOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { members } from './holdings.ts';

/** How often all books are counted, in seconds. */
export const popularitySeconds = 3_600;
const batch = 1_000;
/** Lines of each list of the most borrowed. */
const listLength = 100;

/** The job that counts. In order of their ids, a batch at a time; a book that is written meanwhile is counted the next time. */
export async function countPopularity(ctx: Context): Promise<void> {
  const loans = await loansOfLists(ctx);
  let after: string | null = '';
  while (after !== null) after = await countSome(ctx.em, after, loans);
}

async function countSome(em: EntityManager, after: string, loans: ReadonlyMap<string, number>): Promise<string | null> {
  const counted = await statement<{ id: string; popularity: number; copies: number }>(
    em,
    `/* countPopularity */ select book_id as id, popularity,
       coalesce((select sum(total) from known_holdings where known_holdings.book_id = book_index.book_id), 0)::int as copies
     from book_index where book_id > $1 order by book_id limit ${batch}`,
    [after],
  );
  const changed = counted
    .map(({ id, copies, popularity }) => ({ id, was: popularity, popularity: copies + (loans.get(id) ?? 0) }))
    .filter(({ was, popularity }) => was !== popularity);
  if (changed.length > 0) {
    await statement(
      em,
      `/* countPopularity */ update book_index set popularity = counted.popularity
       from unnest($1::text[], $2::int[]) as counted(id, popularity) where book_id = counted.id`,
      [changed.map(({ id }) => id), changed.map(({ popularity }) => popularity)],
    );
  }
  return counted.length === batch ? (counted.at(-1)?.id ?? null) : null;
}

async function loansOfLists(ctx: Context): Promise<Map<string, number>> {
  const libraries = (await members(ctx)).map(({ id }) => id);
  const year = yearOf(ctx.now);
  const lists = ['ADULT', 'CHILD'].flatMap((readerType) =>
    [year, year - 1].map((each) => ({ readerType, year: each })),
  );
  const loans = new Map<string, number>();
  for (const list of lists) {
    const { loanRanking } = await ctx.ask<{ loanRanking: { bookId: string; loans: number }[] }>(
      'lending',
      `query ($year: Int!, $readerType: ReaderType!, $libraries: [ID!]!, $first: Int!) {
        loanRanking(year: $year, readerType: $readerType, libraries: $libraries, first: $first) { bookId loans }
      }`,
      { ...list, libraries, first: listLength },
    );
    for (const line of loanRanking) loans.set(line.bookId, (loans.get(line.bookId) ?? 0) + line.loans);
  }
  return loans;
}
