// A librarian's few lines about copies. The same key is the same result: it is kept for 30 days.
import { defineEntity, p } from '@mikro-orm/core';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { checkLibrary, checkSameContent, checkText, contentHash } from '../../lib/inputs.ts';
import { mostItems } from '../../lib/items/putItems.ts';
import type { Fields } from '../../lib/lists/columns.ts';
import { type IncomingItem, type ItemField, incomingItem } from '../../lib/lists/itemList.ts';
import { RowError } from '../../lib/lists/rows.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { type PutItem, putItemsOf } from './itemLists.ts';
import type { ItemInput, PutItemsInput } from './types.generated.ts';

const keptDays = 30;

const PutItemsReceiptSchema = defineEntity({
  name: 'PutItemsReceipt',
  tableName: 'put_items_receipt',
  indexes: [{ properties: ['at'] }],
  properties: {
    libraryId: p.string().primary(),
    idempotencyKey: p.string().primary(),
    contentHash: p.string(),
    results: p.json<PutItem[]>(),
    at: p.datetime(),
  },
});

/** How far the clock of a sender may be ahead, in ms. */
const clockTolerance = 300_000;

/** What was answered to one key. */
export class PutItemsReceipt extends PutItemsReceiptSchema.class {}
PutItemsReceiptSchema.setClass(PutItemsReceipt);

/** Takes a few copies of a library; the answer has one entry for each, in order. A line that is wrong costs itself. */
export async function putItems(ctx: Context, input: PutItemsInput) {
  const { library, items, asOf = null } = input;
  authorise(ctx.identity, 'item.put', { library });
  if (items.length < 1 || items.length > mostItems) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `每次 1 至 ${mostItems} 册；更多请用文件导入。"items" has 1 to ${mostItems} copies at once, ${items.length} were given: import a file for more.`,
      { argument: 'items', limit: mostItems, actual: items.length },
    );
  }
  if (asOf && asOf.getTime() > ctx.now.getTime() + clockTolerance) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `清单时间在未来。"asOf" lies in the future, ${asOf.toISOString()}: set the clock right.`,
      { argument: 'asOf' },
    );
  }
  const key = input.idempotencyKey == null ? null : checkText('idempotencyKey', input.idempotencyKey);
  await checkLibrary(ctx.ask, library);
  if (key === null) return resultOf(await putAll(ctx, library, items, asOf));
  const hash = contentHash({ library, items: JSON.stringify(items), asOf });
  const known = await receiptOf(ctx, library, key);
  if (known) {
    checkSameContent(key, known.contentHash, hash);
    return resultOf(known.results);
  }
  return resultOf(await keepReceipt(ctx, { library, key, hash }, await putAll(ctx, library, items, asOf)));
}

function resultOf(items: PutItem[]) {
  const count = (outcome: PutItem['outcome']) => items.filter((item) => item.outcome === outcome).length;
  return {
    items,
    added: count('ADDED'),
    changed: count('CHANGED'),
    unchanged: count('UNCHANGED'),
    kept: count('KEPT'),
    refused: count('REFUSED'),
  };
}

async function putAll(
  ctx: Context,
  library: string,
  inputs: readonly ItemInput[],
  asOf: Date | null,
): Promise<PutItem[]> {
  const read = inputs.map((input): IncomingItem | PutItem => {
    try {
      return incomingItem(fieldsOf(input));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const { barcode } = input;
      return { barcode, outcome: 'REFUSED', reason: 'BAD_VALUE', message: error.message, candidates: [] };
    }
  });
  const taken = await putItemsOf(
    ctx,
    library,
    read.filter((item): item is IncomingItem => !('outcome' in item)),
    { asOf },
  );
  let next = 0;
  return read.map((item) => ('outcome' in item ? item : (taken[next++] as PutItem)));
}

/** An input as a row: its arguments are its columns. */
function fieldsOf(input: ItemInput): Fields<ItemField> {
  const entries = (Object.entries(input) as [ItemField, string | null | undefined][]).flatMap(([name, value]) =>
    value == null ? [] : [[name, value] as const],
  );
  return {
    values: Object.fromEntries(entries),
    names: Object.fromEntries(entries.map(([name]) => [name, name])),
  };
}

interface Receipt {
  contentHash: string;
  results: PutItem[];
}

async function receiptOf({ em }: Context, library: string, key: string): Promise<Receipt | undefined> {
  const [receipt] = await statement<Receipt>(
    em,
    `/* receiptOf */ select content_hash as "contentHash", results from put_items_receipt
     where library_id = $1 and idempotency_key = $2`,
    [library, key],
  );
  return receipt;
}

/** Keeps what is answered; of two that came at once with one key the first one's answer is both's. */
async function keepReceipt(
  ctx: Context,
  { library, key, hash }: { library: string; key: string; hash: string },
  results: PutItem[],
): Promise<PutItem[]> {
  await statement(ctx.em, '/* keepReceipt */ delete from put_items_receipt where at < $1', [
    new Date(ctx.now.getTime() - keptDays * 86_400_000),
  ]);
  const [kept] = await statement(
    ctx.em,
    `/* keepReceipt */ insert into put_items_receipt (library_id, idempotency_key, content_hash, results, at)
     values ($1, $2, $3, $4::jsonb, $5) on conflict (library_id, idempotency_key) do nothing returning library_id`,
    [library, key, hash, JSON.stringify(results), ctx.now],
  );
  if (kept) return results;
  const first = await receiptOf(ctx, library, key);
  if (first) checkSameContent(key, first.contentHash, hash);
  return first?.results ?? results;
}
