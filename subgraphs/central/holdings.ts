// Book.holdings: one row per member library, always. The central library's rows know `now` here; a district's `now` is
// asked from the districts by the row's id.
import { type HoldingsKey, holdingsId, parseHoldingsId } from '../../lib/items/holdings.ts';
import type { Context } from './context.ts';
import type { Library } from './entities.ts';
import type { KnownRow } from './projection.ts';

/** One library's copies of one book, with the library's record. */
export interface HoldingsRow extends HoldingsKey {
  library: Library;
}

export interface KnownCounts {
  total: number;
  available: number;
  asOf: Date;
}

/** The rows of one book, the central library first. */
export async function holdingsOfBook(ctx: Context, bookId: string): Promise<HoldingsRow[]> {
  const libraries = await members(ctx);
  return libraries.map((library) => ({ bookId, libraryId: library.id, library }));
}

/** A row by its id; null when there is no such library. */
export async function holdingsById(ctx: Context, id: string): Promise<HoldingsRow | null> {
  const key = parseHoldingsId(id);
  const library = key && (await ctx.loaders.libraryById.load(key.libraryId));
  return key && library ? { ...key, library } : null;
}

/** What the catalogue last heard of one row. */
export async function lastKnownOfRow(ctx: Context, row: HoldingsRow): Promise<KnownRow | null> {
  const known = await ctx.loaders.knownHoldingsByBook.load(row.bookId);
  return known.find((holdings) => holdingsId(holdings) === holdingsId(row)) ?? null;
}

/** What the catalogue last heard of a book in all libraries; dated by the oldest word in it. */
export async function lastKnownOfBook(ctx: Context, bookId: string): Promise<KnownCounts | null> {
  const known = await ctx.loaders.knownHoldingsByBook.load(bookId);
  return known.length === 0
    ? null
    : {
        total: known.reduce((sum, { total }) => sum + total, 0),
        available: known.reduce((sum, { available }) => sum + available, 0),
        asOf: new Date(Math.min(...known.map(({ asOf }) => asOf.getTime()))),
      };
}

/** All member libraries, the central library first. */
export function members(ctx: Context): Promise<Library[]> {
  return ctx.loaders.librariesFrom.load(0);
}
