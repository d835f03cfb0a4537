// 合并书目. Books that are one: all that the others have goes to the one that is kept, and their ids stay as aliases.
import type { EntityManager } from '@mikro-orm/postgresql';
import { authorise } from '../../lib/actions.ts';
import { CallerError } from '../../lib/errors.ts';
import { principalOf } from '../../lib/identity.ts';
import { checkText } from '../../lib/inputs.ts';
import { repointItems } from '../../lib/items/repoint.ts';
import { transact } from '../../lib/orm.ts';
import { statement } from '../../lib/statements.ts';
import { aliasesOf } from './aliases.ts';
import { addCallNumbers } from './bookIndex.ts';
import type { Context } from './context.ts';
import { describeAgain } from './descriptions.ts';
import { Book } from './entities.ts';
import { lockClustering } from './records.ts';
import { repointOwners } from './repointing.ts';

const mostMerged = 20;
const longestReason = 500;

export interface Merge {
  keep: string;
  merge: readonly string[];
  reason: string;
}

/**
 * Makes one book of several; ids that are one already are left as they are, so said twice it is done once.
 * @throws CallerError FORBIDDEN, NOT_FOUND for an id that is no book's, BAD_USER_INPUT for a book merged into itself or too many
 */
export async function mergeBooks(ctx: Context, { keep, merge, reason: given }: Merge): Promise<Book> {
  authorise(ctx.identity, 'book.merge');
  const reason = checkText('reason', given, longestReason);
  if (merge.length === 0 || merge.length > mostMerged) {
    throw bad(
      'merge',
      `“merge”应有 1 至 ${mostMerged} 个编号。"merge" has 1 to ${mostMerged} ids; this one has ${merge.length}.`,
    );
  }
  if (merge.includes(keep)) {
    throw bad('merge', `不能把“${keep}”并入它自己。"${keep}" cannot be merged into itself: leave it out of "merge".`);
  }
  return transact(ctx, async (em) => {
    await lockClustering(em);
    const current = await currentIds(em, [keep, ...merge]);
    const kept = current.get(keep) ?? keep;
    const gone = [...new Set(merge.map((id) => current.get(id) ?? id))].filter((id) => id !== kept);
    if (gone.length > 0) {
      await moveAll(em, gone, kept);
      await pinRecords(em, { book: kept, moved: gone, by: principalOf(ctx), at: ctx.now, reason });
      await removeBooks(em, gone, kept);
      await describeAgain(em, [kept]);
      for (const id of gone) await repointOwners(em, id, kept);
    }
    return em.findOneOrFail(Book, { id: kept }, { refresh: true });
  });
}

/**
 * The ids that these have now.
 * @throws CallerError NOT_FOUND that names those that are no book's
 */
export async function currentIds(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  // No book has an id with U+0000, and a database that is asked for one answers nothing else either.
  const askable = ids.filter((id) => !id.includes('\0'));
  const known = new Set((await em.find(Book, { id: askable }, { fields: ['id'] })).map(({ id }) => id));
  const aliases = await aliasesOf(em, askable);
  const unknown = ids.filter((id) => !known.has(id) && !aliases.has(id));
  if (unknown.length > 0) {
    const names = unknown.map((id) => `“${id.slice(0, 40)}”`).join('、');
    throw new CallerError('NOT_FOUND', `书目中没有编号${names}。The catalogue has no book with the id ${names}.`, {
      ids: unknown.slice(0, mostMerged),
    });
  }
  return aliases;
}

/** The records of a book stay there, whatever imports say; those that came from `moved` have their reason in it. */
async function pinRecords(
  em: EntityManager,
  { book, moved, by, at, reason }: { book: string; moved: readonly string[]; by: string; at: Date; reason: string },
): Promise<void> {
  await statement(
    em,
    `/* pinRecords */ update bib_record set book_id = $1, pinned_at = $3, pinned_by = $4, pinned_reason = $5,
       pinned_from = case when book_id <> $1 then book_id end,
       matched_by = case when book_id <> $1 then 'LIBRARIAN' else matched_by end
     where book_id = $1 or book_id = any($2)`,
    [book, moved, at, by, reason],
  );
}

/** What this subgraph keeps about books. Copy slots are locked as an order locks them, so none is taken meanwhile under the old id. */
async function moveAll(em: EntityManager, gone: readonly string[], kept: string): Promise<void> {
  await statement(
    em,
    `/* lockMerged */ insert into copy_slot (book_id) select unnest($1::text[]) on conflict do nothing`,
    [[...gone, kept]],
  );
  await statement(em, `/* lockMerged */ select from copy_slot where book_id = any($1) order by book_id for update`, [
    [...gone, kept],
  ]);
  await statement(em, `/* mergePurchases */ update purchase set book_id = $2::text where book_id = any($1)`, [
    gone,
    kept,
  ]);
  // Until the owners have counted anew: all that was known of any of them, as old as the oldest word.
  await statement(
    em,
    `/* mergeHoldings */ with known as (
       delete from known_holdings where book_id = any($1) or book_id = $2 returning library_id, total, available, held, as_of
     )
     insert into known_holdings (book_id, library_id, total, available, held, as_of)
     select $2, library_id, sum(total), sum(available), sum(held), min(as_of) from known group by library_id`,
    [gone, kept],
  );
  await statement(em, `/* mergeRankings */ update ranking_entry set book_id = $2::text where book_id = any($1)`, [
    gone,
    kept,
  ]);
  await statement(
    em,
    `/* mergeKeys */ insert into book_key (key, book_id, own) select key, $2, bool_or(own) from book_key where book_id = any($1) group by key
     on conflict (key, book_id) do update set own = book_key.own or excluded.own`,
    [gone, kept],
  );
  const numbers = await statement<{ number: string }>(
    em,
    `/* mergeCallNumbers */ delete from book_call_number where book_id = any($1) returning number`,
    [gone],
  );
  await addCallNumbers(
    em,
    numbers.map(({ number }) => ({ bookId: kept, callNumber: number })),
  );
  for (const id of gone) await repointItems(em, id, kept);
}

async function removeBooks(em: EntityManager, gone: readonly string[], kept: string): Promise<void> {
  await statement(em, `/* removeBooks */ delete from book_key where book_id = any($1)`, [gone]);
  await statement(em, `/* removeBooks */ delete from copy_slot where book_id = any($1)`, [gone]);
  await statement(em, `/* removeBooks */ update book_alias set book_id = $2::text where book_id = any($1)`, [
    gone,
    kept,
  ]);
  await statement(
    em,
    `/* removeBooks */ update book set catalogued = true where id = $2 and exists (select from book where id = any($1) and catalogued)`,
    [gone, kept],
  );
  await statement(em, `/* removeBooks */ delete from book where id = any($1)`, [gone]);
  await statement(em, `/* removeBooks */ insert into book_alias (id, book_id) select unnest($1::text[]), $2`, [
    gone,
    kept,
  ]);
}

function bad(argument: string, message: string): CallerError {
  return new CallerError('BAD_USER_INPUT', message, { argument });
}
