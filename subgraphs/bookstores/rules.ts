// The rules of 你选书，我买单, as pure functions of facts. The dry run and the orders use the same ones; the rules about
// the reader are lending's, which owns the facts, and come in as they were judged there.
import type { Failure, RuleCode } from '../../lib/failures.ts';

export type Channel = 'COUNTER' | 'ONLINE';

/** The default limits. Prices are list prices (定价) in fen; copies count held ones, those in flight, and this one. */
export const limits = { priceCapFen: 100_00, copyCap: 5, cityCopyCap: 30 };

/** Everything the rules look at. A fact that nobody asked for, or that is not known, is null and its rule does not fail. */
export interface Facts {
  channel: Channel;
  /** 定价. Null when no store offers the book and none was given. */
  listPriceFen: number | null;
  copies: number;
  /** The library that pays by the store's contract. Null when no contract covers today. */
  payer: string | null;
  netFen: number | null;
  payerHeld: number;
  payerSlots: number;
  cityHeld: number;
  citySlots: number;
  /** A library is silent and its last count is too old. */
  holdingsUnknown: boolean;
  /** What is free in the payer's fund; null when there is no fund. */
  fundFreeFen: number | null;
  /** A store has it; at the counter it is in the clerk's hand. */
  inStock: boolean;
  reader: Failure[];
}

/** All rules that fail; none means the purchase may go on to be reserved. */
export function failuresOf(facts: Facts): Failure[] {
  return [
    ...priceCap(facts),
    ...copyCaps(facts),
    ...(facts.channel === 'ONLINE' && facts.holdingsUnknown ? [{ code: 'HOLDINGS_UNKNOWN' } as const] : []),
    ...(facts.channel === 'ONLINE' && !facts.inStock ? [{ code: 'NOT_IN_STOCK' } as const] : []),
    ...(facts.inStock && facts.payer === null ? [{ code: 'STORE_INACTIVE' } as const] : []),
    ...facts.reader,
    ...fundEmpty(facts),
  ];
}

/** What was let pass because it could not be known. */
export function flagsOf(facts: Facts): RuleCode[] {
  return facts.channel === 'COUNTER' && facts.holdingsUnknown ? ['HOLDINGS_UNKNOWN'] : [];
}

/** 实洋 of one copy: 定价 × the contract's rate, rounded half up to the fen. */
export function netFenOf(listPriceFen: number, rateBasisPoints: number): number {
  return Math.floor((listPriceFen * rateBasisPoints + 5_000) / 10_000);
}

function priceCap({ listPriceFen }: Facts): Failure[] {
  const limit = limits.priceCapFen;
  return listPriceFen !== null && listPriceFen > limit ? [{ code: 'PRICE_CAP', limit, actual: listPriceFen }] : [];
}

function copyCaps({ payer, payerHeld, payerSlots, cityHeld, citySlots, copies }: Facts): Failure[] {
  const payerCopies = payerHeld + payerSlots + copies;
  const cityCopies = cityHeld + citySlots + copies;
  return [
    ...(payer !== null && payerCopies > limits.copyCap
      ? [{ code: 'COPY_CAP', limit: limits.copyCap, actual: payerCopies } as const]
      : []),
    ...(cityCopies > limits.cityCopyCap
      ? [{ code: 'CITY_COPY_CAP', limit: limits.cityCopyCap, actual: cityCopies } as const]
      : []),
  ];
}

function fundEmpty({ payer, netFen, fundFreeFen }: Facts): Failure[] {
  const limit = fundFreeFen ?? 0;
  return payer !== null && netFen !== null && netFen > limit ? [{ code: 'FUND_EMPTY', limit, actual: netFen }] : [];
}
