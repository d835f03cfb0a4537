// Which order comes when: pure, so that whoever plays submits the same orders.
import type { Extent } from '../clients.ts';

export const hotTitles = 1_000;
export const manyTitles = 1_000;
export const readers = 20_000;
export const listPriceFen = 45_50;

/** The partner stores of the network; three libraries pay for what they sell, the central one and two districts. */
export const stores = ['QINGCHUN', 'WENDU', 'XINCHENG'] as const;

/** One title in one store, or a thousand in all. */
export type Titles = 'hot' | 'many';

export interface Order {
  idempotencyKey: string;
  store: string;
  card: string;
  bookId: string;
}

/** What one contestant is told to do in one window. */
export interface Run extends Extent {
  titles: Titles;
  /** Each window on a hot title has one of its own, so that a late window does not count the copies of all earlier ones. */
  hotTitle: number;
}

export const hotTitle = (number: number): string => `HOT${String(number).padStart(5, '0')}`;
export const manyTitle = (number: number): string => `MANY${String(number).padStart(5, '0')}`;
export const cardOf = (number: number): string => `BENCH${String(number).padStart(6, '0')}`;

/** The order with a number. No reader gets a book twice: each round of all readers begins one title further. */
export function orderOf({ titles, hotTitle: hot }: Pick<Run, 'titles' | 'hotTitle'>, number: number): Order {
  const title = (number + Math.floor(number / readers)) % manyTitles;
  return {
    idempotencyKey: `bench-${number}`,
    store: titles === 'hot' ? stores[0] : (stores[number % stores.length] as string),
    card: cardOf(number % readers),
    bookId: titles === 'hot' ? hotTitle(hot % hotTitles) : manyTitle(title),
  };
}
