// 检索. Books by words: all that match are found by one index, graded by how well they do, and stand by grade and popularity. What is
// graded and sorted is bounded, whatever is asked:
// - of more than 10,000 matches the first 10,000 found are listed, and those among the next 5,000 books of the order that was asked
//   (the most popular, the newest, the first of the class);
// - a filter looks at 30,000 books that match the words.
// The search index is read once for the page and its count. The limits stand in the text of the statements, so that the plan is the same
// for every query.
import { createHash } from 'node:crypto';
import { CallerError } from '../../lib/errors.ts';
import { type Connection, checkFirst, decodeCursor, encodeCursor, type PageArguments } from '../../lib/pagination.ts';
import { columnsOf, statement, unplanned } from '../../lib/statements.ts';
import type { Context } from './context.ts';
import { Book } from './entities.ts';
import {
  type BookFilter,
  type BookFilterInput,
  checkFilter,
  filterSql,
  filterValueCount,
  filterValues,
  noFilter,
  placesOf,
} from './searchFilters.ts';
import { isMatchSql, matchesSql, matchValue } from './searchMatches.ts';
import { type Asked, gradeCount, type Query, queryOf } from './searchQueries.ts';

/** Up to so many matches are counted. */
export const mostCounted = 10_000;
/** So many books that match the words are looked at for a filter. */
export const mostFiltered = 30_000;
const mostWalked = 5_000;
const maxQueryLength = 200;

/** How the words were taken: as they are, by their sound, or with a mistake in them. */
export type Match = 'EXACT' | 'SOUND' | 'SIMILAR';
export type SearchSort = 'RELEVANCE' | 'POPULAR' | 'NEWEST' | 'CALL_NUMBER';

/** What was searched for, for what is told of all matches. */
export interface Searched {
  asked: Asked;
  filter: BookFilter;
}

/** How many; at least so many when it is not exact. */
export interface Count {
  count: number;
  isExact: boolean;
}

export interface FoundBook {
  cursor: string;
  node: Book;
  searched: Searched;
}

export interface FoundBooks extends Connection<Book> {
  edges: FoundBook[];
  total: Count;
  matched: Match;
  searched: Searched;
}

interface SearchArguments extends PageArguments {
  query: string;
  filter?: BookFilterInput | null | undefined;
  sort: SearchSort;
}

interface Order {
  sort: SearchSort;
  first: number;
  after: [string | number, number, string] | null;
}

/**
 * A page of the books that match every word of a query and a filter. When none matches the words, those that sound so, or else those that
 * match with one mistake.
 * @throws CallerError BAD_USER_INPUT for a query without words, a filter or a page that is none, a cursor of another search
 */
export async function searchBooks(
  ctx: Context,
  { query: text, filter: input, sort, first, after }: SearchArguments,
): Promise<FoundBooks> {
  checkFirst(first);
  const query = checkQuery(text);
  const filter = input ? await checkFilter(ctx, input) : noFilter;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([text, filter, sort]))
    .digest('base64url')
    .slice(0, 12);
  const place = placeOf(after, fingerprint, sort);
  const { matched, asked, page } = await foundIn(
    ctx,
    query,
    filter,
    { sort, first, after: place?.key ?? null },
    place?.matched ?? null,
  );
  const searched = { asked, filter };
  const edges = page.rows.slice(0, first).map((row) => ({
    cursor: encodeCursor([fingerprint, matched, row.k1, row.k2, row.id]),
    node: row,
    searched,
  }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: { hasNextPage: page.rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: page.total.count,
    total: page.total,
    matched,
    searched,
  };
}

/** @throws CallerError BAD_USER_INPUT when there is nothing in it to look for */
export function checkQuery(text: string, argument = 'query'): Query {
  const query = text.length <= maxQueryLength && !text.includes('\0') ? queryOf(text) : null;
  if (!query) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `检索词为 1 至 ${maxQueryLength} 字，至少含一个字、字母或数字；收到 ${text.length} 字。"${argument}" has 1 to ${maxQueryLength} characters and at least one letter or digit; this one has ${text.length}. Give words of the title, the people, the publisher, a class, a call number or an ISBN.`,
      { argument, limit: maxQueryLength, actual: text.length },
    );
  }
  return query;
}

/** How many books match, for a facet. */
export async function countBooks(ctx: Context, { asked, filter }: Searched): Promise<Count> {
  const { total } = await pageOf(ctx, asked, filter, { sort: 'POPULAR', first: 1, after: null });
  return total;
}

async function foundIn(ctx: Context, query: Query, filter: BookFilter, order: Order, known: Match | null) {
  const ways: [Match, () => Asked | null][] = [
    ['EXACT', () => query.exact],
    ['SOUND', query.bySound],
    ['SIMILAR', query.similar],
  ];
  for (const [matched, way] of ways) {
    const asked = known === null || known === matched ? way() : null;
    if (!asked) continue;
    const page = await pageOf(ctx, asked, filter, order);
    // A filter that leaves nothing of what matches is no mistake in the words.
    if (known !== null || page.looked > 0) return { matched, asked, page };
  }
  return { matched: 'EXACT' as const, asked: query.exact, page: nothing };
}

const nothing: Page = { rows: [], looked: 0, total: { count: 0, isExact: true } };

/** A book with the keys by which it stands: the second is its popularity. Not managed by an EntityManager. */
type Row = Book & { k1: string | number; k2: number };

interface Page {
  rows: Row[];
  /** How many books that match the words were looked at for the filter. */
  looked: number;
  total: Count;
}

async function pageOf(ctx: Context, asked: Asked, filter: BookFilter, { sort, first, after }: Order): Promise<Page> {
  const [k1 = null, k2 = null, id = null] = after ?? [];
  const isFiltered = filter !== noFilter;
  const rows = await statement<(Row | { id: null }) & { n: number; looked: number }>(
    ctx.em,
    searchSql(ctx, sort, asked.callNumber !== null, isFiltered),
    [
      matchValue(asked),
      first + 1,
      k1,
      k2,
      id,
      ...(isFiltered ? filterValues(filter, await placesOf(ctx, filter)) : []),
      ...(sort === 'RELEVANCE' ? asked.grades : []),
    ],
  );
  const { n = 0, looked = 0 } = rows[0] ?? {};
  return { rows: rows.filter((row) => row.id !== null), looked, total: totalOf(n, looked) };
}

/** @param looked how many books that match the words were looked at */
export function totalOf(n: number, looked: number): Count {
  return { count: Math.min(n, mostCounted), isExact: n <= mostCounted && looked <= mostFiltered };
}

function placeOf(after: string | null | undefined, fingerprint: string, sort: SearchSort) {
  const kind = orders[sort].kind;
  const key = decodeCursor(after, ['string', 'string', kind, 'number', 'string']);
  if (!key) return null;
  const [known, matched, k1, k2, id] = key as [string, Match, string | number, number, string];
  if (known !== fingerprint) {
    throw new CallerError(
      'BAD_USER_INPUT',
      '“after” 属于另一次检索：翻页时 query、filter、sort 须保持不变。"after" belongs to another search: keep "query", "filter" and "sort" as they were, or begin without "after".',
      { argument: 'after' },
    );
  }
  return { matched, key: [k1, k2, id] as [string | number, number, string] };
}

/** By what the list is sorted, and the books that stand first in that order. The second key is popularity, the third the id. */
const orders: Record<SearchSort, { k1: string; kind: 'number' | 'string'; direction: 'asc' | 'desc'; walk: string }> = {
  RELEVANCE: { k1: 'grade', kind: 'number', direction: 'desc', walk: 'popularity desc, book_id' },
  POPULAR: { k1: '0', kind: 'number', direction: 'desc', walk: 'popularity desc, book_id' },
  NEWEST: { k1: 'coalesce(year, 0)', kind: 'number', direction: 'desc', walk: 'year desc nulls last, book_id' },
  CALL_NUMBER: { k1: `coalesce(class_sort, '~')`, kind: 'string', direction: 'asc', walk: 'class_sort, book_id' },
};

const columns = 'book_id as id, search, popularity, year, class_sort, format, accessible';

/**
 * SQL of how well a row matches. Each condition holds only if those below it do, so few are looked at.
 * @param first the number of the best of the grades
 */
function gradeSql(first: number): string {
  const [whole, begins, words, title, people, subjects] = Array.from(
    { length: gradeCount },
    (_, index) => `search @@ $${first + index}::tsquery`,
  );
  return `case when not ${title} then case when ${people} then 2 when ${subjects} then 1 else 0 end
    when ${begins} then case when ${whole} then 6 else 5 end when ${words} then 4 else 3 end`;
}

function textOf(sort: SearchSort, isNumbered: boolean, isFiltered: boolean, bookColumns: string): string {
  const { k1: key, kind, direction, walk } = orders[sort];
  const firstFilter = 6;
  const k1 = key === 'grade' ? gradeSql(firstFilter + (isFiltered ? filterValueCount : 0)) : key;
  const ranked = `id, ${k1} as k1, popularity as k2`;
  const fits = isFiltered ? filterSql(firstFilter) : 'true';
  const [afterK1, afterK2, afterId] = [
    unplanned(3, kind === 'string' ? 'text collate "C"' : 'int'),
    unplanned(4, 'int'),
    unplanned(5, 'text'),
  ];
  const found = isFiltered
    ? `select case when fits then id end as id, case when fits then ${k1} end as k1, popularity as k2
       from (select *, ${fits} as fits from (${matchesSql(isNumbered, columns, mostFiltered + 1)}) as book) as book`
    : `select ${ranked} from (${matchesSql(isNumbered, columns, mostCounted + 1)}) as book`;
  return `/* searchBooks */
    with found as materialized (${found}),
    counted as (select count(id)::int as n, count(*)::int as looked from found),
    walked as (
      select ${ranked} from (select ${columns} from book_index order by ${walk} limit ${mostWalked}) as book
      where (select n > ${mostCounted} or looked > ${mostFiltered} from counted) and ${isMatchSql(isNumbered)} and ${fits}
    ),
    listed as (
      select id, k1, k2 from found where id is not null
      union all select id, k1, k2 from walked where id not in (select id from found where id is not null)
    ),
    page as (
      select id, k1, k2 from listed
      where ${afterK1} is null or k1 ${direction === 'asc' ? '>' : '<'} ${afterK1}
        or (k1 = ${afterK1} and (k2 < ${afterK2} or (k2 = ${afterK2} and id > ${afterId})))
      order by k1 ${direction}, k2 desc, id limit ${unplanned(2, 'int')}
    )
    select n, looked, k1, k2, book.* from counted left join page on true
    left join lateral (select ${bookColumns} from book where book.id = page.id offset 0) as book on true
    order by k1 ${direction}, k2 desc, page.id`;
}

const texts = new Map<string, string>();

function searchSql({ em }: Context, sort: SearchSort, isNumbered: boolean, isFiltered: boolean): string {
  const name = `${sort} ${isNumbered} ${isFiltered}`;
  const known = texts.get(name) ?? textOf(sort, isNumbered, isFiltered, columnsOf(em, Book).named);
  texts.set(name, known);
  return known;
}
