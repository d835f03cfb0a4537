// Single copies that only a library's own system knows.
import type { ShownItem } from '../../../lib/items/holdings.ts';
import { libraryOfItem } from '../../../lib/owners.ts';
import { statement } from '../../../lib/statements.ts';
import { SubgraphError } from '../../../lib/transport.ts';
import type { Context } from '../context.ts';
import { SourceError } from './reasons.ts';
import { settingsOf } from './words.ts';

/**
 * Copies by id, of libraries whose own systems answer; null for one that its library does not have, and an error for one whose
 * library is silent: unknown is not none.
 */
export async function copiesOfSources(ctx: Context, ids: readonly string[]): Promise<(ShownItem | null | Error)[]> {
  const libraries = [...new Set(ids.map(libraryOfItem))];
  const rows = await settingsOf(ctx.em, libraries);
  if (rows.length === 0) return ids.map(() => null);
  const books = await booksOf(ctx, ids);
  const found = new Map<string, ShownItem | Error>();
  await Promise.all(
    rows.map(async (row) => {
      const source = ctx.sources.of(row);
      const own = ids.filter((id) => libraryOfItem(id) === row.libraryId);
      const unknown = own.filter((id) => {
        const known = source.knownCopy(id);
        if (known) found.set(id, known);
        return !known;
      });
      if (unknown.length === 0) return;
      try {
        const copies = await source.askCopies(unknown.map((id) => id.slice(row.libraryId.length + 1)));
        for (const copy of copies.values()) found.set(copy.id, { ...copy, bookId: books.get(copy.id) ?? null });
      } catch (error) {
        for (const id of unknown) found.set(id, silent(row.libraryId, error));
      }
    }),
  );
  return ids.map((id) => found.get(id) ?? null);
}

function silent(library: string, error: unknown): Error {
  if (!(error instanceof SourceError)) return error as Error;
  const message = `${library} cannot say now what the copy is: ${error.reason}. Ask again in a few seconds.`;
  return new SubgraphError('SUBGRAPH_UNAVAILABLE', library, { message, cause: error });
}

/** The books of copies whose rows are still here from the time when they were kept here. */
async function booksOf({ em }: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await statement<{ id: string; bookId: string }>(
    em,
    '/* booksOf */ select id, book_id as "bookId" from item where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, bookId }) => [id, bookId]));
}
