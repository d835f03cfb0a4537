// A parcel came back without some of the copies that it was to bring: they were left out, and their readers have them still.
import { CallerError } from '../../lib/errors.ts';
import { addJob } from '../../lib/jobs.ts';
import { transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { Loan } from './entities.ts';
import { lendAtOwner } from './loanRequests.ts';
import { type Parcel, ParcelLine } from './parcelEntities.ts';
import { lockParcel } from './parcelLoans.ts';
import { handledParcel } from './parcelMoves.ts';
import { deliverWhenReceived } from './parcelReceipts.ts';

/**
 * Takes copies out of a BACK parcel that a courier has accepted: their loans run on as if it had not taken them along. Said twice it
 * is done once.
 * @throws CallerError CONFLICT for a parcel that brings nothing back, or is lost; BAD_USER_INPUT for loans that were never in it
 */
export async function reportMissingCopies(
  ctx: Context,
  { id, loans }: { id: string; loans: readonly string[] },
): Promise<Parcel> {
  await handledParcel(ctx, id);
  const missing = await transact(ctx, async (em) => {
    const { parcel } = await lockParcel(em, id);
    if (parcel.direction !== 'BACK' || parcel.status === 'CREATED' || parcel.status === 'CANCELLED' || parcel.liable) {
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
    await deliverWhenReceived(em, parcel, ctx.now);
    return lines.map(({ loanId }) => loanId);
  });
  for (const loanId of missing) {
    await lendAgain(ctx, { loanId }).catch((error: unknown) =>
      ctx.log.warn(
        { requestId: ctx.requestId, loanId, error: String(error) },
        'a copy is with its reader again by its job',
      ),
    );
  }
  return (await handledParcel(ctx, id)).parcel;
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

function checkMissing(loans: readonly string[], running: readonly Loan[], lines: readonly ParcelLine[]): void {
  const stranger = loans.find((id) => !running.some((loan) => loan.id === id));
  if (loans.length === 0 || stranger !== undefined) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `请给出该包裹读者的借阅。"loans" names one or more loans of the parcel's reader${stranger === undefined ? '' : `; "${stranger}" is none`}.`,
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
