// Facets: how the matches of a search divide. A value counts what the search would find if that value alone were chosen of its facet, the
// other facets as they are. Facets that leave the same filter are counted by one statement, so their number does not grow.
import { CallerError } from '../../lib/errors.ts';
import type { AccessibleFormat } from '../../lib/marc/accessible.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { statement, unplanned } from '../../lib/statements.ts';
import { classBelow, clcClasses } from './clc.ts';
import type { Context } from './context.ts';
import type { Library } from './entities.ts';
import { members } from './holdings.ts';
import { type Count, countBooks, mostCounted, mostFiltered, type Searched, totalOf } from './search.ts';
import { type BookFilter, checkClass, filterSql, filterValues, placesOf } from './searchFilters.ts';
import { matchesSql, matchValue } from './searchMatches.ts';
import type { Asked } from './searchQueries.ts';

/** Years of one value of the year facet. */
const longestStep = 100;

/** The facets of one search, with what is counted already. */
export interface Facets extends Searched {
  counted: Map<string, Promise<Tally>>;
}

/** How often each value occurs among the matches. */
interface Tally {
  isExact: boolean;
  values: { kind: string; value: string; count: number }[];
}

export interface FacetCount extends Count {
  value: string;
}

/** What there is of each kind, the most frequent first. */
export const facetsOf = (searched: Searched): Facets => ({ ...searched, counted: new Map() });

/** 馆 */
export async function libraryFacet(ctx: Context, facets: Facets): Promise<(Count & { library: Library })[]> {
  const filter = { ...facets.filter, libraries: [] };
  const counts = await placeCounts(ctx, facets, filter, ({ id }) => [id]);
  const libraries = await members(ctx);
  return counts.flatMap(({ value, ...count }) => {
    const library = libraries.find(({ id }) => id === value);
    return library ? [{ ...count, library }] : [];
  });
}

/** 行政区 */
export async function districtFacet(ctx: Context, facets: Facets): Promise<FacetCount[]> {
  const filter = { ...facets.filter, districts: [] };
  return placeCounts(ctx, facets, filter, ({ district }) => (district ? [district] : []));
}

/** 分类, the main classes or those one step below a class, in their order. */
export async function classFacet(
  ctx: Context,
  facets: Facets,
  under: string | null,
): Promise<(FacetCount & { name: string | null })[]> {
  const above = under === null ? '' : checkClass(under, 'under');
  const tally = await tallyOf(ctx, facets, { ...facets.filter, classes: [] }, 'books');
  const steps = ofKind(tally, 'CLASS').map(({ value, count }) => ({ value: classBelow(above, value) ?? '', count }));
  return summed(steps, tally.isExact)
    .toSorted((left, right) => (left.value < right.value ? -1 : 1))
    .map((each) => ({ ...each, name: clcClasses[each.value] ?? null }));
}

/** 出版年, in spans of so many years, the latest first. */
export async function yearFacet(
  ctx: Context,
  facets: Facets,
  step: number,
): Promise<(Count & { from: number; to: number })[]> {
  if (step < 1 || step > longestStep) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“step” 从 1 到 ${longestStep} 年，收到 ${step}。"step" is from 1 to ${longestStep} years; ${step} was asked.`,
      { argument: 'step', limit: longestStep, actual: step },
    );
  }
  const tally = await tallyOf(ctx, facets, { ...facets.filter, years: [] }, 'books');
  const years = ofKind(tally, 'YEAR').map(({ value, count }) => ({
    value: String(Math.floor(Number(value) / step) * step),
    count,
  }));
  return summed(years, tally.isExact)
    .map(({ value, ...count }) => ({ ...count, from: Number(value), to: Number(value) + step - 1 }))
    .toSorted((left, right) => right.from - left.from);
}

/** 文献类型 */
export async function formatFacet(ctx: Context, facets: Facets): Promise<(Count & { format: BookFormat })[]> {
  const tally = await tallyOf(ctx, facets, { ...facets.filter, formats: [] }, 'books');
  return summed(ofKind(tally, 'FORMAT'), tally.isExact).map(({ value, ...count }) => ({
    ...count,
    format: value as BookFormat,
  }));
}

/** 无障碍 */
export async function accessibleFacet(ctx: Context, facets: Facets): Promise<(Count & { format: AccessibleFormat })[]> {
  const tally = await tallyOf(ctx, facets, { ...facets.filter, accessible: [] }, 'books');
  return summed(ofKind(tally, 'ACCESSIBLE'), tally.isExact).map(({ value, ...count }) => ({
    ...count,
    format: value as AccessibleFormat,
  }));
}

/** 可借, as the catalogue last heard; with the oldest of the moments at which a library last spoke. */
export async function availableFacet(ctx: Context, facets: Facets): Promise<Count & { asOf: Date | null }> {
  const [count, [report]] = await Promise.all([
    countBooks(ctx, { asked: facets.asked, filter: { ...facets.filter, availableNow: true } }),
    statement<{ asOf: Date | null }>(
      ctx.em,
      `/* availableFacet */ select case when count(*) = count(report.as_of) then min(report.as_of) end as "asOf"
       from library left join library_report as report on report.library_id = library.id where $1::text[] is null or library.id = any($1)`,
      [await placesOf(ctx, facets.filter)],
    ),
  ]);
  return { ...count, asOf: report?.asOf ? new Date(report.asOf) : null };
}

/** Books by where they are held, or can be borrowed where that is asked, among the libraries that the filter leaves. */
async function placeCounts(
  ctx: Context,
  facets: Facets,
  filter: BookFilter,
  valuesOfLibrary: (library: Library) => string[],
): Promise<FacetCount[]> {
  const [tally, places, libraries] = await Promise.all([
    tallyOf(ctx, facets, filter, 'places'),
    placesOf(ctx, filter),
    members(ctx),
  ]);
  const values = new Map(
    libraries.filter(({ id }) => places?.includes(id) ?? true).map((library) => [library.id, valuesOfLibrary(library)]),
  );
  const counts = ofKind(tally, 'PLACES').flatMap(({ value, count }) =>
    [...new Set(value.split(' ').flatMap((library) => values.get(library) ?? []))].map((each) => ({
      value: each,
      count,
    })),
  );
  return summed(counts, tally.isExact);
}

function tallyOf(ctx: Context, facets: Facets, filter: BookFilter, kind: keyof typeof texts): Promise<Tally> {
  const key = JSON.stringify([kind, filter]);
  const known = facets.counted.get(key) ?? readTally(ctx, facets.asked, filter, kind);
  facets.counted.set(key, known);
  return known;
}

async function readTally(ctx: Context, asked: Asked, filter: BookFilter, kind: keyof typeof texts): Promise<Tally> {
  const text = texts[kind][asked.callNumber === null ? 'words' : 'numbered'];
  const rows = await statement<{ kind: string; value: string; count: number }>(ctx.em, text, [
    matchValue(asked),
    ...filterValues(filter, await placesOf(ctx, filter)),
  ]);
  const [looked] = ofKind({ values: rows }, 'LOOKED');
  const [all] = ofKind({ values: rows }, 'ALL');
  return { isExact: totalOf(all?.count ?? 0, looked?.count ?? 0).isExact, values: rows };
}

function ofKind({ values }: Pick<Tally, 'values'>, wanted: string) {
  return values.filter(({ kind }) => kind === wanted);
}

/** Equal values together, the most frequent first; none for what has no value. */
function summed(counts: readonly { value: string; count: number }[], isExact: boolean): FacetCount[] {
  const sums = new Map<string, number>();
  for (const { value, count } of counts) {
    if (value !== '') sums.set(value, (sums.get(value) ?? 0) + count);
  }
  return [...sums]
    .map(([value, count]) => ({ value, count, isExact }))
    .toSorted((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
}

/** The matches, `mostCounted` of them, with a column; and how many were looked at for that. */
const matches = (isNumbered: boolean, column = '') => `with looked as materialized (
    select case when fits then id end as id, class_sort, year, format, accessible from (
      select *, ${filterSql(2)} as fits from (
        ${matchesSql(isNumbered, 'book_id as id, class_sort, year, format, accessible', mostFiltered + 1)}
      ) as book) as book
  ), found as materialized (select looked.* ${column} from looked where id is not null limit ${mostCounted})
  select 'LOOKED' as kind, '' as value, count(*)::int as count from looked
  union all select 'ALL', '', count(id)::int from looked`;

const booksText = (isNumbered: boolean) => `/* facets */ ${matches(isNumbered)}
    union all select 'CLASS', class_sort, count(*)::int from found where class_sort is not null group by class_sort
    union all select 'YEAR', year::text, count(*)::int from found where year is not null group by year
    union all select 'FORMAT', format, count(*)::int from found group by format
    union all select 'ACCESSIBLE', each, count(*)::int from found, unnest(accessible) as each group by each`;

// $3 is whether only what can be borrowed counts.
const placesText = (isNumbered: boolean) => `/* placeFacets */ ${matches(
  isNumbered,
  `, array_to_string(array(
      select library_id from known_holdings where book_id = looked.id and total > 0 and (available > 0 or not ${unplanned(3, 'boolean')})
      order by library_id), ' ') as places`,
)}
    union all select 'PLACES', places, count(*)::int from found group by places`;

const texts = {
  books: { words: booksText(false), numbered: booksText(true) },
  places: { words: placesText(false), numbered: placesText(true) },
};
