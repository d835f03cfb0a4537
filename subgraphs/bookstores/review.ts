// A sale that a store made off line and that a librarian decides. Nothing is held for it while it waits: the book is with the reader, and
// the library may say no. Accepted, it is taken up again as a new order is: it reserves at every owner, one update decides, and it
// is lent; or all is given back and it waits again. Each of these attempts has a claim of its own: see lib/claims.ts.
import { CallerError } from '../../lib/errors.ts';
import { type Failure, ruleFailureResolvers, visibleFailures } from '../../lib/failures.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { decide, takeUpAgain } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { lockOrder, orderTable } from './endings.ts';
import type { PurchaseLendOrder } from './entities.ts';
import { gatherFacts } from './facts.ts';
import { checkStep, type Move } from './lifecycle.ts';
import { forReview, isGuard, judgedAt } from './offline.ts';
import { columnsOf, releaseEverywhere, reserveEverywhere } from './reservations.ts';

/** The library accepts an order, whose row the caller has locked, and which then tries to get to LENT. */
export async function accept(
  em: EntityManager,
  order: PurchaseLendOrder,
  { actor, reason = null }: Omit<Move, 'at'>,
): Promise<void> {
  checkStep(order, 'LENT');
  Object.assign(order, { endsBy: actor, endsReason: reason, round: order.round + 1, reserving: true });
  await takeUpAgain(em, orderTable, order, 'GATHERING');
}

/**
 * Reserves what an accepted order needs, and decides. Of the rules only those count that guard what must hold at every moment, as far
 * as those in force now refuse by them.
 */
export async function gatherAccepted(ctx: Context, order: PurchaseLendOrder): Promise<void> {
  const { id, bookId, items, listPriceFen, card = null, payer, rateBasisPoints } = order;
  const { facts, inForce } = await gatherFacts(ctx, {
    channel: 'COUNTER',
    at: ctx.now,
    bookId,
    items,
    listPriceFen: listPriceFen ?? null,
    card,
    contract: payer ? { payer, rateBasisPoints: rateBasisPoints ?? 10_000 } : null,
    nextContract: null,
    inStock: true,
  });
  const rules = new Map([...inForce.rules].filter(([code, { onFail }]) => isGuard(code) && onFail === 'REFUSE'));
  // The reader's year is that of the sale.
  const judged = { facts: { ...facts, day: dayOf(judgedAt(order)) }, inForce: { ...inForce, rules }, forReview: [] };
  const { failures: refusals, items: copies } = await reserveEverywhere(ctx, order, judged);
  if (refusals.length > 0) {
    const failures = [...order.failures.filter(({ review }) => review), ...forReview(refusals)];
    await decide(ctx.em, orderTable, id, 'ABORTING', { failures: JSON.stringify(failures) });
  } else if (copies.length > 0) {
    await decide(ctx.em, orderTable, id, 'COMMITTING', { ends_as: 'LENT', ...columnsOf(copies) });
  }
}

/** @throws CallerError CONFLICT that lists what stands in the way, when an order that was accepted waits again */
export function checkLent(ctx: Context, order: PurchaseLendOrder): void {
  const { status, phase, tryAgain, failures, payer = null } = order;
  if (status !== 'NEEDS_REVIEW' || phase === 'GATHERING' || phase === 'COMMITTING') {
    return;
  }
  if (tryAgain) {
    throw new CallerError(
      'CONFLICT',
      '系统未能及时确认，购借单仍待审核，请稍后再试。There was no decision in time: the order is still to be decided, try again in a moment.',
      { action: 'APPROVE', status, failures: [] },
    );
  }
  const inTheWay = visibleFailures(failures.filter(isInTheWay), ctx.identity, payer);
  const words = (lang: 'ZH' | 'EN') =>
    inTheWay.map((failure) => ruleFailureResolvers.message(failure, { lang })).join(lang === 'ZH' ? '' : ' ');
  throw new CallerError(
    'CONFLICT',
    `暂不能接受，购借单仍待审核：${words('ZH')}It cannot be accepted now and is still to be decided. ${words('EN')} Make room, or refuse it.`,
    {
      action: 'APPROVE',
      status,
      failures: inTheWay.map(({ code, limit = null, actual = null }) => ({ code, limit, actual })),
    },
  );
}

/**
 * Frees whatever an owner holds for an order that waits for its review, which is nothing when all is well.
 * @returns false when the order has gone on meanwhile, and nothing is done
 */
export async function releaseWaiting(ctx: Context, { id }: PurchaseLendOrder): Promise<boolean> {
  const claimed = await transact(ctx, async (em) => {
    const order = await lockOrder(em, id);
    if (order.phase !== 'DONE' || order.status !== 'NEEDS_REVIEW') return null;
    const { attempt, payer } = order;
    order.attempt += 1;
    return { id, attempt, payer };
  });
  if (claimed) {
    await releaseEverywhere(ctx, claimed);
  }
  return claimed !== null;
}

function isInTheWay({ review }: Failure): boolean {
  return review !== true;
}
