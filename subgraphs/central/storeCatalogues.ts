// Bookstores' catalogues: what a store has on sale is told to `bookstores`, title by title. A title that is new to the city gets its record
// from the store's line, as at the counter, where the line says enough: title, year and class.
import type { StoreLine } from '../../lib/lists/storeCatalogue.ts';
import { statement } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { createStub } from './stubs.ts';

/** What became of one title. */
export interface PutStoreLine {
  outcome: 'STORED' | 'OLDER' | 'REFUSED';
  /** What is wrong, in Chinese and English; null when it is stored. */
  message: string | null;
}

export interface StoreCatalogue {
  store: string;
  lines: readonly StoreLine[];
  /** When the copies were counted: a count that is older than the last sale changes nothing. */
  asOf: Date;
}

/**
 * Tells what a store has on sale; the answer has one entry for each line, in order. Idempotent.
 * @param catalogue at most 500 lines
 * @throws CallerError NOT_FOUND for a store that is none, SubgraphError when `bookstores` does not answer
 */
export async function putStoreLines(ctx: Context, { store, lines, asOf }: StoreCatalogue): Promise<PutStoreLine[]> {
  if (lines.length === 0) return [];
  await describeNew(ctx, lines);
  const { putStoreOffers } = await ctx.ask<{ putStoreOffers: PutStoreLine[] }>(
    'bookstores',
    `mutation ($store: ID!, $offers: [OfferInput!]!) {
      putStoreOffers(store: $store, offers: $offers) { outcome message }
    }`,
    {
      store,
      offers: lines.map(({ isbn, listPriceFen, stock }) => ({
        isbn,
        listPrice: { fen: listPriceFen, currency: 'CNY' },
        stock,
        asOf: asOf.toISOString(),
      })),
    },
  );
  return putStoreOffers;
}

/** Records of titles that the catalogue does not have. */
async function describeNew(ctx: Context, lines: readonly StoreLine[]): Promise<void> {
  const unknown = await statement<{ isbn: string }>(
    ctx.em,
    `/* describeNew */ select isbn from unnest($1::text[]) as isbn where not exists (select from book where book.isbn = isbn.isbn)`,
    [[...new Set(lines.map(({ isbn }) => isbn))]],
  );
  const isUnknown = new Set(unknown.map(({ isbn }) => isbn));
  for (const { isbn, title, responsibility, publisher, year, classNumber } of lines) {
    if (!isUnknown.delete(isbn) || title === null || year === null || classNumber === null) continue;
    await createStub(ctx, { isbn, title, responsibility, publisher, year, classNumber, format: 'BOOK', volumes: 1 });
  }
}
