// Copy slots and funds: what decides whether the payer, and the city, may have one more copy, and whether there is money.
//
// A slot counts from its reservation until it is released, also after the book is on the shelf; a lost or withdrawn copy
// releases it. Held copies are those that this programme did not buy, or whose slots it has released, so no copy is ever
// counted twice or not at all.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { heldCounts } from '../../lib/items/holdings.ts';
import { transact } from '../../lib/orm.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import type { Context } from './context.ts';
import { Book, Fund, LedgerEntry, Purchase } from './entities.ts';
import { lastKnownOfLibraries } from './projection.ts';
import { versionsOf } from './ruleSets.ts';

const largestInt = 2 ** 31 - 1;

export interface ReserveFailure {
  code: string;
  limit?: number;
  actual?: number;
}

export interface ReservePurchase {
  orderId: string;
  bookId: string;
  payer: string;
  year: number;
  copies: number;
  netFen: number;
  payerHeld: number;
  cityHeld: number;
  payerCap: number;
  cityCap: number;
}

/** What the rules need to know before anything is reserved. A book that the catalogue does not know yet is not held by anybody. */
export async function purchaseFacts(
  ctx: Context,
  { bookId, payer, year, day, at }: { bookId: string; payer: string; year: number; day: string; at: Date },
) {
  const { em } = ctx;
  const book = await em.findOne(Book, { id: bookId });
  const [slots, held, lastKnown, fund, ruleSets] = await Promise.all([
    slotsTaken(em, bookId, payer),
    heldCounts(em, bookId),
    lastKnownOfLibraries(em, bookId),
    em.findOne(Fund, { libraryId: payer, year }),
    versionsOf(ctx, payer, { day, at }),
  ]);
  return {
    bookId,
    year: book?.year ?? null,
    classNumber: book?.classNumber ?? null,
    format: (book?.format ?? 'BOOK') as BookFormat,
    volumes: book?.volumes ?? 1,
    ruleSets,
    ...slots,
    held,
    lastKnown,
    fundFreeFen: fund ? freeFen(fund) : null,
  };
}

/**
 * Takes a copy slot and encumbers the fund for one order, or changes nothing and tells every reason.
 * Locks the book's slot row, then the fund's row.
 */
export function reservePurchase(
  ctx: Context,
  input: ReservePurchase,
): Promise<{ reserved: boolean; failures: ReserveFailure[] }> {
  const { orderId, bookId, payer, copies, netFen } = input;
  return transact(ctx, async (em) => {
    await lockSlots(em, bookId);
    const earlier = await em.findOne(Purchase, { id: orderId });
    if (earlier) {
      return earlier.state === 'RELEASED' ? refused([{ code: 'RELEASED' }]) : { reserved: true, failures: [] };
    }
    const fund = await em.findOne(
      Fund,
      { libraryId: payer, year: input.year },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    const failures = capFailures(input, await slotsTaken(em, bookId, payer));
    if (!fund || freeFen(fund) < netFen) {
      failures.push({ code: 'FUND_EMPTY', limit: fund ? freeFen(fund) : 0, actual: netFen });
    }
    if (!fund || failures.length > 0) {
      return refused(failures);
    }
    const [inserted] = await em.execute<{ id: string }[]>(
      `/* reservePurchase */ insert into purchase (id, book_id, payer, fund_id, copies, net_fen, state)
       values (?, ?, ?, ?, ?, ?, 'RESERVED') on conflict (id) do nothing returning id`,
      [orderId, bookId, payer, fund.id, copies, netFen],
    );
    if (!inserted) {
      return refused([{ code: 'RELEASED' }]);
    }
    fund.encumberedFen += netFen;
    post(em, ctx.now, fund.id, orderId, 'ENCUMBERED', { FREE: -netFen, ENCUMBERED: netFen });
    return { reserved: true, failures: [] };
  });
}

/** The order is supplied: what was encumbered is expended. */
export function confirmPurchase(ctx: Context, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const purchase = await em.findOne(Purchase, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (purchase?.state === 'CONFIRMED') {
      return true;
    }
    if (purchase?.state !== 'RESERVED' || !purchase.fundId) {
      throw new Error(`order ${orderId} has reserved nothing that could be confirmed`);
    }
    const fund = await em.findOneOrFail(Fund, { id: purchase.fundId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    purchase.state = 'CONFIRMED';
    fund.encumberedFen -= purchase.netFen;
    fund.expendedFen += purchase.netFen;
    post(em, ctx.now, fund.id, orderId, 'EXPENDED', { ENCUMBERED: -purchase.netFen, EXPENDED: purchase.netFen });
    return true;
  });
}

/** Gives slot and money back, and leaves a tombstone for a reservation that arrives later. */
export function releasePurchase(ctx: Context, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    await em.execute(
      `/* releasePurchase */ insert into purchase (id, state) values (?, 'RELEASED') on conflict (id) do nothing`,
      [orderId],
    );
    const purchase = await em.findOne(
      Purchase,
      { id: orderId, state: 'RESERVED' },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!purchase?.fundId) {
      return true;
    }
    const fund = await em.findOneOrFail(Fund, { id: purchase.fundId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    purchase.state = 'RELEASED';
    fund.encumberedFen -= purchase.netFen;
    post(em, ctx.now, fund.id, orderId, 'RELEASED', { ENCUMBERED: -purchase.netFen, FREE: purchase.netFen });
    return true;
  });
}

/**
 * Another store supplies it, at another price: what is encumbered follows. An adjustment of an earlier round changes nothing.
 * Changes nothing and tells the reason when the fund cannot bear it.
 */
export function adjustPurchase(
  ctx: Context,
  { orderId, netFen, round }: { orderId: string; netFen: number; round: number },
): Promise<{ reserved: boolean; failures: ReserveFailure[] }> {
  return transact(ctx, async (em) => {
    const purchase = await em.findOne(Purchase, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (purchase?.state !== 'RESERVED' || !purchase.fundId) {
      return refused([{ code: 'RELEASED' }]);
    }
    if (purchase.round >= round) {
      return { reserved: true, failures: [] };
    }
    const fund = await em.findOneOrFail(Fund, { id: purchase.fundId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const more = netFen - purchase.netFen;
    if (more > freeFen(fund)) {
      return refused([{ code: 'FUND_EMPTY', limit: freeFen(fund), actual: more }]);
    }
    Object.assign(purchase, { netFen, round });
    if (more !== 0) {
      fund.encumberedFen += more;
      post(em, ctx.now, fund.id, orderId, 'ADJUSTED', { FREE: -more, ENCUMBERED: more }, { round });
    }
    return { reserved: true, failures: [] };
  });
}

/** The sale was taken back: what was expended is free again, and the slot with it. Idempotent. */
export function voidPurchase(ctx: Context, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const purchase = await em.findOne(Purchase, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (purchase?.state !== 'CONFIRMED' || !purchase.fundId) {
      return true;
    }
    const fund = await em.findOneOrFail(Fund, { id: purchase.fundId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    purchase.state = 'RELEASED';
    fund.expendedFen -= purchase.netFen;
    post(em, ctx.now, fund.id, orderId, 'VOIDED', { EXPENDED: -purchase.netFen, FREE: purchase.netFen });
    return true;
  });
}

/** What orders with an id after one and up to another hold of slots and funds: for the comparison with the orders. */
export function purchasesBetween(ctx: Context, { after, upTo }: { after: string; upTo?: string | null }) {
  return ctx.em.execute<{ orderId: string; state: string; netFen: number }[]>(
    `/* purchasesBetween */ select id as "orderId", state, net_fen as "netFen" from purchase
     where state <> 'RELEASED' and id collate "C" > ? and (?::text is null or id collate "C" <= ?)`,
    [after, upTo ?? null, upTo ?? null],
  );
}

/** Money of a fund that is neither promised nor spent, in fen. More than GraphQL's Int can say is said as its largest. */
export function freeFen({ allocatedFen, encumberedFen, expendedFen }: Fund): number {
  return Math.min(allocatedFen - encumberedFen - expendedFen, largestInt);
}

function capFailures(input: ReservePurchase, slots: { payerSlots: number; citySlots: number }): ReserveFailure[] {
  const payerCopies = input.payerHeld + slots.payerSlots + input.copies;
  const cityCopies = input.cityHeld + slots.citySlots + input.copies;
  return [
    ...(payerCopies > input.payerCap ? [{ code: 'COPY_CAP', limit: input.payerCap, actual: payerCopies }] : []),
    ...(cityCopies > input.cityCap ? [{ code: 'CITY_COPY_CAP', limit: input.cityCap, actual: cityCopies }] : []),
  ];
}

async function lockSlots(em: EntityManager, bookId: string): Promise<void> {
  await em.execute('/* lockSlots */ insert into copy_slot (book_id) values (?) on conflict do nothing', [bookId]);
  await em.execute('/* lockSlots */ select 1 from copy_slot where book_id = ? for update', [bookId]);
}

async function slotsTaken(em: EntityManager, bookId: string, payer: string) {
  const [row] = await em.execute<{ payer: number; city: number }[]>(
    `/* slotsTaken */ select coalesce(sum(taken) filter (where payer = ?), 0)::int as payer, coalesce(sum(taken), 0)::int as city
     from (
       select payer, greatest(copies - (select count(*) from slot_release where order_id = purchase.id), 0) as taken
       from purchase where book_id = ? and state <> 'RELEASED'
     ) as slot`,
    [payer, bookId],
  );
  return { payerSlots: row?.payer ?? 0, citySlots: row?.city ?? 0 };
}

/**
 * Writes both sides of one step.
 * @param reference the allocation or the correction, where an order or a fund can have several
 */
export function post(
  em: EntityManager,
  at: Date,
  fundId: string,
  orderId: string,
  step: LedgerEntry['step'],
  sides: Partial<Record<LedgerEntry['account'], number>>,
  { round = 0, reference = '' }: { round?: number; reference?: string } = {},
): void {
  for (const [account, fen] of Object.entries(sides)) {
    const entry = { fundId, orderId, step, account: account as LedgerEntry['account'], fen, at, round, reference };
    em.create(LedgerEntry, entry);
  }
}

function refused(failures: ReserveFailure[]) {
  return { reserved: false, failures };
}
