// 运费. Who pays the courier, as data: dated versions for each direction, never changed. What a reader has agreed to stands on the
// parcel. New books that are bought for a reader travel free, whatever stands here.
import { randomUUID } from 'node:crypto';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import type { EntityManager } from '../../lib/orm.ts';
import { dayOf } from '../../lib/shanghai.ts';
import type { Context } from './context.ts';
import { FreightTariff, type Parcel, type ParcelDirection } from './parcelEntities.ts';
import type { AddFreightTariffInput } from './types.generated.ts';
import { addVersion, checkFromToday } from './versions.ts';

/** Copies in one parcel at most. */
export const mostItems = 5;
/** Copies that one quote, or one request, may be for. */
export const mostQuoted = 20;
/** The highest freight that can be meant, 1,000 yuan. */
const mostFen = 100_000;

type Terms = Pick<FreightTariff, 'id' | 'payer' | 'parcelFen' | 'freeFromItems'>;

const beginning = {
  validFrom: '2020-01-01',
  version: 0,
  idempotencyKey: null,
  contentHash: null,
  createdBy: null,
  createdAt: null,
} as const;

/** What holds where nobody has said anything: the library brings; the reader pays 6 yuan for a pick-up, nothing from 3 copies on. */
export const defaultTariffs = {
  OUT: { ...beginning, id: 'DEFAULT_OUT', direction: 'OUT', payer: 'LIBRARY', parcelFen: 0, freeFromItems: null },
  BACK: { ...beginning, id: 'DEFAULT_BACK', direction: 'BACK', payer: 'READER', parcelFen: 600, freeFromItems: 3 },
} as const satisfies Record<ParcelDirection, Partial<FreightTariff>>;

/** What so many copies cost, before anybody agrees. */
export interface Quote {
  direction: ParcelDirection;
  items: number;
  parcels: number;
  freightFen: number;
  tariff: FreightTariff;
}

/** The version in force on a day. */
export async function tariffOf(em: EntityManager, direction: ParcelDirection, day: string): Promise<FreightTariff> {
  const [latest] = await em.find(
    FreightTariff,
    { direction, validFrom: { $lte: day } },
    { orderBy: { validFrom: 'desc', version: 'desc' }, limit: 1 },
  );
  return latest ?? (defaultTariffs[direction] as FreightTariff);
}

/** One version by its id, for the parcel that was made by it. */
export async function tariffById(em: EntityManager, id: string): Promise<FreightTariff> {
  return defaultTariff(id) ?? em.findOneOrFail(FreightTariff, { id });
}

function defaultTariff(id: string): FreightTariff | undefined {
  return Object.values(defaultTariffs).find((tariff) => tariff.id === id) as FreightTariff | undefined;
}

/** The version that a parcel was made by, for whoever looks at parcels: those of a request are one statement. */
export async function tariffOfParcel(
  { loaders }: Pick<Context, 'loaders'>,
  { tariffId }: Pick<Parcel, 'tariffId'>,
): Promise<FreightTariff> {
  const tariff = defaultTariff(tariffId) ?? (await loaders.tariffById.load(tariffId));
  if (!tariff) {
    throw new Error(`there is no tariff ${tariffId}`);
  }
  return tariff;
}

/** All versions, the oldest first. */
export async function freightTariffs({ em }: Pick<Context, 'em'>): Promise<FreightTariff[]> {
  const added = await em.find(FreightTariff, {}, { orderBy: { validFrom: 'asc', direction: 'asc', version: 'asc' } });
  return [...(Object.values(defaultTariffs) as FreightTariff[]), ...added];
}

/** What a reader pays for one parcel of so many copies, in fen. */
export function freightOf({ payer, parcelFen, freeFromItems }: Terms, items: number): number {
  return payer === 'LIBRARY' || (freeFromItems != null && items >= freeFromItems) ? 0 : parcelFen;
}

/** How many copies each parcel of a request holds: full ones, and the rest. */
export function parcelSizes(items: number): number[] {
  return Array.from({ length: Math.ceil(items / mostItems) }, (_, index) =>
    Math.min(mostItems, items - index * mostItems),
  );
}

/**
 * What so many copies cost today.
 * @throws CallerError BAD_USER_INPUT for a number that is not from 1 to 20
 */
export async function parcelQuote(
  { em, now }: Pick<Context, 'em' | 'now'>,
  { direction, items }: { direction: ParcelDirection; items: number },
): Promise<Quote> {
  if (items < 1 || items > mostQuoted) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `册数应为 1 至 ${mostQuoted}。"items" is from 1 to ${mostQuoted}; this is ${items}.`,
      { argument: 'items', actual: items },
    );
  }
  const tariff = await tariffOf(em, direction, dayOf(now));
  const sizes = parcelSizes(items);
  const freightFen = sizes.reduce((sum, size) => sum + freightOf(tariff, size), 0);
  return { direction, items, parcels: sizes.length, freightFen, tariff };
}

/**
 * The quote that a reader has agreed to. What is free needs no word.
 * @throws CallerError CONFLICT that tells the quote of now, when the reader was shown another
 */
export async function agreedQuote(
  ctx: Pick<Context, 'em' | 'now'>,
  asked: { direction: ParcelDirection; items: number },
  freight: { fen: number } | null | undefined,
): Promise<Quote> {
  const quote = await parcelQuote(ctx, asked);
  const agreed = freight?.fen ?? 0;
  if (agreed !== quote.freightFen) {
    const yuan = (quote.freightFen / 100).toFixed(2);
    throw new CallerError(
      'CONFLICT',
      `运费现为 ${yuan} 元，请向读者出示并确认后，以 freight: { fen: ${quote.freightFen} } 重新提交。The freight is ${yuan} yuan now; what was agreed is ${agreed} fen. Show it to the reader and send "freight: { fen: ${quote.freightFen} }".`,
      { argument: 'freight', quote: { freightFen: quote.freightFen, parcels: quote.parcels, tariff: quote.tariff.id } },
    );
  }
  return quote;
}

/** Adds a version from a day on; the same key and content answers with the version that it made before. */
export function addFreightTariff(ctx: Context, input: AddFreightTariffInput): Promise<FreightTariff> {
  authorise(ctx.identity, 'tariff.add');
  const { idempotencyKey: key, ...content } = input;
  const idempotencyKey = checkText('idempotencyKey', key);
  const terms = checkTerms(input, dayOf(ctx.now));
  const { direction, validFrom } = input;
  return addVersion<FreightTariff>(
    ctx,
    { idempotencyKey, contentHash: contentHash({ ...content, freight: terms.parcelFen }) },
    {
      of: 'freight tariffs',
      find: (em) => em.findOne(FreightTariff, { idempotencyKey }),
      create: async (em, added) =>
        em.create(FreightTariff, {
          ...terms,
          ...added,
          id: randomUUID(),
          direction,
          validFrom,
          version: 1 + (await em.count(FreightTariff, { direction })),
        }),
    },
  );
}

function checkTerms({ payer, freight, freeFromItems = null, validFrom }: AddFreightTariffInput, today: string) {
  const parcelFen = freight?.fen ?? 0;
  if (parcelFen < 0 || parcelFen > mostFen || (payer === 'LIBRARY') !== (parcelFen === 0)) {
    throw wrong(
      'freight',
      `读者付费（READER）时运费为 0.01 至 ${mostFen / 100} 元；图书馆付费（LIBRARY）时不填。"freight" is what a reader pays for a parcel, from 1 to ${mostFen} fen, and is left out for LIBRARY.`,
    );
  }
  if (freeFromItems !== null && (payer === 'LIBRARY' || freeFromItems < 2 || freeFromItems > mostItems)) {
    throw wrong(
      'freeFromItems',
      `免运费册数应为 2 至 ${mostItems}，且只用于读者付费。"freeFromItems" is from 2 to ${mostItems}, where the reader pays.`,
    );
  }
  checkFromToday(validFrom, today);
  return { payer, parcelFen, freeFromItems };
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
