// Claims of loans and orders at an owner, and by which ids. A released claim stays as a tombstone that refuses one which arrives late.
import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Under which id an order reserves at its owners: its own, and another one for each attempt after a release, for what was released
 * is never reserved again.
 */
export function claimOf({ id, attempt }: { id: string; attempt: number }): string {
  return attempt === 0 ? id : `${id}.${attempt}`;
}

/** The order whose claim an id is. */
export function orderOfClaim(claimId: string): string {
  return claimId.replace(/\.\d+$/, '');
}

/** A pattern of SQL's LIKE for the claims of an order after its first one. */
export function laterClaimsOf(orderId: string): string {
  return `${orderId.replace(/[\\%_]/g, '\\$&')}.%`;
}

/** Sorts, byte by byte, after all claims of an order and before those of the next one. */
export function lastClaimOf(orderId: string): string {
  return `${orderId}.~`;
}

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
