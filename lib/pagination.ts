// Relay connections: `first` items after a cursor. A cursor is the sort key of its row, so a page stays right while
// rows come and go.
import { CallerError } from './errors.ts';

export const maxPageSize = 100;

export interface PageArguments {
  first: number;
  after?: string | null | undefined;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

/** @throws CallerError BAD_USER_INPUT when `first` is not from 1 to 100 */
export function checkFirst(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > maxPageSize) throw pageError('first', first, maxPageSize);
  return first;
}

/** What is told of a page that is too large, or of none. */
export function pageError(argument: string, actual: number, limit: number): CallerError {
  return new CallerError(
    'BAD_USER_INPUT',
    `“${argument}”为一页的条数，从 1 到 ${limit}，更多请用“after”翻页。"${argument}" is the size of a page, from 1 to ${limit}; ${actual} was asked. Go on with "after" for more.`,
    { argument, limit, actual },
  );
}

/** A cursor that holds the values by which its row sorts. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

const isKind = {
  string: (value: unknown) => typeof value === 'string' && !value.includes('\0'),
  /** A number as the database counts. */
  number: (value: unknown) => typeof value === 'number' && (value | 0) === value,
  /** A moment, `2026-11-22T08:30:00.000Z`. */
  moment: (value: unknown) => typeof value === 'string' && isMoment(value),
};

type CursorKind = keyof typeof isKind;

/**
 * The sort values of a cursor, or null when there is none.
 * @param kinds the types that the values must have, in order
 * @param argument how the argument is called that has the cursor
 * @throws CallerError BAD_USER_INPUT for a text that is not one of our cursors
 */
export function decodeCursor(after: string | null | undefined, kinds: readonly CursorKind[], argument = 'after') {
  if (after === null || after === undefined) {
    return null;
  }
  const key = parseJson(Buffer.from(after, 'base64url').toString());
  if (!Array.isArray(key) || key.length !== kinds.length || !kinds.every((kind, index) => isKind[kind](key[index]))) {
    throw new CallerError(
      'BAD_USER_INPUT',
      `“${argument}”不是本列表的游标，请原样使用上一页的 endCursor。"${argument}" is not a cursor of this list: give the \`endCursor\` of a page as it is.`,
      { argument },
    );
  }
  return key as (string | number)[];
}

/**
 * One page of rows.
 * @param rows the rows after the cursor, one more than `first` when there is a further page
 * @param key the values by which a row sorts
 */
export function toConnection<Node>(
  rows: readonly Node[],
  first: number,
  totalCount: number,
  key: (node: Node) => readonly (string | number)[],
): Connection<Node> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: encodeCursor(key(node)), node }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount,
  };
}

function isMoment(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
