// Seen live: how many copies of some books there are and how many of them can be borrowed. Public, like the counts themselves.
import { CallerError } from '../../lib/errors.ts';
import { statement } from '../../lib/statements.ts';
import type { EventScope } from '../../lib/watch.ts';
import { eventIdOf, watchEvents } from '../../lib/watch.ts';
import { type CatalogueChange, type CatalogueEventRow, catalogueEvents, changeOf } from './changes.ts';
import type { Context } from './context.ts';

/** A library's counts of one book have changed, as it is told. */
export interface AvailabilityChange extends CatalogueChange {
  eventId: string;
}

const mostBooks = 100;
/** Ids that a refusal names. */
const mostNamed = 5;

/**
 * Watches the counts of up to 100 books, by their ids or ids that they had before they were merged.
 * @throws CallerError BAD_USER_INPUT for none or too many, and for ids that are no book's, which are named
 */
export async function watchAvailability(
  ctx: Context,
  { bookIds, after }: { bookIds: readonly string[]; after?: string | null | undefined },
) {
  const given = new Set(bookIds);
  if (given.size < 1 || given.size > mostBooks) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `"bookIds" 为 1 至 ${mostBooks} 个书目编号。"bookIds" is 1 to ${mostBooks} ids of books; ${given.size} were given. Watch more by further subscriptions.`,
      { argument: 'bookIds', limit: mostBooks, actual: given.size },
    );
  }
  for (;;) {
    const watched = await watchedIds(ctx, given);
    const changes = await watchEvents<CatalogueEventRow, AvailabilityChange>(ctx, {
      subgraph: 'central',
      log: catalogueEvents,
      scope: scopeOf(watched),
      after: after ?? null,
      changeOf: (event) => ({ ...changeOf(event), eventId: eventIdOf(event.id) }),
    });
    // A book that was merged between the look-up and the first event would be watched under an id that has no changes any more.
    let isWhole = false;
    try {
      isWhole = [...(await watchedIds(ctx, given))].every((id) => watched.has(id));
      if (isWhole) return changes;
    } finally {
      if (!isWhole) await changes.return();
    }
  }
}

/** The ids given, and those of the books that merged ones are part of. */
async function watchedIds({ em }: Context, given: ReadonlySet<string>): Promise<Set<string>> {
  const found = await statement<{ id: string; bookId: string }>(
    em,
    `/* watchedIds */ select id, id as "bookId" from book where id = any($1)
     union all select id, book_id from book_alias where id = any($1)`,
    [[...given]],
  );
  const known = new Set(found.map(({ id }) => id));
  const unknown = [...given].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const named = unknown.slice(0, mostNamed).join(', ') + (unknown.length > mostNamed ? ', …' : '');
    throw new CallerError(
      'BAD_USER_INPUT',
      `没有这些书目：${named}。There are no books with these ids: ${named} (${unknown.length} of ${given.size}).`,
      { argument: 'bookIds', actual: unknown.length },
    );
  }
  return new Set(found.flatMap(({ id, bookId }) => [id, bookId]));
}

/** A book that is merged while it is watched is watched on as what it has become part of. */
function scopeOf(watched: Set<string>): EventScope<CatalogueEventRow> {
  return {
    isWithin({ kind, book_id, merged_into }) {
      const isWatched = watched.has(book_id);
      if (isWatched && merged_into !== null) watched.add(merged_into);
      return isWatched && kind === 'HOLDINGS_CHANGED';
    },
    where: { sql: `event.kind = 'HOLDINGS_CHANGED' and event.book_id = any(array[?])`, values: [[...watched]] },
  };
}
