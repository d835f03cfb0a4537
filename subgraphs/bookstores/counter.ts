// 购借合一 at the counter: the clerk holds the book in hand, the library buys and lends it in one step.
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkText, contentHash } from '../../lib/inputs.ts';
import { TimeLimitError, within } from '../../lib/time.ts';
import { SubgraphError } from '../../lib/transport.ts';
import { checkIssued } from './barcodes.ts';
import type { Context } from './context.ts';
import { type Contract, Store } from './entities.ts';
import { contractOn } from './facts.ts';
import { findOrDescribe, recordOf, volumesOf } from './lines.ts';
import { findByKey, type NewOrder, type OrderKey, place } from './orders.ts';
import { counterResult } from './results.ts';
import type { MoneyInput, SubmitPurchaseLendOrderInput } from './types.generated.ts';

/** The highest price that can be meant, 100,000 yuan; above it the fen were probably written as yuan twice. */
const maxPriceFen = 10_000_000;
/** How long lending is asked for a card, in ms, before the order is written; then the order itself finds out. */
const cardPatience = 500;

/** A sale as a clerk tells it, at once or later. */
export type SaleInput = SubmitPurchaseLendOrderInput;

/** A sale that was checked, of a book that the catalogue has or that is new to it. */
export interface Sale extends Pick<NewOrder, 'storeId' | 'card' | 'listPriceFen' | 'items' | 'scannedBarcodes'> {
  /** The store's contract on the day of the sale. */
  contract: Contract | null;
  found: Exclude<Awaited<ReturnType<typeof findOrDescribe>>, { ambiguous: unknown }>;
}

/** Submits an order; the same key and content answers with the first order's result. */
export async function submitPurchaseLendOrder(ctx: Context, input: SubmitPurchaseLendOrderInput) {
  authorise(ctx.identity, 'order.submit', { store: input.store });
  const key = { ...keyOf(input), occurredAt: null };
  const earlier = await findByKey(ctx, key);
  if (earlier) {
    return counterResult(earlier);
  }
  await checkStore(ctx, input.store);
  const checked = await checkSale(ctx, input, ctx.now);
  if ('ambiguous' in checked) {
    return ambiguousResult(checked);
  }
  return counterResult(await place(ctx, { ...key, ...(await orderOf(ctx, checked)) }));
}

/** Within what a store's keys are unique. */
export function organisationOf(store: string): string {
  return `store:${store}`;
}

/** By what a sale's order is found again. The content is the same whether it comes at once or later. */
export function keyOf({ idempotencyKey, ...content }: SaleInput): Omit<OrderKey, 'occurredAt'> {
  return {
    organisation: organisationOf(content.store),
    idempotencyKey: checkText('idempotencyKey', idempotencyKey),
    contentHash: contentHash(content),
  };
}

/**
 * Checks what a clerk tells of a sale at a store that exists, before an order is written.
 * @param at the moment of the sale
 * @returns the sale, or the records to choose from
 * @throws CallerError BAD_USER_INPUT or NOT_FOUND
 */
export async function checkSale(ctx: Context, input: SaleInput, at: Date): Promise<Sale | Ambiguous> {
  const listPriceFen = checkPrice(input.listPrice);
  const card = checkText('card', input.card, 40);
  const [found] = await Promise.all([findOrDescribe(ctx, input), checkCard(ctx, card)]);
  if ('ambiguous' in found) {
    return found;
  }
  const contract = await contractOn(ctx.em, input.store, at);
  const items = volumesOf(input.items, 'new' in found ? found.new.line : found.book);
  const scannedBarcodes = checkBarcodes(input, items);
  for (const barcode of scannedBarcodes) {
    await checkIssued(ctx.em, barcode, { storeId: input.store, payer: contract?.payer ?? null });
  }
  return { storeId: input.store, contract, found, listPriceFen, card, items, scannedBarcodes };
}

/** The order of a sale. A book that is new to the city gets its record now. */
export async function orderOf(ctx: Context, { found, ...sale }: Sale) {
  const book = 'new' in found ? await recordOf(ctx, found.new) : found.book;
  return { ...sale, channel: 'COUNTER' as const, book, address: null };
}

/** Several records carry the ISBN. */
export type Ambiguous = Extract<Awaited<ReturnType<typeof findOrDescribe>>, { ambiguous: unknown }>;

/** The answer that asks which record is meant. */
export function ambiguousResult({ ambiguous }: Ambiguous) {
  return { __typename: 'AmbiguousIsbn' as const, ...ambiguous };
}

/** @throws CallerError BAD_USER_INPUT for a price that is not from 0.01 to 100,000 yuan */
export function checkPrice({ fen }: MoneyInput): number {
  if (fen < 1 || fen > maxPriceFen) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `定价应为书上印的价格，单位为分：45.50 元写作 4550。"listPrice" is what is printed on the book, in fen: 45.50 yuan are 4550; ${fen} is not a price.`,
      {
        argument: 'listPrice',
        actual: fen,
      },
    );
  }
  return fen;
}

/** @throws CallerError NOT_FOUND, naming the stores that exist */
export async function checkStore(ctx: Context, id: string): Promise<void> {
  if (!(await ctx.loaders.storeById.load(id))) {
    const stores = await ctx.em.find(Store, {}, { orderBy: { id: 'asc' } });
    throw new CallerError(
      'NOT_FOUND',
      `没有书店“${id}”。There is no store "${id}". The stores are: ${stores.map((store) => store.id).join(', ')}.`,
      {
        argument: 'store',
      },
    );
  }
}

/**
 * A card that nobody has is a mistake of the caller and no reason to try again.
 * @throws CallerError NOT_FOUND when lending says so; while it is silent the order is decided without
 */
export async function checkCard(ctx: Context, card: string): Promise<void> {
  if ((await isKnownCard(ctx, card)) === false) {
    throw new CallerError(
      'NOT_FOUND',
      `没有证号为“${card}”的读者。There is no reader with the card "${card}": check the number.`,
      { argument: 'card' },
    );
  }
}

/** Null while lending is silent. */
async function isKnownCard(ctx: Context, card: string): Promise<boolean | null> {
  const question = ctx.ask<{ readerRecord: { id: string } | null }>(
    'lending',
    'query ($card: String!) { readerRecord(card: $card) { id } }',
    { card },
  );
  try {
    return (await within(cardPatience, question)).readerRecord !== null;
  } catch (error) {
    if (error instanceof SubgraphError || error instanceof TimeLimitError) {
      return null;
    }
    throw error;
  }
}

/** The barcodes that were scanned, one for each volume; none when numbers are to be assigned. */
function checkBarcodes({ itemBarcode, itemBarcodes }: SubmitPurchaseLendOrderInput, items: number): string[] {
  if (itemBarcode != null && itemBarcodes != null) {
    throw wrong(
      'itemBarcodes',
      '请给出 itemBarcode 或 itemBarcodes 其中之一。Give "itemBarcode" or "itemBarcodes", one of them.',
    );
  }
  const [argument, texts] =
    itemBarcodes != null ? ['itemBarcodes', itemBarcodes] : ['itemBarcode', itemBarcode != null ? [itemBarcode] : []];
  const barcodes = texts.map((text) => checkBarcode(argument, text));
  if (barcodes.length > 0 && barcodes.length !== items) {
    throw wrong(
      'itemBarcodes',
      `本单共 ${items} 册，须在 itemBarcodes 中按册序给出 ${items} 个条码，现为 ${barcodes.length} 个。The order has ${items} ${items === 1 ? 'volume' : 'volumes'}: "itemBarcodes" has one for each, in their order; ${barcodes.length} ${barcodes.length === 1 ? 'is' : 'are'} given.`,
    );
  }
  const twice = barcodes.find((barcode, index) => barcodes.indexOf(barcode) !== index);
  if (twice !== undefined) {
    throw wrong('itemBarcodes', `条码“${twice}”重复。Each volume has a barcode of its own; "${twice}" is given twice.`);
  }
  return barcodes;
}

function checkBarcode(argument: string, text: string): string {
  const barcode = text.trim();
  if (!/^[0-9A-Za-z-]{4,32}$/.test(barcode)) {
    throw wrong(
      argument,
      `馆藏条码应为 4 至 32 位字母、数字或连字符。"${argument}" has 4 to 32 letters, digits or hyphens; "${text.slice(0, 40)}" is none.`,
    );
  }
  return barcode;
}

function wrong(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
