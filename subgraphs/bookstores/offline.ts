// What a store sold while it was off line: by which moment it is judged, what its contract allows, and what of it is for a librarian.
import type { Failure, RuleCode } from '../../lib/failures.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Contract, PurchaseLendOrder } from './entities.ts';

const hour = 3_600_000;
/** How old a sale may be, in hours, when it comes in. */
const latestHours = 24;

/** The moment by which an order is judged: whose rules, contract and fund count, and from which its loan runs. */
export function judgedAt({
  occurredAt,
  submittedAt,
}: Pick<PurchaseLendOrder, 'submittedAt'> & { occurredAt?: Date | null }): Date {
  return occurredAt ?? submittedAt;
}

/** Rules that hold at every moment, whoever would let an order pass: a librarian makes room, or refuses. */
const guards: ReadonlySet<RuleCode> = new Set([
  'FUND_EMPTY',
  'COPY_CAP',
  'CITY_COPY_CAP',
  'LOAN_QUOTA',
  'READER_OUTSTANDING',
  'READER_YEARLY_SPEND',
]);

/** Whether a librarian's word does not lift a rule that refuses. */
export function isGuard(code: RuleCode): boolean {
  return guards.has(code);
}

/** Failures of a sale that has happened: a librarian may let pass what guards nothing. */
export function forReview(failures: readonly Failure[]): Failure[] {
  return failures.map((failure) =>
    isGuard(failure.code) || failure.code === 'BARCODE_IN_USE' ? failure : { ...failure, review: true },
  );
}

/** What exceeds the contract's allowance for sales off line, or comes too late. Without a contract there is none to exceed. */
export function offlineFailures(
  { occurredAt, submittedAt, listPriceFen, offlineCopies }: PurchaseLendOrder,
  contract: Pick<Contract, 'offlineCopiesPerDay' | 'offlinePriceCapFen'> | null,
): Failure[] {
  if (!occurredAt) return [];
  const late = submittedAt.getTime() - occurredAt.getTime();
  return [
    ...(late > latestHours * hour
      ? [{ code: 'OFFLINE_TOO_LATE', limit: latestHours, actual: Math.ceil(late / hour) } as const]
      : []),
    ...above('OFFLINE_ALLOWANCE', offlineCopies, contract?.offlineCopiesPerDay),
    ...above('OFFLINE_PRICE_CAP', listPriceFen, contract?.offlinePriceCapFen),
  ];
}

/**
 * How many copies of a store's day count for its allowance with this sale, the last of them; a place above the allowance takes nothing
 * of it. Whoever asks, in the transaction that writes the order, keeps all others of the store and day waiting until it ends: no two
 * have the same place. What was given up does not count; it comes again with another key.
 * @param allowance of the contract, in copies a day; null for none
 */
export async function placeInDay(
  em: EntityManager,
  {
    storeId,
    occurredAt,
    items,
    allowance,
  }: { storeId: string; occurredAt: Date; items: number; allowance: number | null },
): Promise<number> {
  const day = dayOf(occurredAt);
  await em.execute('/* placeInDay */ select pg_advisory_xact_lock(hashtext(?))', [`offline ${storeId} ${day}`]);
  const [row] = await em.execute<{ copies: number }[]>(
    `/* placeInDay */ select coalesce(sum(items), 0)::int as copies from purchase_lend_order
     where store_id = ? and occurred_at >= ?::date::timestamp at time zone 'Asia/Shanghai'
       and occurred_at < (?::date + 1)::timestamp at time zone 'Asia/Shanghai'
       and offline_copies <= ? and (reviewed or not try_again)`,
    [storeId, day, day, allowance ?? 0],
  );
  return (row?.copies ?? 0) + items;
}

function above(code: RuleCode, actual: number | null | undefined, limit: number | undefined): Failure[] {
  return limit !== undefined && actual != null && actual > limit ? [{ code, limit, actual }] : [];
}
