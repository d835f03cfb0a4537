// What an owner says of its copies now: one grouped count for all holdings of a request, one statement for their items.
import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../pagination.ts';
import { entities, statement } from '../statements.ts';
import { Item } from './entities.ts';

/** One library's copies of one book. The id of a Holdings row is `NJ-JN|<book id>`. */
export interface HoldingsKey {
  libraryId: string;
  bookId: string;
}

/** What the owner says at this moment; `HoldingsNow.items` is resolved from the key. */
export interface HoldingsNow extends HoldingsKey {
  state: 'LIVE' | 'UNKNOWN';
  asOf: Date;
  reason: string | null;
  total: number | null;
  available: number | null;
}

export type ItemPage = Connection<Item>;

/** What the graph shows of a copy, whoever has told of it. */
export type ShownItem = Pick<
  Item,
  | 'id'
  | 'libraryId'
  | 'barcode'
  | 'callNumber'
  | 'callNumberSort'
  | 'location'
  | 'status'
  | 'statusText'
  | 'dueDate'
  | 'sample'
> & {
  /** Null when whoever told did not say where it stands, or of which book it is. */
  branchId: string | null;
  bookId: string | null;
};

export interface HoldingsLoaders {
  countsByHoldings: DataLoader<HoldingsKey, { total: number; available: number }, string>;
  /** One loader for each pair of `first` and `after`. */
  itemPages: Map<string, DataLoader<HoldingsKey, ItemPage, string>>;
}

/** Copies that are not part of the collection as a reader sees it. */
export const notHeld = `('ON_ORDER', 'LOST', 'WITHDRAWN')`;

/**
 * Copies that the caps count as held. A bought copy counts by its slot instead; when its slot was given back because it was
 * lost or withdrawn, and it comes back all the same, it counts as held: so no copy counts twice, and none not at all.
 */
export const countsAsHeld = `status not in ('LOST', 'WITHDRAWN') and (purchase_order_id is null or slot_released)`;

export function holdingsId({ libraryId, bookId }: HoldingsKey): string {
  return `${libraryId}|${bookId}`;
}

/** The parts of a holdings id; null for a text that is not one. */
export function parseHoldingsId(id: string): HoldingsKey | null {
  const bar = id.indexOf('|');
  return bar > 0 ? { libraryId: id.slice(0, bar), bookId: id.slice(bar + 1) } : null;
}

export function holdingsLoaders(em: EntityManager): HoldingsLoaders {
  return {
    countsByHoldings: new DataLoader((keys) => countHoldings(em, keys), { cacheKeyFn: holdingsId }),
    itemPages: new Map(),
  };
}

/** The owner's word on one holdings row: LIVE, read now. */
export async function holdingsNow(
  loaders: HoldingsLoaders,
  key: HoldingsKey,
  now: Date,
): Promise<HoldingsNow & { reason: null }> {
  const counts = await loaders.countsByHoldings.load(key);
  return { ...key, ...counts, state: 'LIVE', asOf: now, reason: null };
}

/** The copies of one holdings row in the order of their call numbers, a page at a time. */
export function itemsOfHoldings(
  em: EntityManager,
  loaders: HoldingsLoaders,
  key: HoldingsKey,
  { first, after }: PageArguments,
): Promise<ItemPage> {
  checkFirst(first);
  const cursor = decodeCursor(after, ['string', 'string']);
  const name = `${first}|${after ?? ''}`;
  const loader =
    loaders.itemPages.get(name) ??
    new DataLoader((keys) => findItemPages(em, loaders, keys, first, cursor), { cacheKeyFn: holdingsId });
  loaders.itemPages.set(name, loader);
  return loader.load(key);
}

export interface HeldCount {
  library: string;
  /** Copies that the purchase programme did not buy, or whose slots it has given back. */
  held: number;
  /** Copies that can be borrowed now, bought ones on the shelf among them. */
  available: number;
}

/** SQL of what each library has of the book in a parameter, as `HeldCount`; no row for a library that has nothing. */
export const heldCountsSql = (bookId: string): string =>
  `select library_id as library, (count(*) filter (where ${countsAsHeld}))::int as held,
     (count(*) filter (where status = 'AVAILABLE'))::int as available
   from item where book_id = ${bookId} group by 1
   having count(*) filter (where status = 'AVAILABLE' or ${countsAsHeld}) > 0`;

/** What each library has of one book; no row for a library that has nothing. */
export function heldCounts(em: EntityManager, bookId: string): Promise<HeldCount[]> {
  return statement(em, `/* heldCounts */ ${heldCountsSql('$1')}`, [bookId]);
}

export interface AvailableItem {
  itemId: string;
  library: string;
  branch: string;
  barcode: string;
  callNumberSort: string;
}

/** Copies of one book that can be lent now, at most `first`, of the rows that SQL tells; of all unless given. */
export async function availableItems(
  em: EntityManager,
  bookId: string,
  first: number,
  ours = 'true',
): Promise<AvailableItem[]> {
  const items = await entities(
    em,
    Item,
    'availableItems',
    `where book_id = $1 and status = 'AVAILABLE' and ${ours} order by id limit $2`,
    [bookId, checkFirst(first)],
  );
  return items.map((item) => ({
    itemId: item.id,
    library: item.libraryId,
    branch: item.branchId,
    barcode: item.barcode,
    callNumberSort: item.callNumberSort,
  }));
}

async function countHoldings(em: EntityManager, keys: readonly HoldingsKey[]) {
  const rows = await em.execute<{ library_id: string; book_id: string; total: number; available: number }[]>(
    `/* countHoldings */
     select library_id, book_id, count(*)::int as total, (count(*) filter (where status = 'AVAILABLE'))::int as available
     from item where book_id in (?) and library_id in (?) and status not in ${notHeld} group by 1, 2`,
    [unique(keys.map((key) => key.bookId)), unique(keys.map((key) => key.libraryId))],
  );
  const counts = new Map(rows.map((row) => [holdingsId({ libraryId: row.library_id, bookId: row.book_id }), row]));
  return keys.map((key) => {
    const { total, available } = counts.get(holdingsId(key)) ?? { total: 0, available: 0 };
    return { total, available };
  });
}

async function findItemPages(
  em: EntityManager,
  loaders: HoldingsLoaders,
  keys: readonly HoldingsKey[],
  first: number,
  cursor: (string | number)[] | null,
): Promise<ItemPage[]> {
  const [sort, id] = cursor ?? ['', ''];
  const [counts, rows] = await Promise.all([
    Promise.all(keys.map((key) => loaders.countsByHoldings.load(key))),
    em.execute<Record<string, unknown>[]>(
      `/* findItemPages */
       select page.* from (
         select item.*, row_number() over (partition by library_id, book_id order by call_number_sort, id) as place
         from item
         where book_id in (?) and library_id in (?) and status not in ${notHeld}
           and (call_number_sort, id) > (?::text collate "C", ?)
       ) as page where page.place <= ? order by library_id, book_id, place`,
      [unique(keys.map((key) => key.bookId)), unique(keys.map((key) => key.libraryId)), sort, id, first + 1],
    ),
  ]);
  const items = Map.groupBy(
    rows.map((row) => em.map(Item, row)),
    holdingsId,
  );
  return keys.map((key, index) => {
    const total = counts[index]?.total ?? 0;
    return toConnection(items.get(holdingsId(key)) ?? [], first, total, (item) => [item.callNumberSort, item.id]);
  });
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
