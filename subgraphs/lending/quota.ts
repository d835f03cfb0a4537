// May this reader have one more? The reader's row decides, locked; loans of all channels count together.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claim, releaseClaim } from '../../lib/claims.ts';
import type { Failure } from '../../lib/failures.ts';
import { loanIdOf, tellOrder } from '../../lib/orderSteps.ts';
import { transact } from '../../lib/orm.ts';
import { judgeReader, type ReaderFacts } from '../../lib/rules/judge.ts';
import type { Rule } from '../../lib/rules/rules.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { ItemReturn, Loan, LoanClaim, Reader } from './entities.ts';
import { existingReader, maskName } from './readers.ts';

/** What the rules look at of a reader who would buy a book on a day, without effect. */
export async function borrowingFacts(
  ctx: Context,
  { card, bookId, day }: { card: string; bookId: string; day: string },
) {
  const reader = await existingReader(ctx, card);
  return {
    readerId: reader.id,
    maskedName: maskName(reader.name),
    readerType: reader.type,
    reader: await readerFacts(ctx.em, reader, { bookId, day }),
  };
}

export interface ReserveLoan {
  orderId: string;
  card: string;
  bookId: string;
  /** The day by whose rules it is judged. */
  day: string;
  items?: number;
  listPriceFen?: number | null | undefined;
  /** The rules in force, as another subgraph has read them from the catalogue. */
  rules: { code: string; onFail: string; limit?: number | null; days?: number | null; values?: string[] | null }[];
}

/** Keeps a place in the quota for each volume of a purchase-lend order, or changes nothing and tells every reason. */
export function reserveLoan(
  ctx: Context,
  { orderId, card, bookId, day, items = 1, listPriceFen = null, rules }: ReserveLoan,
) {
  return transact(ctx, async (em) => {
    const { id: readerId } = await existingReader({ em }, card);
    const reader = await lockReader(em, readerId);
    const earlier = await em.findOne(LoanClaim, { id: orderId });
    if (earlier) {
      return earlier.state === 'RELEASED' ? refused([{ code: 'RELEASED' }]) : { reserved: true, failures: [] };
    }
    const facts = await readerFacts(em, reader, { bookId, day });
    const failures = judgeReader(facts, { day, items, listPriceFen }, rules as Rule[]).filter(({ review }) => !review);
    if (failures.length > 0) {
      return refused(failures);
    }
    if (!(await claim(em, 'loan_claim', orderId))) {
      return refused([{ code: 'RELEASED' }]);
    }
    reader.openLoans += items;
    for (let volume = 1; volume <= items; volume++) {
      em.create(Loan, {
        id: loanIdOf(orderId, volume),
        orderId,
        volume,
        readerId,
        bookId,
        listPriceFen: volume === 1 ? listPriceFen : null,
        status: 'RESERVED',
        channel: 'PURCHASE',
        requestedAt: ctx.now,
      });
    }
    return { reserved: true, failures: [] };
  });
}

/** The order is lent: a loan of each copy runs. */
export function confirmLoan(
  ctx: Context,
  { orderId, itemIds, dueDate }: { orderId: string; itemIds: readonly string[]; dueDate: string },
) {
  return transact(ctx, async (em) => {
    const loans = await em.find(
      Loan,
      { orderId },
      { orderBy: { volume: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (loans.length !== itemIds.length || loans.some(({ status }) => status === 'RELEASED')) {
      throw new Error(`order ${orderId} has reserved no loans of ${itemIds.length} copies that could be confirmed`);
    }
    if (loans[0]?.status !== 'RESERVED') {
      return true;
    }
    await em.nativeUpdate(LoanClaim, { id: orderId, state: 'HELD' }, { state: 'CONFIRMED' });
    // The copies are new: if one came back already, it came back from this loan.
    const returns = await em.find(ItemReturn, { itemId: { $in: [...itemIds] } }, { orderBy: { returnedAt: 'desc' } });
    const returnOf = new Map(returns.map((returned) => [returned.itemId, returned]));
    for (const [index, loan] of loans.entries()) {
      const itemId = itemIds[index] ?? '';
      const returned = returnOf.get(itemId);
      Object.assign(loan, { itemId, dueDate, startedAt: ctx.now, status: returned ? 'RETURNED' : 'ACTIVE' });
      if (returned) {
        loan.returnedAt = returned.returnedAt;
        const step = { orderId, itemId, step: 'RETURNED' as const, at: returned.returnedAt, actor: 'SYSTEM' };
        await tellOrder(em, step);
      }
    }
    if (loans[0] && returnOf.size > 0) {
      (await lockReader(em, loans[0].readerId)).openLoans -= returnOf.size;
    }
    return true;
  });
}

/** The order came to nothing: its places are free again, and a late reservation is refused. */
export function releaseLoan(ctx: Context, orderId: string) {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'loan_claim', orderId);
    await giveBack(em, { orderId });
    return true;
  });
}

/**
 * The sale was taken back: its loans are released, and the reader may take the book again. Idempotent.
 * @returns false when a copy came back to a library or was lost before, and nothing is changed
 */
export function voidLoan(ctx: Context, orderId: string): Promise<boolean> {
  return transact(ctx, async (em) => {
    const loan = await em.findOne(Loan, { id: orderId });
    if (!loan) {
      return true;
    }
    // Whoever ends a loan locks its reader: after this no loan of the order ends.
    const reader = await lockReader(em, loan.readerId);
    if ((await em.count(Loan, { orderId, status: { $in: ['RETURNED', 'LOST'] } })) > 0) {
      return false;
    }
    const open = { orderId, status: { $in: ['RESERVED', 'ACTIVE'] as const } };
    const released = await em.nativeUpdate(Loan, open, { status: 'RELEASED' });
    reader.openLoans -= released;
    if (released > 0) {
      await em.nativeUpdate(LoanClaim, { id: orderId }, { state: 'RELEASED' });
    }
    return true;
  });
}

/** Loans of books that orders bought, not released, of orders with an id after one and up to another. */
export function loansOfOrdersBetween(ctx: Context, { after, upTo }: { after: string; upTo?: string | null }) {
  return ctx.em.execute<{ orderId: string; status: Loan['status'] }[]>(
    `/* loansOfOrdersBetween */ select order_id as "orderId", status from loan
     where status <> 'RELEASED' and order_id collate "C" > ? and (?::text is null or order_id collate "C" <= ?)`,
    [after, upTo ?? null, upTo ?? null],
  );
}

/** Ends the reserved loan with an id, or those of an order, and gives their places in the quota back. */
export async function giveBack(em: EntityManager, of: { id: string } | { orderId: string }): Promise<void> {
  const loan = await em.findOne(Loan, { ...of, status: 'RESERVED' });
  if (!loan) {
    return;
  }
  const reader = await lockReader(em, loan.readerId);
  const released = await em.nativeUpdate(Loan, { ...of, status: 'RESERVED' }, { status: 'RELEASED' });
  reader.openLoans -= released;
}

/** The reader's row, locked: whoever holds it decides. */
export function lockReader(em: EntityManager, id: string): Promise<Reader> {
  return em.findOneOrFail(Reader, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The rules about a reader for one more loan of any kind. */
export async function loanFailures(em: EntityManager, reader: Reader, now: Date): Promise<Failure[]> {
  const overdue = await em.count(Loan, {
    readerId: reader.id,
    status: 'ACTIVE',
    dueDate: { $lt: dayOf(now) },
    claimedReturnedAt: null,
  });
  return [
    ...(reader.openLoans + 1 > reader.loanQuota
      ? [{ code: 'LOAN_QUOTA', limit: reader.loanQuota, actual: reader.openLoans + 1 } as const]
      : []),
    ...(overdue > 0 ? [{ code: 'OVERDUE_BLOCK', limit: 0, actual: overdue } as const] : []),
    ...(reader.suspended ? [{ code: 'CREDIT' } as const] : []),
  ];
}

/** What the rules look at; one statement, whatever the reader's history. A purchase counts from its reservation until it is released. */
async function readerFacts(
  em: EntityManager,
  { id, openLoans, loanQuota, suspended, creditOnly, band }: Reader,
  { bookId, day }: { bookId: string; day: string },
): Promise<ReaderFacts> {
  const [row] = await em.execute<
    { overdue: number; outstanding: number; year_spent: number; taken: boolean; recent: string[] | null }[]
  >(
    `/* readerFacts */
     select (count(*) filter (where status = 'ACTIVE' and due_date < ? and claimed_returned_at is null))::int as overdue,
            (count(*) filter (where bought and status <> 'RETURNED'))::int as outstanding,
            coalesce(sum(list_price_fen) filter (where bought and left(bought_on, 4) = ?), 0)::int as year_spent,
            coalesce(bool_or(bought and book_id = ?), false) as taken,
            array_agg(bought_on order by bought_on) filter (where bought and bought_on > ?) as recent
     from (select *, channel = 'PURCHASE' and status <> 'RELEASED' as bought,
                  to_char(requested_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as bought_on
           from loan where reader_id = ?) as own`,
    [day, day.slice(0, 4), bookId, addDays(day, -366), id],
  );
  const { overdue = 0, outstanding = 0, year_spent: yearSpentFen = 0, taken = false, recent } = row ?? {};
  return {
    openLoans,
    ownQuota: loanQuota,
    overdue,
    suspended,
    creditOnly,
    band,
    outstanding,
    yearSpentFen,
    taken,
    recent: recent ?? [],
  };
}

function refused(failures: (Failure | { code: string })[]) {
  return { reserved: false, failures };
}
