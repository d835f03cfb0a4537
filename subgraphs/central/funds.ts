// 经费. A library's money of one year: what is allocated, promised, spent and free, and the ledger behind it.
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { authorise, may } from '../../lib/actions.ts';
import { laterClaimsOf } from '../../lib/claims.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { transact } from '../../lib/orm.ts';
import { type Connection, checkFirst, decodeCursor, type PageArguments, toConnection } from '../../lib/pagination.ts';
import { yearOf } from '../../lib/shanghai.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { Fund, LedgerEntry, Purchase } from './entities.ts';
import { FundAllocation, PurchaseCorrection } from './fundEntities.ts';
import { members } from './holdings.ts';
import { freeFen, post } from './purchases.ts';
import type { AllocateFundInput } from './types.generated.ts';

/** What `Money.fen` can say: 21,474,836.47 yuan. */
const largestFen = 2 ** 31 - 1;
/** The programme began in October 2020. */
const firstYear = 2020;
const yearsAhead = 5;

/** A library's fund of one year, for its librarians and administrators; null when nothing was allocated. */
export function fundOf(ctx: Context, library: string, year: number): Promise<Fund | null> {
  authorise(ctx.identity, 'fund.readAmounts', { library });
  return ctx.em.findOne(Fund, { libraryId: library, year });
}

/** The funds of one year that the person asking may see, in the order of the libraries. */
export async function fundsOf(ctx: Context, year: number): Promise<Fund[]> {
  const [libraries, funds] = await Promise.all([members(ctx), ctx.em.find(Fund, { year })]);
  const byLibrary = new Map(funds.map((fund) => [fund.libraryId, fund]));
  return libraries
    .filter(({ id }) => may(ctx.identity, 'fund.readAmounts', { library: id }))
    .flatMap(({ id }) => byLibrary.get(id) ?? []);
}

/** The ledger of a fund, the newest entry first; of one order when it is given. */
export async function ledgerOf(
  ctx: Context,
  fund: Fund,
  { first, after, order }: PageArguments & { order?: string | null | undefined },
): Promise<Connection<LedgerEntry>> {
  checkFirst(first);
  const [before] = decodeCursor(after, ['number']) ?? [];
  const ofOrder = order == null ? {} : { $or: [{ orderId: order }, { orderId: { $like: laterClaimsOf(order) } }] };
  const wanted = { fundId: fund.id, ...ofOrder };
  const [entries, count] = await Promise.all([
    ctx.em.find(
      LedgerEntry,
      { ...wanted, ...(before === undefined ? {} : { id: { $lt: Number(before) } }) },
      {
        orderBy: { id: 'desc' },
        limit: first + 1,
      },
    ),
    ctx.em.count(LedgerEntry, wanted),
  ]);
  return toConnection(entries, first, count, ({ id }) => [id]);
}

/**
 * Sets what a fund has in all, in one balanced step of the ledger. The same key and content changes nothing again.
 * @throws CallerError CONFLICT when less would remain than is promised and spent
 */
export async function allocateFund(ctx: Context, input: AllocateFundInput): Promise<Fund> {
  authorise(ctx.identity, 'fund.allocate');
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const reason = input.reason == null ? null : checkText('reason', input.reason, 200);
  await checkAllocation(ctx, input);
  const hash = contentHash(content);
  const find = () => ctx.em.findOne(FundAllocation, { idempotencyKey });
  const earlier = await find();
  const allocation =
    earlier ??
    (
      await insertOnce(find, () =>
        transact(ctx, async (em) => {
          const { library, year, amount } = input;
          await em.execute(
            `/* allocateFund */ insert into fund (id, library_id, year, allocated_fen) values (?, ?, ?, 0)
             on conflict do nothing`,
            [`F-${library}-${year}`, library, year],
          );
          const fund = await em.findOneOrFail(
            Fund,
            { libraryId: library, year },
            { lockMode: LockMode.PESSIMISTIC_WRITE },
          );
          checkStillEnough(fund, amount.fen);
          const id = randomUUID();
          const more = amount.fen - fund.allocatedFen;
          fund.allocatedFen = amount.fen;
          if (more !== 0) {
            post(em, ctx.now, fund.id, fund.id, 'ALLOCATED', { ALLOCATION: -more, FREE: more }, { reference: id });
          }
          return em.create(FundAllocation, {
            id,
            fundId: fund.id,
            idempotencyKey,
            contentHash: hash,
            allocatedFen: amount.fen,
            reason,
            allocatedBy: 'subject' in ctx.identity ? ctx.identity.subject : ctx.identity.role,
            at: ctx.now,
          });
        }),
      )
    ).row;
  checkSameContent(idempotencyKey, allocation.contentHash, hash);
  return ctx.em.findOneOrFail(Fund, { id: allocation.fundId });
}

/**
 * The library pays more or less for a copy that it has paid for: the store's statement was corrected. Once refused, the
 * same correction stays refused.
 */
export async function correctPurchase(
  ctx: Context,
  { correctionId, orderId, fen }: { correctionId: string; orderId: string; fen: number },
): Promise<{ recorded: boolean; reason: string | null }> {
  const { row } = await insertOnce(
    () => ctx.em.findOne(PurchaseCorrection, { id: correctionId }),
    () =>
      transact(ctx, async (em) => {
        const purchase = await em.findOne(Purchase, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
        const fund = purchase?.fundId
          ? await em.findOne(Fund, { id: purchase.fundId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
          : null;
        const reason = refusalOf(purchase, fund, fen);
        if (purchase && fund && reason === null && fen !== 0) {
          purchase.netFen += fen;
          fund.expendedFen += fen;
          post(em, ctx.now, fund.id, orderId, 'CORRECTED', { FREE: -fen, EXPENDED: fen }, { reference: correctionId });
        }
        const state = reason === null ? 'RECORDED' : 'REFUSED';
        return em.create(PurchaseCorrection, { id: correctionId, orderId, fen, state, reason, at: ctx.now });
      }),
  );
  return { recorded: row.state === 'RECORDED', reason: row.reason ?? null };
}

function refusalOf(purchase: Purchase | null, fund: Fund | null, fen: number): PurchaseCorrection['reason'] | null {
  if (!fund || purchase?.state !== 'CONFIRMED' || purchase.netFen + fen < 0) {
    return 'NOT_EXPENDED';
  }
  return fen > freeFen(fund) ? 'FUND_EMPTY' : null;
}

async function checkAllocation(ctx: Context, { library, year, amount }: AllocateFundInput): Promise<void> {
  if (!(await ctx.loaders.libraryById.load(library))) {
    throw new CallerError(
      'NOT_FOUND',
      `没有图书馆“${library}”。There is no library "${library}": see \`libraries\` for the members.`,
      { argument: 'library' },
    );
  }
  const lastYear = yearOf(ctx.now) + yearsAhead;
  if (year < firstYear || year > lastYear) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `年度应为 ${firstYear} 至 ${lastYear}。"year" is from ${firstYear} to ${lastYear}; ${year} is not.`,
      { argument: 'year', actual: year },
    );
  }
  // The largest Int is all that an Int can say; a larger amount does not get here.
  if (amount.fen < 0 || amount.fen > largestFen) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `经费应为 0 至 ${largestFen} 分。"amount" is from 0 to ${largestFen} fen, 21 million yuan; ${amount.fen} is not.`,
      { argument: 'amount', actual: amount.fen },
    );
  }
}

function checkStillEnough({ encumberedFen, expendedFen }: Fund, fen: number): void {
  const taken = encumberedFen + expendedFen;
  if (fen < taken) {
    throw new CallerError(
      'CONFLICT',
      `已占用与已支出共 ${yuan(taken)} 元，经费不能少于此数。${yuan(taken)} yuan are promised and spent: the fund cannot have less, and ${yuan(fen)} is less.`,
      { argument: 'amount', limit: taken, actual: fen },
    );
  }
}

const yuan = (fen: number) => (fen / 100).toFixed(2);
