// Searches of the catalogue beside an index-only count of what they match, one at a time, in turn.
import { statement } from '../../lib/statements.ts';
import type { Subgraph } from '../../lib/subgraph.ts';
import type { Context } from '../../subgraphs/central/context.ts';
import { searchBooks } from '../../subgraphs/central/search.ts';
import { beginsSo, matchValue } from '../../subgraphs/central/searchMatches.ts';
import type { Asked } from '../../subgraphs/central/searchQueries.ts';
import { countStatements } from '../../test/statement-count.ts';
import { type GeneratedQuery, type QueryKind, queriesOf, queryKinds } from './queries.ts';

/** One query: how many books it matches, and how long both took, in ms. */
export interface Searched extends GeneratedQuery {
  matches: number;
  product: number;
  count: number;
}

const page = 20;

/** Asks every query once to warm up, then once with the clock. */
export async function searchTimes(central: Subgraph, queries: number): Promise<Searched[]> {
  const context = () => central.contextOf({ identity: { role: 'anonymous' }, requestId: 'bench' }) as Context;
  const generated = await queriesOf(context().em, queries);
  const searched: Searched[] = [];
  const known = new Map<GeneratedQuery, Asked>();
  for (const isWarm of [false, true]) {
    for (const [index, query] of generated.entries()) {
      // What matches nothing as it is, is looked for by its sound and with a mistake: the matches are those of the way that found some.
      const search = async () =>
        (await searchBooks(context(), { query: query.text, first: page, sort: 'RELEVANCE' })).searched.asked;
      let asked = known.get(query);
      if (!asked) known.set(query, (asked = await search()));
      const [match, times] = [asked, { product: 0, count: 0 }];
      let matches = 0;
      const both: [keyof typeof times, () => Promise<unknown>][] = [
        ['product', search],
        ['count', async () => (matches = await countMatches(context(), match))],
      ];
      // Whichever comes first finds less in memory: by turns.
      for (const [name, work] of Math.floor(index / queryKinds.length) % 2 === 0 ? both : both.toReversed())
        times[name] = await timed(work);
      if (isWarm) searched.push({ ...query, matches, ...times });
    }
  }
  return searched;
}

/** By the index alone: of the words, or of call numbers, which the bench asks for without words. */
async function countMatches({ em }: Context, asked: Asked): Promise<number> {
  const [row] =
    asked.callNumber === null
      ? await statement<{ count: number }>(
          em,
          '/* countMatches */ select count(*)::int as count from book_index where search @@ $1::tsquery',
          [asked.match],
        )
      : await statement<{ count: number }>(
          em,
          `/* countNumbered */ select count(distinct book_id)::int as count from book_call_number where ${beginsSo}`,
          [matchValue(asked)],
        );
  return row?.count ?? 0;
}

/** How many statements a page of so many books takes, for one query of each kind. */
export async function searchStatements(
  central: Subgraph,
  pages: readonly number[],
): Promise<Record<QueryKind, number[]>> {
  const context = () => central.contextOf({ identity: { role: 'anonymous' }, requestId: 'bench' }) as Context;
  const queries = await queriesOf(context().em, 100);
  const byKind = Map.groupBy(queries, ({ kind }) => kind);
  const counts = {} as Record<QueryKind, number[]>;
  for (const [kind, [query]] of byKind) {
    counts[kind] = [];
    for (const first of pages) {
      const counter = countStatements();
      await searchBooks(context(), { query: query?.text ?? '', first, sort: 'RELEVANCE' });
      counter.stop();
      counts[kind].push(counter.sent.length);
    }
  }
  return counts;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
