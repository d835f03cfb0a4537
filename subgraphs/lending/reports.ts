// What a member system has lent and taken back itself: told line by line, each line idempotent by the member's own number. Such a
// loan counts like any other, and its copy is out.
import pLimit from 'p-limit';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Failure } from '../../lib/failures.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import { transact } from '../../lib/orm.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { Loan, LoanRequest } from './entities.ts';
import { findByKey, placeRequest, refusalOf } from './loanRequests.ts';
import { existingReader } from './readers.ts';
import { branchRecord, existingItem } from './records.ts';
import { returnReported } from './returns.ts';
import type { ReportedLoanInput } from './types.generated.ts';

/** Lines of one report at most. */
const most = 100;
const atOnce = pLimit(8);
/** Days of the longest loan that can be meant, a hundred years. */
const mostLoanDays = 36_500;

/** What became of one line. */
export interface ReportedLine {
  number: string;
  loan: Loan | null;
  failures: Failure[] | null;
  error: { code: string; message: string } | null;
}

/** Takes a member system's loans and returns; a line that cannot be is told on its line, and the others are taken. */
export async function reportLoans(
  ctx: Context,
  { library, loans }: { library: string; loans: readonly ReportedLoanInput[] },
): Promise<ReportedLine[]> {
  authorise(ctx.identity, 'loan.report', { library });
  if (loans.length === 0 || loans.length > most) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `一次可报 1 至 ${most} 笔借阅。"loans" has 1 to ${most} lines; these are ${loans.length}.`,
      { argument: 'loans', actual: loans.length },
    );
  }
  // Lines of one number stand in one order; all others pass each other.
  const byNumber = Map.groupBy(loans.entries(), ([, { number }]) => number);
  const lines: ReportedLine[] = [];
  await Promise.all(
    [...byNumber.values()].map((same) =>
      atOnce(async () => {
        for (const [index, line] of same) lines[index] = await reportLine(ctx, library, line);
      }),
    ),
  );
  return lines;
}

async function reportLine(ctx: Context, library: string, line: ReportedLoanInput): Promise<ReportedLine> {
  const told = { number: line.number, loan: null, failures: null, error: null };
  try {
    return { ...told, ...(await recordLine(ctx, library, line)) };
  } catch (error) {
    if (!(error instanceof CallerError)) {
      throw error;
    }
    return { ...told, error: { code: String(error.extensions['code']), message: error.message } };
  }
}

async function recordLine(ctx: Context, library: string, line: ReportedLoanInput): Promise<Partial<ReportedLine>> {
  const { returnedAt = null, returnedTo = null, ...content } = line;
  const number = checkText('number', line.number);
  checkTimes(line, ctx.now);
  const keyed = { organisation: `member:${library}`, idempotencyKey: number, contentHash: contentHash(content) };
  const earlier = await findByKey(ctx, keyed);
  const request =
    earlier && !(await isForgotten(ctx, earlier)) ? earlier : await placeReported(ctx, library, line, keyed);
  if (!request || request.tryAgain) {
    throw new CallerError(
      'CONFLICT',
      '暂未办结，请稍后重报本行。It was not decided in time: report this line again.',
      {},
    );
  }
  const failures = refusalOf(request);
  if (failures) {
    return { failures };
  }
  if (returnedAt !== null && request.phase !== 'DONE') {
    throw new CallerError(
      'CONFLICT',
      '借出尚在登记，归还未记录，请稍后重报本行。The loan is being entered, so its return is not kept yet: report this line again.',
      { argument: 'returnedAt' },
    );
  }
  if (returnedAt !== null && returnedTo !== null) {
    await returnReported(ctx, { loanId: request.id, library, branch: returnedTo, returnedAt });
  }
  return { loan: await ctx.em.findOne(Loan, { id: request.id }, { refresh: true }) };
}

/**
 * Frees the number of a line of which nothing was entered: told again it is judged again, for the member system has lent the copy and
 * has no other number for that. False for any other line.
 */
async function isForgotten(ctx: Context, { id, idempotencyKey, phase, outcome }: LoanRequest): Promise<boolean> {
  if (phase !== 'DONE' || outcome !== 'REFUSED') {
    return false;
  }
  await transact(ctx, (em) =>
    em.nativeUpdate(LoanRequest, { id, idempotencyKey }, { idempotencyKey: `${idempotencyKey} ${id}` }),
  );
  return true;
}

async function placeReported(
  ctx: Context,
  library: string,
  line: ReportedLoanInput,
  keyed: { organisation: string; idempotencyKey: string; contentHash: string },
) {
  const [reader, item, branch] = await Promise.all([
    existingReader(ctx, checkText('card', line.card, 40)),
    existingItem(ctx, { barcode: line.barcode, library }),
    branchRecord(ctx, line.branch),
  ]);
  return placeRequest(ctx, {
    ...keyed,
    channel: 'MEMBER',
    readerId: reader.id,
    bookId: item.bookId,
    wanted: { itemId: item.itemId, branch: branch.id },
    address: null,
    tariffId: null,
    agreed: { startedAt: line.startedAt, dueDate: line.dueDate },
  });
}

/** @throws CallerError BAD_USER_INPUT for times that cannot be */
function checkTimes({ startedAt, dueDate, returnedAt, returnedTo }: ReportedLoanInput, now: Date): void {
  const slack = 300_000;
  if (startedAt.getTime() > now.getTime() + slack) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `借出时间在将来。"startedAt" lies in the future: ${startedAt.toISOString()}.`,
      {
        argument: 'startedAt',
      },
    );
  }
  const began = dayOf(startedAt);
  const latest = addDays(began, mostLoanDays);
  if (dueDate < began || dueDate > latest) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `应还日应在借出日（${began}）至 ${latest} 之间。"dueDate" is from the day of "startedAt", ${began}, to ${latest}; this is ${dueDate}.`,
      { argument: 'dueDate' },
    );
  }
  if (returnedAt != null && (returnedAt < startedAt || returnedAt.getTime() > now.getTime() + slack)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `归还时间应在借出之后、此刻之前。"returnedAt" is after "startedAt" and not in the future; ${returnedAt.toISOString()} is not.`,
      { argument: 'returnedAt' },
    );
  }
  if ((returnedAt == null) !== (returnedTo == null)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '归还须同时给出时间和分馆。A return has both "returnedAt" and "returnedTo".',
      {
        argument: 'returnedTo',
      },
    );
  }
}
