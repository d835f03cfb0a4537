// 续借. A running loan gets more days by the policy that it was made under. Decided by the reader's row; the copy's owner, who shows
// the due day on the copy, is told by a job.
import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { authorise, ownOf } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import type { Failure } from '../../lib/failures.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { addJob } from '../../lib/jobs.ts';
import { transact } from '../../lib/orm.ts';
import { libraryOfItem } from '../../lib/owners.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { insertOnce } from '../../lib/workflow.ts';
import { dueOn } from './calendars.ts';
import type { Context } from './context.ts';
import { Loan, type Reader } from './entities.ts';
import { lockQueueIfAny, someoneWaits } from './holdQueue.ts';
import { tryToServe } from './holdServing.ts';
import { lendAtOwner } from './loanRequests.ts';
import { overdueLoans } from './overdue.ts';
import { defaultPolicy, type LoanTerms, policyById } from './policies.ts';
import { lockReader } from './quota.ts';
import { suspensionFailures } from './standing.ts';
import type { RenewLoanInput } from './types.generated.ts';
import { loanForViewer } from './viewers.ts';

const LoanRenewalSchema = defineEntity({
  name: 'LoanRenewal',
  tableName: 'loan_renewal',
  uniques: [{ properties: ['loanId', 'idempotencyKey'] }],
  properties: {
    id: p.string().primary(),
    loanId: () => p.manyToOne(Loan).mapToPk().joinColumn('loan_id').deleteRule('restrict'),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    /** The new due day; null when it was refused. */
    dueDate: p.date().nullable(),
    failures: p.json<Failure[]>().default('[]'),
    at: p.datetime(),
    by: p.string(),
  },
});

/** A renewal, or the refusal of one. */
export class LoanRenewal extends LoanRenewalSchema.class {}
LoanRenewalSchema.setClass(LoanRenewal);

/**
 * Renews a loan; the same key answers with the first result.
 * @throws CallerError NOT_FOUND for a loan that is none or somebody else's, CONFLICT for one that does not run
 */
export async function renewLoan(ctx: Context, input: RenewLoanInput) {
  const loan = await loanToChange(ctx, input.loan, 'loan.renew');
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const hash = contentHash(content);
  const find = () => ctx.em.findOne(LoanRenewal, { loanId: loan.id, idempotencyKey });
  const policy = loan.policyId ? await policyById(ctx, loan.policyId) : null;
  if (await someoneWaits(ctx.em, loan.bookId, ctx.now)) {
    // What stands on a shelf serves them; who waits then, waits for this copy.
    await tryToServe(ctx, loan.bookId);
  }
  const { row } = await insertOnce(find, () =>
    transact(ctx, async (em) => {
      await lockQueueIfAny(em, loan.bookId);
      const locked = await lockReader(em, loan.readerId);
      const earlier = await em.findOne(LoanRenewal, { loanId: loan.id, idempotencyKey });
      if (earlier) {
        return earlier;
      }
      const running = await em.findOneOrFail(Loan, { id: loan.id }, { refresh: true });
      checkRuns(running);
      checkAtReader(running);
      const { renewals, renewalDays } = policy ?? defaultPolicy;
      const terms = { renewals: running.renewalsAllowed ?? renewals };
      const failures = await renewalFailures(em, locked, running, terms, ctx.now);
      if (await someoneWaits(em, loan.bookId, ctx.now)) {
        failures.push({ code: 'HELD_BY_OTHERS' });
      }
      const renewal = { loanId: loan.id, idempotencyKey, contentHash: hash, at: ctx.now, by: actorOf(ctx) };
      if (failures.length > 0) {
        return em.create(LoanRenewal, { ...renewal, id: randomUUID(), dueDate: null, failures });
      }
      const itemId = running.itemId ?? '';
      const dueDate = await dueOn(em, libraryOfItem(itemId), addDays(running.dueDate ?? dayOf(ctx.now), renewalDays));
      Object.assign(running, { dueDate, renewals: running.renewals + 1 });
      await em.flush();
      await addJob(em, 'tellOwner', { loanId: loan.id });
      return em.create(LoanRenewal, { ...renewal, id: randomUUID(), dueDate, failures: [] });
    }),
  );
  checkSameContent(idempotencyKey, row.contentHash, hash);
  return row.dueDate
    ? {
        __typename: 'LoanRenewed' as const,
        loan: await ctx.em.findOneOrFail(Loan, { id: loan.id }),
        dueDate: row.dueDate,
      }
    : { __typename: 'LoanRefused' as const, failures: row.failures };
}

/**
 * A reader says that a copy came back though it is shown as out: somebody looks for it, and meanwhile it does not block.
 * @throws CallerError NOT_FOUND, CONFLICT for a loan that does not run, or has not begun
 */
export async function claimReturned(ctx: Context, id: string): Promise<Loan> {
  const loan = await loanToChange(ctx, id, 'loan.claimReturned');
  return transact(ctx, async (em) => {
    await lockReader(em, loan.readerId);
    const running = await em.findOneOrFail(Loan, { id }, { refresh: true });
    checkRuns(running);
    checkBegun(running);
    running.claimedReturnedAt ??= ctx.now;
    return running;
  });
}

/** The job of a renewal: the copy's owner shows the day on which it is due now. */
export async function tellOwner(ctx: Context, { loanId }: Record<string, unknown>): Promise<void> {
  const loan = await ctx.em.findOneOrFail(Loan, { id: String(loanId) });
  if (loan.status === 'ACTIVE' && loan.itemId && loan.dueDate && !loan.backOn) {
    await lendAtOwner(ctx, { itemId: loan.itemId, loanId: loan.id, dueDate: loan.dueDate });
  }
}

/** @throws CallerError FORBIDDEN for a role that may not, NOT_FOUND for a loan that is none or somebody else's */
async function loanToChange(ctx: Context, id: string, action: 'loan.renew' | 'loan.claimReturned'): Promise<Loan> {
  const { identity } = ctx;
  authorise(identity, action, ownOf(identity));
  const loan = await loanForViewer(ctx, id);
  if (!loan) {
    throw new CallerError('NOT_FOUND', `没有借阅“${id}”，或它不属于您。There is no loan "${id}", or it is not yours.`, {
      argument: 'loan',
    });
  }
  return loan;
}

function checkRuns({ status }: Loan): void {
  if (status !== 'ACTIVE') {
    throw new CallerError('CONFLICT', `该借阅现为 ${status}，不在借。The loan is ${status}: it is not running.`, {
      status,
    });
  }
}

/** @throws CallerError CONFLICT for a loan whose copy has not come yet: it cannot have come back */
function checkBegun({ dueDate }: Loan): void {
  if (dueDate == null) {
    throw new CallerError(
      'CONFLICT',
      '该借阅尚未开始，不会已经归还。The loan has not begun: its copy cannot have come back.',
      { argument: 'loan' },
    );
  }
}

/** @throws CallerError CONFLICT for a loan that has not begun, and for one on its way back */
function checkAtReader({ dueDate, backOn }: Loan): void {
  if (dueDate != null && backOn == null) {
    return;
  }
  const zh = dueDate == null ? '该借阅尚未开始，无须续借' : '该书已由快递取走，正在归还';
  const en = dueDate == null ? 'The loan has not begun' : 'The copy is on its way back';
  throw new CallerError('CONFLICT', `${zh}。${en}: it cannot be renewed.`, { argument: 'loan' });
}

async function renewalFailures(
  em: Context['em'],
  reader: Reader,
  { renewals }: Loan,
  terms: Pick<LoanTerms, 'renewals'>,
  now: Date,
): Promise<Failure[]> {
  const overdue = await overdueLoans(em, reader.id, dayOf(now));
  return [
    ...(renewals >= terms.renewals
      ? [{ code: 'RENEWAL_LIMIT', limit: terms.renewals, actual: renewals } as const]
      : []),
    ...(overdue > 0 ? [{ code: 'OVERDUE_BLOCK', limit: 0, actual: overdue } as const] : []),
    ...suspensionFailures(reader, dayOf(now)),
  ];
}
