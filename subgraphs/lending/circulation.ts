// How often copies were lent.
import type { Context } from './context.ts';

/** All loans of these copies together, in one statement; what was kept and never lent does not count. */
export async function loanCount({ em }: Context, items: readonly string[]): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `/* loanCount */ select count(*)::int as count from loan
     where item_id in (select jsonb_array_elements_text(?::jsonb)) and status not in ('RESERVED', 'RELEASED')`,
    [JSON.stringify(items)],
  );
  return row?.count ?? 0;
}
