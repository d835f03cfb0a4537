// Library barcodes that a store has in its drawer: a library issues a range of numbers, the clerk sticks one on the book and scans it.
import { randomUUID } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { authorise, may } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkLibrary, checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { type EntityManager, transact } from '../../lib/orm.ts';
import type { Context } from './context.ts';
import { checkStore } from './counter.ts';
import { Store } from './entities.ts';

import type { IssueBarcodesInput } from './types.generated.ts';

const BarcodeRangeSchema = defineEntity({
  name: 'BarcodeRange',
  tableName: 'barcode_range',
  uniques: [{ properties: ['library', 'idempotencyKey'] }],
  checks: [{ name: 'barcode_range_numbers', expression: 'first_number between 1 and last_number' }],
  properties: {
    id: p.string().primary(),
    storeId: () => p.manyToOne(Store).mapToPk().joinColumn('store_id').index(),
    /** The library that issued it, and owns what is bought with it. */
    library: p.string(),
    prefix: p.string(),
    /** Digits of the number after the prefix. */
    digits: p.integer(),
    firstNumber: p.integer(),
    lastNumber: p.integer(),
    idempotencyKey: p.string(),
    contentHash: p.string(),
    issuedAt: p.datetime(),
  },
});

/** Numbers of a library that one store may stick on books. */
export class BarcodeRange extends BarcodeRangeSchema.class {}
BarcodeRangeSchema.setClass(BarcodeRange);

const digits = 5;
const most = 10_000;

/** Issues the next numbers after a prefix to a store; the same key and content answers with the range that it issued before. */
export async function issueBarcodes(ctx: Context, input: IssueBarcodesInput): Promise<BarcodeRange> {
  const { idempotencyKey: key, ...content } = input;
  const { store: storeId, library, count } = content;
  authorise(ctx.identity, 'barcodes.issue', { library });
  const idempotencyKey = checkText('idempotencyKey', key);
  const prefix = checkPrefix(content.prefix);
  await Promise.all([checkStore(ctx, storeId), checkLibrary(ctx.ask, library)]);
  if (count < 1 || count > most) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `一次可发 1 至 ${most} 个条码。"count" is from 1 to ${most}; this is ${count}.`,
      {
        argument: 'count',
      },
    );
  }
  const hash = contentHash(content);
  return transact(ctx, async (em) => {
    await em.execute('/* issueBarcodes */ select pg_advisory_xact_lock(hashtext(?))', [
      `barcodes ${library} ${prefix}`,
    ]);
    const earlier = await em.findOne(BarcodeRange, { library, idempotencyKey });
    if (earlier) {
      checkSameContent(key, earlier.contentHash, hash);
      return earlier;
    }
    const [last] = await em.find(BarcodeRange, { library, prefix }, { orderBy: { lastNumber: 'desc' }, limit: 1 });
    const firstNumber = (last?.lastNumber ?? 0) + 1;
    const lastNumber = firstNumber + count - 1;
    if (lastNumber >= 10 ** digits) {
      throw new CallerError(
        'BAD_USER_INPUT',
        `前缀“${prefix}”的号码已用尽，请换前缀。The numbers after "${prefix}" end at ${10 ** digits - 1}, ${last?.lastNumber ?? 0} are issued: take another prefix.`,
        { argument: 'prefix' },
      );
    }
    return em.create(BarcodeRange, {
      id: randomUUID(),
      storeId,
      library,
      prefix,
      digits,
      firstNumber,
      lastNumber,
      idempotencyKey,
      contentHash: hash,
      issuedAt: ctx.now,
    });
  });
}

/** Ranges of a store, the newest first, for those who may see them. */
export async function rangesOfStore(ctx: Context, storeId: string): Promise<BarcodeRange[]> {
  const ranges = await ctx.em.find(BarcodeRange, { storeId }, { orderBy: { issuedAt: 'desc', id: 'asc' } });
  return ranges.filter(({ library }) => may(ctx.identity, 'barcodes.read', { store: storeId, library }));
}

/**
 * A barcode that a clerk has scanned is one that the paying library has issued to this store.
 * @throws CallerError BAD_USER_INPUT that names the ranges which there are
 */
export async function checkIssued(
  em: EntityManager,
  barcode: string,
  { storeId, payer }: { storeId: string; payer: string | null },
): Promise<void> {
  const ranges = await em.find(BarcodeRange, { storeId, ...(payer === null ? {} : { library: payer }) });
  if (ranges.some((range) => isWithin(barcode, range))) return;
  const known = ranges.map((range) => `${range.library} ${firstOf(range)}–${lastOf(range)}`).join(', ');
  throw new CallerError(
    'BAD_USER_INPUT',
    `条码“${barcode}”不在本店可用范围内${known ? `（${known}）` : ''}。The barcode "${barcode}" is none that the paying library has issued to this store: ${known || 'none are issued; leave "itemBarcode" out and a number is assigned'}.`,
    { argument: 'itemBarcode' },
  );
}

/** The first barcode of a range, as it is printed. */
export function firstOf({ prefix, firstNumber, digits: width }: BarcodeRange): string {
  return prefix + String(firstNumber).padStart(width, '0');
}

/** The last barcode of a range, as it is printed. */
export function lastOf({ prefix, lastNumber, digits: width }: BarcodeRange): string {
  return prefix + String(lastNumber).padStart(width, '0');
}

function isWithin(barcode: string, range: BarcodeRange): boolean {
  const number = barcode.slice(range.prefix.length);
  if (!barcode.startsWith(range.prefix) || number.length !== range.digits || !/^\d+$/.test(number)) return false;
  return Number(number) >= range.firstNumber && Number(number) <= range.lastNumber;
}

/** Numbers that the network assigns begin with P. */
function checkPrefix(text: string): string {
  const prefix = text.trim();
  if (!/^[0-9A-OQ-Z][0-9A-Z-]{0,15}$/.test(prefix)) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `前缀应为 1 至 16 位大写字母、数字或连字符，不以 P 开头。"prefix" has 1 to 16 capital letters, digits or hyphens and does not begin with P; "${prefix.slice(0, 40)}" is none.`,
      { argument: 'prefix' },
    );
  }
  return prefix;
}
