// What has ended keeps its reader for as long as the policy says, or until the reader erases it. Then the link is cut in batches: loans
// with what hangs on them, holds, requests, parcels. What stays names nobody; counts, copies and money are as they were. Decision 0019.
//
// What the rules still need is left behind under keyed hashes, in the same statement in which the loan forgets its reader, so that a
// rule sees the one or the other. Nothing that is open is touched, so no reader's row is locked here.
import { forgetting } from '../../lib/audit/caller.ts';
import { forgetBefore } from '../../lib/audit/forget.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Pseudonym } from '../../lib/pseudonyms.ts';
import { addDays, dayOf } from '../../lib/shanghai.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import {
  type Cut,
  cutBatchSize,
  cutHolds,
  cutLoans,
  cutParcels,
  cutRequests,
  deleteCreditEvents,
  sumDays,
} from './privacyCuts.ts';
import type { Erased } from './privacyEntities.ts';
import { retentionOn } from './retention.ts';
import { tallyLoans } from './tallies.ts';

/** What one batch has cut. */
export interface CutBatch {
  erased: Erased;
  takenBooks: number;
  takenUntil: string | null;
}

/** How often the job looks, in seconds. */
export const cutSeconds = 600;
const dayMs = 86_400_000;

/** The job: cuts what has ended long enough ago, and deletes what only stood for it. */
export async function cutHistories(ctx: Context): Promise<void> {
  const today = dayOf(ctx.now);
  const terms = await retentionOn(ctx.em, today);
  const before = (days: number) => new Date(ctx.now.getTime() - days * dayMs);
  const cut: Cut = {
    readerId: null,
    loansBefore: before(terms.loanDays),
    holdsBefore: before(terms.holdDays),
    parcelsBefore: before(terms.parcelDays),
    takenDays: terms.takenDays,
    today,
  };
  await cutAll(ctx, cut);
  await deleteExpired(ctx.em, { today, before: cut.loansBefore, contentBefore: before(terms.takenDays) });
  await forgetBefore(ctx.em, cut.loansBefore);
}

/**
 * Cuts batch after batch until nothing is left to cut.
 * @param alongside is done in the transaction of each batch
 */
export async function cutAll(
  ctx: Context,
  cut: Cut,
  alongside: (em: EntityManager, batch: CutBatch) => Promise<void> = async () => {},
): Promise<void> {
  // Rankings need to know of whom a loan was, once.
  await tallyLoans(ctx);
  for (let most = cutBatchSize; most >= cutBatchSize; ) {
    const work = async (em: EntityManager) => {
      const batch = await cutBatch(em, ctx.pseudonym, cut);
      await alongside(em, batch);
      return Math.max(...Object.values(batch.erased));
    };
    most = await forgetting(() => transact(ctx, work));
  }
}

/** One batch of each kind: loans first, for a parcel keeps its reader as long as one of its loans does. */
async function cutBatch(em: EntityManager, pseudonym: Pseudonym, cut: Cut): Promise<CutBatch> {
  const loans = await cutLoans(em, pseudonym, cut);
  const requests = await cutRequests(em, pseudonym, cut);
  const holds = await cutHolds(em, pseudonym, cut);
  const parcels = await cutParcels(em, pseudonym, cut);
  const erased = {
    LOANS: loans.ids.length,
    LOAN_REQUESTS: requests,
    HOLDS: holds,
    PARCELS: parcels,
    CREDIT_EVENTS: await deleteCreditEvents(em, cut),
  };
  return { erased, takenBooks: loans.takenBooks, takenUntil: loans.takenUntil };
}

/** Hashes and sums that no rule looks at any more, erasures of long ago, and contents of keys that nobody says again. */
async function deleteExpired(
  em: EntityManager,
  { today, before, contentBefore }: { today: string; before: Date; contentBefore: Date },
): Promise<void> {
  await statement(em, '/* deleteExpired */ delete from taken_hash where expires_on <= $1', [today]);
  await statement(em, '/* deleteExpired */ delete from purchase_sum where bought_on <= $1', [addDays(today, -sumDays)]);
  await statement(em, `/* deleteExpired */ delete from history_erasure where phase = 'DONE' and requested_at < $1`, [
    before,
  ]);
  await statement(
    em,
    `/* deleteExpired */ update loan_request set content_hash = '~' where content_hash like '~_%' and requested_at < $1`,
    [contentBefore],
  );
}
