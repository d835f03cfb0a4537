// What a library and a store have agreed on. A contract is never edited: a new one from a day on takes its place.
import { randomUUID } from 'node:crypto';
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkLibrary, checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { transact } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import { insertOnce } from '../../lib/workflow.ts';
import type { Context } from './context.ts';
import { checkStore } from './counter.ts';
import { Contract, type Store } from './entities.ts';

import type { AddContractInput } from './types.generated.ts';

const maxCopiesPerDay = 10_000;
const maxPriceFen = 10_000_000;

/** The contracts of a store that the person asking may see, the one that begins last first. */
export async function contractsOfStore(ctx: Context, store: Pick<Store, 'id'>): Promise<Contract[]> {
  return visible(ctx, await ctx.loaders.contractsByStore.load(store.id));
}

/** The contracts that the person asking may see, by store. */
export async function contracts(
  ctx: Context,
  { store, library }: { store?: string | null | undefined; library?: string | null | undefined },
): Promise<Contract[]> {
  const { identity } = ctx;
  const own = {
    store: store ?? (identity.role === 'clerk' ? identity.store : null),
    library: library ?? (identity.role === 'librarian' ? identity.library : null),
  };
  authorise(identity, 'contract.read', own);
  const wanted = {
    ...(own.store === null ? {} : { storeId: own.store }),
    ...(own.library === null ? {} : { payer: own.library }),
  };
  return visible(
    ctx,
    await ctx.em.find(Contract, wanted, { orderBy: { storeId: 'asc', validFrom: 'desc', id: 'asc' } }),
  );
}

/** Adds a contract. The same key and content answers with the same contract. */
export async function addContract(ctx: Context, input: AddContractInput): Promise<Contract> {
  authorise(ctx.identity, 'contract.add', { store: input.store, library: input.library });
  const { idempotencyKey: key, ...content } = input;
  const { offlineCopiesPerDay = 0, offlinePriceCap = { fen: 0 } } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const hash = contentHash(content);
  const find = () => ctx.em.findOne(Contract, { idempotencyKey });
  const earlier = await find();
  if (earlier) {
    checkSameContent(idempotencyKey, earlier.contentHash ?? '', hash);
    return earlier;
  }
  await checkStore(ctx, input.store);
  await checkLibrary(ctx.ask, input.library);
  checkTerms(ctx, input);
  checkAllowance(offlineCopiesPerDay, offlinePriceCap.fen);
  const { row } = await insertOnce(find, () =>
    transact(ctx, async (em) => {
      await em.execute('/* addContract */ select 1 from store where id = ? for update', [input.store]);
      const sameDay = await em.findOne(Contract, { storeId: input.store, validFrom: input.validFrom });
      if (sameDay) {
        throw new CallerError(
          'CONFLICT',
          `该书店已有自 ${input.validFrom} 起的协议。A contract of this store begins on ${input.validFrom} already: which of the two holds could not be told.`,
          { argument: 'validFrom' },
        );
      }
      return em.create(Contract, {
        id: `C-${randomUUID()}`,
        storeId: input.store,
        payer: input.library,
        rateBasisPoints: input.rateBasisPoints,
        validFrom: input.validFrom,
        validTo: input.validTo,
        offlineCopiesPerDay,
        offlinePriceCapFen: offlinePriceCap.fen,
        idempotencyKey,
        contentHash: hash,
      });
    }),
  );
  checkSameContent(idempotencyKey, row.contentHash ?? '', hash);
  return row;
}

function visible(ctx: Context, found: Contract[]): Contract[] {
  return found.filter(({ storeId, payer }) => may(ctx.identity, 'contract.read', { store: storeId, library: payer }));
}

function checkTerms(ctx: Context, input: AddContractInput): void {
  const { rateBasisPoints, validFrom, validTo } = input;
  const today = dayOf(ctx.now);
  checkRate(rateBasisPoints);
  if (validFrom < today) {
    throw wrong(
      'validFrom',
      `协议不能早于今日（${today}）生效。A contract begins today (${today}) or later, not on ${validFrom}: what was sold before was sold by the one in force.`,
    );
  }
  if (validTo < validFrom) {
    throw wrong('validTo', `协议的最后一日不能早于首日。"validTo" is the last day; ${validTo} is before ${validFrom}.`);
  }
}

/** @throws CallerError BAD_USER_INPUT for a share of the list price that is not from 0.01 % to 100 % */
export function checkRate(rateBasisPoints: number): number {
  if (rateBasisPoints < 1 || rateBasisPoints > 10_000) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `折扣以万分之一计，应为 1 至 10000：8500 即 85 折。"rateBasisPoints" is from 1 to 10000, 8500 for 85 %; ${rateBasisPoints} is not.`,
      { argument: 'rateBasisPoints', actual: rateBasisPoints },
    );
  }
  return rateBasisPoints;
}

function checkAllowance(offlineCopiesPerDay: number, offlinePriceCapFen: number): void {
  if (offlineCopiesPerDay < 0 || offlineCopiesPerDay > maxCopiesPerDay) {
    throw wrong(
      'offlineCopiesPerDay',
      `离线额度应为每日 0 至 ${maxCopiesPerDay} 册。"offlineCopiesPerDay" is from 0 to ${maxCopiesPerDay}; ${offlineCopiesPerDay} is not.`,
    );
  }
  if (offlinePriceCapFen < 0 || offlinePriceCapFen > maxPriceFen) {
    throw wrong(
      'offlinePriceCap',
      `离线单价上限应为 0 至 10 万元，单位为分。"offlinePriceCap" is from 0 to ${maxPriceFen} fen; ${offlinePriceCapFen} is not.`,
    );
  }
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
