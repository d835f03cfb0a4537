// A line of a statement was wrong. What it said is taken back by a red line and said anew by a second one; the money at the
// payer's fund follows first, as a durable step: no line stands on a statement that the ledger does not have.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { authorise, may } from '../../lib/actions.ts';
import { claimOf } from '../../lib/claims.ts';
import { CallerError } from '../../lib/errors.ts';
import { actorOf } from '../../lib/identity.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { addJob } from '../../lib/jobs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import { netFenOf } from '../../lib/rules/judge.ts';
import { SubgraphError } from '../../lib/transport.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { checkRate } from './contracts.ts';
import { checkPrice } from './counter.ts';
import { PurchaseLendOrder } from './entities.ts';
import { Statement, StatementCorrection, StatementLine } from './statementEntities.ts';
import { resourceOf } from './stores.ts';
import type { CorrectStatementLineInput } from './types.generated.ts';

interface Terms {
  listPriceFen: number;
  rateBasisPoints: number;
  netFen: number;
}

/** How long the job waits for the one who works in line. */
const resumeAfterSeconds = 5;

/**
 * Corrects what an order's line says. The same key and content answers with the same correction.
 * @throws CallerError CONFLICT when a correction of this order is on its way, or there is nothing left to correct
 */
export async function correctStatementLine(
  ctx: Context,
  input: CorrectStatementLineInput,
): Promise<StatementCorrection> {
  const { idempotencyKey: key, ...content } = input;
  const { identity } = ctx;
  const seen = await ctx.loaders.orderById.load(input.order);
  if (!seen || !may(identity, 'order.read', resourceOf(seen))) {
    throw new CallerError(
      'NOT_FOUND',
      `没有购借单“${input.order}”，请核对结算行上的购借单。There is no order "${input.order}", or it is not yours: give the one of the statement's line.`,
      {
        argument: 'order',
      },
    );
  }
  authorise(identity, 'statement.correct', resourceOf(seen));
  const idempotencyKey = checkText('idempotencyKey', key);
  const reason = checkText('reason', input.reason, 500);
  const wanted = wantedTerms(input);
  const organisation = identity.role === 'librarian' ? `library:${identity.library}` : 'network';
  const hash = contentHash(content);
  const find = () => ctx.em.findOne(StatementCorrection, { organisation, idempotencyKey });
  const correction =
    (await find()) ??
    (
      await insertOnce(find, () =>
        transact(ctx, async (em) => {
          const order = await em.findOneOrFail(
            PurchaseLendOrder,
            { id: input.order },
            { lockMode: LockMode.PESSIMISTIC_WRITE },
          );
          const { old, sequence } = await currentTerms(em, order);
          const right = newTerms(old, wanted);
          const row = em.create(StatementCorrection, {
            id: randomUUID(),
            organisation,
            idempotencyKey,
            contentHash: hash,
            orderId: order.id,
            sequence,
            statementId: await disputedStatementOf(em, order.id),
            oldListPriceFen: old.listPriceFen,
            oldRateBasisPoints: old.rateBasisPoints,
            oldNetFen: old.netFen,
            newListPriceFen: right?.listPriceFen ?? null,
            newRateBasisPoints: right?.rateBasisPoints ?? null,
            newNetFen: right?.netFen ?? null,
            reason,
            correctedBy: actorOf(ctx),
            at: ctx.now,
            state: 'PENDING',
          });
          await em.flush();
          await addJob(
            em,
            'settleCorrection',
            { id: row.id },
            { key: `settleCorrection:${row.id}`, afterSeconds: resumeAfterSeconds },
          );
          return row;
        }),
      )
    ).row;
  checkSameContent(idempotencyKey, correction.contentHash, hash);
  try {
    await settleCorrection(ctx, { id: correction.id });
  } catch (error) {
    // The ledger's owner is silent: the job goes on.
    if (!(error instanceof SubgraphError)) throw error;
  }
  return ctx.em.findOneOrFail(StatementCorrection, { id: correction.id }, { refresh: true });
}

/** The job of a correction: the payer's ledger first, then the correction counts, or is refused for good. */
export async function settleCorrection(ctx: Context, payload: Record<string, unknown>): Promise<void> {
  const id = String(payload['id']);
  const row = await ctx.em.findOneOrFail(StatementCorrection, { id }, { refresh: true });
  if (row.state !== 'PENDING') {
    return;
  }
  const order = await ctx.em.findOneOrFail(PurchaseLendOrder, { id: row.orderId });
  const { correctPurchase } = await ctx.ask<{ correctPurchase: { recorded: boolean; reason: string | null } }>(
    'central',
    `mutation ($input: CorrectPurchaseInput!) { correctPurchase(input: $input) { recorded reason } }`,
    { input: { correctionId: id, orderId: claimOf(order), fen: (row.newNetFen ?? 0) - row.oldNetFen } },
  );
  await transact(ctx, async (em) => {
    const correction = await em.findOneOrFail(StatementCorrection, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (correction.state !== 'PENDING') {
      return;
    }
    correction.state = correctPurchase.recorded ? 'RECORDED' : 'REFUSED';
    correction.recordedAt = ctx.now;
    correction.refusal = correctPurchase.reason;
  });
}

interface WantedTerms {
  listPriceFen: number | null;
  rateBasisPoints: number | null;
  cancel: boolean;
}

function wantedTerms({ listPrice, rateBasisPoints, cancel = false }: CorrectStatementLineInput): WantedTerms {
  const given = listPrice != null || rateBasisPoints != null;
  if (given === cancel) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '请给出正确的定价或折扣，或以 cancel 整行冲销，二者择一。Give the right "listPrice" or "rateBasisPoints", or "cancel" to take the line off: one of the two.',
      { argument: 'cancel' },
    );
  }
  return {
    listPriceFen: listPrice == null ? null : checkPrice(listPrice),
    rateBasisPoints: rateBasisPoints == null ? null : checkRate(rateBasisPoints),
    cancel,
  };
}

/** What the order's line says now: as ordered, or as last corrected. */
async function currentTerms(em: EntityManager, order: PurchaseLendOrder): Promise<{ old: Terms; sequence: number }> {
  const corrections = await em.find(StatementCorrection, { orderId: order.id }, { orderBy: { sequence: 'desc' } });
  if (corrections.some(({ state }) => state === 'PENDING')) {
    throw new CallerError(
      'CONFLICT',
      '该购借单的另一更正尚未入账，请稍后再试。Another correction of this order is not in the ledger yet: try again in a moment.',
      { argument: 'order' },
    );
  }
  const sequence = (corrections[0]?.sequence ?? 0) + 1;
  const last = corrections.find(({ state }) => state === 'RECORDED');
  const isSettled = order.lentAt != null && order.status !== 'VOIDED' && order.listPriceFen != null;
  if (!isSettled || (last && last.newNetFen == null)) {
    throw new CallerError(
      'CONFLICT',
      `购借单现为 ${order.status}，没有可更正的结算行。The order is ${order.status}: it has no line on a statement that could be corrected.`,
      { status: order.status },
    );
  }
  if (last) {
    return {
      old: {
        listPriceFen: last.newListPriceFen ?? 0,
        rateBasisPoints: last.newRateBasisPoints ?? 0,
        netFen: last.newNetFen ?? 0,
      },
      sequence,
    };
  }
  const { listPriceFen, rateBasisPoints, netFen } = order;
  return { old: { listPriceFen: listPriceFen ?? 0, rateBasisPoints: rateBasisPoints ?? 10_000, netFen }, sequence };
}

/** Null when the line is taken off. */
function newTerms(old: Terms, { listPriceFen, rateBasisPoints, cancel }: WantedTerms): Terms | null {
  if (cancel) {
    return null;
  }
  const price = listPriceFen ?? old.listPriceFen;
  const rate = rateBasisPoints ?? old.rateBasisPoints;
  if (price === old.listPriceFen && rate === old.rateBasisPoints) {
    throw new CallerError(
      'CONFLICT',
      '该行的定价与折扣已是如此，无须更正。The line has this price and this rate already: there is nothing to correct.',
      { argument: 'listPrice' },
    );
  }
  return { listPriceFen: price, rateBasisPoints: rate, netFen: netFenOf(price, rate) };
}

/** A statement of this order's that is DISPUTED gets the correction when it is issued again. Locked, so that this waits. */
async function disputedStatementOf(em: EntityManager, orderId: string): Promise<string | null> {
  const lines = await em.find(StatementLine, { orderId });
  const disputed = await em.findOne(
    Statement,
    { id: lines.map((line) => line.statementId), status: 'DISPUTED' },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  return disputed?.id ?? null;
}
