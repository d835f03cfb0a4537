// Copy slots and funds: what decides whether the payer, and the city, may have one more copy, and whether there is money.
//
// A slot counts from its reservation until it is released, also after the book is on the shelf; a lost or withdrawn copy
// releases it. Held copies are those that this programme did not buy, or whose slots it has released, so no copy is ever
// counted twice or not at all.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { type HeldCount, heldCountsSql } from '../../lib/items/holdings.ts';
import { transact } from '../../lib/orm.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Fund, LedgerEntry, Purchase } from './entities.ts';
import { lastKnownSql } from './projection.ts';
import { type KnownVersion, versionOf, versionsSql } from './ruleSets.ts';

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
  const [found] = await statement<KnownFacts>(
    ctx.em,
    `/* purchaseFacts */
     select book.year, book.class_number, book.format, book.volumes, slots.payer as payer_slots,
       slots.city as city_slots, fund.free as fund_free, held.counts as held, known.counts as last_known, sets.found as sets
     from (${slotsSql('$1', '$2')}) as slots
     cross join (select coalesce(json_agg(count), '[]') as counts from (${heldCountsSql('$1')}) as count) as held
     cross join (select coalesce(json_agg(word order by position), '[]') as counts from (${lastKnownSql('$1')}) as word) as known
     cross join (select coalesce(json_agg(known_set), '[]') as found from (${versionsSql({ payers: 'array[$2]::text[]', day: '$4', at: '$5' })}) as known_set) as sets
     left join book on book.id = $1
     left join (select ${freeSql} as free from fund where library_id = $2 and year = $3) as fund on true`,
    [bookId, payer, year, day, at],
  );
  if (!found) throw new Error('a statement of aggregates gives one row');
  return {
    bookId,
    year: found.year,
    classNumber: found.class_number,
    format: found.format ?? 'BOOK',
    volumes: found.volumes ?? 1,
    ruleSets: found.sets.map(versionOf),
    payerSlots: found.payer_slots,
    citySlots: found.city_slots,
    held: found.held,
    lastKnown: found.last_known.map((word) => ({ ...word, asOf: new Date(word.asOf) })),
    fundFreeFen: found.fund_free === null ? null : sayable(Number(found.fund_free)),
  };
}

/**
 * Takes a copy slot and encumbers the fund for one order, or changes nothing and tells every reason.
 * Locks the book's slot row, then the fund's row. For a book that was merged into another, of that other one.
 */
export async function reservePurchase(ctx: Context, input: ReservePurchase): Promise<Reservation> {
  const result = await reserveFor(ctx, input);
  return 'merged' in result ? reservePurchase(ctx, { ...input, bookId: result.merged }) : result;
}

interface Reservation {
  reserved: boolean;
  failures: ReserveFailure[];
}

function reserveFor(ctx: Context, input: ReservePurchase): Promise<Reservation | { merged: string }> {
  const { orderId, bookId, payer, year, copies, netFen } = input;
  return transact(ctx, async (em) => {
    await lockSlots(em, bookId);
    // A statement of its own: it sees what was committed before the slot was ours.
    const [now] = await statement<Taken>(
      em,
      `/* reservePurchase */
       with its_fund as (select id, ${freeSql} as free from fund where library_id = $2 and year = $3 for update)
       select earlier.state as earlier, slots.payer, slots.city, its_fund.id as fund_id, its_fund.free,
         (select book_id from book_alias where id = $1) as merged
       from (${slotsSql('$1', '$2')}) as slots left join purchase as earlier on earlier.id = $4 left join its_fund on true`,
      [bookId, payer, year, orderId],
    );
    if (now?.earlier) {
      return now.earlier === 'RELEASED' ? refused([{ code: 'RELEASED' }]) : { reserved: true, failures: [] };
    }
    if (now?.merged) {
      return { merged: now.merged };
    }
    const failures = capFailures(input, { payerSlots: now?.payer ?? 0, citySlots: now?.city ?? 0 });
    const free = sayable(Number(now?.free ?? 0));
    if (!now?.fund_id || free < netFen) {
      failures.push({ code: 'FUND_EMPTY', limit: free, actual: netFen });
    }
    if (failures.length > 0) {
      return refused(failures);
    }
    const [taken] = await statement(
      em,
      `/* reservePurchase */
       with taken as (
         insert into purchase (id, book_id, payer, fund_id, copies, net_fen, state)
         values ($1, $2, $3, $4, $5, $6, 'RESERVED') on conflict (id) do nothing returning fund_id, net_fen
       ), promised as (
         update fund set encumbered_fen = encumbered_fen + taken.net_fen from taken where fund.id = taken.fund_id
       ), entries as (${postSql({ of: 'taken', orderId: '$1', at: '$7', step: 'ENCUMBERED', from: 'FREE', to: 'ENCUMBERED' })})
       select 1 from taken`,
      [orderId, bookId, payer, now?.fund_id, copies, netFen, ctx.now],
    );
    return taken ? { reserved: true, failures: [] } : refused([{ code: 'RELEASED' }]);
  });
}

/** The order is supplied: what was encumbered is expended. One statement, so one transaction. */
export async function confirmPurchase(ctx: Context, orderId: string): Promise<boolean> {
  const [confirmed] = await statement(
    ctx.em,
    `/* confirmPurchase */
     with confirmed as (
       update purchase set state = 'CONFIRMED' where id = $1 and state = 'RESERVED' returning fund_id, net_fen
     ), spent as (
       update fund set encumbered_fen = encumbered_fen - confirmed.net_fen, expended_fen = expended_fen + confirmed.net_fen
       from confirmed where fund.id = confirmed.fund_id
     ), entries as (${postSql({ of: 'confirmed', orderId: '$1', at: '$2', step: 'EXPENDED', from: 'ENCUMBERED', to: 'EXPENDED' })})
     select 1 from confirmed`,
    [orderId, ctx.now],
  );
  if (!confirmed && (await ctx.em.count(Purchase, { id: orderId, state: 'CONFIRMED' })) === 0) {
    throw new Error(`order ${orderId} has reserved nothing that could be confirmed`);
  }
  return true;
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
  { orderId, netFen, round, year }: { orderId: string; netFen: number; round: number; year?: number | null },
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
    if (year != null && year !== fund.year) {
      return moveToYear(em, ctx.now, { purchase, from: fund, year, netFen, round });
    }
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

/** Another year's fund pays: what the one has promised is free there, and promised by the other. Funds are locked in the order of years. */
async function moveToYear(
  em: EntityManager,
  at: Date,
  move: { purchase: Purchase; from: Fund; year: number; netFen: number; round: number },
): Promise<{ reserved: boolean; failures: ReserveFailure[] }> {
  const { purchase, from, year, netFen, round } = move;
  const { libraryId } = from;
  const to = await em.findOne(Fund, { libraryId, year }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!to || freeFen(to) < netFen) {
    return refused([{ code: 'FUND_EMPTY', limit: to ? freeFen(to) : 0, actual: netFen }]);
  }
  const before = purchase.netFen;
  from.encumberedFen -= before;
  to.encumberedFen += netFen;
  post(em, at, from.id, purchase.id, 'RELEASED', { ENCUMBERED: -before, FREE: before }, { round });
  post(em, at, to.id, purchase.id, 'ENCUMBERED', { FREE: -netFen, ENCUMBERED: netFen }, { round });
  Object.assign(purchase, { fundId: to.id, netFen, round });
  return { reserved: true, failures: [] };
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

/** Money of a fund that is neither promised nor spent, in fen. */
export function freeFen({ allocatedFen, encumberedFen, expendedFen }: Fund): number {
  return sayable(allocatedFen - encumberedFen - expendedFen);
}

/** More than GraphQL's Int can say is said as its largest. */
export function sayable(fen: number): number {
  return Math.min(fen, largestInt);
}

function capFailures(input: ReservePurchase, slots: { payerSlots: number; citySlots: number }): ReserveFailure[] {
  const payerCopies = input.payerHeld + slots.payerSlots + input.copies;
  const cityCopies = input.cityHeld + slots.citySlots + input.copies;
  return [
    ...(payerCopies > input.payerCap ? [{ code: 'COPY_CAP', limit: input.payerCap, actual: payerCopies }] : []),
    ...(cityCopies > input.cityCap ? [{ code: 'CITY_COPY_CAP', limit: input.cityCap, actual: cityCopies }] : []),
  ];
}

/** What is taken of a book and a fund, as their locks show it. */
interface Taken {
  earlier: Purchase['state'] | null;
  payer: number;
  city: number;
  fund_id: string | null;
  /** Of a bigint, so a text. */
  free: string | null;
  /** The book that this one is now. */
  merged: string | null;
}

interface KnownFacts {
  year: number | null;
  class_number: string | null;
  format: BookFormat | null;
  volumes: number | null;
  payer_slots: number;
  city_slots: number;
  fund_free: string | null;
  held: HeldCount[];
  last_known: { library: string; held: number; available: number; asOf: string }[];
  sets: KnownVersion[];
}

/** Locks the book's slot row, made where there is none. One that somebody else has made this moment is seen by the next try. */
async function lockSlots(em: EntityManager, bookId: string): Promise<void> {
  let locked: unknown[] = [];
  while (locked.length === 0) {
    locked = await statement(
      em,
      `/* lockSlots */
       with made as (insert into copy_slot (book_id) values ($1) on conflict do nothing returning 1),
       locked as (select 1 from copy_slot where book_id = $1 for update)
       select 1 from made union all select 1 from locked`,
      [bookId],
    );
  }
}

/** SQL of the money of a fund that is neither promised nor spent. */
export const freeSql = 'allocated_fen - encumbered_fen - expended_fen';

/** SQL of the slots that are taken of a book, by a payer and by all. */
const slotsSql = (bookId: string, payer: string): string =>
  `select coalesce(sum(taken) filter (where payer = ${payer}), 0)::int as payer, coalesce(sum(taken), 0)::int as city
   from (${takenSql(bookId)}) as slot`;

/** SQL of the slots that each order has taken of a book, with its payer. */
export const takenSql = (bookId: string): string =>
  `select payer, greatest(copies - (select count(*) from slot_release where order_id = purchase.id), 0) as taken
   from purchase where book_id = ${bookId} and state <> 'RELEASED'`;

/** SQL that writes both sides of a step for each row of `of`, which has `fund_id` and `net_fen`. */
const postSql = ({
  of,
  orderId,
  at,
  step,
  from,
  to,
}: Record<'of' | 'orderId' | 'at', string> & { step: LedgerEntry['step']; from: Account; to: Account }): string =>
  `insert into ledger_entry (fund_id, order_id, step, account, fen, at)
   select fund_id, ${orderId}, '${step}', account, fen, ${at}::timestamptz from ${of}
   cross join lateral (values ('${from}', -net_fen), ('${to}', net_fen)) as side (account, fen)`;

type Account = LedgerEntry['account'];

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
