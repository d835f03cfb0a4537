// Rows, in batches.
import type { EntityName } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { CityItem } from './city.ts';

const batch = 500;

/** Inserts rows, however many. */
export async function insert<Entity extends object>(
  em: EntityManager,
  entity: EntityName<Entity>,
  rows: object[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += batch) {
    await em.insertMany(entity, rows.slice(start, start + batch) as never);
  }
}

/** Is this copy the central library's? */
export function isCentral(item: CityItem): boolean {
  return item.libraryId === 'NJ-JL';
}

/** A copy as its owner keeps it. */
export function itemRow(item: CityItem) {
  return { ...item, catalogued: true, claimId: null, purchaseOrderId: null };
}
