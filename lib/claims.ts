// Claims of loans and orders at an owner. A released claim stays as a tombstone that refuses one which arrives late.
import type { EntityManager } from '@mikro-orm/postgresql';

/** Tables with the columns id and state HELD | CONFIRMED | RELEASED. */
export type ClaimTable = 'item_claim' | 'loan_claim';

/** Makes a claim; false when it exists already, held or released. Two at once wait for each other at the primary key. */
export async function claim(em: EntityManager, table: ClaimTable, id: string): Promise<boolean> {
  const [row] = await em.execute<{ id: string }[]>(
    `/* claim */ insert into ${table} (id, state) values (?, 'HELD') on conflict (id) do nothing returning id`,
    [id],
  );
  return row !== undefined;
}

/** Ends a claim that is not confirmed, or forbids one that has not come yet. */
export async function releaseClaim(em: EntityManager, table: ClaimTable, id: string): Promise<void> {
  await em.execute(
    `/* releaseClaim */ insert into ${table} (id, state) values (?, 'RELEASED')
     on conflict (id) do update set state = 'RELEASED' where ${table}.state = 'HELD'`,
    [id],
  );
}
