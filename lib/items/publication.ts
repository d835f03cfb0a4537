// Every change of a copy is told to the catalogue, which keeps `lastKnown`: a job in the changing transaction is the
// outbox, and counts when it runs. Jobs of one holdings row share a queue, so reports arrive in order.
import type { EntityManager } from '@mikro-orm/postgresql';
import { addJob } from '../jobs.ts';
import type { BaseContext } from '../subgraph.ts';

const queues = 8;

/** Adds the job that reports the holdings of which a copy changed, in the transaction of the change. */
export async function publishHoldings(em: EntityManager, itemId: string): Promise<void> {
  const [row] = await em.execute<{ library_id: string; book_id: string; queue: number }[]>(
    `/* publishHoldings */ select library_id, book_id, abs(hashtext(library_id || book_id)) % ${queues} as queue
     from item where id = ?`,
    [itemId],
  );
  if (row) {
    const { library_id: library, book_id: bookId, queue } = row;
    await addJob(
      em,
      'reportHoldings',
      { library, bookId },
      { key: `holdings:${library}:${bookId}`, queue: `holdings-${queue}` },
    );
  }
}

/** The job: counts now, and tells the catalogue. */
export async function reportHoldings(ctx: BaseContext, { library, bookId }: Record<string, unknown>): Promise<void> {
  const [counts] = await ctx.em.execute<{ total: number; available: number; held: number; as_of: Date }[]>(
    `/* reportHoldings */
     select (count(*) filter (where status not in ('ON_ORDER', 'LOST', 'WITHDRAWN')))::int as total,
            (count(*) filter (where status = 'AVAILABLE'))::int as available,
            (count(*) filter (where status not in ('LOST', 'WITHDRAWN') and purchase_order_id is null))::int as held,
            clock_timestamp() as as_of
     from item where library_id = ? and book_id = ?`,
    [library, bookId],
  );
  const { as_of: asOf, ...numbers } = counts ?? { total: 0, available: 0, held: 0, as_of: new Date() };
  await ctx.ask('central', 'mutation ($reports: [HoldingsReport!]!) { recordHoldings(reports: $reports) }', {
    reports: [{ library, bookId, ...numbers, asOf: new Date(asOf).toISOString() }],
  });
}
