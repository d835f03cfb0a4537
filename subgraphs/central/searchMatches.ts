// Which books match, as SQL: those whose words a `tsquery` finds; or those of whose call numbers one begins so, and of them those that it fits.
import type { Asked } from './searchQueries.ts';

/** The value `$1` of the statements that these are parts of. */
export function matchValue({ match, callNumber }: Asked): string[] {
  return callNumber === null ? [match] : [match, callNumber];
}

const match = `(select ($1::text[])[1]::tsquery)`;
const callNumber = `(select ($1::text[])[2])`;
/** Whether a row of `book_call_number` begins so. U+10FFFF stands behind every character that a number could go on with. */
export const beginsSo = `number >= ${callNumber} and number < ${callNumber} || chr(1114111)`;

/** So many call numbers are looked at: ten for each of the most books that a filter looks at. */
const mostNumbers = 300_000;

/**
 * The columns of rows of `book_index` that match.
 * @param most so many rows, some of those that there are
 */
export function matchesSql(isNumbered: boolean, columns: string, most: number): string {
  const where = isNumbered
    ? `book_id = any(array(
      select distinct book_id from (select book_id from book_call_number where ${beginsSo} limit ${mostNumbers}) as numbered)) and ${fitsSql}`
    : `search @@ ${match}`;
  return `select ${columns} from book_index where ${where} limit ${most}`;
}

/** Whether a row `book` with the columns `id` and `search` matches. */
export function isMatchSql(isNumbered: boolean): string {
  return isNumbered
    ? `exists (select from book_call_number where book_id = book.id and ${beginsSo}) and ${fitsSql}`
    : `search @@ ${match}`;
}

// Not for the index: there is a smaller way to these rows, and `!'~'`, which all fit, would read all of it.
const fitsSql = `(search @@ ${match}) is true`;
