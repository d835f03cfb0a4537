// The owner's side of cataloguing and placement: what waits, the real call number, where the copy goes, on the shelf.
// Who pays owns: a copy that is placed in a district's branch stays its owner's, only the branch changes.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { callNumberSortKey } from '../callNumbers.ts';
import { CallerError } from '../errors.ts';
import { tellOrder } from '../orderSteps.ts';
import { type Transactable, transact } from '../orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../pagination.ts';
import { ordersCopy } from './claims.ts';
import { Item } from './entities.ts';
import { notHeld } from './holdings.ts';
import { isKeptForQueue } from './keeping.ts';
import { publishHoldings } from './publication.ts';

type ChangingContext = Transactable & { now: Date };

export interface Cataloguing {
  itemId: string;
  callNumber: string;
  location: string;
  /** Where it will stand. */
  branchId: string;
  actor: string;
}

export interface Shelving {
  itemId: string;
  branchId: string;
  /** Where it stands there, when that is not what the cataloguers wrote. */
  location?: string | null | undefined;
  actor: string;
}

/**
 * Gives a copy that waits for cataloguing its call number and its place. Null when the owner has no such copy.
 * @returns what to do with it: SHELVE where the cataloguers are, SEND_TO another branch; said twice it is done once
 * @throws CallerError CONFLICT for a copy that does not wait for cataloguing
 */
export function catalogueItem(
  ctx: ChangingContext,
  { itemId, callNumber, location, branchId, actor }: Cataloguing,
): Promise<'SHELVE' | 'SEND_TO' | null> {
  return transact(ctx, async (em) => {
    const item = await lockItem(em, itemId);
    if (!item || isCataloguedSo(item, callNumber, branchId)) {
      return item && (item.status === 'IN_TRANSIT' ? 'SEND_TO' : 'SHELVE');
    }
    if (item.status !== 'IN_PROCESS' || item.catalogued) {
      throw wrongStatus(item, '只有待编目的复本才能编目', 'only a copy that waits for cataloguing is catalogued');
    }
    const stays = item.branchId === branchId;
    Object.assign(item, {
      callNumber,
      callNumberSort: callNumberSortKey(callNumber),
      location,
      branchId,
      catalogued: true,
      status: stays ? 'IN_PROCESS' : 'IN_TRANSIT',
    });
    const orderId = ordersCopy(item);
    if (orderId) {
      // A copy that nobody has scanned where the cataloguers are has come there all the same.
      await tellOrder(em, { orderId, itemId, step: 'IN_PROCESS', at: ctx.now, actor });
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return stays ? 'SHELVE' : 'SEND_TO';
  });
}

/**
 * A catalogued copy is on the shelf of the branch where it belongs; true, or null when the owner has no such copy.
 * @throws CallerError CONFLICT for a copy that belongs elsewhere, is not catalogued, or is neither in process nor on its way
 */
export function shelveItem(
  ctx: ChangingContext,
  { itemId, branchId, location, actor }: Shelving,
): Promise<boolean | null> {
  return transact(ctx, async (em) => {
    const item = await lockItem(em, itemId);
    if (!item) {
      return null;
    }
    if (item.branchId !== branchId) {
      throw new CallerError(
        'CONFLICT',
        `该复本应在分馆 ${item.branchId} 上架。The copy belongs to the branch ${item.branchId}: shelve it there, or have its owner place it here.`,
        { branch: item.branchId },
      );
    }
    if (item.status === 'AVAILABLE') {
      return true;
    }
    if (await isKeptForQueue(em, item)) {
      throw wrongStatus(item, '为预约读者保留，请用还书扫描', 'it is kept for a hold: scan it as a return');
    }
    if (!item.catalogued || (item.status !== 'IN_TRANSIT' && item.status !== 'IN_PROCESS')) {
      throw wrongStatus(
        item,
        '只有已编目、在途或编目中的复本才能上架',
        'only a catalogued copy that is in transit or in process is shelved',
      );
    }
    const orderId = ordersCopy(item);
    Object.assign(item, { status: 'AVAILABLE', claimId: null, ...(location == null ? {} : { location }) });
    if (orderId) {
      await tellOrder(em, { orderId, itemId, step: 'SHELVED', at: ctx.now, actor });
    }
    await em.flush();
    await publishHoldings(em, itemId);
    return true;
  });
}

/** Copies of one library that wait for cataloguing, in the order of their call numbers. */
export async function itemsToCatalogue(
  em: EntityManager,
  library: string,
  { first, after }: PageArguments,
): Promise<Connection<{ itemId: string }>> {
  checkFirst(first);
  const [sort, id] = decodeCursor(after, ['string', 'string']) ?? ['', ''];
  const waiting = `from item where library_id = ? and status = 'IN_PROCESS' and not catalogued`;
  const [rows, [count]] = await Promise.all([
    em.execute<{ itemId: string; sort: string }[]>(
      `/* itemsToCatalogue */ select id as "itemId", call_number_sort as sort ${waiting}
         and (call_number_sort, id) > (?::text collate "C", ?) order by call_number_sort, id limit ?`,
      [library, sort, id, first + 1],
    ),
    em.execute<{ count: number }[]>(`/* itemsToCatalogue */ select count(*)::int as count ${waiting}`, [library]),
  ]);
  return toConnection(rows, first, count?.count ?? 0, (row) => [row.sort, row.itemId]);
}

export interface PlacementFacts {
  /** Whose copies of the title there are, and where they stand. */
  standing: { library: string; branch: string }[];
  /** Copies of the purchase programme that were catalogued, of any title, by the branch where they belong. */
  placed: { branch: string; copies: number }[];
}

/** What this owner's copies say about where a copy is wanted most; the copy itself is left out. */
export async function placementFacts(em: EntityManager, bookId: string, itemId: string): Promise<PlacementFacts> {
  const [standing, placed] = await Promise.all([
    em.execute<PlacementFacts['standing']>(
      `/* placementFacts */ select distinct library_id as library, branch_id as branch from item
       where book_id = ? and id <> ? and status not in ${notHeld}`,
      [bookId, itemId],
    ),
    em.execute<PlacementFacts['placed']>(
      `/* placementFacts */ select branch_id as branch, count(*)::int as copies from item
       where purchase_order_id is not null and catalogued and id <> ? and status not in ${notHeld} group by 1`,
      [itemId],
    ),
  ]);
  return { standing, placed };
}

/** The error of a step that a copy cannot take from where it is. */
export function wrongStatus({ id, status, catalogued }: Item, zh: string, en: string): CallerError {
  const state = status === 'IN_PROCESS' ? `${status} (${catalogued ? 'catalogued' : 'not catalogued'})` : status;
  return new CallerError('CONFLICT', `复本 ${id} 现为 ${state}，${zh}。The copy ${id} is ${state}; ${en}.`, { status });
}

export function lockItem(em: EntityManager, id: string): Promise<Item | null> {
  return em.findOne(Item, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

function isCataloguedSo(item: Item, callNumber: string, branchId: string): boolean {
  const { status, catalogued } = item;
  const isOnItsWay = catalogued && (status === 'IN_PROCESS' || status === 'IN_TRANSIT');
  return isOnItsWay && item.callNumber === callNumber && item.branchId === branchId;
}
