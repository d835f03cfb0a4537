// Copies and branches as their owners know them, for what a desk does with a copy.
import { CallerError } from '../../lib/errors.ts';
import type { ItemStatus } from '../../lib/items/statuses.ts';
import { describeError } from '../../lib/masking.ts';
import { itemOwner } from '../../lib/owners.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { within } from '../../lib/time.ts';
import type { Context } from './context.ts';

/** The number on a copy's label and the library that owns it. */
export interface Label {
  barcode: string;
  library: string;
}

export interface ItemRecord {
  itemId: string;
  bookId: string;
  status: ItemStatus;
  branch: string;
}

export interface BranchRecord {
  id: string;
  library: string;
  name: string;
}

/** A copy by its label, as its owner knows it; null when there is none. */
export async function itemRecord(ctx: Context, { barcode, library }: Label): Promise<ItemRecord | null> {
  const { itemRecord: record } = await ctx.ask<{ itemRecord: ItemRecord | null }>(
    itemOwner(library),
    `query ($barcode: String!, $library: ID!) {
      itemRecord(barcode: $barcode, library: $library) { itemId bookId status branch }
    }`,
    { barcode: barcode.trim(), library },
  );
  return record;
}

/** @throws CallerError NOT_FOUND when the library has no such copy */
export async function existingItem(ctx: Context, label: Label): Promise<ItemRecord> {
  const record = await itemRecord(ctx, label);
  if (!record) {
    throw unknownItem(label);
  }
  return record;
}

/** The error for a label that no copy has. */
export function unknownItem({ barcode, library }: Label): CallerError {
  return new CallerError(
    'NOT_FOUND',
    `${library} 没有条码为“${barcode}”的复本，请核对条码与馆别。${library} has no copy with the barcode "${barcode}". Check the barcode and the library on the label.`,
    { argument: 'barcode' },
  );
}

/** How long the catalogue is waited for, in ms, for what a loan can do without. */
const formatPatience = 800;

/** How a book comes; null while the catalogue is silent, or for a book that it does not know. */
export async function formatOfBook(ctx: Context, bookId: string): Promise<BookFormat | null> {
  try {
    const { book } = await within(
      formatPatience,
      ctx.ask<{ book: { format: BookFormat } | null }>('central', 'query ($id: ID!) { book(id: $id) { format } }', {
        id: bookId,
      }),
    );
    return book?.format ?? null;
  } catch (error) {
    ctx.log.warn({ bookId, error: describeError(error) }, 'the catalogue is silent, a loan is made without the format');
    return null;
  }
}

/** @throws CallerError NOT_FOUND when there is no such branch */
export async function branchRecord(ctx: Context, id: string): Promise<BranchRecord> {
  const { branchRecord: branch } = await ctx.ask<{ branchRecord: BranchRecord | null }>(
    'central',
    'query ($id: ID!) { branchRecord(id: $id) { id library name } }',
    { id },
  );
  if (!branch) {
    throw new CallerError(
      'NOT_FOUND',
      `没有分馆“${id}”。There is no branch "${id}". The query "branches" lists them.`,
      { argument: 'branch' },
    );
  }
  return branch;
}
