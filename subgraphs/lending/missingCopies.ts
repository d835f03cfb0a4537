// A parcel came back without some of the copies that it was to bring: they were left out, and their readers have them still.
import { CallerError } from '../../lib/errors.ts';
import { addJob } from '../../lib/jobs.ts';
import { describeError } from '../../lib/masking.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Loan } from './entities.ts';
import { lendAtOwner } from './loanRequests.ts';
import { type Parcel, ParcelLine } from './parcelEntities.ts';
import { lockParcel } from './parcelLoans.ts';
import { handledParcel } from './parcelMoves.ts';
import { deliverWhenReceived } from './parcelReceipts.ts';
import { cancelEmpty } from './parcels.ts';
import { mostItems } from './tariffs.ts';

/**
 * Takes copies out of a BACK parcel that a courier has accepted: their loans run on as if it had not taken them along. Said twice it
 * is done once.
 * @throws CallerError CONFLICT for a parcel that brings nothing back, or whose loss somebody bears; BAD_USER_INPUT for loans of others
 */
export async function reportMissingCopies(
  ctx: Context,
  { id, loans }: { id: string; loans: readonly string[] },
): Promise<Parcel> {
  await handledParcel(ctx, id);
  checkNamed(loans);
  const missing = await transact(ctx, async (em) => {
    const { parcel } = await lockParcel(em, id);
    if (parcel.direction !== 'BACK' || !parcel.acceptedAt || parcel.liable) {
      throw new CallerError(
        'CONFLICT',
        `包裹为 ${parcel.direction}、${parcel.status}，只有快递已揽收且未定责的还书包裹可登记缺件。The ${parcel.direction} parcel is ${parcel.status}${parcel.liable ? `, and ${parcel.liable} bears its loss` : ''}: copies are missing from a BACK parcel that a courier has accepted.`,
        { status: parcel.status },
      );
    }
    const lines = await em.find(ParcelLine, { parcelId: id, loanId: { $in: [...loans] } });
    const running = await em.find(Loan, { id: { $in: [...loans] }, readerId: parcel.readerId }, { refresh: true });
    checkMissing(loans, running, lines);
    for (const loan of running.filter((one) => lines.some(({ loanId }) => loanId === one.id))) {
      loan.backOn = null;
      await addJob(em, 'lendAgain', { loanId: loan.id }, { key: `lendAgain:${loan.id}` });
    }
    await em.flush();
    await em.nativeDelete(ParcelLine, { parcelId: id, loanId: { $in: [...loans] } });
    await (parcel.status === 'CANCELLED' || (await em.count(ParcelLine, { parcelId: id })) > 0
      ? deliverWhenReceived(em, parcel, ctx.now)
      : closeEmpty(em, parcel, ctx.now));
    return lines.map(({ loanId }) => loanId);
  });
  for (const loanId of missing) {
    await lendAgain(ctx, { loanId }).catch((error: unknown) =>
      ctx.log.warn(
        { requestId: ctx.requestId, loanId, error: describeError(error) },
        'a copy is with its reader again by its job',
      ),
    );
  }
  return (await handledParcel(ctx, id)).parcel;
}

/** The courier has brought nothing: what is heard of the parcel from now on changes nothing. */
async function closeEmpty(em: EntityManager, parcel: Parcel, now: Date): Promise<void> {
  await cancelEmpty(em, parcel, now);
  Object.assign(parcel, { closedAt: now, dueAt: null, version: parcel.version + 1 });
  await em.flush();
}

/** The job of a copy that is with its reader still. */
export async function lendAgain(ctx: Context, { loanId }: Record<string, unknown>): Promise<void> {
  const { id, itemId, dueDate, status, backOn } = await ctx.em.findOneOrFail(
    Loan,
    { id: String(loanId) },
    { refresh: true },
  );
  if (itemId && dueDate && status === 'ACTIVE' && !backOn) {
    await lendAtOwner(ctx, { itemId, loanId: id, dueDate });
  }
}

/** @throws CallerError BAD_USER_INPUT for none, or more than a parcel has */
function checkNamed(loans: readonly string[]): void {
  if (loans.length === 0 || loans.length > mostItems) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `请给出 1 至 ${mostItems} 笔借阅。"loans" names from 1 to ${mostItems} loans of the parcel; these are ${loans.length}.`,
      { argument: 'loans', actual: loans.length },
    );
  }
}

function checkMissing(loans: readonly string[], running: readonly Loan[], lines: readonly ParcelLine[]): void {
  const stranger = loans.find((id) => !running.some((loan) => loan.id === id));
  if (stranger !== undefined) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `请给出该包裹读者的借阅。"loans" names loans of the parcel's reader; "${stranger}" is none.`,
      { argument: 'loans' },
    );
  }
  const here = lines.find(({ receivedAt }) => receivedAt) ?? running.find(({ status }) => status !== 'ACTIVE');
  if (here) {
    const id = 'loanId' in here ? here.loanId : here.id;
    throw new CallerError(
      'CONFLICT',
      `借阅“${id}”的复本已收到或已结束。The copy of the loan "${id}" was received, or the loan has ended: it is not missing.`,
      { argument: 'loans', loan: id },
    );
  }
}
