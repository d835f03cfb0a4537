// 借阅排行. A list that was printed stands as printed; where there is none it is computed from the loans, which lending counts.

import { CallerError } from '../../lib/errors.ts';
import { checkFirst } from '../../lib/pagination.ts';
import type { Context } from './context.ts';
import { RankingEntry } from './entities.ts';
import { members } from './holdings.ts';

/** A line of a list, printed or computed. */
export type RankingLine = Pick<
  RankingEntry,
  | 'libraryId'
  | 'rank'
  | 'title'
  | 'responsibility'
  | 'publisher'
  | 'publicationYear'
  | 'callNumber'
  | 'loans'
  | 'bookId'
> & { source: 'PRINTED' | 'COMPUTED' };

interface Wanted {
  year: number;
  audience: RankingEntry['audience'];
  library?: string | null | undefined;
  first: number;
}

/**
 * The most borrowed books of a year, of one library or of each in turn, the central library first.
 * @throws CallerError NOT_FOUND for a library that is none; SubgraphError when a list has to be computed and lending does not answer
 */
export async function rankings(
  ctx: Context,
  { year, audience, library = null, first }: Wanted,
): Promise<RankingLine[]> {
  checkFirst(first);
  const [printed, libraries] = await Promise.all([
    ctx.em.find(
      RankingEntry,
      { year, audience, ...(library ? { libraryId: library } : {}), rank: { $lte: first } },
      {
        orderBy: { rank: 'asc' },
      },
    ),
    members(ctx),
  ]);
  const asked = libraries.map(({ id }) => id).filter((id) => library === null || id === library);
  if (asked.length === 0) {
    throw new CallerError(
      'NOT_FOUND',
      `没有编号为“${library}”的成员馆。There is no library "${library}". The libraries are: ${libraries.map(({ id }) => id).join(', ')}.`,
      { argument: 'library' },
    );
  }
  const hasPrinted = new Set(printed.map(({ libraryId }) => libraryId));
  const computed = await computedLines(ctx, {
    year,
    audience,
    first,
    libraries: asked.filter((id) => !hasPrinted.has(id)),
  });
  const lines = Map.groupBy([...printed, ...computed], ({ libraryId }) => libraryId);
  return asked.flatMap((id) => lines.get(id) ?? []);
}

async function computedLines(
  ctx: Context,
  { year, audience, first, libraries }: Omit<Wanted, 'library'> & { libraries: string[] },
): Promise<RankingLine[]> {
  if (libraries.length === 0) return [];
  const { loanRanking } = await ctx.ask<{ loanRanking: { library: string; bookId: string; loans: number }[] }>(
    'lending',
    `query ($year: Int!, $readerType: ReaderType!, $libraries: [ID!]!, $first: Int!) {
      loanRanking(year: $year, readerType: $readerType, libraries: $libraries, first: $first) { library bookId loans }
    }`,
    { year, readerType: audience === 'CHILDREN' ? 'CHILD' : 'ADULT', libraries, first },
  );
  const books = await ctx.loaders.bookById.loadMany(loanRanking.map(({ bookId }) => bookId));
  const lines = loanRanking.flatMap(({ library, loans }, index) => {
    const book = books[index];
    if (book instanceof Error) throw book;
    return book ? [{ library, loans, book }] : [];
  });
  return [...Map.groupBy(lines, ({ library }) => library)].flatMap(([libraryId, own]) =>
    own.map(({ loans, book }, index) => ({
      libraryId,
      rank: index + 1,
      title: book.title,
      responsibility: book.responsibility ?? null,
      publisher: book.publisher ?? null,
      publicationYear: book.year ?? null,
      callNumber: null,
      loans,
      source: 'COMPUTED' as const,
      bookId: book.id,
    })),
  );
}
