// What other subgraphs ask of copies, for all district libraries: one statement for those whose copies are kept here, which also tells
// whose are not; those are asked. A library that is silent is in the answer, with the reason: it is not one that has nothing.
import type { HeldCount } from '../../../lib/items/holdings.ts';
import { type BranchCopies, branchCopiesSql, heldCountsOfSql, isCirculating } from '../../../lib/items/manyBooks.ts';
import { statement } from '../../../lib/statements.ts';
import type { Context } from '../context.ts';
import type { Reason } from './reasons.ts';
import { isKeptHere, ours } from './rows.ts';
import { countsOf, type OwnerWord, type SourceWord, wordsOfSources } from './words.ts';

/** How long a silent library is waited for at most, in ms: whoever asks has to decide soon, and asks others too. */
const patience = 800;

/** As `HeldCount`, of a book; null where the library is silent. */
export interface SaidCount {
  bookId: string;
  library: string;
  held: number | null;
  available: number | null;
  reason: Reason | null;
}

/** What each library has of each book; no row for a library that has nothing. */
export async function districtHeldCounts(ctx: Context, bookIds: readonly string[]): Promise<SaidCount[]> {
  const rows = await statement<HeldCount & { bookId: string | null }>(
    ctx.em,
    `/* districtHeldCounts */ select "bookId", library, held, available
     from (${heldCountsOfSql(isKeptHere('library_id'))}) as count
     union all select null, library_id, null, null from member where source_kind = 'HTTP'`,
    [bookIds],
  );
  const asked = await askSilent(ctx, rows, bookIds);
  return [
    ...keptHere(rows).map((row) => ({ ...row, reason: null })),
    ...asked.flatMap(({ bookId, library, word }): SaidCount[] => {
      if ('reason' in word) return [{ bookId, library, held: null, available: null, reason: word.reason }];
      const { held, available } = countsOf(word);
      return held + available > 0 ? [{ bookId, library, held, available, reason: null }] : [];
    }),
  ];
}

/** Where copies of books stand. Of a library whose own system answers, what it told of is `elsewhere`: that system lends it. */
export async function districtBranchCopies(ctx: Context, bookIds: readonly string[]): Promise<BranchCopies[]> {
  const rows = await statement<BranchCopies & { bookId: string | null }>(
    ctx.em,
    `/* districtBranchCopies */ select * from (${branchCopiesSql(ours)}) as copies
     union all select null, library_id, '', 0, 0, '{}' from member where source_kind = 'HTTP' order by 1, 2, 3`,
    [bookIds],
  );
  const asked = await askSilent(ctx, rows, bookIds);
  return [
    ...keptHere(rows),
    ...asked.flatMap(({ bookId, library, word }) =>
      'reason' in word
        ? [{ bookId, library, branch: '', available: 0, circulating: 0, dueDates: [], reason: word.reason }]
        : branchesOf(bookId, library, word),
    ),
  ];
}

interface Asked {
  bookId: string;
  library: string;
  word: SourceWord;
}

/** The words of the libraries that a statement has named without a book. */
async function askSilent(
  ctx: Context,
  rows: readonly { bookId: string | null; library: string }[],
  bookIds: readonly string[],
): Promise<Asked[]> {
  const libraries = rows.filter(({ bookId }) => bookId === null).map(({ library }) => library);
  if (libraries.length === 0 || bookIds.length === 0) return [];
  const keys = libraries.flatMap((libraryId) => [...new Set(bookIds)].map((bookId) => ({ libraryId, bookId })));
  const words = await wordsOfSources(ctx, keys, patience);
  return keys.map(({ libraryId: library, bookId }, index) => ({ bookId, library, word: words[index] as SourceWord }));
}

function keptHere<Row extends { bookId: string | null }>(rows: readonly Row[]): (Row & { bookId: string })[] {
  return rows.filter((row): row is Row & { bookId: string } => row.bookId !== null);
}

/** A copy of which nobody said where it stands is on no branch's shelf. */
function branchesOf(bookId: string, library: string, { told }: OwnerWord): BranchCopies[] {
  const standing = told.filter(({ status, branchId }) => branchId !== null && isCirculating(status));
  return [...Map.groupBy(standing, ({ branchId }) => branchId ?? '')].map(([branch, copies]) => ({
    bookId,
    library,
    branch,
    available: copies.filter(({ status }) => status === 'AVAILABLE').length,
    circulating: copies.length,
    dueDates: copies.flatMap(({ dueDate }) => dueDate ?? []).toSorted(),
    elsewhere: true,
  }));
}
