// May this reader have one more? The reader's row decides, locked; loans of all channels count together.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { claim, releaseClaim } from '../../lib/claims.ts';
import type { Failure } from '../../lib/failures.ts';
import { transact } from '../../lib/orm.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { ItemReturn, Loan, LoanClaim, Reader } from './entities.ts';
import { existingReader, maskName } from './readers.ts';

/** Days of a loan, the last one included. */
const loanDays = 30;

/** The last day of a loan that begins at a moment. */
export function dueDateFrom(now: Date): string {
  return addDays(dayOf(now), loanDays);
}

/** What the rules say about a reader who would borrow one more copy, without effect. */
export async function borrowingFacts(ctx: Context, card: string, bookId: string) {
  const reader = await existingReader(ctx, card);
  return {
    readerId: reader.id,
    maskedName: maskName(reader.name),
    dueDate: dueDateFrom(ctx.now),
    failures: await purchaseFailures(ctx.em, reader, bookId, ctx.now),
  };
}

/** Keeps one place in the quota for a purchase-lend order, or changes nothing and tells every reason. */
export function reserveLoan(
  ctx: Context,
  { orderId, card, bookId }: { orderId: string; card: string; bookId: string },
) {
  return transact(ctx, async (em) => {
    const { id: readerId } = await existingReader({ em }, card);
    const reader = await lockReader(em, readerId);
    const earlier = await em.findOne(LoanClaim, { id: orderId });
    if (earlier) {
      return earlier.state === 'RELEASED' ? refused([{ code: 'RELEASED' }]) : { reserved: true, failures: [] };
    }
    const failures = await purchaseFailures(em, reader, bookId, ctx.now);
    if (failures.length > 0) {
      return refused(failures);
    }
    if (!(await claim(em, 'loan_claim', orderId))) {
      return refused([{ code: 'RELEASED' }]);
    }
    reader.openLoans += 1;
    em.create(Loan, { id: orderId, readerId, bookId, status: 'RESERVED', channel: 'PURCHASE', requestedAt: ctx.now });
    return { reserved: true, failures: [] };
  });
}

/** The order is lent: the loan runs. */
export function confirmLoan(
  ctx: Context,
  { orderId, itemId, dueDate }: { orderId: string; itemId: string; dueDate: string },
) {
  return transact(ctx, async (em) => {
    const loan = await em.findOne(Loan, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!loan || loan.status === 'RELEASED') {
      throw new Error(`order ${orderId} has reserved no loan that could be confirmed`);
    }
    if (loan.status !== 'RESERVED') {
      return true;
    }
    await em.nativeUpdate(LoanClaim, { id: orderId, state: 'HELD' }, { state: 'CONFIRMED' });
    // The copy is new: if it came back already, it came back from this loan.
    const returned = await em.findOne(ItemReturn, { itemId });
    Object.assign(loan, { itemId, dueDate, startedAt: ctx.now, status: returned ? 'RETURNED' : 'ACTIVE' });
    if (returned) {
      loan.returnedAt = returned.returnedAt;
      (await lockReader(em, loan.readerId)).openLoans -= 1;
    }
    return true;
  });
}

/** The order came to nothing: the place is free again, and a late reservation is refused. */
export function releaseLoan(ctx: Context, orderId: string) {
  return transact(ctx, async (em) => {
    await releaseClaim(em, 'loan_claim', orderId);
    await giveBack(em, orderId);
    return true;
  });
}

/** Ends a reserved loan, and gives its place in the quota back. */
export async function giveBack(em: EntityManager, loanId: string): Promise<void> {
  const loan = await em.findOne(Loan, { id: loanId, status: 'RESERVED' });
  if (!loan) {
    return;
  }
  const reader = await lockReader(em, loan.readerId);
  const released = await em.nativeUpdate(Loan, { id: loanId, status: 'RESERVED' }, { status: 'RELEASED' });
  reader.openLoans -= released;
}

/** The reader's row, locked: whoever holds it decides. */
export function lockReader(em: EntityManager, id: string): Promise<Reader> {
  return em.findOneOrFail(Reader, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** The rules about a reader for one more loan of any kind. */
export async function loanFailures(em: EntityManager, reader: Reader, now: Date): Promise<Failure[]> {
  const overdue = await em.count(Loan, { readerId: reader.id, status: 'ACTIVE', dueDate: { $lt: dayOf(now) } });
  return [
    ...(reader.openLoans + 1 > reader.loanQuota
      ? [{ code: 'LOAN_QUOTA', limit: reader.loanQuota, actual: reader.openLoans + 1 } as const]
      : []),
    ...(overdue > 0 ? [{ code: 'OVERDUE_BLOCK', limit: 0, actual: overdue } as const] : []),
    ...(reader.suspended ? [{ code: 'CREDIT' } as const] : []),
  ];
}

/** The rules about a reader for a book bought at their choice: nobody has the same book twice. */
async function purchaseFailures(em: EntityManager, reader: Reader, bookId: string, now: Date): Promise<Failure[]> {
  const taken = await em.count(Loan, { readerId: reader.id, bookId, channel: 'PURCHASE', status: { $ne: 'RELEASED' } });
  return [...(await loanFailures(em, reader, now)), ...(taken > 0 ? [{ code: 'ALREADY_TAKEN' } as const] : [])];
}

function refused(failures: { code: string; limit?: number | null | undefined; actual?: number | null | undefined }[]) {
  return { reserved: false, failures };
}
