// A list says that copies stand on a shelf, of books for which readers wait: `lending`, which knows who waits, is told of the books once
// for each list of at most 500 copies. It looks at every queue now and then besides; this makes it soon.
import type { BaseContext } from '../subgraph.ts';

/**
 * SQL of one row, `jobs`, that adds the job which offers copies of the books in an array to those who wait; none for no books. In the
 * transaction that has made them available.
 */
export const offerSql = (bookIds: string): string =>
  `select count(graphile_worker.add_job('offerCopies', payload := json_build_object('bookIds', ${bookIds}), max_attempts := 100)) as jobs
   from (select 1 where cardinality(${bookIds}) > 0) as needed`;

/** The job. */
export async function offerCopies(ctx: BaseContext, { bookIds }: Record<string, unknown>): Promise<void> {
  await ctx.ask('lending', 'mutation ($bookIds: [ID!]!) { serveWaiting(bookIds: $bookIds) }', { bookIds });
}
