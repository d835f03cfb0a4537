// What a search is narrowed by, beside its words: checked, and as SQL.
import { CallerError } from '../../lib/errors.ts';
import type { AccessibleFormat } from '../../lib/marc/accessible.ts';
import type { BookFormat } from '../../lib/rules/rules.ts';
import { unplanned } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { members } from './holdings.ts';
import { classSortOf } from './searchColumns.ts';

/** Of each list a book fits one value at least; a list that is left out or empty asks for nothing. */
export interface BookFilter {
  libraries: readonly string[];
  districts: readonly string[];
  /** Beginnings of CLC classes, as they sort. */
  classes: readonly string[];
  years: readonly { from: number; to: number }[];
  formats: readonly BookFormat[];
  accessible: readonly AccessibleFormat[];
  availableNow: boolean;
}

/** A filter as a caller gives it. */
export type BookFilterInput = Partial<{
  libraries: readonly string[] | null;
  districts: readonly string[] | null;
  classes: readonly string[] | null;
  years: readonly { from?: number | null | undefined; to?: number | null | undefined }[] | null;
  formats: readonly BookFormat[] | null;
  accessible: readonly AccessibleFormat[] | null;
  availableNow: boolean;
}>;

export const noFilter: BookFilter = {
  libraries: [],
  districts: [],
  classes: [],
  years: [],
  formats: [],
  accessible: [],
  availableNow: false,
};

const mostValues = 50;
const lastYear = 9_999;

/** @throws CallerError BAD_USER_INPUT, naming the value and what would be right */
export async function checkFilter(ctx: Context, input: BookFilterInput): Promise<BookFilter> {
  const filter: BookFilter = {
    libraries: valuesOf('libraries', input.libraries),
    districts: valuesOf('districts', input.districts),
    classes: valuesOf('classes', input.classes).map((text) => checkClass(text, 'filter.classes')),
    years: valuesOf('years', input.years).map(checkYears),
    formats: valuesOf('formats', input.formats),
    accessible: valuesOf('accessible', input.accessible),
    availableNow: input.availableNow ?? false,
  };
  if (filter.libraries.length + filter.districts.length > 0) {
    const libraries = await members(ctx);
    checkKnown(
      'libraries',
      filter.libraries,
      libraries.map(({ id }) => id),
    );
    checkKnown('districts', filter.districts, [...new Set(libraries.flatMap(({ district }) => district ?? []))]);
  }
  return JSON.stringify(filter) === JSON.stringify(noFilter) ? noFilter : filter;
}

/** The libraries whose copies count: those of the filter that lie in its districts; null for all. */
export async function placesOf(ctx: Context, { libraries, districts }: BookFilter): Promise<string[] | null> {
  if (libraries.length + districts.length === 0) return null;
  return (await members(ctx))
    .filter(({ id }) => libraries.length === 0 || libraries.includes(id))
    .filter(({ district }) => districts.length === 0 || districts.includes(district ?? ''))
    .map(({ id }) => id);
}

/**
 * The beginning of a class as it sorts.
 * @throws CallerError BAD_USER_INPUT for a text that begins no class
 */
export function checkClass(text: string, argument: string): string {
  const sort = classSortOf(text);
  if (!/^[A-Z][\dA-Z.\-()+:="/<>]*$/.test(sort) || sort.length > 40) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“${text.slice(0, 40)}” 不是中图法分类号的开头，例如 I、I24、TP312。It is not the beginning of a CLC class, such as I, I24 or TP312.`,
      { argument },
    );
  }
  return sort;
}

/** The types of `filterValues`. */
const filterTypes = ['text[]', 'boolean', 'text[]', 'int[]', 'int[]', 'text[]', 'text[]'];
export const filterValueCount = filterTypes.length;

/** The values of `filterSql`. */
export function filterValues(filter: BookFilter, places: readonly string[] | null): unknown[] {
  return [
    places,
    filter.availableNow,
    given(filter.classes),
    given(filter.years.map(({ from }) => from)),
    given(filter.years.map(({ to }) => to)),
    given(filter.formats),
    given(filter.accessible),
  ];
}

/** Null asks for nothing. */
function given<Value>(values: readonly Value[]): Value[] | null {
  return values.length > 0 ? [...values] : null;
}

/**
 * SQL that is true of a row `book` that fits a filter.
 * @param first the number of the first of `filterValues`
 */
export function filterSql(first: number): string {
  const [places, available, classes, from, to, formats, accessible] = filterTypes.map((type, index) =>
    unplanned(first + index, type),
  );
  // One look at the key of each book; as a join, or without the limit, it would be planned as one with the whole table.
  return `(${classes} is null or book.class_sort ^@ any(${classes}::text[]))
    and (${formats} is null or book.format = any(${formats}::text[]))
    and (${accessible} is null or book.accessible && ${accessible})
    and (${from} is null or exists (
      select from unnest(${from}, ${to}) as span(first, last) where book.year between span.first and span.last))
    and (${places} is null and not ${available} or coalesce((
      select true from known_holdings
      where book_id = book.id and (${places} is null or library_id = any(${places}::text[]))
        and total > 0 and (available > 0 or not ${available}) limit 1), false))`;
}

function valuesOf<Value>(argument: string, values: readonly Value[] | null | undefined): readonly Value[] {
  if ((values?.length ?? 0) > mostValues) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“filter.${argument}” 最多 ${mostValues} 个值，收到 ${values?.length}。It takes at most ${mostValues} values, got ${values?.length}.`,
      { argument: `filter.${argument}`, limit: mostValues, actual: values?.length },
    );
  }
  return values ?? [];
}

function checkYears({ from, to }: { from?: number | null | undefined; to?: number | null | undefined }) {
  const span = { from: from ?? 0, to: to ?? lastYear };
  const isYear = (year: number) => year >= 0 && year <= lastYear;
  if (!isYear(span.from) || !isYear(span.to) || span.from > span.to) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `出版年从 0 到 ${lastYear}，“from” 不晚于 “to”；收到 ${span.from}–${span.to}。Years are from 0 to ${lastYear}, "from" not after "to"; asked were ${span.from} to ${span.to}.`,
      { argument: 'filter.years' },
    );
  }
  return span;
}

function checkKnown(argument: string, values: readonly string[], known: readonly string[]): void {
  const unknown = values.find((value) => !known.includes(value));
  if (unknown !== undefined) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“filter.${argument}” 中没有“${unknown.slice(0, 40)}”，可选 ${known.join('、')}。"filter.${argument}" knows no such value. There are: ${known.join(', ')}.`,
      { argument: `filter.${argument}` },
    );
  }
}
